"""Run a test of the SDK in this process, with or without a planted bug. Its parameters come from its ``parametrize`` marks."""

from __future__ import annotations

import importlib
import inspect
import logging
import os
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, Phase, settings
from sdk_harness import HARNESSES, FakeEnvironment, make_api_key, make_project

from apivideo_admin_contract.targets.in_process import InProcessTarget
from contract_tests.planted_bugs.client.planting import ClientBug
from contract_tests.tests.support.subject import DOCUMENT

Test = Callable[..., None]
Case = Mapping[str, Any]

_ROOT: Final = Path(__file__).parents[3]
#: Where the tests of the SDK are.
FOLDERS: Final = (_ROOT / "contract_tests/tests/sdk", _ROOT / "generated_client/tests")
_PARAM: Final = type(pytest.param())
_QUICK: Final = settings(
    max_examples=12,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


class _Log(logging.Handler):
    """Collects log records, like the ``caplog`` fixture of pytest."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Collect a record."""
        self.records.append(record)

    @contextmanager
    def at_level(self, level: int, name: str | None = None) -> Iterator[None]:
        """Set the level of a logger for a while."""
        logger = logging.getLogger(name)
        before = logger.level
        logger.setLevel(level)
        logger.addHandler(self)
        try:
            yield
        finally:
            logger.removeHandler(self)
            logger.setLevel(before)


#: What makes the value of each fixture that the tests use.
_FIXTURES: Final[Mapping[str, Callable[[], AbstractContextManager[Any]]]] = {
    "environment": lambda: nullcontext(FakeEnvironment()),
    "project": lambda: nullcontext(make_project()),
    "api_key": lambda: nullcontext(make_api_key()),
    "monkeypatch": pytest.MonkeyPatch.context,
    "caplog": lambda: nullcontext(_Log()),
    "session": lambda: InProcessTarget(DOCUMENT).session(),
}


def find(name: str) -> Test:
    """Return the test of the SDK with a name. Raise LookupError if there is none, or more than one."""
    found = [path for path in _files() if f"\ndef {name}(" in path.read_text(encoding="utf-8")]
    if len(found) != 1:
        raise LookupError(f"{len(found)} tests of the SDK are named {name}; a planted bug must name one")
    module = importlib.import_module(".".join(found[0].relative_to(_ROOT).with_suffix("").parts))
    test: Test = getattr(module, name)
    return test


@cache
def _files() -> list[Path]:
    return [path for folder in FOLDERS for path in sorted(folder.glob("test_*.py"))]


def cases(test: Test) -> Iterator[Case]:
    """Return the arguments of each case of a test, fixtures left out."""
    dimensions = [_dimension(mark) for mark in getattr(test, "pytestmark", ()) if mark.name == "parametrize"]
    if "sdk" in inspect.signature(test).parameters:
        dimensions.append([{"sdk": one} for one in HARNESSES.values()])
    for chosen in product(*dimensions):
        yield {name: value for one in chosen for name, value in one.items()}


def first_failure(test: Test, bug: ClientBug) -> tuple[Case, BaseException] | None:
    """Return the first case that fails with a bug, and its error. Raise what the case raises without the bug, and a crash of the bug."""
    for case in cases(test):
        error = _error_of(test, case, bug)
        if error is not None:
            _run(test, case)  # not while the error is handled: what the case raises would have it as its context
            return case, error
    return None


def _error_of(test: Test, case: Case, bug: ClientBug) -> BaseException | None:
    with bug.plant():  # not below: a bug that cannot be planted proves nothing
        try:
            _run(test, case)
        except (Exception, pytest.fail.Exception) as error:
            if _is_crash(error):
                raise
            return error
    return None


def _is_crash(error: BaseException) -> bool:
    """Whether an error comes from the code of a planted bug itself."""
    frames = [one.filename for one in traceback.extract_tb(error.__traceback__)]
    is_of_bug = Path(frames[-1]).parent == Path(__file__).parent
    return is_of_bug and isinstance(error, AttributeError | TypeError | NameError | LookupError)


def _dimension(mark: pytest.Mark) -> list[Case]:
    names, values = mark.args
    names = [one.strip() for one in names.split(",")] if isinstance(names, str) else list(names)
    rows = [one.values if isinstance(one, _PARAM) else one if len(names) > 1 else (one,) for one in values]
    return [dict(zip(names, row, strict=True)) for row in rows]


def _run(test: Test, case: Case) -> None:
    profile = settings.get_current_profile_name()
    settings.register_profile("planted", _QUICK)
    with ExitStack() as stack:
        settings.load_profile("planted")
        stack.callback(settings.load_profile, profile)
        stack.enter_context(patch.dict("os.environ"))
        for name in ("APIVIDEO_ADMIN_API_KEY", "APIVIDEO_ADMIN_BASE_URL"):
            os.environ.pop(name, None)
        fixtures = [name for name in inspect.signature(test).parameters if name not in case]
        test(**case, **{name: stack.enter_context(_FIXTURES[name]()) for name in fixtures})
