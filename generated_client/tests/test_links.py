"""Where the ``next`` link of a page may lead."""

from __future__ import annotations

from itertools import pairwise

import httpx2
import pytest
from sdk_harness import PageServer, page_of

from apivideo_admin import errors


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
        ("http://localhost:1/projects", "/projects?page=2", "http://localhost:1/projects/projects?page=2"),
        ("http://localhost:1/projects", "/projects/projects?page=2", "http://localhost:1/projects/projects?page=2"),
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
    server = PageServer(
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
    server = PageServer({"/projects": page_of(project, ["1"], next="/projects")})
    with pytest.raises(errors.PagingError, match="cycle"):
        sdk.call(server, lambda admin: admin.projects.list())


def cycling(project, requested, before, length):
    """Return a handler whose pages form a cycle of ``length`` pages after ``before`` others."""

    def handler(request: httpx2.Request) -> httpx2.Response:
        number = int(request.url.params.get("page", 0))
        requested.append(number)
        assert len(requested) <= 5 * (before + length), "the iteration goes on without end"
        following = before if number + 1 == before + length else number + 1
        return httpx2.Response(200, json=page_of(project, [str(number)], next=f"/projects?page={following}"))

    return handler


@pytest.mark.parametrize(
    ("before", "length"), [(0, 2), (0, 63), (0, 64), (0, 65), (0, 100), (0, 1000), (2, 1), (2, 3), (10, 100)]
)
def test_a_cycle_of_any_length_ends_the_iteration(sdk, project, before, length):
    requested = []
    with pytest.raises(errors.PagingError, match="cycle"):
        sdk.call(cycling(project, requested, before, length), lambda admin: admin.projects.list())
    assert len(requested) <= 3 * (before + length)


def test_a_next_link_is_requested_as_it_is_whatever_its_query_says(sdk, project):
    targets = ["/projects", "/projects?cursor=%C3%A91&page=9&name=a%2Bb", "/projects?cursor=%C3%A92&page=9&name=a%2Bb"]
    pages = {target: page_of(project, [target], next=following) for target, following in pairwise(targets)}
    server = PageServer(pages | {targets[-1]: page_of(project, ["last"], prefetch="/elsewhere")})
    assert [item.name for item in sdk.call(server, lambda admin: admin.projects.list())] == [*targets[:2], "last"]
    assert server.requested == targets


def endless(project, requested, names, **pagination):
    """Return a handler whose pages have these items, and a link to a page with the next number."""

    def handler(request: httpx2.Request) -> httpx2.Response:
        number = int(request.url.params.get("page", 1))
        requested.append(number)
        assert len(requested) <= 100, "the iteration goes on without end"
        page = page_of(project, names(number), next=f"/projects?page={number + 1}")
        position = {name: number if value is None else value for name, value in pagination.items()}
        return httpx2.Response(200, json=page | {"pagination": page["pagination"] | position})

    return handler


def test_a_server_that_ignores_the_number_of_the_page_raises_an_error_before_an_item_occurs_twice(sdk, project):
    requested, seen = [], []

    def read(admin):
        pages = admin.projects.list()
        return collect(pages) if sdk.is_async else seen.extend(item.name for item in pages)

    async def collect(pages):
        async for item in pages:
            seen.append(item.name)  # noqa: PERF401 (the items before the error count)

    with pytest.raises(errors.PagingError, match="the same page twice"):
        sdk.call(endless(project, requested, lambda _: ["a", "b"]), read)
    assert seen == ["a", "b"]
    assert requested == [1, 2]


@pytest.mark.parametrize("names", [lambda _: [], lambda _: ["a", "b"], lambda number: ["ab"[number % 2]]])
def test_pages_without_a_new_item_end_the_iteration(sdk, project, names):
    requested = []
    with pytest.raises(errors.PagingError, match="10 pages in a row"):
        sdk.call(endless(project, requested, names, page=None), lambda admin: admin.projects.list())
    assert len(requested) <= 12


def test_some_empty_pages_do_not_end_the_iteration(sdk, project):
    def handler(request: httpx2.Request) -> httpx2.Response:
        number = int(request.url.params.get("page", 1))
        links = {"next": f"/projects?page={number + 1}"} if number < 12 else {}
        return httpx2.Response(200, json=page_of(project, [str(number)] if number in (1, 6, 12) else [], **links))

    names = [item.name for item in sdk.call(handler, lambda admin: admin.projects.list())]
    assert names == ["1", "6", "12"]
