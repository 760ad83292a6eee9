"""What an object of an answer tells, and what it keeps for itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

import httpx2

from apivideo_admin_contract.document.document import Document, Operation, Schema
from apivideo_admin_contract.rules.expect import equal, holds
from apivideo_admin_contract.session.check import check
from apivideo_admin_contract.session.session import Session
from contract_tests import rules_sdk as rules
from contract_tests.sdk_checks.answers import whole, with_unknown_fields
from contract_tests.sdk_checks.calls import call, example, in_turn
from contract_tests.sdk_checks.subjects import answering, faced
from contract_tests.sdk_checks.tryout import made_up

#: Moments in ways that RFC 3339 allows, each with something that is easily lost.
_MOMENTS: Final = (
    "2024-02-05T00:00:00+01:00",
    "2024-02-05T00:00:00.250Z",
    "2024-02-05T00:00:00-09:30",
    "2024-02-05T00:00:00.000001+00:00",
)


def _with_moments(document: Document) -> Iterator[tuple[Operation]]:
    """Give each operation whose answer is an object with moments of its own."""
    yield from ((one,) for (one,) in answering(document) if _moments_of(one))


def _moments_of(operation: Operation) -> list[str]:
    properties = (operation.response or {}).get("properties", {})
    return [name for name, one in properties.items() if one.get("format") == "date-time"]


@check(rules.ANSWER, faced(_with_moments))
def a_moment_keeps_its_offset_and_its_fraction(session: Session, face: str, operation: Operation) -> None:
    """Date-times are aware `datetime`s, of the moment and with the offset that the server wrote."""
    for text in _MOMENTS:
        body = {**example(operation.response), **dict.fromkeys(_moments_of(operation), text)}
        result = call(made_up(session, face, in_turn(httpx2.Response(operation.status, json=body))), operation)
        expected = datetime.fromisoformat(text)
        for name in _moments_of(operation):
            seen = getattr(result, name)
            is_same = isinstance(seen, datetime) and seen == expected and seen.utcoffset() == expected.utcoffset()
            holds(is_same, f"{operation.id}: {name} is {seen!r}, and the server wrote {text}")


def _filled(schema: Schema, secrets: list[str]) -> Any:
    """Give a value of a schema in which each password is another one, and add these to ``secrets``."""
    if "properties" in schema:
        return {name: _filled(one, secrets) for name, one in schema["properties"].items()}
    if schema.get("type") == "array":
        return [_filled(schema["items"], secrets)]
    if schema.get("format") == "password":
        secrets.append(f"secret-value-{len(secrets)}-of-mine")
        return secrets[-1]
    return example(schema)


def _with_passwords(document: Document) -> Iterator[tuple[Operation]]:
    """Give each operation whose answer holds what the document calls a password."""
    for (one,) in answering(document):
        secrets: list[str] = []
        _filled(one.response or {}, secrets)
        if secrets:
            yield (one,)


@check(rules.SECRETS, faced(_with_passwords))
def no_repr_shows_a_password(session: Session, face: str, operation: Operation) -> None:
    """Nor does what rich shows, nor a page that holds it."""
    secrets: list[str] = []
    body = _filled(operation.response or {}, secrets)
    result = call(made_up(session, face, lambda _: httpx2.Response(operation.status, json=body)), operation)
    texts = [repr(result), str(result), *map(repr, getattr(result, "__rich_repr__", list)())]
    for secret in secrets:
        for text in texts:
            holds(secret not in text, f"{operation.id}: a password stands in {text.replace(secret, '…')}")


@check(rules.OPEN, faced(answering))
def fields_that_nobody_knows_yet_are_kept_at_every_depth(session: Session, face: str, operation: Operation) -> None:
    """`unknown_fields` of an object has what this version does not know."""
    schema = operation.response or {}
    body = with_unknown_fields(whole(schema))
    result = call(made_up(session, face, lambda _: httpx2.Response(operation.status, json=body)), operation)
    for one in _objects(result):
        equal(
            one.unknown_fields,
            {"of_tomorrow": {"a": [1]}},
            f"{operation.id}: `unknown_fields` of a {type(one).__name__}",
        )


def _objects(value: Any) -> Iterator[Any]:
    """Give the objects in what a method gives."""
    if isinstance(value, list):
        for one in value:
            yield from _objects(one)
    elif hasattr(value, "unknown_fields"):
        yield value
        for name in value.__struct_fields__:
            yield from _objects(getattr(value, name))
