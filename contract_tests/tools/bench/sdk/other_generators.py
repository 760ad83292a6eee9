"""Generate clients from the same document with openapi-python-client (default templates) and OpenAPI Generator."""

from __future__ import annotations

import importlib
import io
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from apivideo_admin_mock.spec import bundled_document
from contract_tests.tools.bench.sdk.canned import HEADERS, PROJECT_ID, body_for, handler

Calls = tuple[Callable[[], Any], Callable[[], Any]]
"""A call that reads one project, and a call that lists 100 projects."""


def openapi_python_client(folder: Path) -> Calls:
    """Generate a client with the default templates, and connect it to a mock transport of httpx."""
    import httpx  # only this client needs it

    target = folder / "vanilla_client"
    document = _document(folder)
    _run("-m", "openapi_python_client", "generate", "--path", document, "--output-path", str(target), "--meta", "none")
    _import_from(folder)
    client = importlib.import_module("vanilla_client.client").AuthenticatedClient(
        base_url="https://admin.api.video",
        token="azo=",  # noqa: S106 - not a secret
        prefix="Basic",
        httpx_args={"transport": httpx.MockTransport(handler(httpx))},
    )
    get = importlib.import_module("vanilla_client.api.projects.get_project").sync
    many = importlib.import_module("vanilla_client.api.projects.list_projects").sync
    return (lambda: get(PROJECT_ID, client=client)), (lambda: many(client=client, page_size=100))


def openapi_generator(folder: Path) -> Calls | str:
    """Generate a client with the `python` generator, and replace its urllib3 pool.

    Return the reason if the generator can't run.
    """
    if shutil.which("java") is None:
        return "Java is not installed"
    code = "import sys, openapi_generator_cli; sys.exit(openapi_generator_cli.run(sys.argv[1:]).returncode)"
    options = ("-i", _document(folder), "-g", "python", "-o", str(folder / "oag"), "--package-name", "oag_client")
    _run("-c", code, "generate", *options)
    _import_from(folder / "oag")
    module = importlib.import_module("oag_client")
    client = module.ApiClient(module.Configuration(host="https://admin.api.video", username="k", password=""))
    client.rest_client.pool_manager = _Pool()
    api = module.ProjectsApi(client)
    return (lambda: api.get_project(PROJECT_ID)), (lambda: api.list_projects(page_size=100))


class _Pool:
    """Return canned responses in place of a urllib3 pool."""

    def __init__(self) -> None:
        import urllib3  # only this client needs it

        self._response = urllib3.HTTPResponse
        self._headers = {name.decode(): value.decode() for name, value in HEADERS}

    def request(self, _: str, url: str, **__: Any) -> Any:
        """Return the response for a URL."""
        body = io.BytesIO(body_for(url.partition("?")[0]))
        return self._response(body=body, headers=self._headers, status=200, preload_content=False)


def _document(folder: Path) -> str:
    path = folder / "openapi.json"
    path.write_text(json.dumps(bundled_document()), encoding="utf-8")
    return str(path)


def _import_from(folder: Path) -> None:
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()


def _run(*command: str) -> None:
    subprocess.run([sys.executable, *command], check=True, capture_output=True)
