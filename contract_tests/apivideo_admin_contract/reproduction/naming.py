"""Names of variables for what a server made, the same in a shell and in a test."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from apivideo_admin_contract.document.exchange import Exchange
from apivideo_admin_contract.reproduction.placeholders import Placeholder
from apivideo_admin_contract.reproduction.timeline import MinimalSequence, Timeline


class Names:
    """Numbers the requests of a cut from 1 and names the symbols after them: ``item_id_1`` is what the first one made."""

    def __init__(self, timeline: Timeline, sequence: MinimalSequence) -> None:
        requests = [index for index in sequence if isinstance(timeline.events[index], Exchange)]
        self._numbers = {index: number for number, index in enumerate(requests, 1)}

    def number(self, event: int) -> int:
        """Give the number of a request."""
        return self._numbers[event]

    def name(self, placeholder: Placeholder) -> str:
        """Give the variable of a symbol."""
        return f"{placeholder.name}_{self._numbers[placeholder.event]}"


def wanted(timeline: Timeline, sequence: MinimalSequence, others: Iterable[Placeholder] = ()) -> Sequence[Placeholder]:
    """Give the symbols that the requests of a cut need, and some others."""
    found = {placeholder for index in sequence for placeholder in timeline.placeholders(index)} | set(others)
    return sorted(found, key=lambda one: (one.event, one.name))
