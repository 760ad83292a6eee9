"""What the command finds before the first check: refused keys, and servers that are not an Admin API."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from apivideo_admin_contract.cli import main
from apivideo_admin_contract.environment import KEY, SECOND_KEY, SUSPENDED_KEY, URL
from apivideo_admin_mock.adapters.threaded import ThreadedServer
from contract_tests.tests.support.servers import KEYS, served

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIEnvironment


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {KEY: "nobody"},
            f"the server refuses the admin API key (from --key or {KEY}) with 401; fix: use a key that it accepts",
        ),
        (
            {SECOND_KEY: "nobody"},
            f"the admin API key of the second account (from --second-key or {SECOND_KEY}) with 401;",
        ),
        (
            {SUSPENDED_KEY: "nobody"},
            f"the key of the suspended account (from --suspended-key or {SUSPENDED_KEY}) with 401, as an unknown key; fix: use",
        ),
        (
            {KEY: KEYS[SUSPENDED_KEY], SUSPENDED_KEY: ""},
            f"the admin API key (from --key or {KEY}) with 403, as for a suspended account; fix: use the key of an active account",
        ),
    ],
)
def test_a_refused_key_ends_the_run_before_the_first_check(
    change: dict[str, str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with served() as (url, _):
        assert main(["--url", url], KEYS | change) == 2

    (line,) = capsys.readouterr().err.splitlines()
    assert message in line


def test_a_warning_says_that_the_account_of_the_suspended_key_may_not_be_suspended(
    capsys: pytest.CaptureFixture[str],
) -> None:
    message = f"accepts the key of the suspended account (from --suspended-key or {SUSPENDED_KEY}) with 200."
    keys = {KEY: KEYS[KEY], SUSPENDED_KEY: KEYS[SECOND_KEY]}
    with served() as (url, _):
        assert main(["--url", url, "--rate-limit", "off", "--select", "suspended", "--fail-fast"], keys) == 1

    out, err = capsys.readouterr()
    assert message in err
    assert message in out


def test_a_server_that_is_not_an_admin_api_ends_the_run_before_the_first_check(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def website(_: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        start_response("200 OK", [("Content-Type", "text/html")])
        return [b"<h1>It works!</h1>"]

    server = ThreadedServer(website)
    try:
        assert main(["--url", server.url], KEYS) == 2
    finally:
        server.stop()
    assert (
        f"the server is not an Admin API: GET /projects returns 200 with text/html; fix: correct --url or {URL},"
        in capsys.readouterr().err
    )
