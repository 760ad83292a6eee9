"""The version of the document, which is that of the mock's and the SDK's packages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.diagnostic import Diagnostic
from generator.document import Document

# Without a pre-release or build part: Python packages write those in another way (PEP 440).
_SEMVER = re.compile(r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)")


def version_is_semantic(document: Document) -> Iterator[Diagnostic]:
    """Both packages carry this version, so that users can tell from it what a new one breaks (semver.org)."""
    version = document.content["info"]["version"]
    if not _SEMVER.fullmatch(version):
        message = f"`{version}` is not a semantic version."
        yield document.diagnostic_at(("info", "version"), message, "Write three numbers, as in `2.0.0`.")


RULES = (version_is_semantic,)
