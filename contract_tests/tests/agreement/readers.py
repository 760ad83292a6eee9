"""Ask every reader of a document: lint, mock, SDK and contract suite."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import httpx2
from cli_harness import CommandLine

from apivideo_admin_contract.checks import CHECKS
from apivideo_admin_contract.document.document import Document
from apivideo_admin_contract.document.reading import read_document
from apivideo_admin_contract.outcome.runner import run_case
from apivideo_admin_contract.session.session import Effort
from apivideo_admin_contract.targets.in_process import InProcessTarget
from contract_tests.tests.agreement.resource import Resource
from contract_tests.tests.agreement.writing import write_document
from contract_tests.tests.diff.client import failures
from contract_tests.tests.diff.rendered import Sdk, imported_sdk, render_sdk
from contract_tests.tests.diff.requests import requests as requests_of
from contract_tests.tests.diff.server import Server
from contract_tests.tests.support.commands import differences, recording
from contract_tests.tools.workspace import ROOT
from generator.acceptance import read_accepted
from generator.diagnostic import Diagnostic

#: Few examples: a run asks the readers about many documents.
_EFFORT: Final = Effort(2, 3, shrink=False)


def refusals(folder: Path, resource: Resource) -> list[Diagnostic] | Mapping[str, Any]:
    """Write the document of a resource. Return why the lint refuses it, or its bundle."""
    accepted = read_accepted(write_document(folder, resource))
    return accepted if isinstance(accepted, list) else accepted.content


def _commands(sdk: Sdk, document: Document) -> Iterator[str]:
    """Yield what differs in the requests of the commands."""
    main = import_module(f"{sdk.module.__name__}.__main__")
    for operation in document.operations:
        requests: list[httpx2.Request] = []
        command_line = CommandLine(recording(requests, operation), main=main, client=sdk.module.AdminClient)
        yield from (f"{operation}: {one}" for one in differences(command_line, requests, operation))


def disagreements(content: Mapping[str, Any], folder: Path) -> Iterator[str]:
    """Yield what a reader of an accepted document does not support, or finds on the healthy mock."""
    server, document = Server(content), read_document(content)
    with imported_sdk(render_sdk(content, folder)) as sdk:
        yield from (f"SDK: {one}" for one in failures(sdk, server, server, requests_of(server, server)))
        yield from (f"command line: {one}" for one in _commands(sdk, document))
    target = InProcessTarget(document, effort=_EFFORT)
    for case in (case for check in CHECKS for case in check.cases(document) if case.subject):
        result = run_case(case, target)
        if result.finding is not None:
            yield f"suite: {result.case.label}: {result.finding.message}"


def type_errors(folder: Path, documents: Sequence[str], cache: str | Path = os.devnull) -> str:
    """Return what mypy reports of the SDKs in these folders, which it moves. `disagreements` rendered them as ``sdk``.

    A cache keeps what it knows of the runtime and of the libraries for the next documents.
    """
    packages = []
    for name in documents:
        rendered = folder / name / "sdk" / "apivideo_admin"
        if rendered.exists():  # not if a reader refused the document
            packages.append(rendered.rename(folder / f"sdk_of_{name}").name)
    if not packages:
        return ""
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--cache-dir", str(cache), *packages]
    # The runtime is found like any import of mypy: the installed package is editable.
    variables = {**os.environ, "MYPYPATH": str(ROOT / "generated_client")}
    done = subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr
