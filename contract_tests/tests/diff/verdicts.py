"""What each rule's verdict means for a client, and how it is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from contract_tests.tests.diff.corpus import Step
from contract_tests.tests.diff.counterexample import (
    Exchange,
    Kind,
    Witness,
    address,
    difference,
    exchanges,
    pace,
    refusal,
    unannounced,
)
from contract_tests.tests.diff.edges import opened, valid
from contract_tests.tests.diff.rendered import import_sdk, render_sdk
from contract_tests.tests.diff.server import Server
from generator.diff import Change

#: A rule -> what it may take to show that a change of it breaks a client. Each kind is told at `SEARCHES`.
KINDS: Mapping[str, tuple[Kind, ...]] = {
    "server_removed": ("address",),
    "rate_limit_changed": ("pace",),
    "header_became_optional": ("unannounced",),
    "generate_changed": ("otherwise",),
    "expire_changed": ("later",),
    "filter_changed": ("otherwise",),
    "days_changed": ("otherwise",),
    "default_changed": ("otherwise",),
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
_REQUEST: frozenset[Kind] = frozenset({"refused", "otherwise", "later", "code", "pace", "address"})
_RESPONSE: frozenset[Kind] = frozenset({"unannounced", "otherwise", "later", "code"})


def kinds_of(change: Change) -> tuple[Kind, ...]:
    """Give what may show that a change breaks a client, in the direction in which it does."""
    of_direction = {"request": _REQUEST, "response": _RESPONSE, "both": _REQUEST | _RESPONSE}[change.direction]
    return tuple(kind for kind in KINDS[change.rule] if kind in of_direction)


def witness(edit: Step, change: Change, sent: Sequence[Exchange], scratch: Path) -> Witness | None:
    """Search for what shows that a change breaks a client; None if there is nothing.

    ``sent`` are the exchanges of the edit's two documents; in ``scratch`` an SDK may be written.
    """
    found = (
        one for kind in kinds_of(change) for one in SEARCHES[kind](edit, sent, scratch) if one and one.kind == kind
    )
    return next(found, None)


def _gone(edit: Step, scratch: Path) -> Iterator[Witness]:
    old, new = (
        import_sdk(render_sdk(one, scratch / name)) for name, one in (("old", edit.before), ("new", edit.after))
    )
    yield from (Witness("code", f"{name} is gone") for name in sorted(old.names() - new.names()))


SEARCHES: Mapping[Kind, Callable[[Step, Sequence[Exchange], Path], Iterable[Witness | None]]] = {
    # A request that the old server takes is refused.
    "refused": lambda _edit, sent, _: map(refusal, sent),
    # It is taken, and has another answer.
    "otherwise": lambda _edit, sent, _: map(difference, sent),
    # It has another effect when what it scheduled is due.
    "later": lambda edit, _sent, _: map(difference, exchanges(edit.before, edit.after, later=True)),
    # The new document allows an answer that the old one does not.
    "unannounced": lambda edit, _sent, _: unannounced(Server(edit.before), Server(edit.after)),
    # What code names in the SDK is gone.
    "code": lambda edit, _sent, scratch: _gone(edit, scratch),
    # A client as fast as before meets a 429.
    "pace": lambda edit, _sent, _: [pace(edit.before, edit.after)],
    # Requests go to where no server is any more.
    "address": lambda edit, _sent, _: [address(edit.before, edit.after)],
}


def broken_promises(edit: Step, sent: Sequence[Exchange]) -> Iterator[str]:
    """Give what a client of the old document meets although the diff says that it need not; ``sent`` as for `witness`."""
    breaking = {change.direction for change in edit.changes if change.breaking}
    judges = {one.id: valid(opened(one.response)) for one in Server(edit.before).document.operations if one.response}
    for exchange in sent:
        if not exchange.old.is_success:
            yield f"the old server refuses {exchange.request}: {exchange.old.body}"
        elif not breaking & {"request", "both"} and (found := refusal(exchange)):
            yield found.text
        elif not breaking & {"response", "both"} and exchange.new.is_success:
            judge = judges.get(exchange.request.operation.id)
            if judge and not judge.is_valid(exchange.new.body):
                yield f"{exchange.request} is answered with {exchange.new.body}"
    if not breaking & {"response", "both"}:
        yield from (one.text for one in unannounced(Server(edit.before), Server(edit.after)))
