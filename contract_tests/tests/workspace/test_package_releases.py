"""A fix of the SDK's runtime, a fix of the mock and a change of the API, each released alone, have the versions and changelogs that they need."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from contract_tests.tests.support.subject import DOCUMENT
from contract_tests.tools.workspace import add_lines, add_resource, raise_version, replace_line, run
from generator.release.packages import MOCK, PACKAGES, SDK, Package

# Each test runs other programs, on a machine that may be busy.
pytestmark = pytest.mark.timeout(600)

_API = str(DOCUMENT.node["info"]["version"])
_MAJOR, _MINOR, _ = _API.split(".")
_NEXT_API = f"{_MAJOR}.{int(_MINOR) + 1}.0"
_SHOW_VERSIONS = """
import json, apivideo_admin, apivideo_admin_contract, apivideo_admin_mock
packages = apivideo_admin, apivideo_admin_mock, apivideo_admin_contract
print(json.dumps([[one.__version__, one.API_VERSION, one.API_VERSIONS] for one in packages]))
"""


@pytest.fixture
def copy(released_workspace: Path, tmp_path: Path) -> Path:
    return shutil.copytree(released_workspace, tmp_path / "workspace")


def _generate(copy: Path, *arguments: str) -> str:
    done = run(copy, "-m", "generator", *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _refused(copy: Path, *arguments: str) -> str:
    done = run(copy, "-m", "generator", *arguments)
    assert done.returncode == 1, done.stdout
    return done.stderr


def _versions(copy: Path) -> list[list[str]]:
    """Return the version, the version of the API and the range of each package, as the packages themselves state them."""
    done = run(copy, "-c", _SHOW_VERSIONS)
    assert done.returncode == 0, done.stderr
    found: list[list[str]] = json.loads(done.stdout)
    return found


def _own(copy: Path, package: Package) -> str:
    return (copy / package.changelog).read_text(encoding="utf-8")


def _entry(copy: Path, package: Package, version: str) -> str:
    """Return the entry of a version in the changelog of a package."""
    assert f"## [{version}] - 2026-12-02\n" in _own(copy, package)
    return _own(copy, package).partition(f"## [{version}] - 2026-12-02\n")[2].partition("\n## [")[0]


def _changelogs(copy: Path, *left_out: Package) -> list[str]:
    """Return the changelogs of the API and of all packages, without some."""
    own = [_own(copy, package) for package in PACKAGES if package not in left_out]
    return [(copy / "CHANGELOG.md").read_text(encoding="utf-8"), *own]


@pytest.mark.parametrize(
    ("package", "module", "after"),
    [(SDK, "_runtime/retry.py", ["1.0.1", "1.0.0", "1.0.0"]), (MOCK, "core/engine.py", ["1.0.0", "1.0.1", "1.0.0"])],
    ids=["runtime of the SDK", "mock"],
)
def test_a_fix_is_a_patch_version_of_its_package_alone(
    copy: Path, package: Package, module: str, after: list[str]
) -> None:
    others, before = _changelogs(copy, package), _versions(copy)
    with (copy / package.code / module).open("a", encoding="utf-8") as file:
        file.write("\n# A fix.\n")

    assert f'Write at least `__version__ = "1.0.1"`, because of code_changed: `{package.module}/{module}`' in _refused(
        copy
    )
    raise_version(copy, package, "1.0.0", "1.0.1")
    _generate(copy)
    assert f"{package.changelog} does not say what changed in 1.0.1." in _refused(
        copy, "release", "--date", "2026-12-02"
    )
    add_lines(copy / package.changelog, [{"after": "## [1.0.1] - unreleased", "lines": "\n- It works."}])
    printed = _generate(copy, "release", "--date", "2026-12-02")
    assert f"git tag -a {package.name}-1.0.1" in printed
    now = _versions(copy)
    assert [version for version, *_ in now] == after
    assert [rest for _, *rest in now] == [rest for _, *rest in before]
    assert "- It works." in _entry(copy, package, "1.0.1")
    assert _changelogs(copy, package) == others


def test_an_addition_to_the_api_is_a_minor_version_of_the_api_the_sdk_and_the_mock(copy: Path) -> None:
    suite = _own(copy, PACKAGES[2])
    add_resource(copy / "openapi", "webhooks")

    assert f"Write at least `version: {_NEXT_API}`" in _refused(copy)
    replace_line(copy / "openapi/openapi.yaml", f"  version: {_API}", f"  version: {_NEXT_API}")
    refused = _refused(copy)
    for package in (SDK, MOCK):
        assert f"{package.version_file}#: `1.0.0` is too low" in refused
        raise_version(copy, package, "1.0.0", "1.1.0")
    _generate(copy)
    assert "which is not released. Release both: add `api`." in _refused(copy, "release", "apivideo-admin")
    printed = _generate(copy, "release", "--date", "2026-12-02")
    for tag in (f"v{_NEXT_API}", "apivideo-admin-1.1.0", "apivideo-admin-mock-1.1.0"):
        assert f'git tag -a {tag} -m "{tag}"' in printed
    assert _versions(copy) == [
        ["1.1.0", _NEXT_API, f">={_MAJOR}.{int(_MINOR) + 1},<{int(_MAJOR) + 1}"],
        ["1.1.0", _NEXT_API, f">=1.0.0,<={_NEXT_API}"],
        ["1.0.0", _NEXT_API, f">=1.0.0,<={_NEXT_API}"],
    ]
    assert "`AdminClient.webhooks`" in _entry(copy, SDK, "1.1.0")
    assert "new operations (operation_added)" in _entry(copy, MOCK, "1.1.0")
    assert f"## [{_NEXT_API}] - 2026-12-02" in _changelogs(copy)[0]
    assert _own(copy, PACKAGES[2]) == suite
    assert _generate(copy, "--check").startswith("Nothing changed")
