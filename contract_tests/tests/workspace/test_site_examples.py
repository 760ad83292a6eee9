"""Every example of the reference site runs against a mock server, in each language."""

from __future__ import annotations

import html
import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from apivideo_admin.__main__ import PROGRAM
from apivideo_admin._runtime.cli import options
from apivideo_admin._runtime.cli.program import run
from apivideo_admin_contract.document.document import Document, Operation
from apivideo_admin_contract.document.reading import read_document
from apivideo_admin_mock import settings
from apivideo_admin_mock.arguments import parse_arguments
from apivideo_admin_mock.testing import MockServer
from contract_tests.tests.support.subject import DOCUMENT, each_operation, make_parents
from contract_tests.tools.workspace import ROOT, add_resource
from generator.site.build import build
from generator.site.content import snippets

_CODE = r'<code class="[a-z]+" data-language="{0}">(.*?)</code>'
_KEY = "the-key"

needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")


@cache
def _site() -> Mapping[str, bytes]:
    found = build(ROOT / "openapi")
    assert isinstance(found, dict), found
    return found


def _examples(page: bytes, language: str) -> list[str]:
    """Return the examples of a page in a language, as a reader copies them: without the markup of the colours."""
    blocks = re.findall(_CODE.format(language), page.decode(), re.DOTALL)
    return [html.unescape(re.sub(r"<[^>]+>", "", block)) for block in blocks]


def _example(site: Mapping[str, bytes], operation: Operation, language: str) -> str:
    (example,) = _examples(site[f"operations/{operation.id}.html"], language)
    return example


def _with_real_ids(example: str, mock: MockServer, document: Document, operation: Operation) -> str:
    """Create the items that an example uses, and return the example with their ids."""
    ids = make_parents(mock, document, operation)
    parameters = {one["name"]: one for one in operation.node.get("parameters", ())}
    for name, real in zip(operation.path_parameters, ids, strict=True):
        named = str(parameters[name]["example"])
        assert named in example
        example = example.replace(named, real)
    return example


def _with_server(example: str, mock: MockServer) -> str:
    """Return an example with a mock as its server."""
    return example.replace(DOCUMENT.node["servers"][0]["url"], mock.url)


