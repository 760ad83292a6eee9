"""Environment variables set the flags of the command."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from apivideo_admin_mock.arguments import parse_arguments
from apivideo_admin_mock.variables import PREFIX

FLAGS = {
    "HOST": ("::1", "::1"),
    "PORT": ("9000", 9000),
    "READY_FILE": ("a/b", Path("a/b")),
    "KEY": ("one, two", ["one", "two"]),
    "ANY_KEY": ("true", True),
    "IDLE_SECONDS": ("1.5", 1.5),
    "MAX_TENANTS": ("5", 5),
    "MAX_RESOURCES": ("5", 5),
    "MAX_BYTES": ("5", 5),
    "MAX_TOTAL_BYTES": ("5", 5),
    "SUSPENDED_KEY": ("one", ["one"]),
    "SCENARIO": ("s.yaml", Path("s.yaml")),
    "STATE": ("s.json", Path("s.json")),
    "SEED": ("7", 7),
    "RATE_LIMIT": ("off", "off"),
    "BACKEND": ("sqlite:///a", "sqlite:///a"),
    "LIMITER": ("redis://a", "redis://a"),
    "WORKERS": ("2", 2),
    "SPEC_VERSION": ("1.0.0", "1.0.0"),
    "SPEC": ("s.json", Path("s.json")),
    "WATCH": ("1", True),
    "CONTROL_TOKEN": ("secret", "secret"),
    "MAX_COUNT": ("5", 5),
    "MAX_CONTROL_BYTES": ("5", 5),
    "ALLOW_HOST": ("a,b", ["a", "b"]),
    "COMPARE_STAMP": ("c.json", Path("c.json")),
    "METRICS": ("1", True),
    "CORS": ("http://a,*", ["http://a", "*"]),
    "ACCESS_LOG": ("json", "json"),
}


def parse(*argv: str, **variables: str) -> dict[str, object]:
    environ = {PREFIX + name: text for name, text in variables.items()}
    return vars(parse_arguments(["serve", *argv], environ)[1])


def test_every_flag_has_a_variable(capsys):
    with pytest.raises(SystemExit):
        parse("--help")

    flags = set(re.findall(r"^  (--[a-z-]+)", capsys.readouterr().out, re.MULTILINE))
    assert flags == {f"--{name.lower().replace('_', '-')}" for name in FLAGS}


@pytest.mark.parametrize("name", FLAGS)
def test_a_variable_sets_its_flag(name):
    text, value = FLAGS[name]

    assert parse(**{name: text})[name.lower()] == value
    assert parse(**{name: ""}) == parse()


def test_a_flag_takes_precedence():
    assert parse("--port", "1", "--key", "flag", PORT="2", KEY="variable") == parse("--port", "1", "--key", "flag")
    assert parse("--port=8080", PORT="2")["port"] == 8080
    assert parse("--spec", "a.json", SPEC_VERSION="1.0.0") == parse("--spec", "a.json")


def test_a_flag_without_a_value_can_be_switched_off():
    assert parse(ANY_KEY="0", WATCH="no", ACCESS_LOG="off") == parse()
    assert parse(ACCESS_LOG="1")["access_log"] == "text"


def test_the_variable_of_a_service_in_kubernetes_is_not_a_port():
    assert parse(PORT="tcp://10.0.0.1:8080")["port"] == 8080


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"PORT": "http"}, "APIVIDEO_ADMIN_MOCK_PORT: 'http' is not a port: use a number from 0 to 65535"),
        ({"SEED": "x"}, "APIVIDEO_ADMIN_MOCK_SEED: invalid value: 'x'"),
        ({"ANY_KEY": "maybe"}, "APIVIDEO_ADMIN_MOCK_ANY_KEY: 'maybe' is neither 1 nor 0"),
        ({"ACCESS_LOG": "xml"}, "APIVIDEO_ADMIN_MOCK_ACCESS_LOG: invalid choice: 'xml' (choose from text, json)"),
        (
            {"SPEC": "a", "SPEC_VERSION": "1.0.0"},
            "APIVIDEO_ADMIN_MOCK_SPEC_VERSION and APIVIDEO_ADMIN_MOCK_SPEC cannot be combined: set one of them",
        ),
    ],
)
def test_an_invalid_variable_is_an_error_of_one_line(capsys, variables, message):
    with pytest.raises(SystemExit) as exit_code:
        parse(**variables)

    assert exit_code.value.code == 2
    assert message in capsys.readouterr().err
