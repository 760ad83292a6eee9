"""Show recorded requests as JSON, without secrets."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import Any, Final

import msgspec
from msgspec import structs

from apivideo_admin_mock.backends.entry import ALL_ENTRIES, MAX_ENTRIES, Entry, EntryFilter
from apivideo_admin_mock.backends.interface import Tenant
from apivideo_admin_mock.http.masking import SecretValues, is_secret, secrets_in, secrets_in_query
from apivideo_admin_mock.spec.model import Api
from apivideo_admin_mock.spec.refs import Refs
from apivideo_admin_mock.tenants.clock import rfc3339
from apivideo_admin_mock.tenants.verification import Recorded

_SCALARS: Final = frozenset({"string", "integer", "number", "boolean", "null"})


def clear_journal(tenant: Tenant) -> None:
    """Delete the recorded requests."""
    tenant.journal.clear()
    tenant.state = structs.replace(tenant.state, cleared=tenant.journal.number)


def dropped_calls(tenant: Tenant) -> int:
    """Return the number of requests that were recorded since the last deletion, and are no longer kept."""
    return tenant.journal.number - tenant.state.cleared - len(tenant.journal.find())


def recorded(
    tenant: Tenant, api: Api, wanted: EntryFilter = ALL_ENTRIES, limit: int = MAX_ENTRIES, *, is_summary: bool = False
) -> Recorded:
    """Return the ``limit`` newest recorded requests of a tenant that match a filter. What it returns needs no transaction.

    In a summary, they are shown without headers and bodies.
    """
    entries = tenant.journal.find(wanted)[-limit:]
    resources = [
        record for path in _paths_with_secrets(api) for record in tenant.records.in_collection(path) if entries
    ]
    return Recorded(
        entries, dropped_calls(tenant), lambda: as_json(entries, api.secrets, resources, is_summary=is_summary)
    )


def as_json(
    entries: Sequence[Entry], secrets: Collection[str], resources: Any, *, is_summary: bool = False
) -> list[dict[str, Any]]:
    """Return entries as JSON, with each secret masked, wherever it occurs. A summary has neither headers nor bodies.

    ``secrets`` are the names of secret parameters and properties. Their values in the entries and in ``resources`` (JSON) are the
    secrets.
    """
    bodies = {one.number: (_parsed(one.request_body), _parsed(one.response_body)) for one in entries}
    known = SecretValues({*secrets_in(resources, secrets), *_recorded(entries, bodies, secrets)})
    return [
        {
            "number": entry.number,
            "request_id": known.masked_text(entry.request_id),
            "at": rfc3339(entry.at),
            "method": entry.method,
            "path": known.masked_text(entry.path),
            **({} if is_summary else {"headers": _masked_headers(entry, known)}),
            "query": known.masked_query(entry.query, secrets),
            "operation_id": entry.operation_id,
            "status": entry.status,
            "duration": round(entry.duration, 6),
            "fault": msgspec.to_builtins(entry.fault),
            **({} if is_summary else _masked_bodies(bodies[entry.number], known, secrets)),
            "violations": [
                {**one._asdict(), "at": known.masked_text(one.at), "detail": known.masked_text(one.detail)}
                for one in entry.violations
            ],
        }
        for entry in entries
    ]


def _masked_headers(entry: Entry, known: SecretValues) -> dict[str, str]:
    return {name: known.masked_text(value) for name, value in entry.headers.items()}


def _masked_bodies(bodies: tuple[Any, Any], known: SecretValues, secrets: Collection[str]) -> dict[str, Any]:
    request, response = bodies
    return {"request": known.masked(request, secrets), "response": known.masked(response, secrets)}


@lru_cache(maxsize=8)
def _paths_with_secrets(api: Api) -> tuple[str, ...]:
    """Return the paths of the collections whose resources can contain a secret. The others, which can be large, are not read."""
    refs = Refs(api.document)
    return tuple(
        one.path
        for one in api.collections
        if any(
            is_secret(name, api.secrets) or not _is_plain(schema, refs)
            for name, schema in one.resource.schema.get("properties", {}).items()
        )
    )


def _is_plain(schema: Any, refs: Refs) -> bool:
    """Whether all values of a schema are scalars or lists of scalars, which have no properties that could be secret."""
    found = refs.resolve(schema, "") if isinstance(schema, dict) else {}
    named = found.get("type", "any")
    types = {named} if isinstance(named, str) else {*named}
    return types <= _SCALARS or (types <= {"array", "null"} and _is_plain(found.get("items"), refs))


def _recorded(entries: Sequence[Entry], bodies: dict[int, tuple[Any, Any]], secrets: Collection[str]) -> Iterator[str]:
    for entry in entries:
        yield from secrets_in_query(entry.query, secrets)
        for body in bodies[entry.number]:
            yield from secrets_in(body, secrets)


def _parsed(body: bytes) -> Any:
    """Return the JSON of a body. Return only the length of any other body, which could contain a secret anywhere."""
    if not body:
        return None
    try:
        # It takes a third of the time of `json.loads`; both hold Python's interpreter lock throughout.
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, ValueError, RecursionError):
        pass  # Python's parser accepts more, for example a lone surrogate
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return f"{len(body)} bytes that are not JSON"
