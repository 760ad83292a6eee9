"""The command starts on odd machines, and its end and its errors are uniform."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from contextlib import suppress
from pathlib import Path

import pytest
from raw_http import CANARY, HEALTH, Connection, get, running_command

from apivideo_admin_mock.adapters.line_writer import LineWriter
from apivideo_admin_mock.adapters.listen import ListenError, listen
from apivideo_admin_mock.cli import main
from apivideo_admin_mock.testing import AdminMock

COMMAND = [sys.executable, "-m", "apivideo_admin_mock", "serve"]


#: What Windows does not have, and what this package does not need.
POOR_MACHINE = """
    import os, select, signal, sys
    for name in ("fork", "register_at_fork", "getuid", "sched_getaffinity"):
        if hasattr(os, name):
            delattr(os, name)
    for name in ("SIGHUP", "SIGPIPE", "SIGUSR1", "pthread_sigmask", "sigwait", "set_wakeup_fd_"):
        if hasattr(signal, name):
            delattr(signal, name)
    del select.poll
    for name in ("granian", "uvloop", "fcntl", "resource", "pwd"):
        sys.modules[name] = None
    from apivideo_admin_mock.cli import main
    sys.exit(main(sys.argv[1:]))
"""


def test_a_machine_without_fork_and_sighup_serves_and_ends_without_an_error(tmp_path):
    (tmp_path / "poor.py").write_text(textwrap.dedent(POOR_MACHINE))
    command = [sys.executable, str(tmp_path / "poor.py"), "serve", "--port", "0", "--ready-file", str(tmp_path / "url")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline().partition("127.0.0.1:")[2].split()[0])
        assert get(("127.0.0.1", port)) == {"count": 0}
        assert (tmp_path / "url").read_text() == f"http://127.0.0.1:{port}\n"
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=10) == ("", "")
    assert process.returncode == 0
    assert not (tmp_path / "url").exists()


def test_workers_without_fork_are_an_error(tmp_path):
    pytest.importorskip("sqlalchemy")
    (tmp_path / "poor.py").write_text(textwrap.dedent(POOR_MACHINE.replace('"register_at_fork", ', "")))
    flags = ["serve", "--port", "0", "--workers", "2", "--backend", f"sqlite:///{tmp_path}/a.db"]

    result = subprocess.run(
        [sys.executable, str(tmp_path / "poor.py"), *flags], capture_output=True, text=True, timeout=60, check=False
    )

    assert (result.returncode, result.stdout) == (1, "")
    assert "--workers needs a system with fork" in result.stderr


def test_a_second_server_on_a_port_ends_with_one_line():
    with running_command() as ((_, port), _):
        command = [*COMMAND, "--port", str(port)]
        result = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

        assert (result.returncode, result.stdout) == (1, "")
        assert f"cannot listen on 127.0.0.1:{port}: Address already in use." in result.stderr
        assert len(result.stderr.splitlines()) == 1
        assert get(("127.0.0.1", port)) == {"count": 0}


def test_localhost_is_reached_by_ipv4_and_ipv6():
    families = {family for family, *_ in socket.getaddrinfo("localhost", 0, type=socket.SOCK_STREAM)}
    sockets = listen("localhost", 0)
    try:
        names = [one.getsockname() for one in sockets]
        assert len({name[1] for name in names}) == 1
        assert {one.family for one in sockets} == families
        with pytest.raises(ListenError, match="Address already in use"):
            listen("localhost", names[0][1])
    finally:
        for one in sockets:
            one.close()


@pytest.mark.skipif(not socket.has_ipv6, reason="IPv6 is switched off")
@pytest.mark.parametrize(("host", "reached"), [("localhost", "127.0.0.1"), ("::1", "::1"), ("::", "127.0.0.1")])
def test_the_command_serves_on_every_kind_of_host(host, reached):
    with subprocess.Popen([*COMMAND, "--host", host, "--port", "0"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        shown = f"[{host}]" if ":" in host else host
        port = int(line.partition(f"http://{shown}:")[2].split()[0])
        with Connection((reached, port)) as connection:
            connection.send(CANARY)
            assert connection.read().json == {"count": 0}
        process.terminate()
        assert process.wait(10) == 0


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="this system has no SIGHUP")
def test_nohup_survives_sighup():
    command = ["nohup", *COMMAND, "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline().partition("127.0.0.1:")[2].split()[0])
        process.send_signal(signal.SIGHUP)
        assert get(("127.0.0.1", port)) == {"count": 0}
        process.terminate()
        assert process.wait(10) == 0


@pytest.mark.parametrize("folder", ["missing/ready", "file/ready"])
def test_a_ready_file_that_cannot_be_written_is_an_error(tmp_path, folder, command):
    (tmp_path / "file").write_text("")

    result = command("serve", "--port", "0", "--ready-file", str(tmp_path / folder))

    assert (result.returncode, result.stdout) == (1, "")
    assert len(result.stderr.splitlines()) == 1
    assert "--ready-file" in result.stderr


def test_a_folder_that_becomes_unwritable_before_the_server_is_ready_is_an_error(tmp_path, monkeypatch, capsys):
    def fail(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("apivideo_admin_mock.ready_file.write_atomically", fail)
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        assert main(["serve", "--port", "0", "--ready-file", str(tmp_path / "ready")]) == 1
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert "cannot be written: Permission denied" in capsys.readouterr().err


def test_a_key_that_the_console_cannot_show_is_escaped():
    variables = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"}
    command = [*COMMAND, "--port", "0", "--key", "clé"]
    with subprocess.Popen(command, env=os.environ | variables, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert "cl\\xe9" in line
        port = int(line.partition("127.0.0.1:")[2].split()[0])
        with Connection(("127.0.0.1", port)) as connection:
            head = (
                f"GET /projects/count HTTP/1.1\r\nHost: localhost\r\nAuthorization: {AdminMock.authorization_of('clé')}"
            )
            connection.send(f"{head}\r\n\r\n".encode())
            assert connection.read().json == {"count": 0}
        process.terminate()
        assert process.wait(10) == 0


def test_a_full_pipe_of_the_log_delays_no_response():
    with running_command("--access-log", "--rate-limit", "off") as (address, process):
        path = "/".join(["projects"] * 110)  # the log shows segments of the document
        with Connection(address) as connection:
            for _ in range(400):  # 400 kB, and a pipe holds 64 kB
                connection.send(f"GET /{path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
                assert connection.read().status == 404
        process.terminate()
        assert process.wait(10) == 0


def test_lines_beyond_the_limit_are_dropped_and_counted(tmp_path, monkeypatch):
    monkeypatch.setattr("apivideo_admin_mock.adapters.line_writer._MAX_LINES", 10)
    read, write = os.pipe()
    with os.fdopen(write, "w") as stream:
        writer = LineWriter(stream)
        for number in range(100):
            writer.write(f"{number}" + "x" * 20_000)
        received = b""
        while b"dropped" not in received:
            received += os.read(read, 65536)
        writer.close()
    os.close(read)


def test_a_worker_that_ends_alone_ends_the_server(tmp_path):
    pytest.importorskip("sqlalchemy")
    flags = ("--workers", "2", "--backend", f"sqlite:///{tmp_path}/mock.db")
    with running_command(*flags) as (address, process):
        assert get(address) == {"count": 0}
        workers = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        assert len(workers) == 2
        os.kill(int(workers[0]), signal.SIGKILL)
        assert process.wait(20) == 1
        assert process.stderr is not None
        assert "a worker process ended unexpectedly" in process.stderr.read()


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGKILL])
def test_workers_end_with_their_parent(tmp_path, sent):
    pytest.importorskip("sqlalchemy")
    flags = ("--workers", "2", "--backend", f"sqlite:///{tmp_path}/mock.db")
    with running_command(*flags) as (address, process):
        process.send_signal(sent)
        process.wait(20)
        for _ in range(200):
            with suppress(OSError), Connection(address) as connection:
                connection.send(HEALTH)
                with suppress(EOFError):
                    connection.read()
                time.sleep(0.05)
                continue
            break
        else:
            pytest.fail("a worker still serves")
