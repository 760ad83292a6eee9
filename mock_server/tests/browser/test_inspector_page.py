"""The inspector in Chromium: each of its tabs on a real page, without access to anything but the mock.

A page that breaks its Content-Security-Policy, asks another host or throws an error fails its test.
"""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from apivideo_admin_mock.backends.entry import Call
from apivideo_admin_mock.http.messages import Request as HttpRequest
from apivideo_admin_mock.http.messages import Response, SpecViolation
from apivideo_admin_mock.testing import AdminMock, MockServer

SCREENSHOTS = Path(__file__).parents[3] / "build" / "inspector"
SOON = 1000  # milliseconds
ATTACK = "<script>window.attacked = true</script><img src=x onerror='window.attacked = true'>"


@pytest.fixture
def mock():
    with MockServer(rate_limit="off") as server:
        yield server


@pytest.fixture
def page(chromium):
    """A page without a network besides this machine. Its errors fail the test."""
    errors = []
    with chromium.new_context(permissions=["clipboard-read", "clipboard-write"]) as context:
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on(
            "console",
            lambda message: errors.append(message.text) if "Content Security Policy" in message.text else None,
        )
        page.on(
            "request",
            lambda request: (
                errors.append(request.url)
                if not re.match(r"(https?://(127\.0\.0\.1|localhost)[:/]|blob:)", request.url)
                else None
            ),
        )
        yield page
    assert errors == []


def send(mock: AdminMock, method: str, path: str, payload: object = None, key: str | None = None) -> dict:
    """Send a request as another program does."""
    headers = {"Authorization": mock.authorization_of(key or mock.key), "Content-Type": "application/json"}
    body = None if payload is None else json.dumps(payload).encode()
    with urlopen(Request(f"{mock.url}{path}", body, headers, method=method)) as response:
        return json.loads(response.read() or b"null")


def open_tab(page, mock: MockServer, tab: str = "requests") -> None:
    page.goto(f"{mock.url}/_mock/#/{tab}")
    page.locator("#clock:not(:empty)").wait_for(state="attached")


class TestRequests:
    def test_a_request_appears_within_a_second(self, page, mock):
        open_tab(page, mock)
        page.get_by_text("No requests yet.").wait_for()

        send(mock, "POST", "/projects", {"name": "new"})

        page.locator("tr[data-row='1']", has_text="201").wait_for(timeout=SOON)

    def test_a_request_is_shown_in_full_with_its_secrets_masked(self, page, mock):
        project = send(mock, "POST", "/projects", {"name": "x"})["project_id"]
        value = send(mock, "POST", f"/projects/{project}/api-keys", {"name": "ci"})["value"]
        open_tab(page, mock)

        page.locator("tr[data-row='2']").click()

        details = page.locator(".details")
        details.get_by_text("create_api_key", exact=True).wait_for()
        assert '"name": "ci"' in details.inner_text()
        assert '"value": "***"' in details.inner_text()
        assert value not in page.content()

    def test_requests_are_filtered(self, page, mock):
        send(mock, "POST", "/projects", {"name": "x"})
        send(mock, "GET", "/projects/count")
        mock.fail("count_projects", 503)
        with pytest.raises(OSError, match="503"):
            send(mock, "GET", "/projects/count")
        open_tab(page, mock)
        rows = page.locator("tbody tr[data-row]")
        page.locator("tr[data-row='3']").wait_for()

        page.get_by_label("Filter").fill("count")
        assert rows.count() == 2
        page.get_by_label("Status").select_option("5")
        assert rows.count() == 1
        assert "status 503" in rows.inner_text()
        page.get_by_label("Filter").fill("")
        page.get_by_label("Status").select_option("")
        page.get_by_label("Operation").select_option("create_project")
        assert rows.count() == 1

    def test_the_violations_that_a_proxy_found_are_shown(self, page, mock):
        send(mock, "GET", "/projects/count")
        found = SpecViolation(
            "response", "schema", "count_projects", "/components/schemas/Count", "body/count", "-1 is less than 0"
        )
        request, response = (
            HttpRequest("GET", "/projects/count"),
            Response(200, body=b'{"count": -1}', violations=(found,)),
        )
        with mock.transaction() as tenant:
            tenant.journal.add(Call(0.0, request, "count_projects", response, 0.001, None))
        open_tab(page, mock)
        page.locator("tr[data-row='2']", has_text="1 violation").wait_for()

        page.get_by_label("Status").select_option("Violations")
        assert page.locator("tbody tr[data-row]").count() == 1
        page.locator("tr[data-row='2']").click()

        shown = page.locator(".details .problem")
        shown.wait_for()
        assert "response, schema: -1 is less than 0 body/count\n/components/schemas/Count" in shown.inner_text()

    def test_a_request_is_copied_as_code(self, page, mock):
        send(mock, "POST", "/projects", {"name": "it's"})
        open_tab(page, mock)
        page.locator("tr[data-row='1']").click()

        for name, expected in (
            ("curl", "-d '{\"name\":\"it'\\''s\"}'"),
            ("pytest", 'json={"name": "it\'s"}'),
            ("node fetch", 'body: JSON.stringify({"name":"it\'s"})'),
        ):
            page.get_by_role("button", name=f"Copy {name}").click()
            page.get_by_text(f"Copied as {name}.").wait_for()
            assert expected in page.evaluate("navigator.clipboard.readText()")

    def test_deleted_requests_disappear(self, page, mock):
        send(mock, "GET", "/projects/count")
        open_tab(page, mock)
        page.locator("tr[data-row='1']").wait_for()

        mock.clear_calls()

        page.get_by_text("No requests yet.").wait_for(timeout=3 * SOON)


