from __future__ import annotations

from itertools import pairwise

import pytest

from generator.document.yaml_source import read_yaml


def lines(text):
    return [str(diagnostic) for diagnostic in read_yaml(text, "a.yaml").diagnostics]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: [1", "a.yaml#: the YAML is not valid at line 1, column 6:"),
        ("a: 'x\n", "a.yaml#: the YAML is not valid at line 2, column 1:"),
        ("a: b: c", "a.yaml#: the YAML is not valid at line 1, column 5: mapping values are not allowed here."),
        ("\ta: 1", "a.yaml#: the YAML is not valid at line 1, column 1:"),
        ("a\tb: 1", "a.yaml#: the YAML is not valid at line 1, column 2:"),  # libyaml takes it, other readers do not
        ("a: *nowhere", "a.yaml#: the YAML is not valid at line 1, column 4: found undefined alias 'nowhere'."),
        ("a: 1\n---\nb: 2", "a.yaml#: the YAML is not valid at line 2, column 1:"),
        ("a: \x07", "a.yaml#: the YAML is not valid: "),
        ("", "a.yaml#: the file is empty. Fill it or delete it."),
        ("# only a comment\n", "a.yaml#: the file is empty."),
        ("[" * 2000, "a.yaml#: the YAML is nested too deeply."),
        ("a: 1\nb: 2\na: 3", "a.yaml#/a: line 3: duplicate key `a`. Delete or rename one of them."),
        ("a: {b: 1, b: 2}", "a.yaml#/a/b: line 1: duplicate key `b`."),
        ("responses: {200: {}}", "a.yaml#/responses/200: line 1: the key `200` is not text in YAML. Quote keys"),
        ("on: push", "a.yaml#/on: line 1: the key `on` is not text in YAML."),
        ("null: 1", "a.yaml#/null: line 1: the key `null` is not text in YAML."),
        ("? [a]\n: 1", "a.yaml#: line 1: a mapping or a list cannot be a key."),
        ("at: 2024-02-05", 'a.yaml#/at: line 1: `2024-02-05` is a date in YAML, not text. Quote it: "2024-02-05".'),
        ("at: 2024-02-05T00:00:00Z", "is a date in YAML, not text."),
        ("- [no]", "a.yaml#/0/0: line 1: `no` is a boolean in some versions of YAML. Write `true` or `false`"),
        ("a: True", "`True` is a boolean in some versions of YAML."),
        ("a: 010", "`010` is an ambiguous number."),
        ("a: 1_000", "`1_000` is an ambiguous number."),
        ("a: 1e3", "`1e3` is an ambiguous number."),
        ("a: 0o17", "`0o17` is an ambiguous number."),
        ("a: 12:30:45", "`12:30:45` is an ambiguous number."),
        ("a: .inf", "`.inf` is an ambiguous number."),
        ("a: =", "`=` has a special meaning in YAML."),
        ("a: !!binary x", "`x` has a special meaning in YAML."),
        ('a: !!int "3"', "the tag `tag:yaml.org,2002:int` is not allowed. Remove it."),
        ("a: !!set {x}", "a.yaml#/a: line 1: the tag `tag:yaml.org,2002:set` is not allowed. Remove it."),
        ("a: !!omap [{b: 1}]", "the tag `tag:yaml.org,2002:omap` is not allowed."),
        ("a: &a\n  b: *a", "a.yaml#/a/b: line 1: an alias refers to a value that contains it."),
        ("<<: 1", "a.yaml#: line 1: `<<` merges mappings only."),
    ],
)
def test_ambiguous_yaml_is_rejected(text, says):
    [line] = lines(text)

    assert says in line
    assert "\n" not in line


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (r'a: "\ud800"', "#/a: line 1: the text contains half of a surrogate pair."),
        (r'"\ud800": 1', "line 1: the key contains half of a surrogate pair."),
        ("a: 1.0e+400", "#/a: line 1: the number `1.0e+400…` is too large for JSON"),
        ("a: " + "9" * 9000, "#/a: line 1: the number `99999999999999999999…` is too large for JSON"),
    ],
)
def test_values_that_json_cannot_represent_are_rejected(text, says):
    assert [says in line for line in lines(text)] == [True]


def test_aliases_that_expand_exponentially_are_rejected_once():
    text = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{key}: &{key} [{', '.join([f'*{before}'] * 9)}]\n" for before, key in pairwise("abcdefgh")
    )

    [line] = lines(text)

    assert "the file has more than 200000 values. Use fewer aliases, or split it." in line


def test_all_errors_of_a_file_are_reported():
    assert len(lines("a: yes\nb: 2024-01-01\nc: {1: x}")) == 3


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: true", {"a": True}),
        ("a: null", {"a": None}),
        ("a:", {"a": None}),
        ("a: -12", {"a": -12}),
        ("a: 0.5", {"a": 0.5}),
        ('a: "2024-02-05"', {"a": "2024-02-05"}),
        ("a: !!str 2024-02-05", {"a": "2024-02-05"}),
        ('"200": {}', {"200": {}}),
        ("a: 1.2.3", {"a": "1.2.3"}),
        ("a: |\n  yes\n", {"a": "yes\n"}),
        ("a: &x {b: 1}\nc: *x", {"a": {"b": 1}, "c": {"b": 1}}),
        ("a: &x {b: 1, c: 2}\nd:\n  <<: *x\n  c: 3", {"a": {"b": 1, "c": 2}, "d": {"b": 1, "c": 3}}),
        ("a: &x {b: 1}\nc: &y {b: 2}\nd: {<<: [*x, *y]}", {"a": {"b": 1}, "c": {"b": 2}, "d": {"b": 1}}),
    ],
)
def test_unambiguous_yaml_is_accepted(text, value):
    source = read_yaml(text, "a.yaml")

    assert source.value == value
    assert source.diagnostics == ()
