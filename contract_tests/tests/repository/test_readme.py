"""Run the README examples, and check the links of the pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from apivideo_admin_mock import MockServer

ROOT = Path(__file__).parents[3]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """Return the code blocks of the README in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def test_the_sdk_example_runs_against_the_mock(capsys: pytest.CaptureFixture[str]) -> None:
    (example,) = [block for block in blocks("python") if "base_url=" in block]
    with MockServer(any_key=True) as mock:
        exec(compile(example.replace("http://127.0.0.1:8080", mock.url), "README.md", "exec"), {})  # noqa: S102 - our own text

    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith("My project")
    assert lines[1] == "1"
    assert len(lines) == 2 + 7


def test_the_example_for_production_takes_the_key_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (example,) = [block for block in blocks("python") if "AdminClient()" in block]
    with MockServer(keys=["from-the-environment"]) as mock:
        monkeypatch.setenv("APIVIDEO_ADMIN_API_KEY", "from-the-environment")
        monkeypatch.setenv("APIVIDEO_ADMIN_BASE_URL", mock.url)
        exec(compile(example, "README.md", "exec"), {})  # noqa: S102 - our own text

    assert capsys.readouterr().out.splitlines() == ["0"]


def test_the_pytest_example_passes(pytester: pytest.Pytester) -> None:
    (example,) = [block for block in blocks("python") if "def test_" in block]
    pytester.makepyfile(example)

    pytester.runpytest_inprocess("-p", "no:cacheprovider", "-p", "no:schemathesis").assert_outcomes(passed=1)


#: Nothing is on a package index: a name of ours there would be a package of somebody else.
_GUIDES = ["README.md", "generated_client/README.md", "mock_server/README.md", "contract_tests/README.md"]
_EXAMPLES = ["mock_server/examples/github-actions/workflow.yml", "mock_server/Dockerfile"]


@pytest.mark.parametrize("document", [*_GUIDES, *_EXAMPLES])
def test_our_packages_are_installed_from_folders_of_the_clone(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    commands = re.findall(r"pip (?:install|wheel)\b([^`\n&#]*)", text)
    words = [word.strip("'").partition("[")[0] for command in commands for word in command.split()]

    assert [word for word in words if word.startswith("apivideo")] == []
    folders = [word for word in words if word.startswith("./")]
    assert [folder for folder in folders if not (ROOT / folder / "pyproject.toml").is_file()] == []
    assert folders or "wheels/*.whl" in words


@pytest.mark.parametrize(
    "document",
    [
        "README.md",
        "CONTRIBUTING.md",
        "ARCHITECTURE.md",
        "AGENTS.md",
        "SECURITY.md",
        "openapi/README.md",
        "contract_tests/MAINTAINERS.md",
    ],
)
def test_every_link_to_a_file_has_a_target(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    targets = [target for target in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in target]

    missing = [target for target in targets if not (ROOT / document).parent.joinpath(target).exists()]

    assert missing == []
