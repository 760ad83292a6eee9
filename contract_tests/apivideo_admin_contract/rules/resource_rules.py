"""The rules about items and lists, each with the sentence that the API promises and its source."""

from __future__ import annotations

from typing import Final

from apivideo_admin_contract.rules.rule import Rule

_ERRORS: Final = "openapi/README.md, Errors"
_PAGES: Final = "openapi/README.md, Pages"
_OPERATIONS: Final = "openapi/README.md, Operations"
_OBJECTS: Final = "openapi/README.md, Objects"
_EXTENSIONS: Final = "openapi/EXTENSIONS.md"

NO_SERVER_ERROR: Final = Rule(
    "no-server-error", "No request causes a server error (5xx).", "RFC 9110, section 15.6; openapi/, `responses`"
)
DOCUMENTED_STATUS: Final = Rule(
    "documented-status", "An operation responds with documented statuses only.", "openapi/, `responses`"
)
HEADERS: Final = Rule(
    "headers",
    "Every response carries X-RateLimit-Limit, X-RateLimit-Remaining and X-RateLimit-Retry-After, and every other header that the "
    "document requires.",
    "openapi/README.md, Rate limit; openapi/, `headers`",
)
MEDIA_TYPE: Final = Rule("media-type", "A response has a documented media type.", "openapi/, `content`")
SCHEMA: Final = Rule("schema", "The content of a response matches its schema.", "openapi/, `schema`")

PAGES_PARTITION: Final = Rule(
    "pages-partition", "A walk over the pages returns each item exactly once while nothing changes.", _PAGES
)
PAGE_LINKS: Final = Rule(
    "page-links",
    "The links are `previous` (unless this is the first page), `self`, and `next` (only if more items follow), in this order. An `href` is "
    "relative to the server, keeps the filters and the sort of the request, contains `page_size`, and ends with `page`.",
    _PAGES,
)
PAGE_DEFAULTS: Final = Rule("page-defaults", "`page` defaults to 1 and `page_size` to 20.", _PAGES)
PAGE_BOUNDS: Final = Rule(
    "page-bounds", "`page` starts at 1, `page_size` is 1 to 100; any other value is a 400.", _PAGES
)
PAGE_PAST_THE_END: Final = Rule(
    "page-past-the-end", "A page past the end is a 200 with no items and the links `previous` and `self`.", _PAGES
)
ITEM_COUNT: Final = Rule("item-count", "`item_count` is the number of items on this page.", _PAGES)

PAGES_FILTERED_SORTED: Final = Rule(
    "pages-filtered-sorted",
    "The pages of a list contain all items that match the filters, in the requested order.",
    _PAGES,
)

DEFAULT_ORDER: Final = Rule(
    "default-order",
    "Without `sort_by` the oldest item comes first; `sort_by` without `sort_order` sorts ascending.",
    _PAGES,
)
SORTING: Final = Rule(
    "sorting",
    "`sort_by` names the property to sort by and `sort_order` the direction, `asc` or `desc`; text is sorted by code point.",
    f"{_OPERATIONS}; {_EXTENSIONS}",
)
STABLE_TIES: Final = Rule("stable-ties", "Items with equal sort values keep the order of creation.", _PAGES)
FILTERS: Final = Rule(
    "filters",
    "A filter returns exactly the items whose property contains its text or equals its value; both are case-sensitive.",
    f"{_OPERATIONS}; {_EXTENSIONS}, `x-filter`",
)
FILTERS_COMBINE: Final = Rule(
    "filters-combine", "Several filters return the items that match all of them.", _OPERATIONS
)
COUNTS: Final = Rule(
    "counts",
    "A count accepts the filters of its list and returns the total number of items in it.",
    f"{_OPERATIONS}; {_PAGES}",
)

