"""Lists of the asynchronous client that read the next page in advance."""

from __future__ import annotations

import asyncio
from contextlib import aclosing

import httpx2
import pytest
from sdk_harness import PageServer, page_of

from apivideo_admin import AsyncAdminClient, errors


def test_prefetch_requests_the_next_page_while_one_is_processed(project):
    server = PageServer(
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
    server = PageServer({"/projects?page=1": page_of(project, ["1", "2"], next="/projects?page=2")})

    async def iterate():
        async with AsyncAdminClient("k", transport=httpx2.MockTransport(server)) as admin:
            return [item.name async for item in admin.projects.list(limit=2, page=1).prefetch()]

    assert asyncio.run(iterate()) == ["1", "2"]


def test_an_error_of_a_prefetched_page_is_raised_when_the_iteration_reaches_it(project):
    server = PageServer({"/projects": page_of(project, ["1"], next="https://elsewhere.example/")})

    async def iterate(seen):
        async with AsyncAdminClient("k", transport=httpx2.MockTransport(server)) as admin:
            async for item in admin.projects.list().prefetch():
                seen.append(item.name)

    seen = []
    with pytest.raises(errors.PagingError):
        asyncio.run(iterate(seen))
    assert seen == ["1"]


def test_prefetch_leaves_the_list_that_it_is_called_on_unchanged(project):
    server = PageServer({"/projects": page_of(project, ["1"], next="/projects?page=2")})

    async def read_one_page():
        async with AsyncAdminClient("k", transport=httpx2.MockTransport(server)) as admin:
            projects = admin.projects.list()
            projects.prefetch()
            async with aclosing(projects.pages()) as pages:
                await anext(pages)
                await asyncio.sleep(0)  # lets a task that reads in advance start

    asyncio.run(read_one_page())
    assert server.requested == ["/projects"]


def test_an_iteration_that_stops_early_cancels_the_prefetched_page(project):
    server = PageServer({"/projects": page_of(project, ["1"], next="/projects?page=2")})

    async def read_one_page():
        second_page_requested = asyncio.Event()

        async def handler(request):
            if request.url.query:
                second_page_requested.set()
                await asyncio.get_running_loop().create_future()
            return server(request)

        async with AsyncAdminClient("k", transport=httpx2.MockTransport(handler)) as admin:
            async with aclosing(admin.projects.list().prefetch().pages()) as pages:
                await anext(pages)
                await second_page_requested.wait()
            return len(asyncio.all_tasks())

    assert asyncio.run(read_one_page()) == 1
