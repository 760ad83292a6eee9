"""All readers agree about documents that Hypothesis draws: 20, or as many as the variable ``AGREEMENT`` says.

`python -m contract_tests.tests.agreement` asks about many documents in several processes, and prints figures.
"""

from __future__ import annotations

import os
import random
from typing import Final

import pytest

from contract_tests.tests.agreement.batch import SIZE, ask

pytestmark = pytest.mark.timeout(900)  # documents are rendered, type-checked and served

_DOCUMENTS: Final = int(os.environ.get("AGREEMENT", "20"))


@pytest.mark.parametrize("batch", range(-(-_DOCUMENTS // SIZE)))
def test_all_readers_agree_about_any_document(batch: int) -> None:
    number = random.randrange(10**9)  # noqa: S311 - no secret; pytest-randomly prints its seed
    found = ask(number, batch)
    repeated = f"--seed {number} --skip {batch * SIZE} --documents {SIZE} repeats it"
    assert (found.disagreements, found.accepted) == ([], SIZE), repeated
