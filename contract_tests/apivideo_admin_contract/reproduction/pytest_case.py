"""A sequence of requests and an assertion as a self-contained pytest case: it fails on a server that breaks the rule."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from apivideo_admin_contract.client.clock import NOON
from apivideo_admin_contract.document.exchange import ClockMoved, Exchange
from apivideo_admin_contract.environment import URL
from apivideo_admin_contract.reproduction.assertion import (
    TOLERANCE,
    Assertion,
    Body,
    Header,
    Matches,
    NotEqual,
    Path,
    Recent,
    Status,
    placeholders_of,
)
from apivideo_admin_contract.reproduction.credential import Credential, Key
from apivideo_admin_contract.reproduction.python_source import is_plain_key, python_source, request_arguments
from apivideo_admin_contract.reproduction.timeline import MinimalSequence, Timeline, VariableNames, needed_placeholders
from apivideo_admin_contract.rules.rule import Rule

_INDENT: Final = " " * 4
#: The time at which the clock of a mock in this process starts.
_START: Final = datetime.fromtimestamp(NOON, UTC).isoformat()


def as_pytest(
    timeline: Timeline,
    sequence: MinimalSequence,
    assertion: Assertion,
    rule: Rule,
    name: str,
    *,
    keys: Mapping[str, str],
    marker: Mapping[str, Any] | None,
) -> str:
    """Return a test module. It runs on a mock with the settings in ``marker``, or without them on the server of `environment.URL`.

    ``keys`` are the keys of the recorded requests by variable name.
    """
    names = VariableNames(timeline, sequence)
    lines = list(_steps(timeline, sequence, assertion, names, keys))
    requests = [index for index in sequence if isinstance(timeline.events[index], Exchange)]
    credentials = [timeline.credential(index, keys) for index in requests]
    used = {part.name for one in credentials for part in one.parts or () if isinstance(part, Key)}
    body = [*_asserted(assertion, names, on_mock=marker is not None)]
    function = re.sub(r"\W+", "_", name).strip("_")
    text = [
        f'"""{_docstring(rule)}"""',
        "",
        *_imports([*lines, *body], on_mock=marker is not None),
        "",
        *_keys(used, keys, on_mock=marker is not None),
        "",
        *_test_header(function, marker),
        *(_INDENT * 2 + line for line in lines),
        "",
        *(_INDENT + line for line in body),
    ]
    return "\n".join(text) + "\n"


def _steps(
    timeline: Timeline, sequence: MinimalSequence, assertion: Assertion, names: VariableNames, keys: Mapping[str, str]
) -> Iterator[str]:
    needed = needed_placeholders(timeline, sequence, placeholders_of(assertion))
    for index in sequence:
        event = timeline.events[index]
        if isinstance(event, ClockMoved):
            yield f"mock.clock.advance({event.seconds!r})"
            continue
        own = [placeholder for placeholder in needed if placeholder.event == index]
        credential = timeline.credential(index, keys)
        call = f"server.request({_with_key(request_arguments(timeline, index, names, credential), credential)})"
        kept = own or index == assertion.event
        yield f"response_{names.number(index)} = {call}" if kept else call
        yield from (
            f"{names.name(one)} = response_{names.number(index)}.json()[{one.name!r}]".replace("'", '"') for one in own
        )


def _with_key(written: str, credential: Credential) -> str:
    if not is_plain_key(credential) or not credential.parts:
        return written
    (key, _) = credential.parts
    return f'{written}, auth=({key.name}, "")' if isinstance(key, Key) else written


def _asserted(assertion: Assertion, names: VariableNames, *, on_mock: bool) -> Iterator[str]:
    response = f"response_{names.number(assertion.event)}"
    match assertion:
        case Status(codes=(code,)):
            yield f"assert {response}.status_code == {code}, {response}.text"
        case Status(codes=codes):
            yield f"assert {response}.status_code in {set(codes)}, {response}.text"
        case Header(name=name, expected=None):
            yield f'assert "{name}" in {response}.headers'
        case Header(name=name, expected=expected):
            yield f'assert {response}.headers.get("{name}") == {python_source(expected, names)}'
        case Body():
            yield f"assert {_part(_at(response, assertion.path), assertion.of)} == {python_source(assertion.expected, names)}"
        case NotEqual():
            yield f"assert {_at(response, assertion.path)} != {python_source(assertion.other, names)}"
        case Matches():
            yield f"assert re.fullmatch({python_source(assertion.pattern, names)}, {_at(response, assertion.path)})"
        case Recent():
            yield f"moment = datetime.fromisoformat({_at(response, assertion.path)})"
            now = "mock.clock.now()" if on_mock else "datetime.now(UTC).timestamp()"
            yield "assert moment.tzinfo is not None, moment"
            yield f"assert abs(moment.timestamp() - {now}) < {TOLERANCE}, moment"


def _at(response: str, path: Path) -> str:
    return f"{response}.json()" + "".join(f"[{json.dumps(step)}]" for step in path)


def _part(found: str, of: str | None) -> str:
    match of:
        case None:
            return found
        case "names":
            return f"sorted({found})"
        case "length":
            return f"len({found})"
        case "type":
            return f"type({found}).__name__"
    return f'[one["{of}"] for one in {found}]'


def _imports(lines: list[str], *, on_mock: bool) -> Iterator[str]:
    imports = [
        *(["import base64"] if any("base64." in line for line in lines) else []),
        *([] if on_mock else ["import os"]),
        *(["import re"] if any("re.fullmatch(" in line for line in lines) else []),
        *([f"from datetime import {_dates(lines)}"] if any("datetime." in line for line in lines) else []),
    ]
    yield from [*imports, ""] if imports else []
    yield "import httpx2"
    if on_mock:
        yield "import pytest"


def _dates(lines: list[str]) -> str:
    return "UTC, datetime" if any("UTC" in line for line in lines) else "datetime"


def _keys(used: set[str], keys: Mapping[str, str], *, on_mock: bool) -> Iterator[str]:
    if not on_mock:
        # Without this, a missing variable is a KeyError.
        yield f"for name in {(URL, *sorted(used))!r}:".replace("'", '"')
        yield f'{_INDENT}assert os.environ.get(name), f"{{name}} is not set; fix: export it"'
        yield ""
    for name in sorted(used):
        yield f'{name} = "{keys[name]}"' if on_mock else f'{name} = os.environ["{name}"]'
    yield ""


def _test_header(function: str, marker: Mapping[str, Any] | None) -> Iterator[str]:
    if marker is None:
        yield f"def test_{function}():"
        yield f'{_INDENT}with httpx2.Client(base_url=os.environ["{URL}"]) as server:'
        return
    settings = ", ".join(f"{name}={value!r}".replace("'", '"') for name, value in marker.items())
    yield f"@pytest.mark.admin_mock({settings})"
    yield f"def test_{function}(admin_mock_server):"
    yield f"{_INDENT}mock = admin_mock_server"
    yield f'{_INDENT}mock.clock.set("{_START}")'
    yield f"{_INDENT}mock.clock.freeze()"
    yield f"{_INDENT}with httpx2.Client(base_url=mock.url) as server:"


def _docstring(rule: Rule) -> str:
    text = f"{rule.sentence} ({rule.source})".replace("\\", "\\\\").replace('"""', "'''")
    return textwrap.fill(text, 118) + (" " if text.endswith('"') else "")
