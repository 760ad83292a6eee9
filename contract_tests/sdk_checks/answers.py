"""What a method gives of an answer."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import Any, Final

import httpx2
import msgspec
from hypothesis import strategies as st

from apivideo_admin_contract.document.document import Operation, Schema
from apivideo_admin_contract.document.subjects import operations
from apivideo_admin_contract.rules.expect import equal, holds, shown
from apivideo_admin_contract.session.check import Need, check
from apivideo_admin_contract.session.explore import explore
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.values.samples import sample
from apivideo_admin_contract.values.strategies import valid_values
from contract_tests import rules_sdk as rules
from contract_tests.sdk import is_same, parts
from contract_tests.sdk_checks.subjects import answering, faced
from contract_tests.sdk_checks.tryout import arguments_of, connect, exchanges, ids_of, made_up

_OFFSETS: Final = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
_UNKNOWN: Final = st.dictionaries(st.text("abc", min_size=1).map("x_{}".format), st.integers() | st.text(), max_size=2)


@check(rules.ANSWER, faced(operations), Need.WRITES)
def a_method_gives_what_the_server_answers(session: Session, face: str, operation: Operation) -> None:
    """On the server, with one request."""
    ids = session.parent_ids(operation)
    before = len(exchanges(session))
    result = connect(session, face).call(operation, ids, arguments_of(operation))
    made = exchanges(session)[before:]
    equal([(one.method, one.path) for one in made], [(operation.method, operation.path_for(ids))], "what was sent")
    equal(made[0].status, operation.status, "the status")
    _same(result, json.loads(made[0].body) if made[0].body else None, operation)


@check(rules.ANSWER, faced(answering))
def a_method_gives_all_of_an_answer_with_everything_in_it(session: Session, face: str, operation: Operation) -> None:
    """As the document's own examples have it."""
    assert operation.response is not None, "it is one that answers"
    known = whole(operation.response)
    client = made_up(session, face, lambda _: httpx2.Response(operation.status, json=known))
    _same(client.call(operation, ids_of(operation), arguments_of(operation)), known, operation)


@check(rules.ANSWER, faced(operations))
def every_valid_answer_is_read_and_says_the_same_when_it_is_written_again(
    session: Session, face: str, operation: Operation
) -> None:
    """Whatever the document allows, by chance, with fields that it doesn't know."""
    responses: list[bytes] = []
    client = made_up(session, face, lambda _: httpx2.Response(operation.status, content=responses[-1]))
    schema = operation.response

    @explore(
        session,
        _responses(schema) if schema else st.none(),
        _UNKNOWN if schema else st.just({}),
        examples=session.effort.examples // 2,  # each takes long, for Hypothesis writes a whole answer
    )
    def _(response: dict[str, Any] | None, unknown: dict[str, Any]) -> None:
        responses.append(json.dumps(response | unknown).encode() if response is not None else b"")
        result = client.call(operation, ids_of(operation), arguments_of(operation))
        _same(result, response, operation)
        if isinstance(result, msgspec.Struct):
            equal(getattr(result, "unknown_fields", None), unknown, "`unknown_fields`")
        if response is not None and schema is not None:
            _, inner = parts(operation, response)
            written = json.loads(msgspec.json.encode(result))
            holds(inner is None or is_same(result, written, inner), f"written again it says {shown(written)}")


@check(rules.OPEN, faced(answering))
def a_field_that_nobody_knows_yet_is_read(session: Session, face: str, operation: Operation) -> None:
    """In the object, and in every object within."""
    assert operation.response is not None, "it is one that answers"
    known = whole(operation.response)
    client = made_up(session, face, lambda _: httpx2.Response(operation.status, json=with_unknown_fields(known)))
    _same(client.call(operation, ids_of(operation), arguments_of(operation)), known, operation)


@check(rules.OPEN, faced(answering))
def an_enum_value_that_nobody_knows_yet_is_read(session: Session, face: str, operation: Operation) -> None:
    """The API may add one any day."""
    schema = operation.response
    assert schema is not None, "it is one that answers"
    known = whole(schema)
    unknown = _with_unknown_enums(known, schema)
    client = made_up(session, face, lambda _: httpx2.Response(operation.status, json=unknown))
    _same(client.call(operation, ids_of(operation), arguments_of(operation)), unknown, operation)


def _same(result: Any, body: Any, operation: Operation) -> None:
    if operation.response is None:
        equal(result, None, f"{operation.id}: the result")
        return
    value, schema = parts(operation, body)
    holds(
        schema is not None and is_same(result, value, schema),
        f"{operation.id}: the server answered {shown(value)}, and the method gave {result!r}",
    )


@st.composite
def _responses(draw: st.DrawFn, schema: Schema) -> Any:
    return draw(_respelled(draw(valid_values(schema)), schema))


@st.composite
def _respelled(draw: st.DrawFn, value: Any, schema: Schema) -> Any:
    """Give the same value with each moment written in another way that RFC 3339 allows."""
    if isinstance(value, dict):
        return {name: draw(_respelled(one, schema["properties"][name])) for name, one in value.items()}
    if isinstance(value, list):
        return [draw(_respelled(one, schema["items"])) for one in value]
    if isinstance(value, str) and schema.get("format") == "date-time":
        moment = datetime.fromisoformat(value)
        with_fraction = moment.replace(microsecond=draw(st.integers(0, 999_999)))
        return draw(
            st.sampled_from([value, value.replace("+00:00", "Z"), with_fraction.isoformat()])
            | _OFFSETS.map(lambda offset: moment.astimezone(offset).isoformat())
        )
    return value


def whole(schema: Schema) -> Any:
    """Give a value of a schema with all of its properties."""
    types = schema.get("type", ())
    if "object" in (types if isinstance(types, list) else [types]):
        return {name: whole(one) for name, one in schema.get("properties", {}).items()}
    if "array" in (types if isinstance(types, list) else [types]):
        return [whole(schema["items"])]
    return schema["examples"][0] if "examples" in schema else sample(schema, 1)


def with_unknown_fields(value: Any) -> Any:
    """Give a value with a field more in each of its objects."""
    if isinstance(value, dict):
        return {**{name: with_unknown_fields(one) for name, one in value.items()}, "of_tomorrow": {"a": [1]}}
    if isinstance(value, list):
        return [with_unknown_fields(one) for one in value]
    return value


def _with_unknown_enums(value: Any, schema: Schema) -> Any:
    if isinstance(value, dict):
        return {name: _with_unknown_enums(one, schema["properties"][name]) for name, one in value.items()}
    if isinstance(value, list):
        return [_with_unknown_enums(one, schema["items"]) for one in value]
    return "of-tomorrow" if "enum" in schema and isinstance(value, str) else value
