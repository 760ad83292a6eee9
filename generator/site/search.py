"""The search index, as a script that sets a variable, since a page opened from a file cannot fetch one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from generator.render import docs
from generator.site import addresses as to
from generator.site.content.operations import OperationPage
from generator.site.content.reference import Reference
from generator.site.content.rows import Row
from generator.site.text import plain, visible


class Entry(NamedTuple):
    """One result: its kind and title, the address, the place on the page (or empty), and the text that is searched and shown."""

    kind: str
    title: str
    address: str
    place: str
    text: str


def search_script(reference: Reference, titles: Mapping[str, str]) -> str:
    """Return the script with everything that the search finds. ``titles`` are the titles of all pages.

    It has a list of the pages, ``[name, title]``, and a list of the entries, ``[kind, title, page, anchor, place, text]``, where the page
    is a place in the first list.
    """
    places = {page: place for place, page in enumerate(titles)}
    pages = [_line([page, visible(title)]) for page, title in titles.items()]
    entries = []
    for kind, title, address, place, text in _entries(reference):
        page, _, anchor = address.partition("#")
        entries.append(_line([kind, title, places[page], anchor, place, text]))
    return f'window.SEARCH_INDEX = {{"pages": [\n{_list(pages)}\n], "entries": [\n{_list(entries)}\n]}};\n'


def _line(values: list[str | int]) -> str:
    # `<` is escaped, so that the script is also safe inside a page. Control characters are removed already.
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _list(lines: list[str]) -> str:
    return ",\n".join(lines)


def _entries(reference: Reference) -> Iterator[Entry]:
    """Yield the entries. Of two that match a query equally, the page shows the first one first."""
    yield from _guides(reference)
    for name, text in reference.common_arguments().items():
        yield _entry("argument", name, f"{to.SDK}#{to.anchor('argument', name)}", "every method", text)
    yield from _headers(reference)
    yield from _operations(reference)
    for schema in reference.schemas:
        names = " ".join(visible(row.name) for row in schema.rows)
        yield _entry("schema", schema.name, to.schema(schema.name), "", schema.description, names)
    for error in reference.errors:
        for kind in error.kinds:
            words = [str(error.status), error.class_name, kind.title, kind.when, kind.advice]
            yield _entry("error", kind.name, to.problem(kind.name), f"{error.status} {error.phrase}", *words)
    for one in reference.decisions:
        yield _entry("decision", one.title, to.decision(one.name), "", one.sections["Decision"])
    for release in reference.releases:
        changes = release.changes.changes if release.changes else ()
        messages = [change.message for change in changes]
        yield _entry("changes", release.version, to.release(release.version), "", *messages)


def _guides(reference: Reference) -> Iterator[Entry]:
    """Yield each guide, each of its headings, and each row of a table with an option."""
    for guide in reference.guides:
        page = to.guide(guide.name)
        lead = [plain(guide.summary), guide.reader, *(topic.text for topic in guide.topics if not topic.title)]
        yield Entry("guide", guide.title, page, "", " ".join(filter(None, lead)))
        for topic in guide.topics:
            if topic.title:
                yield Entry("guide", topic.title, f"{page}#{topic.anchor}", "", topic.text)
            for term in topic.terms:
                yield Entry("option", term.name, f"{page}#{term.anchor}", topic.title, term.text)


def _headers(reference: Reference) -> Iterator[Entry]:
    """Yield each response header once: those of every response on the index, others where they occur first."""
    found: dict[str, Entry] = {}
    for row in reference.response_headers():
        address = f"{to.INDEX}#{to.anchor('header', row.name)}"
        found[row.name] = _entry("header", row.name, address, "every response", row.description)
    for one in reference.operations:
        for response in one.responses:
            for row in response.headers:
                if row.name not in found:
                    address = f"{to.operation(one.id)}#{to.anchor('status', response.status)}"
                    place = f"{response.status} {response.phrase}"
                    found[row.name] = _entry("header", row.name, address, place, row.description)
    yield from found.values()


def _operations(reference: Reference) -> Iterator[Entry]:
    """Yield each operation, then each parameter with the same description once."""
    parameters: dict[tuple[str, str, str], list[tuple[OperationPage, Row]]] = {}
    for one in reference.operations:
        words = [one.id, one.method.http_method, one.method.path, docs.signature(one.namespace, one.method)]
        words += [one.method.description, one.behaviour]
        yield _entry("operation", one.method.summary or one.id, to.operation(one.id), one.namespace.name, *words)
        for location, _, rows in one.locations:
            for row in rows:
                parameters.setdefault((location, row.name, row.description), []).append((one, row))
        for row in one.body.rows if one.body else ():
            parameters.setdefault(("body", row.name, row.description), []).append((one, row))
    for (location, name, description), uses in parameters.items():
        one, row = uses[0]
        place = f"{location}, and {len(uses) - 1} more" if len(uses) > 1 else location
        constraints = [" ".join([fact.label, *fact.values]) for fact in row.facts]
        address = f"{to.operation(one.id)}#{to.anchor(location, name)}"
        yield _entry("parameter", name, address, place, description, *constraints)


def _entry(kind: str, title: str, address: str, place: str, *words: str) -> Entry:
    """Return an entry. ``title`` and ``words`` are CommonMark."""
    return Entry(kind, plain(title), address, place, " ".join(plain(word) for word in words if word))
