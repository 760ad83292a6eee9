"""Lists that follow the server's links."""

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
    """Answers each path and query with a page of its own, and remembers what was asked."""

    def __init__(self, pages):
        self.pages = pages
        self.asked = []

    def __call__(self, request):
        target = request.url.raw_path.decode()
        self.asked.append(target)
        return httpx2.Response(200, json=self.pages[target])


def test_iterating_gives_the_items_of_all_pages_in_order_and_stops_after_the_last(sdk, project):
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
    assert server.asked == list(server.pages)


def test_pages_come_whole_and_typed(sdk, project):
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
    assert server.asked == ["/projects?page=7"]


def test_nothing_is_sent_before_a_list_is_iterated(sdk):
    server = Server({})
    sdk.call(server, lambda admin: repr(admin.projects.list()) and None if not sdk.is_async else _later(admin))
    assert server.asked == []


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
    asked = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        asked.append(str(request.url))
        return httpx2.Response(200, json=page_of(project, [], **({"next": href} if len(asked) == 1 else {})))

    sdk.call(handler, lambda admin: admin.projects.list(), base_url=base_url)
    assert asked == [f"{base_url}/projects", second]


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
def test_a_link_to_anywhere_else_is_refused_and_not_followed(sdk, project, href):
    asked = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.url)
        return httpx2.Response(200, json=page_of(project, ["1"], next=href))

    with pytest.raises(errors.PagingError):
        sdk.call(handler, lambda admin: admin.projects.list())
    assert len(asked) == 1


def test_links_that_go_in_a_circle_end_in_an_error_not_in_a_walk_for_ever(sdk, project):
    server = Server(
        {
            "/projects": page_of(project, ["1"], next="/projects?page=2"),
            "/projects?page=2": page_of(project, ["2"], next="/projects?page=3"),
            "/projects?page=3": page_of(project, ["3"], next="/projects?page=2"),
        }
    )
    with pytest.raises(errors.PagingError, match="circle"):
        sdk.call(server, lambda admin: admin.projects.list())
    assert len(server.asked) == 3


def test_a_page_that_leads_to_itself_is_a_circle(sdk, project):
    server = Server({"/projects": page_of(project, ["1"], next="/projects")})
    with pytest.raises(errors.PagingError, match="circle"):
        sdk.call(server, lambda admin: admin.projects.list())


def endless(asked, circle=None):
    """Give a handler whose pages go on for ever, or start anew after ``circle`` pages."""

    def handler(request: httpx2.Request) -> httpx2.Response:
        number = int(request.url.params.get("page", 1))
        asked.append(number)
        following = number % circle + 1 if circle else number + 1
        return httpx2.Response(200, json=page_of({}, [], next=f"/projects?page={following}"))

    return handler


@pytest.mark.parametrize("circle", [2, 63, 64, 65, 100, 1000])
def test_a_circle_of_any_length_ends_the_walk(sdk, circle):
    asked = []
    with pytest.raises(errors.PagingError, match="circle"):
        sdk.call(endless(asked, circle), lambda admin: admin.projects.list())
    assert len(asked) <= 3 * circle


@pytest.mark.parametrize(("limit", "asked"), [(0, 0), (1, 1), (2, 1), (3, 2), (4, 2), (5, 3), (99, 3), (None, 3)])
def test_a_limit_is_the_most_items_and_no_page_is_read_beyond_it(sdk, project, limit, asked):
    server = Server(
        {
            "/projects": page_of(project, ["1", "2"], next="/projects?page=2"),
            "/projects?page=2": page_of(project, ["3", "4"], next="/projects?page=3"),
            "/projects?page=3": page_of(project, ["5"]),
        }
    )
    items = sdk.call(server, lambda admin: admin.projects.list(limit=limit))
    assert [item.name for item in items] == ["1", "2", "3", "4", "5"][:limit]
    assert len(server.asked) == asked
    server.asked.clear()
    pages = sdk.call(server, lambda admin: admin.projects.list(limit=limit).pages())
    assert [len(page.items) for page in pages] == [2, 2, 1][:asked]


