"""What an adapter asks of the engine before the payload of a request is read."""

from __future__ import annotations

from typing import Final

from apivideo_admin_mock.core.engine import Engine
from apivideo_admin_mock.core.identity import identify
from apivideo_admin_mock.http.messages import Response
from apivideo_admin_mock.http.rate_limit import SlidingWindow
from apivideo_admin_mock.http.responses import UndocumentedProblem, problem_body
from apivideo_admin_mock.http.routing import Route
from apivideo_admin_mock.spec.security import Scheme

#: The path of the API's document.
DOCUMENT_PATH: Final = "/openapi.json"
#: The paths of the pages outside of the control plane.
PAGES: Final = frozenset({"/", "/_mock", DOCUMENT_PATH})


def accepts(engine: Engine, schemes: tuple[Scheme, ...], authorization: str | None) -> bool:
    """Whether an ``Authorization`` header carries an accepted key in one of the schemes."""
    return isinstance(identify(engine.settings, schemes, authorization), str)


def needs_body(engine: Engine, method: str, path: str, authorization: str | None) -> bool:
    """Whether the response depends on the payload. If not, `Engine.handle` returns the same response without it."""
    return accepts(engine, engine.api.schemes, authorization) and isinstance(engine.router.match(method, path), Route)


def accepts_html(accept: str | None) -> bool:
    """Whether a client is a browser, which shows a page. Programs accept JSON or anything."""
    return accept is not None and "text/html" in accept


def is_page(engine: Engine, method: str, path: str, accept: str | None) -> bool:
    """Whether a request is not for the API but for a page of the mock outside of the control plane.

    That is the landing page, for clients that accept HTML, or the document. A document with the same path takes precedence.
    """
    if path not in PAGES or method not in {"GET", "HEAD"} or not (path == DOCUMENT_PATH or accepts_html(accept)):
        return False
    return not isinstance(engine.router.match("GET", path), Route)


def refuse(engine: Engine, status: int, detail: str) -> Response:
    """Return the response to a request that cannot be read. It belongs to no key and is not recorded."""
    allowance = SlidingWindow().peek(engine.clock.now(), engine.limit)
    problem = UndocumentedProblem(status, (), problem_body(status, detail))
    return engine.writer.write(None, problem, allowance, engine.request_ids.new())
