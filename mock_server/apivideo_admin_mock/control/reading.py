"""Read a request to the control plane."""

from __future__ import annotations

from typing import Any

import msgspec

from apivideo_admin_mock.http.problems import Problem


class ControlRequest(msgspec.Struct, frozen=True):
    """A request to the control plane: its query parameters, and its payload as JSON or the problem of an invalid one."""

    query: dict[str, str]
    payload: Any


def read_object(request: ControlRequest) -> dict[str, Any]:
    """Return the payload. Raises ValueError unless it is a JSON object."""
    content = request.payload
    if isinstance(content, Problem):
        raise ValueError(content.detail)  # noqa: TRY004 - an error of the client, not a wrong Python type
    if not isinstance(content, dict):
        raise ValueError("the payload must be a JSON object")  # noqa: TRY004 - as above
    return content


def decode(request: ControlRequest, form: type[Any]) -> Any:
    """Return the payload as a struct. Raises ValueError if it is not one."""
    try:
        return msgspec.convert(read_object(request), form)
    except msgspec.ValidationError as error:
        raise ValueError(f"{error}; see /_mock/openapi.json for the schema") from None
