"""Names of variables for what a server made, the same in a shell and in a test."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from contract_tests.suite.exchange import Exchange
from contract_tests.suite.story.symbols import Symbol
from contract_tests.suite.story.timeline import Cut, Timeline


class Names:
    """Numbers the requests of a cut from 1 and names the symbols after them: ``item_id_1`` is what the first one made."""

    def __init__(self, timeline: Timeline, cut: Cut) -> None:
        requests = [index for index in cut if isinstance(timeline.events[index], Exchange)]
        self._numbers = {index: number for number, index in enumerate(requests, 1)}

    def number(self, event: int) -> int:
        """Give the number of a request."""
        return self._numbers[event]

    def name(self, symbol: Symbol) -> str:
        """Give the variable of a symbol."""
        return f"{symbol.name}_{self._numbers[symbol.event]}"


def wanted(timeline: Timeline, cut: Cut, others: Iterable[Symbol] = ()) -> Sequence[Symbol]:
    """Give the symbols that the requests of a cut need, and some others."""
    found = {symbol for index in cut for symbol in timeline.symbols(index)} | set(others)
    return sorted(found, key=lambda one: (one.event, one.name))
