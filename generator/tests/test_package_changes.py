"""What users of each package see, and which changes of it break them."""

from __future__ import annotations

import pytest

from generator.diff.change import Change
from generator.release.contents import Contents, read_contents
from generator.release.dependencies import requirements_include_versions
from generator.release.package_changes import package_changes
from generator.release.packages import MOCK, SDK, SUITE, Package
from generator.surface.flags import read_flags
from generator.surface.rule_ids import read_rule_ids
from generator.versions import Version, compatible_range

V1 = Version(1, 0, 0)


@pytest.mark.parametrize(
    ("code", "declared"),
    [
        ('add_argument("--port", type=int, default=80)', "port: int = 80"),
        ('group.add_argument("--read-only", action="store_true")', "read_only: bool = False"),
        ('add("--key", action="append", default=[])', "key: list[str] = []"),
        ('addoption("--url", required=True)', "url: str"),
        ('add_argument("--ci", choices=["a", "b"])', "ci: Literal['a', 'b'] = None"),
        ('add_argument("--log", nargs="?", const="a", choices=["a"])', "log: Literal['a'] | bool = None"),
        ('add_argument("folder", nargs="?", default="x")', "folder: str = 'x'"),
        ('A = "a"\nB = (A, "b")\nadd("--level", choices=B, default=A)', "level: Literal['a', 'b'] = 'a'"),
        ('F = "--url"\naddoption(F)', "url: str = None"),
        ('add(f"--{side}-key", metavar="K")', "side_key: str = None"),
        ('add_argument("--port", type=read_port, default=80)', "port: str = 80"),
    ],
)
def test_a_flag_is_read_as_an_argument(code, declared):
    assert read_flags(code.encode()) == f"def (*, {declared})"


def test_other_calls_are_no_flags():
    assert read_flags(b'parser.error("--a needs --b")\nnames.add("word")\nadd_argument()\n') == "def ()"


def test_rules_are_read_by_their_ids():
    files = {"a.py": b'X = Rule("page-links", "Pages link.", "README")\nOther("b")\n', "b.json": b'Rule("c")'}

    assert read_rule_ids(files) == {"rules.page-links": ":"}


PLUGIN = b"""
import pytest

def pytest_configure(config): ...

@pytest.fixture
def thing(request) -> int: ...
"""
OPTIONS = b"""
from typing import TypedDict, Unpack

class Options(TypedDict, total=False):
    seed: int
    keys: str

def create(**options: Unpack[Options]) -> None: ...
"""
FILES = {
    "things/__init__.py": b'from things.inner.app import create\n__all__ = ["create"]\n',
    "things/inner/__init__.py": b"",
    "things/inner/app.py": OPTIONS,
    "things/plugin.py": PLUGIN,
    "things/not_read.py": b"this is not Python",
    "things/_version.py": b'__version__ = "1.0.0"\n',
    "things/arguments.py": b'add_argument("--port")',
    "things/schema.json": b'{"type": "object", "properties": {"a": {"$ref": "#/$defs/t"}}, "$defs": {"t": {"type": "string"}}}',
}
THINGS = Package(
    "things",
    "folder",
    "things",
    public=("plugin",),
    needed=("inner.app",),
    commands={"things serve": "arguments.py"},
    documents={"report": "schema.json"},
)


def contents(**files):
    found = read_contents(THINGS, V1, {}, FILES | {f"things/{name}": data for name, data in files.items()})
    assert isinstance(found, Contents), found
    return found


def changes(**files):
    found = package_changes(THINGS, contents(), contents(**files))
    return [(one.rule, one.severity, one.names) for one in found]


