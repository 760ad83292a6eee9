"""Writes values and requests as Python source."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from apivideo_admin_contract.reproduction.credential import Credential, Key
from apivideo_admin_contract.reproduction.excerpt import WHOLE
from apivideo_admin_contract.reproduction.naming import Names
from apivideo_admin_contract.reproduction.placeholders import Part, Text, json_of
from apivideo_admin_contract.reproduction.runs import expression
from apivideo_admin_contract.reproduction.timeline import Timeline


def source(value: Any, names: Names) -> str:
    """Give the source of a JSON value whose symbols are variables."""
    match value:
        case Text():
            return _text(value, names)
        case str():
            return _string(value)
        case list() | tuple():
            return f"[{', '.join(source(one, names) for one in value)}]"
        case Mapping():
            return "{" + ", ".join(f"{_string(name)}: {source(one, names)}" for name, one in value.items()) + "}"
    return repr(value)


def arguments(timeline: Timeline, index: int, names: Names, credential: Credential) -> str:
    """Give the arguments of the request at a position, but for its credentials where those are a key alone."""
    exchange, made = timeline.exchange(index), timeline.made
    parts = [_string(exchange.method), source(made.text(exchange.target, index), names)]
    headers = dict(exchange.headers)
    value = json_of(exchange.content) if exchange.content else None
    as_json = exchange.content is not None and _is_json(exchange.content, value, headers)
    if as_json:
        headers.pop("content-type")
    written = [f"{_string(name)}: {_string(one)}" for name, one in headers.items()]
    if not is_key_alone(credential) and credential.parts is not None:
        written.append(f'"Authorization": {_credential(credential, names)}')
    if written:
        parts.append("headers={" + ", ".join(written) + "}")
    if as_json:
        parts.append(f"json={source(made.value(value, index), names)}")
    elif exchange.content is not None:
        parts.append(f"content={expression(exchange.content)}")
    return ", ".join(parts)


def is_key_alone(credential: Credential) -> bool:
    """Tell whether a credential is a key as it should be sent."""
    if credential.parts is None or len(credential.parts) != 2 or credential.scheme != "Basic":
        return False
    first, rest = credential.parts
    return isinstance(first, Key) and first.excerpt == WHOLE and rest == ":"


def _is_json(content: bytes, value: Any, headers: Mapping[str, str]) -> bool:
    """Tell whether the client would make the same content of the value."""
    if headers.get("content-type") != "application/json" or len(content) > 2000:
        return False
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode() == content
    except ValueError:
        return False


def _credential(credential: Credential, names: Names) -> str:
    text = " + ".join(
        _string(part) if isinstance(part, str) else _variable(part, names) for part in credential.parts or ()
    )
    if not credential.is_encoded:
        return text
    return f'"{credential.scheme} " + base64.b64encode(({text}).encode()).decode()'


def _variable(part: Part | Key, names: Names) -> str:
    return part.excerpt.python(part.name if isinstance(part, Key) else names.name(part.placeholder))


def _text(text: Text, names: Names) -> str:
    if len(text.parts) == 1 and isinstance(text.parts[0], Part):
        return _variable(text.parts[0], names)
    if not text.placeholders:
        return _string("".join(part for part in text.parts if isinstance(part, str)))
    inner = "".join(
        f"{{{_variable(part, names)}}}"
        if isinstance(part, Part)
        else _string(part)[1:-1].replace("{", "{{").replace("}", "}}")
        for part in text.parts
    )
    return f'f"{inner}"'


def _string(text: str) -> str:
    """Quote a text in double quotes: as JSON does, but for what does not show, which JSON writes in pairs of surrogates."""
    content = text.encode("utf-8", "surrogatepass")
    if len(text) > 256 and len(expression(content)) < len(text):
        return f"({expression(content)}).decode()"
    return "".join(one if one.isprintable() else _escaped(one) for one in json.dumps(text, ensure_ascii=False))


def _escaped(character: str) -> str:
    number = ord(character)
    return f"\\U{number:08x}" if number > 0xFFFF else f"\\u{number:04x}"
