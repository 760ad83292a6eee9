"""The command line of ``python -m generator new``."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from generator.acceptance import read_accepted
from generator.command_line import Parser, fail, run
from generator.diagnostic import Diagnostic
from generator.document import Document
from generator.document.bundle import ROOT_FILE, bundle
from generator.document.operations import declared_tags
from generator.document.vendor import read_vendor_document
from generator.release.history import read_history
from generator.scaffold.draft import Draft
from generator.scaffold.fields import FORM, document_of
from generator.scaffold.files import files_of, with_shared
from generator.scaffold.from_source import draft_of
from generator.scaffold.house_yaml import to_yaml
from generator.scaffold.names import Names, singular_of
from generator.scaffold.place import place_of
from generator.scaffold.root_lines import additions, insert
from generator.scaffold.source import find_source
from generator.sync import count_files
from generator.versions import read_version

OK, REFUSED = 0, 1
COMMAND: Final = "python -m generator new"
_NAME: Final = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_MORE: Final = f"""\
Examples:
  {COMMAND} webhooks --under projects --from vendor.yaml#/paths/~1webhooks
  {COMMAND} webhooks --under projects url:uri:required events:created,deleted:list:required
  {COMMAND} captions --under projects --key language title:text:required
  {COMMAND} account --single name contact:email:nullable

A field is {FORM}. Its type is text (default), integer, number, boolean, a format of text
such as date-time or uri, or the values of an enum with commas.

exit codes:
  0  the files are written; the output lists what to check and what to edit
  1  nothing is written: the resource exists, or the source has none that can be read
  2  usage error, or a file that cannot be read or written