def _run_curl(example: str, folder: Path) -> tuple[int, str]:
    """Run an example in a shell that has only the key in its environment. Return the status and the body."""
    (folder / ".curlrc").write_text('silent\nshow-error\nwrite-out = "\\n%{http_code}"\n', encoding="utf-8")
    environment = {"APIVIDEO_ADMIN_API_KEY": _KEY, "CURL_HOME": str(folder)}
    done = subprocess.run(
        [str(shutil.which("sh")), "-c", f'PATH="{Path(str(shutil.which("curl"))).parent}"; {example}'],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    body, _, status = done.stdout.rpartition("\n")
    return int(status), body


@pytest.mark.parametrize("language", ["python", "python-async"])
@each_operation
def test_the_python_example_of_an_operation_runs(
    operation: Operation, language: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with MockServer(keys=[_KEY], rate_limit="off") as mock:
        example = _with_real_ids(_example(_site(), operation, language), mock, DOCUMENT, operation)
        monkeypatch.setenv("APIVIDEO_ADMIN_BASE_URL", mock.url)
        monkeypatch.setenv("APIVIDEO_ADMIN_API_KEY", _KEY)
        exec(compile(example, f"the page of {operation.id}", "exec"), {})  # noqa: S102 - our own text
        assert (mock.calls()[-1].operation_id, mock.calls()[-1].status) == (operation.id, operation.status)
    # A list prints nothing here: its collection is empty.
    assert bool(capsys.readouterr().out) is not (operation.response is None or operation.action == "list")


@needs_curl
@each_operation
def test_the_curl_example_of_an_operation_runs(operation: Operation, tmp_path: Path) -> None:
    with MockServer(keys=[_KEY], rate_limit="off") as mock:
        example = _with_real_ids(_example(_site(), operation, "sh"), mock, DOCUMENT, operation)
        status, body = _run_curl(_with_server(example, mock), tmp_path)
        assert status == operation.status
        assert (mock.calls()[-1].operation_id, mock.calls()[-1].status) == (operation.id, operation.status)
    assert (set(json.loads(body)) >= set(operation.response["required"])) if operation.response else not body


@each_operation
def test_the_command_line_example_of_an_operation_runs(
    operation: Operation, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with MockServer(keys=[_KEY], rate_limit="off") as mock:
        example = _with_real_ids(_example(_site(), operation, "cli"), mock, DOCUMENT, operation)
        monkeypatch.setenv("APIVIDEO_ADMIN_BASE_URL", mock.url)
        monkeypatch.setenv("APIVIDEO_ADMIN_API_KEY", _KEY)
        name, *arguments = shlex.split(example.replace("\\\n", ""))
        assert (name, run(PROGRAM, arguments)) == (PROGRAM.name, 0)
        assert (mock.calls()[-1].operation_id, mock.calls()[-1].status) == (operation.id, operation.status)
    # Of a response with a secret, the command says that it is masked.
    assert capsys.readouterr().err in {"", "Secret values are masked. hint: --show-secrets shows them\n"}


@needs_node
@each_operation
def test_the_node_example_of_an_operation_runs(operation: Operation) -> None:
    with MockServer(keys=[_KEY], rate_limit="off") as mock:
        example = _with_real_ids(_example(_site(), operation, "node"), mock, DOCUMENT, operation)
        done = subprocess.run(
            [str(shutil.which("node")), "--input-type=module", "--eval", _with_server(example, mock)],
            env={"APIVIDEO_ADMIN_API_KEY": _KEY},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (mock.calls()[-1].operation_id, mock.calls()[-1].status) == (operation.id, operation.status)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(str(operation.status))


@needs_curl
@needs_node
@each_operation
def test_all_examples_of_an_operation_send_the_same_request(
    operation: Operation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # With the ids of the page: only the requests are compared, so a 404 does not matter.
    with MockServer(keys=[_KEY], rate_limit="off") as mock:
        monkeypatch.setenv("APIVIDEO_ADMIN_BASE_URL", mock.url)
        monkeypatch.setenv("APIVIDEO_ADMIN_API_KEY", _KEY)
        _run_curl(_with_server(_example(_site(), operation, "sh"), mock), tmp_path)
        code = _example(_site(), operation, "python").replace("AdminClient()", "AdminClient(max_retries=0)")
        try:
            exec(compile(code, f"the page of {operation.id}", "exec"), {})  # noqa: S102 - our own text
        except Exception as error:  # noqa: BLE001 - the SDK's own, whose module the example does not import
            assert getattr(error, "status_code", None) == 404  # noqa: PT017 - only where the id is not found
        _, *arguments = shlex.split(_example(_site(), operation, "cli").replace("\\\n", ""))
        run(PROGRAM, ["--max-retries", "0", *arguments])
        node = [str(shutil.which("node")), "--input-type=module", "--eval"]
        script = _with_server(_example(_site(), operation, "node"), mock)
        subprocess.run([*node, script], env={"APIVIDEO_ADMIN_API_KEY": _KEY}, capture_output=True, check=False)
        sent = [(one.method, one.path, one.query, one.request_json) for one in mock.calls()]
    assert sent == [sent[0]] * 4


def test_the_flags_and_the_defaults_of_the_examples_are_those_of_the_sdk_and_the_mock() -> None:
    assert options._RESERVED == snippets.RESERVED
    _, serve = parse_arguments(["serve"], {})
    assert f"http://{serve.host}:{serve.port}" == snippets.MOCK_URL
    assert settings.DEFAULT_KEY == snippets.MOCK_KEY


def test_no_example_is_missing() -> None:
    pages = {name.partition("/")[2].removesuffix(".html") for name in _site() if name.startswith("operations/")}
    assert pages == {operation.id for operation in DOCUMENT.operations}
    for page in ("index.html", "sdk.html"):
        assert _examples(_site()[page], "python") == [_example(_site(), DOCUMENT.operations[0], "python")]


@needs_curl
def test_a_new_resource_has_its_pages_and_its_examples_run(tmp_path: Path) -> None:
    openapi = tmp_path / "openapi"
    shutil.copytree(ROOT / "openapi", openapi)
    add_resource(openapi, "webhooks")
    site = build(openapi)
    assert isinstance(site, dict), site
    document = read_document(json.loads(site["openapi.json"]))
    new = [one for one in document.operations if one.id not in {other.id for other in DOCUMENT.operations}]
    assert {f"operations/{one.id}.html" for one in new} | {"resources/webhooks.html"} == set(site) - set(_site())
    assert b'id="WebhookCreate-events"' in site["schemas.html"]
    assert b"list_webhooks" in site["assets/search-index.js"]
    assert b"A page does not contain the total" in site["operations/list_webhooks.html"]
    for operation in new:
        with MockServer(keys=[_KEY], rate_limit="off", document=document.node) as mock:
            example = _with_real_ids(_example(site, operation, "sh"), mock, document, operation)
            status, _ = _run_curl(example.replace(document.node["servers"][0]["url"], mock.url), tmp_path)
        assert status == operation.status, operation.id
