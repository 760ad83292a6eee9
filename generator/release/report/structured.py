"""Format a comparison for programs."""

from __future__ import annotations

import json

from generator.release.status import Step


def to_json(step: Step) -> str:
    """Format for programs: one JSON object with the changes of the document (``changes``) and of the SDK (``sdk``).

    ``accepted`` is the reason for which a breaking change is not counted in ``breaking``, or null. ``sunset`` is the date of a removal or
    of a deprecation, an empty text if none was announced, or null. ``unreported`` are the JSON pointers of other differences.
    """
    reasons = {one.change: one.reason for one in step.accepted}
    changes = [
        {
            "rule": change.rule,
            "severity": change.severity,
            "breaking": change.breaking,
            "direction": change.direction,
            "message": change.message,
            "old": change.old,
            "new": change.new,
            "operations": list(change.operations),
            "sunset": change.sunset,
            "accepted": reasons.get(change),
        }
        for change in step.document.changes
    ]
    sdk = [
        {
            "rule": change.rule,
            "severity": change.severity,
            "breaking": change.breaking,
            "message": change.message,
            "names": list(change.names),
        }
        for change in step.sdk
    ]
    report = {
        "old_version": step.document.old,
        "new_version": step.document.new,
        "proposed_version": None if step.proposed is None else str(step.proposed),
        "breaking": sum(change.breaking for change in step.reported) + sum(change.breaking for change in step.sdk),
        "changes": changes,
        "sdk": sdk,
        "unreported": list(step.document.unreported),
        "notes": list(step.notes),
    }
    return json.dumps(report, indent=2, ensure_ascii=False) + "\n"
