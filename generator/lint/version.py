"""Rule for the version of the document, which the packages of the mock and the SDK share."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.diagnostic import Diagnostic
from generator.document import Document

# Without pre-release and build parts, which Python packages write differently (PEP 440).
_SEMVER = re.compile(r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)")


def version_is_semantic(document: Document) -> Iterator[Diagnostic]:
    """Require a semantic version, which shows users whether a new version breaks them (semver.org)."""
    version = document.content["info"]["version"]
    if not _SEMVER.fullmatch(version):
        message = f"`{version}` is not a semantic version."
        yield document.diagnostic_at(("info", "version"), message, "Use three numbers, like `2.0.0`.")


RULES = (version_is_semantic,)
