"""Run the parser of openapi-python-client. Its warnings are errors."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import ParseError
from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.properties import (
    EnumProperty,
    LiteralEnumProperty,
    ModelProperty,
    Parameters,
    Schemas,
    build_parameters,
    build_schemas,
)
from openapi_python_client.parser.responses import Responses
from openapi_python_client.schema import OpenAPI
from openapi_python_client.schema.untrusted_string import UntrustedString
from openapi_python_client.strings import PythonIdentifier
from pydantic import ValidationError

from generator.document.pointer import to_pointer
from generator.document.walk import METHODS
from generator.render.located import with_pointers
from generator.render.parser_errors import from_operation, from_schemas, from_validation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from openapi_python_client.schema import Operation, PathItem

    from generator.diagnostic import Diagnostic

PACKAGE = "apivideo_admin"
_PARAMETER = re.compile("{([a-zA-Z_-][a-zA-Z0-9_-]*)}")  # as the parser reads the parameters of a path


@dataclass(frozen=True, slots=True)
class Parsed:
    """What the parser made of a document: its models and enums, and the endpoint of each operation by its pointer."""

    data: GeneratorData
    endpoints: Mapping[str, Endpoint]


def make_config(output: Path) -> Config:
    """Return the configuration of the parser for a package that is written to ``output``."""
    return Config.from_sources(
        ConfigFile(literal_enums=True, post_hooks=[], package_name_override=PACKAGE),
        MetaType.NONE,
        document_source=output,
        file_encoding="utf-8",
        overwrite=True,
        output_path=output,
    )


def parse(document: dict[str, Any], config: Config) -> Parsed | list[Diagnostic]:
    """Parse the bundle. Return diagnostics if the parser has any warning or error.

    The parser drops what it cannot parse, so that an ignored warning would be a missing method. Its functions are called for each
    operation, as its ``GeneratorData.from_dict`` does, but for the last one: it copies each endpoint with all its models.
    """
    try:
        api = OpenAPI.model_validate(with_pointers(document))
    except ValidationError as error:
        return from_validation(document, error)
    schemas, parameters = Schemas(), Parameters()
    if api.components:
        schemas = build_schemas(components=api.components.schemas or {}, schemas=schemas, config=config)
        parameters = build_parameters(components=api.components.parameters or {}, parameters=parameters, config=config)
    reader = _Reader(api, config, schemas, parameters)
    found = {pointer: reader.endpoint(*operation) for pointer, operation in _operations(api)}
    of_schemas = [*reader.schemas.errors, *reader.parameters.errors]
    diagnostics = from_schemas(document, of_schemas)
    for pointer, endpoint in found.items():
        errors = [endpoint] if isinstance(endpoint, ParseError) else endpoint.errors
        diagnostics += from_operation(document, pointer, errors, consequences=not of_schemas)
    if diagnostics:
        return list(dict.fromkeys(diagnostics))
    endpoints = {pointer: one for pointer, one in found.items() if isinstance(one, Endpoint)}
    return Parsed(_data(api, reader.schemas), endpoints)


def _data(api: OpenAPI, schemas: Schemas) -> GeneratorData:
    """Return what the project of the parser asks for. Our templates do not use its collections of endpoints."""
    classes = schemas.classes_by_name.values()
    return GeneratorData(
        title=api.info.title,
        description=api.info.description,
        version=api.info.version,
        models=[one for one in classes if isinstance(one, ModelProperty)],
        errors=[],
        endpoint_collections_by_tag={},
        enums=[one for one in classes if isinstance(one, EnumProperty | LiteralEnumProperty)],
    )


def _operations(api: OpenAPI) -> Iterator[tuple[str, tuple[UntrustedString, str, PathItem, Operation]]]:
    """Yield each operation with its pointer."""
    for path, item in api.paths.items():
        for method in METHODS:
            operation: Operation | None = getattr(item, method)
            if operation is not None:
                yield to_pointer(("paths", path.get_untrusted_value(), method)), (path, method, item, operation)


@dataclass(slots=True)
class _Reader:
    """Reads the endpoints. ``schemas`` and ``parameters`` grow with each one."""

    api: OpenAPI
    config: Config
    schemas: Schemas
    parameters: Parameters

    def endpoint(self, path: UntrustedString, method: str, item: PathItem, data: Operation) -> Endpoint | ParseError:
        """Return the endpoint of an operation with the parameters of its path, or an error."""
        components = self.api.components
        tags = [PythonIdentifier(tag, "tag") for tag in (data.tags or [UntrustedString("default")])[:1]]
        endpoint, self.schemas, self.parameters = Endpoint.from_data(
            data=data,
            path=path,
            method=method,
            tags=tags,
            schemas=self.schemas,
            parameters=self.parameters,
            request_bodies=(components and components.requestBodies) or {},
            responses=(components and components.responses) or {},
            config=self.config,
        )
        if not isinstance(endpoint, ParseError):
            endpoint = self._with_parameters(endpoint, item)
        if not isinstance(endpoint, ParseError):
            endpoint = _sorted(endpoint)
        for error in [endpoint] if isinstance(endpoint, ParseError) else endpoint.errors:
            error.header = f"parsing {method.upper()} {path.get_untrusted_value()} within {'/'.join(tags)}."
        return endpoint

    def _with_parameters(self, endpoint: Endpoint, item: PathItem) -> Endpoint | ParseError:
        """Add the parameters of a path. The parser copies what it adds them to: it gets an endpoint without models."""
        plain = replace(endpoint, responses=Responses(patterns=[], default=None), bodies=[])
        added, self.schemas, self.parameters = Endpoint.add_parameters(
            endpoint=plain, data=item, schemas=self.schemas, parameters=self.parameters, config=self.config
        )
        if isinstance(added, ParseError):
            return added
        return replace(added, responses=endpoint.responses, bodies=endpoint.bodies)


def _sorted(endpoint: Endpoint) -> Endpoint | ParseError:
    """Sort the path parameters of an endpoint as its path does, or return an error if they are others."""
    names = _PARAMETER.findall(endpoint.path.get_untrusted_value())
    known = {one.name.get_untrusted_value(): one for one in endpoint.path_parameters}
    if sorted(names) != sorted(known) or len(known) != len(endpoint.path_parameters):
        path = endpoint.path.get_untrusted_value()
        return ParseError(detail=f"Incorrect path templating for {path} (Path parameters do not match with path)")
    endpoint.path_parameters = [known[name] for name in names]
    return endpoint
