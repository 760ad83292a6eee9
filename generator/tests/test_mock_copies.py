"""The released documents in the mock's package."""

from __future__ import annotations

from generator.document.bundle import to_json
from generator.release.history import read_history
from generator.release.record import MOCK_HISTORY, mock_copies
from generator.release.status import History
from generator.versions import Version


def test_released_documents_are_copied_and_unreleased_ones_are_not(tmp_path):
    old, new = {"info": {"version": "1.0.0"}}, {"info": {"version": "1.1.0"}}
    history = History({Version(1, 0, 0): old, Version(1, 1, 0): new}, frozenset({Version(1, 0, 0)}))

    assert mock_copies(tmp_path, history).files == {f"{MOCK_HISTORY}/1.0.0.json": to_json(old)}


def test_a_copy_of_an_unreleased_version_is_stale(tmp_path):
    (tmp_path / MOCK_HISTORY).mkdir(parents=True)
    (tmp_path / MOCK_HISTORY / "9.0.0.json").write_text("{}", encoding="utf-8")

    copies = mock_copies(tmp_path, History({}))

    assert copies.files == {}
    assert copies.present == {f"{MOCK_HISTORY}/9.0.0.json": b"{}"}


def test_the_copies_equal_the_snapshots(workspace):
    history = read_history(workspace / "openapi/history")
    assert isinstance(history, History)

    files = mock_copies(workspace, history).files

    assert files
    for name, content in files.items():
        snapshot = workspace / "openapi/history" / name.rpartition("/")[2]
        assert content == snapshot.read_bytes() == (workspace / name).read_bytes()
