"""The name of an operation in the SDK: ``client.<namespace>.<method>``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def namespace(operation: Mapping[str, Any]) -> str:
    """Return the attribute of the client that has the operation: its tag. Every linted operation has exactly one tag."""
    return str(operation["tags"][0])


def method_name(operation: Mapping[str, Any], path: str) -> str:
    """Return the name of the method: the ``x-action``.

    For a report it is the operationId without ``get_`` and ``_<tag>``: ``get_delivery_usage`` of the tag ``usage``
    becomes ``delivery``. For a ``perform`` it is the last segment of the path: ``resend``.
    """
    action = str(operation["x-action"])
    if action == "perform":
        return path.rpartition("/")[2].replace("-", "_")
    if action != "report":
        return action
    return str(operation["operationId"]).removeprefix("get_").removesuffix(f"_{namespace(operation)}")
