"""The tasks of this workspace: ``python3 -m nox -l`` lists them, ``python3 -m nox -s NAME -- ARGUMENTS`` runs one."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import nox

nox.needs_version = ">=2025.5"
nox.options.default_venv_backend = "uv"
nox.options.reuse_venv = "yes"
nox.options.sessions = ["tests", "lint", "typing"]
# `pythons` skips the versions that this machine does not have, also where nox would fail because CI is set.
nox.options.error_on_missing_interpreters = False

ROOT = Path(__file__).parent
# A session starts dozens of Python processes. Without bytecode (which many container images switch off) each of them compiles
# everything it imports, which doubles the time of the tests. It is kept in .nox, so that nothing is written beside the sources.
BYTECODE = ROOT / ".nox" / "bytecode"
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
os.environ["PYTHONPYCACHEPREFIX"] = str(BYTECODE)
# The bytecode of temporary folders, such as copies of the workspace, is never used again.
shutil.rmtree(BYTECODE.joinpath(*Path(tempfile.gettempdir()).parts[1:]), ignore_errors=True)

PYPROJECT = nox.project.load_toml("pyproject.toml")
PACKAGE_FOLDERS = ("generated_client", "mock_server", "contract_tests")
SDK = ("-e", "./generated_client[cli,otel]")
PACKAGES = (*SDK, *(argument for folder in PACKAGE_FOLDERS[1:] for argument in ("-e", f"./{folder}")))
SOURCES = (
    "generator",
    "generated_client/apivideo_admin",
    "mock_server/apivideo_admin_mock",
    "contract_tests/planted_bugs",
    "contract_tests/tests",
    "contract_tests/tools",
    "conftest.py",
    "noxfile.py",
)
BENCHMARKS = {
    "mock": "contract_tests.tools.bench",
    "scale": "contract_tests.tools.bench.scale",
    "large": "contract_tests.tools.bench.large",
    "backends": "contract_tests.tools.bench.backends",
    "hostile": "contract_tests.tools.bench.hostile",
    "proxy": "contract_tests.tools.bench.proxy",
    "others": "contract_tests.tools.bench.others",
    "sdk": "contract_tests.tools.bench.sdk",
    "generate": "contract_tests.tools.bench.generate",
}
# The tests that do more with PLANTED_BUGS=all, or with the effort of a Hypothesis profile. `tests` runs them for a start, and all others.
EXTENSIVE = (
    "contract_tests/tests/sdk",
    *(
        f"contract_tests/tests/suite/test_{name}.py"
        for name in ("planted_server_bugs", "command", "dedicated_account", "foreign", "values")
    ),
)
#: The newest supported Python.
NEWEST = "3.13"
#: Valid and invalid uses of the public types of the SDK; each invalid one has the error that type checkers must report.
TYPED_USE = "generated_client/tests/typing_api.py"
#: Leaves out the tests that are the same with each version of Python and of the dependencies: pyproject.toml has the rule.
NOT_ONCE = "not once"
# Seconds. An interrupted run of the contract suite deletes what it created and writes its report; nox would kill it after half a second.
CLEANUP = 600.0
KEY_FLAGS = {
    "--key": "APIVIDEO_ADMIN_CONTRACT_KEY",
    "--second-key": "APIVIDEO_ADMIN_CONTRACT_SECOND_KEY",
    "--suspended-key": "APIVIDEO_ADMIN_CONTRACT_SUSPENDED_KEY",
    **{
        f"--{side}-{key}": f"APIVIDEO_ADMIN_CONTRACT_{side}_{key}".upper().replace("-", "_")
        for side in ("left", "right")
        for key in ("key", "second-key", "suspended-key")
    },
}
# Packages are built in environments of their own, in the versions of constraints.txt too.
BUILD_ENV = {"UV_BUILD_CONSTRAINT": str(ROOT / "constraints.txt")}

LOCK_HEADER = """\
# The version and the hashes of everything that a nox session installs. `nox -s lock` writes this file.
# uv checks the hashes. pip takes no editable or local package beside them: strip them for pip, as mock_server/Dockerfile does.
"""


def install(session: nox.Session, *groups: str, packages: bool = True) -> None:
    """Install dependency groups, and the packages as editable, in the versions of constraints.txt."""
    requirements = nox.project.dependency_groups(PYPROJECT, *groups)
    chosen = PACKAGES if packages else ()
    session.install("-c", "constraints.txt", *chosen, *requirements, env=BUILD_ENV)


def without_keys(arguments: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """Move keys from the flags of the contract suite into its environment variables: nox logs every command."""
    left: list[str] = []
    keys: dict[str, str] = {}
    following = iter(arguments)
    for argument in following:
        flag, given, key = argument.partition("=")
        if flag in KEY_FLAGS:
            name = KEY_FLAGS[flag]
            number = 1 + sum(name in {one, one.rpartition("_")[0]} for one in keys)
            keys[name if number == 1 else f"{name}_{number}"] = key if given else next(following, "")
        else:
            left.append(argument)
    return left, keys


def dependencies(folder: str) -> list[str]:
    """Return what a package requires from other projects, with its extras."""
    project = nox.project.load_toml(f"{folder}/pyproject.toml")["project"]
    extras = project.get("optional-dependencies", {}).values()
    found = [*project["dependencies"], *(one for extra in extras for one in extra)]
    return [one for one in found if not one.startswith("apivideo-admin")]


def run_pytest(session: nox.Session, *arguments: str, dist: str = "worksteal", **variables: str) -> None:
    """Run pytest on all cores and in random order. ``dist`` is loadfile where the tests of a module share a slow fixture."""
    session.run("python", "-m", "pytest", "-n", "auto", "--dist", dist, *arguments, env=variables)


@nox.session
def demo(session: nox.Session) -> None:
    """Generate everything, start a mock server, and use it with the SDK."""
    install(session, "generator")
    session.run("python", "-m", "generator")
    session.run("python", "-m", "contract_tests.tools.demo", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """Run the fast tests; `-- PATH` or `-- -k NAME` for some. The sessions with slow tests are in .ci/run."""
    install(session, "generator", "test", "contract", "typing", "lint")
    run_pytest(session, *session.posargs)


@nox.session
def workspace(session: nox.Session) -> None:
    """Test copies of the workspace with new resources, documents of many shapes, and that the fixes of the lint work."""
    install(session, "generator", "test", "contract", "typing")
    folders = ("contract_tests/tests/workspace", "contract_tests/tests/agreement", "generator/tests/fixes")
    run_pytest(session, *folders, *session.posargs, dist="loadfile")


@nox.session
def diff(session: nox.Session) -> None:
    """Verify the verdicts of `generator diff` with requests, rendered SDKs, type checks and, where npm is installed, another tool."""
    install(session, "generator", "test", "contract", "typing")
    run_pytest(session, "contract_tests/tests/diff", *session.posargs, dist="loadfile")


@nox.session
def consumers(session: nox.Session) -> None:
    """Test small Python, JavaScript and Java projects that use only the built wheels, and the examples of the packages."""
    install(session, "generator", "test", "contract", "typing")
    examples = ("generated_client/tests/examples", "mock_server/tests/examples", "generator/tests/examples")
    run_pytest(session, "contract_tests/tests/consumers", *examples, *session.posargs)


@nox.session
def stress(session: nox.Session) -> None:
    """Interrupt, cancel and fork thousands of calls of the SDK."""
    install(session, "test")
    run_pytest(session, "generated_client/tests/stress", *session.posargs)


@nox.session
def backends(session: nox.Session) -> None:
    """Test the mock over SQLite, PostgreSQL and Redis; without these programs, their tests are skipped."""
    install(session, "generator", "test", "contract", "backends")
    run_pytest(session, "mock_server/tests/backends", *session.posargs)


@nox.session
def browser(session: nox.Session) -> None:
    """Test the inspector, the HTML report, and other web pages at the mock, in the installed chromium; without it, nothing runs."""
    install(session, "generator", "test", "contract", "browser")
    folders = ("mock_server/tests/browser", "contract_tests/tests/browser")
    run_pytest(session, *folders, "-rs", *session.posargs)


@nox.session(python=["3.11", "3.12", NEWEST], download_python="never")
def pythons(session: nox.Session) -> None:
    """Test the SDK and the mock on each supported Python that is installed, except that of nox: `tests` runs on it."""
    if session.python == f"{sys.version_info.major}.{sys.version_info.minor}":
        session.skip("`nox -s tests` runs the same tests on this version")
    requirements = nox.project.dependency_groups(PYPROJECT, "test")
    session.install("-c", "constraints.txt", *SDK, "-e", "./mock_server", *requirements, env=BUILD_ENV)
    run_pytest(session, "generated_client/tests", "mock_server/tests", "-m", NOT_ONCE, *session.posargs)


@nox.session
def lowest(session: nox.Session) -> None:
    """Test the SDK, the mock and the contract suite with the lowest versions of their dependencies."""
    declared = {re.split(r"[^\w.-]", one)[0].lower() for folder in PACKAGE_FOLDERS for one in dependencies(folder)}
    pins = re.split(r"\n(?=\S)", (ROOT / "constraints.txt").read_text(encoding="utf-8"))
    others = Path(session.create_tmp()) / "constraints.txt"
    others.write_text("\n".join(one for one in pins if one.partition("==")[0] not in declared), encoding="utf-8")
    requirements = nox.project.dependency_groups(PYPROJECT, "test", "typing")
    packages = (*SDK, "-e", "./mock_server", "-e", "./contract_tests[schemathesis]")
    session.install("--resolution", "lowest-direct", "-c", str(others), *packages, *requirements, env=BUILD_ENV)
    # The session `wheels` runs the contract suite with its lowest versions.
    suite = "contract_tests/tests/suite/test_schemathesis_check.py"
    run_pytest(session, "generated_client/tests", "mock_server/tests", suite, "-m", NOT_ONCE, *session.posargs)
    # The types of the lowest msgspec and httpx2 are others, so that a use of the SDK could be an error with them.
    session.run("mypy", TYPED_USE)


@nox.session
def contract(session: nox.Session) -> None:
    """Test the contract suite with every planted bug; `-- --url URL` runs the suite, `-- --help` lists its flags."""
    install(session, "generator", "test", "contract", "typing")
    if session.posargs:
        arguments, keys = without_keys(session.posargs)
        session.run(
            "python", "-m", "contract_tests", *arguments, env=keys, interrupt_timeout=CLEANUP, terminate_timeout=CLEANUP
        )
        return
    # HYPOTHESIS_PROFILE=thorough runs five times the examples, for example every night.
    effort = os.environ.get("HYPOTHESIS_PROFILE", "ci")
    whole = ("--effort", effort, "--coverage")
    session.run("python", "-m", "contract_tests", *whole, interrupt_timeout=CLEANUP, terminate_timeout=CLEANUP)
    thorough = (*EXTENSIVE, "contract_tests/tests/control_plane")
    run_pytest(session, *thorough, HYPOTHESIS_PROFILE=effort, PLANTED_BUGS="all")
    # Most of these run the suite from its start; those with planted bugs a sample, unless PLANTED_BUGS says otherwise.
    run_pytest(session, "contract_tests/tests/proof", "contract_tests/tests/processes")


@nox.session
def mutation(session: nox.Session) -> None:
    """Run mutation tests on the core of the mock, which takes hours; `-- MODULE` for a part."""
    install(session, "generator", "test", "contract", "mutation")
    session.run("python", "-m", "contract_tests.tools.mutation", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check the style and the imports of our code; `-- --fix` fixes the style."""
    install(session, "lint", packages=False)
    fix = "--fix" in session.posargs
    session.run("ruff", "check", *(["--fix"] if fix else []), ".")
    session.run("ruff", "format", *([] if fix else ["--check"]), ".")
    session.run("lint-imports", "--no-logo", "--no-cache", env={"PYTHONPATH": os.pathsep.join([".", *PACKAGE_FOLDERS])})


