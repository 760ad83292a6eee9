"""The documents in which bugs are planted."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from apivideo_admin_mock.spec import bundled_document
from contract_tests.tools.workspace import ROOT, add_examples
from generator.document.bundle import Bundle, bundle


def documents() -> Iterator[Mapping[str, Any]]:
    """Yield the shipped document, and one with the resources of the examples: arrays, and nested items of items that can be deleted."""
    yield bundled_document()
    yield example_document()


@cache
def example_document() -> Mapping[str, Any]:
    """Return the document of this workspace with every example."""
    with TemporaryDirectory() as folder:
        openapi = Path(folder) / "openapi"
        shutil.copytree(ROOT / "openapi", openapi)
        add_examples(openapi)
        made = bundle(openapi)
    assert isinstance(made, Bundle), made
    content: Mapping[str, Any] = made.document.content
    return content
