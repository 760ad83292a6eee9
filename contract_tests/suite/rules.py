"""The rules of the API that checks hold a server to, each in the words of its source."""

from __future__ import annotations

from typing import Final

from contract_tests.suite.rule import Rule

_ERRORS: Final = "facts document, Errors"
_PAGES: Final = "facts document, Pages"

NO_SERVER_ERROR: Final = Rule(
    "no-server-error", "Whatever a client sends, the answer is no failure of the server.", "RFC 9110, section 15.6"
)
DOCUMENTED_STATUS: Final = Rule(
    "documented-status", "Every status that an operation answers with is documented.", "openapi/, `responses`"
)
HEADERS: Final = Rule(
    "headers",
    "Every answer tells the rate limit: X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Retry-After; and every other header that "
    "the document requires of an answer is there.",
    _ERRORS,
)
MEDIA_TYPE: Final = Rule("media-type", "An answer has the media type that is documented for it.", "openapi/, `content`")
SCHEMA: Final = Rule("schema", "The content of an answer fits its schema.", "openapi/, `schema`")

PAGES_PARTITION: Final = Rule(
    "pages-partition", "Walking the pages sees each item exactly once while nothing changes.", _PAGES
)
PAGE_LINKS: Final = Rule(
    "page-links",
    "`previous` only when the page is past the first, `next` only when more items follow, `self` always; in that order. An `href` is "
    "relative to the server, keeps the request's filters and sort, states `page_size`, and ends with `page`.",
    _PAGES,
)
PAGE_DEFAULTS: Final = Rule("page-defaults", "`page` from 1, default 1; `page_size` 1 to 100, default 20.", _PAGES)
PAGE_BOUNDS: Final = Rule("page-bounds", "`page` from 1, `page_size` 1 to 100. Outside of that: 400.", _PAGES)
PAGE_PAST_THE_END: Final = Rule(
    "page-past-the-end", "A page past the end: 200, no items, `previous` and `self`.", _PAGES
)
ITEM_COUNT: Final = Rule("item-count", "`item_count` is the number of items on this page.", _PAGES)

EACH_ACCOUNT_HOLDS_WHAT_WAS_WRITTEN: Final = Rule(
    "reference-model",
    "Whatever several clients do in whatever order, each account holds what was written to it, and nothing else.",
    "facts document, as a whole (contract_tests/model.py)",
)
