"""A custom action has its declared effect on an item, and no other (openapi/EXTENSIONS.md, `x-effect`)."""

from __future__ import annotations

from apivideo_admin_contract.document.document import Collection, Operation
from apivideo_admin_contract.document.subjects import performs
from apivideo_admin_contract.rules import resource_rules
from apivideo_admin_contract.session.check import Need, check
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.session.steps import check_item, check_list_and_count, perform_on_item


@check(resource_rules.EFFECTS, performs, Need.WRITES)
def a_custom_action_has_its_effect_and_no_other(session: Session, collection: Collection, operation: Operation) -> None:
    """Call it twice, after the other actions of the item, which set other values. Other items do not change."""
    fixture = session.fixture(collection)
    other, row = (fixture.create(number) for number in (1, 2))
    before = [one for one in collection.performs if one is not operation]
    for one in (operation, *before, operation, operation):
        session.pass_time()
        perform_on_item(session, fixture, row, one)
        check_item(fixture, row)
        check_item(fixture, other)
        check_list_and_count(fixture)
