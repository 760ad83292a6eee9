"""The exact files rendered from a small document."""

from __future__ import annotations

import copy
import os
import subprocess
import sys

from generator.render import render
from generator.tests.render_kit import GOLDEN, files, golden_document


def test_the_library_is_rendered_exactly_like_the_golden_files(tmp_path):
    assert render(golden_document(), tmp_path) == []
    rendered = {f"{name}.golden": content.decode() for name, content in files(tmp_path).items()}
    golden = {name: content.decode() for name, content in files(GOLDEN).items()}
    assert rendered == golden, "If this is intended, run python -m generator.tests.render_kit"


def test_unused_models_are_not_rendered():
    structs = (GOLDEN / "apivideo_admin/models/_structs.py.golden").read_text(encoding="utf-8")
    assert "class Author(" in structs
    assert "NeverUsed" not in structs


def test_the_same_document_results_in_the_same_bytes_with_another_hash_seed(tmp_path):
    code = (
        "import sys, pathlib; from generator.render import render; from generator.tests.render_kit import golden_document;"
        "sys.exit(len(render(golden_document(), pathlib.Path(sys.argv[1]))))"
    )
    # This process has a random seed.
    render(golden_document(), tmp_path / "here")
    environment = os.environ | {"PYTHONHASHSEED": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "there")], check=True, env=environment)
    assert files(tmp_path / "here") == files(tmp_path / "there")


def test_rendering_does_not_change_the_document(tmp_path):
    document = golden_document()
    before = copy.deepcopy(document)
    render(document, tmp_path)
    assert document == before


def test_nothing_is_printed(tmp_path, capfd):
    render(golden_document(), tmp_path)
    assert capfd.readouterr() == ("", "")


def test_every_generated_file_says_so_and_names_the_command(tmp_path):
    render(golden_document(), tmp_path)
    for name, content in files(tmp_path).items():
        if not name.endswith("py.typed"):
            assert "DO NOT EDIT" in content.decode().partition("\n")[0], name
            assert "python -m nox -s generate" in content.decode().partition("\n")[0], name
