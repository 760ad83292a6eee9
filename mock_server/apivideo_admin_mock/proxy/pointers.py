"""Find parts of the document by their JSON pointers (RFC 6901)."""

from __future__ import annotations

import re
from typing import Any, Final

from apivideo_admin_mock.spec import Api, Operation
from apivideo_admin_mock.spec.extensions import escape
from apivideo_admin_mock.spec.refs import Refs

_STEP: Final = re.compile(r"\.|\[(\d+)\]")


def pointer_of(operation: Operation) -> str:
    """Return the pointer of an operation."""
    return f"/paths/{escape(operation.path)}/{operation.method.lower()}"


def node_of(api: Api, operation: Operation) -> Any:
    """Return the operation in the document."""
    return api.document["paths"][operation.path][operation.method.lower()]


def parameter_pointer(api: Api, operation: Operation, name: str) -> str:
    """Return the pointer of a query parameter, or that of all parameters for an unknown one."""
    refs, pointer = Refs(api.document), f"{pointer_of(operation)}/parameters"
    for index, raw in enumerate(node_of(api, operation).get("parameters", ())):
        found = refs.resolve(raw, pointer)
        if found.get("in") == "query" and found.get("name") == name:
            return f"{pointer}/{index}"
    return pointer if "parameters" in node_of(api, operation) else pointer_of(operation)


def as_steps(name: str) -> str:
    """Return the name of a value, like ``items[0].name``, as the steps of a pointer: ``/items/0/name``."""
    return "/" + _STEP.sub(lambda match: f"/{match[1]}" if match[1] else "/", name).strip("/") if name else ""
