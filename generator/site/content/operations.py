"""The content of the page of an operation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.render.facts import example_of
from generator.render.source import Source, SourceOperation
from generator.render.view import Method, Namespace
from generator.site.content.behaviour import ACTIONS, behaviour, sorting
from generator.site.content.examples import Examples, examples
from generator.site.content.problems import Kind, kinds, phrase
from generator.site.content.rows import Row, RowReader, schema_name
from generator.site.content.steps import Step, steps
from generator.site.text import to_json

_JSON = "json"
_LOCATIONS = {"path": "In the path", "query": "In the query", "header": "In the headers", "cookie": "In a cookie"}
_FIRST_ERROR = 400


@dataclass(frozen=True, slots=True)
class Body:
    """A JSON body: the name of its schema, its properties, and an example as JSON. Missing texts are empty."""

    schema: str
    rows: tuple[Row, ...]
    example: str


@dataclass(frozen=True, slots=True)
class Response:
    """A documented response. ``body`` is None if there is no body. ``kinds`` are the kinds of problems of an error."""

    status: str
    phrase: str
    description: str
    headers: tuple[Row, ...]
    body: Body | None
    kinds: tuple[Kind, ...]
    class_name: str

    @property
    def is_error(self) -> bool:
        """Whether the status is 400 or higher."""
        return self.status.isdecimal() and int(self.status) >= _FIRST_ERROR


@dataclass(frozen=True, slots=True)
class OperationPage:
    """All content of an operation's page. ``locations`` has the location, the heading and the parameters of each group."""

    namespace: Namespace
    method: Method
    deprecated: bool
    behaviour: str
    locations: tuple[tuple[str, str, tuple[Row, ...]], ...]
    body: Body | None
    responses: tuple[Response, ...]
    steps: tuple[Step, ...]
    examples: Examples

    @property
    def id(self) -> str:
        """The operationId."""
        return self.method.operation_id


@dataclass(frozen=True, slots=True)
class OperationReader:
    """Read operations for their pages."""

    source: Source

    def read(self, operation: SourceOperation, namespace: Namespace, method: Method) -> OperationPage:
        """Return the page of an operation."""
        responses = tuple(self._responses(operation, method))
        content = self.source.resolve(operation.data.get("requestBody", {})).get("content", {})
        return OperationPage(
            namespace=namespace,
            method=method,
            deprecated=operation.data.get("deprecated") is True,
            behaviour=_behaviour(operation.data),
            locations=tuple(self._locations(operation)),
            body=self._body(content),
            responses=responses,
            steps=tuple(steps(self.source, operation)),
            examples=examples(self.source, operation, namespace, method),
        )

    def _locations(self, operation: SourceOperation) -> Iterator[tuple[str, str, tuple[Row, ...]]]:
        reader = RowReader(self.source)
        items = self._item_properties(operation)
        for location, title in _LOCATIONS.items():
            rows = tuple(
                reader.parameter(one, sorting(str(one.get("name")), items))
                for one in operation.parameters
                if one.get("in") == location
            )
            if rows:
                yield location, title, rows

    def _item_properties(self, operation: SourceOperation) -> dict[str, Any]:
        """Return the properties of the items of a list, or an empty dict for any other operation."""
        if operation.data.get("x-action") != "list":
            return {}
        responses = operation.data.get("responses", {})
        success = next((self.source.resolve(one) for status, one in responses.items() if status.startswith("2")), {})
        page = success.get("content", {}).get("application/json", {}).get("schema", {})
        items = self.source.properties(page).get("items", {})
        return dict(self.source.properties(self.source.resolve(items).get("items", {})))

    def _responses(self, operation: SourceOperation, method: Method) -> Iterator[Response]:
        classes = {str(error.status): error.name for error in method.errors}
        for status, written in operation.data.get("responses", {}).items():
            response = self.source.resolve(written)
            is_number = status.isdecimal()
            yield Response(
                status=status,
                phrase=phrase(int(status)) if is_number else "",
                description=str(response.get("description", "")),
                headers=tuple(self._headers(response)),
                body=self._body(response.get("content", {})),
                kinds=tuple(kinds(self.source, response, int(status))) if is_number else (),
                class_name=classes.get(status, ""),
            )

    def _headers(self, response: Mapping[str, Any]) -> Iterator[Row]:
        reader = RowReader(self.source)
        for name, header in response.get("headers", {}).items():
            yield reader.parameter({**self.source.resolve(header), "name": name})

    def _body(self, content: Mapping[str, Any]) -> Body | None:
        """Return the JSON body of a request or a response, or None."""
        media_type = next((value for name, value in content.items() if name.endswith(_JSON)), None)
        if media_type is None:
            return None
        written = media_type.get("schema", {})
        schema = self.source.resolve(written)
        example = example_of(media_type, schema)
        return Body(
            schema=schema_name(written),
            rows=RowReader(self.source, nested=True).properties(written, frozenset({written.get("$ref", "")})),
            example="" if example is None else to_json(example),
        )


def _behaviour(operation: Mapping[str, Any]) -> str:
    """Return what an operation does, in sentences."""
    action, effect = str(operation.get("x-action")), operation.get("x-effect")
    changes = behaviour({"x-effect": effect}) if isinstance(effect, Mapping) else []
    if effect == "none":
        changes = ["No property of the item changes."]
    return " ".join([ACTIONS.get(action, ""), *changes])
