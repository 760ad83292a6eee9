"""An unexpected exception is reported in one line with exit code 2."""

from __future__ import annotations

import shutil

import pytest

from generator.cli import main
from generator.site import cli as site
from generator.tests.test_pipeline import render

DOCUMENT = "openapi: 3.1.0\ninfo: {title: A, version: 1.0.0}\npaths: {}\n"


def raising(_content, _target):
    raise LookupError("no such thing.\nand more")


@pytest.fixture
def root(small_workspace, tmp_path):
    return shutil.copytree(small_workspace, tmp_path / "workspace")


def test_an_exception_in_a_stage_is_one_line(root, capsys):
    assert main(["--root", str(root)], raising) == 2

    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("python -m generator: LookupError in generator/tests/test_unexpected.py, line ")
    assert "no such thing. This is a bug in the generator" in line


def test_an_exception_in_a_release_is_one_line(root, capsys):
    assert main(["release", "--root", str(root)], raising) == 2

    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("python -m generator release: LookupError in generator/tests/test_unexpected.py, line ")


def test_an_exception_in_the_site_is_one_line(root, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(site, "build", raising)

    assert site.main(["--openapi", str(root / "openapi"), "--out", str(tmp_path / "site")]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("python -m generator.site: LookupError in generator/tests/test_unexpected.py, line ")


def test_an_environment_variable_enables_the_traceback(root, monkeypatch):
    monkeypatch.setenv("GENERATOR_TRACEBACK", "1")

    with pytest.raises(LookupError):
        main(["--root", str(root)], raising)


def test_an_exception_in_a_comparison_does_not_exit_with_the_code_of_a_breaking_change(write, monkeypatch, capsys):
    folder = write({"a.yaml": DOCUMENT, "generated_client/apivideo_admin/_runtime/a.py": ""})
    monkeypatch.chdir(folder)

    assert main(["diff", "a.yaml", "a.yaml", "--sdk"], raising) == 2
    assert "a.yaml: LookupError in " in capsys.readouterr().err


def test_one_file_is_singular(root, capsys):
    main(["--root", str(root)], render)
    (root / "CHANGELOG.md").unlink()
    capsys.readouterr()

    assert main(["--root", str(root), "--check"], render) == 1
    assert "python -m generator: 1 file out of date" in capsys.readouterr().err
    assert main(["--root", str(root)], render) == 0
    assert "\nWrote 1 file (" in capsys.readouterr().out
