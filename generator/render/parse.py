"""Run the parser of openapi-python-client. Its warnings are errors."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError
from openapi_python_client.schema import OpenAPI
from pydantic import ValidationError

from generator.render.parser_errors import from_parser, from_validation
from generator.render.source import diagnostic

if TYPE_CHECKING:
    from pathlib import Path

    from generator.diagnostic import Diagnostic

PACKAGE = "apivideo_admin"


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


def parse(document: dict[str, Any], config: Config) -> GeneratorData | list[Diagnostic]:
    """Parse the bundle. Return diagnostics if the parser has any warning or error.

    The parser drops what it cannot parse, so that an ignored warning would be a missing method.
    """
    data = GeneratorData.from_dict(copy.deepcopy(document), config=config)
    if isinstance(data, GeneratorError):
        return _why_invalid(document) or [diagnostic("", f"{data.header} {data.detail or ''}", "Fix the document.")]
    of_operations = [error for found in data.endpoint_collections_by_tag.values() for error in found.parse_errors]
    return from_parser(document, data.errors, of_operations) or data


def _why_invalid(document: dict[str, Any]) -> list[Diagnostic]:
    """Return the errors of the parser's model with their locations, which its own message does not have."""
    try:
        OpenAPI.model_validate(copy.deepcopy(document))
    except ValidationError as error:
        return from_validation(document, error)
    return []
