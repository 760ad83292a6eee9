"""The flags of parameters, also of names that the command line has itself."""

from __future__ import annotations

import json
import warnings

import httpx2
import pytest
from cli_harness import CommandLine
from msgspec.structs import replace

from apivideo_admin import __main__
from apivideo_admin._runtime.cli.options import flag_of, shown
from apivideo_admin._runtime.cli.table import Command, Group, Parameter, Value


def parameter(name, location="query", **facts):
    value = facts.pop("value", Value(kinds=("string",)))
    wire_name = name.strip("_")
    return Parameter(name=name, wire_name=wire_name, location=location, value=value, description="It.", **facts)


@pytest.mark.parametrize(
    ("one", "flag"),
    [
        (parameter("page_size"), "--page-size"),
        (parameter("class_"), "--class"),
        (parameter("format"), "--api-format"),
        (parameter("limit_"), "--api-limit"),
        (parameter("value", secret=True), "--value-file"),
        (parameter("project_id", "path"), "PROJECT_ID"),
        (parameter("token", "path", secret=True), "TOKEN_FILE"),
    ],
)
def test_a_parameter_has_a_flag_that_no_option_has(one, flag):
    assert shown(one) == flag
    assert one.location == "path" or flag_of(one) == flag


class Client:
    """Returns the arguments of each call, like a method whose result is an object."""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    @property
    def things(self):
        return self

    def make(self, *ids, **keywords):
        if "key" in keywords:
            warnings.warn("`key` is deprecated.", DeprecationWarning, stacklevel=2)
        return {"ids": list(ids), **keywords}


@pytest.fixture
def command_line():
    names = ("format", "columns", "json", "all", "key", "help", "timeout", "api_key")
    command = Command(
        method="make",
        summary="Make it.",
        parameters=(
            parameter("token", "path", secret=True, required=True),
            *(parameter(name, "body") for name in names),
            parameter("tags", "body", value=Value(kinds=("array",), items=Value(kinds=("integer",)))),
            parameter("level", "body", value=Value(kinds=("integer", "null"), minimum=1)),
            parameter("part", "body", value=Value(kinds=("object",))),
        ),
        columns=("ids",),
        has_body=True,
    )
    group = Group(namespace="things", description=("Things.",), commands=(command,))

    class Main:
        PROGRAM = replace(__main__.PROGRAM, groups=(group,))
        run = staticmethod(__main__.run)

    transport = httpx2.MockTransport(lambda _: httpx2.Response(500))
    return CommandLine(transport, main=Main, client=lambda **_: Client())


def test_every_parameter_arrives_whatever_its_name_and_a_deprecated_one_with_a_warning(command_line, tmp_path):
    secret = tmp_path / "token"
    secret.write_text("hush-hush\n", encoding="utf-8")
    flags = ["--api-format", "a", "--api-columns", "b", "--api-json", "c", "--api-all", "d", "--key", "e"]
    flags += ["--api-help", "f", "--api-timeout", "g", "--api-api-key", "h"]
    flags += ["--tags", "1", "--tags", "2", "--level", "null", "--part", '{"a": null}']
    done = command_line("things", "make", str(secret), *flags, "--format", "json")
    assert (done.code, done.err) == (0, "Warning: `key` is deprecated.\n")
    assert json.loads(done.out) == {
        "ids": ["hush-hush"],
        "format": "a",
        "columns": "b",
        "json": "c",
        "all": "d",
        "key": "e",
        "help": "f",
        "timeout": "g",
        "api_key": "h",
        "tags": [1, 2],
        "level": None,
        "part": {"a": None},
    }


def test_a_secret_that_is_not_valid_is_not_repeated(tmp_path):
    from click import BadParameter

    from apivideo_admin._runtime.cli.options import ValueType

    secret = tmp_path / "token"
    secret.write_text("hush-hush", encoding="utf-8")
    with pytest.raises(BadParameter) as caught:
        ValueType(Value(kinds=("integer",)), secret=True).convert(str(secret), None, None)
    assert "hush" not in str(caught.value)
