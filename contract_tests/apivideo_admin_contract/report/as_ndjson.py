"""The NDJSON report: a JSON object a line, which programs read one by one. Requests and responses have the form of HAR."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from apivideo_admin_contract._version import __version__
from apivideo_admin_contract.report.as_har import entry
from apivideo_admin_contract.report.summary import STATES, Outcome, Summary


def as_ndjson(summary: Summary) -> str:
    """Return the report: a line ``run``, for each check a line ``check`` with the exchanges of its finding after it, and a line ``end``."""
    return "".join(f"{json.dumps(line)}\n" for line in _lines(summary))


def _lines(summary: Summary) -> Iterator[dict[str, Any]]:
    yield {
        "event": "run",
        "suite": __version__,
        "server": summary.server,
        "document": summary.document,
        "seed": summary.seed,
        "effort": summary.effort,
    }
    for outcome in summary.outcomes:
        yield _check(outcome)
        for exchange in outcome.exchanges:
            found = entry(exchange, summary.base_url)
            yield {
                "event": "exchange",
                "check": outcome.result.case.label,
                "started": found["startedDateTime"].isoformat(),
                "milliseconds": found["time"],
                "request": found["request"].asdict(),
                "response": found["response"].asdict(),
            }
    yield {
        "event": "end",
        "verdict": summary.verdict,
        "seconds": round(summary.seconds, 3),
        "requests": summary.requests,
        "checks": {state: summary.number(state) for state in STATES},
        "remaining": list(summary.remaining),
        "notes": list(summary.notes),
    }


def _check(outcome: Outcome) -> dict[str, Any]:
    result = outcome.result
    return {
        "event": "check",
        "check": result.case.label,
        "rule": (result.finding.rule if result.finding else result.case.check.rule).id,
        "state": outcome.state,
        "seconds": round(result.seconds, 3),
        "requests": result.requests,
        "message": result.finding.message if result.finding else result.error or result.skipped,
        "command": outcome.command,
    }
