"""Errors are one line each, with an exit code for each class."""

from __future__ import annotations

import httpx2
import pytest
from cli_harness import CommandLine, responding

from apivideo_admin._runtime.cli import codes

REFUSED = {
    "title": "An attribute is invalid.",
    "status": 400,
    "problems": [
        {"name": "page_size", "title": "T", "detail": "This must be at most 100.", "constraint": "maximum"},
        {"name": "sort_by", "title": "T", "detail": "This is unknown.", "constraint": "enum"},
    ],
}


def failing(status, problem=None, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    content = {"json": problem} if problem else {}
    return responding(lambda _: httpx2.Response(status, headers=named, **content))


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, codes.REFUSED),
        (401, codes.UNAUTHENTICATED),
        (403, codes.FORBIDDEN),
        (404, codes.NOT_FOUND),
        (409, codes.REFUSED),
        (429, codes.RATE_LIMITED),
        (500, codes.SERVER),
        (503, codes.SERVER),
        (599, codes.SERVER),
        (302, codes.OTHER),
        (200, codes.SERVER),  # with a body that is not JSON
    ],
)
def test_the_exit_code_depends_on_the_status(status, code):
    done = failing(status)("projects", "count")
    assert (done.code, done.out) == (code, "")
    assert done.err.startswith("Error: ")
    assert done.err.count("\n") == 1


def test_an_error_shows_title_detail_and_the_flag_of_the_parameter():
    problem = {**REFUSED, "problems": REFUSED["problems"][:1]}
    done = failing(400, problem, X_Request_Id="r-1")("projects", "list")
    assert done.err == ("Error: 400 An attribute is invalid: --page-size: This must be at most 100 (request id r-1).\n")


def test_every_invalid_parameter_has_a_line():
    done = failing(400, REFUSED)("projects", "list")
    assert done.err.splitlines() == [
        "Error: 400 An attribute is invalid.",
        "  --page-size: This must be at most 100.",
        "  --sort-by: This is unknown.",
    ]


def test_a_wrong_key_has_a_hint(mock, cli):
    done = cli("projects", "list", APIVIDEO_ADMIN_API_KEY="wrong-admin-key")
    assert done.code == codes.UNAUTHENTICATED
    assert done.err.startswith("Error: 401 ")
    assert done.err.endswith(". hint: check the key in APIVIDEO_ADMIN_API_KEY\n")
    assert "wrong" not in done.err
    assert done.err.count("\n") == 1


def test_without_a_key_there_is_a_hint_and_no_prompt(cli):
    done = cli("projects", "list", APIVIDEO_ADMIN_API_KEY="")
    assert done.code == codes.USAGE
    assert done.err == (
        'Error: The admin API key is missing. hint: export APIVIDEO_ADMIN_API_KEY="your admin API key"\n'
    )


def test_a_429_says_how_long_to_wait():
    done = failing(429, {"title": "Too many requests.", "status": 429}, Retry_After="2")("projects", "count")
    assert done.err == "Error: 429 Too many requests. hint: wait 2 s\n"


def test_a_server_that_does_not_listen_is_one_line():
    command_line = CommandLine(httpx2.HTTPTransport())
    done = command_line("projects", "list", "--base-url", "http://127.0.0.1:1")
    assert done.code == codes.NO_RESPONSE
    assert "127.0.0.1:1" in done.err
    assert done.err.count("\n") == 1


def test_an_error_of_a_later_page_ends_the_output_after_the_items_before_it(mock, cli):
    mock.seed(projects=30)
    mock.fail("list_projects", 500, nth=2)
    done = cli("projects", "list", "--all", "--format", "jsonl")
    assert (done.code, done.out.count("\n")) == (codes.SERVER, 20)


def test_an_interruption_is_one_line():
    def respond(_):
        raise KeyboardInterrupt

    done = responding(respond)("projects", "list")
    assert (done.code, done.err) == (codes.INTERRUPTED, "Interrupted.\n")


def test_an_invalid_setting_is_one_line(cli):
    for arguments in (["--base-url", "ftp://x"], ["--timeout", "0"]):
        done = cli("projects", "count", *arguments)
        assert (done.code, done.err.count("\n")) == (codes.USAGE, 1)


def test_control_characters_of_an_error_do_not_reach_the_terminal():
    done = failing(400, {"title": "a\x1b[31m", "detail": "b\x9bc", "name": "d\x07"}, X_Request_Id="e")(
        "projects", "list"
    )
    assert done.err.rstrip("\n").isprintable()


def test_the_key_is_in_no_output():
    def respond(request):
        return httpx2.Response(400, json={"title": "T", "detail": request.headers["Authorization"]})

    done = responding(respond)("projects", "list", APIVIDEO_ADMIN_API_KEY="a-very-secret-key")
    assert "secret" not in done.err
    assert "YS12ZXJ5" not in done.err
