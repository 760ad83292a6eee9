"""The files of openapi/ with errors in their YAML: one-line diagnostics, or a valid run."""

from __future__ import annotations

import shutil

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.document.pointer import from_pointer
from generator.pipeline import Generated, generate
from generator.render import render
from generator.tests.fuzz.bases import examples
from generator.tests.fuzz.yaml_edits import edited_text

MAX_LENGTH = 1500  # characters of a diagnostic


@pytest.fixture
def root(tmp_path, workspace):
    shutil.copytree(workspace / "openapi", tmp_path / "openapi")
    for folder in ("generated_client", "mock_server/apivideo_admin_mock"):
        (tmp_path / folder).mkdir(parents=True)
    return tmp_path


def pointer_exists(root, diagnostic):
    """Return whether the pointer of a diagnostic exists. Diagnostics of YAML syntax have no pointer."""
    if not diagnostic.pointer:
        return True
    nodes = [yaml.compose((root / diagnostic.file).read_text(encoding="utf-8"), Loader=yaml.SafeLoader)]
    for key in from_pointer(diagnostic.pointer):
        nodes = [child for node in nodes for child in children(node, key)]
    return bool(nodes)


def children(node, key):
    """Return the children of a node under a key, including merged ones."""
    if isinstance(node, yaml.SequenceNode):
        return node.value[int(key) :][:1] if key.isdigit() else []
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    merged = [value for name, value in pairs if name.value == "<<"]
    sources = [each for value in merged for each in (value.value if isinstance(value, yaml.SequenceNode) else [value])]
    own = [value for name, value in pairs if str(name.value) == key]
    return own or [child for source in sources for child in children(source, key)]


def test_typing_errors_are_reported_in_one_line_each_and_nothing_is_written(root):
    texts = {path: path.read_text(encoding="utf-8") for path in sorted((root / "openapi").rglob("*.yaml"))}
    edits = st.sampled_from(sorted(texts)).flatmap(lambda path: st.tuples(st.just(path), edited_text(texts[path])))
    before = sorted(root.rglob("*"))

    @settings(
        max_examples=examples(6),
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
    @given(edits)
    def attempt(edit):
        path, text = edit
        path.write_bytes(text.encode("utf-8", "surrogatepass"))  # a lone surrogate is not UTF-8
        try:
            result = generate(root, root / "openapi", render=render, check=True)
            if isinstance(result, Generated):
                return
            assert result
            for diagnostic in result:
                assert len(str(diagnostic).splitlines()) == 1
                assert len(str(diagnostic)) < MAX_LENGTH
                assert diagnostic.fix, str(diagnostic)
                assert (root / diagnostic.file).is_file(), str(diagnostic)
                assert pointer_exists(root, diagnostic), str(diagnostic)
            assert sorted(root.rglob("*")) == before
        finally:
            path.write_text(texts[path], encoding="utf-8")

    attempt()
