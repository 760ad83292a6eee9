"""How the checks of the SDK try it: in no real time, never without end, and before those of the server."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import httpx2
import pytest

from apivideo_admin._runtime import retry
from apivideo_admin.errors import ApiError
from apivideo_admin_contract.rules.verdict import Violation
from apivideo_admin_contract.targets.in_process import InProcessTarget
from contract_tests.sdk import FACES
from contract_tests.sdk_checks.tryout import always, arguments_of, ids_of, made_up
from contract_tests.tests.support.subject import DOCUMENT

_OPERATION = next(one for one in DOCUMENT.operations if one.action == "get")
each_face = pytest.mark.parametrize("face", FACES)


def _call(face: str, response: Any, **options: Any) -> None:
    with InProcessTarget(DOCUMENT).session() as session:
        made_up(session, face, response, **options).call(_OPERATION, ids_of(_OPERATION), arguments_of(_OPERATION))


@each_face
def test_a_client_that_tries_for_ever_is_broken_and_takes_no_time(face: str) -> None:
    with (
        patch.object(retry, "retry_delay", lambda *_, **__: 60.0),
        pytest.raises(Violation, match="the client tries again for ever: it waited 1000 times"),
    ):
        _call(face, always(503))


@each_face
def test_a_client_that_sends_for_ever_is_broken(face: str) -> None:
    with (
        patch.object(retry, "retry_delay", lambda *_, **__: 0.0),
        patch("contract_tests.sdk_world._MOST_WAITS", 100_000),
        pytest.raises(Violation, match="the client asks without end: it sent 3000 requests"),
    ):
        _call(face, always(503))


@each_face
def test_the_time_out_of_a_call_reaches_the_transport(face: str) -> None:
    seen: list[Any] = []

    def response(request: httpx2.Request) -> httpx2.Response:
        seen.append(request.extensions["timeout"]["read"])
        return httpx2.Response(404)

    with pytest.raises(ApiError):
        _call(face, response, timeout=7)
    assert seen == [7]
