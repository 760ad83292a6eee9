from __future__ import annotations

import itertools
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from generator.commands.watch import rerun, saves


@pytest.fixture(autouse=True)
def _interruptible():
    """Enable SIGINT, which background processes of a shell and their children ignore."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_it_runs_at_the_start_and_for_every_batch_with_files():
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
        "(1.2 s; waiting for the next save, Ctrl-C to stop)",
        "",
        "saved: openapi/a.yaml, openapi/b.yaml",
        "run 2",
        "(0.5 s; waiting for the next save, Ctrl-C to stop)",
        "",
        "saved: c.yaml",
        "run 3",
        "(0.0 s; waiting for the next save, Ctrl-C to stop)",
    ]


def test_the_name_of_a_saved_file_is_relative_to_the_root(tmp_path):
    lines = []
    batch = frozenset([tmp_path / "openapi/a/schemas.yaml", Path("/elsewhere/b.yaml")])

    rerun([batch], lambda: None, lines.append, root=tmp_path)

    assert lines[1] == "saved: /elsewhere/b.yaml, openapi/a/schemas.yaml"


def test_ctrl_c_stops_it_during_a_run():
    def interrupted():
        raise KeyboardInterrupt

    lines = []
    rerun([frozenset()], interrupted, lines.append)

    assert lines == [""]


@pytest.fixture
def watched(tmp_path):
    """Watch a folder in a thread. Yield the folder and a function that waits for a saved file."""
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


def test_saved_sources_are_reported_and_generated_files_are_not(watched):
    folder, until = watched
    (folder / "history/2.0.0.json").write_text("{}", encoding="utf-8")
    (folder / ".a.yaml.swp").write_text("", encoding="utf-8")
    (folder / ".a.yaml").write_text("", encoding="utf-8")
    (folder / "a.yaml").write_text("a: 1", encoding="utf-8")

    assert set(until(folder / "a.yaml")) == {folder / "a.yaml"}


def test_renamed_and_deleted_files_are_reported(watched):
    folder, until = watched
    (folder / "a.tmp").write_text("a: 1", encoding="utf-8")
    (folder / "a.tmp").rename(folder / "a.yaml")
    assert set(until(folder / "a.yaml")) == {folder / "a.yaml"}
    (folder / "a.yaml").rename(folder / "b.yaml")
    assert set(until(folder / "b.yaml")) == {folder / "a.yaml", folder / "b.yaml"}


def test_watch_continues_after_an_error_and_stops_cleanly_with_ctrl_c(small_workspace, tmp_path, workspace):
    root = shutil.copytree(small_workspace, tmp_path / "workspace")
    document = root / "openapi/openapi.yaml"
    good = document.read_text(encoding="utf-8")
    command = [sys.executable, "-m", "generator", "--root", str(root), "--watch"]
    with subprocess.Popen(
        command, cwd=workspace, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:

        def read_on():
            """Return the output until it waits for a save."""
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


def test_check_and_watch_exclude_each_other(capsys):
    from generator.cli import main

    with pytest.raises(SystemExit) as stop:
        main(["--watch", "--check"], lambda *_: [])

    assert stop.value.code == 2
    assert "not allowed with argument" in capsys.readouterr().err
