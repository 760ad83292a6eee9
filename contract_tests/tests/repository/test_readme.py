"""The examples of the workspace's README and CONTRIBUTING, executed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from apivideo_admin_mock import MockServer

ROOT = Path(__file__).parents[3]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """Give the README's blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def test_the_sdk_example_runs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (example,) = [block for block in blocks("python") if "AdminClient(" in block]
    with MockServer(any_key=True) as mock:
        monkeypatch.setenv("APIVIDEO_ADMIN_BASE_URL", mock.url)
        exec(compile(example, "README.md", "exec"), {})  # noqa: S102 - our own text

    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith("My project")
    assert lines[1] == "1"
    assert len(lines) == 2 + 7


def test_the_pytest_example_passes(pytester: pytest.Pytester) -> None:
    (example,) = [block for block in blocks("python") if "def test_" in block]
    pytester.makepyfile(example)

    pytester.runpytest_inprocess("-p", "no:cacheprovider").assert_outcomes(passed=1)


@pytest.mark.parametrize(
    "document", ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "contract_tests/MAINTAINERS.md"]
)
def test_every_link_to_a_file_leads_somewhere(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    targets = [target for target in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in target]

    missing = [target for target in targets if not (ROOT / document).parent.joinpath(target).exists()]

    assert missing == []
