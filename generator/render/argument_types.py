"""The types of arguments that callers can name: the keyword arguments of each method, and their allowed values."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from openapi_python_client.strings import ClassName

from generator.render.source import Source, diagnostic
from generator.render.view import Parameters, Values

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.diagnostic import Diagnostic
    from generator.render.view import Argument, Method, Namespace, OpenEnum


def argument_types(
    namespaces: Iterable[Namespace], enums: Iterable[OpenEnum], source: Source
) -> tuple[list[Values], list[Parameters], list[Diagnostic]]:
    """Return the named values, the parameters of each method, and a diagnostic for each method whose names exist already."""
    values = [Values(enum.name, f"Literal[{', '.join(enum.values)}]", enum.description) for enum in enums]
    parameters: list[Parameters] = []
    diagnostics: list[Diagnostic] = []
    taken = Counter(one.name for one in values)
    for namespace, method in ((space, method) for space in namespaces for method in space.methods):
        own = [_values(namespace, method, argument) for argument in _keywords(method) if argument.values]
        fields = tuple(_fields(namespace, method))
        params = [Parameters(f"{_prefix(namespace, method)}Params", _call(namespace, method), fields)] if fields else []
        names = [*(one.name for one in own), *(one.name for one in params)]
        taken.update(names)
        if clash := next((name for name in names if taken[name] > 1), None):
            message = (
                f"The type `{clash}` of an argument or of the arguments of `{_call(namespace, method)}` exists already."
            )
            diagnostics.append(diagnostic(_pointer(method, source), message, "Rename the operation or the parameter."))
        values += own
        parameters += params
    return values, parameters, diagnostics


def _keywords(method: Method) -> list[Argument]:
    return [argument for argument in method.arguments if argument.location != "path"]


def _values(namespace: Namespace, method: Method, argument: Argument) -> Values:
    name = _prefix(namespace, method) + _class_name(argument.name)
    return Values(name, argument.values, f"The values of `{argument.name}` in `{_call(namespace, method)}`.")


def _fields(namespace: Namespace, method: Method) -> Iterator[tuple[str, str]]:
    for argument in _keywords(method):
        annotation = argument.annotation
        if argument.values:
            annotation = annotation.replace(argument.values, _values(namespace, method, argument).name)
        yield argument.name, f"{'Required' if argument.default is None else 'NotRequired'}[{annotation}]"
    if method.result.kind == "pager":
        yield "limit", "NotRequired[int | None]"


def _prefix(namespace: Namespace, method: Method) -> str:
    return namespace.class_name + _class_name(method.name)


def _class_name(name: str) -> str:
    return str(ClassName(name, "Field"))


def _call(namespace: Namespace, method: Method) -> str:
    return f"admin.{namespace.name}.{method.name}"


def _pointer(method: Method, source: Source) -> str:
    operations = source.operations()
    return next((one.pointer for one in operations if one.data.get("operationId") == method.operation_id), "")
