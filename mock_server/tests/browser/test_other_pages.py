"""Pages of other origins in Chromium: they can neither read the mock nor change it, though its default key is public.

The browser is the one of the system (on Debian: apt-get install chromium). None is downloaded.
"""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from apivideo_admin_mock.testing import MockServer

#: Hosts of the page and of the mock: another site, the same site with another port, and two names that lead to this machine.
ORIGINS = [("localhost", "127.0.0.1"), ("127.0.0.1", "127.0.0.1"), ("evil.example", "127.0.0.1")]
SCENARIO = '{"projects": [{"name": "planted", "created_at": "'  # the rest is in the value: a form sends name=value


@pytest.fixture
def mock():
    with MockServer(projects=1, rate_limit="off") as server:
        server.seed(projects=1)
        yield server


@pytest.fixture
def attacker():
    """A server whose only page is set by the test."""

    class Handler(BaseHTTPRequestHandler):
        html = ""

        def do_GET(self) -> None:
            body = self.html.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def names(mock: MockServer) -> list[str]:
    with mock.transaction() as tenant:
        return [record["name"] for record in tenant.records.all(("/projects", ()))]


def form(url: str, *, enctype: str = "text/plain") -> str:
    """Return a page that submits a form as soon as it is loaded. Its body is JSON if it is sent as text/plain."""
    return f"""<form method="post" enctype="{enctype}" action='{url}'>
        <input name='{SCENARIO}' value='2020-01-01T00:00:00+00:00"}}]}}'></form><script>document.forms[0].submit()</script>"""


@pytest.mark.parametrize("path", ["/_mock/scenario", "/_mock/reset", "/projects"])
@pytest.mark.parametrize(("origin", "host"), ORIGINS)
def test_a_form_that_another_page_submits_changes_nothing(page, mock, attacker, path, origin, host):
    before = names(mock)
    url = f"{mock.url.replace('127.0.0.1', f'{mock.key}:@{host}')}{path}"
    attacker.RequestHandlerClass.html = form(url)

    with page.expect_response(lambda response: path in response.url) as response:
        page.goto(f"http://{origin}:{attacker.server_port}/")

    assert response.value.status == 403
    assert "does not accept requests from other web pages" in response.value.text()
    assert names(mock) == before


@pytest.mark.parametrize(("origin", "host"), ORIGINS)
def test_another_page_can_fetch_nothing_and_change_nothing(page, mock, attacker, origin, host):
    before = names(mock)
    attacker.RequestHandlerClass.html = "<p>a page"
    page.goto(f"http://{origin}:{attacker.server_port}/")
    script = """async ([url, authorization]) => {
        const attempts = [
            [`${url}/_mock/health`, {}],
            [`${url}/_mock/state`, {headers: {authorization}}],
            [`${url}/_mock/reset`, {method: "POST", mode: "no-cors", body: "x"}],
            [`${url}/_mock/reset`, {method: "POST", headers: {authorization}}],
            [`${url}/projects`, {method: "POST", headers: {authorization, "content-type": "application/json"}, body: '{"name": "x"}'}],
            [`${url}/projects`, {headers: {authorization}}],
        ];
        const read = [];
        for (const [target, options] of attempts) {
            try { const response = await fetch(target, options); read.push(response.ok ? target : "") } catch { read.push("") }
        }
        return read;
    }"""

    read = page.evaluate(script, [mock.url.replace("127.0.0.1", host), mock.authorization])

    assert read == [""] * 6
    assert names(mock) == before
    assert mock.calls() == []


@pytest.mark.parametrize("allowed", ["its origin", "*"])
def test_a_page_of_an_allowed_origin_uses_the_api_but_not_the_control_plane(page, attacker, allowed):
    origin = f"http://localhost:{attacker.server_port}"
    attacker.RequestHandlerClass.html = "<p>an application"
    page.goto(f"{origin}/")
    script = """async ([url, authorization]) => {
        const headers = {authorization, "content-type": "application/json"};
        const created = await fetch(`${url}/projects`, {method: "POST", headers, body: '{"name": "x"}'});
        const {project_id} = await created.json();
        const deleted = await fetch(`${url}/projects/none`, {method: "PATCH", headers, body: '{"name": "y"}'});
        const control = await fetch(`${url}/_mock/state`, {headers: {authorization}}).catch(() => null);
        return [created.status, created.headers.get("x-ratelimit-remaining"), Boolean(project_id), deleted.status, control];
    }"""

    with MockServer(cors=[origin if allowed == "its origin" else "*"]) as mock:
        read = page.evaluate(script, [mock.url, mock.authorization])

    assert read == [201, "9", True, 404, None]


def test_a_name_that_was_bound_again_to_this_machine_reads_nothing(page, mock):
    """The page and the mock have the same origin for the browser: DNS rebinding."""
    url = mock.url.replace("127.0.0.1", "evil.example")

    response = page.goto(f"{url.replace('//', f'//{mock.key}:@')}/_mock/state")

    assert response.status == 403
    assert "Host: evil.example" in response.text()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_person_can_open_the_mock_in_the_browser(page, mock, host):
    assert page.goto(f"{mock.url.replace('127.0.0.1', host)}/_mock/health").status == 200
    body = page.evaluate("async () => (await fetch('/_mock/health')).json()")
    assert body["status"] == "ok"
