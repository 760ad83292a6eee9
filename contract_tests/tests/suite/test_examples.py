"""Examples whose data depends on responses: what a run does when a server responds differently to a repeated request."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import pytest
from hypothesis import strategies as st
from hypothesis.errors import FlakyStrategyDefinition

from apivideo_admin_contract.rules.verdict import Skipped, Violation
from apivideo_admin_contract.session.explore import Failures, explore, run_examples
from apivideo_admin_contract.session.session import Effort, Session
from apivideo_admin_contract.targets.in_process import InProcessTarget
from contract_tests.tests.support.subject import DOCUMENT, ROOT_COLLECTION


@contextmanager
def _session() -> Iterator[Session]:
    with InProcessTarget(DOCUMENT, effort=Effort(examples=5, steps=5)).session(limited=False) as session:
        yield session


def test_examples_that_cannot_be_repeated_start_again_with_another_seed() -> None:
    seeds: list[int] = []

    def run(seed: int) -> None:
        seeds.append(seed)
        if len(seeds) < 3:
            raise FlakyStrategyDefinition

    with _session() as session:
        run_examples(session, run, Failures(session.log))

    assert len(set(seeds)) == 3


def test_examples_that_can_never_be_repeated_are_skipped_with_the_reason() -> None:
    def run(_: int) -> None:
        raise FlakyStrategyDefinition

    with _session() as session, pytest.raises(Skipped, match="responded differently to repeated requests in each of 4"):
        run_examples(session, run, Failures(session.log))


@pytest.mark.parametrize("other", [st.booleans(), st.text(min_size=3)], ids=["passes", "draws other data"])
def test_a_violation_counts_although_its_example_cannot_be_repeated(other: st.SearchStrategy[object]) -> None:
    numbers = count()

    with _session() as session, pytest.raises(Violation, match="seen once"):

        @explore(session, st.data())
        def _(data: st.DataObject) -> None:
            session.log.clear()
            session.account.call(ROOT_COLLECTION.operations["list"])
            is_first = next(numbers) == 0
            data.draw(st.booleans() if is_first else other)
            if is_first:
                raise Violation("seen once")

    assert len(session.log) == 1
