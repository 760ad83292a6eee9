# DO NOT EDIT. Generated from openapi/ by `python -m nox -s generate`.
"""The types of arguments: the keyword arguments of each method, and their allowed values.

For example ``admin.projects.create(**arguments)`` takes a ``ProjectsCreateParams``. The server may return other values of an enum.
"""

from typing import Literal, NotRequired, Required, TypedDict

__all__ = [
    "ApiKeysCountParams",
    "ApiKeysCreateParams",
    "ApiKeysListParams",
    "ApiKeysListSortBy",
    "ApiKeysListSortOrder",
    "ApiKeysUpdateParams",
    "LinkRel",
    "ProjectsCountParams",
    "ProjectsCreateParams",
    "ProjectsCreateRegion",
    "ProjectsListParams",
    "ProjectsListSortBy",
    "ProjectsListSortOrder",
    "ProjectsUpdateDeletesAt",
    "ProjectsUpdateParams",
    "Region",
    "UsageDeliveryInterval",
    "UsageDeliveryParams",
    "UsageHostingInterval",
    "UsageHostingParams",
]

LinkRel = Literal["next", "previous", "self"]
"""The target of the link. The first page has no `previous`, the last no `next`.
"""

Region = Literal["eu-central-1"]
"""The region where the media of a project are hosted.
"""

ProjectsListSortBy = Literal["created_at", "name"]
"""The values of `sort_by` in `admin.projects.list`.
"""

ProjectsListSortOrder = Literal["asc", "desc"]
"""The values of `sort_order` in `admin.projects.list`.
"""

ProjectsCreateRegion = Literal["eu-central-1"]
"""The values of `region` in `admin.projects.create`.
"""

ProjectsUpdateDeletesAt = Literal["next_cycle"]
"""The values of `deletes_at` in `admin.projects.update`.
"""

ApiKeysListSortBy = Literal["created_at", "name", "value"]
"""The values of `sort_by` in `admin.api_keys.list`.
"""

ApiKeysListSortOrder = Literal["asc", "desc"]
"""The values of `sort_order` in `admin.api_keys.list`.
"""

UsageDeliveryInterval = Literal["month", "week"]
"""The values of `interval` in `admin.usage.delivery`.
"""

UsageHostingInterval = Literal["month", "week"]
"""The values of `interval` in `admin.usage.hosting`.
"""


ProjectsListParams = TypedDict(
    "ProjectsListParams",
    {
        "page": NotRequired[int | None],
        "page_size": NotRequired[int | None],
        "name": NotRequired[str | None],
        "sort_by": NotRequired[ProjectsListSortBy | None],
        "sort_order": NotRequired[ProjectsListSortOrder | None],
        "limit": NotRequired[int | None],
    },
)
"""The keyword arguments of ``admin.projects.list``.
"""

ProjectsCreateParams = TypedDict(
    "ProjectsCreateParams",
    {
        "name": Required[str],
        "region": NotRequired[ProjectsCreateRegion | str | None],
    },
)
"""The keyword arguments of ``admin.projects.create``.
"""

ProjectsCountParams = TypedDict(
    "ProjectsCountParams",
    {
        "name": NotRequired[str | None],
    },
)
"""The keyword arguments of ``admin.projects.count``.
"""

ProjectsUpdateParams = TypedDict(
    "ProjectsUpdateParams",
    {
        "name": Required[str],
        "deletes_at": NotRequired[ProjectsUpdateDeletesAt | None],
    },
)
"""The keyword arguments of ``admin.projects.update``.
"""

ApiKeysListParams = TypedDict(
    "ApiKeysListParams",
    {
        "page": NotRequired[int | None],
        "page_size": NotRequired[int | None],
        "name": NotRequired[str | None],
        "value": NotRequired[str | None],
        "sort_by": NotRequired[ApiKeysListSortBy | None],
        "sort_order": NotRequired[ApiKeysListSortOrder | None],
        "limit": NotRequired[int | None],
    },
)
"""The keyword arguments of ``admin.api_keys.list``.
"""

ApiKeysCreateParams = TypedDict(
    "ApiKeysCreateParams",
    {
        "name": Required[str],
    },
)
"""The keyword arguments of ``admin.api_keys.create``.
"""

ApiKeysCountParams = TypedDict(
    "ApiKeysCountParams",
    {
        "name": NotRequired[str | None],
        "value": NotRequired[str | None],
    },
)
"""The keyword arguments of ``admin.api_keys.count``.
"""

ApiKeysUpdateParams = TypedDict(
    "ApiKeysUpdateParams",
    {
        "name": NotRequired[str | None],
    },
)
"""The keyword arguments of ``admin.api_keys.update``.
"""

UsageDeliveryParams = TypedDict(
    "UsageDeliveryParams",
    {
        "interval": Required[UsageDeliveryInterval],
    },
)
"""The keyword arguments of ``admin.usage.delivery``.
"""

UsageHostingParams = TypedDict(
    "UsageHostingParams",
    {
        "interval": Required[UsageHostingInterval],
    },
)
"""The keyword arguments of ``admin.usage.hosting``.
"""
