"""Edits of the YAML text: typing errors, and YAML syntax beyond JSON."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import strategies as st

from generator.tests.fuzz.texts import TEXTS

Line = Callable[[st.DrawFn, list[str], int], None]

_ODD = (
    *("a: &x [*x]", "<<: [1]", "<<: *nowhere", "? [a, b]\n: c", "2024-01-01: x", "a: 2024-01-01", "on: yes", "a: 0o17"),
    *(
        "a: !!python/object/apply:os.system ['true']",
        "a: !!binary aGk=",
        "a: !!set {x}",
        "a: !local 1",
        "--- \na: 1",
        "...",
        "%YAML 1.1",
    ),
    *(
        "a: 1e400",
        "a: .inf",
        "a: .nan",
        "a: 1_000",
        "a: 0x1F",
        "a: 12:30:45",
        "a: ~",
        "? a",
        "- a",
        "a: |\n  x",
        "a: >-\n  y",
    ),
    *(
        "a: 'x",
        'a: "x',
        "a: {",
        "a: [",
        "a: }",
        "a: @x",
        "a: `x`",
        "a: %x",
        "a: *x",
        "a: &x",
        "a:\tb",
        "\ta: b",
        "a: b: c",
    ),
    *(
        'a: "\\ud800"',
        'a: "\\0"',
        "a: \x07",
        "\ufeffa: 1",
        "a: \u2028",
        "a: " + "[" * 200 + "]" * 200,
        "a: &y {b: 1}\nc: {<<: *y}",
    ),
    *(
        "a: " + "9" * 5000,
        "$ref: x.yaml",
        "$ref: '#/components/schemas/Project'",
        "$ref: ../../etc/passwd",
        "$ref: http://x/y",
    ),
    *(
        "{}",
        "[]",
        "null",
        "''",
        "x",
        "summary: a\nsummary: b",
        "description: 5",
        "tags: projects",
        "responses:",
        "parameters: {}",
    ),
)


@st.composite
def edited_text(draw: st.DrawFn, text: str) -> str:
    """Return the text of a file after one or two edits of its lines."""
    lines = text.split("\n")
    for _ in range(draw(st.integers(1, 2))):
        draw(st.sampled_from(_EDITS))(draw, lines, draw(st.integers(0, len(lines) - 1)))
    return "\n".join(lines)


def _delete(draw: st.DrawFn, lines: list[str], at: int) -> None:
    lines[at : at + draw(st.integers(1, 3))] = [""]


def _repeat(draw: st.DrawFn, lines: list[str], at: int) -> None:
    lines.insert(draw(st.integers(0, len(lines) - 1)), lines[at])


def _indent(draw: st.DrawFn, lines: list[str], at: int) -> None:
    lines[at] = draw(st.sampled_from(["  ", " ", "\t", "- "])) + lines[at]


def _mistype(draw: st.DrawFn, lines: list[str], at: int) -> None:
    if lines[at]:
        here = draw(st.integers(0, len(lines[at]) - 1))
        lines[at] = lines[at][:here] + draw(st.sampled_from("{}[]\"':#&*!|%@`x0\t\x00é ")) + lines[at][here + 1 :]


def _revalue(draw: st.DrawFn, lines: list[str], at: int) -> None:
    key, colon, _ = lines[at].partition(": ")
    values = [*(odd.partition(": ")[2] for odd in _ODD if ": " in odd), "null", "1", "[]", "{}", "true", '""', "x"]
    lines[at] = key + colon + draw(st.sampled_from(values))


def _insert(draw: st.DrawFn, lines: list[str], at: int) -> None:
    indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
    lines[at:at] = [indent + line for line in draw(st.sampled_from(_ODD)).split("\n")]


def _quote(draw: st.DrawFn, lines: list[str], at: int) -> None:
    key, colon, _ = lines[at].partition(": ")
    text = draw(st.sampled_from(TEXTS))
    lines[at] = key + colon + draw(st.sampled_from([repr(text), f'"{text}"', f"'{text}'", text]))


_EDITS: tuple[Line, ...] = (_delete, _repeat, _indent, _mistype, _revalue, _insert, _quote)
