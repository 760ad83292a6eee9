"""Plain (unquoted) YAML scalars: only those are taken that every reader of YAML, old or new, reads the same."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

_TAG = "tag:yaml.org,2002:"
_BOOLEANS = {"true": True, "false": False}
_MAX_DIGITS = 300  # those of the largest float of IEEE 754 are 309
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+([eE][-+][0-9]+)?")
# What YAML 1.2 takes for a number and YAML 1.1, the version that PyYAML resolves, for text: `1e3`, `0o17`.
_NUMBER_IN_1_2 = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|0o[0-7]+|0x[0-9a-fA-F]+")


@dataclass(frozen=True, slots=True)
class RefusedScalar:
    """Why a plain scalar is refused, and what to write instead."""

    message: str
    fix: str


def read_plain(text: str, tag: str) -> str | int | float | bool | RefusedScalar | None:
    """Return the value of a plain scalar that YAML 1.1 resolved to ``tag``, or why it is refused.

    Versions 1.1 and 1.2 of YAML differ on dates, on `yes`, `no`, `on` and `off`, on octal and on sexagesimal numbers.
    The bundle is read by one library and checked by another, so whatever they may read differently has to be quoted.
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
        f"the number `{text[:20]}…` is larger than JSON readers keep (RFC 8259, section 6)", "write a smaller one"
    )


def _refuse(text: str, kind: str) -> RefusedScalar:
    quoted = f'quote it: "{text}"'
    match kind:
        case "timestamp":
            return RefusedScalar(f"`{text}` is a date to YAML, not text", quoted)
        case "bool":
            return RefusedScalar(
                f"`{text}` is a boolean to some readers of YAML", f"write `true` or `false`, or {quoted}"
            )
        case "str" | "int" | "float":
            return RefusedScalar(
                f"`{text}` is read as a number in more than one way", f"{quoted}, or write it as JSON does"
            )
        case _:
            return RefusedScalar(f"`{text}` has a meaning of its own in YAML", quoted)
