"""Every task of the workspace: ``python3 -m nox -l`` lists them, ``python3 -m nox -s NAME -- ARGUMENTS`` runs one."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import nox

nox.needs_version = ">=2025.5"
nox.options.default_venv_backend = "uv"
nox.options.reuse_venv = "yes"
nox.options.sessions = ["tests", "lint", "typing"]

ROOT = Path(__file__).parent
PYPROJECT = nox.project.load_toml("pyproject.toml")
PACKAGES = ("-e", "./generated_client", "-e", "./mock_server", "-e", "./contract_tests")
SOURCES = (
    "generator",
    "generated_client/apivideo_admin",
    "mock_server/apivideo_admin_mock",
    "contract_tests/planted_bugs",
    "contract_tests/tests",
    "contract_tests/tools",
    "contract_tests/sdk_checks",
    "contract_tests/sdk_faults",
    "noxfile.py",
)
BENCHMARKS = {
    "mock": "contract_tests.tools.bench",
    "scale": "contract_tests.tools.bench.scale",
    "others": "contract_tests.tools.bench.others",
    "sdk": "contract_tests.tools.bench.sdk",
    "generate": "contract_tests.tools.bench.generate",
}
# Seconds. An interrupted run removes what it made, at ten requests a second or so, and reports; nox would kill it after half a second.
CLEANUP = 600.0
KEY_FLAGS = {
    "--key": "APIVIDEO_ADMIN_CONTRACT_KEY",
    "--second-key": "APIVIDEO_ADMIN_CONTRACT_SECOND_KEY",
    "--suspended-key": "APIVIDEO_ADMIN_CONTRACT_SUSPENDED_KEY",
}
# The isolated environments in which packages are built take exact versions too.
BUILD_ENV = {"UV_BUILD_CONSTRAINT": str(ROOT / "constraints.txt")}


def install(session: nox.Session, *groups: str, packages: bool = True) -> None:
    """Install dependency groups, and the two packages in place, in the versions of constraints.txt."""
    requirements = nox.project.dependency_groups(PYPROJECT, *groups)
    chosen = PACKAGES if packages else ()
    session.install("-c", "constraints.txt", *chosen, *requirements, env=BUILD_ENV)


def without_keys(arguments: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """Take keys from the flags of the contract suite to the variables that it reads as well: nox writes every command into the log."""
    left: list[str] = []
    keys: dict[str, str] = {}
    following = iter(arguments)
    for argument in following:
        flag, given, key = argument.partition("=")
        if flag in KEY_FLAGS:
            keys[KEY_FLAGS[flag]] = key if given else next(following, "")
        else:
            left.append(argument)
    return left, keys


@nox.session
def demo(session: nox.Session) -> None:
    """Regenerate, start a mock, and drive it with the SDK: the main job in one go."""
    install(session, "generator")
    session.run("python", "-m", "generator")
    session.run("python", "-m", "contract_tests.tools.demo", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """Run all tests, in parallel and in random order."""
    install(session, "generator", "test", "contract", "typing")
    session.run("python", "-m", "pytest", "-n", "auto", *session.posargs)


@nox.session
def contract(session: nox.Session) -> None:
    """Run the contract suite: its flags go behind `--`, as in `-- --url URL` or `-- --help`.

    Without flags it takes more examples than `tests` does, of the mock and of the SDK, and runs the other tests of contract_tests.
    """
    install(session, "generator", "test", "contract", "typing")
    if session.posargs:
        arguments, keys = without_keys(session.posargs)
        session.run(
            "python", "-m", "contract_tests", *arguments, env=keys, interrupt_timeout=CLEANUP, terminate_timeout=CLEANUP
        )
        return
    whole = ("--sdk", "--effort", "thorough", "--coverage")
    session.run("python", "-m", "contract_tests", *whole, interrupt_timeout=CLEANUP, terminate_timeout=CLEANUP)
    env = {"HYPOTHESIS_PROFILE": os.environ.get("HYPOTHESIS_PROFILE", "thorough")}
    others = "--ignore=contract_tests/tests/suite/test_checks.py"  # the suite itself, which just ran
    session.run("python", "-m", "pytest", "-n", "auto", others, "contract_tests", env=env)


@nox.session
def mutation(session: nox.Session) -> None:
    """Change the mock's core a little at a time, and tell what no test notices; hours of work, `-- MODULE` for a part."""
    install(session, "generator", "test", "contract", "mutation")
    session.run("python", "-m", "contract_tests.tools.mutation", *session.posargs)


