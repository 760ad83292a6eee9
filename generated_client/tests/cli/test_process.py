"""The command as a process: completion, a closed pipe, a missing extra, and what it imports."""

from __future__ import annotations

import os
import subprocess
import sys
import tracemalloc

import httpx2
import pytest
from cli_harness import responding
from sdk_harness import make_project

from apivideo_admin_mock.testing import MockServer

LIST = f"{sys.executable} -m apivideo_admin projects list --all --page-size 100 --format jsonl"


@pytest.fixture(scope="module")
def environment():
    with MockServer(rate_limit="off", projects=1000) as server:
        yield os.environ | {"APIVIDEO_ADMIN_API_KEY": server.key, "APIVIDEO_ADMIN_BASE_URL": server.url}


def shell(line, environment):
    return subprocess.run(
        ["bash", "-c", line], env=environment, capture_output=True, text=True, timeout=60, check=False
    )


def test_a_closed_pipe_ends_the_command_without_an_error(environment):
    done = shell(f"set -o pipefail; {LIST} | head -1", environment)
    assert (done.stdout.count("\n"), done.stderr, done.returncode) == (1, "", 141)


def test_a_thousand_items_can_be_counted_by_another_program(environment):
    done = shell(f"{LIST} | wc -l", environment)
    assert (done.stdout.strip(), done.stderr) == ("1000", "")


def test_without_the_extra_there_is_one_line_that_names_it():
    code = (
        "import sys, importlib.util as u; find = u.find_spec; "
        "u.find_spec = lambda name, *rest: None if name in ('click', 'rich') else find(name, *rest); "
        "from apivideo_admin.__main__ import main; sys.exit(main())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == 'Error: The command line needs two more packages: pip install "apivideo-admin[cli]"\n'


def test_the_package_imports_no_package_of_an_extra_and_help_does_not_import_rich():
    code = (
        "import sys, apivideo_admin, apivideo_admin.client; before = set(sys.modules); "
        "from apivideo_admin.__main__ import PROGRAM, run; run(PROGRAM, ['projects', 'list', '--help']); "
        "print(*before & {'click', 'rich', 'opentelemetry', 'apivideo_admin._runtime.cli'}, file=sys.stderr); "
        "print(*set(sys.modules) & {'rich', 'opentelemetry'}, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.split() == []
    assert "--page-size" in done.stdout


def completions(words, shell_name="bash"):
    variables = {"_APIVIDEO_ADMIN_COMPLETE": f"{shell_name}_complete", "COMP_WORDS": words}
    variables["COMP_CWORD"] = str(len(words.split()) - (0 if words.endswith(" ") else 1))
    done = responding(lambda _: httpx2.Response(500))(**variables)
    assert done.err == ""
    return [line.rpartition(",")[2] for line in done.out.split()]


def test_commands_flags_and_values_are_completed():
    assert completions("apivideo-admin api-k") == ["api-keys"]
    assert "list" in completions("apivideo-admin projects ")
    assert "--page-size" in completions("apivideo-admin projects list --page")
    assert completions("apivideo-admin usage delivery p --interval ") == ["week", "month"]
    assert completions("apivideo-admin projects list --format json") == ["json", "jsonl"]


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_each_shell_has_a_completion_script(name):
    done = responding(lambda _: httpx2.Response(500))("completion", name)
    assert (done.code, done.err) == (0, "")
    assert f"_APIVIDEO_ADMIN_COMPLETE={name}_complete" in done.out


def test_bash_completes_with_the_script(tmp_path):
    command = tmp_path / "apivideo-admin"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m apivideo_admin "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    script = (
        'eval "$(apivideo-admin completion bash)"; '
        "COMP_WORDS=(apivideo-admin usage del); COMP_CWORD=2; _apivideo_admin_completion apivideo-admin; "
        'echo "${COMPREPLY[@]}"'
    )
    done = shell(script, os.environ | {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"})
    assert (done.stdout, done.stderr) == ("delivery\n", "")


def test_memory_does_not_grow_with_the_number_of_items():
    class Null:
        encoding = "utf-8"
        lines = 0

        def isatty(self):
            return False

        def write(self, text):
            Null.lines += text.count("\n")

        def flush(self):
            pass

        def getvalue(self):
            return ""

    def peak(pages):
        items = [make_project()] * 100

        def respond(request):
            number = int(request.url.params.get("page", "1"))
            following = [{"rel": "next", "href": f"/projects?page={number + 1}"}] if number < pages else []
            named = [item | {"name": f"{number}-{index}"} for index, item in enumerate(items)]
            pagination = {"page": number, "page_size": 100, "item_count": 100}
            return httpx2.Response(200, json={"items": named, "pagination": pagination, "links": following})

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("cli_harness.Stream", lambda **_: Null())
            patch.setattr("cli_harness.Ran", lambda *_: None)
            tracemalloc.start()
            try:
                responding(respond)("projects", "list", "--all", "--format", "jsonl")
                return tracemalloc.get_traced_memory()[1]
            finally:
                tracemalloc.stop()

    peak(2)  # imports
    assert peak(20) < peak(4) * 1.5
    assert Null.lines == 2600
