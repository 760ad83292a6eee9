"""Write a document with one resource, as a maintainer would: a folder of YAML files and the lines of the root."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from contract_tests.tests.agreement.operations import CONFLICT, has_item_path, operation_id, operations_of
from contract_tests.tests.agreement.resource import EXAMPLE_ID, EXAMPLE_KEY, Resource
from contract_tests.tests.agreement.schemas import schemas_of
from contract_tests.tools.workspace import ROOT

_OPENAPI: Final = ROOT / "openapi"
_METHODS: Final = {"create": "post", "put": "put", "update": "patch", "delete": "delete", "perform": "post"}
_OF_LISTS: Final = ("Count", "Link", "Pagination")
_PROBLEMS: Final = ("InvalidRequestProblem", "InvalidRequestProblemItem", "Problem")


def write_document(folder: Path, resource: Resource) -> Path:
    """Write the document below a folder, and return its folder."""
    target = folder / "openapi"
    (target / "shared").mkdir(parents=True)
    for path in (_OPENAPI / "shared").iterdir():
        shutil.copy(path, target / "shared")
    _keep(target / "shared/parameters.yaml", _shared_parameters(resource))
    _keep(target / "shared/pagination.yaml", _shared_schemas(resource))
    headers = _read(target / "shared/headers.yaml")
    headers["WWWAuthenticate"]["example"] = ", ".join(
        f'{one.title()} realm="admin.api.video"' for one in resource.schemes
    )
    _write(target / "shared/headers.yaml", headers)
    _write(target / "openapi.yaml", _root(resource))
    for name, content in _files(resource).items():
        _write(target / f"things/{name}.yaml", content)
    return target


def _keep(path: Path, names: tuple[str, ...]) -> None:
    """Reduce a file of components to these, or delete it if none is used."""
    if not names:
        path.unlink()
        return
    content = _read(path)
    _write(path, {name: content[name] for name in names})


def _shared_parameters(resource: Resource) -> tuple[str, ...]:
    """Return the components of shared parameters that the document uses."""
    if "list" not in resource.actions:
        return ()
    return ("Page", "PageSize", *(("SortOrder",) if resource.sorts else ()))


def _shared_schemas(resource: Resource) -> tuple[str, ...]:
    """Return the components of pages and counts that the document uses."""
    if "list" not in resource.actions:
        return ()
    return _OF_LISTS["count" not in resource.actions :]


def _read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content


def _write(path: Path, content: Mapping[str, Any]) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), encoding="utf-8")


def _root(resource: Resource) -> dict[str, Any]:
    root = _read(_OPENAPI / "openapi.yaml")
    root["tags"] = [{"name": "things", "description": "Things."}]
    paths: dict[str, dict[str, Any]] = {}
    for action in resource.actions:
        operation = _ref(f"{operation_id(action)}.yaml")
        paths.setdefault(_path(resource, action), {})[_METHODS.get(action, "get")] = operation
    if resource.report:
        paths["/plays"] = {"get": _ref("get_plays_things.yaml")}
    for name in resource.performs:
        paths[f"/things/{{thing_id}}/{name}"] = {"post": _ref(f"{operation_id(name)}.yaml")}
    root["paths"] = paths
    components = root["components"]
    root["security"] = [{one: []} for one in resource.schemes]
    components["securitySchemes"] = {
        one: {"type": "http", "scheme": one, "description": f"The key by {one}."} for one in resource.schemes
    }
    own = {name: _ref(f"schemas.yaml#/{name}") for name in schemas_of(resource)}
    shared = (*_shared_schemas(resource), *_PROBLEMS)
    components["schemas"] = own | {one: components["schemas"][one] for one in shared}
    components["parameters"] = {name: components["parameters"][name] for name in _shared_parameters(resource)}
    if has_item_path(resource):
        components["parameters"]["ThingId"] = _ref("parameters.yaml#/ThingId")
    if not components["parameters"]:
        del components["parameters"]
    if resource.is_unique:
        components["responses"]["Conflict"] = _ref("responses.yaml#/Conflict")
    return root


def _path(resource: Resource, action: str) -> str:
    if resource.is_single:
        return "/thing"
    of_collection = {"list": "/things", "create": "/things", "count": "/things/count"}
    return of_collection.get(action, "/things/{thing_id}")


def _ref(target: str) -> dict[str, str]:
    return {"$ref": f"things/{target}"}


def _files(resource: Resource) -> dict[str, dict[str, Any]]:
    files = {"schemas": schemas_of(resource), **operations_of(resource)}
    if has_item_path(resource):
        thing_id = {
            "name": "thing_id",
            "in": "path",
            "required": True,
            "description": "The id of the thing.",
            "schema": {"type": "string", "minLength": 1},
            "example": EXAMPLE_KEY if resource.kind == "keyed" else EXAMPLE_ID,
        }
        files["parameters"] = {"ThingId": thing_id}
    if resource.is_unique:
        files["responses"] = {"Conflict": CONFLICT}
    return files
