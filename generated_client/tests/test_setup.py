"""Configuration and closing of a client."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import httpx2
import pytest

from apivideo_admin import AdminClient, AsyncAdminClient, errors


@pytest.fixture(autouse=True)
def _no_environment_variables(monkeypatch):
    for name in ("APIVIDEO_ADMIN_API_KEY", "APIVIDEO_ADMIN_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


def count(request: httpx2.Request) -> httpx2.Response:
    return httpx2.Response(200, json={"count": 1})


def test_key_and_base_url_come_from_the_environment(sdk, monkeypatch):
    monkeypatch.setenv("APIVIDEO_ADMIN_API_KEY", "from-env")
    monkeypatch.setenv("APIVIDEO_ADMIN_BASE_URL", "http://localhost:8080")
    request = sdk.sent(lambda admin: admin.projects.count(), response={"count": 1}, api_key=None)
    assert request.headers["Authorization"] == "Basic ZnJvbS1lbnY6"
    assert str(request.url) == "http://localhost:8080/projects/count"


def test_arguments_override_the_environment(sdk, monkeypatch):
    monkeypatch.setenv("APIVIDEO_ADMIN_API_KEY", "from-env")
    monkeypatch.setenv("APIVIDEO_ADMIN_BASE_URL", "http://localhost:8080")
    request = sdk.sent(
        lambda admin: admin.projects.count(), response={"count": 1}, api_key="k", base_url="http://127.0.0.1:9"
    )
    assert request.headers["Authorization"] == "Basic azo="
    assert request.url.host == "127.0.0.1"


def test_the_error_for_a_missing_key_names_the_argument_and_the_variable(sdk):
    with pytest.raises(errors.ConfigurationError, match="APIVIDEO_ADMIN_API_KEY"):
        sdk.call(count, lambda admin: admin.projects.count(), api_key=None)
    with pytest.raises(errors.ConfigurationError, match="Pass api_key"):
        sdk.call(count, lambda admin: admin.projects.count(), api_key="")


@pytest.mark.parametrize(
    "key", ["secret:", "se:cret", "secret\n", "secret\x00", "secret\x7f", "sécret", "secret\u2028"]
)
def test_a_key_that_is_not_a_valid_user_name_of_basic_is_rejected_without_showing_it(sdk, key):
    with pytest.raises(ValueError, match="api_key contains") as caught:
        sdk.call(count, lambda admin: admin.projects.count(), api_key=key)
    assert key.strip() not in str(caught.value)
    assert "cret" not in str(caught.value)


@pytest.mark.parametrize(
    "base_url",
    [
        "",
        "localhost:8080",
        "ftp://host/",
        "https://",
        "https://u:p@host",
        "https://host/?a=b",
        "https://host/#f",
        "http://host:port",
    ],
)
def test_an_invalid_base_url_is_rejected(sdk, base_url):
    with pytest.raises(errors.ConfigurationError, match="base_url"):
        sdk.call(count, lambda admin: admin.projects.count(), base_url=base_url)


def test_the_repr_of_a_client_shows_the_base_url_and_not_the_key():
    with AdminClient("the-key") as admin:
        assert repr(admin) == "AdminClient(base_url='https://admin.api.video')"
    assert "the-key" not in repr(AsyncAdminClient("the-key"))


def test_a_closed_client_raises_client_closed_error():
    admin = AdminClient("k", transport=httpx2.MockTransport(count))
    with admin:
        assert admin.projects.count() == 1
    with pytest.raises(errors.ClientClosedError, match="closed") as caught:
        admin.projects.count()
    assert isinstance(caught.value, errors.AdminError)
    assert isinstance(caught.value, RuntimeError)  # like the error of httpx2 for a closed client


def test_a_closed_asynchronous_client_raises_client_closed_error():
    async def run() -> None:
        admin = AsyncAdminClient("k", transport=httpx2.MockTransport(count))
        await admin.aclose()
        await admin.projects.count()

    with pytest.raises(errors.ClientClosedError, match="closed"):
        asyncio.run(run())


def test_the_import_loads_no_third_party_package_except_httpx2_msgspec_and_their_dependencies():
    code = "import sys, httpx2, msgspec; before = set(sys.modules); import apivideo_admin; print(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    foreign = {name for name in done.stdout.split() if name.partition(".")[0] != "apivideo_admin"}
    assert {name for name in foreign if name.partition(".")[0] not in sys.stdlib_module_names} == set()


def test_an_empty_key_is_not_replaced_by_the_environment(sdk, monkeypatch):
    monkeypatch.setenv("APIVIDEO_ADMIN_API_KEY", "from-env")
    with pytest.raises(errors.ConfigurationError):
        sdk.call(count, lambda admin: admin.projects.count(), api_key="")


def test_the_models_work_after_their_modules_were_removed_from_sys_modules():
    """As ``patch.dict(sys.modules)`` and pytester do: each client decodes, known fields and unknown ones."""
    code = """
import sys
import apivideo_admin, httpx2
before = set(sys.modules)
project = {"project_id": "p", "created_at": "2026-01-01T00:00:00+00:00", "name": "n", "deletes_at": None, "region": "r", "deleted": False}
pages = {"items": [project | {"new": 1}], "pagination": {"page": 1, "page_size": 20, "item_count": 1}, "links": []}
def admin(response):
    return apivideo_admin.AdminClient("k", transport=httpx2.MockTransport(lambda _: httpx2.Response(200, json=response)))
admin(project).projects.get("p")
for name in set(sys.modules) - before:
    del sys.modules[name]
print([one.unknown_fields for one in admin(pages).projects.list()])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("[{'new': 1}]\n", "")
