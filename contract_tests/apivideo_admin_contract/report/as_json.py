"""The JSON report. Its shape is defined by ``report.schema.json`` in this folder."""

from __future__ import annotations

import json
from typing import Any

from apivideo_admin_contract._version import __version__
from apivideo_admin_contract.outcome.coverage import OperationCoverage
from apivideo_admin_contract.outcome.runner import Finding
from apivideo_admin_contract.report.summary import STATES, Group, Outcome, Summary, errors, groups, known, skips


def as_json(summary: Summary) -> str:
    """Return the report, in ASCII: a response may contain a lone surrogate, which UTF-8 cannot encode."""
    return json.dumps(_run(summary), indent=2) + "\n"


def _run(summary: Summary) -> dict[str, Any]:
    return {
        "suite": __version__,
        "verdict": summary.verdict,
        "server": summary.server,
        "document": summary.document,
        "seed": summary.seed,
        "effort": summary.effort,
        "seconds": round(summary.seconds, 3),
        "requests": summary.requests,
        "checks": {state: summary.number(state) for state in STATES},
        "rules": [_rule(group) for group in groups(summary.outcomes)],
        "skipped": [{"reason": reason, "checks": labels} for reason, labels in skips(summary.outcomes).items()],
        "known": [
            {"check": finding.check, "rule": finding.rule.id, "message": finding.message, "reason": reason}
            for finding, reason in known(summary.outcomes)
        ],
        "errors": [
            {"check": outcome.result.case.label, "message": message, "command": outcome.command}
            for outcome, message in errors(summary.outcomes)
        ],
        "remaining": list(summary.remaining),
        "notes": list(summary.notes),
        "coverage": [_operation(one) for one in summary.coverage],
    }


def _rule(group: Group) -> dict[str, Any]:
    return {
        "id": group.rule.id,
        "sentence": group.rule.sentence,
        "source": group.rule.source,
        "checks": dict(group.states),
        "seconds": round(group.seconds, 3),
        "findings": [_finding(*one) for one in group.findings],
    }


def _finding(finding: Finding, outcome: Outcome) -> dict[str, Any]:
    reproduction = outcome.reproduction
    return {
        "check": finding.check,
        "message": finding.message,
        "command": outcome.command,
        "curl": reproduction.curl if reproduction else None,
        "pytest": reproduction.pytest if reproduction else None,
        "note": reproduction.note if reproduction else None,
        "omitted_requests": reproduction.left_out if reproduction else None,
    }


def _operation(covered: OperationCoverage) -> dict[str, Any]:
    return {
        "operation": covered.operation.id,
        "requests": covered.requests,
        "statuses": {str(code): count for code, count in covered.statuses},
        "inputs": [
            {
                "in": row.where,
                "name": row.name,
                "values": [
                    {"class": cell.name, "count": cell.count, "statuses": list(cell.statuses)} for cell in row.cells
                ],
            }
            for row in covered.rows
        ],
    }
