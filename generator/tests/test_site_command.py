"""The command writes only differing files, only to its own folders, and nothing if the document has errors."""

from __future__ import annotations

import re
import shutil

import pytest

from generator.site.cli import main
from generator.tests.site_kit import ROOT


@pytest.fixture
def openapi(tmp_path):
    return shutil.copytree(ROOT / "openapi", tmp_path / "openapi")


def run(capsys, openapi, out):
    code = main(["--openapi", str(openapi), "--out", str(out)])
    return code, *capsys.readouterr()


def times(folder):
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def test_a_second_run_only_deletes_a_stale_page(capsys, openapi, tmp_path):
    out = tmp_path / "new" / "docs"
    code, out_text, err_text = run(capsys, openapi, out)
    assert (code, err_text) == (0, "")
    assert re.fullmatch(r"Wrote (\d+) files \(\1 in total\): .*index\.html\n", out_text)
    before = times(out)
    (out / "operations" / "gone.html").write_text("stale", encoding="utf-8")

    code, out_text, err_text = run(capsys, openapi, out)

    assert (code, err_text) == (0, "")
    assert out_text.startswith("Deleted 1 file (")
    assert times(out) == before


def test_a_folder_with_other_files_is_not_changed(capsys, openapi, tmp_path):
    out = tmp_path / "mine"
    out.mkdir()
    (out / "index.html").write_text("<title>Mine</title>", encoding="utf-8")

    code, out_text, err_text = run(capsys, openapi, out)

    assert (code, out_text) == (2, "")
    assert "contains other files. Pass an empty or new folder with --out" in err_text
    assert [path.name for path in out.iterdir()] == ["index.html"]


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("openapi.yaml", "version: 2.0.0", "version: two", "#/info/version: "),
        ("history/1.0.0.json", '"1.0.0"', '"1.0.1"', "history/1.0.0.json#/info/version: "),
        (
            "decisions/0002-a-page-does-not-contain-the-total.md",
            "## Decision",
            "## Verdict",
            "the-total.md#: wrong sections: ",
        ),
    ],
)
def test_an_error_is_reported_in_one_line_and_nothing_is_written(capsys, openapi, file, old, new, says):
    text = (openapi / file).read_text(encoding="utf-8")
    assert old in text
    (openapi / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    code, out_text, err_text = run(capsys, openapi, openapi.parent / "docs")

    assert (code, out_text) == (1, "")
    assert says in err_text
    assert all(line.startswith(f"{openapi.as_posix()}/") for line in err_text.splitlines())
    assert not (openapi.parent / "docs").exists()


def test_a_missing_folder_is_reported_with_a_hint(capsys, tmp_path):
    code, out_text, err_text = run(capsys, tmp_path / "nowhere", tmp_path / "docs")
    assert (code, out_text) == (2, "")
    assert err_text.endswith("nowhere. Run this in the root of the repository, or pass --openapi\n")


def test_an_unknown_flag_is_reported_in_one_line(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--ouput", "docs"])
    assert ended.value.code == 2
    assert capsys.readouterr().err == "python -m generator.site: unrecognized arguments: --ouput docs (see --help)\n"