@nox.session
def proofs(session: nox.Session) -> None:
    """Prove what `generator diff` says of each edit of its corpus, and three big edits: files, SDKs, types, the contract suite."""
    install(session, "generator", "test", "contract", "typing")
    tests = ["contract_tests/tests/diff/full_corpus.py", "contract_tests/tests/diff/full_contract.py"]
    tests += [
        "contract_tests/tests/workspace/test_spec_edits.py",
        "contract_tests/tests/diff/test_spec_edits_corpus.py",
        "contract_tests/tests/diff/test_version_compatibility.py",
    ]
    # By file: the tests of one share what is slow to make.
    env = {"PROOFS": "all", "HYPOTHESIS_PROFILE": "fast"}
    session.run("python", "-m", "pytest", "-n", "auto", "--dist", "loadfile", *tests, *session.posargs, env=env)


@nox.session
def lint(session: nox.Session) -> None:
    """Check the style of what we write; `-- --fix` mends what can be mended."""
    install(session, "lint", packages=False)
    fix = "--fix" in session.posargs
    session.run("ruff", "check", *(["--fix"] if fix else []), ".")
    session.run("ruff", "format", *([] if fix else ["--check"]), ".")


@nox.session
def typing(session: nox.Session) -> None:
    """Check the types of what we write and of what we generate."""
    install(session, "generator", "test", "contract", "typing", "bench")
    session.run("mypy", *SOURCES, "generated_client/tests/typing_api.py")
    session.run("mypy", "-p", "apivideo_admin_contract")
    if shutil.which("node"):
        # The wheel brings pyright itself; without Node on the path it would download one.
        session.run("pyright", "--project", "generated_client", env={"PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"})
    else:
        session.warn("There is no Node, so pyright did not check the SDK.")


@nox.session
def generate(session: nox.Session) -> None:
    """Make all that follows from openapi/, and tell what changed; `-- --check` only looks, `-- --watch` goes on with every save."""
    install(session, "generator", packages=False)
    session.run("python", "-m", "generator", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Make the reference site from openapi/ in build/docs/; `-- --out DIR` for another place."""
    install(session, "generator", packages=False)
    session.run("python", "-m", "generator.site", *session.posargs)


@nox.session
def mock(session: nox.Session) -> None:
    """Keep a mock running; what follows `--` goes to `apivideo-admin-mock serve`."""
    session.install("-c", "constraints.txt", "-e", "./mock_server", env=BUILD_ENV)
    session.run("apivideo-admin-mock", "serve", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure against baselines in the same run: `-- mock` (default), `scale`, `others` (Prism, Mockoon), `sdk` or `generate`."""
    install(session, "bench", "generator")
    which, *arguments = session.posargs or ["mock"]
    if which not in BENCHMARKS:
        session.error(f"{which!r} is no benchmark: choose one of {', '.join(BENCHMARKS)}")
    session.run("python", "-m", BENCHMARKS[which], *arguments)


@nox.session
def wheels(session: nox.Session) -> None:
    """Build both wheels into dist/ and use each one alone, in an empty environment."""
    session.install("-c", "constraints.txt", "uv")
    dist = ROOT / "dist"
    shutil.rmtree(dist, ignore_errors=True)
    for package in ("generated_client", "mock_server"):
        session.run("uv", "build", "--wheel", "--quiet", "--out-dir", str(dist), package, env=BUILD_ENV)
    for name in ("apivideo_admin", "apivideo_admin_mock"):
        (wheel,) = dist.glob(f"{name}-*.whl")
        environment = Path(session.create_tmp()) / name
        session.run("uv", "venv", "--quiet", "--clear", "--python", sys.executable, str(environment))
        python = str(environment / "bin" / "python")
        session.run("uv", "pip", "install", "--quiet", "--python", python, "-c", "constraints.txt", str(wheel))
        session.run(python, "-I", f"contract_tests/tools/wheels/{name}_alone.py", external=True)
