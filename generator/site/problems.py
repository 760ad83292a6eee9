"""The catalogue of errors: every kind of problem, when it comes, and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from generator.render.source import Source
from generator.render.view import Sdk
from generator.site.text import to_json

_PROBLEM = "application/problem+json"
_FIRST_SERVER_ERROR = 500
_RETRIED = frozenset({408, 429})
# RFC 9110, section 15.5, renamed these; whether the standard library knows depends on its version, and the bytes must not.
_RENAMED = {413: "Content Too Large", 414: "URI Too Long", 416: "Range Not Satisfiable", 422: "Unprocessable Content"}
_ADVICE = {
    400: "Fix what `problems` names, each with the rule that it breaks, and send the request again.",
    401: "Send the admin API key as the user name of HTTP Basic, with an empty password.",
    403: "Ask for the account to be opened again. No request with this key passes before that.",
    404: "Check the ids and the path. What was deleted does not come back.",
    405: "Use one of the methods that the header `Allow` lists.",
    413: "Send a smaller payload.",
    415: "Send `Content-Type: application/json`.",
    429: "Wait for as many seconds as `Retry-After` says, then send the request again.",
}
_SERVER_ADVICE = "Send the request again a little later; be careful with a create, which may have been done."
_OTHER_ADVICE = "Read `title` and `detail`, and change the request; the same one would be refused again."


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem. ``name`` is its name in the document, ``example`` an answer as JSON."""

    name: str
    title: str
    type: str
    when: str
    advice: str
    example: str


@dataclass(frozen=True, slots=True)
class ErrorStatus:
    """The problems of one status, and how the SDK raises them."""

    status: int
    phrase: str
    description: str
    class_name: str
    retried: bool
    kinds: tuple[Kind, ...]


def catalogue(source: Source, sdk: Sdk) -> list[ErrorStatus]:
    """Return every status that has an error class, with its kinds of problems, in the order of the numbers."""
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
    """Yield the kinds of problems that a response tells by its examples."""
    for name, example in _examples(source, response).items():
        problem = example.get("value", {})
        yield Kind(
            name=name,
            title=str(problem.get("title", "")),
            type=str(problem.get("type", "")),
            when=str(example.get("summary", "")),
            advice=str(example.get("description") or _advice(status)),
            example=to_json(problem),
        )


def phrase(status: int) -> str:
    """Return the reason phrase of a status; empty if it is not a registered one."""
    try:
        return _RENAMED.get(status) or HTTPStatus(status).phrase
    except ValueError:
        return ""


def _responses(source: Source) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield every response with its status. One that no operation documents (a 405) has that of its examples."""
    for response in source.document.get("components", {}).get("responses", {}).values():
        statuses = [one.get("value", {}).get("status") for one in _examples(source, response).values()]
        yield from ((status, response) for status in statuses[:1] if isinstance(status, int))
    for operation in source.operations():
        for code, response in operation.data.get("responses", {}).items():
            if code.isdecimal():
                yield int(code), source.resolve(response)


def _examples(source: Source, response: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    written = response.get("content", {}).get(_PROBLEM, {}).get("examples", {})
    return {name: source.resolve(example) for name, example in written.items()}


def _advice(status: int) -> str:
    return _ADVICE.get(status, _SERVER_ADVICE if status >= _FIRST_SERVER_ERROR else _OTHER_ADVICE)
