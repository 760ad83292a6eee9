"""A sequence of requests and an assertion as a self-contained pytest case: it fails on a server that breaks the rule."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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
    Recent,
    Status,
    events_of,
    placeholders_of,
)
from apivideo_admin_contract.reproduction.contexts import ReplayContext
from apivideo_admin_contract.reproduction.credential import NAMES, Credential, Key
from apivideo_admin_contract.reproduction.helpers import helper_functions
from apivideo_admin_contract.reproduction.isolation import MARK
from apivideo_admin_contract.reproduction.placeholders import LETTERS, UNIQUE
from apivideo_admin_contract.reproduction.python_source import is_plain_key, python_source, request_arguments
from apivideo_admin_contract.reproduction.relations import Same, at
from apivideo_admin_contract.reproduction.removal import Removal, removal_of
from apivideo_admin_contract.reproduction.timeline import MinimalSequence, Timeline, VariableNames, needed_placeholders
from apivideo_admin_contract.rules.rule import Rule

_INDENT: Final = " " * 4
#: The time at which the clock of a mock in this process starts.
_START: Final = datetime.fromtimestamp(NOON, UTC).isoformat()


def as_pytest(
    timeline: Timeline, sequence: MinimalSequence, assertion: Assertion, rule: Rule, name: str, context: ReplayContext
) -> str:
    """Return a test module.

    With a ``marker`` in the context it runs on a new mock. Without one it runs on the server of `environment.URL`, on items that it
    creates with unique names and removes at its end.
    """
    on_mock = context.marker is not None
    names = VariableNames(timeline, sequence)
    case = _Case(timeline, sequence, assertion, names, context)
    body = list(case.body())
    requests = [index for index in sequence if isinstance(timeline.events[index], Exchange)]
    credentials = [timeline.credential(index, context.keys) for index in requests]
    used = {part.name for one in credentials for part in one.parts or () if isinstance(part, Key)}
    used |= {one for one in NAMES.values() if any(f"({one}, " in line for line in body)}
    helpers = [] if on_mock else list(helper_functions(body, timeline.document.seconds))
    function = re.sub(r"\W+", "_", name).strip("_")
    text = [
        f'"""{_docstring(rule)}"""',
        "",
        *_imports([*helpers, *body], on_mock=on_mock),
        "",
        *_keys(used, context.keys, on_mock=on_mock),
        "",
        *helpers,
        *_test_header(function, context.marker),
        *(_INDENT + line if line else "" for line in body),
    ]
    return "\n".join(text) + "\n"


@dataclass(frozen=True, slots=True)
class _Case:
    """The statements of a case."""

    timeline: Timeline
    sequence: MinimalSequence
    assertion: Assertion
    names: VariableNames
    context: ReplayContext

    def body(self) -> Iterator[str]:
        """Yield the lines of the test function, after those that set up a mock."""
        on_mock = self.context.marker is not None
        steps, asserted = list(self._steps()), list(_asserted(self.assertion, self.names, on_mock=on_mock))
        if on_mock:
            yield "with httpx2.Client(base_url=mock.url) as server:"
            yield from (_INDENT + line for line in steps)
            yield ""
            yield from asserted
            return
        if any(UNIQUE.name in line for line in [*steps, *asserted]):
            yield f'{UNIQUE.name} = "".join(random.choices("{LETTERS}", k={len(MARK)}))'
        client = f'httpx2.Client(base_url=os.environ["{URL}"], timeout=30)'
        has_removals = any(line.startswith("cleanup.") for line in steps)
        yield f"with {client} as server{', ExitStack() as cleanup' if has_removals else ''}:"
        yield from (_INDENT + line if line else "" for line in [*steps, "", *asserted])

    def _steps(self) -> Iterator[str]:
        timeline, names, keys = self.timeline, self.names, self.context.keys
        needed = needed_placeholders(timeline, self.sequence, placeholders_of(self.assertion))
        on_mock = self.context.marker is not None
        for index in self.sequence:
            event = timeline.events[index]
            if isinstance(event, ClockMoved):
                yield f"mock.clock.advance({event.seconds!r})" if on_mock else f"time.sleep({event.seconds!r})"
                continue
            own = [placeholder for placeholder in needed if placeholder.event == index]
            credential = timeline.credential(index, keys)
            send = "server.request(" if on_mock else "send(server, "
            call = f"{send}{_with_key(request_arguments(timeline, index, names, credential), credential)})"
            removal = None if on_mock else removal_of(timeline.document, event)
            response = f"response_{names.number(index)}"
            yield f"{response} = {call}" if own or removal or index in events_of(self.assertion) else call
            if removal:
                yield self._removal(removal, index, response)
            yield from (f"{names.name(one)} = {response}.json()[{json.dumps(one.name)}]" for one in own)

    def _removal(self, removal: Removal, index: int, response: str) -> str:
        """Return the line that removes, at the end, what a create makes."""
        path = python_source(self.timeline.created.text(removal.path, index), self.names)
        payload = "" if removal.payload is None else f", json={python_source(removal.payload, self.names)}"
        key = NAMES[self.timeline.exchange(index).account]
        return (
            f'cleanup.callback(remove, server, {response}, "{removal.method}", {path}, {json.dumps(removal.id_name)}'
            f'{payload}, auth=({key}, ""))'
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
            yield f"assert {_part(at(response, assertion.path), assertion.of)} == {python_source(assertion.expected, names)}"
        case NotEqual():
            yield f"assert {at(response, assertion.path)} != {python_source(assertion.other, names)}"
        case Matches():
            yield f"assert re.fullmatch({python_source(assertion.pattern, names)}, {at(response, assertion.path)})"
        case Recent():
            yield f"moment = datetime.fromisoformat({at(response, assertion.path)})"
            now = "mock.clock.now()" if on_mock else "time.time()"
            yield "assert moment.tzinfo is not None, moment"
            yield f"assert abs(moment.timestamp() - {now}) < {TOLERANCE}, moment"
        case Same():
            yield from assertion.lines_with(response, f"response_{names.number(assertion.other)}")
        case _:
            yield from assertion.lines(response, lambda text: python_source(text, names))


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
    def uses(name: str) -> bool:
        return any(re.search(rf"(?<![\w.]){re.escape(name)}", line) for line in lines)

    modules = [
        *(() if on_mock else ("os",)),
        *(one for one in ("base64", "json", "random", "re", "time") if uses(f"{one}.")),
    ]
    stack = [one for one in ("ExitStack", "suppress") if uses(f"{one}(")]
    imports = [
        *(f"import {one}" for one in sorted(modules)),
        *([f"from contextlib import {', '.join(stack)}"] if stack else []),
        *(["from datetime import datetime"] if uses("datetime.") else []),
    ]
    yield from [*imports, ""] if imports else []
    yield "import httpx2"
    if on_mock:
        yield "import pytest"


def _keys(used: set[str], keys: Mapping[str, str], *, on_mock: bool) -> Iterator[str]:
    if not on_mock:
        # Without this, a missing variable is a KeyError.
        yield f"for name in {json.dumps([URL, *sorted(used)])}:"
        yield f'{_INDENT}assert os.environ.get(name), f"{{name}} is not set; fix: export it"'
        yield ""
    for name in sorted(used):
        yield f'{name} = "{keys[name]}"' if on_mock else f'{name} = os.environ["{name}"]'
    yield ""


def _test_header(function: str, marker: Mapping[str, Any] | None) -> Iterator[str]:
    if marker is None:
        yield f"def test_{function}():"
        return
    settings = ", ".join(f"{name}={value!r}".replace("'", '"') for name, value in marker.items())
    yield f"@pytest.mark.admin_mock({settings})"
    yield f"def test_{function}(admin_mock_server):"
    yield f"{_INDENT}mock = admin_mock_server"
    yield f'{_INDENT}mock.clock.set("{_START}")'
    yield f"{_INDENT}mock.clock.freeze()"


def _docstring(rule: Rule) -> str:
    text = f"{rule.sentence} ({rule.source})".replace("\\", "\\\\").replace('"""', "'''")
    return textwrap.fill(text, 118) + (" " if text.endswith('"') else "")
