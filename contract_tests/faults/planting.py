"""Plants a fault: the healthy application behind it, and the requests that concern it through it."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from contract_tests.document import Document, Operation
from contract_tests.faults.server import Server
from contract_tests.faults.wire import Answer, Request, read

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

At = Callable[[Operation, Document], bool]
"""Tells whether a fault can show at an operation."""

Lie = Callable[[Request, Server], Answer]

_PARAMETER: Final = re.compile(r"\{[^{}]+\}")


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault. ``rules`` are the ids of the rules that it breaks: a check of one of them must catch it.

    It sees the requests of the operations that ``at`` picks, a HEAD as the GET that it stands for; ``raw`` shows it every request, as sent.
    With ``clock`` it shows only where the server's clock can be moved. With ``at_once`` its requests don't wait for each other.
    """

    name: str
    theme: str
    rules: frozenset[str]
    at: At
    raw: bool
    lie: Lie
    clock: bool = False
    at_once: bool = False

    def applies(self, document: Document, only: Callable[[Operation], bool] = lambda _: True) -> bool:
        """Whether there is an operation at which it can show."""
        return any(only(one) and self.at(one, document) for one in document.operations)


def fault(*rules: str, at: At, raw: bool = False, clock: bool = False, at_once: bool = False) -> Callable[[Lie], Fault]:
    """Make a fault of a function, whose name says what the server does wrong."""

    def made(lie: Lie) -> Fault:
        return Fault(lie.__name__, lie.__module__.rpartition(".")[2], frozenset(rules), at, raw, lie, clock, at_once)

    return made


class Planted:
    """A WSGI application with a fault in it. ``crashes`` are the bugs of the fault itself, which prove nothing of a check."""

    def __init__(
        self,
        fault: Fault,
        application: WSGIApplication,
        document: Document,
        *,
        key: str,
        now: Callable[[], float],
        only: Callable[[Operation], bool] = lambda _: True,
        crashes: list[Exception],
    ) -> None:
        self._fault, self._application, self._document, self._only = fault, application, document, only
        self._crashes = crashes
        self._server = Server(application, document, key, now)
        self._routes = list(_routes(document))
        self._begins = [
            (re.compile(one.pattern, re.IGNORECASE | re.DOTALL), operation) for one, operation in self._routes
        ]
        # A fault's memory is one for all threads of a server.
        self._lock = nullcontext() if fault.at_once else threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        if environ.get("PATH_INFO", "").startswith("/_mock/"):
            return self._application(environ, start_response)
        request, method = read(environ), environ["REQUEST_METHOD"]
        operation, ids = self._route("GET" if method == "HEAD" else method, request.path)
        with self._lock:
            answer = self._answer(request.but(operation=operation, ids=ids))
        start_response(f"{answer.status} {HTTPStatus(answer.status).phrase}", list(answer.headers))
        return [answer.body]

    def _answer(self, request: Request) -> Answer:
        try:
            if not self._concerns(request):
                return self._server.forward(request)
            if request.method != "HEAD" or self._fault.raw:
                return self._fault.lie(request, self._server)
            answer = self._fault.lie(request.but(method="GET"), self._server)
            return Answer(answer.status, answer.headers, b"")
        except Exception as crash:
            self._crashes.append(crash)
            raise

    def _concerns(self, request: Request) -> bool:
        if request.operation is not None and not self._fault.raw:
            return self._only(request.operation) and self._fault.at(request.operation, self._document)
        return self._fault.raw and all(map(self._only, self._near(request.path)))

    def _near(self, path: str) -> Sequence[Operation]:
        """Give the operations at the longest path that a path begins with, in any case; all of them where it begins with none."""
        found = [(end.end(), one) for end, one in ((like.match(path), one) for like, one in self._begins) if end]
        longest = max((end for end, _ in found), default=0)
        return [one for end, one in found if end == longest] or self._document.operations

    def _route(self, method: str, path: str) -> tuple[Operation | None, tuple[str, ...]]:
        for pattern, operation in self._routes:
            if operation.method == method and (found := pattern.fullmatch(path)):
                return operation, found.groups()
        return None, ()


def _routes(document: Document) -> Iterable[tuple[re.Pattern[str], Operation]]:
    # A path without a parameter goes before one that would match it as well.
    for operation in sorted(document.operations, key=lambda one: ("{" in one.path.rpartition("/")[2], one.path)):
        literals = [re.escape(part) for part in _PARAMETER.split(operation.path)]
        yield re.compile("([^/]+)".join(literals), re.DOTALL), operation
