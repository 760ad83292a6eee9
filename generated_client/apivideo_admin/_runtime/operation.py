"""Describe an operation and encode its arguments as a request target and a body."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from enum import Enum
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast
from urllib.parse import quote, quote_plus, urlencode

import msgspec

from .errors import ConfigurationError
from .hidden import HiddenAddress, HiddenBytes
from .model import plain
from .omit import omit
from .options import NO_OPTIONS, CallOptions, with_extra

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ResultT = TypeVar("ResultT")
_METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")


class Operation(msgspec.Struct, Generic[ResultT], frozen=True):
    """An operation of the OpenAPI document.

    ``path`` is its template, with path parameters in braces. ``decode`` reads the body of a successful response and
    raises msgspec.DecodeError for an invalid one. ``secrets`` names the query parameters and body properties that must
    not appear in messages or logs. ``max_page_size`` is the largest page of a list, or None. The ``path`` of an
    undocumented operation is not a template: it can have ids and a query. ``comma_separated`` names the query
    parameters whose values commas separate; the values of any other list are parameters of their own.
    """

    id: str
    method: str
    path: str
    decode: Callable[[bytes], ResultT]
    secrets: tuple[str, ...] = ()
    max_page_size: int | None = None
    is_documented: bool = True
    comma_separated: tuple[str, ...] = ()


def no_body(_: bytes) -> None:
    """Ignore the body of a response that has no content (204)."""


def json_or_none(body: bytes) -> Any:
    """Return the JSON value of a body, or None if it is empty or not JSON."""
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def undocumented(method: object, path: object, secrets: tuple[str, ...]) -> Operation[Any]:
    """Return an operation that the document lacks. Raise ConfigurationError for a method or a path that cannot be sent.

    A path that does not start with a slash could change the host of the URL, and so send the key to another server.
    """
    name = method.upper() if isinstance(method, str) else method
    if not isinstance(name, str) or name not in _METHODS:
        raise ConfigurationError(f"method is {method!r}; pass one of {', '.join(_METHODS)}.")
    if not isinstance(path, str) or not path.startswith("/") or path.startswith("//") or "#" in path:
        raise ConfigurationError(
            f"path is {path!r}; pass the path below the base URL. It starts with one slash and has no `#`."
        )
    return Operation(id="request", method=name, path=path, decode=json_or_none, secrets=secrets, is_documented=False)


def build_url(
    base_url: str,
    operation: Operation[Any],
    ids: Mapping[str, object] | None,
    query: Mapping[str, object] | None,
    options: CallOptions = NO_OPTIONS,
) -> str:
    """Return the URL of a request. Its repr is hidden if it contains secrets. Raise ValueError as ``build_target`` does."""
    if options.extra_query is not None:
        query = with_extra("extra_query", query, options.extra_query)
    url = base_url + build_target(operation.path, ids, query, operation.comma_separated)
    if not operation.secrets:
        return url
    values = [_query_value(value) for name, value in (query or {}).items() if name in operation.secrets]
    texts = [text for value in values for text in (cast("list[object]", value) if isinstance(value, list) else [value])]
    return HiddenAddress(url, frozenset(map(str, texts)))


def build_target(
    path: str,
    ids: Mapping[str, object] | None,
    query: Mapping[str, object] | None,
    comma_separated: tuple[str, ...] = (),
) -> str:
    """Return the path and query of a request. Omit query parameters that are None, and lists without values.

    Raise ValueError for an id that would change the path.
    """
    if ids:
        path = path.format_map({name: _path_segment(name, value) for name, value in ids.items()})
    if query:
        present = [(name, _query_value(value)) for name, value in query.items() if value is not None]
        if encoded := "&".join(filter(None, (_encoded(name, value, comma_separated) for name, value in present))):
            return f"{path}{'&' if '?' in path else '?'}{encoded}"
    return path


def _encoded(name: str, value: object, comma_separated: tuple[str, ...]) -> str:
    """Return a parameter as it is in a URL, empty for a list without values. A comma in a value is percent-encoded."""
    if name in comma_separated and isinstance(value, list):
        texts = cast("list[str]", value)
        return f"{quote_plus(name)}={','.join(map(quote_plus, texts))}" if texts else ""
    return urlencode([(name, value)], doseq=True)


def _path_segment(name: str, value: object) -> str:
    text = "" if value is None else _text(value)
    if not text.strip(".") or "/" in text or "\\" in text:
        reason = "contains a slash or consists of dots" if text else "is empty"
        raise ValueError(f"{name} {reason}. Pass the id exactly as the API returned it.")
    return quote(text, safe="")


def _text(value: object) -> str:
    """Return an id as text. The text of an enum member is its value, not its name."""
    if isinstance(value, Enum):
        value = value.value
    return str.__str__(value) if isinstance(value, str) else str(value)


def _query_value(value: object) -> object:
    """Return a parameter as text, or as a list of texts for a sequence, which is sent as repeated parameters."""
    if isinstance(value, Enum):
        return _query_value(value.value)
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.date):  # or a datetime, its subclass
        return value.isoformat()
    if isinstance(value, Sequence):
        return [_query_value(item) for item in cast("Sequence[object]", value)]
    return str(value)


def encode_body(
    operation: Operation[Any], body: Mapping[str, Any] | None, options: CallOptions = NO_OPTIONS
) -> bytes | None:
    """Encode a request body as JSON. Leave out properties that are ``omit``; send None as null.

    Raise ConfigurationError for a value that JSON does not have, or for invalid options.
    """
    if options.extra_body is not None:
        body = with_extra("extra_body", body, options.extra_body)
    if body is None:
        return None
    return encode_json(operation, {name: plain(value) for name, value in body.items() if value is not omit})


def encode_json(operation: Operation[Any], value: object) -> bytes:
    """Encode a value as JSON. Raise ConfigurationError for a value that JSON does not have."""
    try:
        encoded = msgspec.json.encode(value, enc_hook=_plain)
    except (TypeError, OverflowError, RecursionError, UnicodeEncodeError) as error:
        raise ConfigurationError(f"The arguments cannot be sent as JSON: {error}") from None
    return HiddenBytes(encoded) if operation.secrets else encoded


def _plain(value: object) -> object:
    """Return a value of a subclass, for example of str, as a value of the class. Raise TypeError for any other value."""
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(value)
    raise TypeError(f"a value is of type {type(value).__name__}")
