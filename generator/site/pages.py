"""Render the content of the site into files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from generator.render import docs
from generator.render.view import Namespace
from generator.site import addresses, text
from generator.site.compact import compact
from generator.site.content.changelog import Release
from generator.site.content.reference import Reference
from generator.site.content.snippets import KEY, MOCK_KEY, MOCK_URL
from generator.site.highlight import highlighted, sample
from generator.site.navigation import Navigation, Page
from generator.site.outline import outline
from generator.site.search import search_script

TEMPLATES = Path(__file__).parents[1] / "templates" / "site"
ASSETS = {
    "site.css": ("theme.css", "layout.css", "content.css", "code.css", "guides.css", "search.css"),
    "first.js": ("storage.js", "theme.js"),
    "site.js": ("page.js", "samples.js", "try.js", "search.js"),
}
"""The files that each page loads, and what they consist of. ``first.js`` runs before a page is shown, so that none flashes in the other theme."""
GENERATOR = "python -m generator.site"
"""The generator in the metadata of each page. A folder with such a page can be overwritten."""
_CODE = re.compile(r"<code>([^<]*)</code>")
_START, _GUIDES, _REFERENCE, _HISTORY = "Start", "Guides", "Reference", "History"


def files(reference: Reference) -> dict[str, bytes]:
    """Return every file of the site by name. The same content results in the same bytes."""
    pages = tuple(_pages(reference))
    environment = _environment(reference, Navigation(pages))
    found = {
        page.name: compact(
            environment.get_template(page.template).render(
                page=page.name, up=addresses.relative("", page.name), title=page.title, **page.values
            )
        )
        for page in pages
    }
    found |= {
        f"assets/{name}": "".join((TEMPLATES / "assets" / part).read_text(encoding="utf-8") for part in parts)
        for name, parts in ASSETS.items()
    }
    found["assets/search-index.js"] = search_script(reference, {page.name: page.label or page.title for page in pages})
    found[addresses.DOCUMENT] = f"{text.to_json(reference.document, is_compact=True)}\n"
    return {name: content.encode() for name, content in found.items()}


def page_names(reference: Reference) -> frozenset[str]:
    """Return the names of the pages of the content, without guides."""
    return frozenset({page.name for page in _pages(reference)} | {addresses.DOCUMENT})


def _pages(reference: Reference) -> Iterator[Page]:
    """Yield every page in reading order."""
    yield Page(addresses.INDEX, "index.html.jinja", reference.sdk.title, label="Overview")
    for guide in reference.guides:
        section = _START if guide.reader else _GUIDES
        yield Page(addresses.guide(guide.name), "guide.html.jinja", guide.title, {"guide": guide}, section=section)
    for namespace in reference.sdk.namespaces:
        yield from _resource_pages(reference, namespace)
    yield Page(addresses.SCHEMAS, "schemas.html.jinja", "Schemas", section=_REFERENCE)
    yield Page(addresses.ERRORS, "errors.html.jinja", "Errors", section=_REFERENCE)
    yield Page(addresses.SDK, "sdk.html.jinja", "Python SDK", section=_REFERENCE)
    if reference.releases:
        yield Page(addresses.CHANGELOG, "changelog.html.jinja", "Changelog", section=_HISTORY)
    for one in reference.releases:
        name, title = addresses.release(one.version), f"Version {one.version}"
        yield Page(name, "release.html.jinja", title, {"release": one}, section=_HISTORY, parent=addresses.CHANGELOG)
    if reference.decisions:
        yield Page(addresses.DECISIONS, "decisions.html.jinja", "Decisions", section=_HISTORY)


def _resource_pages(reference: Reference, namespace: Namespace) -> Iterator[Page]:
    """Yield the page of a resource and those of its operations."""
    name, operations = addresses.resource(namespace.name), reference.of_namespace(namespace.name)
    shown: dict[str, Any] = {"namespace": namespace, "operations": operations}
    yield Page(name, "resource.html.jinja", reference.title_of(namespace), shown, section=_REFERENCE)
    for one in operations:
        yield Page(
            addresses.operation(one.id),
            "operation.html.jinja",
            text.plain(one.method.summary) or one.id,
            {"operation": one},
            section=_REFERENCE,
            parent=name,
            method=one.method.http_method,
            deprecated=one.deprecated,
        )


def _environment(reference: Reference, navigation: Navigation) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    environment.filters |= {"block": _block, "inline": _inline, "highlighted": highlighted}
    environment.filters |= {"breakable": text.breakable, "sample": sample, "report": _report}
    environment.globals |= {
        "reference": reference,
        "to": addresses,
        "docs": docs,
        "key": KEY,
        "mock": (MOCK_URL, MOCK_KEY),
        "generator": GENERATOR,
    }
    environment.globals |= {"navigation": navigation, "outline": outline}
    return environment


def _finalize(value: object) -> object:
    """Remove invisible characters from every text. Markup consists of such texts already."""
    return text.visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@pass_context
def _block(context: Context, value: str) -> Markup:
    return text.block(value, up=context["up"])


@pass_context
def _inline(context: Context, value: str) -> Markup:
    return text.inline(value, up=context["up"])


@pass_context
def _report(context: Context, release: Release) -> Markup:
    """Return the report of a version, in which the names of operations lead to their pages."""
    reference: Reference = context["reference"]

    def linked(found: re.Match[str]) -> str:
        operation = reference.operation(found[1])
        address = f"{context['up']}{addresses.operation(operation.id)}" if operation else ""
        return f'<a href="{address}">{found[0]}</a>' if address else found[0]

    return Markup(_CODE.sub(linked, release.report()))  # noqa: S704 - the report escapes the texts of the document
