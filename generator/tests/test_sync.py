from __future__ import annotations

import pytest

from generator.sync import BUNDLE, Changes, apply, compare, read_present, read_tree, refuse_hand_written

PACKAGE = "generated_client/apivideo_admin"


def test_only_differing_files_are_changed():
    changes = compare({"a": b"1", "b": b"2", "c": b"3"}, {"b": b"2", "c": b"old", "d": b"4"})

    assert changes == Changes(created=("a",), changed=("c",), deleted=("d",), unchanged=("b",))
    assert changes.described() == [("a", "created"), ("c", "changed"), ("d", "deleted")]


def test_a_sync_writes_changes_and_deletes(write):
    root = write({f"{PACKAGE}/old.py": "old", f"{PACKAGE}/same.py": "same", f"{PACKAGE}/models/gone.py": "gone"})
    wanted = {
        f"{PACKAGE}/same.py": b"same",
        f"{PACKAGE}/old.py": b"new",
        "generated_client/api.md": b"api",
        BUNDLE: b"{}",
    }
    same = (root / PACKAGE / "same.py").stat()

    apply(root, compare(wanted, read_present(root, wanted)), wanted)

    assert read_tree(root) == wanted
    assert (root / PACKAGE / "same.py").stat() == same
    assert not (root / PACKAGE / "models").exists()


def test_hand_written_files_are_not_changed(write):
    by_hand = {
        f"{PACKAGE}/_runtime/transport.py": "mine",
        "generated_client/pyproject.toml": "mine",
        "generated_client/README.md": "mine",
        "generated_client/tests/test_a.py": "mine",
    }
    root = write(by_hand)

    apply(root, compare({}, read_present(root, {})), {})

    assert read_tree(root) == {name: text.encode() for name, text in by_hand.items()}


@pytest.mark.parametrize("name", ["README.md", "pyproject.toml", "tests/test_a.py", "apivideo_admin/_runtime/auth.py"])
def test_a_renderer_must_not_overwrite_hand_written_files(name):
    with pytest.raises(ValueError, match="hand-written"):
        refuse_hand_written({f"generated_client/{name}": b""})


def test_a_folder_with_only_a_cache_is_removed(write):
    root = write({f"{PACKAGE}/models/gone.py": "", f"{PACKAGE}/models/__pycache__/gone.pyc": "", f"{PACKAGE}/a.py": ""})
    wanted = {f"{PACKAGE}/a.py": b""}

    apply(root, compare(wanted, read_present(root, wanted)), wanted)

    assert sorted(path.name for path in (root / PACKAGE).rglob("*")) == ["a.py"]


def test_a_failed_write_changes_no_file(write):
    root = write({f"{PACKAGE}/a.py": "old", f"{PACKAGE}/blocked": "a file where a folder is needed"})
    wanted = {f"{PACKAGE}/a.py": b"new", f"{PACKAGE}/blocked/b.py": b"new"}
    changes = Changes(created=(f"{PACKAGE}/blocked/b.py",), changed=(f"{PACKAGE}/a.py",), deleted=(), unchanged=())
    before = read_tree(root)

    with pytest.raises(OSError, match="exists"):
        apply(root, changes, wanted)

    assert read_tree(root) == before
    assert not list(root.rglob("*.new"))
