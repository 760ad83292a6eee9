"""Write a document with one resource, as a maintainer would: a folder of YAML files and the lines of the root."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from contract_tests.tests.agreement.resource import EXAMPLE_ID, Perform, Report, Resource, component, schemas_of
from contract_tests.tools.workspace import ROOT

_OPENAPI: Final = ROOT / "openapi"
_ERRORS: Final = {
    "400": "BadRequest",
    "401": "Unauthorized",
    "403": "Forbidden",
    "404": "NotFound",
    "413": "ContentTooLarge",
    "415": "UnsupportedMediaType",
    "429": "TooManyRequests",
    "500": "ServerError",
}
_SHARED: Final = ("Count", "Link", "Pagination", "InvalidRequestProblem", "InvalidRequestProblemItem", "Problem")
_LINKS: Final = ("get_thing", "update_thing", "delete_thing")


def write_document(folder: Path, resource: Resource) -> Path:
    """Write the document below a folder, and return its folder."""
    target = folder / "openapi"
    (target / "shared").mkdir(parents=True)
    for path in (_OPENAPI / "shared").iterdir():
        shutil.copy(path, target / "shared")
    parameters = _read(target / "shared/parameters.yaml")
    for name in ("ProjectId", "ApiKeyId", "NameContains", "Interval"):
        del parameters[name]
    if not resource.sorts:
        del parameters["SortOrder"]
    _write(target / "shared/parameters.yaml", parameters)
    if "count" in resource.without:
        pagination = _read(target / "shared/pagination.yaml")
        del pagination["Count"]
        _write(target / "shared/pagination.yaml", pagination)
    headers = _read(target / "shared/headers.yaml")
    headers["WWWAuthenticate"]["example"] = ", ".join(
        f'{one.title()} realm="admin.api.video"' for one in resource.schemes
    )
    _write(target / "shared/headers.yaml", headers)
    _write(target / "openapi.yaml", _root(resource))
    for name, content in _files(resource).items():
        _write(target / f"things/{name}.yaml", content)
    return target


def _read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content


def _write(path: Path, content: Mapping[str, Any]) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), encoding="utf-8")


def _root(resource: Resource) -> dict[str, Any]:
    root = _read(_OPENAPI / "openapi.yaml")
    root["tags"] = [{"name": "things", "description": "Things."}]
    root["paths"] = {
        "/things": {"get": _ref("list_things.yaml"), "post": _ref("create_thing.yaml")},
        "/things/count": {"get": _ref("count_things.yaml")},
        "/things/{thing_id}": {
            "get": _ref("get_thing.yaml"),
            "patch": _ref("update_thing.yaml"),
            "delete": _ref("delete_thing.yaml"),
        },
    }
    lacking = {f"things/{name}.yaml" for name in _lacking(resource)}
    for path, item in list(root["paths"].items()):
        root["paths"][path] = {method: one for method, one in item.items() if one["$ref"] not in lacking}
        if not root["paths"][path]:
            del root["paths"][path]
    if resource.report:
        root["paths"]["/plays"] = {"get": _ref("get_plays_things.yaml")}
    for name in resource.performs:
        root["paths"][f"/things/{{thing_id}}/{name}"] = {"post": _ref(f"{_operation_id(name)}.yaml")}
    components = root["components"]
    root["security"] = [{one: []} for one in resource.schemes]
    components["securitySchemes"] = {
        one: {"type": "http", "scheme": one, "description": f"The key by {one}."} for one in resource.schemes
    }
    own = {name: _ref(f"schemas.yaml#/{name}") for name in schemas_of(resource)}
    components["schemas"] = own | {one: components["schemas"][one] for one in _SHARED["count" in resource.without :]}
    shared = ("Page", "PageSize", *(("SortOrder",) if resource.sorts else ()))
    components["parameters"] = {name: components["parameters"][name] for name in shared}
    components["parameters"]["ThingId"] = _ref("parameters.yaml#/ThingId")
    if resource.is_unique:
        components["responses"]["Conflict"] = _ref("responses.yaml#/Conflict")
    return root


def _ref(target: str) -> dict[str, str]:
    return {"$ref": f"things/{target}"}


def _files(resource: Resource) -> dict[str, dict[str, Any]]:
    thing_id = {
        "name": "thing_id",
        "in": "path",
        "required": True,
        "description": "The id of the thing.",
        "schema": {"type": "string", "minLength": 1},
        "example": EXAMPLE_ID,
    }
    one, filters = [component("parameters", "ThingId")], _filters(resource)
    paging = [component("parameters", name) for name in ("Page", "PageSize")]
    files = {
        "parameters": {"ThingId": thing_id},
        "schemas": schemas_of(resource),
        "list_things": _operation(resource, "list", "200", "ThingPage", [*paging, *filters, *_sorting(resource)]),
        "count_things": _operation(resource, "count", "200", "Count", filters),
        "create_thing": _operation(resource, "create", "201", "Thing", []),
        "get_thing": _operation(resource, "get", "200", "Thing", one),
        "update_thing": _operation(resource, "update", "200", "Thing", one),
        "delete_thing": _operation(resource, "delete", "204", None, one),
        **{_operation_id(name): _perform(resource, name, perform, one) for name, perform in resource.performs.items()},
    }
    if resource.is_unique:
        files["responses"] = {"Conflict": _CONFLICT}
    if resource.report:
        files["get_plays_things"] = _report(resource.report)
    return {name: content for name, content in files.items() if name not in _lacking(resource)}


def _lacking(resource: Resource) -> set[str]:
    """Return the operations that the resource lacks."""
    return {f"{one}_things" if one == "count" else f"{one}_thing" for one in resource.without}


def _report(report: Report) -> dict[str, Any]:
    response = {
        "description": "The rows.",
        "headers": _headers(),
        "content": {"application/json": {"schema": component("schemas", "Plays")}},
    }
    errors = {code: component("responses", one) for code, one in _ERRORS.items() if code not in {"404", "413", "415"}}
    return {
        "operationId": "get_plays_things",
        "tags": ["things"],
        "x-action": "report",
        "x-days": 5,
        "summary": "Get the plays",
        "description": "Returns the plays.",
        **({"parameters": list(report.parameters)} if report.parameters else {}),
        "responses": {"200": response, **errors},
    }


def _operation_id(perform: str) -> str:
    return f"{perform.replace('-', '_')}_thing"


def _perform(resource: Resource, name: str, perform: Perform, one: list[dict[str, Any]]) -> dict[str, Any]:
    status, schema = ("200", "Thing") if perform.returns else ("204", None)
    operation = _operation(resource, "perform", status, schema, one)
    source = "$response.body#/thing_id" if perform.returns else "$request.path.thing_id"
    link = {"operationId": "get_thing", "parameters": {"thing_id": source}}
    operation["responses"][status]["links"] = {"get_thing": link}
    return {**operation, "operationId": _operation_id(name), "x-effect": perform.effect}


def _filters(resource: Resource) -> list[dict[str, Any]]:
    found = []
    for name, match in resource.filters.items():
        schema = dict(resource.properties[name].schema)
        kind = schema["type"] if isinstance(schema["type"], str) else schema["type"][0]
        plain = {"type": kind} if match == "contains" else {**schema, "type": kind}
        for keyword in ("default", "readOnly", "x-generate", "x-unique", "description"):
            plain.pop(keyword, None)
        found.append({"name": name, "in": "query", "description": "A filter.", "x-filter": match, "schema": plain})
    return [*found, *map(dict, resource.other_filters)]


def _sorting(resource: Resource) -> list[dict[str, Any]]:
    if not resource.sorts:
        return []
    schema = {"type": "string", "enum": list(resource.sorts)}
    sort_by = {"name": "sort_by", "in": "query", "description": "The order.", "schema": schema}
    return [sort_by, component("parameters", "SortOrder")]


def _operation(
    resource: Resource, action: str, status: str, schema: str | None, parameters: list[dict[str, Any]]
) -> dict[str, Any]:
    name = f"{action}_things" if action in {"list", "count"} else f"{action}_thing"
    if resource.expand:
        effect = {"x-effect": "none", "schema": {"type": "string", "enum": ["all"]}, "example": "all"}
        parameters = [*parameters, {"name": "expand", "in": "query", "description": "What to add.", **effect}]
    operation: dict[str, Any] = {
        "operationId": name,
        "tags": ["things"],
        "x-action": action,
        "summary": f"{action.capitalize()} things",
        "description": f"Does what {action} does.",
    }
    if parameters:
        operation["parameters"] = parameters
    body = {"create": "ThingCreate", "update": "ThingUpdate"}.get(action)
    if body:
        content = {"application/json": {"schema": component("schemas", body)}}
        operation["requestBody"] = {"required": True, "content": content}
    response: dict[str, Any] = {"description": "Done.", "headers": _headers()}
    if schema:
        response["content"] = {"application/json": {"schema": component("schemas", schema)}}
    if links := {to: link for to, link in _links(action, name).items() if to not in _lacking(resource)}:
        response["links"] = links
    without = {"413", "415"} if body is None else set()
    without |= {"404"} if action in {"list", "count", "create"} else set()
    errors = {code: component("responses", one) for code, one in _ERRORS.items() if code not in without}
    conflict = {"409": component("responses", "Conflict")} if body and resource.is_unique else {}
    operation["responses"] = {status: response, **errors, **conflict}
    return operation


def _headers() -> dict[str, Any]:
    names = {"Limit": "RateLimitLimit", "Remaining": "RateLimitRemaining", "Retry-After": "RateLimitRetryAfter"}
    return {f"X-RateLimit-{name}": component("headers", header) for name, header in names.items()}


_NOT_UNIQUE: Final = {"summary": "It is taken.", "value": {"title": "The value is not unique.", "status": 409}}
_CONFLICT: Final = {
    "description": "Another item has the same value.",
    "headers": _headers(),
    "content": {
        "application/problem+json": {
            "schema": component("schemas", "Problem"),
            "examples": {"attribute_not_unique": _NOT_UNIQUE},
        }
    },
}


def _links(action: str, name: str) -> dict[str, Any]:
    sources = {"list": "$response.body#/items/0/thing_id", "delete": "$request.path.thing_id"}
    if action == "count":
        return {}
    linked = ("get_thing",) if action in {"update", "delete"} else tuple(one for one in _LINKS if one != name)
    source = sources.get(action, "$response.body#/thing_id")
    return {one: {"operationId": one, "parameters": {"thing_id": source}} for one in linked}
