"""Whether a value is valid: the arbiter of responses and of every maker of values, so that no keyword is overlooked."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import jsonschema_rs

from apivideo_admin_contract.document.parameter import Schema


def is_valid(schema: Schema, value: Any) -> bool:
    """Return whether JSON Schema 2020-12 allows a value. Formats count as restrictions."""
    return validator_of(schema).is_valid(value)


def validator_of(schema: Schema) -> jsonschema_rs.Validator:
    """Return the validator of a schema (JSON Schema 2020-12, with formats)."""
    return _validator(json.dumps(schema))


@lru_cache(maxsize=4096)
def _validator(schema: str) -> jsonschema_rs.Validator:
    return jsonschema_rs.Draft202012Validator(json.loads(schema), validate_formats=True)
