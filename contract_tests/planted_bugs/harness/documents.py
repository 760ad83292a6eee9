"""The documents in which bugs are planted."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from apivideo_admin_mock.spec import bundled_document
from contract_tests.tools.workspace import ROOT, SHAPES, add_examples, add_resource
from generator.document.bundle import Bundle, bundle


def documents() -> Iterator[Mapping[str, Any]]:
    """Yield the shipped document, one with arrays and nested items of items that can be deleted, and one with `SHAPES`."""
    yield bundled_document()
    yield example_document()
    yield shape_document()


@cache
def example_document() -> Mapping[str, Any]:
    """Return the document of this workspace with the webhooks and every edit of ``examples/spec_edits/``."""
    return _with(add_examples)


@cache
def shape_document(*names: str) -> Mapping[str, Any]:
    """Return the document of this workspace with these resources of ``examples/``, or with all of `SHAPES`."""

    def add(openapi: Path) -> None:
        for name in names or SHAPES:
            add_resource(openapi, name)

    return _with(add)


def _with(add: Callable[[Path], None]) -> Mapping[str, Any]:
    with TemporaryDirectory() as folder:
        openapi = Path(folder) / "openapi"
        shutil.copytree(ROOT / "openapi", openapi)
        add(openapi)
        made = bundle(openapi)
    assert isinstance(made, Bundle), made
    content: Mapping[str, Any] = made.document.content
    return content
