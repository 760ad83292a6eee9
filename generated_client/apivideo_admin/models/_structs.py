# DO NOT EDIT. Generated from openapi/ by `python -m nox -s generate`.
"""The models: objects that the API returns."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from .._runtime.clock import AwareDatetime
from .._runtime.model import Model
from .._runtime.model import resolve_annotations as _resolve_annotations
from ._enums import LinkRel, Region

if not TYPE_CHECKING:
    from .._runtime.clock import datetime  # its classes are not replaced by libraries that patch time in tests
else:
    import datetime


class ApiKey(Model, frozen=True, kw_only=True):
    """An API key gives access to a project's own API.

    Attributes:
        project_id: The id of the project of the API key.
        api_key_id: The id of the API key.
        created_at: When the API key was created (RFC 3339).
        name: The name of the API key.
        value: The secret value of the API key.
    """

    secret_fields: ClassVar[frozenset[str]] = frozenset(["value"])

    project_id: str
    api_key_id: str
    created_at: AwareDatetime
    name: str
    value: str


class ApiKeyPage(Model, frozen=True, kw_only=True):
    """One page of API keys.

    Attributes:
        items: The API keys on this page.
        pagination: The position of this page. It does not contain the total; `/count` returns it.
        links: Links to this page, the previous and the next page.
    """

    items: list[ApiKey]
    pagination: Pagination
    links: list[Link]


class Count(Model, frozen=True, kw_only=True):
    """The total number of items of a list.

    Attributes:
        count: The number of items that match the filters.
    """

    count: int


class DeliveryUsage(Model, frozen=True, kw_only=True):
    """The daily delivery usage of a project.

    Attributes:
        items: One item per day, the oldest first.
    """

    items: list[DeliveryUsageDay]


class DeliveryUsageDay(Model, frozen=True, kw_only=True):
    """The minutes delivered on one day.

    Attributes:
        collected_on: The day (UTC).
        live_stream_hls_duration_minutes: Minutes of live streams delivered over HLS on that day.
        video_hls_duration_minutes: Minutes of videos delivered over HLS on that day.
        video_mp4_duration_minutes: Minutes of videos delivered as MP4 on that day.
    """

    collected_on: datetime.date
    live_stream_hls_duration_minutes: int
    video_hls_duration_minutes: int
    video_mp4_duration_minutes: int


class HostingUsage(Model, frozen=True, kw_only=True):
    """The daily hosting usage of a project.

    Attributes:
        items: One item per day, the oldest first.
    """

    items: list[HostingUsageDay]


class HostingUsageDay(Model, frozen=True, kw_only=True):
    """The total minutes hosted as of one day.

    Attributes:
        collected_on: The day (UTC).
        video_duration_minutes: The total minutes of video hosted as of that day.
    """

    collected_on: datetime.date
    video_duration_minutes: int


class Link(Model, frozen=True, kw_only=True):
    """A link to this page, the previous or the next page.

    Attributes:
        rel: The target of the link. The first page has no `previous`, the last no `next`.
        href: A URL relative to the server, with the filters and the sort of the request.
    """

    rel: LinkRel
    href: str


class Pagination(Model, frozen=True, kw_only=True):
    """The position of this page. It does not contain the total; `/count` returns it.

    Attributes:
        page: The number of this page.
        page_size: The maximum number of items on a page.
        item_count: The number of items on this page.
    """

    page: int
    page_size: int
    item_count: int


class Project(Model, frozen=True, kw_only=True):
    """A project groups media and the API keys that access them.

    Attributes:
        project_id: The id of the project.
        created_at: When the project was created (RFC 3339).
        name: The name of the project.
        deletes_at: When the project will be deleted (the first moment of the next billing cycle), or null if its
            deletion is not scheduled.
        region: The region where the media of a project are hosted.
        deleted: True while the project is being deleted. After that, the project no longer exists.
    """

    project_id: str
    created_at: AwareDatetime
    name: str
    deletes_at: AwareDatetime | None
    region: Region
    deleted: bool


class ProjectPage(Model, frozen=True, kw_only=True):
    """One page of projects.

    Attributes:
        items: The projects on this page.
        pagination: The position of this page. It does not contain the total; `/count` returns it.
        links: Links to this page, the previous and the next page.
    """

    items: list[Project]
    pagination: Pagination
    links: list[Link]


_resolve_annotations(globals())
