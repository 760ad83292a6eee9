"""Plant a bug in front of a healthy application."""

from __future__ import annotations

import inspect
import re
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Final

from apivideo_admin_contract.document.document import Document, Operation
from contract_tests.planted_bugs.server.server import Server
from contract_tests.planted_bugs.server.wire import Request, Response, read

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Selector = Callable[[Operation, Document], bool]
"""Returns whether a bug can show at an operation."""

Behaviour = Callable[[Request, Server], Response]

_PARAMETER: Final = re.compile(r"\{[^{}]+\}")


@dataclass(frozen=True, slots=True)
class PlantedBug:
    """A planted bug. ``rules`` are the ids of the rules that it breaks: a check of one of them must catch it.

    The bug gets the requests of the operations that ``at`` selects, a HEAD as a GET; with ``raw`` it gets every request as sent.
    With ``clock`` it shows only if the clock of the server can be moved, with ``limited`` only if the server limits the rate. With
    ``concurrent`` its requests run at the same time.
    """

    name: str
    theme: str
    rules: frozenset[str]
    at: Selector
    raw: bool
    behaviour: Behaviour
    clock: bool = False
    concurrent: bool = False
    limited: bool = False

    @property
    def source(self) -> Path:
        """The module that the bug is in."""
        return Path(inspect.getfile(self.behaviour))

    def applies(self, document: Document, only: Callable[[Operation], bool] = lambda _: True) -> bool:
        """Return whether the document has an operation at which the bug can show."""
        return any(only(one) and self.at(one, document) for one in document.operations)


def planted_bug(
    *rules: str, at: Selector, raw: bool = False, clock: bool = False, concurrent: bool = False, limited: bool = False
) -> Callable[[Behaviour], PlantedBug]:
    """Return a decorator that makes a bug of a function; the function's name says what the server does wrong."""

    def made(behaviour: Behaviour) -> PlantedBug:
        return PlantedBug(
            behaviour.__name__,
            behaviour.__module__.rpartition(".")[2],
            frozenset(rules),
            at,
            raw,
            behaviour,
            clock,
            concurrent,
            limited,
        )

    return made


class Planted:
    """A WSGI application with a bug. ``crashes`` collects exceptions of the bug's own code, which prove nothing about a check."""

    def __init__(
        self,
        planted_bug: PlantedBug,
        application: WSGIApplication,
        document: Document,
        *,
        key: str,
        now: Callable[[], float],
        only: Callable[[Operation], bool] = lambda _: True,
        crashes: list[Exception],
    ) -> None:
        self._planted_bug, self._application, self._document, self._only = planted_bug, application, document, only
        self._crashes = crashes
        self._server = Server(application, document, key, now)
        self._concerned: dict[Operation, bool] = {}
        # All threads of a server share the memory of a bug.
        self._lock = nullcontext() if planted_bug.concurrent else threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Respond to one request."""
        if environ.get("PATH_INFO", "").startswith("/_mock/"):
            return self._application(environ, start_response)
        request, method = read(environ), environ["REQUEST_METHOD"]
        operation, ids = self._route("GET" if method == "HEAD" else method, request.path)
        with self._lock:
            response = self._response(request.replace(operation=operation, ids=ids))
        start_response(f"{response.status} {HTTPStatus(response.status).phrase}", list(response.headers))
        return [response.body]

    def _response(self, request: Request) -> Response:
        try:
            if not self._concerns(request):
                return self._server.forward(request)
            if request.method != "HEAD" or self._planted_bug.raw:
                return self._planted_bug.behaviour(request, self._server)
            response = self._planted_bug.behaviour(request.replace(method="GET"), self._server)
            return Response(response.status, response.headers, b"")
        except Exception as crash:
            self._crashes.append(crash)
            raise

    def _concerns(self, request: Request) -> bool:
        operation = request.operation
        if operation is None or self._planted_bug.raw:
            return self._planted_bug.raw and all(map(self._only, self._near(request.path)))
        if operation not in self._concerned:
            self._concerned[operation] = self._only(operation) and self._planted_bug.at(operation, self._document)
        return self._concerned[operation]

    def _near(self, path: str) -> Sequence[Operation]:
        """Return the operations of the longest documented path that a path starts with, in any case; all operations if there is none."""
        begins = _begins(self._document)
        found = [(end.end(), one) for end, one in ((like.match(path), one) for like, one in begins) if end]
        longest = max((end for end, _ in found), default=0)
        return [one for end, one in found if end == longest] or self._document.operations

    def _route(self, method: str, path: str) -> tuple[Operation | None, tuple[str, ...]]:
        for pattern, operation in _routes(self._document):
            if operation.method == method and (found := pattern.fullmatch(path)):
                return operation, found.groups()
        return None, ()


@cache
def _routes(document: Document) -> list[tuple[re.Pattern[str], Operation]]:
    """Return the pattern of each operation's path. One without parameters comes before one with a parameter that matches it too."""
    return [
        (re.compile("([^/]+)".join(map(re.escape, _PARAMETER.split(operation.path))), re.DOTALL), operation)
        for operation in sorted(document.operations, key=lambda one: ("{" in one.path.rpartition("/")[2], one.path))
    ]


@cache
def _begins(document: Document) -> list[tuple[re.Pattern[str], Operation]]:
    """Return the patterns of `_routes`, for a path in any case."""
    routes = _routes(document)
    return [(re.compile(one.pattern, re.IGNORECASE | re.DOTALL), operation) for one, operation in routes]
