"""The README of the wheel, as an index page shows it: it matches ``--help``, and needs no other file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import apivideo_admin_contract
from apivideo_admin_contract import environment
from apivideo_admin_contract.arguments import argument_parser
from apivideo_admin_contract.compare.options import COMMAND
from apivideo_admin_contract.compare.options import parse as parse_comparison
from apivideo_admin_contract.errors import UsageError
from apivideo_admin_contract.options import parse
from apivideo_admin_contract.selection import select_cases
from contract_tests.tests.support.subject import DOCUMENT

_README = (Path(apivideo_admin_contract.__file__).parents[1] / "README.md").read_text(encoding="utf-8")
_TABLE = re.findall(r"^\| `(--[a-z-]+)", _README, re.MULTILINE)
_COMMANDS = re.findall(r"^(?:[\w/]+/bin/)?apivideo-admin-contract( .*|)$", _README, re.MULTILINE)


def _flags() -> list[str]:
    help_ = argument_parser().format_help()
    return re.findall(r"^  (?:-h, )?(--[a-z-]+)", help_, re.MULTILINE)


def test_the_table_lists_every_flag() -> None:
    assert sorted([*_TABLE, "--help"]) == sorted(_flags())


def test_every_environment_variable_is_named() -> None:
    names = [value for name, value in vars(environment).items() if name.isupper() and name not in {"PREFIX", "PROGRAM"}]

    assert len(names) == 6
    assert [name for name in names if f"`{name}`" not in _README] == []


@pytest.mark.parametrize("arguments", _COMMANDS)
def test_every_command_has_valid_arguments(arguments: str) -> None:
    words = arguments.partition("  #")[0].split()
    try:
        if words[:1] == [COMMAND]:
            parse_comparison(words[1:], {f"{environment.PREFIX}{side}_KEY": "k" for side in ("LEFT", "RIGHT")})
            return
        parse(words, {environment.URL: "https://staging.example.com", environment.KEY: "k"})
    except UsageError as error:
        pytest.fail(f"{arguments}: {error}")


def test_every_selected_check_exists() -> None:
    globs = re.findall(r"--select (?:'([^']+)'|([a-z][a-z_-]+))", _README)

    assert globs
    for glob in globs:
        assert select_cases(DOCUMENT, glob[:1] if glob[0] else glob[1:])


def test_no_link_leads_to_a_file_of_the_repository() -> None:
    targets = re.findall(r"\]\(([^)]+)\)", _README)

    assert targets
    assert [target for target in targets if not target.startswith(("https://", "#"))] == []
