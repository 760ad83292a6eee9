"""The arguments of the method: from the flags, and from the JSON object of ``--json``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from .options import Given, key_of, shown, usage_error

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .table import Command, Parameter


def arguments(command: Command, given: Mapping[str, Any], file: str | None) -> tuple[list[Any], dict[str, Any]]:
    """Return the ids and the keyword arguments. Raise UsageError for a missing or unknown one."""
    found = _from_json(command, file) if file is not None else {}
    for one in command.parameters:
        value = given.get(key_of(one))
        if isinstance(value, Given):
            found[one.name] = value.value
        elif one.is_list and value:
            found[one.name] = [item.value for item in value]
    missing = [shown(one) for one in command.parameters if one.required and one.name not in found]
    if missing:
        raise usage_error(f"Missing {', '.join(missing)}.")
    ids = [found.pop(one.name) for one in command.at("path")]
    return ids, found


def _from_json(command: Command, file: str) -> dict[str, Any]:
    try:
        with click.open_file(file, encoding="utf-8") as opened:
            data = json.load(opened)
    except OSError as error:
        raise usage_error(f"--json: {file!r} cannot be read: {error.strerror}.") from None
    except (ValueError, RecursionError) as error:
        raise usage_error(f"--json: the content is not JSON: {error}.") from None
    if not isinstance(data, dict):
        raise usage_error("--json: the content is not a JSON object.")
    known = {one.wire_name: one for one in command.at("body")}
    unknown = [name for name in data if name not in known]
    if unknown:
        raise usage_error(
            f"--json: the body has no property {', '.join(map(repr, unknown))}. Its properties are {', '.join(known)}."
        )
    return {known[name].name: _checked(known[name], value) for name, value in data.items()}


def _checked(parameter: Parameter, value: Any) -> Any:
    """Return a value of the JSON object. Only null is checked here, which the client would take for "not passed"."""
    if value is None and not {"null", "any"} & set(parameter.value.kinds):
        raise usage_error(f"--json: {parameter.wire_name!r} is null, which is not accepted. Leave it out.")
    return value
