"""Never run: mypy reads it. Each ``type: ignore`` is a mistake that a type checker must find, for an unused one is an error."""

from __future__ import annotations

import datetime as dt
from typing import assert_type

import httpx2

from apivideo_admin import AdminClient, AsyncAdminClient, errors, models
from apivideo_admin._runtime.paging import AsyncPager, Pager


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
            assert_type(page, models.ApiKeyPage)
        assert_type(admin.projects.list().first_page(), models.ProjectPage)
        assert_type(admin.projects.count(name="a"), int)
        assert_type(admin.usage.delivery("p", interval="week"), list[models.DeliveryUsageDay])
        assert_type(admin.usage.hosting("p", interval="month", timeout=1.5)[0].collected_on, dt.date)
        admin.projects.update("p", name="x", deletes_at="next_cycle")
        admin.api_keys.delete("p", "k")

        admin.projects.create()  # type: ignore[call-arg]
        admin.projects.create("x")  # type: ignore[call-arg]
        admin.projects.create(name="x", region="us-east-1")  # type: ignore[arg-type]
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
            assert_type(page, models.ProjectPage)
        assert_type(await admin.projects.list().first_page(), models.ProjectPage)
        assert_type(await admin.api_keys.count("p"), int)
        assert_type(await admin.usage.hosting("p", interval="week"), list[models.HostingUsageDay])


def open_values(link: models.Link) -> str:
    return link.href if link.rel == "a value of tomorrow" else link.rel


def failing() -> None:
    try:
        blocking()
    except errors.BadRequestError as error:
        assert_type(error.status, int)
        assert_type(error.detail, str | None)
        assert_type(error.problems, tuple[errors.Problem, ...])
        assert_type(error.retry_after, float | None)
        assert_type(error.response, httpx2.Response)
    except errors.AdminConnectionError as error:
        assert_type(error.url, str)
