"""Render the SDK of any document, and import it under a unique name."""

from __future__ import annotations

import importlib.util
import inspect
import itertools
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx2

from apivideo_admin_contract.document.document import Operation
from apivideo_admin_contract.values.samples import sample
from generator.document.naming import method_name, namespace
from generator.render import render

_PACKAGE = "apivideo_admin"
_NOWHERE = httpx2.MockTransport(lambda _: httpx2.Response(404))
_numbers = itertools.count()
#: The start of a relative import of the runtime.
_OF_RUNTIME = re.compile(r"^(\s*)from \.+_runtime", re.MULTILINE)


class Sdk:
    """A rendered SDK, called by the operations of the document."""

    def __init__(self, module: ModuleType, package: Path) -> None:
        self.module, self.package = module, package

    def call(
        self,
        transport: httpx2.BaseTransport,
        key: str,
        operation: Operation,
        ids: tuple[str, ...],
        arguments: Mapping[str, Any],
    ) -> Any:
        """Call the method of an operation with a client on this transport. A list returns its first page."""
        result = self.method(operation, transport, key)(*ids, **arguments)
        return result.first_page().parsed if operation.action == "list" else result

    def items(
        self,
        transport: httpx2.BaseTransport,
        key: str,
        operation: Operation,
        ids: tuple[str, ...],
        arguments: Mapping[str, Any],
    ) -> list[Any]:
        """Return the items of a list on all of its pages."""
        return list(self.method(operation, transport, key)(*ids, **arguments))

    def read(self, operation: Operation, body: Any) -> Any:
        """Return the result of an operation for a response with this body."""
        response = httpx2.Response(operation.status, json=body)
        arguments = {one.name: sample(one.schema) for one in operation.query if one.required}
        arguments |= {name: sample(operation.properties[name]) for name in operation.required}
        ids = ("x",) * len(operation.path_parameters)
        return self.call(httpx2.MockTransport(lambda _: response), "key", operation, ids, arguments)

    def method(self, operation: Operation, transport: httpx2.BaseTransport = _NOWHERE, key: str = "key") -> Any:
        """Return the method of an operation, of a client on this transport."""
        client = self.module.AdminClient(
            key, base_url="http://admin.test", transport=transport, max_retries=0, throttle=False
        )
        return getattr(getattr(client, namespace(operation.node)), method_name(operation.node, operation.path))

    @property
    def server(self) -> str:
        """The default base URL."""
        return str(self.module.client.SERVER)

    def names(self) -> frozenset[str]:
        """Return the public names: methods, their arguments, classes and their attributes."""
        return frozenset(_methods(self.module)) | frozenset(_attributes(self.module))


def render_sdk(document: Mapping[str, Any], folder: Path) -> Path:
    """Write the SDK of a bundled document into a folder, and return the folder of its package.

    It imports the runtime of the installed SDK, which is the same for all documents and then imported and type-checked once for many
    of them.
    """
    errors = render(dict(document), folder)
    assert not errors, [str(error) for error in errors]
    package = folder / _PACKAGE
    for path in package.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        path.write_text(_OF_RUNTIME.sub(rf"\1from {_PACKAGE}._runtime", text), encoding="utf-8")
    return package


@contextmanager
def imported_sdk(package: Path) -> Iterator[Sdk]:
    """Import a rendered package for some statements, and remove it from the imported modules after them."""
    sdk = import_sdk(package)
    try:
        yield sdk
    finally:
        name = sdk.module.__name__
        for module in [one for one in sys.modules if one == name or one.startswith(f"{name}.")]:
            del sys.modules[module]


def import_sdk(package: Path) -> Sdk:
    """Import a rendered package under a new name, so that several can be imported at once."""
    name = f"rendered_sdk_{next(_numbers)}"
    spec = importlib.util.spec_from_file_location(
        name, package / "__init__.py", submodule_search_locations=[str(package)]
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return Sdk(module, package)


def namespaces_of(module: ModuleType) -> list[str]:
    """Return the names of the namespaces of a client."""
    found = [name for name, value in vars(module.AdminClient).items() if type(value).__name__ == "Namespace"]
    assert found
    return found


def _methods(module: ModuleType) -> list[str]:
    client = module.AdminClient("key", transport=_NOWHERE)
    found = []
    for name in namespaces_of(module):
        for method, function in inspect.getmembers(getattr(client, name), inspect.ismethod):
            if not method.startswith("_"):
                found.append(f"{name}.{method}")
                found += [f"{name}.{method}({argument})" for argument in inspect.signature(function).parameters]
    return found


def _attributes(module: ModuleType) -> list[str]:
    found = []
    for name in module.models.__all__:
        found.append(name)
        found += [f"{name}.{attribute}" for attribute in getattr(getattr(module.models, name), "__annotations__", ())]
    return found
