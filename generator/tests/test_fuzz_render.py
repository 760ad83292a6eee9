"""Hostile names and texts, unusual schemas and damage: diagnostics with a location, or working code of the templates only.

`HYPOTHESIS_PROFILE=fuzz python -m pytest generator/tests -k fuzz` tries thousands of documents.
"""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings

from generator.render.formatting import format_package
from generator.tests.fuzz.bases import examples, library, real, small
from generator.tests.fuzz.edits import ANY, NAMING, SHAPING, TEXT_EDITS, edited
from generator.tests.fuzz.sdk_builder import SdkBuilder
from generator.tests.fuzz.usage import share_runtime

# Slow machines must not fail, and a run must not depend on earlier runs.
USUAL = {"deadline": None, "database": None, "suppress_health_check": list(HealthCheck), "print_blob": True}


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """Yield a folder with the runtime that all packages share."""
    folder = tmp_path_factory.mktemp("runtime")
    share_runtime(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        yield folder


@pytest.fixture
def builder(shared, tmp_path):
    return SdkBuilder(tmp_path)


def test_the_unedited_documents_are_rendered(builder):
    for content in (small(), library(), real()):
        assert builder.attempt(content)


def test_names_of_the_document_never_shadow_or_break_the_templates(builder):
    @settings(max_examples=examples(20), **USUAL)
    @given(edited(small(), NAMING, 4))
    def attempt(content):
        builder.attempt(content)

    attempt()
    assert builder.packages


def test_schemas_of_every_form_become_types_or_diagnostics(builder):
    @settings(max_examples=examples(20), **USUAL)
    @given(edited(small(), SHAPING, 3))
    def attempt(content):
        builder.attempt(content)

    attempt()
    assert builder.packages
    assert builder.refused


def test_a_damaged_document_is_rejected_or_rendered(builder):
    @settings(max_examples=examples(8), **USUAL)
    @given(edited(library(), ANY, 3))
    def attempt(content):
        builder.attempt(content)

    attempt()


def test_a_status_of_an_example_that_is_no_number_is_no_error(builder):
    content = library()
    examples_of = [
        media["examples"]
        for response in content["components"]["responses"].values()
        for media in response.get("content", {}).values()
        if "examples" in media
    ]
    assert examples_of
    for one in examples_of:
        one["odd"] = {"value": {"status": [404]}}
    assert builder.attempt(content)


def test_the_lint_of_a_damaged_document_returns_diagnostics_and_never_raises(builder):
    @settings(max_examples=examples(10), **USUAL)
    @given(edited(real(), ANY, 3))
    def attempt(content):
        builder.attempt(content, linted=True)

    attempt()
    assert builder.refused


def test_hostile_texts_pass_the_lint_and_stay_text(builder):
    @settings(max_examples=examples(2), **USUAL)
    @given(edited(real(), TEXT_EDITS, 6))
    def attempt(content):
        builder.attempt(content, linted=True)

    attempt()
    assert builder.packages


def test_the_code_of_the_golden_and_of_many_documents_is_clean_for_ruff_and_for_mypy(builder, shared):
    assert builder.attempt(library())

    @settings(max_examples=examples(6), **USUAL)
    @given(edited(small(), (*NAMING, *SHAPING), 4))
    def attempt(content):
        builder.attempt(content)

    attempt()
    assert format_package(builder.folder, {}) == []
    run(builder, "ruff", "format", "--isolated", "--line-length", "120", "--check", ".")
    # The packages are always new, so the cache is outside of the repository.
    packages = [
        argument for package in builder.packages for argument in ("-p", f"{package.parent.name}.apivideo_admin")
    ]
    run(builder, "mypy", "--strict", "--config-file", "", "--cache-dir", str(shared / "cache"), *packages, paths=shared)


def run(builder, module, *arguments, paths=""):
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=builder.folder,
        env={"MYPYPATH": str(paths), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
