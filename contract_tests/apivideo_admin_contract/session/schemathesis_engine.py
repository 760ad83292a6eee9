"""Runs Schemathesis's own engine against the server of a lab, set up so that it blames no healthy server."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from schemathesis import BaseSchema, Config
from schemathesis.engine import Status, events
from schemathesis.engine.core import Engine
from schemathesis.engine.run import Phase, PhaseName, PhaseSkipReason
from schemathesis.openapi import from_dict

from apivideo_admin_contract.document.exchange import Exchange
from apivideo_admin_contract.session.schemathesis_transport import Carrier, LabTransport
from apivideo_admin_contract.session.session import Session

#: They learn about a server by requests of their own, which go past every transport.
_LEFT_OUT: Final = {PhaseName.PROBING, PhaseName.AUTH_BOOTSTRAP}


@dataclass(frozen=True, slots=True)
class Failure:
    """What one of Schemathesis's checks says of an answer, and the exchanges that it takes to see it."""

    check: str
    message: str
    exchanges: tuple[Exchange, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Which phases to run for which operation, None for all, with how many examples. ``parameters`` are fixed, like ``path.x_id``."""

    phases: frozenset[str]
    examples: int
    operation: str | None = None
    parameters: Mapping[str, str] | None = None
    steps: int = 20


class _Quiet(Engine):
    """The engine without what sends requests by itself."""

    __slots__ = ()

    def get_phase_config(self, phase_name: PhaseName, *, is_supported: bool, requires_transitions: bool) -> Phase:
        if phase_name in _LEFT_OUT:
            return Phase(phase_name, is_enabled=False, skip_reason=PhaseSkipReason.DISABLED)
        return super().get_phase_config(
            phase_name, is_supported=is_supported, requires_transitions=requires_transitions
        )


def failures(session: Session, plan: Plan) -> Iterator[Failure]:
    """Run a plan and give what fails, as it comes. Raises Broken, or Skipped, or what a server in this process failed with."""
    carrier = Carrier(session)
    node = copy.deepcopy(dict(session.document.node))
    if session.connection.write_log.ownership.seen_count:
        _unlink_lists(session, node)
    schema: BaseSchema = from_dict(node, config=_config(session, plan))
    # Its transport is that of its class; a copy that is made of the schema keeps the class.
    schema.__class__ = type("LabSchema", (type(schema),), {"transport": LabTransport(carrier)})
    if plan.operation is not None:
        schema = schema.include(operation_id=plan.operation)
    if session.connection.read_only:
        schema = schema.include(method="GET")
    stream = _Quiet(schema).execute()
    carrier.stop = stream.stop
    for event in stream:
        if carrier.ended is not None:
            stream.stop()
        elif isinstance(event, events.FatalError):
            raise event.exception
        elif isinstance(event, events.NonFatalError):
            raise event.value
        elif isinstance(event, events.ScenarioFinished):
            yield from _failures(event, carrier)
    if carrier.ended is not None:
        raise carrier.ended


def _unlink_lists(session: Session, node: dict[str, Any]) -> None:
    """Take the links out of lists: where there are items of others, they lead to those, and walks begin at what was created alone."""
    for operation in session.document.operations:
        if operation.action == "list":
            for response in node["paths"][operation.path][operation.method.lower()]["responses"].values():
                response.pop("links", None)


def _failures(event: events.ScenarioFinished, carrier: Carrier) -> Iterator[Failure]:
    for case, checks in event.recorder.checks.items():
        for check in checks:
            if check.status == Status.FAILURE and check.failure_info is not None:
                chain = _chain(event.recorder, case)
                exchanges = tuple(carrier.cases[one] for one in chain if one in carrier.cases)
                yield Failure(check.name, str(check.failure_info.failure), exchanges)


def _chain(recorder: Any, case: str) -> list[str]:
    """Give the ids of the cases that led to one, the oldest first, and it."""
    chain = [case]
    while (node := recorder.cases.get(chain[0])) is not None and node.parent_id is not None:
        chain.insert(0, node.parent_id)
    return chain


def _config(session: Session, plan: Plan) -> Any:
    phases: dict[str, dict[str, Any]] = {
        "examples": {"fill-missing": True},
        "coverage": {"generate-duplicate-query-parameters": True},
        "fuzzing": {},
        "stateful": {"max-steps": plan.steps},
    }
    # What others made is asked for by its own methods alone.
    is_others = session.connection.write_log.ownership.find_foreign((plan.parameters or {}).values()) is not None
    only_reads = session.connection.read_only or is_others
    if only_reads:
        phases["coverage"]["unexpected-methods"] = []
    return Config.from_dict(
        {
            "seed": session.random.getrandbits(32),
            "base-url": session.base_url,
            "auth": {"basic": {"username": session.account.key, "password": ""}},
            "parameters": dict(plan.parameters or {}),
            "generation": {
                "max-examples": plan.examples,
                "no-shrink": not session.effort.shrink,
                "database": "none",
                # `ignored_auth` tries broken credentials by itself; elsewhere they would hide what comes after the 401.
                "with-security-parameters": False,
            },
            "phases": {name: {**phase, "enabled": name in plan.phases} for name, phase in phases.items()},
            # Object-level authorization needs its own description of two users, and is held by checks of ours.
            "checks": {"unsupported_method": {"enabled": not only_reads}},
            "workers": 1,
        }
    )
