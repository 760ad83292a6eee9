"""Bugs in what a client returns for a response, and in what its objects show."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Final

import httpx2

from apivideo_admin._runtime import api, exchange, fields, recording
from contract_tests.planted_bugs.client.planting import (
    ClientBug,
    caught_by,
    json_of,
    map_values,
    part,
    parts,
    receives,
    request_with,
    response_with,
)
from contract_tests.tests.support.subject import DOCUMENT


def _values(name: str, change: Any) -> ClientBug:
    def changed(_: httpx2.Request, response: httpx2.Response) -> httpx2.Response:
        body = json_of(response)
        return response if body is None else response_with(response, json=map_values(body, change))

    return receives(name, changed)


def _without_offset(value: Any) -> Any:
    is_time = isinstance(value, str) and len(value) > 19 and value[10:11] == "T" and value[4:5] == "-"
    return f"{value[:19]}Z" if is_time else value


def _without_fraction(value: Any) -> Any:
    return re.sub(r"(T\d\d:\d\d:\d\d)\.\d+", r"\1", value) if isinstance(value, str) else value


def _in_utc(value: Any) -> Any:
    if isinstance(value, str) and value[10:11] == "T":
        with suppress(ValueError):
            return datetime.fromisoformat(value).astimezone(UTC).isoformat()
    return value


def _capped(value: Any) -> Any:
    return min(value, 100) if isinstance(value, int) and not isinstance(value, bool) else value


def _drop_unknown(data: dict[str, Any], known: dict[str, Any], _: type) -> None:
    for name in data.keys() - known.keys():
        del data[name]


def _compile(kind: Any, separate: Any) -> Any:
    return fields._Compiler({}, separate).compile(fields._info(kind))


def _without_unknown(built: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in built.items() if name != fields.UNKNOWN}


def _known_enum_value(name: str, value: Any) -> Any:
    known = [value for schema in _SCHEMAS.get(name, ()) for value in schema.get("enum", ())]
    return known[0] if known and isinstance(value, str) and value not in known else value


def _with_known_enum_values(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _known_enum_value(name, _with_known_enum_values(one)) for name, one in value.items()}
    return [_with_known_enum_values(one) for one in value] if isinstance(value, list) else value


def _read_known_enum_values(_: httpx2.Request, response: httpx2.Response) -> httpx2.Response:
    body = json_of(response)
    return response if body is None else response_with(response, json=_with_known_enum_values(body))


#: The schemas of each property of an item.
_SCHEMAS = {
    name: [one.properties[name] for one in DOCUMENT.collections if name in one.properties]
    for collection in DOCUMENT.collections
    for name in collection.properties
}
_decode = exchange.decode
_RawResponse = recording.RawResponse


def _sends_twice(recorder: Any, request: httpx2.Request, attempts: Any) -> httpx2.Response:
    api.Api.send(recorder, request, attempts)
    recorder.response = api.Api.send(recorder, request, attempts)
    recorder.retries = attempts.retries
    response: httpx2.Response = recorder.response
    return response


def _sends_for_the_next_page(recorder: Any, request: httpx2.Request, attempts: Any) -> httpx2.Response:
    response = _record(recorder, request, attempts)
    links = (json_of(response) or {}).get("links", ())
    for href in (one["href"] for one in links if one["rel"] == "next"):
        api.Api.send(recorder, request_with(request, url=request.url.join(href)), attempts)
    return response


_record = recording.RecordingApi.send

BUGS: Final = (
    *caught_by(
        "test_a_raw_list_reads_its_first_page_and_no_other",
        part("reads_two_pages_of_a_raw_list", "recording.RecordingApi.send", _sends_for_the_next_page),
    ),
    *caught_by(
        "test_a_valid_response_is_returned_and_written_again_unchanged",
        _values("drops_fractions_of_seconds", _without_fraction),
        _values("reads_every_time_as_utc", _without_offset),
        _values("returns_every_time_in_utc", _in_utc),
    ),
    *caught_by(
        "test_a_call_returns_the_response_of_the_mock",
        _values("returns_no_number_above_a_hundred", _capped),
    ),
    *caught_by(
        "test_an_unknown_enum_value_is_returned_as_a_string",
        receives("takes_an_unknown_enum_value_for_a_known_one", _read_known_enum_values),
    ),
    *caught_by(
        "test_unknown_fields_are_kept_at_every_depth",
        part(
            "rejects_unknown_fields",
            "reader.Reader._read_with_unknown_fields",
            lambda reader, body: reader._decode(body),
        ),
        parts(
            "loses_unknown_fields",
            {
                "fields._separating": lambda kind: _compile(kind, _drop_unknown),
                "fields._separating_seen": lambda kind: _compile(kind, _drop_unknown),
            },
        ),
    ),
    *caught_by(
        "test_unknown_fields_are_part_of_the_value",
        part("drops_unknown_fields_in_json", "model._plain", lambda _, built, **__: _without_unknown(built)),
    ),
    *caught_by(
        "test_to_dict_and_to_json_mask_secrets_unless_asked",
        part("shows_secrets_in_to_dict", "model.REDACTED", "the-secret-value"),
    ),
    *caught_by(
        "test_a_whole_number_can_be_written_with_a_fraction_of_zero",
        part("rejects_3_0", "fields.repaired", lambda data, _: data),
    ),
    *caught_by(
        "test_a_response_that_lacks_what_the_document_promises_raises_and_is_not_retried",
        part(
            "takes_an_empty_response_for_nothing",
            "api.decode",
            lambda operation, response: _decode(operation, response) if response.content else None,
        ),
    ),
    *caught_by(
        "test_no_repr_shows_a_password",
        part(
            "shows_passwords_in_a_repr",
            "model.Model.__rich_repr__",
            lambda one: [(name, getattr(one, name)) for name in one.__struct_fields__],
        ),
    ),
    *caught_by(
        "test_a_raw_method_sends_the_same_and_returns_the_response_with_what_was_parsed",
        part("shows_the_content_of_a_raw_response", "recording.RawResponse.__repr__", lambda one: one.response.text),
        part(
            "counts_no_retries_of_a_raw_response",
            "recording.RawResponse",
            lambda response, parsed, _: _RawResponse(response, parsed, 0),
        ),
        part("sends_a_raw_call_twice", "recording.RecordingApi.send", _sends_twice),
    ),
)
