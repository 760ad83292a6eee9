"""What the verdict of each rule means for clients, and which counterexamples show it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from contract_tests.tests.diff.boundary_values import open_schema, valid
from contract_tests.tests.diff.corpus import Step
from contract_tests.tests.diff.counterexample import (
    Counterexample,
    Exchange,
    Kind,
    address,
    difference,
    exchanges,
    pace,
    refusal,
    unannounced,
)
from contract_tests.tests.diff.rendered import import_sdk, render_sdk
from contract_tests.tests.diff.server import Server
from generator.diff import Change

#: The kinds of counterexamples that can show that a change breaks clients, by rule. `SEARCHES` describes each kind.
KINDS: Mapping[str, tuple[Kind, ...]] = {
    "server_removed": ("address",),
    "rate_limit_changed": ("pace",),
    "header_became_optional": ("unannounced",),
    "generate_changed": ("different",),
    "expire_changed": ("later",),
    "filter_changed": ("different",),
    "days_changed": ("different",),
    "default_changed": ("different",),
    "path_removed": ("refused",),
    "operation_removed": ("refused",),
    "operation_moved": ("refused",),
    "operation_id_changed": ("code",),
    "tags_changed": ("code",),
    "schema_renamed": ("code",),
    "parameter_removed": ("refused",),
    "parameter_added": ("refused",),
    "parameter_became_required": ("refused",),
    "property_removed": ("refused", "code"),
    "property_added": ("refused",),
    "property_became_required": ("refused",),
    "property_became_optional": ("unannounced",),
    "enum_value_removed": ("refused",),
    "enum_added": ("refused",),
    "enum_removed": ("code",),
    **dict.fromkeys(
        (
            "type_changed",
            "nullable_changed",
            "format_changed",
            "range_changed",
            "length_changed",
            "pattern_changed",
            "constraint_changed",
            "alternatives_changed",
        ),
        ("refused", "unannounced"),
    ),
}
_REQUEST: frozenset[Kind] = frozenset({"refused", "different", "later", "code", "pace", "address"})
_RESPONSE: frozenset[Kind] = frozenset({"unannounced", "different", "later", "code"})


def kinds_of(change: Change) -> tuple[Kind, ...]:
    """Return the kinds of counterexamples for a change, in the direction in which it breaks clients."""
    of_direction = {"request": _REQUEST, "response": _RESPONSE, "both": _REQUEST | _RESPONSE}[change.direction]
    return tuple(kind for kind in KINDS[change.rule] if kind in of_direction)


def find_counterexample(edit: Step, change: Change, sent: Sequence[Exchange], scratch: Path) -> Counterexample | None:
    """Return a counterexample that shows that a change breaks clients, or None.

    ``sent`` are the exchanges of the two documents. SDKs are written to ``scratch``.
    """
    found = (
        one for kind in kinds_of(change) for one in SEARCHES[kind](edit, sent, scratch) if one and one.kind == kind
    )
    return next(found, None)


def _gone(edit: Step, scratch: Path) -> Iterator[Counterexample]:
    old, new = (
        import_sdk(render_sdk(one, scratch / name)) for name, one in (("old", edit.before), ("new", edit.after))
    )
    yield from (Counterexample("code", f"{name} is gone") for name in sorted(old.names() - new.names()))


SEARCHES: Mapping[Kind, Callable[[Step, Sequence[Exchange], Path], Iterable[Counterexample | None]]] = {
    # The new server refuses a request that the old one accepts.
    "refused": lambda _edit, sent, _: map(refusal, sent),
    # The new server accepts the request, with another response.
    "different": lambda _edit, sent, _: map(difference, sent),
    # The request has another effect when scheduled deletions are due.
    "later": lambda edit, _sent, _: map(difference, exchanges(edit.before, edit.after, later=True)),
    # The new document allows a response that the old one does not.
    "unannounced": lambda edit, _sent, _: unannounced(Server(edit.before), Server(edit.after)),
    # A name of the SDK is gone.
    "code": lambda edit, _sent, scratch: _gone(edit, scratch),
    # A client at the old rate limit gets a 429.
    "pace": lambda edit, _sent, _: [pace(edit.before, edit.after)],
    # The old server URL is gone.
    "address": lambda edit, _sent, _: [address(edit.before, edit.after)],
}


def unexpected_breaks(edit: Step, sent: Sequence[Exchange]) -> Iterator[str]:
    """Yield what breaks clients although the diff reports no break. ``sent`` is the same as in `find_counterexample`."""
    breaking = {change.direction for change in edit.changes if change.breaking}
    validators = {
        one.id: valid(open_schema(one.response)) for one in Server(edit.before).document.operations if one.response
    }
    for exchange in sent:
        if not exchange.old.is_success:
            yield f"the old server refuses {exchange.request}: {exchange.old.body}"
        elif not breaking & {"request", "both"} and (found := refusal(exchange)):
            yield found.text
        elif not breaking & {"response", "both"} and exchange.new.is_success:
            validator = validators.get(exchange.request.operation.id)
            if validator and not validator.is_valid(exchange.new.body):
                yield f"{exchange.request} returns {exchange.new.body}"
    if not breaking & {"response", "both"}:
        yield from (one.text for one in unannounced(Server(edit.before), Server(edit.after)))
