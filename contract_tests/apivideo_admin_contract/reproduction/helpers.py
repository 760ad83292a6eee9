"""The helper functions that a pytest case contains, so that it needs no other module."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

_SEND: Final = """\
def send(server, method, path, **arguments):
    \"\"\"Send a request, and again after a 429: the server limits the rate.\"\"\"
    for _ in range(10):
        response = server.request(method, path, **arguments)
        if response.status_code != 429:
            break
        time.sleep({seconds:g})
    return response
"""
_REMOVE: Final = """\
def remove(server, created, method, path, name, **arguments):
    \"\"\"Remove the item that a response returned, if it returned one.\"\"\"
    if created.is_success:
        with suppress(ValueError, LookupError, TypeError):
            send(server, method, path.replace("{ID}", created.json()[name]), **arguments)
"""


def helper_functions(lines: Sequence[str], seconds: float) -> Iterator[str]:
    """Yield the lines of the helper functions that the lines of a case call. ``seconds`` is the window of the rate limit."""
    removes = any("(remove, " in line for line in lines)
    if removes or any("send(server, " in line for line in lines):
        yield from [*_SEND.format(seconds=1.1 * seconds).splitlines(), "", ""]
    if removes:
        yield from [*_REMOVE.splitlines(), "", ""]
