"""The rules of the API that checks hold a server to, each in the words of its source."""

from __future__ import annotations

from typing import Final

from apivideo_admin_contract.rules.rule import Rule

_ERRORS: Final = "facts document, Errors"
_PAGES: Final = "facts document, Pages"
_OPERATIONS: Final = "facts document, Operations"
_OBJECTS: Final = "facts document, Objects"

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

PAGES_FILTERED_SORTED: Final = Rule(
    "pages-filtered-sorted",
    "The pages of a list are those of all that passes the filters, in the order that is asked for.",
    _PAGES,
)

DEFAULT_ORDER: Final = Rule(
    "default-order",
    "Without `sort_by` the order is creation, oldest first; with `sort_by` but no `sort_order`, `asc`.",
    _PAGES,
)
SORTING: Final = Rule(
    "sorting",
    "`sort_by` names the property to sort by and `sort_order` the direction, `asc` or `desc`; values are compared by code point.",
    "facts document, Operations, and openapi/EXTENSIONS.md",
)
STABLE_TIES: Final = Rule("stable-ties", "Ties are broken by creation order.", _PAGES)
FILTERS: Final = Rule(
    "filters",
    "A list has the items whose property contains the text of a filter or equals its value, all of them and no others; both are exact in "
    "case.",
    "facts document, Operations, and openapi/EXTENSIONS.md, `x-filter`",
)
FILTERS_COMBINE: Final = Rule("filters-combine", "What a list gives passes each of its filters.", _OPERATIONS)
COUNTS: Final = Rule("counts", "`/count` takes the same filters as its list, and is the total of it.", _PAGES)

ROUND_TRIP: Final = Rule(
    "round-trip",
    "A create makes an item of what the payload names, with its default for what the payload leaves out, and what is read is what was "
    "written.",
    "facts document, Operations and Objects",
)
CREATED_IS_LISTED: Final = Rule(
    "created-is-listed", "What is created is in its list, once, behind what is older.", _PAGES
)
CREATE_ONCE: Final = Rule("create-once", "Each create makes one item, whatever the others are like.", _OPERATIONS)
DOCUMENTED_ANSWER: Final = Rule(
    "documented-answer", "An item has the properties that are documented, and no others.", _OBJECTS
)
REFUSED_CHANGES_NOTHING: Final = Rule(
    "refused-changes-nothing", "A request that is refused as invalid (400, 413, 415) changes nothing.", _ERRORS
)
UPDATE: Final = Rule(
    "update",
    "An update changes the properties that its payload names, and nothing else.",
    "facts document, Operations, and RFC 5789, section 2",
)
UPDATE_KEEPS_PLACE: Final = Rule("update-keeps-place", "An update moves no item in the order of creation.", _PAGES)
UPDATE_KEEPS_GENERATED: Final = Rule(
    "update-keeps-generated", "What the server sets at creation stays: the id, the time, the secret.", _OBJECTS
)
DELETE: Final = Rule(
    "delete",
    "DELETE is permanent: the item is a 404 and in no list and no count, and what is beside it stays.",
    _OPERATIONS,
)
DELETE_BELOW: Final = Rule("delete-below", "What is below an item goes with it.", "openapi/EXTENSIONS.md, `x-expire`")

PARENTS: Final = Rule("parents", "A resource under the wrong parent is a 404, never a leak.", _ERRORS)
ACCOUNTS: Final = Rule(
    "accounts",
    "A key opens its own account: what another account holds is a 404, never a leak.",
    "facts document, Access",
)
NOT_FOUND: Final = Rule(
    "not-found", "404: The requested resource could not be found, /reference/resource-not-found.", _ERRORS
)
ID_FORM: Final = Rule("id-form", "An id is its prefix and 22 base-58 characters.", _OBJECTS)
IDS_UNIQUE: Final = Rule(
    "ids-unique", "No two items have the same id, also after a deletion.", "openapi/EXTENSIONS.md, `x-generate`"
)
SECRETS: Final = Rule(
    "secrets",
    "A secret is random, unique, and returned by create, get and list.",
    "facts document, Objects, and openapi/EXTENSIONS.md, `x-generate`",
)
CREATED_NOW: Final = Rule(
    "created-now",
    "`x-generate: {kind: now}` is the time of the request, as RFC 3339 with an offset.",
    "facts document, Objects, and openapi/EXTENSIONS.md",
)
TIMES: Final = Rule(
    "times",
    "Times of creation never fall in the order of creation, and never change.",
    "facts document, Pages and Objects",
)
READS_CHANGE_NOTHING: Final = Rule(
    "reads-change-nothing", "Reading changes nothing: read again, all is the same.", "RFC 9110, section 9.2.1"
)
LIST_AGREES_WITH_GET: Final = Rule("list-agrees-with-get", "An item is the same in its list as by itself.", _OBJECTS)
SCHEDULE: Final = Rule(
    "schedule",
    "The word of `x-set` stores the first moment of the next month; until then the item is as it was.",
    "facts document, Objects, and openapi/EXTENSIONS.md, `x-set`",
)
EXPIRY: Final = Rule(
    "expiry",
    "From its moment on an item is marked as being deleted; after the seconds of `x-expire` it is gone, and all below it.",
    "facts document, Objects, and openapi/EXTENSIONS.md, `x-expire`",
)

EACH_ACCOUNT_HOLDS_WHAT_WAS_WRITTEN: Final = Rule(
    "reference-model",
    "Whatever several clients do in whatever order, each account holds what was written to it, and nothing else.",
    "facts document, as a whole (contract_tests/model.py)",
)
