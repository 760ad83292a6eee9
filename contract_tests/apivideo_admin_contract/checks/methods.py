"""Methods and paths behave as HTTP defines (RFC 9110, section 9), on every path."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import httpx2

from apivideo_admin_contract.document.document import Operation
from apivideo_admin_contract.document.exchange import SAFE
from apivideo_admin_contract.document.subjects import paths, readers, whole_document
from apivideo_admin_contract.rules import http_rules as rules
from apivideo_admin_contract.rules.expect import equal, problem, status
from apivideo_admin_contract.rules.verdict import Skipped
from apivideo_admin_contract.session.check import check
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.session.steps import unknown_id
from apivideo_admin_contract.values.query import encode_query
from apivideo_admin_contract.values.samples import sample_query

#: PROPFIND is an example of the methods of other protocols. TRACE is left out, because many proxies refuse it.
_METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE", "PROPFIND")
#: Bytes that never occur in UTF-8, and an incomplete character.
_NO_TEXT: Final = ("%FF%FE", "%F0%9F")
_UNRECOGNIZED: Final = (404, "Unrecognized request URL.", "/reference/unrecognized-request-url")
_NOT_FOUND: Final = (404, "The requested resource could not be found.", "/reference/resource-not-found")
_REFUSED: Final = (405, "Method is not allowed for this route.", "/reference/method-not-allowed")


def _url(session: Session, path: str) -> str:
    operation = session.document.by_path()[path][0]
    return operation.path_for(session.parent_ids(operation))


def _allow(response: httpx2.Response) -> list[str]:
    return sorted({one.strip() for one in response.headers.get("Allow", "").split(",")})


@check(rules.METHOD_NOT_ALLOWED, paths)
def an_unsupported_method_is_refused_with_the_allowed_methods(session: Session, path: str) -> None:
    """Send each method that a path does not support, also DELETE of an existing item."""
    methods, url = session.document.methods(path), _url(session, path)
    refused = [one for one in _METHODS if one not in methods and not (session.connection.read_only and one not in SAFE)]
    if not refused:
        raise Skipped("a run with --read-only sends none of the methods that this path does not support")
    get = next((one for one in session.document.by_path()[path] if one.method == "GET"), None)
    for method in refused:
        what = f"{method} {path}"
        response = session.account.send(method, url)
        problem(response, *_REFUSED, what=what)
        equal(_allow(response), sorted(methods), f"{what}: `Allow`")
        if get is not None and method == "DELETE":
            query = encode_query(get, sample_query(get))
            status(session.account.send("GET", url, query=query), get.status, f"GET {path} after the refused {method}")


@check(rules.OPTIONS, paths)
def options_lists_the_methods_of_the_path(session: Session, path: str) -> None:
    """Read `Allow` in the response to OPTIONS."""
    response = session.account.send("OPTIONS", _url(session, path))
    status(response, {200, 204}, f"OPTIONS {path}")
    equal(_allow(response), sorted(session.document.methods(path)), f"OPTIONS {path}: `Allow`")


@check(rules.HEAD, readers)
def head_responds_like_get_without_content(session: Session, operation: Operation) -> None:
    """Compare HEAD with GET: for a success, an invalid query, an unknown item, and invalid credentials."""
    ids = session.parent_ids(operation)
    url, gone = operation.path_for(ids), operation.path_for(tuple(unknown_id(one) for one in ids))
    valid = encode_query(operation, sample_query(operation))
    tries: list[tuple[str, str, str, str | None]] = [
        ("", url, valid, ""),
        (" with an invalid query", url, "colour=red", ""),
        *([(" of an unknown item", gone, valid, "")] if ids else []),
        (" with no key", url, valid, None),
        (" with an unknown key", url, valid, session.document.authorization(f"{session.account.key}-unknown")),
    ]
    for how, path, query, authorization in session.share(operation, tries):
        got = session.account.send("GET", path, query=query, authorization=authorization)
        head = session.account.send("HEAD", path, query=query, authorization=authorization)
        what = f"HEAD {operation.path}{how}"
        equal(head.status_code, got.status_code, f"{what}: the status")
        equal(len(head.content), 0, f"{what}: the length of the content")
        equal(head.headers.get("Content-Type"), got.headers.get("Content-Type"), f"{what}: `Content-Type`")
        for name in _fixed_headers(operation, got.status_code):
            equal(head.headers.get(name), got.headers.get(name), f"{what}: `{name}`")
        if "Content-Length" in head.headers and "Content-Length" in got.headers:
            equal(head.headers["Content-Length"], got.headers["Content-Length"], f"{what}: `Content-Length`")


def _fixed_headers(operation: Operation, code: int) -> Iterator[str]:
    """Yield the documented headers that are equal in two responses: all but those that count down."""
    headers = operation.node["responses"].get(str(code), {}).get("headers", {})
    yield from (name for name in headers if not name.endswith(("-Remaining", "Retry-After")))


@check(rules.UNRECOGNIZED_URL, paths)
def a_path_near_a_documented_one_is_not_recognized(session: Session, path: str) -> None:
    """Add a slash, a prefix, a suffix, or change the case: paths are case-sensitive (RFC 3986, section 6.2.2.1)."""
    url = _url(session, path)
    literals = re.compile(r"(?<=/)[a-z-]+(?=/|$)")
    other_case = literals.sub(lambda match: match[0].upper(), path).format_map(_Ids(path, url))
    for near in (f"{url}/", f"/v1{url}", f"{url}/one/two/three/four", other_case):
        problem(session.account.send("GET", near), *_UNRECOGNIZED, what=f"GET {near}")


@check(rules.UNRECOGNIZED_URL, whole_document)
def an_unknown_path_is_not_recognized(session: Session) -> None:
    """Send several methods to several unknown paths."""
    for method in ("GET", "POST", "DELETE"):
        for path in ("/", "/nothing", "/nothing/at/all"):
            if method in SAFE or not session.connection.read_only:
                problem(session.account.send(method, path), *_UNRECOGNIZED, what=f"{method} {path}")


@check(rules.PATH_ENCODING, readers)
def a_percent_encoded_letter_in_a_path_is_decoded(session: Session, operation: Operation) -> None:
    """Encode the first and the last letter of each segment, also of ids."""
    url = operation.path_for(session.parent_ids(operation))
    query = encode_query(operation, sample_query(operation))
    segments = url.split("/")
    for index in range(1, len(segments)):
        target = "/".join([*segments[:index], _encoded(segments[index]), *segments[index + 1 :]])
        # With an encoded letter, `count` could be read as an id, also by the observer of the responses.
        if session.connection.operation("GET", target) in {None, operation}:
            status(_get(session, target, query), operation.status, f"GET {target}, which is GET {url}")


@check(rules.HOSTILE_PATH, paths)
def invalid_utf_8_in_a_path_gets_a_documented_response(session: Session, path: str) -> None:
    """Send bytes that are not UTF-8 in place of the last segment; a 400 is allowed too."""
    above = _url(session, path).rpartition("/")[0]
    for wrong in _NO_TEXT:
        target = f"{above}/{wrong}"
        status(_get(session, target), {400, 404, 405}, f"GET {target}")


def _encoded(segment: str) -> str:
    """Percent-encode the first and the last letter of a segment."""
    ends = {0, len(segment) - 1}
    return "".join(f"%{ord(one):02X}" if at in ends and one.isascii() else one for at, one in enumerate(segment))


def _get(session: Session, path: str, query: str = "") -> httpx2.Response:
    """Get a path that is percent-encoded already."""
    target = f"{path}?{query}" if query else path
    headers = {"Authorization": session.document.authorization(session.account.key)}
    return session.account.carry(session.connection.client.build_request("GET", target, headers=headers), target, None)


class _Ids(dict[str, str]):
    """The ids of a path by the names of its parameters."""

    def __init__(self, path: str, url: str) -> None:
        pairs = zip(path.split("/"), url.split("/"), strict=True)
        super().__init__({template[1:-1]: value for template, value in pairs if template.startswith("{")})
