"""The rules of the SDK that checks hold it to."""

from __future__ import annotations

from typing import Final

from contract_tests.suite.rule import Rule

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
