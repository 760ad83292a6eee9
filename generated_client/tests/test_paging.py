"""Lists that follow the ``next`` links of their pages."""

from __future__ import annotations

import asyncio
from contextlib import aclosing

import httpx2
import pytest

from apivideo_admin import AsyncAdminClient, errors


def page_of(project, names, **links):
    return {
        "items": [project | {"name": name} for name in names],
        "pagination": {"page": 1, "page_size": 2, "item_count": len(names)},
        "links": [{"rel": "self", "href": "/projects"}, *({"rel": rel, "href": href} for rel, href in links.items())],
    }


class Server:
    """Return one page for each path and query, and record the requests."""

    def __init__(self, pages):
        self.pages = pages
        self.requested = []

    def __call__(self, request):
        target = request.url.raw_path.decode()
        self.requested.append(target)
        return httpx2.Response(200, json=self.pages[target])


def test_iterating_yields_the_items_of_all_pages_in_order_and_stops_after_the_last(sdk, project):
    server = Server(
        {
            "/projects?page_size=2&name=a": page_of(project, ["1", "2"], next="/projects?page_size=2&name=a&page=2"),
            "/projects?page_size=2&name=a&page=2": page_of(
                project,
                ["3"],
                previous="/projects?page_size=2&name=a&page=1",
                next="/projects?page_size=2&name=a&page=3",
            ),
            "/projects?page_size=2&name=a&page=3": page_of(project, [], previous="/projects?page_size=2&name=a&page=2"),
        }
    )
    items = sdk.call(server, lambda admin: admin.projects.list(page_size=2, name="a"))
    assert [item.name for item in items] == ["1", "2", "3"]
    assert server.requested == list(server.pages)


def test_pages_are_complete_and_typed(sdk, project):
    server = Server(
        {"/projects": page_of(project, ["1"], next="/projects?page=2"), "/projects?page=2": page_of(project, ["2"])}
    )
    pages = sdk.call(server, lambda admin: admin.projects.list().pages())
    assert [[item.name for item in page.items] for page in pages] == [["1"], ["2"]]
    assert pages[0].pagination.page_size == 2
    assert pages[0].links[1].rel == "next"


def test_the_first_page_is_one_request(sdk, project):
    server = Server({"/projects?page=7": page_of(project, ["1"], next="/projects?page=8")})
    page = sdk.call(server, lambda admin: admin.projects.list(page=7).first_page())
    assert [item.name for item in page.items] == ["1"]
    assert server.requested == ["/projects?page=7"]


def test_nothing_is_sent_before_a_list_is_iterated(sdk):
    server = Server({})
    sdk.call(server, lambda admin: repr(admin.projects.list()) and None if not sdk.is_async else _later(admin))
    assert server.requested == []


async def _later(admin):
    repr(admin.projects.list())


@pytest.mark.parametrize(
    ("base_url", "href", "second"),
    [
        ("https://admin.api.video", "/projects?page=2", "https://admin.api.video/projects?page=2"),
        (
            "https://admin.api.video",
            "https://admin.api.video/projects?page=2",
            "https://admin.api.video/projects?page=2",
        ),
        (
            "https://admin.api.video",
            "https://ADMIN.api.video:443/projects?page=2",
            "https://admin.api.video/projects?page=2",
        ),
        ("https://admin.api.video", "?page=2", "https://admin.api.video/projects?page=2"),
        ("http://localhost:1/v1", "/projects?page=2", "http://localhost:1/v1/projects?page=2"),
        ("http://localhost:1/v1", "/v1/projects?page=2", "http://localhost:1/v1/projects?page=2"),
        ("http://localhost:1/v1", "/v1x?page=2", "http://localhost:1/v1/v1x?page=2"),
    ],
)
def test_a_link_is_relative_to_the_server(sdk, project, base_url, href, second):
    requested = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        requested.append(str(request.url))
        return httpx2.Response(200, json=page_of(project, [], **({"next": href} if len(requested) == 1 else {})))

    sdk.call(handler, lambda admin: admin.projects.list(), base_url=base_url)
    assert requested == [f"{base_url}/projects", second]