ROUND_TRIP: Final = Rule(
    "round-trip",
    "A create stores what its payload contains and the defaults of what it leaves out; a read returns what was stored.",
    f"{_OPERATIONS}; {_OBJECTS}",
)
CREATE_ONCE: Final = Rule(
    "create-once", "Each create makes exactly one item, also if the same payload is sent twice.", _OPERATIONS
)
DOCUMENTED_PROPERTIES: Final = Rule(
    "documented-properties", "An item has the documented properties and no others.", _OBJECTS
)
REFUSED_CHANGES_NOTHING: Final = Rule(
    "refused-changes-nothing", "A request that is refused as invalid (400, 413, 415) changes nothing.", _ERRORS
)
UPDATE: Final = Rule(
    "update",
    "An update changes the properties that its payload names and nothing else.",
    f"{_OPERATIONS}; RFC 5789, section 2",
)
UPDATE_KEEPS_PLACE: Final = Rule("update-keeps-place", "An update does not change the order of creation.", _PAGES)
UPDATE_KEEPS_GENERATED: Final = Rule(
    "update-keeps-generated", "The id, the time of creation and the secret of an item never change.", _OBJECTS
)
EFFECTS: Final = Rule(
    "effects",
    "A custom action changes the properties of its `x-effect`, on one item, and nothing else.",
    f"{_EXTENSIONS}, `x-effect`",
)
PUT: Final = Rule(
    "put",
    "A put creates the item with the key in its path (201), or replaces it (200): what is not sent has its default, what the server set and "
    "the order of creation are kept. No other item changes.",
    f"{_EXTENSIONS}, `x-action`; RFC 9110, section 9.3.4",
)
UNIQUE: Final = Rule(
    "unique",
    "No two items of a collection have the same value of a property with `x-unique`. A request that would make a second one is a 409 and "
    "changes nothing.",
    f"{_EXTENSIONS}, `x-unique`",
)
DELETE: Final = Rule(
    "delete", "DELETE is permanent: the item is a 404 and in no list or count. Other items stay.", _OPERATIONS
)
DELETE_BELOW: Final = Rule(
    "delete-below", "A deleted item's nested items are deleted with it.", f"{_EXTENSIONS}, `x-expire`"
)

PARENTS: Final = Rule(
    "parents",
    "A resource under the wrong parent is a 404. The response does not reveal that the resource exists elsewhere.",
    _ERRORS,
)
ACCOUNTS: Final = Rule(
    "accounts",
    "A key opens its own account. A resource of another account is a 404, and the response does not reveal that it exists.",
    "openapi/README.md, Access",
)
NOT_FOUND: Final = Rule(
    "not-found",
    "An unknown id is a 404: The requested resource could not be found, /reference/resource-not-found.",
    _ERRORS,
)
IDS_UNIQUE: Final = Rule(
    "ids-unique",
    "An id is its prefix and 22 base-58 characters; it is unique and not reused after a deletion.",
    f"{_OBJECTS}; {_EXTENSIONS}, `x-generate`",
)
SECRETS: Final = Rule(
    "secrets",
    "A secret is random and unique; create, get and list return it.",
    f"{_OBJECTS}; {_EXTENSIONS}, `x-generate`",
)
CREATED_NOW: Final = Rule(
    "created-now",
    "`x-generate: {kind: now}` is the time of the request, as RFC 3339 with an offset.",
    f"{_OBJECTS}; {_EXTENSIONS}",
)
UPDATED_NOW: Final = Rule(
    "updated-now",
    "`x-generate: {kind: updated}` is the time of the last successful update, and at first that of the creation.",
    f"{_EXTENSIONS}, `x-generate`",
)
SUMS: Final = Rule(
    "sums",
    "`x-generate: {kind: after}` is a time and a number of seconds later, set again by each update; null where there is no number.",
    f"{_EXTENSIONS}, `x-generate`",
)
LIFETIME: Final = Rule(
    "lifetime",
    "An item with `x-expire` and without a flag exists until its time; from then on it is gone with its nested items.",
    f"{_EXTENSIONS}, `x-expire`",
)
TIMES: Final = Rule(
    "times",
    "In the order of creation the times of creation never decrease; a time never changes.",
    f"{_PAGES}; {_OBJECTS}",
)
READS_CHANGE_NOTHING: Final = Rule(
    "reads-change-nothing", "A read changes nothing: the next read returns the same.", "RFC 9110, section 9.2.1"
)
LIST_AGREES_WITH_GET: Final = Rule("list-agrees-with-get", "A list and a get return the same item.", _OBJECTS)
SCHEDULE: Final = Rule(
    "schedule",
    "The enum value of `x-set` stores the first moment of the next month; until then the item does not change otherwise.",
    f"{_OBJECTS}; {_EXTENSIONS}, `x-set`",
)
EXPIRY: Final = Rule(
    "expiry",
    "At its scheduled moment an item is marked as being deleted; after the seconds of `x-expire` it is gone with its nested items.",
    f"{_OBJECTS}; {_EXTENSIONS}, `x-expire`",
)

REFERENCE_MODEL: Final = Rule(
    "reference-model",
    "After any sequence of requests of several clients each account contains what was written to it and nothing else.",
    "openapi/README.md",
)
