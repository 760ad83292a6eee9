"""Turn errors of the client into lines and exit codes."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from ..errors import APIConnectionError, APIResponseValidationError, APIStatusError, ConfigurationError
from ..redact import printable
from ..settings import API_KEY_VARIABLE
from . import codes

_BY_STATUS: dict[int, int] = {
    HTTPStatus.UNAUTHORIZED: codes.UNAUTHENTICATED,
    HTTPStatus.FORBIDDEN: codes.FORBIDDEN,
    HTTPStatus.NOT_FOUND: codes.NOT_FOUND,
    HTTPStatus.TOO_MANY_REQUESTS: codes.RATE_LIMITED,
}
MISSING_KEY = f'The admin API key is missing. hint: export {API_KEY_VARIABLE}="your admin API key"'


def command_error(error: Exception, shown: Callable[[str], str]) -> codes.CommandError:
    """Return what to print for an error of the client. ``shown`` returns the flag of a parameter of the request, or its name."""
    return codes.CommandError(_lines(error, shown), exit_code(error))


def exit_code(error: Exception) -> int:
    """Return the exit code of an error of the client."""
    if isinstance(error, APIResponseValidationError):
        return codes.SERVER
    if isinstance(error, APIStatusError):
        return _BY_STATUS.get(error.status_code) or _of_class(error.status_code)
    if isinstance(error, APIConnectionError):
        return codes.NO_RESPONSE
    return codes.USAGE if isinstance(error, (ConfigurationError, ValueError)) else codes.OTHER


def _of_class(status: int) -> int:
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return codes.SERVER
    return codes.REFUSED if status >= HTTPStatus.BAD_REQUEST else codes.OTHER


def _lines(error: Exception, shown: Callable[[str], str]) -> list[str]:
    """Return one line, and one more for each parameter if several are invalid."""
    if not isinstance(error, APIStatusError) or isinstance(error, APIResponseValidationError):
        return [printable(str(error))]
    head = f"{error.status_code} {error.title.rstrip('.')}"
    details = [(one.name, one.detail or one.title) for one in error.problems] or [
        (error.name or "", error.detail or "")
    ]
    parts = [": ".join(part for part in (shown(name), detail) if part) for name, detail in details]
    if len(parts) == 1:
        return [_sentence(": ".join(part for part in (head, parts[0]) if part), error)]
    return [_sentence(head, error), *(f"  {printable(part)}" for part in parts)]


def _sentence(text: str, error: APIStatusError) -> str:
    """Return a text with the id of the request and a hint."""
    end = f" (request id {error.request_id})." if error.request_id else "."
    text = printable(text.removesuffix(".") + end)
    if error.status_code == HTTPStatus.UNAUTHORIZED:
        text += f" hint: check the key in {API_KEY_VARIABLE}"
    elif error.retry_after is not None:
        text += f" hint: wait {error.retry_after:g} s"
    return text
