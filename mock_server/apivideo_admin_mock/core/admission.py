"""What an adapter asks of the engine before the payload of a request is read."""

from __future__ import annotations

from apivideo_admin_mock.core.engine import Engine
from apivideo_admin_mock.core.identity import identify
from apivideo_admin_mock.http.messages import Response
from apivideo_admin_mock.http.rate_limit import SlidingWindow
from apivideo_admin_mock.http.responses import UndocumentedProblem, problem_body
from apivideo_admin_mock.http.routing import Route


def accepts(engine: Engine, authorization: str | None) -> bool:
    """Whether an ``Authorization`` header carries an accepted key."""
    return isinstance(identify(engine.settings, authorization), str)


def needs_body(engine: Engine, method: str, path: str, authorization: str | None) -> bool:
    """Whether the response depends on the payload. If not, `Engine.handle` returns the same response without it."""
    return accepts(engine, authorization) and isinstance(engine.router.match(method, path), Route)


def refuse(engine: Engine, status: int, detail: str) -> Response:
    """Return the response to a request that cannot be read. It belongs to no key and is not recorded."""
    allowance = SlidingWindow().peek(engine.clock.now(), engine.limit)
    problem = UndocumentedProblem(status, (), problem_body(status, detail))
    return engine.writer.write(None, problem, allowance, engine.request_ids.new())
