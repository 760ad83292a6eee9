"""The addresses of pages and anchors on the site.

Addresses are relative to the root of the site. They depend on names of the document only, so that links to them stay valid.
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
    """Return the address of a decision. ``name`` is its file name without the suffix; its number is the anchor."""
    return f"{DECISIONS}#{name.partition('-')[0]}"


def guide(name: str) -> str:
    """Return the page of a guide."""
    return f"guides/{name}.html"


def schema(name: str) -> str:
    """Return the address of a schema."""
    return f"{SCHEMAS}#{anchor(name)}"


def problem(kind: str) -> str:
    """Return the address of a kind of problem."""
    return f"{ERRORS}#{anchor(kind)}"


def release(version: str) -> str:
    """Return the page of a version: its changes."""
    return f"changes/{anchor(version)}.html"


def anchor(*names: str) -> str:
    """Return an anchor or file name for names of any characters. Unsafe characters are written as code points."""
    return "-".join(_UNFIT.sub(lambda found: f"-{ord(found[0]):x}-", name) for name in names)


def relative(target: str, page: str) -> str:
    """Return an address relative to a page."""
    return "../" * page.count("/") + target
