"""The rules about access, errors, the rate limit, HTTP and reports, each with the sentence that the API promises and its source."""

from __future__ import annotations

from typing import Final

from apivideo_admin_contract.rules.rule import Rule

_ACCESS: Final = "openapi/README.md, Access"
_ERRORS: Final = "openapi/README.md, Errors"
_OBJECTS: Final = "openapi/README.md, Objects"
_RATE: Final = "openapi/README.md, Rate limit"

UNAUTHORIZED: Final = Rule(
    "unauthorized",
    'The admin API key is the user name and the password is empty. A 401 carries WWW-Authenticate: Basic realm="admin.api.video"; its title '
    'and type state whether the "Authorization" header is missing, its value is invalid, or the API key is invalid.',
    f"{_ACCESS}; {_ERRORS}",
)
UNAUTHORIZED_CHANGES_NOTHING: Final = Rule(
    "unauthorized-changes-nothing", "A request that is refused with 401 or 403 changes nothing.", _ACCESS
)
SUSPENDED: Final = Rule(
    "suspended", "A suspended account is a 403: Suspended account, /reference/authorization-suspended-account.", _ERRORS
)
SCHEME: Final = Rule("scheme", "The authentication scheme is case-insensitive.", "RFC 9110, section 11.1")
RESOURCE_KEYS: Final = Rule(
    "resource-keys",
    "The API keys of a project do not open this API; an admin API key is one level above them.",
    _ACCESS,
)

METHOD_NOT_ALLOWED: Final = Rule(
    "method-not-allowed",
    "A method that the path does not support is a 405: Method is not allowed for this route, /reference/method-not-allowed. `Allow` lists "
    "the supported methods.",
    _ERRORS,
)
OPTIONS: Final = Rule(
    "options", "OPTIONS returns the methods of a path in `Allow`.", "RFC 9110, sections 9.3.7 and 10.2.1"
)
HEAD: Final = Rule(
    "head", "HEAD returns the status and the headers of GET, without content.", "RFC 9110, section 9.3.2"
)
UNRECOGNIZED_URL: Final = Rule(
    "unrecognized-url",
    "An unknown path is a 404: Unrecognized request URL, /reference/unrecognized-request-url.",
    _ERRORS,
)

PATH_ENCODING: Final = Rule(
    "path-encoding",
    "A percent-encoded letter, digit or hyphen in a path equals the character itself.",
    "RFC 3986, section 6.2.2.2",
)
HOSTILE_PATH: Final = Rule("hostile-path", "Any path gets a documented response.", "openapi/, `responses`")

INVALID_PAYLOAD: Final = Rule(
    "invalid-payload",
    "A payload that is missing or not JSON is a 400: The payload is invalid, /reference/invalid-payload.",
    _ERRORS,
)
PAYLOAD_TEXT: Final = Rule(
    "payload-text",
    "JSON is UTF-8; other text is refused or read, and never causes a server error.",
    "RFC 8259, section 8",
)
MEDIA_TYPES: Final = Rule(
    "media-types",
    "A payload with another media type than application/json is a 415.",
    f"{_ERRORS}; openapi/, `415`",
)
MEDIA_TYPE_SYNTAX: Final = Rule(
    "media-type-syntax", "A media type is case-insensitive and may have parameters.", "RFC 9110, section 8.3.1"
)
PAYLOAD_SIZE: Final = Rule("payload-size", "A payload over 1 MiB is a 413.", _ERRORS)
ACCEPT: Final = Rule(
    "accept",
    "A response has a documented media type for any `Accept` header.",
    "openapi/, `content`; RFC 9110, section 12.5.1",
)

