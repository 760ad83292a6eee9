"""A mock as the server of the examples, and "Try it": requests from a page in Chromium to a mock, and never to production."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from apivideo_admin_mock.testing import MockServer
from contract_tests.tests.browser.site_pages import CREATE, GET, LIST, UPDATE, opened, shown_code


def show_mock(page: Any, url: str) -> None:
    """Choose the mock as the server, at a URL."""
    page.get_by_text("Mock", exact=True).first.click()
    page.get_by_role("textbox", name="URL").fill(url)
    page.get_by_role("textbox", name="URL").press("Tab")


def test_the_examples_are_for_a_mock_where_the_reader_wants_one(chromium: Any, site: Path) -> None:
    with opened(chromium) as page:
        page.goto((site / GET).as_uri())
        show_mock(page, "http://127.0.0.1:9000/it's/")
        assert shown_code(page).startswith("curl 'http://127.0.0.1:9000/it%27s/projects/")
        page.goto((site / UPDATE).as_uri())
        codes = page.locator(".example .tabs").first.locator("code[data-language]").all()
        assert [code.text_content().count("http://127.0.0.1:9000/it%27s") for code in codes] == [1] * 5
        page.get_by_text("Production", exact=True).click()
        assert shown_code(page).startswith("curl 'https://")
        assert not page.locator(".try").is_visible()


def test_a_request_is_sent_to_a_mock_and_its_response_shown(chromium: Any, site: Path) -> None:
    with MockServer(cors=["*"], keys=["mock-admin-key"]) as mock, opened(chromium, allowed=(mock.url,)) as page:
        page.goto((site / CREATE).as_uri())
        show_mock(page, mock.url)
        page.get_by_text("Try it").click()
        page.get_by_role("button", name="Send").click()
        page.locator(".outcome .status.good").wait_for()
        assert page.locator(".outcome .status").inner_text().startswith("201 ")
        assert page.locator(".outcome pre").first.locator(".n").first.inner_text().strip() == '"project_id"'
        created = page.locator(".outcome pre").first.inner_text()
        assert "x-ratelimit-remaining: " in page.locator(".outcome pre").nth(1).inner_text()

        # The next page asks for the item that was created.
        page.goto((site / GET).as_uri())
        page.get_by_text("Try it").click()
        identifier = page.get_by_label("project_id").input_value()
        assert f'"project_id": "{identifier}"' in created
        page.get_by_label("Admin API key").press("Enter")
        page.locator(".outcome .status.good").wait_for()
        assert page.locator(".outcome pre").first.inner_text() == created
        assert [call.operation_id for call in mock.calls()] == ["create_project", "get_project"]


def test_a_rejected_request_shows_the_problem(chromium: Any, site: Path) -> None:
    with MockServer(cors=["*"], keys=["mock-admin-key"]) as mock, opened(chromium, allowed=(mock.url,)) as page:
        page.goto((site / LIST).as_uri())
        show_mock(page, mock.url)
        page.get_by_text("Try it").click()
        page.locator("#try-query-page_size").fill("0")
        page.get_by_role("button", name="Send").click()
        page.locator(".outcome .status.bad").wait_for()
        assert '"title"' in page.locator(".outcome pre").first.inner_text()
        assert [(call.query, call.status) for call in mock.calls()] == [("page_size=0", 400)]


def test_nothing_is_sent_to_production_nor_without_a_required_value(chromium: Any, site: Path) -> None:
    with opened(chromium) as page:
        page.goto((site / GET).as_uri())
        show_mock(page, "https://admin.api.video")
        page.get_by_text("Try it").click()
        page.get_by_role("button", name="Send").click()
        assert page.locator(".outcome").inner_text() == "This is the production server. Enter the URL of a mock."
        page.get_by_label("project_id").fill("")
        page.get_by_role("button", name="Send").click()
        assert page.locator(".outcome").inner_text() == "project_id is required."


def test_a_url_that_is_not_valid_is_reported(chromium: Any, site: Path) -> None:
    with opened(chromium) as page:
        page.goto((site / LIST).as_uri())
        show_mock(page, "my mock")
        page.get_by_text("Try it").click()
        page.get_by_role("button", name="Send").click()
        assert page.locator(".outcome").inner_text().startswith("The URL of the mock is not valid.")


def test_without_a_mock_the_reader_gets_a_hint(chromium: Any, site: Path) -> None:
    with MockServer() as mock:
        url = mock.url
    with opened(chromium, allowed=(url,)) as page:
        page.goto((site / LIST).as_uri())
        show_mock(page, url)
        page.get_by_text("Try it").click()
        page.get_by_role("button", name="Send").click()
        page.locator(".outcome .status.bad").wait_for()
        assert "Is the mock running at this URL, with --cors" in page.locator(".outcome").inner_text()
