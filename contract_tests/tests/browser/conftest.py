"""Chromium for the tests: that of the system (on Debian: apt-get install chromium). None is downloaded."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contract_tests.tools.workspace import ROOT
from generator.site.build import build


@pytest.fixture(scope="module")  # the tests of other folders start a Playwright of their own
def chromium() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="the package playwright is not installed")
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    if executable is None:
        pytest.skip("chromium is not installed; on Debian: apt-get install chromium")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=executable)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the site of this repository into a folder."""
    files = build(ROOT / "openapi")
    assert isinstance(files, dict), files
    folder = tmp_path_factory.mktemp("site")
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


@pytest.fixture(params=[(1280, "light"), (390, "dark")], ids=["wide", "narrow"])
def page(request: pytest.FixtureRequest, chromium: Any, report: Path) -> Iterator[Any]:
    """Open the file that the fixture `report` of a module wrote. Fail for anything that the browser logs, and for any other file or URL."""
    width, scheme = request.param
    with chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme) as context:
        page = context.new_page()
        unwanted: list[str] = []
        page.on("console", lambda message: unwanted.append(message.text))
        page.on("pageerror", lambda error: unwanted.append(str(error)))
        page.on("request", lambda sent: unwanted.append(sent.url) if sent.url != report.as_uri() else None)
        page.goto(report.as_uri())
        yield page
        assert unwanted == []
