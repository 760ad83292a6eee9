"""Open reference pages of the site in Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

LIST, CREATE, GET, UPDATE = (
    f"operations/{name}.html" for name in ("list_projects", "create_project", "get_project", "update_project")
)


@contextmanager
def opened(chromium: Any, width: int = 1280, allowed: tuple[str, ...] = (), **options: Any) -> Iterator[Any]:
    """Open an empty page. Fail for anything that the browser logs or requests, but files and the URLs that start with ``allowed``."""
    with chromium.new_context(viewport={"width": width, "height": 800}, reduced_motion="reduce", **options) as context:
        page = context.new_page()
        page.set_default_timeout(10_000)
        logged: list[str] = []
        page.on("console", lambda message: logged.append(message.text))
        page.on("pageerror", lambda error: logged.append(str(error)))
        page.on(
            "request",
            lambda sent: None if sent.url.startswith(("file://", "data:", *allowed)) else logged.append(sent.url),
        )
        yield page
        assert [line for line in logged if not (allowed and line.startswith("Failed to load resource"))] == []


def wait_until(page: Any, expression: str) -> None:
    """Wait until an expression is true. Playwright's own wait is code that the policy of the page refuses."""
    for _ in range(200):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(20)
    raise AssertionError(expression)


def shown_code(page: Any) -> str:
    """Return the example of the chosen language."""
    return str(page.locator(".example .tabs").first.locator("pre:visible").inner_text())
