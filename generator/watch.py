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
_QUIET = 50  # milliseconds without a save that end a batch: an editor may write a file in several goes
_MAX_BATCH = 500  # milliseconds that a batch may take
_POLL = 200  # milliseconds after which it looks up, to say that it watches


def rerun(
    batches: Iterable[Batch],
    run: Run,
    write_line: Callable[[str], object],
    clock: Callable[[], float] = time.monotonic,
    root: Path = Path(),
) -> None:
    """Call ``run`` with the first batch, whatever it holds, and with every one that holds files; Ctrl-C ends it.

    ``clock`` gives seconds; files are named from ``root``, if they are in there.
    """
    try:
        for number, batch in enumerate(batches):
            if not batch and number > 0:
                continue
            if batch:
                write_line("")
                write_line(f"saved: {', '.join(sorted(_name(path, root) for path in batch))}")
            began = clock()
            run()
            write_line(f"({clock() - began:.1f} s; waiting for the next save, Ctrl-C ends)")
    except KeyboardInterrupt:
        write_line("")


def _name(path: Path, root: Path) -> str:
    path, root = path.absolute(), root.absolute()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


def saves(folders: Iterable[Path], stop: Event | None = None) -> Iterator[Batch]:
    """Yield the files that were saved, created or deleted in these folders, in batches, until Ctrl-C or ``stop``.

    From the first batch on, which may be empty like others, nothing is missed: what is saved while a batch is worked on is in the
    next one. Folders that there are not are left out.
    """
    existing = [folder for folder in folders if folder.is_dir()]
    found = watch(
        *existing,
        watch_filter=_is_source,
        step=_QUIET,
        debounce=_MAX_BATCH,
        rust_timeout=_POLL,
        yield_on_timeout=True,
        stop_event=stop,
        raise_interrupt=False,
    )
    for batch in found:
        yield frozenset(Path(name) for _, name in batch)


def _is_source(_: Change, name: str) -> bool:
    path = Path(name)
    return path.suffix in _KINDS and not path.name.startswith(".")
