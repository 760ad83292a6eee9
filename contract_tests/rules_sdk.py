"""The rules of the SDK that checks hold it to."""

from __future__ import annotations

from typing import Final

from apivideo_admin_contract.rules.rule import Rule

_README: Final = "generated_client/README.md"
_ACCESS: Final = "facts document, Access"

ONE_REQUEST: Final = Rule(
    "sdk-request",
    "A method sends one request: that of its operation, with every argument in its place and nothing else.",
    "openapi/, `parameters` and `requestBody`",
)
AUTHORIZATION: Final = Rule(
    "sdk-authorization",
    'The admin API key is the user name, the password is empty: `Authorization: Basic base64("<key>:")`.',
    _ACCESS,
)
HEADERS: Final = Rule(
    "sdk-headers",
    "A payload is sent as application/json; whoever asks accepts JSON and problem details.",
    "openapi/, `content`",
)
ANSWER: Final = Rule("sdk-answer", "A method gives what the server answers, all of it.", "openapi/, `responses`")
OPEN: Final = Rule(
    "sdk-open", "Unknown fields and unknown enum values never break a client.", "design document, The generator"
)
ERRORS: Final = Rule(
    "sdk-errors", "Every documented error raises its class, with all that the problem details tell.", _README
)
WALK: Final = Rule(
    "sdk-walk", "Iterating a list walks the pages by their `next` links and gives each item once.", _README
)
LAZY: Final = Rule("sdk-lazy", "Nothing is asked of the server before it is needed, and no page twice.", _README)
RETRIES: Final = Rule(
    "sdk-retries",
    "A call is repeated after failures that may pass, as often as set and as late as the server asks; a create never, unless the server "
    "certainly did not take it.",
    _README,
)
PACE: Final = Rule("sdk-pace", "A client never sends more requests in a second than the API accepts.", _README)
SECRETS: Final = Rule("sdk-secrets", "No key stands in a log line, a repr or the text of an error.", _README)
SETUP: Final = Rule(
    "sdk-setup",
    "The client takes the admin API key from its argument or from `APIVIDEO_ADMIN_API_KEY`; and the server from `base_url` or "
    "`APIVIDEO_ADMIN_BASE_URL`, else it is the production server. What cannot be used raises before anything is sent.",
    _README,
)
OPTIONS: Final = Rule(
    "sdk-options",
    "`with_options` gives a variant on the same connections and under the same throttle. Each call takes `timeout`, `max_retries` and "
    "`extra_headers`.",
    _README,
)
LINKS: Final = Rule(
    "sdk-links",
    "A link to another server is never followed: it would be given the key. A walk that the server leads in a circle raises `PagingError`.",
    _README,
)
LIMIT: Final = Rule("sdk-limit", "`limit=` is the most items to give, and no page is read for more.", _README)
LIFE: Final = Rule(
    "sdk-life",
    "`transport` takes any httpx2 transport, `http_client` an `httpx2.Client` of your own; it stays yours to close. `HTTPS_PROXY` and its "
    "kin are honoured.",
    _README,
)
HOOKS: Final = Rule(
    "sdk-hooks",
    "Event hooks are those of httpx2, called for each try; `AsyncAdminClient` takes coroutine functions.",
    _README,
)
LOG: Final = Rule(
    "sdk-log",
    "Under the logger `apivideo_admin` each try is a line at DEBUG and each retry one at INFO. No line, message or `repr` shows the key, a "
    "query, or what the document calls a password, even if the server repeats it.",
    _README,
)
RAW: Final = Rule(
    "sdk-raw",
    "Each namespace has its methods once more in `with_raw_response`, which give the answer itself beside what was read from it; a list "
    "gives its first page there.",
    _README,
)
SHARE: Final = Rule(
    "sdk-share",
    "All threads or tasks of a client, and of its variants, share one throttle: calls wait in line, first come, first served. A call that "
    "is cancelled while it waits leaves the line. What others use with the same key is learnt from the headers.",
    _README,
)
