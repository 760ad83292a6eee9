"""Read the flags of ``diff`` that decide which changes count as breaking."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from generator.diagnostic import Diagnostic
from generator.document.yaml_source import read_yaml
from generator.release.policy import Ignore, Policy, read_ignored, read_severity


def read_policy(
    severities: Sequence[str], ignore: Path | None, deprecation_days: int, today: date
) -> Policy | list[str]:
    """Return the policy of the flags, or why one of them is not valid. ``ignore`` is the path of an ignore file."""
    read = [read_severity(text) for text in severities]
    if invalid := [f"--severity: {one}" for one in read if isinstance(one, str)]:
        return invalid
    if deprecation_days < 0:
        return [f"--deprecation-days: `{deprecation_days}` is negative. Use 0 for no limit."]
    ignored = _ignored(ignore) if ignore else []
    if diagnostics := [str(one) for one in ignored if isinstance(one, Diagnostic)]:
        return diagnostics
    chosen = dict(one for one in read if not isinstance(one, str))
    return Policy(today, chosen, [one for one in ignored if isinstance(one, Ignore)], deprecation_days)


def _ignored(path: Path) -> Sequence[Ignore | Diagnostic]:
    label = path.as_posix()
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        return [Diagnostic(label, "", f"{error.strerror or error}.", "Name a file that exists.")]
    except UnicodeDecodeError as error:
        return [Diagnostic(label, "", f"byte {error.start} is not UTF-8.", "Save the file as UTF-8.")]
    source = read_yaml(text, label, as_text=True)
    return source.diagnostics or read_ignored(source.value, label)