@pytest.mark.parametrize(
    "href",
    [
        "https://evil.example/projects?page=2",
        "http://admin.api.video/projects?page=2",
        "https://admin.api.video:8443/projects",
        "//evil.example/projects",
        "https://admin.api.video@evil.example/projects",
        "https://user:pass@admin.api.video/projects",
        "https://admin.api.video.evil.example/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://[bad/",
        "/projects\x00",
    ],
)
def test_a_link_to_another_server_raises_an_error_and_is_not_followed(sdk, project, href):
    requested = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        requested.append(request.url)
        return httpx2.Response(200, json=page_of(project, ["1"], next=href))

    with pytest.raises(errors.PagingError):
        sdk.call(handler, lambda admin: admin.projects.list())
    assert len(requested) == 1


def test_links_that_form_a_cycle_raise_an_error(sdk, project):
    server = Server(
        {
            "/projects": page_of(project, ["1"], next="/projects?page=2"),
            "/projects?page=2": page_of(project, ["2"], next="/projects?page=3"),
            "/projects?page=3": page_of(project, ["3"], next="/projects?page=2"),
        }
    )
    with pytest.raises(errors.PagingError, match="cycle"):
        sdk.call(server, lambda admin: admin.projects.list())
    assert len(server.requested) == 3


def test_a_page_that_links_to_itself_is_a_cycle(sdk, project):
    server = Server({"/projects": page_of(project, ["1"], next="/projects")})
    with pytest.raises(errors.PagingError, match="cycle"):
        sdk.call(server, lambda admin: admin.projects.list())


def endless(requested, cycle=None):
    """Return a handler with endless pages, or with a cycle of ``cycle`` pages."""

    def handler(request: httpx2.Request) -> httpx2.Response:
        number = int(request.url.params.get("page", 1))
        requested.append(number)
        following = number % cycle + 1 if cycle else number + 1
        return httpx2.Response(200, json=page_of({}, [], next=f"/projects?page={following}"))

    return handler


@pytest.mark.parametrize("cycle", [2, 63, 64, 65, 100, 1000])
def test_a_cycle_of_any_length_ends_the_iteration(sdk, cycle):
    requested = []
    with pytest.raises(errors.PagingError, match="cycle"):
        sdk.call(endless(requested, cycle), lambda admin: admin.projects.list())
    assert len(requested) <= 3 * cycle


@pytest.mark.parametrize(("limit", "requested"), [(0, 0), (1, 1), (2, 1), (3, 2), (4, 2), (5, 3), (99, 3), (None, 3)])
def test_no_page_is_requested_after_the_limit_is_reached(sdk, project, limit, requested):
    server = Server(
        {
            "/projects": page_of(project, ["1", "2"], next="/projects?page=2"),
            "/projects?page=2": page_of(project, ["3", "4"], next="/projects?page=3"),
            "/projects?page=3": page_of(project, ["5"]),
        }
    )
    items = sdk.call(server, lambda admin: admin.projects.list(limit=limit))
    assert [item.name for item in items] == ["1", "2", "3", "4", "5"][:limit]
    assert len(server.requested) == requested
    server.requested.clear()
    pages = sdk.call(server, lambda admin: admin.projects.list(limit=limit).pages())
    assert [len(page.items) for page in pages] == [2, 2, 1][:requested]


def test_a_negative_limit_is_rejected(sdk):
    with pytest.raises(ValueError, match="limit is -1"):
        sdk.call(Server({}), lambda admin: admin.projects.list(limit=-1) and None)


def test_an_empty_page_with_a_next_link_does_not_end_the_iteration(sdk, project):
    server = Server(
        {"/projects": page_of(project, [], next="/projects?page=2"), "/projects?page=2": page_of(project, ["1"])}
    )
    assert [item.name for item in sdk.call(server, lambda admin: admin.projects.list())] == ["1"]


