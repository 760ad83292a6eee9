"""Runs the generator again with every save."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from threading import Event

from watchfiles import Change, watch

Run = Callable[[], object]
Batch = frozenset[Path]

# Those of openapi/, of the templates and of the runtime. What a run writes is of other kinds, or in other folders.
_KINDS = {".yaml", ".yml", ".jinja", ".py"}
_STEP = 50  # milliseconds without a save that end a batch: an editor may write a file in several goes
_LONGEST = 500  # milliseconds that a batch may take


def rerun(
    saves: Iterable[Batch], run: Run, say: Callable[[str], object], clock: Callable[[], float] = time.monotonic
) -> None:
    """Call ``run`` once, and again for every batch of saved files; Ctrl-C ends it. ``clock`` gives seconds."""
    try:
        _timed(run, say, clock)
        for batch in saves:
            say("")
            say(f"saved: {', '.join(sorted(path.name for path in batch))}")
            _timed(run, say, clock)
    except KeyboardInterrupt:
        say("")


def saves(folders: Iterable[Path], stop: Event | None = None) -> Iterator[Batch]:
    """Give the files that were saved, created or deleted in these folders, in batches, until Ctrl-C or ``stop``.

    A save while a batch is worked on is in the next one. Folders that there are not are left out.
    """
    there = [folder for folder in folders if folder.is_dir()]
    batches = watch(*there, watch_filter=_counts, step=_STEP, debounce=_LONGEST, stop_event=stop, raise_interrupt=False)
    for batch in batches:
        yield frozenset(Path(name) for _, name in batch)


def _counts(_: Change, name: str) -> bool:
    path = Path(name)
    return path.suffix in _KINDS and not path.name.startswith(".")


def _timed(run: Run, say: Callable[[str], object], clock: Callable[[], float]) -> None:
    began = clock()
    run()
    say(f"({clock() - began:.1f} s; waiting for the next save, Ctrl-C ends)")
