"""Rule for the version of the document, which is that of the API alone."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostic import Diagnostic
from generator.document import Document
from generator.versions import read_version


def version_is_semantic(document: Document) -> Iterator[Diagnostic]:
    """Require a semantic version, which shows users whether a new version breaks them (semver.org).

    Pre-release and build parts are refused: Python packages, which state the version, write them differently (PEP 440).
    """
    version = document.content["info"]["version"]
    if read_version(version) is None:
        message = f"`{version}` is not a semantic version."
        yield document.diagnostic_at(("info", "version"), message, "Use three numbers, like `2.0.0`.")


RULES = (version_is_semantic,)
