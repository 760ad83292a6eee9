"""Run the examples of the README against a mock on a real port."""

from __future__ import annotations

import logging
import re
import threading
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

from apivideo_admin_mock import create_app

README = Path(__file__).parents[1] / "README.md"
EXAMPLES = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Log nothing, to keep the output of the tests short."""


@pytest.fixture
def mock_url():
    with make_server("127.0.0.1", 0, create_app(keys=["readme-key"], rate_limit="off"), handler_class=Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def _logger_as_it_was():
    logger = logging.getLogger("apivideo_admin")
    level = logger.level
    yield
    logger.setLevel(level)


def test_the_readme_has_examples():
    assert len(EXAMPLES) == 9


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_an_example_of_the_readme_runs(number, mock_url, monkeypatch, capsys):
    monkeypatch.setenv("APIVIDEO_ADMIN_API_KEY", "readme-key")
    monkeypatch.setenv("APIVIDEO_ADMIN_BASE_URL", mock_url)
    exec(compile(EXAMPLES[number], f"README example {number + 1}", "exec"), {"__name__": "__main__"})  # noqa: S102 (our own text)
    assert "Traceback" not in capsys.readouterr().out
