"""A sequence of requests as shell commands (POSIX, curl, python3) that can be pasted and run."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from apivideo_admin_contract.document.exchange import ClockMoved, Exchange
from apivideo_admin_contract.environment import KEY, URL
from apivideo_admin_contract.reproduction.contexts import ReplayContext
from apivideo_admin_contract.reproduction.credential import NAMES, Credential, Key
from apivideo_admin_contract.reproduction.placeholders import LETTERS, UNIQUE, Part, Placeholder, Text
from apivideo_admin_contract.reproduction.python_source import bytes_expression, is_plain
from apivideo_admin_contract.reproduction.timeline import MinimalSequence, Timeline, VariableNames, needed_placeholders
from apivideo_admin_contract.rules.expect import shown

_FIELD: Final = """field() { python3 -c 'import json, sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1"; }"""
_UNIQUE: Final = f"{UNIQUE.name}=$(od -An -N6 -tx1 /dev/urandom | tr -d ' \\n' | tr 0-9a-f {LETTERS * 3}j)"
_SAFE: Final = re.compile(r"[\w/.,:;=&?%+~@{}<>()|^#*\[\] '-]*", re.ASCII)


def as_curl(timeline: Timeline, sequence: MinimalSequence, context: ReplayContext) -> str:
    """Return the commands, for the server of a context."""
    names, needed = VariableNames(timeline, sequence), needed_placeholders(timeline, sequence)
    on_mock = context.marker is not None
    commands = [
        line for index in sequence for line in _step(timeline, index, names, needed, context.keys, on_mock=on_mock)
    ]
    used = [name for name in (URL, *NAMES.values()) if any(f"{name}" in line for line in commands)]
    setting = "\n".join(f': "${{{name}:?is not set; fix: export it}}"' for name in used)
    fields = [_FIELD] if {*needed} - {UNIQUE} else []
    return "\n".join([setting, *([_UNIQUE] if UNIQUE in needed else []), *fields, *commands])


def _step(
    timeline: Timeline,
    index: int,
    names: VariableNames,
    needed: Sequence[Placeholder],
    keys: Mapping[str, str],
    *,
    on_mock: bool,
) -> Iterator[str]:
    event = timeline.events[index]
    if isinstance(event, ClockMoved):
        if not on_mock:
            yield f"sleep {event.seconds:g}"
            return
        yield f"# Let {event.seconds:g} seconds pass. On the mock, this moves the clock:"
        change = shlex.quote(f'{{"advance": {event.seconds:g}}}')
        yield f'curl -sS -u "${KEY}:" -X PATCH "${URL}/_mock/clock" -H "Content-Type: application/json" -d {change}'
        return
    yield f"# {names.number(index)}. {_heading(event)}"
    command = _command(timeline, index, names, timeline.credential(index, keys))
    own = [placeholder for placeholder in needed if placeholder.event == index]
    if len(own) == 1:
        yield f"{names.name(own[0])}=$({command} | field {own[0].name})"
        return
    if not own:
        yield command
        return
    yield f"response_{names.number(index)}=$({command})"
    for placeholder in own:
        yield f'{names.name(placeholder)}=$(printf %s "$response_{names.number(index)}" | field {placeholder.name})'


def _heading(exchange: Exchange) -> str:
    what = exchange.operation.id if exchange.operation else f"{exchange.method} {shown(exchange.path)}"
    who = "" if exchange.account == "first" else f" ({exchange.account} account)"
    return f"{what}{who} -> {exchange.status}"


def _command(timeline: Timeline, index: int, names: VariableNames, credential: Credential) -> str:
    exchange, created, parts = timeline.exchange(index), timeline.created, ["curl", "-sS"]
    if exchange.method == "HEAD":
        parts.append("--head")
    else:
        parts += ["-i"] if not _is_read_later(timeline, exchange) else []
        sends = exchange.content is not None
        parts += (
            ["-X", shlex.quote(exchange.method)]
            if (exchange.method, sends) not in {("GET", False), ("POST", True)}
            else []
        )
    parts += _credential(credential, names)
    for name, value in exchange.headers.items():
        parts += ["-H", _quoted(Text((f"{name}: {value}" if value else f"{name};",)), names)]
    if re.search(r"[\[\]{}]", exchange.target):
        parts.append("--globoff")
    if "/." in exchange.path:
        parts.append("--path-as-is")
    target = created.text(exchange.target, index)
    parts.append(_quoted(Text((Part(Placeholder(-1, URL)), *target.parts)), names))
    if exchange.content is None:
        return " ".join(parts)
    if "content-type" not in exchange.headers:
        parts += ["-H", "'Content-Type:'"]
    if not is_plain(exchange.content):
        source = f"import sys; sys.stdout.buffer.write({bytes_expression(exchange.content)})"
        return f"python3 -c {shlex.quote(source)} | {' '.join(parts)} --data-binary @-"
    return f"{' '.join(parts)} --data-binary {_quoted(created.text(exchange.content.decode(), index), names)}"


def _is_read_later(timeline: Timeline, exchange: Exchange) -> bool:
    """Whether other commands read the response, which must then be printed without headers."""
    return any(timeline.events[placeholder.event] is exchange for placeholder in timeline.created.values)


def _credential(credential: Credential, names: VariableNames) -> list[str]:
    if credential.parts is None:
        return []
    text = "".join(_escaped(part) if isinstance(part, str) else _variable(part, names) for part in credential.parts)
    if not credential.is_encoded:
        return ["-H", f'"Authorization: {text}"' if text else "'Authorization;'"]
    if credential.scheme == "Basic" and ":" in "".join(part for part in credential.parts if isinstance(part, str)):
        return ["-u", f'"{text}"']
    return ["-H", f'''"Authorization: {credential.scheme} $(printf %s "{text}" | base64 | tr -d '\\n')"''']


def _quoted(text: Text, names: VariableNames) -> str:
    """Quote for a shell: in double quotes where no character of the text has a meaning in them."""
    literal = "".join(part for part in text.parts if isinstance(part, str))
    if not text.placeholders:
        return shlex.quote(literal)
    if _SAFE.fullmatch(literal):
        return f'"{"".join(part if isinstance(part, str) else _variable(part, names) for part in text.parts)}"'
    return "".join(shlex.quote(part) if isinstance(part, str) else f'"{_variable(part, names)}"' for part in text.parts)


def _variable(part: Part | Key, names: VariableNames) -> str:
    if isinstance(part, Key):
        return part.excerpt.shell(part.name)
    placeholder = part.placeholder
    return part.excerpt.shell(placeholder.name if placeholder.event < 0 else names.name(placeholder))


def _escaped(text: str) -> str:
    return re.sub(r'([\\$`"])', r"\\\1", text)
