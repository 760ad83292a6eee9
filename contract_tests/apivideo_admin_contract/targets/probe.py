"""Check whether a run against a server makes sense, before the first check."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

import httpx2

from apivideo_admin_contract.client.address import open_client
from apivideo_admin_contract.document.document import Document, Operation
from apivideo_admin_contract.environment import PREFIX, SECOND_KEY, SUSPENDED_KEY, URL, sources
from apivideo_admin_contract.rules.http_rules import SUSPENDED

#: The end of each variable with the key of a second account.
_SECOND: Final = SECOND_KEY.removeprefix(PREFIX)

Get = Callable[[str, str], httpx2.Response]
"""Sends a GET of a path with a value of the ``Authorization`` header."""


def find_problem(
    document: Document, base_url: str, keys: Iterable[tuple[str, str]], address: str = sources(URL)
) -> str | None:
    """Return why no check makes sense on a server, or None. ``keys`` are pairs of a variable of `environment` and a key.

    ``address`` is where the user sets the URL.

    A problem counts only if every response shows it. Anything less may be a bug of the server, which the checks report.
    """
    with open_client(base_url) as client:

        def get(path: str, authorization: str) -> httpx2.Response:
            return client.get(path, headers={"Authorization": authorization})

        try:
            return next(filter(None, (_problem_of_key(document, get, *pair, address) for pair in keys)), None)
        except (httpx2.TransportError, httpx2.InvalidURL) as error:
            return f"no server responds at {base_url} ({_reason(error)}); fix: {_fix(error, address)}"


def suspended_key_problem(document: Document, base_url: str, key: str, variable: str = SUSPENDED_KEY) -> str | None:
    """Return why the key of a suspended account is none, or None: the server does not know it. ``variable`` is where the user sets it."""
    if _statuses(document, base_url, key) != {401}:
        return None
    return (
        f"the server refuses the key of the suspended account (from {sources(variable)}) with 401, as an unknown key; fix: use the "
        "key of a suspended account, or none"
    )


def suspended_key_warning(document: Document, base_url: str, key: str) -> str | None:
    """Return a warning if a key may not belong to a suspended account, or None.

    It may belong to one all the same, and the server may have a bug: the checks report that, and the user decides.
    """
    if _statuses(document, base_url, key) != {200}:
        return None
    return (
        f"The server accepts the key of the suspended account (from {sources(SUSPENDED_KEY)}) with 200. If its account is not "
        f"suspended, ignore findings of the rule `{SUSPENDED.id}`; fix: use the key of a suspended account, or none."
    )


def _statuses(document: Document, base_url: str, key: str) -> set[int]:
    with open_client(base_url) as client:
        try:
            return {
                client.get(one.path, headers={"Authorization": document.authorization(key)}).status_code
                for one in _reads(document)
            }
        except httpx2.TransportError:
            return set()


def _problem_of_key(document: Document, get: Get, variable: str, key: str, address: str) -> str | None:
    found = [
        _problem_of_response(one, get(one.path, document.authorization(key)), variable, address)
        for one in _reads(document)
    ]
    return found[0] if found and all(found) else None


def _reads(document: Document) -> list[Operation]:
    """Return the GET operations without path parameters and required values."""
    return [
        one
        for one in document.operations
        if one.method == "GET" and not one.path_parameters and not any(parameter.required for parameter in one.query)
    ]


def _problem_of_response(operation: Operation, response: httpx2.Response, variable: str, address: str) -> str | None:
    if response.is_redirect:
        where = str(response.headers.get("Location")).partition("?")[0].removesuffix(operation.path)
        return f"the server redirects to {where}; fix: use that as {address}"
    name = "admin API key of the second account" if variable.endswith(_SECOND) else "admin API key"
    if response.status_code == 401:
        return f"the server refuses the {name} (from {sources(variable)}) with 401; fix: use a key that it accepts"
    if response.status_code == 403:
        return (
            f"the server refuses the {name} (from {sources(variable)}) with 403, as for a suspended account; fix: use the key of an "
            "active account"
        )
    if not _may_be_admin_api(operation, response):
        media_type = response.headers.get("Content-Type", "no media type")
        return (
            f"the server is not an Admin API: GET {operation.path} returns {response.status_code} with {media_type}; fix: correct "
            f"{address}, or pass the document of the server with --openapi"
        )
    return None


def _may_be_admin_api(operation: Operation, response: httpx2.Response) -> bool:
    """Return whether a response may come from an Admin API, even from one with bugs."""
    if response.status_code == 404:
        return False
    try:
        value = response.json()
    except ValueError:
        return response.status_code >= 500
    members = set((operation.response or {}).get("properties", {}))
    return isinstance(value, dict) and (response.status_code != 200 or bool(set(value) & members))


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def _fix(error: Exception, address: str) -> str:
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return "set SSL_CERT_FILE to a file with the certificate of its authority"
    if "[SSL" in str(error):
        return f"correct {address}, which may have to start with http://"
    return f"start the server, or correct {address}"
