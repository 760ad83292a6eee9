"""Write values and requests as Python source."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from apivideo_admin_contract.reproduction.credential import Credential, Key
from apivideo_admin_contract.reproduction.excerpt import WHOLE
from apivideo_admin_contract.reproduction.placeholders import Part, Text, parse_json
from apivideo_admin_contract.reproduction.timeline import Timeline, VariableNames


def python_source(value: Any, names: VariableNames) -> str:
    """Return the source of a JSON value, with variables for its placeholders."""
    match value:
        case Text():
            return _text(value, names)
        case str():
            return _string(value)
        case list() | tuple():
            return f"[{', '.join(python_source(one, names) for one in value)}]"
        case Mapping():
            return "{" + ", ".join(f"{_string(name)}: {python_source(one, names)}" for name, one in value.items()) + "}"
    return repr(value)


def request_arguments(timeline: Timeline, index: int, names: VariableNames, credential: Credential) -> str:
    """Return the arguments of the request at a position, without its credentials where those are a plain key."""
    exchange, created = timeline.exchange(index), timeline.created
    parts = [_string(exchange.method), python_source(created.text(exchange.target, index), names)]
    headers = dict(exchange.headers)
    value = parse_json(exchange.content) if exchange.content else None
    as_json = exchange.content is not None and _is_json(exchange.content, value, headers)
    if as_json:
        headers.pop("content-type")
    written = [f"{_string(name)}: {_string(one)}" for name, one in headers.items()]
    if not is_plain_key(credential) and credential.parts is not None:
        written.append(f'"Authorization": {_credential(credential, names)}')
    if written:
        parts.append("headers={" + ", ".join(written) + "}")
    if as_json:
        parts.append(f"json={python_source(created.value(value, index), names)}")
    elif exchange.content is not None:
        parts.append(f"content={bytes_expression(exchange.content)}")
    return ", ".join(parts)


def is_plain_key(credential: Credential) -> bool:
    """Whether credentials are a whole key, sent as documented."""
    if credential.parts is None or len(credential.parts) != 2 or credential.scheme != "Basic":
        return False
    first, rest = credential.parts
    return isinstance(first, Key) and first.excerpt == WHOLE and rest == ":"


def _is_json(content: bytes, value: Any, headers: Mapping[str, str]) -> bool:
    """Whether a client that is given the value as JSON sends the same content."""
    # A client takes None for no content.
    if headers.get("content-type") != "application/json" or len(content) > 2000 or value is None:
        return False
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode() == content
    except ValueError:
        return False


def _credential(credential: Credential, names: VariableNames) -> str:
    text = " + ".join(
        _string(part) if isinstance(part, str) else _variable(part, names) for part in credential.parts or ()
    )
    if not credential.is_encoded:
        return text
    return f'"{credential.scheme} " + base64.b64encode(({text}).encode()).decode()'


def _variable(part: Part | Key, names: VariableNames) -> str:
    return part.excerpt.python(part.name if isinstance(part, Key) else names.name(part.placeholder))


def _text(text: Text, names: VariableNames) -> str:
    if len(text.parts) == 1 and isinstance(text.parts[0], Part):
        return _variable(text.parts[0], names)
    if not text.placeholders:
        return _string("".join(part for part in text.parts if isinstance(part, str)))
    inner = "".join(
        f"{{{_variable(part, names)}}}"
        if isinstance(part, Part)
        else _quoted(part)[1:-1].replace("{", "{{").replace("}", "}}")
        for part in text.parts
    )
    return f'f"{inner}"'


def _string(text: str) -> str:
    """Return the source of a text, of a long one with repetitions as products."""
    content = text.encode("utf-8", "surrogatepass")
    if len(text) > 256 and len(bytes_expression(content)) < len(text):
        return f"({bytes_expression(content)}).decode()"
    return _quoted(text)


def _quoted(text: str) -> str:
    """Quote a text in double quotes as JSON does, except invisible characters, which JSON writes as surrogate pairs."""
    return "".join(one if one.isprintable() else _escaped(one) for one in json.dumps(text, ensure_ascii=False))


def _escaped(character: str) -> str:
    number = ord(character)
    return f"\\U{number:08x}" if number > 0xFFFF else f"\\u{number:04x}"


#: 64 or more equal bytes in a row are written as a product.
_RUN: Final = re.compile(rb"(.)\1{63,}", re.DOTALL)


def runs(content: bytes) -> Iterator[tuple[bytes, int]]:
    """Split a content into parts, each with the number of its repetitions."""
    end = 0
    for found in _RUN.finditer(content):
        if found.start() > end:
            yield content[end : found.start()], 1
        yield found[1], len(found[0])
        end = found.end()
    if end < len(content):
        yield content[end:], 1


def bytes_expression(content: bytes) -> str:
    """Return a Python expression for a content."""
    return " + ".join(repr(part) if times == 1 else f"{part!r} * {times}" for part, times in runs(content)) or "b''"


def is_plain(content: bytes) -> bool:
    """Whether a command can contain the content literally: printable text of at most 2,000 characters."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return False
    return text.isprintable() and len(list(runs(content))) <= 1 and len(text) <= 2000 and not _RUN.search(content)
