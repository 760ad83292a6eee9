"""The parts that all report formats share."""

from __future__ import annotations

from generator.release.status import Step


def versions(step: Step) -> str:
    """Return both versions and the proposed one, as the rest of a sentence."""
    shown = f"; {step.document.old or 'none'} → {step.document.new or 'none'}"
    if step.proposed is None:
        return f"{shown}, no next version because the old version is not semantic"
    return f"{shown}, proposed {step.proposed}"


def one_line(text: str) -> str:
    """Return a text with a space for each control character, which a terminal would obey."""
    return "".join(character if character.isprintable() else " " for character in text)
