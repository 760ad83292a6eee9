"""Servers that accept credentials near to a key, or reveal keys and secrets in their responses."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from apivideo_admin_contract.document.schemas import generated_kind
from apivideo_admin_contract.document.security import basic
from apivideo_admin_contract.environment import KEY, SECOND_KEY, SUSPENDED_KEY
from apivideo_admin_mock.testing import AdminMock
from contract_tests.planted_bugs.server.wire import Request, Response
from contract_tests.tests.support.servers import Behaviour, Forward, behaving, listening, mock_with
from contract_tests.tests.support.subject import DOCUMENT

KEYS: Final = {
    KEY: "aB3dEfGhIjKlMnOpQrStUvWx",
    SECOND_KEY: "zY9xWvUtSrQpOnMlKjIhGfEd",
    SUSPENDED_KEY: "Mq7nBvCxZaSdFgHjKlPoIuYt",
}
#: A secret property that a list can be filtered by, and its collection.
NAME, COLLECTION = next(
    (name, collection)
    for collection in DOCUMENT.collections
    for name, schema in collection.properties.items()
    if generated_kind(schema) == "secret" and name in collection.operations["list"].parameters
)
_SECRET_LENGTH: Final[int] = COLLECTION.properties[NAME]["x-generate"]["length"]


def unchanged(request: Request, forward: Forward) -> Response:
    """Return the response of the mock."""
    return forward(request)


def accepting(key_of: Callable[[str], str | None]) -> Behaviour:
    """Accept credentials in which ``key_of`` finds a key. Its argument is the part after ``Basic``."""

    def behaviour(request: Request, forward: Forward) -> Response:
        scheme, _, text = (request.authorization or "").partition(" ")
        key = key_of(text) if scheme == "Basic" else None
        return forward(request if key is None else request.replace(authorization=basic(key)))

    return behaviour


def decoded_key(text: str) -> str | None:
    """Return the user name, ignoring characters that are not base64; None if there is a password."""
    try:
        key, _, password = base64.b64decode(text).decode().partition(":")
    except ValueError:
        return None
    return None if password else key


def key_in_any_case(text: str) -> str | None:
    """Return the key that equals the user name except for case."""
    sent = (decoded_key(text) or "").lower()
    return next((key for key in KEYS.values() if key.lower() == sent), None)


def key_by_prefix(text: str) -> str | None:
    """Return the key that starts with the user name."""
    sent = decoded_key(text)
    return next((key for key in KEYS.values() if sent and key.startswith(sent)), None)


def key_by_length(text: str) -> str | None:
    """Return the first key for every user name that is as long as a secret."""
    return KEYS[KEY] if len(decoded_key(text) or "") == _SECRET_LENGTH else None


def quoting(is_quoted: Callable[[str], bool]) -> Behaviour:
    """Quote the sent credentials in a 401, as sent and decoded, if ``is_quoted`` accepts the user name."""

    def behaviour(request: Request, forward: Forward) -> Response:
        response = forward(request)
        sent = request.authorization or ""
        user = decoded_key(sent.partition(" ")[2]) or ""
        if response.status != 401 or not is_quoted(user):
            return response
        return response.replace(json={**response.json, "title": f"This was sent: {sent}, that is {user}"})

    return behaviour


def _is_list(request: Request) -> bool:
    return request.method == "GET" and request.path.endswith(f"/{COLLECTION.name}")


def matching_parts(request: Request, forward: Forward) -> Response:
    """Match every secret that contains the value of a filter, instead of those that equal it."""
    wanted = request.query.get(NAME, "")
    if _is_list(request) and len(wanted) >= 8:
        every = forward(request.replace(search="")).json
        found = next((one[NAME] for one in every.get("items", ()) if wanted in one[NAME]), wanted)
        request = request.replace(query={**request.query, NAME: found})
    return forward(request)


def truncating(request: Request, forward: Forward) -> Response:
    """Cut off each list in the middle of its first secret."""
    response = forward(request)
    text, name, rest = response.body.partition(f'"{NAME}":"'.encode())
    return response.replace(body=text + name + rest[:30]) if _is_list(request) else response


def renaming(request: Request, forward: Forward) -> Response:
    """Return the secrets in lists under another name."""
    response = forward(request)
    body = response.body.replace(f'"{NAME}"'.encode(), b'"other"')
    return response.replace(body=body) if _is_list(request) else response


@contextmanager
def misbehaving(behaviour: Behaviour = unchanged) -> Iterator[tuple[str, AdminMock]]:
    """Serve a mock that accepts `KEYS` behind a behaviour, and yield its URL and the mock."""
    mock = mock_with(KEYS)
    with listening(behaving(mock.wsgi, behaviour)) as url:
        yield url, mock
