"""The OpenAPI document, compiled for the engine: operations, collections, resources and kinds of problem."""

from apivideo_admin_mock.errors import SpecError
from apivideo_admin_mock.spec.load import (
    bundled_api,
    bundled_document,
    bundled_path,
    load_api,
    read_document,
    shared_api,
)
from apivideo_admin_mock.spec.model import (
    SINGLE_ID,
    Action,
    Api,
    Collection,
    Filtering,
    Operation,
    Parameter,
    RateLimit,
    Report,
    Resource,
)
from apivideo_admin_mock.spec.versions import version_api, version_document, version_path

__all__ = [
    "SINGLE_ID",
    "Action",
    "Api",
    "Collection",
    "Filtering",
    "Operation",
    "Parameter",
    "RateLimit",
    "Report",
    "Resource",
    "SpecError",
    "bundled_api",
    "bundled_document",
    "bundled_path",
    "load_api",
    "read_document",
    "shared_api",
    "version_api",
    "version_document",
    "version_path",
]