def test_a_limit_below_nothing_is_refused(sdk):
    with pytest.raises(ValueError, match="limit is -1"):
        sdk.call(Server({}), lambda admin: admin.projects.list(limit=-1) and None)


def test_a_page_that_is_empty_though_more_follow_is_stepped_over(sdk, project):
    server = Server(
        {"/projects": page_of(project, [], next="/projects?page=2"), "/projects?page=2": page_of(project, ["1"])}
    )
    assert [item.name for item in sdk.call(server, lambda admin: admin.projects.list())] == ["1"]


def test_items_that_come_and_go_meanwhile_shift_the_pages_and_the_walk_ends(sdk, project):
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

    walked = [item.name for item in sdk.call(handler, lambda admin: admin.projects.list())]
    assert walked == ["0", "1", "2", "3", "6", "7", "5", "6", "7", "8", "9"]


def test_prefetching_reads_the_next_page_while_one_is_worked_on(project):
    server = Server(
        {
            "/projects": page_of(project, ["1"], next="/projects?page=2"),
            "/projects?page=2": page_of(project, ["2"], next="/projects?page=3"),
            "/projects?page=3": page_of(project, ["3"]),
        }
    )

    async def walk(prefetch):
        server.asked.clear()
        seen = []
        async with AsyncAdminClient("k", transport=httpx2.MockTransport(server)) as admin:
            projects = admin.projects.list()
            async for item in projects.prefetch() if prefetch else projects:
                await asyncio.sleep(0.01)
                seen.append((item.name, len(server.asked)))
        return seen

    assert asyncio.run(walk(prefetch=False)) == [("1", 1), ("2", 2), ("3", 3)]
    assert asyncio.run(walk(prefetch=True)) == [("1", 2), ("2", 3), ("3", 3)]


def test_prefetching_reads_nothing_beyond_the_limit(project):
    server = Server({"/projects": page_of(project, ["1", "2"], next="/projects?page=2")})

    async def walk():
        async with AsyncAdminClient("k", transport=httpx2.MockTransport(server)) as admin:
            return [item.name async for item in admin.projects.list(limit=2).prefetch()]

    assert asyncio.run(walk()) == ["1", "2"]


def test_a_prefetched_page_that_fails_is_told_when_the_walk_gets_there(project):
    server = Server({"/projects": page_of(project, ["1"], next="https://elsewhere.example/")})

    async def walk(seen):
        async with AsyncAdminClient("k", transport=httpx2.MockTransport(server)) as admin:
            async for item in admin.projects.list().prefetch():
                seen.append(item.name)

    seen = []
    with pytest.raises(errors.PagingError):
        asyncio.run(walk(seen))
    assert seen == ["1"]


def test_a_walk_that_is_left_early_leaves_no_task_behind(project):
    def failing(request: httpx2.Request) -> httpx2.Response:
        if request.url.query:
            return httpx2.Response(400)
        return httpx2.Response(200, json=page_of(project, ["1"], next="/projects?page=2"))

    async def walk():
        async with AsyncAdminClient("k", transport=httpx2.MockTransport(failing)) as admin:
            async with aclosing(admin.projects.list().prefetch().pages()) as pages:
                async for _ in pages:
                    await asyncio.sleep(0.01)
                    break
            return len(asyncio.all_tasks())

    assert asyncio.run(walk()) == 1


def test_an_error_on_a_later_page_is_raised_where_the_walk_gets_to_it(sdk, project):
    def handler(request: httpx2.Request) -> httpx2.Response:
        if request.url.query:
            return httpx2.Response(429, json={"title": "Too many requests."})
        return httpx2.Response(200, json=page_of(project, ["1"], next="/projects?page=2"))

    with pytest.raises(errors.TooManyRequestsError):
        sdk.call(handler, lambda admin: admin.projects.list())


def test_a_list_can_be_iterated_again_and_starts_anew(project):
    from apivideo_admin import AdminClient

    server = Server({"/projects": page_of(project, ["1"])})
    projects = AdminClient("k", transport=httpx2.MockTransport(server)).projects.list()
    assert [p.name for p in projects] == [p.name for p in projects] == ["1"]
    assert server.asked == ["/projects", "/projects"]