@nox.session
def typing(session: nox.Session) -> None:
    """Check the types of our code and of the generated code."""
    install(session, "generator", "test", "contract", "typing", "basedpyright", "lint", "bench", "backends")
    session.run("mypy", *SOURCES, TYPED_USE)
    session.run("mypy", "-p", "apivideo_admin_contract")
    session.run("mypy", "--python-version", NEWEST, TYPED_USE)
    if shutil.which("node"):
        # The wheel contains pyright; without Node on the path it would download one.
        session.run("pyright", "--project", "generated_client", env={"PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"})
    else:
        session.warn("Node is not installed: pyright did not check the SDK.")
    session.run("basedpyright", "--project", "generated_client", "--level", "error")  # its wheels contain Node


@nox.session
def generate(session: nox.Session) -> None:
    """Generate everything from openapi/; `-- --check` writes nothing, `-- --watch` repeats it after each save."""
    install(session, "generator")
    session.run("python", "-m", "generator", *session.posargs)


@nox.session
def lock(session: nox.Session) -> None:
    """Update constraints.txt after an edit of dependencies; `-- --upgrade` takes the newest versions."""
    session.install("uv")
    requirements = [*nox.project.dependency_groups(PYPROJECT, *PYPROJECT["dependency-groups"]), "hatchling", "uv"]
    requirements += [one for folder in PACKAGE_FOLDERS for one in dependencies(folder)]
    source = Path(session.create_tmp()) / "requirements.in"
    source.write_text("\n".join(requirements) + "\n", encoding="utf-8")
    command = ("uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes")
    # Without an index address: it may be one of a company.
    flags = ("--no-emit-index-url", "--no-header", "--no-annotate", "--output-file", "constraints.txt")
    session.run(*command, *flags, str(source), *session.posargs)
    target = ROOT / "constraints.txt"
    target.write_text(f"{LOCK_HEADER}{target.read_text(encoding='utf-8')}", encoding="utf-8")