"""


def main(arguments: Sequence[str]) -> int:
    """Run the command and return its exit code."""
    parser = _parser()
    options = parser.parse_intermixed_args(arguments)  # fields can follow a flag
    if bool(options.source) == bool(options.fields):
        parser.error("give either --from FILE#POINTER or fields")
    if options.single and options.key:
        parser.error("give either --key or --single")
    return run(COMMAND, partial(_run, options), options.openapi)


def _run(options: argparse.Namespace) -> int:
    openapi: Path = options.openapi
    label = openapi.as_posix()
    bundled = bundle(openapi, label)
    if isinstance(bundled, list):
        return fail(COMMAND, REFUSED, *bundled)
    singular = options.singular or (options.name if options.single else singular_of(options.name))
    names = Names(options.name, singular, options.key or "")
    if found := _taken(bundled.document, openapi, names, is_single=options.single):
        return fail(COMMAND, REFUSED, found)
    draft = _draft(options, bundled.document, names)
    if not isinstance(draft, Draft):
        return fail(COMMAND, REFUSED, *draft if isinstance(draft, list) else [draft])
    files = files_of(draft)
    root = openapi / ROOT_FILE
    added = additions(draft, files)
    text = insert(root.read_text(encoding="utf-8"), added, f"{label}/{ROOT_FILE}")
    if isinstance(text, list):
        return fail(COMMAND, REFUSED, *text)
    folder = openapi / names.tag
    folder.mkdir()
    for name, content in files.items():
        (folder / f"{name}.yaml").write_text(to_yaml(content), encoding="utf-8")
    root.write_text(text, encoding="utf-8")
    count = sum(len(lines) for _, lines in added)
    sys.stdout.write(
        f"Wrote {count_files(len(files))} in {folder.as_posix()}, and {count} lines in {root.as_posix()}\n"
    )
    _list("Inferred; check it:", draft.notes.inferred)
    _list("Left out:", draft.notes.left_out)
    _list("Edit this, then run `python -m generator`:", list(map(str, _edits(openapi, label))))
    return OK


def _draft(options: argparse.Namespace, document: Document, names: Names) -> Draft | Diagnostic | list[Diagnostic]:
    place = place_of(document, names, options.under)
    if isinstance(place, Diagnostic):
        return place
    content: dict[str, Any] | Diagnostic | list[Diagnostic]
    if options.source:
        file, _, pointer = options.source.partition("#")
        content = read_vendor_document(Path(file), file)
    else:
        file, pointer = "the fields", f"/paths/~1{names.segment}"
        content = document_of(options.fields, names, is_single=options.single)
    if not isinstance(content, dict):
        return content
    source = find_source(content, pointer, file)
    if isinstance(source, Diagnostic):
        return source
    if "put" in source.actions and not names.key:
        names = replace(names, key=source.id_name)
    components = document.content.get("components", {})
    draft = draft_of(source, names, place, frozenset(components.get("schemas", {})), file)
    return draft if isinstance(draft, Diagnostic) else with_shared(draft, components.get("parameters", {}))


def _taken(document: Document, openapi: Path, names: Names, *, is_single: bool) -> Diagnostic | None:
    """Return why a resource of this name cannot be added."""
    tag = names.tag
    if not (_NAME.fullmatch(tag) and _NAME.fullmatch(names.singular)):
        return Diagnostic(tag, "", f"`{tag}` is not a name in snake_case.", "Name it like `upload_tokens`.")
    if names.key and not _NAME.fullmatch(names.key):
        return Diagnostic(f"--key {names.key}", "", "the key is not a name in snake_case.", "Name it like `language`.")
    if tag == names.singular and not is_single:
        return Diagnostic(tag, "", f"the singular of `{tag}` is not known.", "Add `--singular NAME`.")
    if tag in declared_tags(document) or (openapi / tag).exists():
        return Diagnostic(
            f"{openapi.as_posix()}/{tag}", "", "this resource exists.", "Choose another name, or edit it."
        )
    schema = document.lookup(("components", "schemas", names.schema))
    if schema is not None:
        return document.diagnostic(schema, f"the schema `{names.schema}` exists.", "Add `--singular NAME`.")
    return None


def _edits(openapi: Path, label: str) -> list[Diagnostic]:
    """Return what the generator would refuse: errors of the document, and a version that is released already."""
    accepted = read_accepted(openapi, label)
    if isinstance(accepted, list):
        return accepted
    version = read_version(accepted.content["info"]["version"])
    history = read_history(openapi / "history", f"{label}/history")
    if isinstance(history, list) or version is None or version not in history.released:
        return []
    fix = f"Write `version: {version._replace(minor=version.minor + 1, patch=0)}`."
    return [accepted.diagnostic_at(("info", "version"), f"`{version}` is released.", fix)]


def _list(title: str, lines: Sequence[str]) -> None:
    if lines:
        sys.stdout.write("\n".join(["", title, *(f"  {' '.join(line.split())}" for line in lines)]) + "\n")


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog=COMMAND,
        description="Write the folder and the root lines of a new resource in openapi/, from another document or from fields.",
        epilog=_MORE,
    )
    parser.add_argument(
        "name", metavar="NAME", help="name of the resource in the plural and in snake_case: the tag and the folder"
    )
    parser.add_argument("fields", metavar="FIELD", nargs="*", help="properties that clients set, instead of --from")
    parser.add_argument(
        "--from",
        dest="source",
        metavar="FILE#POINTER",
        help="OpenAPI 3.0 or 3.1 document, and the path of the collection in it",
    )
    parser.add_argument("--under", metavar="TAG", help="the resource whose items have it (default: the account)")
    parser.add_argument("--singular", metavar="NAME", help="name of one item in snake_case (default: from NAME)")
    parser.add_argument(
        "--key", metavar="NAME", help="name of the key that clients choose: a put creates and replaces items"
    )
    parser.add_argument(
        "--single", action="store_true", help="one item without an id, such as the account, with a get and an update"
    )
    parser.add_argument(
        "--openapi", type=Path, default=Path("openapi"), metavar="DIR", help="folder of the document (default: openapi)"
    )
    return parser
