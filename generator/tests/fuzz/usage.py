"""Use a rendered package: import it, resolve every annotation, call every method."""

from __future__ import annotations

import asyncio
import builtins
import inspect
import itertools
import shutil
import sys
import typing
import warnings
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx2
import msgspec

from generator.tests.render_kit import RUNTIME, import_package

FUZZ_RUNTIME = "fuzz_runtime"
_numbers = itertools.count()
_OPTIONS = {"timeout", "max_retries", "extra_headers", "extra_query", "extra_body", "limit", "return"}


def share_runtime(folder: Path) -> None:
    """Copy the runtime into a folder for all packages, where type checkers find it too."""
    shutil.copytree(RUNTIME, folder / FUZZ_RUNTIME, ignore=shutil.ignore_patterns("__pycache__"))


def use(package: Path) -> None:
    """Import a package and use all its parts. Raise on failure, or if text of the document was executed."""
    builtins.fuzz_canary = []  # type: ignore[attr-defined]  # added by this test
    module = import_package(f"fuzzed_{next(_numbers)}", package)
    try:
        for name in module.models.__all__:
            kind = getattr(module.models, name)
            if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
                msgspec.json.Decoder(kind)
                repr(msgspec.inspect.type_info(kind))
        for name in module.types.__all__:
            kind = getattr(module.types, name)
            assert not typing.is_typeddict(kind) or typing.get_type_hints(kind)
        _call_everything(module)
    finally:
        for name in [name for name in sys.modules if name.partition(".")[0] == module.__name__]:
            del sys.modules[name]
    assert builtins.fuzz_canary == []  # type: ignore[attr-defined]


def _call_everything(module: ModuleType) -> None:
    seen: list[httpx2.Request] = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(418, json={"title": "I'm a teapot", "status": 418})

    client = module.AdminClient("k", transport=httpx2.MockTransport(handler), throttle=False)
    spaces = [name for name, value in vars(type(client)).items() if type(value).__name__ == "Namespace"]
    assert spaces
    for space in spaces:
        namespace = getattr(client, space)
        for name, method in inspect.getmembers(namespace, inspect.ismethod):
            if name.startswith("__"):
                continue
            hints = typing.get_type_hints(
                method.__func__, localns={"Mapping": Mapping, "httpx2": httpx2} | _without(vars(typing))
            )
            _call(module, method, hints)
            getattr(namespace.with_raw_response, name)
    client.close()
    other = module.AsyncAdminClient("k", transport=httpx2.MockTransport(handler), throttle=False)
    for space in spaces:
        for name, method in inspect.getmembers(getattr(other, space), inspect.isroutine):
            if not name.startswith("__"):
                inspect.signature(method)
    asyncio.run(other.aclose())
    for request in seen:
        assert request.url.host


def _without(names: Mapping[str, Any]) -> dict[str, Any]:
    return {}


def _call(module: ModuleType, method: Any, hints: Mapping[str, Any]) -> None:
    ids, keywords = [], {}
    for name, parameter in inspect.signature(method).parameters.items():
        if name in _OPTIONS:
            continue
        if parameter.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD:
            ids.append("x")
        else:
            keywords[name] = "x"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # what is deprecated warns, as it should
            found = method(*ids, **keywords, max_retries=0)
            if hasattr(found, "pages"):
                next(iter(found), None)
    except module.errors.APIStatusError:
        return  # the undocumented status 418: the call reached the server
    raise AssertionError("the server's error was not raised")