@nox.session
def docs(session: nox.Session) -> None:
    """Build the site from openapi/ and the guides in build/docs/; `-- --out DIR` for another folder."""
    requirements = nox.project.dependency_groups(PYPROJECT, "generator")
    # Of the packages only the mock, which loads the document: each build of a package takes longer than a part of the site.
    session.install("-c", "constraints.txt", "-e", "./mock_server", *requirements, env=BUILD_ENV)
    session.run("python", "-m", "generator.site", *session.posargs)


@nox.session
def mock(session: nox.Session) -> None:
    """Run a mock server until Ctrl+C; flags of `apivideo-admin-mock serve` go after `--`."""
    session.install("-c", "constraints.txt", "-e", "./mock_server", env=BUILD_ENV)
    session.run("apivideo-admin-mock", "serve", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Run a benchmark: `-- mock` (default), proxy, scale, large, backends, hostile, others (Prism, Mockoon), sdk or generate."""
    install(session, "bench", "generator", "backends")
    which, *arguments = session.posargs or ["mock"]
    if which not in BENCHMARKS:
        session.error(f"{which!r} is not a benchmark: choose one of {', '.join(BENCHMARKS)}")
    session.run("python", "-m", BENCHMARKS[which], *arguments)


@nox.session
def wheels(session: nox.Session) -> None:
    """Build wheels and source distributions into dist/, and use each wheel in an environment without the others."""
    session.install("-c", "constraints.txt", "uv")
    dist = ROOT / "dist"
    shutil.rmtree(dist, ignore_errors=True)
    for package in PACKAGE_FOLDERS:
        # The wheel is built from the source distribution, so that both are complete.
        session.run("uv", "build", "--quiet", "--out-dir", str(dist), package, env=BUILD_ENV)
    tested = ("-c", "constraints.txt")
    sdk, mock, contract = (
        str(next(dist.glob(f"{name}-*.whl")))
        for name in ("apivideo_admin", "apivideo_admin_mock", "apivideo_admin_contract")
    )
    use_wheel(session, "apivideo_admin", sdk, *tested)
    use_wheel(session, "apivideo_admin", f"{sdk}[cli,otel]", *tested, argument="with-extras")
    use_wheel(session, "apivideo_admin_mock", mock, *tested)
    use_wheel(session, "apivideo_admin_contract", mock, contract, *tested)
    use_wheel(
        session, "apivideo_admin_contract", mock, f"{contract}[schemathesis]", *tested, argument="with-schemathesis"
    )
    # The lowest versions that its pyproject.toml allows; without the constraints, which are newer.
    lowest = (
        "--resolution",
        "lowest-direct",
        "--requirements",
        "contract_tests/pyproject.toml",
        "--extra",
        "schemathesis",
    )
    use_wheel(session, "apivideo_admin_contract", mock, contract, *lowest, argument="with-schemathesis")


def use_wheel(session: nox.Session, name: str, *requirements: str, argument: str = "") -> None:
    """Install requirements in an empty environment, and run the program that uses the wheel there."""
    environment = Path(session.create_tmp()) / name
    session.run("uv", "venv", "--quiet", "--clear", "--python", sys.executable, str(environment))
    python = str(environment / "bin" / "python")
    session.run("uv", "pip", "install", "--quiet", "--python", python, *requirements)
    program = f"contract_tests/tools/wheels/{name}_alone.py"
    session.run(python, "-I", program, *([argument] if argument else []), external=True)
