"""Rules for `x-generate`: how the server generates a value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from generator.diagnostic import Diagnostic
from generator.document import Document, Node
from generator.document.operations import body_schema, properties, required
from generator.document.reports import reports
from generator.document.resources import resources
from generator.document.walk import walk_document

BASE_58 = "[1-9A-HJ-NP-Za-km-z]"
#: The pattern of a key that clients choose: letters, digits and signs that no path encodes, up to 16 characters or more.
_KEY_PATTERN = re.compile(r"\^\[A-Za-z0-9[_.]{0,2}-?\]\{1,(?:1[6-9]|[2-9][0-9]|[1-9][0-9]{2})\}\$")
_OF_A_RESOURCE = frozenset({"id", "now", "updated", "after", "secret"})
_OF_A_REPORT = frozenset({"day", "group", "daily", "cumulative"})
_TYPES = {
    "id": {"type": "string"},
    "now": {"type": "string", "format": "date-time"},
    "updated": {"type": "string", "format": "date-time"},
    "after": {"format": "date-time"},
    "secret": {"type": "string"},
    "day": {"type": "string", "format": "date"},
    "group": {},
    "daily": {"type": "integer"},
    "cumulative": {"type": "integer"},
}


def _generated(document: Document) -> Iterator[tuple[Node, dict[str, Any]]]:
    for kind, node in walk_document(document):
        if kind == "property" and isinstance(node.value.get("x-generate"), dict):
            yield node, node.value["x-generate"]


def id_agrees_with_pattern(document: Document) -> Iterator[Diagnostic]:
    """Require a `pattern` that matches the ids of the mock: the prefix and 22 base-58 characters."""
    for node, generate in _generated(document):
        if generate.get("kind") == "id":
            wanted = f"^{generate.get('prefix')}{BASE_58}{{22}}$"
            if node.value.get("pattern") != wanted:
                message = f"the `pattern` does not match the prefix `{generate.get('prefix')}`."
                yield document.diagnostic(node.at("pattern"), message, f'Write `pattern: "{wanted}"`.')


def generated_values_have_their_type(document: Document) -> Iterator[Diagnostic]:
    """Require the type and format of the generated value, so that it is valid."""
    for node, generate in _generated(document):
        for member, wanted in _TYPES.get(str(generate.get("kind")), {}).items():
            if node.value.get(member) != wanted:
                message = f"a property with `x-generate: {{kind: {generate['kind']}}}` must have `{member}: {wanted}`."
                yield document.diagnostic(node.at(member), message, f"Write `{member}: {wanted}`.")


def generators_fit_their_schema(document: Document) -> Iterator[Diagnostic]:
    """Allow ids, times and secrets in resources only, and days and amounts in reports only."""
    stored = {resource.schema.path for resource in resources(document)}
    days = {report.schema.path for report in reports(document)}
    for node, generate in _generated(document):
        owner = node.path[:-2]
        kind = str(generate.get("kind"))
        if kind in _OF_A_RESOURCE and owner not in stored:
            message = f"`kind: {kind}` is for the schema of a resource."
            yield document.diagnostic(node.at("x-generate"), message, "Remove `x-generate`.")
        if kind in _OF_A_REPORT and owner not in days:
            message = f"`kind: {kind}` is for the items of a report."
            yield document.diagnostic(node.at("x-generate"), message, "Remove `x-generate`.")


def read_only_properties_are_generated(document: Document) -> Iterator[Diagnostic]:
    """Require a source for the value of readOnly properties, since no request sets them."""
    for resource in resources(document):
        for name, node in properties(document, resource.schema).items():
            known = name in resource.path_parameters or "default" in node.value or "x-generate" in node.value
            if node.value.get("readOnly") is True and not known:
                message = f"the readOnly property `{name}` has no source for its value."
                yield document.diagnostic(node, message, "Add `x-generate` or a `default`.")


def resources_have_a_generated_id(document: Document) -> Iterator[Diagnostic]:
    """Require a generated id. The last parameter of the item path, or else this property, identifies the item."""
    for resource in resources(document):
        if resource.is_single:
            continue
        if not resource.id_name:
            message = f"the items of `{resource.path}` have no id: no path ends with one, and no property has a generated one."
            yield document.diagnostic(
                resource.schema, message, "Add `x-generate: {kind: id, prefix: ...}` to the property with the id."
            )
            continue
        node = properties(document, resource.schema).get(resource.id_name)
        if node is None:
            continue  # reported by parent_ids_are_properties_of_the_resource
        generate = node.value.get("x-generate")
        if "put" in resource.actions:
            continue  # see keys_are_chosen_by_clients
        if not isinstance(generate, dict) or generate.get("kind") != "id":
            fix = f"Add `x-generate: {{kind: id, prefix: {resource.id_name.removesuffix('id')}}}`."
            yield document.diagnostic(node.at("x-generate"), f"the id `{resource.id_name}` is not generated.", fix)


def keys_are_chosen_by_clients(document: Document) -> Iterator[Diagnostic]:
    """Require a key that only the path of a put contains: a required text that nothing generates, beside no create."""
    for resource in resources(document):
        put, node = resource.actions.get("put"), properties(document, resource.schema).get(resource.id_name)
        if put is None or node is None:
            continue
        name = resource.id_name
        if "create" in resource.actions:
            message = f"`{resource.path}` has a create and a put: either the server chooses the id, or the client."
            yield document.diagnostic(put.node.at("x-action"), message, "Keep one of them; an update changes items.")
        if "x-generate" in node.value:
            message = f"`{name}` is generated, but the client of `{put.id}` chooses it."
            yield document.diagnostic(node.at("x-generate"), message, "Remove `x-generate`.")
        if node.value.get("type") != "string" or not _KEY_PATTERN.fullmatch(str(node.value.get("pattern"))):
            message = (
                f"`{name}` is the key of an item, but can be a text that a path cannot contain, or only few texts."
            )
            fix = 'Write `type: string` and `pattern: "^[A-Za-z0-9-]{1,35}$"`, also with `_` or `.`, and at least 16 characters.'
            yield document.diagnostic(node.at("pattern"), message, fix)
        if name not in required(document, resource.schema):
            message = f"`{name}` is the key of an item, but not required."
            yield document.diagnostic(resource.schema.at("required"), message, f"Add `{name}` to `required`.")
        for operation in resource.actions.values():
            sent = properties(document, body_schema(document, operation)).get(name)
            if sent is not None:
                message = f"`{name}` is in the path, and cannot be in the body as well."
                yield document.diagnostic(sent, message, "Remove it from the body.")


def report_items_are_generated(document: Document) -> Iterator[Diagnostic]:
    """Require `x-generate` on every property of a report's items. The mock generates reports."""
    for report in reports(document):
        found = properties(document, report.schema)
        for name, kind in report.kinds.items():
            if kind not in _OF_A_REPORT:
                fix = "Add `x-generate` with `kind: day`, `group`, `daily` or `cumulative`."
                message = f"the property `{name}` of a report is not generated."
                yield document.diagnostic(found[name].at("x-generate"), message, fix)
        if len(report.named("day")) > 1:
            message = f"an item of a report must have one property with the day, but has {len(report.named('day'))}."
            yield document.diagnostic(report.schema, message, "Keep `x-generate: {kind: day}` on one property.")
        if not report.dimensions:
            message = "an item of a report must have a property that splits it: a day or a group."
            yield document.diagnostic(report.schema, message, "Add `x-generate: {kind: day}` to one property.")


RULES = (
    id_agrees_with_pattern,
    generated_values_have_their_type,
    generators_fit_their_schema,
    read_only_properties_are_generated,
    resources_have_a_generated_id,
    keys_are_chosen_by_clients,
    report_items_are_generated,
)