def test_the_iteration_ends_if_items_are_created_and_deleted_meanwhile(sdk, project):
    names = [str(number) for number in range(10)]

    def handler(request: httpx2.Request) -> httpx2.Response:
        number = int(request.url.params.get("page", 1))
        on_page = names[2 * number - 2 : 2 * number]
        more = len(names) > 2 * number
        if number == 2:
            del names[0:2]
        if number == 3:
            names[0:0] = ["new"] * 3
        return httpx2.Response(
            200, json=page_of(project, on_page, **({"next": f"/projects?page={number + 1}"} if more else {}))
        )

    names = [item.name for item in sdk.call(handler, lambda admin: admin.projects.list())]
    assert names == ["0", "1", "2", "3", "6", "7", "5", "6", "7", "8", "9"]


def test_prefetch_requests_the_next_page_while_one_is_processed(project):
    server = Server(
        {
            "/projects": page_of(project, ["1"], next="/projects?page=2"),
            "/projects?page=2": page_of(project, ["2"], next="/projects?page=3"),
            "/projects?page=3": page_of(project, ["3"]),
        }
    )

    async def iterate(prefetch):
        server.requested.clear()
        seen = []
        async with AsyncAdminClient("k", transport=httpx2.MockTransport(server)) as admin:
            projects = admin.projects.list()
            async for item in projects.prefetch() if prefetch else projects:
                await asyncio.sleep(0.01)
                seen.append((item.name, len(server.requested)))
        return seen

    assert asyncio.run(iterate(prefetch=False)) == [("1", 1), ("2", 2), ("3", 3)]
    assert asyncio.run(iterate(prefetch=True)) == [("1", 2), ("2", 3), ("3", 3)]


def test_prefetch_requests_no_page_after_the_limit_is_reached(project):
    server = Server({"/projects": page_of(project, ["1", "2"], next="/projects?page=2")})

    async def iterate():
        async with AsyncAdminClient("k", transport=httpx2.MockTransport(server)) as admin:
            return [item.name async for item in admin.projects.list(limit=2).prefetch()]

    assert asyncio.run(iterate()) == ["1", "2"]


def test_an_error_of_a_prefetched_page_is_raised_when_the_iteration_reaches_it(project):
    server = Server({"/projects": page_of(project, ["1"], next="https://elsewhere.example/")})

    async def iterate(seen):
        async with AsyncAdminClient("k", transport=httpx2.MockTransport(server)) as admin:
            async for item in admin.projects.list().prefetch():
                seen.append(item.name)

    seen = []
    with pytest.raises(errors.PagingError):
        asyncio.run(iterate(seen))
    assert seen == ["1"]


def test_an_iteration_that_stops_early_leaves_no_task_running(project):
    def failing(request: httpx2.Request) -> httpx2.Response:
        if request.url.query:
            return httpx2.Response(400)
        return httpx2.Response(200, json=page_of(project, ["1"], next="/projects?page=2"))

    async def iterate():
        async with AsyncAdminClient("k", transport=httpx2.MockTransport(failing)) as admin:
            async with aclosing(admin.projects.list().prefetch().pages()) as pages:
                async for _ in pages:
                    await asyncio.sleep(0.01)
                    break
            return len(asyncio.all_tasks())

    assert asyncio.run(iterate()) == 1


def test_an_error_of_a_later_page_is_raised_when_the_iteration_reaches_it(sdk, project):
    def handler(request: httpx2.Request) -> httpx2.Response:
        if request.url.query:
            return httpx2.Response(429, json={"title": "Too many requests."})
        return httpx2.Response(200, json=page_of(project, ["1"], next="/projects?page=2"))

    with pytest.raises(errors.TooManyRequestsError):
        sdk.call(handler, lambda admin: admin.projects.list())


def test_a_list_can_be_iterated_again_from_the_first_page(project):
    from apivideo_admin import AdminClient

    server = Server({"/projects": page_of(project, ["1"])})
    projects = AdminClient("k", transport=httpx2.MockTransport(server)).projects.list()
    assert [p.name for p in projects] == [p.name for p in projects] == ["1"]
    assert server.requested == ["/projects", "/projects"]
