"""The namespaces of the client and their methods."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from openapi_python_client.strings import ClassName, PythonIdentifier

from generator.diagnostic import Diagnostic
from generator.document.naming import method_name, namespace
from generator.render.arguments import ArgumentReader
from generator.render.facts import deprecation
from generator.render.reserved import CONSTANTS, METHODS, NAMESPACE_CLASSES, NAMESPACES, is_name
from generator.render.results import ResultReader
from generator.render.source import Source, SourceOperation, diagnostic
from generator.render.view import Argument, Method, Namespace, Result, StatusError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from openapi_python_client.parser.openapi import Endpoint

    from generator.render.types import Typing

_LITERAL = re.compile(r"/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*")
"""The valid characters of a path beside its parameters (RFC 3986, section 3.3)."""

_BRACES = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class MethodReader:
    """Create methods from operations."""

    source: Source
    errors: Mapping[int, StatusError]
    responses: Typing
    requests: Typing

    def namespaces(self, pairs: Iterable[tuple[SourceOperation, Endpoint]]) -> tuple[list[Namespace], list[Diagnostic]]:
        """Return the namespaces in the order of the document, and diagnostics."""
        methods: dict[str, list[Method]] = {}
        diagnostics: list[Diagnostic] = []
        for operation, endpoint in pairs:
            tag = namespace(operation.data)
            read = self._method(operation, endpoint)
            known = methods.setdefault(tag, [])
            diagnostics += [entry for entry in read if isinstance(entry, Diagnostic)]
            for method in [entry for entry in read if isinstance(entry, Method)]:
                if method.name in {other.name for other in known}:
                    diagnostics.append(
                        diagnostic(
                            operation.pointer, f"`{tag}.{method.name}` already exists.", "Use another x-action or tag."
                        )
                    )
                known.append(method)
        described = self.source.tag_descriptions()
        namespaces = [self._namespace(tag, described.get(tag, ""), found) for tag, found in methods.items()]
        diagnostics += [
            diagnostic("/tags", f"The tag `{name}` results in a reserved name.", "Rename the tag.")
            for name in _clashing(namespaces)
        ]
        return namespaces, diagnostics

    def _namespace(self, tag: str, description: str, methods: list[Method]) -> Namespace:
        shown = (
            tuple(_without_list(method) for method in methods)
            if any(m.name == "list" for m in methods)
            else tuple(methods)
        )
        return Namespace(str(PythonIdentifier(tag, "tag_")), str(ClassName(tag, "Tag")), description, shown)

    def _method(self, operation: SourceOperation, endpoint: Endpoint) -> list[Method | Diagnostic]:
        name = method_name(operation.data, operation.path)
        results = ResultReader(endpoint, operation, self.responses)
        call = f"{namespace(operation.data)}.{name}"
        read = ArgumentReader(endpoint, operation, self.source, self.requests, call, results.enums()).read()
        result = results.read()
        diagnostics: list[Method | Diagnostic] = [entry for entry in (*read, result) if isinstance(entry, Diagnostic)]
        if not is_name(name) or name.startswith("_") or name in METHODS:
            diagnostics.append(
                diagnostic(operation.pointer, f"`{name}` cannot be the name of a method.", "Rename the operation.")
            )
        placeholders = [
            argument.wire_name for argument in read if isinstance(argument, Argument) and argument.location == "path"
        ]
        if _BRACES.findall(operation.path) != placeholders or not _LITERAL.fullmatch(_BRACES.sub("", operation.path)):
            message = "The path has a brace without a parameter, or an invalid character."
            diagnostics.append(
                diagnostic(operation.pointer, message, "Declare the parameter, or percent-encode the character.")
            )
        if diagnostics or not isinstance(result, Result):
            return diagnostics
        return [self._view(operation, endpoint, name, tuple(a for a in read if isinstance(a, Argument)), result)]

    def _max_page_size(self, operation: SourceOperation) -> int | None:
        schema = self.source.resolve(operation.parameter("page_size", "query").get("schema", {}))
        maximum = schema.get("maximum")
        return maximum if isinstance(maximum, int) and maximum > 0 else None

    def _view(
        self, operation: SourceOperation, endpoint: Endpoint, name: str, arguments: tuple[Argument, ...], result: Result
    ) -> Method:
        names = {argument.wire_name: argument.name for argument in arguments if argument.location == "path"}
        call = f"{namespace(operation.data)}.{name}"
        description = endpoint.description.get_untrusted_value()
        is_deprecated = operation.data.get("deprecated") is True
        if is_deprecated and "deprecated" not in description.lower():
            description = f"{description}\n\nDeprecated."
        codes = [int(code) for code in operation.data.get("responses", {}) if str(code).isdecimal()]
        return Method(
            name=name,
            constant=str(endpoint.name).upper(),
            operation_id=str(operation.data.get("operationId", endpoint.name)),
            action=str(operation.data["x-action"]),
            http_method=operation.method.upper(),
            path=operation.path,
            template=_BRACES.sub(lambda match: f"{{{names[match[1]]}}}", operation.path),
            has_body=bool(endpoint.bodies),
            summary=endpoint.summary.get_untrusted_value(),
            description=description,
            arguments=arguments,
            result=result,
            errors=tuple(self.errors[code] for code in sorted(codes) if code in self.errors),
            max_page_size=self._max_page_size(operation) if result.kind == "pager" else None,
            deprecated=f"`{call}`: {deprecation(description)}" if is_deprecated else "",
        )


def _clashing(namespaces: list[Namespace]) -> list[str]:
    """Return the namespaces whose attribute, class or constants would shadow another name, sorted."""
    found = set()
    classes: set[str] = set()
    names: set[str] = set()
    for space in namespaces:
        own = {space.class_name, f"Async{space.class_name}"}
        constants = {method.constant for method in space.methods}
        hidden = (
            own & (classes | NAMESPACE_CLASSES | constants)
            or constants & CONSTANTS
            or {space.name} & (names | NAMESPACES)
        )
        if hidden or not is_name(space.name) or not is_name(space.class_name):
            found.add(space.name)
        classes |= own
        names.add(space.name)
    return sorted(found)


def _without_list(method: Method) -> Method:
    """Return a method with ``builtins.list`` in its annotations, for classes with a method ``list``."""
    return replace(
        method,
        result=replace(method.result, annotation=re.sub(r"\blist\[", "builtins.list[", method.result.annotation)),
    )
