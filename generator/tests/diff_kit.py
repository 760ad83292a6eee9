"""The cases of ``diff/``: pairs of documents, with the changes that a comparison must report."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

Case = Mapping[str, Any]
BY_NAME: Mapping[str, Case] = {
    f"{file.stem}: {case['name']}": case
    for file in sorted((Path(__file__).parent / "diff").rglob("*.yaml"))
    for case in yaml.safe_load(file.read_text(encoding="utf-8"))
}
CASES = [pytest.param(case, id=name) for name, case in BY_NAME.items()]


def operation_with(members: Mapping[str, Any]) -> dict[str, Any]:
    """Return an operation with other or more members."""
    return {"operationId": "create_thing", "responses": {"200": {"description": "A thing."}}, **members}


def document_of(at: str, part: Any) -> dict[str, Any]:
    """Return the smallest document with the part of a case. diff/README.md lists its locations."""
    base = {"openapi": "3.1.0", "info": {"title": "Things", "version": "1.0.0"}}
    if at == "document":
        return {**base, "paths": {"/things": {"post": operation_with({})}}, **part}
    if at in {"schema", "schemas"}:
        content = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}}
        operation = operation_with({"requestBody": content, "responses": {"200": {"description": "x", **content}}})
        schemas = {"Thing": part} if at == "schema" else part
        return {**base, "paths": {"/things": {"post": operation}}, "components": {"schemas": schemas}}
    members = {} if part is None else _members(at, part)
    return {**base, "paths": {"/things": {"post": operation_with(members)}}}


def _members(at: str, part: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what an operation gets from the part of a case."""
    if at == "parameter":
        return {"parameters": [{"name": "q", "in": "query", "schema": {"type": "string"}, **part}]}
    if at == "body":
        return {"requestBody": part}
    if at == "response":
        return {"responses": {"200": {"description": "A thing.", **part}}}
    if at == "operation":
        return part
    raise ValueError(f"{at!r} is not a location of diff/README.md")


def both_of(case: Case) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the documents before and after the edit of a case."""
    return document_of(case["at"], case["before"]), document_of(case["at"], case["after"])
