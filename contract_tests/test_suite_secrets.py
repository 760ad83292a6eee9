"""No report of a run shows a key or a secret, whatever a server makes of them; and what it tells runs all the same."""

from __future__ import annotations

import base64
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, urlencode

import httpx2
import pytest

from apivideo_admin_mock.testing import AdminMock
from apivideo_admin_mock.threaded import ThreadedServer
from contract_tests.subject import DOCUMENT
from contract_tests.suite.cli import main

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

KEYS: Final = {
    "ADMIN_KEY": "aB3dEfGhIjKlMnOpQrStUvWx",
    "SECOND_KEY": "zY9xWvUtSrQpOnMlKjIhGfEd",
    "SUSPENDED_KEY": "Mq7nBvCxZaSdFgHjKlPoIuYt",
}
_LENGTH: Final = 8
_NAME, _COLLECTION = next(
    (name, collection)
    for collection in DOCUMENT.collections
    for name, schema in collection.properties.items()
    if schema.get("x-generate", {}).get("kind") == "secret" and name in collection.operations["list"].parameters
)
#: How long a secret is.
_SECRET: Final[int] = _COLLECTION.properties[_NAME]["x-generate"]["length"]

Answer = tuple[str, list[tuple[str, str]], bytes]
Fault = Callable[["WSGIEnvironment", "WSGIApplication"], Answer]


def _passed_on(environ: WSGIEnvironment, app: WSGIApplication) -> Answer:
    begun: list[tuple[str, list[tuple[str, str]]]] = []

    def start(line: str, headers: list[tuple[str, str]], *_: Any) -> Any:
        begun.append((line, headers))

    body = b"".join(app(environ, start))
    (line, headers) = begun[0]
    return line, [one for one in headers if one[0].lower() != "content-length"], body


def _taking(reads: Callable[[str], str | None]) -> Fault:
    """Take a credential that another reader of it finds a key in."""

    def fault(environ: WSGIEnvironment, app: WSGIApplication) -> Answer:
        scheme, _, text = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
        key = reads(text) if scheme == "Basic" else None
        if key is not None:
            environ = {**environ, "HTTP_AUTHORIZATION": f"Basic {base64.b64encode(f'{key}:'.encode()).decode()}"}
        return _passed_on(environ, app)

    return fault


def _plain(text: str) -> str | None:
    try:
        key, _, password = base64.b64decode(text).decode().partition(":")
    except ValueError:
        return None
    return None if password else key


def _in_any_case(text: str) -> str | None:
    sent = (_plain(text) or "").lower()
    return next((key for key in KEYS.values() if key.lower() == sent), None)


def _by_its_beginning(text: str) -> str | None:
    sent = _plain(text)
    return next((key for key in KEYS.values() if sent and key.startswith(sent)), None)


def _as_secret(text: str) -> str | None:
    """Take any text of the form of a secret for the first key."""
    sent = _plain(text) or ""
    return KEYS["ADMIN_KEY"] if len(sent) == _SECRET else None


def _quoting(what: Callable[[str], bool]) -> Fault:
    """Say in refusals what was sent, as it was and read."""

    def fault(environ: WSGIEnvironment, app: WSGIApplication) -> Answer:
        line, headers, body = _passed_on(environ, app)
        sent = environ.get("HTTP_AUTHORIZATION", "")
        read = _plain(sent.partition(" ")[2]) or ""
        if line.startswith("401") and what(read):
            body = json.dumps({**json.loads(body), "title": f"This was sent: {sent}, that is {read}"}).encode()
        return line, headers, body

    return fault


def _is_list(environ: WSGIEnvironment) -> bool:
    path = str(environ["PATH_INFO"])
    return environ["REQUEST_METHOD"] == "GET" and path.endswith(f"/{_COLLECTION.path.rpartition('/')[2]}")


def _finding_parts(environ: WSGIEnvironment, app: WSGIApplication) -> Answer:
    """Let a filter by a secret find every secret that holds the value."""
    query = dict(parse_qsl(environ.get("QUERY_STRING", "")))
    if _is_list(environ) and len(query.get(_NAME, "")) >= _LENGTH:
        every = json.loads(_passed_on({**environ, "QUERY_STRING": ""}, app)[2])
        found = (one[_NAME] for one in every.get("items", ()) if query[_NAME] in one[_NAME])
        query[_NAME] = next(found, query[_NAME])
        environ = {**environ, "QUERY_STRING": urlencode(query)}
    return _passed_on(environ, app)


def _cut_off(environ: WSGIEnvironment, app: WSGIApplication) -> Answer:
    """End each list in the middle of its first secret."""
    line, headers, body = _passed_on(environ, app)
    text, name, rest = body.partition(f'"{_NAME}":"'.encode())
    return line, headers, text + name + rest[:30] if _is_list(environ) else body


def _renamed(environ: WSGIEnvironment, app: WSGIApplication) -> Answer:
    line, headers, body = _passed_on(environ, app)
    return line, headers, body.replace(f'"{_NAME}"'.encode(), b'"other"') if _is_list(environ) else body


@contextmanager
def _served(fault: Fault | None = None) -> Iterator[tuple[str, AdminMock]]:
    suspended = KEYS["SUSPENDED_KEY"]
    keys = [key for key in KEYS.values() if key != suspended]
    mock = AdminMock(keys=keys, suspended_keys=[suspended], rate_limit="off")

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        line, headers, body = (fault or _passed_on)(environ, mock.wsgi)
        start_response(line, headers)
        return [body]

    server = ThreadedServer(app)
    try:
        yield server.url, mock
    finally:
        server.stop()


