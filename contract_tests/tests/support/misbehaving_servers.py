"""Servers that make known what they should not: they take what is near to a key, and tell keys and secrets in their answers."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, urlencode

from apivideo_admin_contract.environment import KEY, SECOND_KEY, SUSPENDED_KEY
from apivideo_admin_mock.testing import AdminMock
from apivideo_admin_mock.threaded import ThreadedServer
from contract_tests.tests.support.subject import DOCUMENT

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

KEYS: Final = {
    KEY: "aB3dEfGhIjKlMnOpQrStUvWx",
    SECOND_KEY: "zY9xWvUtSrQpOnMlKjIhGfEd",
    SUSPENDED_KEY: "Mq7nBvCxZaSdFgHjKlPoIuYt",
}
NAME, COLLECTION = next(
    (name, collection)
    for collection in DOCUMENT.collections
    for name, schema in collection.properties.items()
    if schema.get("x-generate", {}).get("kind") == "secret" and name in collection.operations["list"].parameters
)
#: How long a secret is.
SECRET: Final[int] = COLLECTION.properties[NAME]["x-generate"]["length"]

Response = tuple[str, list[tuple[str, str]], bytes]
Fault = Callable[["WSGIEnvironment", "WSGIApplication"], Response]


def passed_on(environ: WSGIEnvironment, app: WSGIApplication) -> Response:
    """Answer as the application does, without the length."""
    begun: list[tuple[str, list[tuple[str, str]]]] = []

    def start(line: str, headers: list[tuple[str, str]], *_: Any) -> Any:
        begun.append((line, headers))

    body = b"".join(app(environ, start))
    (line, headers) = begun[0]
    return line, [one for one in headers if one[0].lower() != "content-length"], body


def taking(reads: Callable[[str], str | None]) -> Fault:
    """Take a credential that another reader of it finds a key in."""

    def fault(environ: WSGIEnvironment, app: WSGIApplication) -> Response:
        scheme, _, text = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
        key = reads(text) if scheme == "Basic" else None
        if key is not None:
            environ = {**environ, "HTTP_AUTHORIZATION": f"Basic {base64.b64encode(f'{key}:'.encode()).decode()}"}
        return passed_on(environ, app)

    return fault


def plain(text: str) -> str | None:
    """Give the user of a credential, whatever stands between the letters of its base64, None where there is a password."""
    try:
        key, _, password = base64.b64decode(text).decode().partition(":")
    except ValueError:
        return None
    return None if password else key


def in_any_case(text: str) -> str | None:
    """Give the key that differs in the case of its letters at most."""
    sent = (plain(text) or "").lower()
    return next((key for key in KEYS.values() if key.lower() == sent), None)


def by_its_beginning(text: str) -> str | None:
    """Give the key that begins so."""
    sent = plain(text)
    return next((key for key in KEYS.values() if sent and key.startswith(sent)), None)


def as_secret(text: str) -> str | None:
    """Take any text of the form of a secret for the first key."""
    sent = plain(text) or ""
    return KEYS[KEY] if len(sent) == SECRET else None


def quoting(what: Callable[[str], bool]) -> Fault:
    """Say in refusals what was sent, as it was and read."""

    def fault(environ: WSGIEnvironment, app: WSGIApplication) -> Response:
        line, headers, body = passed_on(environ, app)
        sent = environ.get("HTTP_AUTHORIZATION", "")
        read = plain(sent.partition(" ")[2]) or ""
        if line.startswith("401") and what(read):
            body = json.dumps({**json.loads(body), "title": f"This was sent: {sent}, that is {read}"}).encode()
        return line, headers, body

    return fault


def _is_list(environ: WSGIEnvironment) -> bool:
    path = str(environ["PATH_INFO"])
    return environ["REQUEST_METHOD"] == "GET" and path.endswith(f"/{COLLECTION.path.rpartition('/')[2]}")


def finding_parts(environ: WSGIEnvironment, app: WSGIApplication) -> Response:
    """Let a filter by a secret find every secret that holds the value."""
    query = dict(parse_qsl(environ.get("QUERY_STRING", "")))
    if _is_list(environ) and len(query.get(NAME, "")) >= 8:
        every = json.loads(passed_on({**environ, "QUERY_STRING": ""}, app)[2])
        found = (one[NAME] for one in every.get("items", ()) if query[NAME] in one[NAME])
        query[NAME] = next(found, query[NAME])
        environ = {**environ, "QUERY_STRING": urlencode(query)}
    return passed_on(environ, app)


def cut_off(environ: WSGIEnvironment, app: WSGIApplication) -> Response:
    """End each list in the middle of its first secret."""
    line, headers, body = passed_on(environ, app)
    text, name, rest = body.partition(f'"{NAME}":"'.encode())
    return line, headers, text + name + rest[:30] if _is_list(environ) else body


def renamed(environ: WSGIEnvironment, app: WSGIApplication) -> Response:
    """List secrets under another name."""
    line, headers, body = passed_on(environ, app)
    return line, headers, body.replace(f'"{NAME}"'.encode(), b'"other"') if _is_list(environ) else body


@contextmanager
def served(fault: Fault | None = None) -> Iterator[tuple[str, AdminMock]]:
    """Serve a mock that accepts `KEYS`, behind a fault, and give its URL and the mock."""
    suspended = KEYS[SUSPENDED_KEY]
    keys = [key for key in KEYS.values() if key != suspended]
    mock = AdminMock(keys=keys, suspended_keys=[suspended], rate_limit="off")

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        line, headers, body = (fault or passed_on)(environ, mock.wsgi)
        start_response(line, headers)
        return [body]

    server = ThreadedServer(app)
    try:
        yield server.url, mock
    finally:
        server.stop()
