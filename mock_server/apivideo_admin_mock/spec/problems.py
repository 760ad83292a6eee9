"""The kinds of problem, and what the document defines for each (openapi/README.md, Errors)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final

import msgspec


class Kind(StrEnum):
    """The kinds of problem. The document's examples of the same names define their type, title and status."""

    INVALID_ATTRIBUTE = "invalid_attribute"
    INVALID_ATTRIBUTES = "invalid_attributes"
    ATTRIBUTE_REQUIRED = "attribute_required"
    INVALID_QUERY_PARAMETER = "invalid_query_parameter"
    INVALID_PAYLOAD = "invalid_payload"
    MISSING_AUTHORIZATION_HEADER = "missing_authorization_header"
    INVALID_AUTHORIZATION_HEADER = "invalid_authorization_header"
    INVALID_API_KEY = "invalid_api_key"
    SUSPENDED_ACCOUNT = "suspended_account"
    RESOURCE_NOT_FOUND = "resource_not_found"
    UNRECOGNIZED_REQUEST_URL = "unrecognized_request_url"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    CONTENT_TOO_LARGE = "content_too_large"
    UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type"
    TOO_MANY_REQUESTS = "too_many_requests"
    SERVER_ERROR = "server_error"
    ATTRIBUTE_NOT_UNIQUE = "attribute_not_unique"


#: The kinds that only documents with a keyword need: a 409 without `x-unique` is never produced.
OPTIONAL_KINDS: Final = frozenset({Kind.ATTRIBUTE_NOT_UNIQUE})


@dataclass(frozen=True, slots=True)
class ProblemType:
    """The status, title and type URL of a kind of problem in the document. The type is optional."""

    status: Annotated[int, msgspec.Meta(ge=400, le=599)]
    title: str
    type: str | None = None