def _reports(folder: Path, url: str, *arguments: str) -> dict[str, str]:
    """Run the suite and give all that it says."""
    paths = {kind: folder / f"report.{kind}" for kind in ("text", "json", "junit", "html")}
    flags = [word for kind, path in paths.items() for word in ("--report", f"{kind}={path}")]
    assert main(["--base-url", url, "--rate-limit", "off", "--effort", "fast", "--all", *flags, *arguments], KEYS) in {
        0,
        1,
    }
    return {kind: path.read_text(encoding="utf-8") for kind, path in paths.items()}


def _shown(reports: dict[str, str], secrets: list[str]) -> list[tuple[str, str]]:
    """Give the pieces of secrets that reports show, in letters of any case."""
    pieces = {text[at : at + _LENGTH] for text in map(str.lower, secrets) for at in range(len(text) - _LENGTH + 1)}
    return [(kind, one) for kind, text in reports.items() for one in sorted(pieces) if one in text.lower()]


def _of_keys() -> list[str]:
    texts = [text for key in KEYS.values() for text in (key, key.swapcase(), key.upper(), key.lower())]
    return [*texts, *(base64.b64encode(f"{text}:".encode()).decode().rstrip("=") for text in texts)]


def _filled(mock: AdminMock) -> list[str]:
    """Make items as somebody else would, below others where they belong, and give their secrets."""
    transport = httpx2.WSGITransport(app=mock.wsgi)
    with httpx2.Client(transport=transport, base_url=mock.base_url, auth=(KEYS["ADMIN_KEY"], "")) as client:
        ids: tuple[str, ...] = ()
        for parent in _COLLECTION.parents:
            answer = client.post(parent.operations["create"].url(ids), json={"name": "of somebody"})
            ids += (answer.json()[parent.id_name],)
        path = _COLLECTION.operations["create"].url(ids)
        return [client.post(path, json={"name": f"of somebody {number}"}).json()[_NAME] for number in range(3)]


def _call(source: str) -> None:
    """Run the test in a module as it stands."""
    module: dict[str, Any] = {}
    exec(compile(source, "pasted.py", "exec"), module)  # noqa: S102 - our own text
    (test,) = [value for name, value in module.items() if name.startswith("test_")]
    test()


def _shell(script: str, url: str) -> str:
    """Run the commands and give the status that the last one printed."""
    done = subprocess.run(  # noqa: S603 - our own commands
        ["bash", "-euo", "pipefail", "-c", script],  # noqa: S607 - that of the path
        env={**os.environ, **KEYS, "BASE_URL": url},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.rpartition("HTTP/1.1 ")[2]


def _findings(reports: dict[str, str]) -> list[dict[str, Any]]:
    return [one for rule in json.loads(reports["json"])["rules"] for one in rule["findings"]]


_CREDENTIALS = {
    "lenient": (_taking(_plain), "a_request_without_a_valid_key_is_unauthorized[list_projects]"),
    "any case": (_taking(_in_any_case), "a_request_without_a_valid_key_is_unauthorized[list_projects]"),
    "beginning": (_taking(_by_its_beginning), "a_request_without_a_valid_key_is_unauthorized[list_projects]"),
    "a secret": (_taking(_as_secret), "a_secret_of_an_item_is_no_admin_key"),
    "part of a secret": (_finding_parts, f"a_filter_finds_what_matches_and_nothing_else*{_NAME}?"),
}


@pytest.mark.parametrize("kind", _CREDENTIALS)
def test_what_is_told_of_a_key_or_a_secret_shows_neither_and_runs_as_it_is_pasted(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault, check = _CREDENTIALS[kind]
    for name, key in KEYS.items():
        monkeypatch.setenv(name, key)
    with _served(fault) as (faulty, _), _served() as (healthy, _):
        reports = _reports(tmp_path, faulty, "--select", check)

        assert _shown(reports, _of_keys()) == []
        found = _findings(reports)
        assert found
        for one in found:
            monkeypatch.setenv("BASE_URL", faulty)
            with pytest.raises(AssertionError):
                _call(one["pytest"])
            monkeypatch.setenv("BASE_URL", healthy)
            _call(one["pytest"])
            assert _shell(one["curl"], faulty) != _shell(one["curl"], healthy)


@pytest.mark.parametrize("end", ["-unknown", KEYS["ADMIN_KEY"].swapcase(), KEYS["ADMIN_KEY"][-9:-1]])
def test_a_key_that_an_answer_quotes_is_not_shown(end: str, tmp_path: Path) -> None:
    with _served(_quoting(lambda read: read.endswith(end))) as (url, _):
        reports = _reports(tmp_path, url, "--select", "a_request_without_a_valid_key_is_unauthorized[list_projects]")

    assert _shown(reports, _of_keys()) == []
    assert all("This was sent: Basic " in text for text in reports.values())


@pytest.mark.parametrize("fault", [_finding_parts, _cut_off, _renamed])
@pytest.mark.parametrize("flags", [(), ("--read-only",)])
def test_the_secrets_of_others_are_not_shown_and_no_part_of_them_is_sent(
    fault: Fault, flags: tuple[str, ...], tmp_path: Path
) -> None:
    asked: list[str] = []

    def listening(environ: WSGIEnvironment, app: WSGIApplication) -> Answer:
        asked.append(dict(parse_qsl(environ.get("QUERY_STRING", ""))).get(_NAME, ""))
        return fault(environ, app)

    with _served(listening) as (url, mock):
        secrets = _filled(mock)
        rules = (f"a_filter_finds_what_matches_and_nothing_else*{_NAME}?", "resource-keys")
        reports = _reports(tmp_path, url, *flags, *(word for one in rules for word in ("--select", one)))

    assert _shown(reports, secrets) == []
    assert [one for one in asked if one not in secrets and _shown({"query": one}, secrets)] == []
    assert not flags or fault is not _finding_parts or set(asked) & set(secrets)