class TestResources:
    def test_a_resource_that_another_program_creates_appears_within_a_second(self, page, mock):
        open_tab(page, mock, "resources")
        page.get_by_text("No items.").wait_for()

        send(mock, "POST", "/projects", {"name": "from curl"})

        page.get_by_text("from curl").wait_for(timeout=SOON)

    def test_a_resource_is_created_changed_and_deleted_with_forms(self, page, mock):
        open_tab(page, mock, "resources")
        page.get_by_role("button", name="Create", exact=True).click()
        page.locator(".details").get_by_label("name *").fill("Alpha")
        page.locator(".details").get_by_role("button", name="Create", exact=True).click()
        page.locator(".details").get_by_role("link", name="api-keys").click()
        page.get_by_role("button", name="Create", exact=True).click()
        page.locator(".details").get_by_label("name *").fill("ci")
        page.locator(".details").get_by_role("button", name="Create", exact=True).click()
        page.locator("tbody tr", has_text="ci").wait_for()

        page.locator(".details").get_by_label("name", exact=True).fill("cd")
        page.get_by_role("button", name="Save").click()
        page.locator("tbody tr", has_text="cd").wait_for()
        page.get_by_role("button", name="Delete an API key").click()
        page.get_by_role("button", name="Click again to delete").click()
        page.get_by_text("No items.").wait_for()

        assert [one["name"] for one in send(mock, "GET", "/projects")["items"]] == ["Alpha"]
        assert [one.operation_id for one in mock.calls()] == ["list_projects"]  # those of the page are not recorded

    def test_an_invalid_value_is_reported_in_the_form(self, page, mock):
        mock.seed(projects=[{"name": "x"}])
        open_tab(page, mock, "resources")
        page.locator("tbody tr").first.click()
        page.locator(".details").get_by_label("name *").fill("")
        mock.fail("update_project", 503)  # has no effect on the page

        page.locator(".details").get_by_label("deletes_at").select_option("next_cycle")
        page.get_by_role("button", name="Save").click()

        page.get_by_text("done.").or_(page.locator(".problem:visible")).first.wait_for()
        assert send(mock, "GET", "/projects/count")["count"] == 1

    def test_a_table_has_pages_a_sort_and_filters(self, page, mock):
        mock.seed(projects={"count": 45, "name": "project {n}"})
        open_tab(page, mock, "resources")
        page.get_by_text("45 items").wait_for()
        assert page.locator("tbody tr").count() == 20

        page.get_by_role("button", name="Next").click()
        page.get_by_text("Page 2 of 3").wait_for()
        page.get_by_role("button", name="name", exact=True).click()
        page.locator("th[aria-sort=ascending]").wait_for()
        page.get_by_role("button", name="name", exact=True).click()
        page.locator("th[aria-sort=descending]").wait_for()
        assert "project 9" in page.locator("tbody tr").first.inner_text()
        page.get_by_label("name", exact=True).fill("project 4")
        page.get_by_label("name", exact=True).press("Enter")
        page.get_by_text("7 items").wait_for()

    def test_a_name_with_a_script_stays_text(self, page, mock):
        project = send(mock, "POST", "/projects", {"name": ATTACK})["project_id"]
        send(mock, "POST", f"/projects/{project}/api-keys", {"name": ATTACK})
        with pytest.raises(OSError, match="404"):
            send(mock, "GET", "/projects/%3Cscript%3Ewindow.attacked=true%3C%2Fscript%3E")

        for tab in ("resources", f"resources/projects/{project}/api-keys", "usage", "requests/1", "requests/3"):
            open_tab(page, mock, tab)
            page.locator("#main :text('script')").first.wait_for(state="attached")
        assert page.evaluate("window.attacked") is None


