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


def cycling(requested, before, length):
    """Return a handler whose pages form a cycle of ``length`` pages after ``before`` others."""

    def handler(request: httpx2.Request) -> httpx2.Response:
        number = int(request.url.params.get("page", 0))
        requested.append(number)
        assert len(requested) <= 5 * (before + length), "the iteration goes on without end"
        following = before if number + 1 == before + length else number + 1
        return httpx2.Response(200, json=page_of({}, [], next=f"/projects?page={following}"))

    return handler


@pytest.mark.parametrize(
    ("before", "length"), [(0, 2), (0, 63), (0, 64), (0, 65), (0, 100), (0, 1000), (2, 1), (2, 3), (10, 100)]
)
def test_a_cycle_of_any_length_ends_the_iteration(sdk, before, length):
    requested = []
    with pytest.raises(errors.PagingError, match="cycle"):
        sdk.call(cycling(requested, before, length), lambda admin: admin.projects.list())
    assert len(requested) <= 3 * (before + length)


def test_a_next_link_is_requested_as_it_is_whatever_its_query_says(sdk, project):
    targets = ["/projects", "/projects?cursor=%C3%A91&page=9&name=a%2Bb", "/projects?cursor=%C3%A92&page=9&name=a%2Bb"]
    pages = {target: page_of(project, ["0"], next=following) for target, following in pairwise(targets)}
    server = PageServer(pages | {targets[-1]: page_of(project, ["1"], prefetch="/elsewhere")})
    assert [item.name for item in sdk.call(server, lambda admin: admin.projects.list())] == ["0", "0", "1"]
    assert server.requested == targets
