"""The rules of access, errors, rate limit, HTTP and reports, each in the words of its source."""

from __future__ import annotations

from typing import Final

from apivideo_admin_contract.rules.rule import Rule

_ACCESS: Final = "facts document, Access"
_ERRORS: Final = "facts document, Errors"
_OBJECTS: Final = "facts document, Objects"

UNAUTHORIZED: Final = Rule(
    "unauthorized",
    'The admin API key is the user name, the password is empty. A 401 carries WWW-Authenticate: Basic realm="admin.api.video", and its title '
    'and type tell whether the "Authorization" header is missing, its value is invalid, or the API key is invalid.',
    _ERRORS,
)
UNAUTHORIZED_CHANGES_NOTHING: Final = Rule(
    "unauthorized-changes-nothing", "A request that is answered with 401 or 403 changes nothing.", _ACCESS
)
SUSPENDED: Final = Rule("suspended", "403: Suspended account, /reference/authorization-suspended-account.", _ERRORS)
SCHEME: Final = Rule("scheme", "The scheme of the credentials is read in any case.", "RFC 9110, section 11.1")
RESOURCE_KEYS: Final = Rule(
    "resource-keys",
    "The admin API key is one level above the API keys of a project, which do not open this API.",
    _ACCESS,
)

METHOD_NOT_ALLOWED: Final = Rule(
    "method-not-allowed",
    "405: Method is not allowed for this route, /reference/method-not-allowed. It carries `Allow`, which lists the methods that the path takes.",
    _ERRORS,
)
OPTIONS: Final = Rule(
    "options", "OPTIONS tells the methods that a path takes, in `Allow`.", "RFC 9110, sections 9.3.7 and 10.2.1"
)
HEAD: Final = Rule(
    "head", "HEAD is answered as GET is, with the same status and headers, without content.", "RFC 9110, section 9.3.2"
)
UNRECOGNIZED_URL: Final = Rule(
    "unrecognized-url", "404: Unrecognized request URL, /reference/unrecognized-request-url.", _ERRORS
)
NOT_FOUND: Final = Rule(
    "not-found", "404: The requested resource could not be found, /reference/resource-not-found.", _ERRORS
)

PATH_LETTERS: Final = Rule(
    "path-letters",
    "A letter, a digit or a hyphen of a path is the same when it is percent-encoded.",
    "RFC 3986, section 6.2.2.2",
)
HOSTILE_PATH: Final = Rule(
    "hostile-path", "Whatever stands in a path, it is answered, and the answer is documented.", "openapi/, `responses`"
)

INVALID_PAYLOAD: Final = Rule(
    "invalid-payload",
    "400: The payload is invalid, /reference/invalid-payload, where it is missing or not JSON.",
    _ERRORS,
)
PAYLOAD_TEXT: Final = Rule(
    "payload-text", "JSON is UTF-8; whatever else is sent is refused or read, never a failure.", "RFC 8259, section 8"
)
MEDIA_TYPES: Final = Rule(
    "media-types",
    "A wrong media type is 415: the payload is not declared as application/json.",
    f"{_ERRORS}; openapi/, `415`",
)
MEDIA_TYPE_NAMES: Final = Rule(
    "media-type-names", "A media type is read in any case, and with parameters.", "RFC 9110, section 8.3.1"
)
PAYLOAD_SIZE: Final = Rule("payload-size", "A body over 1 MiB is 413.", _ERRORS)
ACCEPT: Final = Rule(
    "accept",
    "Every answer has one of the media types that are documented for it, whatever `Accept` says.",
    "openapi/, `content`; RFC 9110, section 12.5.1",
)

