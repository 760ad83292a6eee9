"""Compile a document into an `Api`. Errors are SpecErrors with a JSON pointer."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from apivideo_admin_mock.errors import SpecError
from apivideo_admin_mock.spec import extensions
from apivideo_admin_mock.spec.check import (
    check_collections,
    check_expiry,
    check_generated_times,
    check_operations,
    check_schemas,
)
from apivideo_admin_mock.spec.collections import read_collections
from apivideo_admin_mock.spec.model import Api, RateLimit
from apivideo_admin_mock.spec.operations import read_operations
from apivideo_admin_mock.spec.problems import OPTIONAL_KINDS, Kind, ProblemType
from apivideo_admin_mock.spec.refs import Refs
from apivideo_admin_mock.spec.schemas import SchemaRegistry
from apivideo_admin_mock.spec.security import read_realm, read_schemes

#: The APIs of `shared_api` by the JSON of their documents, the last used at the end.
_recent: dict[bytes, Api] = {}
_recent_lock = threading.Lock()
_MAX_RECENT = 4


def bundled_path() -> Path:
    """Return the path of the document that this package ships."""
    return Path(__file__).parent.parent / "openapi.json"


@cache
def bundled_document() -> Mapping[str, Any]:
    """Return the document that this package ships."""
    document: Mapping[str, Any] = json.loads(bundled_path().read_text(encoding="utf-8"))
    return document


def read_document(path: Path) -> Mapping[str, Any]:
    """Read a bundled document from a JSON or YAML file. Raises SpecError if it cannot be read or is not a mapping."""
    from apivideo_admin_mock.files import read_mapping

    try:
        return read_mapping(path)
    except ValueError as error:
        raise SpecError("", str(error), source=str(path)) from None


@cache
def bundled_api() -> Api:
    """Return the API of the shipped document, compiled once per process."""
    return load_api(bundled_document())


def shared_api(document: Mapping[str, Any]) -> Api:
    """Return the API of a document. Mocks of the same content share it, for the last few documents. Raises SpecError like `load_api`."""
    try:
        content = msgspec.json.encode(document)
    except (TypeError, ValueError, OverflowError, RecursionError):  # not JSON: `load_api` reports it
        return load_api(document)
    with _recent_lock:
        api = _recent.pop(content, None) or load_api(document)
        _recent[content] = api
        if len(_recent) > _MAX_RECENT:
            del _recent[next(iter(_recent))]
    return api


def load_api(document: Mapping[str, Any]) -> Api:
    """Compile a copy of a bundled document: later changes have no effect. Raises SpecError for its first error."""
    try:
        return _load(_copy(dict(document)))
    except (KeyError, TypeError, AttributeError, ValueError, IndexError, StopIteration, RecursionError) as error:
        # The document does not have the structure of OpenAPI. The generator's lint reports each such error with a pointer.
        reason = f"{type(error).__name__}: {error}"
        raise SpecError(
            "", f"is not a valid OpenAPI document ({reason}); check it with `python -m generator`"
        ) from error


def _load(document: Mapping[str, Any]) -> Api:
    for required in ("openapi", "info", "paths"):
        if required not in document:
            raise SpecError("", f"`{required}` is missing; this is not an OpenAPI document")
    extensions.check_all(document)
    refs = Refs(document)
    limit = extensions.read(document, "x-rate-limit", extensions.RateLimitForm, "")
    if limit is None:
        raise SpecError("", "`x-rate-limit` is missing; add it like {requests: 10, seconds: 1}")
    collections = read_collections(document, refs)
    operations = tuple(read_operations(document, refs, collections))
    check_operations(document, operations)
    check_collections(tuple(collections.values()), operations)
    for collection in collections.values():
        check_expiry(collection, f"/paths/{extensions.escape(collection.path)}")
        check_generated_times(collection, f"/paths/{extensions.escape(collection.path)}")
    schemas = SchemaRegistry(document.get("components", {}))
    check_schemas(schemas, operations, tuple(collections.values()))
    return Api(
        version=str(document["info"].get("version", "")),
        rate_limit=RateLimit(limit.requests, limit.seconds),
        schemes=read_schemes(document, refs),
        realm=read_realm(document, refs),
        operations=operations,
        collections=tuple(collections.values()),
        problems=_problem_types(document, has_unique=any(one.resource.unique for one in collections.values())),
        schemas=schemas,
        secrets=frozenset(_secrets(document, refs)),
        document=document,
    )


def _copy(node: Any) -> Any:
    """Return a copy of a JSON value. Readers compile their schemas later, when a caller may have changed the original."""
    if isinstance(node, dict):
        return {key: _copy(value) for key, value in node.items()}
    return [_copy(value) for value in node] if isinstance(node, list) else node


def _problem_types(document: Mapping[str, Any], *, has_unique: bool) -> dict[Kind, ProblemType]:
    types: dict[Kind, ProblemType] = {}
    for name, response in document.get("components", {}).get("responses", {}).items():
        for media in response.get("content", {}).values():
            for kind, example in media.get("examples", {}).items():
                pointer = f"/components/responses/{name}"
                try:
                    problem = msgspec.convert(example["value"], ProblemType)
                except msgspec.ValidationError as error:
                    raise SpecError(pointer, f"the example `{kind}` is not a problem: {error}") from None
                if kind in set(Kind):  # the mock does not produce other kinds
                    types[Kind(kind)] = problem
    needed = set(Kind) if has_unique else set(Kind) - OPTIONAL_KINDS
    missing = [kind.value for kind in Kind if kind in needed and kind not in types]
    if missing:
        raise SpecError("/components/responses", f"no response has an example named {', '.join(missing)}; add it")
    return types


def _secrets(node: Any, refs: Refs) -> Iterator[str]:
    """Yield the names of the properties and parameters with secrets (``format: password``), also in a list or an alternative."""
    if isinstance(node, dict):
        for name, schema in node.get("properties", {}).items() if isinstance(node.get("properties"), dict) else ():
            if _is_secret(schema, refs):
                yield name
        if "in" in node and _is_secret(node.get("schema"), refs):
            yield str(node["name"])
        for child in node.values():
            yield from _secrets(child, refs)
    elif isinstance(node, list):
        for child in node:
            yield from _secrets(child, refs)


def _is_secret(schema: Any, refs: Refs, seen: tuple[str, ...] = ()) -> bool:
    """Whether a value of a schema is a secret, or a list of secrets. The properties of objects have names of their own."""
    if not isinstance(schema, dict):
        return False
    reference = schema.get("$ref")
    if isinstance(reference, str):
        return reference not in seen and _is_secret(refs.resolve(schema, reference), refs, (*seen, reference))
    parts = [schema.get("items"), schema.get("additionalProperties"), *schema.get("prefixItems", ())]
    parts += [*schema.get("anyOf", ()), *schema.get("oneOf", ())]
    return schema.get("format") == "password" or any(_is_secret(one, refs, seen) for one in parts)
