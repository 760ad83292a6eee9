# DO NOT EDIT. Generated from openapi/ by `python -m nox -s generate`.
"""The models: objects that the API returns."""

from ._enums import LinkRel, Region
from ._structs import (
    ApiKey,
    ApiKeyPage,
    Count,
    DeliveryUsage,
    DeliveryUsageDay,
    HostingUsage,
    HostingUsageDay,
    Link,
    Pagination,
    Project,
    ProjectPage,
)

__all__ = [
    "ApiKey",
    "ApiKeyPage",
    "Count",
    "DeliveryUsage",
    "DeliveryUsageDay",
    "HostingUsage",
    "HostingUsageDay",
    "Link",
    "LinkRel",
    "Pagination",
    "Project",
    "ProjectPage",
    "Region",
]