class TestControls:
    def test_moving_the_clock_removes_a_scheduled_project(self, page, mock):
        project = send(mock, "POST", "/projects", {"name": "scheduled"})["project_id"]
        send(mock, "PATCH", f"/projects/{project}", {"name": "scheduled", "deletes_at": "next_cycle"})
        open_tab(page, mock, "resources")
        page.locator("tbody tr", has_text="scheduled").wait_for()
        page.goto(f"{mock.url}/_mock/#/controls")

        page.get_by_role("button", name="Next month").click()
        page.get_by_role("button", name="+1 h").click()
        page.goto(f"{mock.url}/_mock/#/resources")

        page.get_by_text("No items.").wait_for()
        assert send(mock, "GET", "/projects/count")["count"] == 0

    def test_the_clock_is_frozen_set_and_moved(self, page, mock):
        open_tab(page, mock, "controls")
        page.get_by_role("button", name="Freeze").click()
        page.get_by_label("Time").fill("2031-05-05T10:00:00Z")
        page.get_by_role("button", name="Set").first.click()
        page.get_by_text("2031-05-05 10:00:00").first.wait_for()
        page.get_by_role("button", name="+1 day").click()
        page.get_by_text("2031-05-06 10:00:00 UTC, frozen").wait_for()

    def test_the_rate_limit_is_a_live_gauge(self, page):
        with MockServer(rate_limit="10/60s") as mock:
            open_tab(page, mock, "controls")
            page.get_by_text("10 of 10 requests left").wait_for()
            for _ in range(4):
                send(mock, "GET", "/projects/count")
            page.get_by_text("6 of 10 requests left").wait_for(timeout=3 * SOON)
            page.get_by_label("Rate limit", exact=True).fill("off")
            page.get_by_role("button", name="Set").nth(1).click()
            page.get_by_text("The rate limit is off.").wait_for()

    def test_the_state_is_saved_loaded_and_reset(self, page, mock, tmp_path):
        mock.seed(projects=[{"name": "kept", "api_keys": [{"name": "ci"}]}])
        open_tab(page, mock, "controls")
        with page.expect_download() as download:
            page.get_by_role("button", name="Save state").click()
        download.value.save_as(tmp_path / "state.json")
        page.get_by_role("button", name="Reset").click()
        page.get_by_role("button", name="Click again to reset").click()
        page.get_by_text("The initial state is restored.").wait_for()
        assert send(mock, "GET", "/projects/count")["count"] == 0

        page.get_by_label("Load a state").set_input_files(tmp_path / "state.json")
        page.get_by_text("The state is loaded.").wait_for()
        (tmp_path / "more.json").write_text('{"projects": [{"name": "added"}]}')
        page.get_by_label("Load a scenario").set_input_files(tmp_path / "more.json")
        page.get_by_text("The scenario is loaded.").wait_for()

        assert [one["name"] for one in send(mock, "GET", "/projects")["items"]] == ["kept", "added"]


def test_an_injected_fault_hits_and_shows_its_hits(page, mock):
    open_tab(page, mock, "faults")
    page.get_by_label("Kind").select_option("status")
    page.get_by_label("status *").fill("503")
    page.get_by_label("operation_id").select_option("count_projects")
    page.get_by_label("times").fill("2")
    page.get_by_role("button", name="Inject the fault").click()
    page.locator("tbody tr", has_text="status 503").wait_for()

    with pytest.raises(OSError, match="503"):
        send(mock, "GET", "/projects/count")
    page.locator("tbody tr td.number", has_text="1").nth(1).wait_for(timeout=3 * SOON)
    page.get_by_role("button", name="Remove all").click()
    page.get_by_text("No active faults.").wait_for()

    assert send(mock, "GET", "/projects/count") == {"count": 0}


