"""The operations that a maintainer would write for a resource."""

from __future__ import annotations

from typing import Any, Final

from contract_tests.tests.agreement.resource import Perform, Report, Resource, component
from generator.lint.responses import ERRORS

_LINKS: Final = ("get_thing", "update_thing", "delete_thing")


#: The success statuses of the actions, and the schemas of the item in their responses and bodies.
_STATUSES: Final = {"create": ("201",), "put": ("200", "201"), "delete": ("204",)}
_RETURNED: Final = {"list": "ThingPage", "count": "Count", "delete": None}
_BODIES: Final = {"create": "ThingCreate", "put": "ThingPut", "update": "ThingUpdate"}


def operations_of(resource: Resource) -> dict[str, dict[str, Any]]:
    """Return the operations of a resource by their ids."""
    found = {operation_id(action): _operation(resource, action) for action in resource.actions}
    found |= {operation_id(name): _perform(resource, name, perform) for name, perform in resource.performs.items()}
    return found | ({"get_plays_things": _report(resource.report)} if resource.report else {})


def operation_id(action: str) -> str:
    """Return the operationId of an action, or of a custom one."""
    return f"{action.replace('-', '_')}_{'things' if action in {'list', 'count'} else 'thing'}"


def has_item_path(resource: Resource) -> bool:
    """Whether a path of the resource ends with an id, or contains it."""
    return not resource.is_single and bool({*resource.actions} - {"list", "count", "create"} or resource.performs)


def _parameters(resource: Resource, action: str) -> list[dict[str, Any]]:
    filters = _filters(resource) if action in {"list", "count"} else []
    paging = [component("parameters", name) for name in ("Page", "PageSize")] if action == "list" else []
    sorting = _sorting(resource) if action == "list" else []
    is_of_item = action not in {"list", "count", "create"} and not resource.is_single
    return [*([component("parameters", "ThingId")] if is_of_item else []), *paging, *filters, *sorting]


def _report(report: Report) -> dict[str, Any]:
    response = {
        "description": "The rows.",
        "headers": _headers(),
        "content": {"application/json": {"schema": component("schemas", "Plays")}},
    }
    errors = {code: component("responses", one) for code, one in ERRORS.items() if code not in {"404", "413", "415"}}
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


def _perform(resource: Resource, name: str, perform: Perform) -> dict[str, Any]:
    status, schema = ("200", "Thing") if perform.returns else ("204", None)
    operation = _described(resource, "perform", (status,), schema)
    source = "$response.body#/thing_id" if perform.returns else "$request.path.thing_id"
    link = {"operationId": "get_thing", "parameters": {"thing_id": source}}
    operation["responses"][status]["links"] = {"get_thing": link}
    return {**operation, "operationId": operation_id(name), "x-effect": perform.effect}


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


def _operation(resource: Resource, action: str) -> dict[str, Any]:
    return _described(resource, action, _STATUSES.get(action, ("200",)), _RETURNED.get(action, "Thing"))


def _described(resource: Resource, action: str, statuses: tuple[str, ...], schema: str | None) -> dict[str, Any]:
    parameters = _parameters(resource, action)
    if resource.expand:
        effect = {"x-effect": "none", "schema": {"type": "string", "enum": ["all"]}, "example": "all"}
        parameters = [*parameters, {"name": "expand", "in": "query", "description": "What to add.", **effect}]
    operation: dict[str, Any] = {
        "operationId": operation_id(action),
        "tags": ["things"],
        "x-action": action,
        "summary": f"{action.capitalize()} things",
        "description": f"Does what {action} does.",
    }
    if parameters:
        operation["parameters"] = parameters
    body = _BODIES.get(action)
    if body:
        content = {"application/json": {"schema": component("schemas", body)}}
        operation["requestBody"] = {"required": True, "content": content}
    response: dict[str, Any] = {"description": "Done.", "headers": _headers()}
    if schema:
        response["content"] = {"application/json": {"schema": component("schemas", schema)}}
    if links := _links(resource, action):
        response["links"] = links
    without = {"413", "415"} if body is None else set()
    without |= {"404"} if action in {"list", "count", "create", "put"} or resource.is_single else set()
    errors = {code: component("responses", one) for code, one in ERRORS.items() if code not in without}
    conflict = {"409": component("responses", "Conflict")} if body and resource.is_unique else {}
    operation["responses"] = {**{one: dict(response) for one in statuses}, **errors, **conflict}
    return operation


def _headers() -> dict[str, Any]:
    names = {"Limit": "RateLimitLimit", "Remaining": "RateLimitRemaining", "Retry-After": "RateLimitRetryAfter"}
    return {f"X-RateLimit-{name}": component("headers", header) for name, header in names.items()}


_NOT_UNIQUE: Final = {"summary": "It is taken.", "value": {"title": "The value is not unique.", "status": 409}}
CONFLICT: Final = {
    "description": "Another item has the same value.",
    "headers": _headers(),
    "content": {
        "application/problem+json": {
            "schema": component("schemas", "Problem"),
            "examples": {"attribute_not_unique": _NOT_UNIQUE},
        }
    },
}


def _links(resource: Resource, action: str) -> dict[str, Any]:
    sources = {"list": "$response.body#/items/0/thing_id", "delete": "$request.path.thing_id"}
    if action in {"count", "perform"} or resource.is_single:
        return {}
    name = operation_id(action)
    linked = ("get_thing",) if action in {"update", "delete"} else tuple(one for one in _LINKS if one != name)
    source = sources.get(action, "$response.body#/thing_id")
    known = {operation_id(one) for one in resource.actions}
    return {one: {"operationId": one, "parameters": {"thing_id": source}} for one in linked if one in known}