PROBLEM: Final = Rule(
    "problem",
    "Errors are application/problem+json: `type` (a documentation link, which begins with https://docs.api.video), `title`, and `status`, "
    "which is that of the answer. Each status has its titles, and each title its type.",
    _ERRORS,
)
BAD_REQUEST: Final = Rule(
    "bad-request",
    "For a bad request also `name` (the first offender), `detail`, `constraint`, `total_problems`, and `problems`: the list of all of them, "
    "each with `name`, `title`, `detail`, `constraint`.",
    _ERRORS,
)
UNKNOWN_QUERY: Final = Rule(
    "unknown-query",
    "A query parameter that is not documented, such as a camelCase one, is refused: 400, /reference/invalid-query-parameter.",
    "openapi/, `parameters`",
)
INVALID_QUERY: Final = Rule(
    "invalid-query",
    "A query parameter outside of its schema is refused: 400, /reference/invalid-query-parameter.",
    "openapi/, `parameters`",
)
REQUIRED_QUERY: Final = Rule(
    "required-query",
    "A query parameter that is required and missing is refused: 400, /reference/attribute-required.",
    "openapi/, `required`",
)
REPEATED_QUERY: Final = Rule(
    "repeated-query",
    "A query parameter whose value is no list has one value, however often it is given.",
    "openapi/, `parameters`",
)
HOSTILE_QUERY: Final = Rule(
    "hostile-query",
    "Whatever stands in a query, it is answered, and the answer is documented.",
    "openapi/, `responses`",
)
UNKNOWN_PROPERTY: Final = Rule(
    "unknown-property",
    "A property that is not documented, such as a camelCase one or one that the server sets, is refused: 400, /reference/invalid-attribute.",
    "openapi/, `additionalProperties`",
)
INVALID_PROPERTY: Final = Rule(
    "invalid-property",
    "A property outside of its schema is refused: 400, /reference/invalid-attribute.",
    "openapi/, `properties`",
)
REQUIRED_PROPERTY: Final = Rule(
    "required-property",
    "A property that is required and missing is refused: 400, /reference/attribute-required; the others may be left out.",
    "openapi/, `required`",
)

RATE_LIMIT: Final = Rule(
    "rate-limit",
    "The limit is a sliding window: never more than 10 accepted in any one second for an admin key, past that 429; a refused request does "
    "not count.",
    "facts document, Access and Errors",
)
RATE_LIMIT_HEADERS: Final = Rule(
    "rate-limit-headers",
    "Every answer tells the rate limit: X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Retry-After (whole seconds until the window "
    "resets).",
    _ERRORS,
)
TOO_MANY_REQUESTS: Final = Rule(
    "too-many-requests",
    "429: Too many requests, /reference/too-many-requests. It carries Retry-After; the vendor advises clients to wait and retry.",
    _ERRORS,
)
REFUSED_CHANGES_NOTHING: Final = Rule(
    "too-many-changes-nothing", "A request that is answered with 429 is not accepted: it changes nothing.", _ACCESS
)
RATE_LIMIT_BY_KEY: Final = Rule("rate-limit-by-key", "10 requests per second per admin key.", _ACCESS)
RATE_LIMIT_EVERYWHERE: Final = Rule(
    "rate-limit-everywhere", "10 requests per second per admin key, whatever the operation; past that 429.", _ACCESS
)

REPORT_DAYS: Final = Rule(
    "report-days",
    "One item a day, the oldest first: `week` (past 7 days) or `month` (past 30 days), today included.",
    "facts document, Operations; openapi/EXTENSIONS.md",
)
REPORT_FIGURES: Final = Rule(
    "report-figures",
    "The figures of a day are whole numbers, not below zero, and there are exactly those that are documented.",
    _OBJECTS,
)
REPORT_TOTALS: Final = Rule(
    "report-totals", "A cumulative figure is that as of its day: it never falls from one day to the next.", _OBJECTS
)
REPORT_AGREES: Final = Rule(
    "report-agrees", "A day has the same figures in every report, and every time that it is read.", _OBJECTS
)
REPORT_OWNER: Final = Rule("report-owner", "A report tells what one resource used, not what another did.", _OBJECTS)

SCHEMATHESIS: Final = Rule(
    "schemathesis", "Whatever is asked, the answer is as the document says.", "openapi/, as Schemathesis reads it"
)
