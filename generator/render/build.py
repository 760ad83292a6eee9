"""Render the files of the SDK from the bundle."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from openapi_python_client.strings import PythonIdentifier

from generator.document.security import read_schemes
from generator.render.argument_types import argument_types
from generator.render.formatting import format_package
from generator.render.methods import MethodReader
from generator.render.models import Models
from generator.render.parse import PACKAGE, Parsed, make_config, parse
from generator.render.project import SdkProject
from generator.render.reserved import EXPORTS, RUNTIME_ERRORS
from generator.render.source import Source, diagnostic
from generator.render.statuses import status_errors
from generator.render.templates import TemplateError
from generator.render.types import Typing
from generator.render.view import SERVER_ERRORS, Sdk, StatusError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from generator.diagnostic import Diagnostic


_SERVER = re.compile(r"https?://[^/{}\s?#@]+(/[^{}\s?#]*)?")
"""An absolute base URL without variables, query and credentials."""


#: The most bytes in the name of a module: file systems allow 255, some less.
_LONGEST = 200


def render(document: dict[str, Any], target: Path) -> list[Diagnostic]:
    """Write the generated files of the SDK into ``target`` and return diagnostics.

    ``document`` is the bundle, which is not changed. The same document results in the same bytes. If there are diagnostics, the
    files are incomplete and must not be used. Diagnostics point into the bundle or name a template.
    """
    source = Source(document)
    config = make_config(target / PACKAGE)
    problems = [*_incomplete(source), *_unusable_names(source)]
    if problems:
        return problems
    parsed = parse(document, config)
    if isinstance(parsed, list):
        return parsed
    sdk = describe(parsed, source)
    if isinstance(sdk, list):
        return sdk
    project = SdkProject(parsed.data, config, sdk)
    try:
        project.write()
    except TemplateError as error:
        return [error.diagnostic]
    missing = [*_not_rendered(source, target / PACKAGE)]  # before ruff changes the line breaks
    return format_package(target / PACKAGE, project.templates) or missing


def _incomplete(source: Source) -> Iterator[Diagnostic]:
    """Yield a diagnostic for everything that is missing and that the view has."""
    for operation in source.operations():
        for keyword in ("operationId", "tags", "x-action", "responses"):
            if not operation.data.get(keyword):
                yield diagnostic(operation.pointer, f"The operation has no `{keyword}`.", "Add it.")
    if not source.document.get("servers"):
        yield _without_server(source)


def _unusable_names(source: Source) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each name, version and server that the files of the SDK cannot have."""
    version = str(source.document.get("info", {}).get("version", ""))
    if not version.isascii():
        yield diagnostic(
            "/info/version",
            f"The version `{version}` cannot be sent in the User-Agent header of the SDK (RFC 9110, section 5.5).",
            "Use ASCII, like `2.0.0`.",
        )
    names: set[str] = set()
    for operation in source.operations():
        for tag in operation.data.get("tags") or ():
            if len(str(PythonIdentifier(str(tag), "tag_")).encode()) > _LONGEST:
                message = f"The tag `{str(tag)[:20]}…` is too long for the name of a module."
                yield diagnostic(operation.pointer, message, f"Use at most {_LONGEST} bytes.")
        name = _constant(str(operation.data.get("operationId", "")))
        if name in names:
            yield diagnostic(
                operation.pointer, f"Another operation also has the constant `{name}`.", "Rename this one."
            )
        names.add(name)
    servers = source.document.get("servers")
    if servers and not _SERVER.fullmatch(str(servers[0].get("url", ""))):
        yield _without_server(source)


def _without_server(source: Source) -> Diagnostic:
    pointer = "/servers" if "servers" in source.document else ""
    message = "The document has no server that the SDK can use."
    return diagnostic(pointer, message, "Add an http(s) URL as the first server.")


def _constant(operation_id: str) -> str:
    """Return the name of an operation's constant in the module of its namespace, as Python normalizes it."""
    return unicodedata.normalize("NFKC", str(PythonIdentifier(operation_id, "field_")).upper())


def describe(parsed: Parsed, source: Source) -> Sdk | list[Diagnostic]:
    """Return the view that the templates render, or diagnostics."""
    if incomplete := list(_incomplete(source)):
        return incomplete
    pairs = [(operation, parsed.endpoints[operation.pointer]) for operation in source.operations()]
    errors, error_diagnostics = status_errors(source)
    models = Models(parsed.data, source, reserved=_reserved(errors.values()))
    models.collect(endpoint for _, endpoint in pairs)
    responses = Typing(sent=False, prefix="models.", models=models.properties, enum_names=models.enum_names)
    requests = Typing(sent=True, prefix="models.", models=models.properties)
    namespaces, method_diagnostics = MethodReader(source, errors, responses, requests).namespaces(pairs)
    values, parameters, named_twice = argument_types(namespaces, models.enums.values(), source)
    diagnostics = [*models.diagnostics, *error_diagnostics, *method_diagnostics, *named_twice]
    if diagnostics:
        return list(dict.fromkeys(diagnostics))
    info = source.document["info"]
    return Sdk(
        title=str(info["title"]),
        description=str(info.get("description", "")),
        version=str(info["version"]),
        server=str(source.document["servers"][0]["url"]),
        schemes=read_schemes(source.document),
        rate_limit=_rate_limit(source.document.get("x-rate-limit")),
        namespaces=tuple(namespaces),
        structs=tuple(models.structs.values()),
        enums=tuple(enum for _, enum in sorted(models.enums.items())),
        errors=tuple(errors.values()),
        values=tuple(values),
        parameters=tuple(parameters),
    )


def _reserved(errors: Iterable[StatusError]) -> frozenset[str]:
    """Return the names that the package exports beside the models."""
    return EXPORTS | RUNTIME_ERRORS | {error.name for error in (*SERVER_ERRORS, *errors)}


def _rate_limit(value: Any) -> tuple[int, float] | None:
    """Return requests and seconds. The lint requires them."""
    return (int(value["requests"]), float(value["seconds"])) if isinstance(value, dict) else None


def _not_rendered(source: Source, package: Path) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each operation that is missing in the rendered files."""
    written = "".join(path.read_text(encoding="utf-8") for path in sorted((package / "resources").glob("*.py")))
    for operation in source.operations():
        constant = str(PythonIdentifier(operation.data["operationId"], "field_")).upper()
        uses = (f"\n{constant} = ", f"self._api.call({constant}", f"Pager(self._api, {constant}")
        if uses[0] not in written or not any(use in written for use in uses[1:]):
            yield diagnostic(
                operation.pointer,
                "The operation was not rendered.",
                "This is a bug in the templates. Please report it.",
            )
