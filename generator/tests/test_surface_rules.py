from __future__ import annotations

import ast
from pathlib import Path

import pytest
import yaml

from generator.surface import parameters
from generator.surface.compare import compare_surfaces
from generator.surface.declaration import declaration
from generator.surface.rules import RULES
from generator.surface.types import accepts

CASES = yaml.safe_load((Path(__file__).parent / "surface/rules.yaml").read_text(encoding="utf-8"))
NAMES = {rule.__name__ for rule in (*RULES, *parameters.RULES)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_changed_declaration_is_reported_as_expected(case):
    changes = compare_surfaces({"name": case["before"]}, {"name": case["after"]})

    assert sorted([one.rule, one.breaking] for one in changes) == sorted(case["expect"])
    assert all(one.names == ("name",) and one.message.endswith(".") for one in changes)


def test_every_rule_has_a_case_and_a_reason():
    assert {rule for case in CASES for rule, _ in case["expect"]} == NAMES
    for rule in (*RULES, *parameters.RULES):
        assert "break" in rule.__doc__


def test_a_surface_does_not_differ_from_itself():
    surface = {f"{number}": case["before"] for number, case in enumerate(CASES)}

    assert compare_surfaces(surface, dict(reversed(surface.items()))) == ()


def test_names_below_an_added_or_removed_name_are_counted():
    tree = {"a": "class ()", "a.b": "def ()", "a.b().c": ": int", "ab": "module"}

    [gone] = compare_surfaces(tree, {"ab": "module"})
    [new] = compare_surfaces({"ab": "module"}, tree)

    assert (gone.rule, gone.names, gone.message) == ("name_removed", ("a",), "was removed with 2 names below it.")
    assert (new.rule, new.names, new.message) == ("name_added", ("a",), "was added with 2 names below it.")
    assert gone.breaking
    assert not new.breaking


def test_equal_changes_are_merged_and_breaking_ones_come_first():
    old = {"a": "def (x)", "b": "def (x)", "c": ": str | None"}
    new = {"a": "def ()", "b": "def ()", "c": ": str"}

    assert [(one.rule, one.names) for one in compare_surfaces(old, new)] == [
        ("parameter_removed", ("a", "b")),
        ("type_changed", ("c",)),
    ]


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        ("int | str", "str | int"),
        ("str", "Literal['a', 'b']"),
        ("float", "int"),
        ("int", "Literal[1]"),
        ("Any", "models.A"),
        ("object", "list[int]"),
        ("models.A", "Any"),
        ("Optional[str]", "None"),
        ("Union[int, str]", "int"),
        ("list[int | None]", "list[int]"),
        ("dict[str, str]", "dict[str, Literal['a']]"),
        ("tuple[int, str]", "tuple[int, str]"),
    ],
)
def test_a_type_accepts_narrower_types(wide, narrow):
    assert accepts(_parsed(wide), _parsed(narrow))


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        ("Literal['a']", "str"),
        ("int", "float"),
        ("str", "None"),
        ("str", "Literal[1]"),
        ("list[int]", "list[int | None]"),
        ("list[int]", "Sequence[int]"),
        ("tuple[int, str]", "tuple[int]"),
        ("collections.abc.Callable[[int], str]", "collections.abc.Callable[[str], str]"),
        ("models.A", "models.B"),
    ],
)
def test_a_type_accepts_no_other_types(wide, narrow):
    assert not accepts(_parsed(wide), _parsed(narrow))


@pytest.mark.parametrize("text", ["", "clas ()", "def (", "def () -> (", ": list["])
def test_an_invalid_declaration_is_rejected(text):
    with pytest.raises(ValueError, match="declaration"):
        declaration(text)


def _parsed(text):
    return ast.parse(text, mode="eval").body
