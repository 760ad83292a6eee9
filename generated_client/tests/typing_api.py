"""Use of the public types, which mypy checks and nothing runs.

Each ``type: ignore`` marks a mistake that a type checker must find: mypy reports an unused one.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, assert_type

import httpx2
from opentelemetry import trace

from apivideo_admin import (
    AdminClient,
    AsyncAdminClient,
    AsyncPage,
    AsyncPager,
    Omit,
    Page,
    Pager,
    Project,
    RateLimitError,
    RawResponse,
    errors,
    models,
    omit,
    types,
)


def blocking() -> None:
    with AdminClient(api_key="key", base_url="http://localhost", timeout=3, transport=httpx2.HTTPTransport()) as admin:
        assert_type(admin, AdminClient)
        project = admin.projects.create(name="x", region="eu-central-1")
        assert_type(project, models.Project)
        assert_type(project.created_at, dt.datetime)
        assert_type(project.deletes_at, dt.datetime | None)
        assert_type(project.deleted, bool)
        assert_type(admin.projects.list(), Pager[models.ProjectPage, models.Project])
        for item in admin.projects.list(sort_by="name", sort_order="desc", page_size=100):
            assert_type(item, models.Project)
        for page in admin.api_keys.list("p", value="v").pages():
            assert_type(page, Page[models.ApiKeyPage, models.ApiKey])
        assert_type(admin.projects.list().first_page(), Page[models.ProjectPage, models.Project])
        assert_type(admin.projects.count(name="a"), int)
        assert_type(admin.usage.delivery("p", interval="week"), list[models.DeliveryUsageDay])
        assert_type(admin.usage.hosting("p", interval="month", timeout=1.5)[0].collected_on, dt.date)
        admin.projects.update("p", name="x", deletes_at="next_cycle")
        admin.api_keys.delete("p", "k")

        assert_type(admin.with_options(timeout=1, max_retries=0, default_headers={"X-A": "b"}), AdminClient)
        assert_type(admin.projects.with_raw_response.get("p", max_retries=2), RawResponse[models.Project])
        assert_type(admin.projects.with_raw_response.count(name="a").parsed, int)
        assert_type(admin.projects.with_raw_response.count().status_code, int)
        assert_type(admin.projects.with_raw_response.count().request_id, str | None)
        assert_type(admin.projects.with_raw_response.list(page_size=3), RawResponse[models.ProjectPage])
        assert_type(admin.api_keys.with_raw_response.delete("p", "k"), RawResponse[None])
        assert_type(project.unknown_fields, dict[str, Any])
        for item in admin.projects.list(limit=3, extra_headers={"X-A": "b"}):
            assert_type(item, models.Project)

        admin.projects.with_raw_response.get()  # type: ignore[call-arg]
        admin.projects.with_raw_response.create(nmae="x")  # type: ignore[call-arg]
        admin.projects.count(max_retries="3")  # type: ignore[arg-type]
        admin.projects.get("p", limit=3)  # type: ignore[call-arg]
        admin.with_options(api_key="k")  # type: ignore[call-arg]
        admin.projects.create()  # type: ignore[call-arg]
        admin.projects.create("x")  # type: ignore[call-arg]
        admin.projects.create(name="x", region=3)  # type: ignore[arg-type]
        admin.projects.create(nmae="x")  # type: ignore[call-arg]
        admin.projects.list(sort_by="value")  # type: ignore[arg-type]
        admin.projects.list(pageSize=3)  # type: ignore[call-arg]
        admin.projects.get()  # type: ignore[call-arg]
        admin.usage.delivery("p", interval="year")  # type: ignore[arg-type]
        admin.projects.delete("p")  # type: ignore[attr-defined]


async def asynchronous() -> None:
    async with AsyncAdminClient(http_client=httpx2.AsyncClient()) as admin:
        assert_type(await admin.projects.get("p"), models.Project)
        assert_type(admin.projects.list(), AsyncPager[models.ProjectPage, models.Project])
        async for key in admin.api_keys.list("p"):
            assert_type(key, models.ApiKey)
        async for page in admin.projects.list().pages():
            assert_type(page, AsyncPage[models.ProjectPage, models.Project])
        assert_type(await admin.projects.list().first_page(), AsyncPage[models.ProjectPage, models.Project])
        assert_type(admin.projects.list(limit=3).prefetch(), AsyncPager[models.ProjectPage, models.Project])
        assert_type(await admin.projects.with_raw_response.get("p"), RawResponse[models.Project])
        assert_type(await admin.projects.with_raw_response.list(), RawResponse[models.ProjectPage])
        assert_type(admin.with_options(max_retries=1), AsyncAdminClient)
        assert_type(await admin.api_keys.count("p"), int)
        assert_type(await admin.usage.hosting("p", interval="week"), list[models.HostingUsageDay])


async def note(event: httpx2.Request | httpx2.Response) -> None:
    str(event)


def hooks() -> None:
    AdminClient(event_hooks={"request": [print], "response": [print]}, throttle=False, max_retry_seconds=3)
    AsyncAdminClient(event_hooks={"request": [note], "response": [note]})
    AdminClient(event_hooks={"requests": [print]})  # type: ignore[arg-type]
    AdminClient(tracer_provider=trace.get_tracer_provider())
    AsyncAdminClient(tracer_provider=trace.get_tracer_provider())
    AdminClient(tracer_provider="trace")  # type: ignore[arg-type]
    AsyncAdminClient(event_hooks={"request": [print]})  # type: ignore[arg-type]


def names(admin: AdminClient) -> None:
    arguments: types.ProjectsCreateParams = {"name": "x", "region": "eu-central-1"}
    assert_type(admin.projects.create(**arguments), Project)
    listed: types.ProjectsListParams = {"sort_by": "name", "limit": 3}
    assert_type(admin.projects.list(**listed), Pager[models.ProjectPage, models.Project])
    order: types.ProjectsListSortBy = "created_at"
    admin.projects.list(sort_by=order)
    region: types.Region = "eu-central-1"
    admin.projects.create(name="x", region=region)
    assert_type(omit, Omit)
    kind: type[errors.APIStatusError] = RateLimitError
    str(kind)

    wrong: types.ProjectsCreateParams = {"nmae": "x"}  # type: ignore[typeddict-unknown-key, typeddict-item]
    admin.projects.create(**wrong)
    other: types.ProjectsListSortBy = "value"  # type: ignore[assignment]
    admin.projects.list(sort_by=other)


def values_of_responses_are_arguments(admin: AdminClient, project: Project) -> None:
    copied = admin.projects.create(name=project.name, region=project.region)
    admin.projects.create(name="x", region="a future value")
    arguments: types.ProjectsCreateParams = {"name": copied.name, "region": copied.region}
    admin.projects.create(**arguments)


def undocumented(admin: AdminClient) -> None:
    raw = admin.request("GET", "/new", params={"a": [1, None]}, timeout=3, max_retries=0, extra_headers={"X": "y"})
    assert_type(raw, RawResponse[Any])
    admin.request("POST", "/new", json={"a": 1})
    admin.projects.count(extra_query={"a": 1}, extra_body={"b": 2}, extra_headers={"X": "y"}, timeout=1, max_retries=0)
    admin.request("GET")  # type: ignore[call-arg]


def paging(admin: AdminClient) -> None:
    page = admin.projects.list(limit=3).first_page()
    assert_type(page, Page[models.ProjectPage, models.Project])
    assert_type(page.items[0], models.Project)
    assert_type(page.pagination, models.Pagination)
    assert_type(page.parsed, models.ProjectPage)
    assert_type(page.request_id, str | None)
    assert_type(page.links[0].rel, str)
    while page.has_next_page:
        page = page.get_next_page()

    pager = admin.projects.list()
    pager[0]  # type: ignore[index]
    len(pager)  # type: ignore[arg-type]
    next(pager)  # type: ignore[call-overload]
    list(page)  # type: ignore[call-overload]


async def paging_in_asyncio(admin: AsyncAdminClient) -> None:
    page = await admin.projects.list()
    assert_type(page, AsyncPage[models.ProjectPage, models.Project])
    assert_type(page.pagination, models.Pagination)
    assert_type(await page.get_next_page(), AsyncPage[models.ProjectPage, models.Project])
    assert_type(await admin.request("GET", "/new"), RawResponse[Any])


def open_values(link: models.Link) -> str:
    return link.href if link.rel == "a future value" else link.rel


def failing() -> None:
    try:
        blocking()
    except errors.ServerError as error:
        assert_type(error.request_id, str | None)
    except errors.BadRequestError as error:
        assert_type(error.status_code, int)
        assert_type(error.detail, str | None)
        assert_type(error.problems, tuple[errors.Problem, ...])
        assert_type(error.retry_after, float | None)
        assert_type(error.response, httpx2.Response)
    except errors.APIConnectionError as error:
        assert_type(error.url, str)
        assert_type(error.sent, bool)
