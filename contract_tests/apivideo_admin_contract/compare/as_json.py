"""The JSON report of a comparison."""

from __future__ import annotations

import json
from typing import Any

from apivideo_admin_contract._version import __version__
from apivideo_admin_contract.compare.summary import ComparisonSummary, ShownDifference, ShownResponse


def as_json(summary: ComparisonSummary) -> str:
    """Return the report, in ASCII: a response may contain a lone surrogate, which UTF-8 cannot encode."""
    return json.dumps(_comparison(summary), indent=2) + "\n"


def _comparison(summary: ComparisonSummary) -> dict[str, Any]:
    return {
        "suite": __version__,
        "verdict": summary.verdict,
        "left": summary.left,
        "right": summary.right,
        "document": summary.document,
        "seed": summary.seed,
        "effort": summary.effort,
        "seconds": round(summary.seconds, 3),
        "checks": {"selected": summary.total, "compared": summary.compared},
        "pairs": summary.pairs,
        "differences": summary.number,
        "rules": [
            {
                "id": one.rule.id,
                "sentence": one.rule.sentence,
                "source": one.rule.source,
                "differences": [_difference(found) for found in one.differences],
            }
            for one in summary.rules
        ],
        "skipped": _reasons((one.case.label, one.skipped) for one in summary.comparisons),
        "incomplete": _reasons((one.case.label, one.note) for one in summary.comparisons),
        "errors": _reasons((one.case.label, one.error) for one in summary.comparisons),
        "remaining": list(summary.remaining),
        "notes": list(summary.notes),
    }


def _difference(found: ShownDifference) -> dict[str, Any]:
    pair = found.pair
    return {
        "check": found.check,
        "message": found.message,
        "violated_by": found.violated_by,
        "also": list(found.also),
        "request": pair.request if pair else None,
        "operation": pair.operation if pair else None,
        "where": pair.where if pair else None,
        "left": _response(pair.left) if pair else None,
        "right": _response(pair.right) if pair else None,
    }


def _response(response: ShownResponse) -> dict[str, Any]:
    return {"status": response.status, "headers": response.headers, "body": response.body}


def _reasons(pairs: Any) -> list[dict[str, str]]:
    return [{"check": label, "reason": reason} for label, reason in pairs if reason is not None]