def test_usage_is_a_chart_that_is_edited_by_day(page, mock):
    mock.seed(projects=[{"name": "x"}])
    open_tab(page, mock, "usage")
    page.locator(".chart rect.c0").first.wait_for()
    page.get_by_role("button", name="hosting-usage").click()
    page.locator(".chart polyline").wait_for()

    page.locator(".figures tbody tr").last.locator("input").fill("123456")
    page.get_by_role("button", name="Save the figures").click()
    page.get_by_text("The figures are saved.").wait_for()

    project = send(mock, "GET", "/projects")["items"][0]["project_id"]
    usage = send(mock, "GET", f"/projects/{project}/hosting-usage?interval=week")
    assert usage["items"][-1]["video_duration_minutes"] == 123456


def test_every_operation_can_be_tried(page, mock):
    open_tab(page, mock, "api")
    assert page.locator(".operation-link").count() == len(mock.engine.api.operations)

    page.get_by_role("link", name="Create a project").click()
    page.get_by_label("Payload").fill('{"name": "tried"}')
    page.get_by_role("button", name="Send the request").click()
    page.locator(".result", has_text="201").wait_for()

    assert [one.operation_id for one in mock.calls()] == ["create_project"]
    assert '"name": "tried"' in page.locator(".result").inner_text()


class TestTenants:
    def test_another_key_is_chosen_and_shows_its_own_data(self, page):
        with MockServer(any_key=True, rate_limit="off") as mock:
            send(mock, "POST", "/projects", {"name": "of one"}, key="one")
            send(mock, "POST", "/projects", {"name": "of two"}, key="two <b>")
            open_tab(page, mock, "resources")

            page.get_by_label("Admin API key").select_option("one")
            page.get_by_text("of one").wait_for()
            page.get_by_label("Admin API key").select_option("two <b>")
            page.get_by_text("of two").wait_for()
            assert page.get_by_text("of one").count() == 0
            page.get_by_label("Admin API key").select_option("Another key …")
            page.get_by_label("Key", exact=True).fill("three")
            page.get_by_role("button", name="Open").click()
            page.get_by_text("No items.").wait_for()

    def test_the_requests_of_several_keys_are_shown_together(self, page):
        with MockServer(any_key=True, rate_limit="off") as mock:
            send(mock, "POST", "/projects", {"name": "of one"}, key="one")
            open_tab(page, mock)
            page.get_by_label("Keys").select_option("All keys")
            page.locator("tr[data-key=one]").wait_for()

            send(mock, "POST", "/projects", {"name": "of two"}, key="two")

            page.locator("tr[data-key=two]").click(timeout=2 * SOON)
            page.locator(".details", has_text="of two").wait_for()
            page.locator("tr[data-key=one]").click()
            page.locator(".details", has_text="of one").wait_for()
            page.get_by_label("Keys").select_option("This key")
            page.get_by_text("1 of 1 requests").wait_for()
            assert page.locator("tr[data-key]").count() == 0

    def test_the_control_token_is_asked_for_once(self, page):
        with MockServer(control_token="right", projects=1) as mock:
            page.goto(f"{mock.url}/_mock/")
            page.get_by_label("Control token").fill("wrong")
            page.get_by_role("button", name="Continue").click()
            page.get_by_label("Control token").fill("right")
            page.get_by_role("button", name="Continue").click()
            page.get_by_text("No requests yet.").wait_for()
            page.reload()
            page.get_by_text("No requests yet.").wait_for()
            assert page.evaluate("Object.keys(localStorage)") == []


def test_the_landing_page_has_the_keys_and_a_request_that_works(page, mock):
    page.goto(mock.url)
    page.locator("#curl:not(:empty)").wait_for()

    assert page.locator("#keys code").inner_text() == mock.key
    assert page.locator("#curl").inner_text() == f"curl -u mock-admin-key: {mock.url}/projects"
    page.get_by_role("link", name="Inspector").click()
    page.get_by_text("No requests yet.").wait_for()


