"""The text report."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from apivideo_admin_contract.outcome.coverage import OperationCoverage
from apivideo_admin_contract.outcome.runner import Finding
from apivideo_admin_contract.report.summary import Group, Outcome, Summary, checks_line, errors, groups, known, skips
from apivideo_admin_contract.safety.cleanup import DELETED_LATER

_WIDTH = 120
_MAX_NAMES = 6
# The lines of a reproduction that the text shows, so that a finding takes about 40. The other formats have the whole.
_CURL_LINES, _PYTEST_LINES = 10, 20


def as_text(summary: Summary, max_findings: int | None) -> str:
    """Return the report. ``max_findings`` limits the findings that it shows of a rule; None shows all."""
    violated = [group for group in groups(summary.outcomes) if group.findings]
    lines = [
        f"{summary.document}: {summary.server}, seed {summary.seed}, effort {summary.effort}",
        *(line for group in violated for line in _group(group, max_findings)),
        *_known(summary),
        *_errors(summary),
        *_skips(summary),
        *_remaining(summary),
        *(line for one in summary.coverage for line in _coverage(one)),
        *(line for note in summary.notes for line in ("", note)),
        "",
        _verdict(summary),
    ]
    return "\n".join(map(visible, lines)) + "\n"


def _verdict(summary: Summary) -> str:
    return f"{summary.verdict}; {len(summary.outcomes)} checks: {summary.counts}; {summary.requests} requests, {summary.seconds:.1f} s"


def _group(group: Group, max_findings: int | None) -> Iterator[str]:
    shown = group.findings if max_findings is None else group.findings[:max_findings]
    yield ""
    yield f"FAIL {group.rule.id}"
    yield from _wrapped(f"{group.rule.sentence} ({group.rule.source})")
    yield f"  {checks_line(group)}"
    for finding, outcome in shown:
        yield from _finding(finding, outcome, is_whole=max_findings is None)
    if len(shown) < len(group.findings):
        others = [finding.check for finding, _ in group.findings[len(shown) :]]
        yield from _wrapped(f"and {len(others)} more (--all shows every one): {_some(others)}")


def _finding(finding: Finding, outcome: Outcome, *, is_whole: bool) -> Iterator[str]:
    yield ""
    yield f"* {finding.check}"
    yield from _wrapped(finding.message)
    yield f"  Run it alone: {outcome.command}"
    reproduction = outcome.reproduction
    if reproduction is None:
        return
    yield f"  {reproduction.remark}"
    yield "----- curl"
    yield from _last(reproduction.curl, None if is_whole else _CURL_LINES)
    if reproduction.pytest is not None:
        yield "----- pytest"
        yield from _last(reproduction.pytest, None if is_whole else _PYTEST_LINES)
    yield "-----"


def _last(text: str, number: int | None) -> Iterator[str]:
    """Yield the last lines of a reproduction, with which the finding shows; None yields all of them."""
    lines = text.rstrip("\n").splitlines()
    if number is not None and len(lines) > number:
        yield f"# {len(lines) - number} lines before these: see the json or html report, or use --all"
        lines = lines[-number:]
    yield from lines


def _known(summary: Summary) -> Iterator[str]:
    found = known(summary.outcomes)
    if found:
        yield from ("", "Known violations:")
    for finding, reason in found:
        yield from _wrapped(f"{finding.check}: {finding.rule.id} ({reason})")


def _errors(summary: Summary) -> Iterator[str]:
    found = errors(summary.outcomes)
    if found:
        yield from ("", "Errors of this suite, not of the server (please report them):")
    for outcome, message in found:
        yield from _wrapped(f"{outcome.result.case.label}: {message}")
        yield f"    {outcome.command}"


def _skips(summary: Summary) -> Iterator[str]:
    reasons = skips(summary.outcomes)
    if reasons:
        yield from ("", "Skipped:")
    for reason, labels in reasons.items():
        yield from _wrapped(f"{len(labels)}: {reason} ({_some(sorted({label.partition('[')[0] for label in labels}))})")


def _remaining(summary: Summary) -> Iterator[str]:
    by_clause: dict[str, list[str]] = {}
    other_lines: list[str] = []
    for line in summary.remaining:
        path, comma, clause = line.partition(", ")
        if comma and " " not in path:
            by_clause.setdefault(clause, []).append(path)
        else:
            other_lines.append(line)
    if summary.remaining:
        yield from ("", "Left on the server:")
    for clause, paths in by_clause.items():
        # The user must remove the others, and so needs every path.
        named = _some(paths) if clause.startswith(DELETED_LATER) else ", ".join(paths)
        yield from _wrapped(f"{len(paths)} item{'s' * (len(paths) != 1)}, {clause}: {named}")
    for line in other_lines:
        yield from _wrapped(line)


def _coverage(covered: OperationCoverage) -> Iterator[str]:
    if not covered.requests:
        yield from ("", f"{covered.operation.id}: NEVER called")
        return
    statuses = ", ".join(f"{code}: {count or 'never'}" for code, count in covered.statuses)
    yield ""
    yield f"{covered.operation.id}: {covered.requests} requests; {statuses}"
    for row in covered.rows:
        covered_names = ", ".join(f"{cell.name} {cell.count}" for cell in row.cells if cell.count)
        missing_names = ", ".join(cell.name for cell in row.cells if not cell.count)
        yield from _wrapped(
            f"{row.where} {row.name}: {covered_names or 'none'}{f'; NEVER: {missing_names}' if missing_names else ''}"
        )


def _some(names: list[str]) -> str:
    more = f", and {len(names) - _MAX_NAMES} more" if len(names) > _MAX_NAMES else ""
    return ", ".join(names[:_MAX_NAMES]) + more


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(visible(text), _WIDTH, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False)


def visible(text: str) -> str:
    """Escape the unprintable characters of responses: a terminal would execute them, and HTML forbids some."""
    return "".join(one if one.isprintable() or one == "\n" else _escaped(one) for one in text)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode()
