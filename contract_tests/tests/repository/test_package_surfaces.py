"""What the generator reads from the sources of the packages is what the packages have: their flags, rules and public names."""

from __future__ import annotations

import argparse
import inspect
import json
from pathlib import Path

import pytest

import apivideo_admin
import apivideo_admin_contract
import apivideo_admin_mock
from apivideo_admin_contract import arguments as suite_arguments
from apivideo_admin_contract.compare import options as compare_options
from apivideo_admin_contract.rules import http_rules, resource_rules
from apivideo_admin_contract.rules.rule import Rule
from apivideo_admin_mock import arguments as mock_arguments
from generator.release.packages import PACKAGES, Package, read_package_version
from generator.surface.declaration import declaration
from generator.surface.parameters import signature

_ROOT = Path(__file__).parents[3]
_SIDES = ("left", "right")


def _surface(package: Package) -> dict[str, str]:
    version = read_package_version(_ROOT, package)
    content = json.loads((_ROOT / package.records / f"{version}.json").read_bytes())
    surface: dict[str, str] = content["surface"]
    return surface


def _flags(text: str) -> set[str]:
    arguments = declaration(text).arguments
    assert arguments is not None
    return set(signature(arguments).parameters)


def _declared(parser: argparse.ArgumentParser) -> set[str]:
    actions = (action for action in parser._actions if not isinstance(action, argparse._HelpAction))
    return {
        action.option_strings[-1].strip("-").replace("-", "_") if action.option_strings else action.dest
        for action in actions
    }


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.name)
def test_a_package_has_the_version_of_its_file(package: Package) -> None:
    modules = {module.__name__: module for module in (apivideo_admin, apivideo_admin_mock, apivideo_admin_contract)}

    assert str(read_package_version(_ROOT, package)) == modules[package.module].__version__


def test_the_flags_of_the_mock_are_those_of_its_commands() -> None:
    _, commands = mock_arguments._make_parser()
    declared = {action.dest for actions in commands.values() for action in actions} | {"folder"}

    assert set().union(*(_flags(text) for name, text in _surface(PACKAGES[1]).items() if " " in name)) == declared


def test_the_flags_of_the_suite_are_those_of_its_commands() -> None:
    surface = _surface(PACKAGES[2])
    own = _flags(surface["apivideo-admin-contract"])
    compared = {
        name.replace("side", side, 1) for name in _flags(surface["apivideo-admin-contract compare"]) for side in _SIDES
    }

    assert own == _declared(suite_arguments.argument_parser())
    assert own | compared >= _declared(compare_options._parser()) >= compared


def test_the_rules_of_the_suite_are_those_of_its_modules() -> None:
    found = {
        value.id
        for module in (http_rules, resource_rules)
        for _, value in inspect.getmembers(module, lambda value: isinstance(value, Rule))
    }

    # The checks of Schemathesis make their rules when they run.
    assert {name.removeprefix("rules.") for name in _surface(PACKAGES[2]) if name.startswith("rules.")} == found
