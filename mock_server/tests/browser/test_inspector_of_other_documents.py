"""The inspector with documents of other shapes: it knows nothing but the document."""

from __future__ import annotations

import json
from urllib.request import Request, urlopen

import pytest

from apivideo_admin_mock.testing import MockServer

documents = pytest.importorskip(
    "contract_tests.planted_bugs.harness.documents", reason="the documents are in the repository"
)


@pytest.fixture
def page(chromium):
    errors = []
    with chromium.new_context() as context:
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        yield page
    assert errors == []


def open_tab(page, mock: MockServer, tab: str) -> None:
    page.goto(f"{mock.url}/_mock/#/{tab}")
    page.locator("#clock:not(:empty)").wait_for(state="attached")


def test_collections_of_every_shape_have_a_table(page):
    with MockServer(document=documents.shape_document(), rate_limit="off") as mock:
        open_tab(page, mock, "resources")
        roots = page.locator(".trail a")
        roots.first.wait_for()

        for index in range(roots.count()):
            roots.nth(index).click()
            page.locator(".trail a[aria-current]").nth(0).wait_for()
            page.get_by_text("No items.").or_(page.locator("tbody tr[data-row]")).first.wait_for()

        assert roots.count() == len([one for one in mock.engine.api.collections if not one.parents])


def test_an_item_without_an_id_is_changed(page):
    with MockServer(document=documents.shape_document(), rate_limit="off") as mock:
        open_tab(page, mock, "resources/account")
        page.locator("tbody tr").click()

        page.locator(".details").get_by_label("name", exact=False).first.fill("renamed")
        page.get_by_role("button", name="Save").click()

        page.locator("tbody tr", has_text="renamed").wait_for()


def test_an_item_is_created_under_the_key_that_the_client_chooses(page):
    with MockServer(document=documents.shape_document(), rate_limit="off", projects=1) as mock:
        open_tab(page, mock, "resources/projects")
        page.locator("tbody tr").click()
        page.get_by_role("link", name="captions").click()
        page.get_by_role("button", name="Create", exact=True).click()
        page.locator(".details").get_by_label("language *").fill("de")
        page.locator(".details").get_by_label("title *").fill("Deutsch")
        page.locator(".details").get_by_role("button", name="Create", exact=True).click()

        page.locator("tbody tr", has_text="Deutsch").wait_for()


def test_a_report_that_leaves_out_the_day_is_a_table(page):
    with MockServer(document=documents.shape_document(), rate_limit="off") as mock:
        open_tab(page, mock, "usage/plays")

        page.locator(".figures tbody tr").first.wait_for()
        assert page.locator(".chart svg").count() == 0
        assert page.get_by_role("button", name="Save the figures").count() == 0


def test_the_key_is_sent_in_the_scheme_of_the_document(page):
    with MockServer(document=documents.scheme_document("bearer"), rate_limit="off") as mock:
        page.goto(mock.url)
        page.locator("#curl:not(:empty)").wait_for()
        curl = page.locator("#curl").inner_text()
        open_tab(page, mock, "resources")
        page.get_by_text("No items.").wait_for()

        headers = {"Authorization": f"Bearer {mock.key}", "Content-Type": "application/json"}
        with urlopen(Request(f"{mock.url}/projects", b'{"name": "x"}', headers)) as response:
            assert json.load(response)["name"] == "x"

        page.locator("tbody tr", has_text="x").wait_for()
        assert curl == f"curl -H 'Authorization: Bearer {mock.key}' {mock.url}/projects"
