"""The checks of the SDK: each method, blocking and asynchronous, against a server or against answers made up for it."""

from __future__ import annotations

from types import ModuleType
from typing import Final

from apivideo_admin_contract.session.check import Check
from contract_tests.sdk_checks import (
    answers,
    errors,
    failures,
    hooks,
    life,
    line,
    links,
    log,
    models,
    options,
    pace,
    pages,
    paging,
    prefetch,
    problems,
    raw,
    requests,
    retries,
    secrets,
    setup,
    share,
    still,
    texts,
    together,
    transports,
    unreadable,
    waits,
)

_MODULES: Final[tuple[ModuleType, ...]] = (
    still,  # before all that would wait for a throttle that can't be turned off
    requests,
    texts,
    setup,
    options,
    answers,
    models,
    errors,
    problems,
    unreadable,
    paging,
    links,
    pages,
    prefetch,
    retries,
    failures,
    waits,
    secrets,
    hooks,
    log,
    raw,
    life,
    transports,
    line,
    together,
    share,
    pace,
)

#: What tries many examples takes longest, and comes when all that is quick has passed.
_LAST: Final = (
    paging.filters_and_sort_hold_over_all_pages,
    requests.all_valid_arguments_give_a_valid_request,
    errors.every_problem_raises_all_that_it_tells,
    answers.every_valid_answer_is_read_and_says_the_same_when_it_is_written_again,
)

#: In the order in which they run.
SDK_CHECKS: Final[tuple[Check, ...]] = (
    *(
        value
        for module in _MODULES
        for value in vars(module).values()
        if isinstance(value, Check) and value not in _LAST
    ),
    *_LAST,
)
