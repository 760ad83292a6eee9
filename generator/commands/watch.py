"""Run the generator again after every save."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from threading import Event

from watchfiles import Change, watch

Run = Callable[[], object]
Batch = frozenset[Path]

# The files of openapi/, the templates and the runtime. A run writes other kinds of files, or into other folders.
_KINDS = {".yaml", ".yml", ".jinja", ".py"}
_QUIET = 50  # milliseconds without a save that end a batch: an editor can write a file in several steps
_MAX_BATCH = 500  # maximum milliseconds of a batch
_POLL = 200  # milliseconds between empty batches


def rerun(
    batches: Iterable[Batch],
    run: Run,
    write_line: Callable[[str], object],
    clock: Callable[[], float] = time.monotonic,
    root: Path = Path(),
) -> None:
    """Call ``run`` for the first batch, even if it is empty, and for every later batch with files, until Ctrl-C.

    ``clock`` returns seconds. File names are relative to ``root`` if they are inside.
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
            write_line(f"({clock() - began:.1f} s; waiting for the next save, Ctrl-C to stop)")
    except KeyboardInterrupt:
        write_line("")


def _name(path: Path, root: Path) -> str:
    path, root = path.absolute(), root.absolute()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


def saves(folders: Iterable[Path], stop: Event | None = None) -> Iterator[Batch]:
    """Yield the files that were saved, created or deleted in these folders, in batches, until Ctrl-C or ``stop``.

    Batches can be empty. A file that is saved while a batch is processed is in the next batch. Missing folders are ignored.
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
