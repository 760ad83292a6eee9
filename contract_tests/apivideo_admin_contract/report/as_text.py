"""The report for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from apivideo_admin_contract.outcome.coverage import Seen
from apivideo_admin_contract.outcome.runner import Finding
from apivideo_admin_contract.report.summary import Group, Outcome, Summary, groups, of_its_checks, skips

_WIDTH = 120
_MOST_NAMES = 6


def as_text(summary: Summary, most: int | None) -> str:
    """Give the report; ``most`` is how many findings of a rule it shows, None for all."""
    broken = [group for group in groups(summary.outcomes) if group.findings]
    lines = [
        f"{summary.document}: {summary.server}, seed {summary.seed}, effort {summary.effort}",
        *(line for group in broken for line in _group(group, most)),
        *_skips(summary),
        *_remaining(summary),
        *(line for seen in summary.coverage for line in _coverage(seen)),
        *(line for note in summary.notes for line in ("", note)),
        "",
        _verdict(summary),
    ]
    return "\n".join(map(visible, lines)) + "\n"


def _verdict(summary: Summary) -> str:
    counts = ", ".join(f"{summary.number(state)} {state}" for state in ("passed", "failed", "skipped"))
    return f"{summary.verdict}; {len(summary.outcomes)} checks: {counts}; {summary.requests} requests, {summary.seconds:.1f} s"


def _group(group: Group, most: int | None) -> Iterator[str]:
    shown = group.findings if most is None else group.findings[:most]
    yield ""
    yield f"BROKEN {group.rule.id}"
    yield from _wrapped(f"{group.rule.sentence} ({group.rule.source})")
    yield f"  {of_its_checks(group)}"
    for finding, outcome in shown:
        yield from _finding(finding, outcome)
    if len(shown) < len(group.findings):
        others = [finding.check for finding, _ in group.findings[len(shown) :]]
        yield from _wrapped(f"and {len(others)} more (--all shows them): {_some(others)}")


def _finding(finding: Finding, outcome: Outcome) -> Iterator[str]:
    yield ""
    yield f"* {finding.check}"
    yield from _wrapped(finding.message)
    yield f"  Again: {outcome.command}"
    reproduction = outcome.reproduction
    if reproduction is None:
        return
    left_out = f" {reproduction.left_out} other requests of the check are left out." if reproduction.left_out else ""
    yield f"  {reproduction.note}{left_out}"
    yield from ("----- curl", reproduction.curl)
    if reproduction.pytest is not None:
        yield from ("----- pytest", reproduction.pytest.rstrip("\n"))
    yield "-----"


def _skips(summary: Summary) -> Iterator[str]:
    reasons = skips(summary.outcomes)
    if reasons:
        yield from ("", "Skipped:")
    for reason, labels in reasons.items():
        yield from _wrapped(f"{len(labels)}: {reason} ({_some(sorted({label.partition('[')[0] for label in labels}))})")


def _remaining(summary: Summary) -> Iterator[str]:
    why: dict[str, list[str]] = {}
    for line in summary.remaining:
        path, _, reason = line.partition(" ")
        why.setdefault(reason, []).append(path)
    if why:
        yield from ("", "Left on the server:")
    for reason, paths in why.items():
        # What nobody removes, somebody has to find.
        named = _some(paths) if reason.startswith("remains until") else ", ".join(paths)
        yield from _wrapped(f"{len(paths)}: {reason} ({named})")


def _coverage(seen: Seen) -> Iterator[str]:
    if not seen.requests:
        yield from ("", f"{seen.operation.id}: NEVER called")
        return
    statuses = ", ".join(f"{code}: {count or 'never'}" for code, count in seen.statuses)
    yield ""
    yield f"{seen.operation.id}: {seen.requests} requests; {statuses}"
    for row in seen.rows:
        met = ", ".join(f"{cell.name} {cell.count}" for cell in row.cells if cell.count)
        missed = ", ".join(cell.name for cell in row.cells if not cell.count)
        yield from _wrapped(f"{row.where} {row.name}: {met or 'nothing'}{f'; NEVER: {missed}' if missed else ''}")


def _some(names: list[str]) -> str:
    more = f", and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return ", ".join(names[:_MOST_NAMES]) + more


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(visible(text), _WIDTH, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False)


def visible(text: str) -> str:
    """Escape what does not show, as a server may answer with: a terminal would obey it, and HTML has no place for it."""
    return "".join(one if one.isprintable() or one == "\n" else _escaped(one) for one in text)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode()