def test_the_contents_of_a_package_are_its_names_flags_documents_and_files():
    found = contents()

    assert found.surface == {
        "create": "def (*, keys: str = ..., seed: int = ...) -> None",
        "plugin.thing": ": int",
        "things serve": "def (*, port: str = None)",
    }
    assert "paths" in found.documents["report"]
    assert found.files.keys() == FILES.keys() - {"things/_version.py"}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"_version.py": b'__version__ = "9.0.0"\n'}, []),
        ({"not_read.py": b"changed"}, [("code_changed", "patch", ("things/not_read.py",))]),
        (
            {"arguments.py": b'add_argument("--port")\nadd_argument("--host")'},
            [("parameter_added", "minor", ("things serve",)), ("code_changed", "patch", ("things/arguments.py",))],
        ),
        (
            {"arguments.py": b""},
            [("parameter_removed", "major", ("things serve",)), ("code_changed", "patch", ("things/arguments.py",))],
        ),
        (
            {"plugin.py": PLUGIN.replace(b"def thing", b"def other")},
            [
                ("name_removed", "major", ("plugin.thing",)),
                ("name_added", "minor", ("plugin.other",)),
                ("code_changed", "patch", ("things/plugin.py",)),
            ],
        ),
        (
            {"inner/app.py": OPTIONS.replace(b"    keys: str\n", b"    keys: str | None\n    more: int\n")},
            [
                ("parameter_added", "minor", ("create",)),
                ("parameter_type_changed", "minor", ("create",)),
                ("code_changed", "patch", ("things/inner/app.py",)),
            ],
        ),
        (
            {"schema.json": FILES["things/schema.json"].replace(b"string", b"integer")},
            [("type_changed", "major", ("report",)), ("code_changed", "patch", ("things/schema.json",))],
        ),
    ],
)
def test_a_change_has_the_severity_that_it_has_for_users(files, expected):
    assert changes(**files) == expected


def test_a_module_that_was_moved_is_reported_with_its_fix():
    found = read_contents(THINGS, V1, {}, {name: data for name, data in FILES.items() if "arguments" not in name})

    assert str(found) == (
        "generator/release/packages.py#: things has no file `arguments.py`, which its entry names. "
        "Name the file that replaces it."
    )


def api_change(rule, severity, direction, *operations, new="/new"):
    return Change(rule, severity, direction, f"It is a {rule}.", "/old", new, operations)


def test_the_mock_changes_as_the_api_does_and_texts_of_the_api_do_not_count():
    found = package_changes(
        MOCK,
        Contents(V1, {}),
        Contents(Version(2, 0, 0), {}),
        (
            api_change("enum_value_removed", "major", "request", "create_thing"),
            api_change("operation_added", "minor", "both", "delete_thing"),
            api_change("operation_removed", "major", "both", "old_thing", new=None),
            api_change("property_added", "minor", "response", "get_thing", "list_things"),
            api_change("rate_limit_changed", "minor", "request"),
            api_change("text_changed", "patch", "response", "get_thing"),
            api_change("deprecated", "minor", "request", "get_thing"),
        ),
    )

    assert [(one.severity, one.names, one.message) for one in found] == [
        ("major", ("create_thing",), "accepts less or different input (enum_value_removed)."),
        ("major", ("old_thing",), "removed operations (operation_removed)."),
        ("minor", ("delete_thing",), "new operations (operation_added)."),
        ("minor", ("every operation",), "accepts more input (rate_limit_changed)."),
        ("minor", ("get_thing", "list_things"), "returns different responses (property_added)."),
    ]


@pytest.mark.parametrize(
    ("api", "severities"), [(V1, []), (Version(1, 1, 0), []), (Version(1, 0, 1), []), (Version(2, 0, 0), ["major"])]
)
def test_an_sdk_for_another_major_version_of_the_api_breaks_its_users(api, severities):
    assert [one.severity for one in package_changes(SDK, Contents(V1, {}), Contents(api, {}))] == severities


def test_the_suite_does_not_change_with_the_api():
    later = Contents(Version(2, 0, 0), {})

    assert package_changes(SUITE, Contents(V1, {}), later, (api_change("a", "major", "both"),)) == ()


@pytest.mark.parametrize(
    ("version", "expected"),
    [((2, 0, 0), ">=2.0,<3"), ((2, 1, 3), ">=2.1,<3"), ((0, 1, 0), ">=0.1,<0.2")],
)
def test_a_range_starts_with_what_is_used_and_ends_before_the_next_breaking_version(version, expected):
    assert compatible_range(Version(*version)) == expected


@pytest.mark.parametrize(
    ("range_", "problems"),
    [(">=1.0,<2", 0), (">=1.2, <2", 0), (">=1.3,<2", 1), (">=1.0,<1.2", 1), ("", 1), (">=1.0", 1)],
)
def test_a_package_must_accept_the_other_packages_of_the_workspace(write, range_, problems):
    project = f'[project]\ndependencies = ["httpx2>=2", "apivideo-admin-mock{range_}"]\n'
    root = write({"contract_tests/pyproject.toml": project})

    found = [*requirements_include_versions(root, {"apivideo-admin-mock": Version(1, 2, 0)})]
    assert len(found) == problems
    for one in found:
        assert one.file == "contract_tests/pyproject.toml"
        assert "but the workspace has version 1.2.0." in one.message
        assert one.fix.startswith("Write `apivideo-admin-mock>=1.2,<2`")
