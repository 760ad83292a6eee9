from __future__ import annotations

import itertools
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from generator.watch import rerun, saves


@pytest.fixture(autouse=True)
def _interruptible():
    """Heed SIGINT: what is begun in the background of a shell ignores it, and so do the processes that it begins."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_it_runs_at_first_and_with_every_batch_that_holds_files():
    runs, lines = itertools.count(1), []
    nothing = frozenset()
    batches = [
        nothing,
        nothing,
        frozenset([Path("openapi/b.yaml"), Path("openapi/a.yaml")]),
        nothing,
        frozenset([Path("c.yaml")]),
    ]

    rerun(
        batches, lambda: lines.append(f"run {next(runs)}"), lines.append, clock=iter([0, 1.25, 5, 5.5, 9, 9]).__next__
    )

    assert lines == [
        "run 1",
        "(1.2 s; waiting for the next save, Ctrl-C ends)",
        "",
        "saved: openapi/a.yaml, openapi/b.yaml",
        "run 2",
        "(0.5 s; waiting for the next save, Ctrl-C ends)",
        "",
        "saved: c.yaml",
        "run 3",
        "(0.0 s; waiting for the next save, Ctrl-C ends)",
    ]


def test_a_saved_file_is_named_from_the_workspace(tmp_path):
    lines = []
    batch = frozenset([tmp_path / "openapi/a/schemas.yaml", Path("/elsewhere/b.yaml")])

    rerun([batch], lambda: None, lines.append, root=tmp_path)

    assert lines[1] == "saved: /elsewhere/b.yaml, openapi/a/schemas.yaml"


def test_ctrl_c_ends_it_in_the_middle_of_a_run():
    def interrupted():
        raise KeyboardInterrupt

    lines = []
    rerun([frozenset()], interrupted, lines.append)

    assert lines == [""]


@pytest.fixture
def watched(tmp_path):
    """Watch a folder in a thread: gives the folder and what waits for the next batch."""
    (tmp_path / "openapi/history").mkdir(parents=True)
    batches, arrived, stop, watching = [], threading.Condition(), threading.Event(), threading.Event()

    def collect():
        for batch in saves([tmp_path / "openapi", tmp_path / "nowhere"], stop):
            with arrived:
                watching.set()
                batches.append(batch)
                arrived.notify_all()

    def until(wanted):
        with arrived:
            found = arrived.wait_for(lambda: wanted in {path for batch in batches for path in batch}, timeout=30)
            assert found, batches
            return [path for batch in batches for path in batch]

    thread = threading.Thread(target=collect)
    thread.start()
    assert watching.wait(timeout=30)
    yield tmp_path / "openapi", until
    stop.set()
    thread.join()


def test_a_save_is_told_and_what_a_run_writes_is_not(watched):
    folder, until = watched
    (folder / "history/2.0.0.json").write_text("{}", encoding="utf-8")
    (folder / ".a.yaml.swp").write_text("", encoding="utf-8")
    (folder / ".a.yaml").write_text("", encoding="utf-8")
    (folder / "a.yaml").write_text("a: 1", encoding="utf-8")

    assert set(until(folder / "a.yaml")) == {folder / "a.yaml"}


def test_a_file_that_an_editor_moves_into_place_and_one_that_is_deleted_are_told(watched):
    folder, until = watched
    (folder / "a.tmp").write_text("a: 1", encoding="utf-8")
    (folder / "a.tmp").rename(folder / "a.yaml")
    assert set(until(folder / "a.yaml")) == {folder / "a.yaml"}
    (folder / "a.yaml").rename(folder / "b.yaml")
    assert set(until(folder / "b.yaml")) == {folder / "a.yaml", folder / "b.yaml"}


def test_a_watching_generator_survives_a_fault_and_ends_cleanly_with_ctrl_c(small_workspace, tmp_path, workspace):
    root = shutil.copytree(small_workspace, tmp_path / "workspace")
    document = root / "openapi/openapi.yaml"
    good = document.read_text(encoding="utf-8")
    command = [sys.executable, "-m", "generator", "--root", str(root), "--watch"]
    with subprocess.Popen(
        command, cwd=workspace, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:

        def read_on():
            """Return the lines until it waits for a save."""
            return "".join(itertools.takewhile(lambda line: "waiting for the next save" not in line, process.stdout))

        try:
            assert "created generated_client/apivideo_admin/client.py" in read_on()
            document.write_text(good + "x: [", encoding="utf-8")
            assert "saved: openapi/openapi.yaml\nopenapi/openapi.yaml#: the YAML is not valid" in read_on()
            document.write_text(good.replace("requests: 10", "requests: 5"), encoding="utf-8")
            output = read_on()
            assert "changed generated_client/apivideo_admin/client.py" in output
            assert "BREAKING request  rate_limit_changed" in output
            process.send_signal(signal.SIGINT)
            rest = process.stdout.read()
            assert process.wait() == 0
            assert "Traceback" not in rest
        finally:
            process.kill()


def test_a_check_does_not_watch(capsys):
    from generator.cli import main

    with pytest.raises(SystemExit) as stop:
        main(["--watch", "--check"], lambda *_: [])

    assert stop.value.code == 2
    assert "not allowed with argument" in capsys.readouterr().err
