"""Where each thing has its place on the site: the names of the pages, and the anchors in them.

Addresses are relative to the root of the site. They are made of names of the document only, so that a link from outside stays
good for as long as the name does.
"""

from __future__ import annotations

import re

INDEX = "index.html"
SCHEMAS = "schemas.html"
ERRORS = "errors.html"
SDK = "sdk.html"
CHANGELOG = "changelog.html"
DECISIONS = "decisions.html"
DOCUMENT = "openapi.json"

_UNFIT = re.compile(r"[^A-Za-z0-9_.]")


def operation(operation_id: str) -> str:
    """Return the page of an operation."""
    return f"operations/{anchor(operation_id)}.html"


def resource(namespace: str) -> str:
    """Return the page of a namespace."""
    return f"resources/{anchor(namespace)}.html"


def decision(name: str) -> str:
    """Return the page of a decision; ``name`` is its file's, without the suffix."""
    return f"decisions/{name}.html"


def schema(name: str) -> str:
    """Return the place of a schema."""
    return f"{SCHEMAS}#{anchor(name)}"


def problem(kind: str) -> str:
    """Return the place of a kind of problem."""
    return f"{ERRORS}#{anchor(kind)}"


def release(version: str) -> str:
    """Return the place of a release."""
    return f"{CHANGELOG}#{anchor(version)}"


def anchor(*names: str) -> str:
    """Return an anchor, or the name of a file, for names of any characters: those that are not fit are written as numbers."""
    return "-".join(_UNFIT.sub(lambda found: f"-{ord(found[0]):x}-", name) for name in names)


def relative(target: str, page: str) -> str:
    """Write an address of the site as it is reached from a page."""
    return "../" * page.count("/") + target
