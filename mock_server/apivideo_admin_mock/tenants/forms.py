"""What scenarios need to know of a collection, besides the document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from apivideo_admin_mock.http.problems import Violation
from apivideo_admin_mock.http.validation import Validator
from apivideo_admin_mock.lazy import LazyDict
from apivideo_admin_mock.spec import Api, Collection, Operation
from apivideo_admin_mock.spec.extensions import GenerateSecret
from apivideo_admin_mock.spec.problems import Kind


class Form(NamedTuple):
    """What a scenario needs to know of a collection: computed once, not for each of its resources."""

    collection: Collection
    #: The names of the collections and reports below a resource.
    children: frozenset[str]
    #: The names of generated properties, and whether each is a secret.
    generated: tuple[tuple[str, bool], ...]
    sets: Mapping[str, Mapping[str, str]]
    validator: Validator

    def violations(self, values: Mapping[str, Any]) -> Iterator[Violation]:
        """Yield the violations of a resource. Those of a property with ``x-set`` name its words."""
        for one in self.validator.violations(values):
            words = self.sets.get(one.name)
            hint = f" It can also be {' or '.join(f'`{word}`' for word in words)}." if words else ""
            yield Violation(one.kind, one.name, one.detail + hint, one.constraint)


@lru_cache(maxsize=8)
def forms(api: Api) -> Mapping[Collection, Form]:
    """Return the forms of the collections. Each is made when it is first used."""

    def make(collection: Collection) -> Form:
        owners = (*collection.parents, collection)
        children = {child.name for child in api.collections if child.parents == owners}
        schema = {**collection.resource.schema, "additionalProperties": False}
        noun = f"property of {collection.resource.name}"
        # A scenario can use the `x-set` words of the payloads as well.
        payloads = [one.payload for one in api.operations if one.collection is collection and one.payload]
        return Form(
            collection,
            frozenset(children | reports_below(api, owners).keys()),
            tuple(
                (field.name, isinstance(field.generate, GenerateSecret))
                for field in collection.resource.fields
                if field.generate is not None
            ),
            {name: words for payload in payloads for name, words in payload.sets.items()},
            Validator(schema, api.schemas, kind=Kind.INVALID_ATTRIBUTE, noun=noun, secrets=api.secrets),
        )

    return LazyDict(make)


def reports_below(api: Api, owners: tuple[Collection, ...]) -> dict[str, Operation]:
    """Return the reports of the items of collections, by name."""
    return {one.report.name: one for one in api.operations if one.report is not None and one.owners == owners}


def defaults(collection: Collection) -> dict[str, Any]:
    """Return a value for each required property of a payload: the document's example, or a numbered name."""
    values: dict[str, Any] = {}
    for field in collection.resource.fields:
        schema = collection.resource.schema["properties"][field.name]
        if field.needed:
            plain = schema.get("type") == "string" and not schema.keys() & {"enum", "format", "pattern", "maxLength"}
            values[field.name] = f"{collection.resource.name} {{n}}" if plain else (schema.get("examples") or [None])[0]
    return values