PROBLEM: Final = Rule(
    "problem",
    "An error is application/problem+json with `type` (a link that starts with https://docs.api.video), `title`, and the `status` of the "
    "response. Each status has its titles, and each title its type.",
    _ERRORS,
)
BAD_REQUEST: Final = Rule(
    "bad-request",
    "A 400 has `name` (the first invalid parameter or property), `detail`, `constraint`, `total_problems`, and `problems`: a list of every "
    "problem with `name`, `title`, `detail` and `constraint`.",
    _ERRORS,
)
UNKNOWN_QUERY: Final = Rule(
    "unknown-query",
    "An undocumented query parameter, for example in camelCase, is a 400: /reference/invalid-query-parameter.",
    "openapi/, `parameters`",
)
INVALID_QUERY: Final = Rule(
    "invalid-query",
    "A query parameter that does not match its schema is a 400: /reference/invalid-query-parameter.",
    "openapi/, `parameters`",
)
REQUIRED_QUERY: Final = Rule(
    "required-query",
    "A missing required query parameter is a 400: /reference/attribute-required.",
    "openapi/, `required`",
)
REPEATED_QUERY: Final = Rule(
    "repeated-query",
    "A query parameter that is not a list has one value, also if it is sent twice.",
    "openapi/, `parameters`",
)
HOSTILE_QUERY: Final = Rule("hostile-query", "Any query gets a documented response.", "openapi/, `responses`")
UNKNOWN_PROPERTY: Final = Rule(
    "unknown-property",
    "An undocumented property, for example in camelCase or one that the server sets, is a 400: /reference/invalid-attribute.",
    "openapi/, `additionalProperties`",
)
INVALID_PROPERTY: Final = Rule(
    "invalid-property",
    "A property that does not match its schema is a 400: /reference/invalid-attribute.",
    "openapi/, `properties`",
)
REQUIRED_PROPERTY: Final = Rule(
    "required-property",
    "A missing required property is a 400: /reference/attribute-required. All other properties may be left out.",
    "openapi/, `required`",
)

RATE_LIMIT: Final = Rule(
    "rate-limit",
    "The limit is a sliding window: each admin API key may make 10 requests in any one second. Any further request is a 429 and does not "
    "count.",
    _RATE,
)
RATE_LIMIT_HEADERS: Final = Rule(
    "rate-limit-headers",
    "Every response carries the current X-RateLimit-Limit, X-RateLimit-Remaining and X-RateLimit-Retry-After (whole seconds until the "
    "window resets).",
    _RATE,
)
TOO_MANY_REQUESTS: Final = Rule(
    "too-many-requests",
    "A 429 is: Too many requests, /reference/too-many-requests. It carries Retry-After; a request after that many seconds succeeds.",
    f"{_RATE}; {_ERRORS}",
)
RATE_LIMITED_CHANGES_NOTHING: Final = Rule(
    "rate-limited-changes-nothing", "A request that is refused with 429 changes nothing.", _RATE
)
RATE_LIMIT_BY_KEY: Final = Rule("rate-limit-by-key", "Each admin API key has its own limit.", _RATE)
RATE_LIMIT_EVERYWHERE: Final = Rule("rate-limit-everywhere", "The limit applies to every operation.", _RATE)

REPORT_DAYS: Final = Rule(
    "report-days",
    "A report has an item for each day and group, oldest first: `week` is the past 7 days and `month` the past 30, today included.",
    "openapi/README.md, Operations and Objects; openapi/EXTENSIONS.md",
)
REPORT_FIGURES: Final = Rule(
    "report-figures", "A day has exactly the documented figures, and each is a whole number from 0.", _OBJECTS
)
REPORT_TOTALS: Final = Rule(
    "report-totals", "A cumulative figure is that as of its day: it never decreases from one day to the next.", _OBJECTS
)
REPORT_AGREES: Final = Rule(
    "report-agrees",
    "A day has the same figures in every report and every time that it is read; filters and breakdowns select and add up its items.",
    _OBJECTS,
)
REPORT_OWNER: Final = Rule(
    "report-owner", "A report contains the usage of one resource, not that of another.", _OBJECTS
)

SCHEMATHESIS: Final = Rule(
    "schemathesis", "Any request gets the response that the document describes.", "openapi/, as Schemathesis reads it"
)
