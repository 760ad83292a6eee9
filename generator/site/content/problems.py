"""The catalogue of errors: every kind of problem, its cause and its fix."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from generator.document.security import read_schemes
from generator.render.source import Source
from generator.render.view import Sdk
from generator.site.text import to_json

_PROBLEM = "application/problem+json"
_FIRST_SERVER_ERROR = 500
_RETRIED = frozenset({408, 429})
# RFC 9110, section 15.5, renamed these. The names in the standard library depend on the version of Python.
_RENAMED = {413: "Content Too Large", 414: "URI Too Long", 416: "Range Not Satisfiable", 422: "Unprocessable Content"}
_ADVICE = {
    400: "Fix every entry of `problems`, which lists the violated constraints, and send the request again.",
    403: "Ask for the account to be reactivated. All requests with this key fail until then.",
    404: "Check the ids and the path. Deleted items cannot be restored.",
    405: "Use one of the methods in the header `Allow`.",
    413: "Send a smaller payload.",
    415: "Send `Content-Type: application/json`.",
    429: "Wait for the seconds in `Retry-After`, then send the request again.",
}
_KEY_ADVICE = {
    "Basic": "Send the admin API key as the user name of HTTP Basic, with an empty password.",
    "Bearer": "Send the admin API key as the token of HTTP Bearer.",
}
_SERVER_ADVICE = "Send the request again later. Check a create first: it may have been executed."
_OTHER_ADVICE = "Read `title` and `detail` and change the request. The same request would fail again."


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem. ``name`` is its name in the document, ``example`` a response as JSON."""

    name: str
    title: str
    type: str
    when: str
    advice: str
    example: str

    @property
    def heading(self) -> str:
        """The title without the full stop at its end, or the name without a title."""
        return self.title.strip().removesuffix(".") or self.name


@dataclass(frozen=True, slots=True)
class ErrorStatus:
    """The problems of one status, and their error class in the SDK."""

    status: int
    phrase: str
    description: str
    class_name: str
    retried: bool
    kinds: tuple[Kind, ...]


def catalogue(source: Source, sdk: Sdk) -> list[ErrorStatus]:
    """Return every status with an error class and its kinds of problems, sorted by status."""
    found: dict[int, dict[str, Kind]] = {}
    for status, response in _responses(source):
        found.setdefault(status, {}).update({kind.name: kind for kind in kinds(source, response, status)})
    return [
        ErrorStatus(
            status=error.status,
            phrase=phrase(error.status),
            description=error.description,
            class_name=error.name,
            retried=error.status in _RETRIED or error.status >= _FIRST_SERVER_ERROR,
            kinds=tuple(found.get(error.status, {}).values()),
        )
        for error in sdk.errors
    ]


def kinds(source: Source, response: Mapping[str, Any], status: int) -> Iterator[Kind]:
    """Yield the kinds of problems in the examples of a response."""
    for name, example in _examples(source, response).items():
        problem = _problem(example)
        yield Kind(
            name=name,
            title=str(problem.get("title", "")),
            type=str(problem.get("type", "")),
            when=str(example.get("summary", "")),
            advice=str(example.get("description") or _advice(source, status)),
            example=to_json(example.get("value", {})),
        )


def phrase(status: int) -> str:
    """Return the reason phrase of a status, or an empty text if it is not registered."""
    try:
        return _RENAMED.get(status) or HTTPStatus(status).phrase
    except ValueError:
        return ""


def _responses(source: Source) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield every response with its status. A response that no operation refers to (405) has the status of its examples."""
    for response in source.document.get("components", {}).get("responses", {}).values():
        statuses = [_problem(one).get("status") for one in _examples(source, response).values()]
        yield from ((status, response) for status in statuses[:1] if isinstance(status, int))
    for operation in source.operations():
        for code, response in operation.data.get("responses", {}).items():
            if code.isdecimal():
                yield int(code), source.resolve(response)


def _problem(example: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the value of an example, or an empty mapping for another value, which the lint refuses."""
    value = example.get("value")
    return value if isinstance(value, Mapping) else {}


def _examples(source: Source, response: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    written = response.get("content", {}).get(_PROBLEM, {}).get("examples", {})
    return {name: source.resolve(example) for name, example in written.items()}


def _advice(source: Source, status: int) -> str:
    if status == HTTPStatus.UNAUTHORIZED:
        return _KEY_ADVICE[read_schemes(source.document)[0]]
    return _ADVICE.get(status, _SERVER_ADVICE if status >= _FIRST_SERVER_ERROR else _OTHER_ADVICE)
