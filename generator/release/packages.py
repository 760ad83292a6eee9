"""The packages of the workspace: where each one has its version, its records and its changelog, and what its users see."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from generator.diagnostic import Diagnostic
from generator.versions import Version, read_version

_ASSIGNED = re.compile(r'^__version__ = "([^"]*)"$', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Package:
    """A package with a version of its own.

    ``public`` are modules with public names beside those that the package exports, and ``needed`` the modules that define these.
    ``commands`` are the modules with the flags of each command, ``documents`` an OpenAPI document or a JSON Schema by its name, and
    ``rules`` is whether it has rules. ``role`` is ``client`` for a package that calls the API, whose users lose what a new range of API versions
    leaves out, and ``server`` for one that behaves as the API does.
    """

    name: str
    folder: str
    module: str
    version: str = "_version.py"
    public: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    commands: Mapping[str, str] = field(default_factory=dict)
    documents: Mapping[str, str] = field(default_factory=dict)
    rules: bool = False
    role: Literal["client", "server"] | None = None

    @property
    def code(self) -> str:
        """The folder of the modules, relative to the root of the workspace."""
        return f"{self.folder}/{self.module}"

    @property
    def version_file(self) -> str:
        """The hand-written file with the version, the only place that states it."""
        return f"{self.code}/{self.version}"

    @property
    def records(self) -> str:
        """The folder with a record of each version."""
        return f"{self.folder}/releases"

    @property
    def changelog(self) -> str:
        """The file of the changelog."""
        return f"{self.folder}/CHANGELOG.md"


SDK = Package("apivideo-admin", "generated_client", "apivideo_admin", version="_runtime/version.py", role="client")
MOCK = Package(
    "apivideo-admin-mock",
    "mock_server",
    "apivideo_admin_mock",
    public=("testing", "faults", "pytest_plugin"),
    needed=("adapters.app", "errors", "factory", "settings", "_version", "_api_version"),
    commands={
        "apivideo-admin-mock serve": "arguments/serve.py",
        "apivideo-admin-mock proxy": "arguments/proxy.py",
        "apivideo-admin-mock init": "arguments/init.py",
    },
    documents={"control plane": "control/openapi.yaml"},
    role="server",
)
SUITE = Package(
    "apivideo-admin-contract",
    "contract_tests",
    "apivideo_admin_contract",
    commands={
        "apivideo-admin-contract": "arguments.py",
        "apivideo-admin-contract compare": "compare/options.py",
        "pytest": "pytest_plugin.py",
    },
    documents={"JSON report": "report/report.schema.json"},
    rules=True,
)
PACKAGES = (SDK, MOCK, SUITE)


def read_package_version(root: Path, package: Package) -> Version | Diagnostic | None:
    """Return the version of a package, or None if the workspace does not contain it. Raise OSError if the file cannot be read."""
    path = root / package.version_file
    if not path.is_file():
        return None
    found = _ASSIGNED.search(path.read_text(encoding="utf-8"))
    version = read_version(found[1]) if found else None
    if version is None:
        message = f"`{found[1]}` is not a semantic version." if found else "the file has no line `__version__ = ...`."
        return Diagnostic(package.version_file, "", message, 'Write three numbers: `__version__ = "1.0.0"`.')
    return version
