"""Lists that follow the ``next`` links of their pages."""

from __future__ import annotations

from itertools import islice

import httpx2
import pytest
from sdk_harness import HARNESSES, PageServer, page_of

from apivideo_admin import AdminClient, AsyncAdminClient, errors


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
            "/projects?page=1": page_of(project, ["1", "2"], next="/projects?page=2"),
            "/projects?page=2": page_of(project, ["3", "4"], next="/projects?page=3"),
            "/projects?page=3": page_of(project, ["5"]),
        }
    )
    items = sdk.call(server, lambda admin: admin.projects.list(limit=limit, page=1))
    assert [item.name for item in items] == ["1", "2", "3", "4", "5"][:limit]
    assert len(server.requested) == requested
    server.requested.clear()
    pages = sdk.call(server, lambda admin: admin.projects.list(limit=limit, page=1).pages())
    assert [len(page.items) for page in pages] == [2, 2, 1][:requested]


@pytest.mark.parametrize(
    ("arguments", "query"),
    [
        ({"limit": 3}, "?page_size=3"),
        ({"limit": 1, "name": "a"}, "?page_size=1&name=a"),
        ({"limit": 500}, "?page_size=100"),
        ({"limit": 3, "page_size": 50}, "?page_size=50"),
        ({"limit": 3, "page": 2}, "?page=2"),
        ({"limit": 3, "extra_query": {"page": 2}}, "?page=2"),
        ({"limit": 3, "extra_query": {"page_size": 7}}, "?page_size=7"),
        ({"limit": None}, ""),
    ],
)
def test_a_limit_requests_no_more_items_than_it_needs(sdk, project, arguments, query):
    server = PageServer({f"/projects{query}": page_of(project, ["1"])})
    sdk.call(server, lambda admin: admin.projects.list(**arguments))
    assert server.requested == [f"/projects{query}"]


def pages_of(*names, project):
    """Return a server with these pages."""
    links = [{"next": f"/projects?page={number + 2}"} for number in range(len(names) - 1)] + [{}]
    targets = ["/projects", *(f"/projects?page={number}" for number in range(2, len(names) + 1))]
    pages = zip(targets, names, links, strict=True)
    return PageServer({target: page_of(project, each, **more) for target, each, more in pages})


def names_of(page):
    return [item.name for item in page.items]


def test_an_awaited_list_is_its_first_page(project):
    server = pages_of(["1", "2"], ["3"], project=project)

    async def first(admin):
        projects = admin.projects.list()
        page = await projects
        return names_of(page), page.has_next_page, [item.name async for item in projects]

    assert HARNESSES["async"].call(server, first) == (["1", "2"], True, ["1", "2", "3"])
    assert server.requested == ["/projects", "/projects", "/projects?page=2"]


def test_a_page_without_a_next_link_is_the_last(sdk, project):
    server = pages_of(["1"], ["2"], project=project)

    async def walk(admin):
        first = await admin.projects.list()
        return first, await first.get_next_page(), await first.get_next_page()

    def walk_blocking(admin):
        first = admin.projects.list().first_page()
        return first, first.get_next_page(), first.get_next_page()

    with sdk.open(server) as run:
        first, second, again = run(walk if sdk.is_async else walk_blocking)
        assert [names_of(one) for one in (first, second, again)] == [["1"], ["2"], ["2"]]
        assert (first.has_next_page, second.has_next_page) == (True, False)
        with pytest.raises(errors.PagingError, match="has_next_page"):
            run(lambda _: second.get_next_page())
    assert server.requested == ["/projects", "/projects?page=2", "/projects?page=2"]


def test_the_limit_holds_for_the_pages_too(sdk, project):
    server = PageServer({"/projects?page_size=2": page_of(project, ["1", "2"], next="/projects?page_size=2&page=2")})
    page = sdk.call(server, lambda admin: admin.projects.list(limit=2).first_page())
    assert (names_of(page), page.has_next_page) == (["1", "2"], False)


def test_pages_that_form_a_cycle_are_noticed_page_by_page(sdk, project):
    server = PageServer(
        {
            "/projects": page_of(project, ["1"], next="/projects?page=2"),
            "/projects?page=2": page_of(project, ["2"], next="/projects"),
        }
    )

    async def walk(admin):
        page = await admin.projects.list()
        while True:
            page = await page.get_next_page()

    def walk_blocking(admin):
        page = admin.projects.list().first_page()
        while True:
            page = page.get_next_page()

    with pytest.raises(errors.PagingError, match="cycle"):
        sdk.call(server, walk if sdk.is_async else walk_blocking)


def test_a_page_hides_the_key_that_a_server_repeats_as_its_request_id(sdk, project):
    def handler(_: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, json=page_of(project, []), headers={"X-Request-Id": "id of the-secret-key"})

    page = sdk.call(handler, lambda admin: admin.projects.list().first_page(), api_key="the-secret-key")
    assert page.request_id == "id of ********"


@pytest.mark.parametrize(
    ("mistake", "hint"),
    [
        (lambda pager: pager[0], "first_page"),
        (len, "count"),
        (bool, "first_page"),
        (next, "iter"),
    ],
    ids=["index", "length", "truth", "next"],
)
def test_a_list_is_not_a_sequence_and_says_what_to_write_instead(project, mistake, hint):
    server = pages_of(["1"], project=project)
    with AdminClient("k", transport=httpx2.MockTransport(server)) as admin:
        with pytest.raises(TypeError, match=rf"A Pager .* hint: .*{hint}"):
            mistake(admin.projects.list())
        with pytest.raises(TypeError, match=r"A Page .* hint: .*items"):
            len(admin.projects.list().first_page())
        assert [item.name for item in list(admin.projects.list())] == ["1"]


@pytest.mark.parametrize(
    ("mistake", "hint"),
    [(lambda pager: pager[0], "first_page"), (len, "count"), (list, "async for"), (anext, "aiter")],
    ids=["index", "length", "for", "anext"],
)
def test_an_asynchronous_list_says_what_to_write_instead(project, mistake, hint):
    client = AsyncAdminClient("k", transport=httpx2.MockTransport(pages_of(["1"], project=project)))
    with pytest.raises(TypeError, match=rf"An? AsyncPager .* hint: .*{hint}"):
        mistake(client.projects.list())


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

    with pytest.raises(errors.RateLimitError):
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
