"""Plain (unquoted) YAML scalars. Only scalars that YAML 1.1 and 1.2 read in the same way are accepted."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

_TAG = "tag:yaml.org,2002:"
_BOOLEANS = {"true": True, "false": False}
_MAX_DIGITS = 300  # the largest float of IEEE 754 has 309
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+([eE][-+][0-9]+)?")
# A number in YAML 1.2 but text in YAML 1.1, the version that PyYAML implements: `1e3`, `0o17`.
_NUMBER_IN_1_2 = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|0o[0-7]+|0x[0-9a-fA-F]+")


@dataclass(frozen=True, slots=True)
class RefusedScalar:
    """Why a plain scalar is rejected, and what to write instead."""

    message: str
    fix: str


def read_plain(text: str, tag: str) -> str | int | float | bool | RefusedScalar | None:
    """Return the value of a plain scalar that YAML 1.1 resolved to ``tag``, or why it is rejected.

    YAML 1.1 and 1.2 differ on dates, on `yes`, `no`, `on` and `off`, and on octal and sexagesimal numbers. One library
    reads the bundle and another one checks it, so every scalar that they may read differently must be quoted.
    """
    if tag == f"{_TAG}null":
        return None
    if tag == f"{_TAG}bool" and text in _BOOLEANS:
        return _BOOLEANS[text]
    if tag == f"{_TAG}int" and _INTEGER.fullmatch(text):
        return int(text) if len(text) <= _MAX_DIGITS else _too_large(text)
    if tag == f"{_TAG}float" and _FLOAT.fullmatch(text):
        return float(text) if math.isfinite(float(text)) else _too_large(text)
    if tag == f"{_TAG}str" and not _NUMBER_IN_1_2.fullmatch(text):
        return text
    return _refuse(text, tag.removeprefix(_TAG))


def _too_large(text: str) -> RefusedScalar:
    return RefusedScalar(
        f"the number `{text[:20]}…` is too large for JSON (RFC 8259, section 6)", "write a smaller one"
    )


def _refuse(text: str, kind: str) -> RefusedScalar:
    quoted = f'quote it: "{text}"'
    match kind:
        case "timestamp":
            return RefusedScalar(f"`{text}` is a date in YAML, not text", quoted)
        case "bool":
            return RefusedScalar(
                f"`{text}` is a boolean in some versions of YAML", f"write `true` or `false`, or {quoted}"
            )
        case "str" | "int" | "float":
            return RefusedScalar(f"`{text}` is an ambiguous number", f"{quoted}, or write it as in JSON")
        case _:
            return RefusedScalar(f"`{text}` has a special meaning in YAML", quoted)
