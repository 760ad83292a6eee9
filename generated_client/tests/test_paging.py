"""Lists that follow the ``next`` links of their pages."""

from __future__ import annotations

from itertools import islice

import httpx2
import pytest
from sdk_harness import PageServer, page_of

from apivideo_admin import errors


def test_iterating_yields_the_items_of_all_pages_in_order_and_stops_after_the_last(sdk, project):
    server = PageServer(
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
    server = PageServer(
        {"/projects": page_of(project, ["1"], next="/projects?page=2"), "/projects?page=2": page_of(project, ["2"])}
    )
    pages = sdk.call(server, lambda admin: admin.projects.list().pages())
    assert [[item.name for item in page.items] for page in pages] == [["1"], ["2"]]
    assert pages[0].pagination.page_size == 2
    assert pages[0].links[1].rel == "next"


def test_the_first_page_is_one_request(sdk, project):
    server = PageServer({"/projects?page=7": page_of(project, ["1"], next="/projects?page=8")})
    page = sdk.call(server, lambda admin: admin.projects.list(page=7).first_page())
    assert [item.name for item in page.items] == ["1"]
    assert server.requested == ["/projects?page=7"]


@pytest.mark.parametrize(("limit", "requested"), [(0, 0), (1, 1), (2, 1), (3, 2), (4, 2), (5, 3), (99, 3), (None, 3)])
def test_no_page_is_requested_after_the_limit_is_reached(sdk, project, limit, requested):
    server = PageServer(
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
        sdk.call(PageServer({}), lambda admin: admin.projects.list(limit=-1) and None)


def test_an_empty_page_with_a_next_link_does_not_end_the_iteration(sdk, project):
    server = PageServer(
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


def test_an_error_of_a_later_page_is_raised_when_the_iteration_reaches_it(sdk, project):
    def handler(request: httpx2.Request) -> httpx2.Response:
        if request.url.query:
            return httpx2.Response(429, json={"title": "Too many requests."})
        return httpx2.Response(200, json=page_of(project, ["1"], next="/projects?page=2"))

    with pytest.raises(errors.TooManyRequestsError):
        sdk.call(handler, lambda admin: admin.projects.list())


def test_a_list_sends_nothing_by_itself_and_its_repr_shows_no_query(sdk, project):
    server = PageServer({"/projects?name=hush": page_of(project, [])})
    with sdk.open(server) as run:
        pager = run(lambda admin: [admin.projects.list(name="hush")] if not sdk.is_async else _later(admin))[0]
        assert "hush" not in repr(pager)
        assert server.requested == []
        run(lambda _: pager)
    assert server.requested == ["/projects?name=hush"]


async def _later(admin):
    return [admin.projects.list(name="hush")]


@pytest.mark.parametrize(("count", "requested"), [(0, 0), (1, 1), (2, 1), (3, 2)])
def test_a_page_is_requested_when_its_first_item_is_needed(sdk, project, count, requested):
    server = PageServer(
        {
            "/projects": page_of(project, ["1", "2"], next="/projects?page=2"),
            "/projects?page=2": page_of(project, ["3"], next="/projects?page=3"),
        }
    )

    async def take(admin):
        names = []
        if count:
            async for item in admin.projects.list():
                names.append(item.name)
                if len(names) == count:
                    break
        return names

    names = sdk.call(
        server, take if sdk.is_async else lambda admin: [one.name for one in islice(admin.projects.list(), count)]
    )
    assert names == ["1", "2", "3"][:count]
    assert len(server.requested) == requested


def test_a_list_can_be_iterated_again_from_the_first_page(sdk, project):
    server = PageServer(
        {"/projects": page_of(project, ["1"], next="/projects?page=2"), "/projects?page=2": page_of(project, ["2"])}
    )
    lists = []
    with sdk.open(server) as run:
        for _ in range(2):
            items = run(lambda admin: lists.append(admin.projects.list()) or lists[0])
            assert [item.name for item in items] == ["1", "2"]
    assert server.requested == ["/projects", "/projects?page=2"] * 2