def test_the_keyboard_reaches_tabs_filters_and_rows(page, mock):
    send(mock, "GET", "/projects/count")
    send(mock, "POST", "/projects", {"name": "x"})
    open_tab(page, mock)
    page.locator("tr[data-row='2']").wait_for()

    page.keyboard.press("j")
    page.keyboard.press("j")
    send(mock, "GET", "/projects/count")
    page.locator("tr[data-row='3']").wait_for()  # the focus stays on its row
    page.keyboard.press("Enter")
    page.locator(".details").get_by_text("count_projects", exact=True).wait_for()
    assert page.url.endswith("#/requests/1")
    page.keyboard.press("Escape")
    page.get_by_text("Select a request").wait_for()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.ariaLabel") == "Filter"
    page.keyboard.press("Escape")
    page.keyboard.press("2")
    page.locator("tbody tr", has_text="x").wait_for()
    page.keyboard.press("t")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.keyboard.press("?")
    page.get_by_role("heading", name="Keyboard").wait_for()


def filled() -> MockServer:
    """Return a mock with data as a developer has it."""
    names = ["Storefront", "Mobile app", "Webinars", "Internal training", "Sandbox", "Live events", "Archive 2025"]
    mock = MockServer(
        rate_limit="20/60s",
        projects=[{"name": name, "api_keys": [{"name": "ci"}, {"name": "production"}]} for name in names],
    )
    mock.start()
    project = send(mock, "GET", "/projects?page_size=5")["items"][0]["project_id"]
    send(mock, "POST", "/projects", {"name": "New project"})
    mock.fail("count_projects", 503, times=3)
    for path in (
        "/projects/count",
        f"/projects/{project}",
        f"/projects/{project}/api-keys?name=ci",
        "/projects/none",
        "/projects?page_size=1000",
        f"/projects/{project}/hosting-usage?interval=week",
    ):
        try:
            send(mock, "GET", path)
        except OSError:
            continue
    mock.fail("create_project", "reset", times=None)
    return mock


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_screenshots_of_each_tab(chromium, width, theme):
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    size = {"width": width, "height": 800}
    with filled() as mock, chromium.new_context(viewport=size, color_scheme=theme, device_scale_factor=1) as context:
        page = context.new_page()
        page.goto(mock.url)
        page.locator("#curl:not(:empty)").wait_for()
        page.screenshot(path=SCREENSHOTS / f"landing-{width}-{theme}.png")
        for tab in (
            "requests",
            "requests/2",
            "resources",
            "resources/open",
            "usage",
            "faults",
            "controls",
            "api/create_project",
        ):
            open_tab(page, mock, tab.removesuffix("/open"))
            page.wait_for_timeout(300)
            if tab.endswith("/open"):
                page.locator("tbody tr").first.click()
            page.screenshot(path=SCREENSHOTS / f"{tab.replace('/', '-')}-{width}-{theme}.png")
            overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert overflow <= 0, tab


def test_a_hundred_thousand_resources_and_ten_thousand_requests_stay_usable(page):
    """No request of the page depends on the size: each reads a page, or numbers."""
    with MockServer(rate_limit="off", projects=1) as mock:
        table = ("/projects", ())
        with mock.transaction() as tenant:  # a scenario validates each of them, which takes long
            (record,) = tenant.records.all(table)
            for number in range(1, 100_000):
                project_id = f"project_{number:022}"
                tenant.records.insert(
                    table, project_id, {**record, "project_id": project_id, "name": f"project {number}"}
                )
        request = HttpRequest("GET", "/projects/count", authorization=mock.authorization)
        for _ in range(10_000):
            mock.engine.handle(request)
        page.goto(f"{mock.url}/_mock/")  # Flask is imported with the first request

        began = time.process_time()
        page.goto(f"{mock.url}/_mock/?again#/resources")
        page.get_by_text("100,000 items").wait_for()
        page.get_by_role("link", name="Requests").click()
        page.get_by_text("of 1,000 requests; 9,000 older ones are no longer recorded").wait_for()

        # CPU time of this process, which is that of the mock: the browser and other tests on this machine do not count.
        assert time.process_time() - began <= 1
        sizes = page.evaluate("performance.getEntriesByType('resource').map((one) => one.decodedBodySize)")
        assert len(sizes) > 2
        assert 0 < max(sizes) < 200_000
