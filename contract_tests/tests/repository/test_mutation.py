"""The mutation testing tool reads the results of Cosmic Ray."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from contract_tests.tools.mutation.__main__ import CORE
from contract_tests.tools.mutation.skipping import is_skipped
from contract_tests.tools.mutation.survivors import Survivor, explained, survivors
from contract_tests.tools.workspace import ROOT

_PACKAGE = ROOT / "mock_server" / "apivideo_admin_mock"
_DIFF = """--- mutation diff ---
--- amock_server/apivideo_admin_mock/core/query.py
+++ bmock_server/apivideo_admin_mock/core/query.py
@@ -40,1 +40,1 @@
     size = values["page_size"]
-    return records[:size], len(records) > size
+    return records[:size], len(records) >= size
"""


def _line(outcome: str | None, diff: str = _DIFF) -> str:
    item = {"mutations": [{"module_path": "mock_server/apivideo_admin_mock/core/query.py", "start_pos": [41, 27]}]}
    return json.dumps([item, outcome and {"test_outcome": outcome, "diff": diff}])


def test_a_survivor_has_its_module_line_number_and_both_lines() -> None:
    (survivor,) = survivors([_line("killed"), _line("survived"), _line("incompetent")])
    original, change = (f"return records[:size], len(records) {sign} size" for sign in (">", ">="))
    assert survivor == Survivor("core/query", 41, original, change)


def test_an_incomplete_session_raises_an_error() -> None:
    with pytest.raises(ValueError, match="not complete"):
        list(survivors([_line(None)]))


def test_a_mutant_without_a_reason_is_not_explained(tmp_path: Path) -> None:
    file = tmp_path / "explained.yaml"
    file.write_text(
        "- {module: query, change: a, reason: nothing reads it}\n- {module: query, change: b, reason: ''}\n"
        "- {module: query, line: c, reason: only speed differs}\n",
        encoding="utf-8",
    )
    assert explained(file) == {("query", "a"), ("query", "c")}


def test_core_modules_exist_and_include_every_explained_module() -> None:
    assert all((_PACKAGE / f"{name}.py").is_file() for name in CORE)
    assert {module for module, _ in explained(ROOT / "contract_tests" / "tools" / "mutation" / "explained.yaml")} <= {
        "*",
        *CORE,
    }


@pytest.mark.parametrize(
    ("operator", "line", "column", "expected"),
    [
        ("core/ReplaceBinaryOperator_BitOr_Add", "def f() -> str | None:", 13, True),
        ("core/ReplaceBinaryOperator_Add_Pow", "number + 1", 7, True),
        ("core/ReplaceBinaryOperator_Add_Sub", "number + 1", 7, False),
        ("core/ReplaceComparisonOperator_Eq_Is", "a == b", 2, True),
        ("core/ReplaceComparisonOperator_Eq_NotEq", "a == b", 2, False),
        ("core/ReplaceComparisonOperator_Is_Eq", "a is None", 2, False),
        ("core/ReplaceTrueWithFalse", "@dataclass(frozen=True, slots=True)", 18, True),
        ("core/ReplaceBinaryOperator_Mul_Div", "def f(one: int, *, two: int) -> None:", 16, True),
        ("core/ReplaceBinaryOperator_Mul_Div", "sign * row.sequence", 5, False),
        ("core/NumberReplacer", "self.f = lru_cache(maxsize=8)(f)", 27, True),
        ("core/RemoveDecorator", "@lru_cache(maxsize=8)", 0, True),
        ("core/NumberReplacer", "_LONGEST = 8", 11, False),
    ],
)
def test_a_mutant_that_no_test_should_kill_is_skipped(operator: str, line: str, column: int, *, expected: bool) -> None:
    assert is_skipped(operator, line, column) is expected
