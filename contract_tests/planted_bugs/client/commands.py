"""Bugs of the command line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from apivideo_admin._runtime.cli import body, output
from contract_tests.planted_bugs.client.planting import ClientBug, caught_by, part

_arguments, _plain = body.arguments, output.plain


def _without_the_last(*given: Any) -> tuple[list[Any], dict[str, Any]]:
    ids, keywords = _arguments(*given)
    return ids, dict(list(keywords.items())[:-1])


def _ids_reversed(*given: Any) -> tuple[list[Any], dict[str, Any]]:
    ids, keywords = _arguments(*given)
    return ids[::-1], keywords


def _without_nulls(value: Any, *, secrets: bool) -> Any:
    found = _plain(value, secrets=secrets)
    return {name: one for name, one in found.items() if one is not None} if isinstance(found, Mapping) else found


def _always_masked(value: Any, *, secrets: bool) -> Any:
    return _plain(value, secrets=False)


BUGS: Final[tuple[ClientBug, ...]] = (
    *caught_by(
        "test_a_command_sends_the_request_of_its_operation",
        part("command_line_drops_an_argument", "cli.body.arguments", _without_the_last),
        part("command_line_swaps_ids", "cli.body.arguments", _ids_reversed),
    ),
    *caught_by(
        "test_a_command_shows_the_value_of_the_response",
        part("command_line_drops_nulls", "cli.call.plain", _without_nulls),
        part("command_line_always_masks_secrets", "cli.call.plain", _always_masked),
    ),
)
