"""The documents in which bugs are planted."""

from __future__ import annotations

import copy
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
    """Yield the documents: a bug is planted in the first one that has an operation at which it shows.

    They are the shipped document, one with arrays and nested items of items that can be deleted, one with `SHAPES`, and two whose
    clients send a Bearer token, the second of which accepts HTTP Basic too.
    """
    yield bundled_document()
    yield example_document()
    yield shape_document()
    yield scheme_document("bearer")
    yield scheme_document("bearer", "basic")


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


@cache
def scheme_document(*schemes: str) -> Mapping[str, Any]:
    """Return the shipped document with these HTTP authentication schemes."""
    document: dict[str, Any] = copy.deepcopy(dict(bundled_document()))
    document["security"] = [{name: []} for name in schemes]
    components = document["components"]
    components["securitySchemes"] = {
        name: {"type": "http", "scheme": name, "description": "The key."} for name in schemes
    }
    challenges = ", ".join(f'{name.title()} realm="admin.api.video"' for name in schemes)
    components["headers"]["WWWAuthenticate"]["example"] = challenges
    return document


def _with(add: Callable[[Path], None]) -> Mapping[str, Any]:
    with TemporaryDirectory() as folder:
        openapi = Path(folder) / "openapi"
        shutil.copytree(ROOT / "openapi", openapi)
        add(openapi)
        made = bundle(openapi)
    assert isinstance(made, Bundle), made
    content: Mapping[str, Any] = made.document.content
    return content
