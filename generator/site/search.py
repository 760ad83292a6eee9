"""The search index, as a script that sets a list, since a page opened from a file cannot fetch one."""

from __future__ import annotations

import json
from collections.abc import Iterator

from generator.render import docs
from generator.site import addresses as to
from generator.site.content.reference import Reference
from generator.site.content.rows import Row
from generator.site.text import plain, visible

Entry = dict[str, str]


def search_script(reference: Reference) -> str:
    """Return the script with every operation, schema, kind of problem and decision and their search words."""
    entries = json.dumps([*_entries(reference)], indent=0)
    # `<` is escaped, so that the script is also safe inside a page.
    return f"window.SEARCH_INDEX = {entries.replace('<', chr(92) + 'u003c')};\n"


def _entries(reference: Reference) -> Iterator[Entry]:
    for one in reference.operations:
        method = one.method
        rows = [row for _, _, rows in one.locations for row in rows] + [*(one.body.rows if one.body else ())]
        words = [one.id, method.http_method, method.path, docs.signature(one.namespace, method), method.description]
        yield _entry("operation", method.summary or one.id, to.operation(one.id), *words, *_names(rows))
    for schema in reference.schemas:
        yield _entry("schema", schema.name, to.schema(schema.name), schema.description, *_names(schema.rows))
    for error in reference.errors:
        for kind in error.kinds:
            words = [str(error.status), error.class_name, kind.title, kind.when]
            yield _entry(f"error {error.status}", kind.name, to.problem(kind.name), *words)
    for decision in reference.decisions:
        yield _entry("decision", decision.title, to.decision(decision.name), *decision.sections.values())


def _entry(kind: str, title: str, url: str, *words: str) -> Entry:
    return {"kind": kind, "title": plain(title), "url": url, "text": " ".join(plain(word) for word in words if word)}


def _names(rows: list[Row] | tuple[Row, ...]) -> list[str]:
    return [visible(row.name) for row in rows]
