"""Chromium for the tests: that of the system (on Debian: apt-get install chromium). None is downloaded."""

import shutil

import pytest


@pytest.fixture(scope="module")  # the tests of other folders start a Playwright of their own
def chromium():
    playwright = pytest.importorskip("playwright.sync_api", reason="the package playwright is not installed")
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    if executable is None:
        pytest.skip("chromium is not installed; on Debian: apt-get install chromium")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(
            executable_path=executable, args=["--host-resolver-rules=MAP evil.example 127.0.0.1"]
        )
        yield browser
        browser.close()


@pytest.fixture
def page(chromium):
    with chromium.new_context() as context:
        yield context.new_page()
