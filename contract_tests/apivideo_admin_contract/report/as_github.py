"""Annotations of GitHub Actions: a line for each finding, which GitHub shows beside the run and in the pull request."""

from __future__ import annotations

from collections.abc import Iterator

from apivideo_admin_contract.report.summary import Summary, errors, groups


def as_github(summary: Summary, max_findings: int | None) -> str:
    """Return the workflow commands (https://docs.github.com/actions/reference/workflow-commands-for-github-actions).

    ``max_findings`` limits the findings of a rule; None has all. GitHub shows ten errors of a step.
    """
    return "".join(f"{line}\n" for line in _lines(summary, max_findings))


def _lines(summary: Summary, max_findings: int | None) -> Iterator[str]:
    for group in groups(summary.outcomes):
        for finding, outcome in group.findings[:max_findings]:
            text = f"{finding.message}\n{group.rule.sentence} ({group.rule.source})\nRun it alone: {outcome.command}"
            yield _command("error", f"{group.rule.id}: {finding.check}", text)
        hidden = len(group.findings) - len(group.findings[:max_findings])
        if hidden:
            yield _command("error", group.rule.id, f"{hidden} more findings of this rule: --all shows every one")
    for outcome, message in errors(summary.outcomes):
        yield _command("warning", f"error of the suite: {outcome.result.case.label}", message)
    yield _command("notice", "apivideo-admin-contract", summary.verdict)


def _command(kind: str, title: str, text: str) -> str:
    return f"::{kind} title={_escaped(title).replace(':', '%3A').replace(',', '%2C')}::{_escaped(text)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
