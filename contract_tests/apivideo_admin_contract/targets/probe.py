"""Looks whether a run can be done on a server at all, before any check."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import httpx2

from apivideo_admin_contract.client.account import basic
from apivideo_admin_contract.client.address import client_of
from apivideo_admin_contract.document.document import Document, Operation
from apivideo_admin_contract.rules.http_rules import SUSPENDED

Get = Callable[[str, str], httpx2.Response]
"""Sends a GET of a path with a value of the ``Authorization`` header."""


def trouble_of(document: Document, base_url: str, keys: Iterable[tuple[str, str]]) -> str | None:
    """Say why no check makes sense on a server, or None. ``keys`` are the flags that keys came with, and the keys.

    Only what every answer agrees on counts: anything less may be a fault of the server, which is for the checks to find.
    """
    with client_of(base_url) as client:

        def get(path: str, authorization: str) -> httpx2.Response:
            return client.get(path, headers={"Authorization": authorization})

        try:
            return next(filter(None, (_trouble(document, get, flag, key) for flag, key in keys)), None)
        except (httpx2.TransportError, httpx2.InvalidURL) as error:
            return f"no server answers at {base_url} ({_reason(error)}): {_advice(error)}"


def doubt_of(document: Document, base_url: str, key: str) -> str | None:
    """Say why a key may not be of a suspended account, or None.

    It may be of one all the same, and the server at fault: that is for the checks to find, and for the user to judge.
    """
    with client_of(base_url) as client:
        try:
            statuses = {
                client.get(one.path, headers={"Authorization": basic(key)}).status_code for one in _reads(document)
            }
        except httpx2.TransportError:
            return None
    if statuses not in ({200}, {401}):
        return None
    what = "accepts" if statuses == {200} else "does not know"
    return (
        f"The server {what} the key of --suspended-key ({min(statuses)}): if it is of no suspended account, what is found against the rule "
        f"`{SUSPENDED.id}` is no fault of the server. Give another one then, or none."
    )


def _trouble(document: Document, get: Get, flag: str, key: str) -> str | None:
    found = [_verdict(one, get(one.path, basic(key)), flag) for one in _reads(document)]
    return found[0] if found and all(found) else None


def _reads(document: Document) -> list[Operation]:
    """Give the operations that need neither an id nor a value."""
    return [
        one
        for one in document.operations
        if one.method == "GET" and not one.path_parameters and not any(parameter.required for parameter in one.query)
    ]


def _verdict(operation: Operation, response: httpx2.Response, flag: str) -> str | None:
    if response.is_redirect:
        where = str(response.headers.get("Location")).partition("?")[0].removesuffix(operation.path)
        return f"the server redirects to {where}: give that as --url"
    if response.status_code == 401:
        return f"the server refuses the key of {flag} (401): give one that it accepts"
    if response.status_code == 403:
        return f"the key of {flag} is of a suspended account (403): give another one"
    if not _is_spoken(operation, response):
        media_type = response.headers.get("Content-Type", "no media type")
        return (
            f"this is no Admin API: GET {operation.path} gives {response.status_code} as {media_type}; mend --url, or the document "
            "with --openapi"
        )
    return None


def _is_spoken(operation: Operation, response: httpx2.Response) -> bool:
    """Tell whether an answer could be of an Admin API, if perhaps a faulty one."""
    if response.status_code == 404:
        return False
    try:
        value = response.json()
    except ValueError:
        return response.status_code >= 500
    return isinstance(value, dict) and (response.status_code != 200 or bool(set(value) & _members(operation)))


def _members(operation: Operation) -> set[str]:
    return set((operation.response or {}).get("properties", {}))


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def _advice(error: Exception) -> str:
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return "set SSL_CERT_FILE to a file with the certificate of its authority"
    if "[SSL" in str(error):
        return "mend --url, which may have to begin with http://"
    return "start it, or mend --url"
