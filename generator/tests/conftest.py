from __future__ import annotations

from copy import deepcopy
from pathlib import Path

import pytest

from generator.bundle import Bundle, bundle
from generator.document import Document

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def workspace():
    return ROOT


@pytest.fixture(scope="session")
def bundled_once():
    result = bundle(ROOT / "openapi")
    assert isinstance(result, Bundle), result
    return result.document


@pytest.fixture
def document(bundled_once):
    """The real document, to be spoiled at will."""
    return Document(deepcopy(bundled_once.content), bundled_once.sources, bundled_once.files, bundled_once.held)


@pytest.fixture
def write(tmp_path):
    """Write texts to files, by their names from a new folder, and give the folder."""

    def write(files):
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path

    return write
