"""The error class of each documented status."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from openapi_python_client.strings import ClassName

from generator.render.reserved import RUNTIME_ERRORS
from generator.render.source import Source, diagnostic
from generator.render.view import FIRST_SERVER_ERROR, SERVER_ERRORS, StatusError

if TYPE_CHECKING:
    from generator.diagnostic import Diagnostic

_PREFIX = "#/components/responses/"
_FIRST_ERROR = 400

#: The names that users know from other SDKs, for statuses that HTTP names differently.
_FAMILIAR = {401: "AuthenticationError", 403: "PermissionDeniedError", 429: "RateLimitError"} | {
    error.status: error.name for error in SERVER_ERRORS
}


def status_errors(source: Source) -> tuple[dict[int, StatusError], list[Diagnostic]]:
    """Return the error class of each status, named as in other SDKs or after its response in ``components``.

    A response that no operation refers to, for example a 405, has the status of its examples.
    """
    errors: dict[int, StatusError] = {}
    diagnostics: list[Diagnostic] = []
    for status, name, response, pointer in [*_of_operations(source), *_of_components(source)]:
        error = StatusError(_FAMILIAR.get(status, name), status, str(response.get("description", "")))
        known = errors.setdefault(status, error)
        if known.name != error.name:
            message = f"{status} is `{known.name}` elsewhere but `{error.name}` here."
            diagnostics.append(diagnostic(pointer, message, "Use one response per status."))
        if _is_reserved(error):
            message = f"The class name `{error.name}` is reserved."
            diagnostics.append(diagnostic(pointer, message, "Rename the response."))
        if any(other.name == error.name and other.base != error.base for other in errors.values()):
            message = f"`{error.name}` is an error of the server and of the client: {status} and another status."
            diagnostics.append(
                diagnostic(pointer, message, f"Use one response below {FIRST_SERVER_ERROR} and one from it on.")
            )
    return dict(sorted(errors.items())), diagnostics


def _is_reserved(error: StatusError) -> bool:
    """Return whether the errors module has another class of this name."""
    return error.name in RUNTIME_ERRORS or (error.name in _FAMILIAR.values() and error.status not in _FAMILIAR)


def _of_operations(source: Source) -> Iterator[tuple[int, str, Mapping[str, Any], str]]:
    for operation in source.operations():
        for code, response in operation.data.get("responses", {}).items():
            if str(code).isdecimal() and int(code) >= _FIRST_ERROR:
                reference = response.get("$ref", "")
                key = reference.removeprefix(_PREFIX) if reference.startswith(_PREFIX) else _phrase(int(code))
                yield int(code), _class_name(key), source.resolve(response), f"{operation.pointer}/responses/{code}"


def _of_components(source: Source) -> Iterator[tuple[int, str, Mapping[str, Any], str]]:
    components = source.document.get("components", {})
    for key, response in components.get("responses", {}).items():
        statuses = {
            status
            for media_type in response.get("content", {}).values()
            for example in media_type.get("examples", {}).values()
            if isinstance(example.get("value"), Mapping)
            and isinstance(status := example["value"].get("status"), int)
            and status >= _FIRST_ERROR
        }
        for status in sorted(statuses):
            yield status, _class_name(key), response, f"/components/responses/{key}"


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:  # not a registered status
        return f"Status {status}"


def _class_name(key: str) -> str:
    return str(ClassName(key if key.lower().endswith("error") else f"{key} Error", "Api"))
