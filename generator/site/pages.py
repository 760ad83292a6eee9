"""Render the content of the site into files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from generator.render import docs
from generator.site import addresses, text
from generator.site.content.examples import KEY
from generator.site.content.reference import Reference
from generator.site.highlight import highlighted
from generator.site.search import search_script

TEMPLATES = Path(__file__).parents[1] / "templates" / "site"
ASSETS = ("site.css", "site.js")
GENERATOR = "python -m generator.site"
"""The generator in the metadata of each page. A folder with such a page can be overwritten."""


def files(reference: Reference) -> dict[str, bytes]:
    """Return every file of the site by name. The same content results in the same bytes."""
    environment = _environment(reference)
    found = {
        page: environment.get_template(template).render(
            page=page, up=addresses.relative("", page), title=title, **values
        )
        for page, template, title, values in _pages(reference)
    }
    found |= {f"assets/{name}": (TEMPLATES / "assets" / name).read_text(encoding="utf-8") for name in ASSETS}
    found["assets/search-index.js"] = search_script(reference)
    found[addresses.DOCUMENT] = f"{text.to_json(reference.document)}\n"
    return {name: content.encode() for name, content in found.items()}


def _pages(reference: Reference) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Yield every page: its name, its template, its title, and its values beside the reference."""
    yield addresses.INDEX, "index.html.jinja", reference.sdk.title, {}
    for namespace in reference.sdk.namespaces:
        shown = {"namespace": namespace, "operations": reference.of_namespace(namespace.name)}
        yield addresses.resource(namespace.name), "resource.html.jinja", namespace.name, shown
    for operation in reference.operations:
        title = text.plain(operation.method.summary) or operation.id
        yield addresses.operation(operation.id), "operation.html.jinja", title, {"operation": operation}
    yield addresses.SCHEMAS, "schemas.html.jinja", "Schemas", {}
    yield addresses.ERRORS, "errors.html.jinja", "Errors", {}
    method = reference.operations[0].method if reference.operations else None
    common = {
        name: description for name, description in (docs.options(method) if method else {}).items() if name != "limit"
    }
    yield addresses.SDK, "sdk.html.jinja", "Python SDK", {"common": common}
    if reference.releases:
        yield addresses.CHANGELOG, "changelog.html.jinja", "Changelog", {}
    if reference.decisions:
        yield addresses.DECISIONS, "decisions.html.jinja", "Decisions", {}
    for decision in reference.decisions:
        concerned = [one for one in reference.operations if one.id in decision.operations]
        title = text.plain(decision.title)
        shown = {"decision": decision, "operations": concerned}
        yield addresses.decision(decision.name), "decision.html.jinja", title, shown


def _environment(reference: Reference) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    environment.filters |= {"block": _block, "inline": _inline, "sibling": text.block, "highlighted": highlighted}
    environment.globals |= {"reference": reference, "to": addresses, "docs": docs, "key": KEY, "generator": GENERATOR}
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
