"""Pages cut a list into pieces that join without a gap (facts document, Pages)."""

from __future__ import annotations

from contract_tests.document import Collection
from contract_tests.suite import rules
from contract_tests.suite.check import check
from contract_tests.suite.expect import equal
from contract_tests.suite.lab import Lab
from contract_tests.suite.subjects import lists


@check(rules.PAGES_PARTITION, lists)
def pages_hold_every_item_once_in_the_order_of_creation(lab: Lab, collection: Collection) -> None:
    """Few items and small pages first, so that what fails is short to read."""
    place = lab.place(collection)
    for number, sizes in ((3, (1, 2, 3)), (23, (7, 22, 23, 100))):
        total = len(place.fill(number))
        for size in sizes:
            seen = []
            for page in range(1, -(-total // size) + 1):
                answer = place.page({"page": page, "page_size": size})
                equal(
                    answer["pagination"],
                    {"page": page, "page_size": size, "item_count": len(answer["items"])},
                    "`pagination`",
                )
                seen += answer["items"]
            equal(seen, place.rows, f"the items of all pages of size {size}")
