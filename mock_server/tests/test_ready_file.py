"""The ready file in a folder that others can write to."""

import os
from pathlib import Path

import pytest

from apivideo_admin_mock import MockError
from apivideo_admin_mock.ready_file import ReadyFile

URL = "http://127.0.0.1:8080"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "ready"


def test_planted_links_and_files_are_neither_followed_nor_overwritten(path):
    target, neighbour = path.with_name("target"), path.with_name("ready.part.txt")
    target.write_text("mine")
    neighbour.write_text("mine")
    for name in ("ready.part", "ready.tmp", ".ready"):
        path.with_name(name).symlink_to(target)
    before = set(path.parent.iterdir())

    ReadyFile(path).write(URL)

    assert path.read_text() == f"{URL}\n"
    assert (target.read_text(), neighbour.read_text()) == ("mine", "mine")
    assert set(path.parent.iterdir()) == {*before, path}


def test_a_link_in_place_of_the_file_is_replaced(path):
    target = path.with_name("target")
    target.write_text("mine")
    ready = ReadyFile(path)
    ready.prepare()
    path.symlink_to(target)

    ready.write(URL)

    assert not path.is_symlink()
    assert (path.read_text(), target.read_text()) == (f"{URL}\n", "mine")


def test_the_temporary_file_is_new_even_if_its_name_is_guessed(path, monkeypatch):
    monkeypatch.setattr("apivideo_admin_mock.atomic.token_hex", lambda _: "guessed")
    target = path.with_name("target")
    path.with_name(".ready.guessed").symlink_to(target)

    with pytest.raises(MockError, match="cannot be written: File exists"):
        ReadyFile(path).write(URL)

    assert not target.exists()


def test_a_file_that_cannot_be_written_leaves_no_temporary_file(path):
    path.mkdir()
    (path / "x").touch()

    with pytest.raises(MockError, match=r"ready: cannot be written: "):
        ReadyFile(path).write(URL)

    assert list(path.parent.iterdir()) == [path]


def test_the_file_has_the_permissions_of_a_new_file(path):
    ReadyFile(path).write(URL)
    (path.parent / "other").touch()

    assert path.stat().st_mode == (path.parent / "other").stat().st_mode


@pytest.mark.parametrize("plant", [os.mkfifo, lambda path: path.symlink_to(path.with_name("target"))])
def test_only_the_own_file_is_removed(path, plant):
    path.with_name("target").write_text(f"{URL}\n")
    plant(path)

    ReadyFile(path).remove(URL)

    assert path.is_symlink() or Path(path).exists()
