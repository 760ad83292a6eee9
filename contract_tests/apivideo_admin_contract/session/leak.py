"""What a 404 may tell of what is there elsewhere: nothing (facts document, Errors: "a 404, never a leak")."""

from __future__ import annotations

import httpx2

from apivideo_admin_contract.client.account import Account
from apivideo_admin_contract.document.document import Ids, Operation, Row
from apivideo_admin_contract.rules import expect
from apivideo_admin_contract.rules.verdict import Broken
from apivideo_admin_contract.session.fixture import Fixture
from apivideo_admin_contract.session.steps import refused


def unknown_id(known: str) -> str:
    """Give an id that differs from a known one in all of its last eight characters, and so is nobody's."""
    return known[:-8] + "".join("2" if one == "1" else "1" for one in known[-8:])


def tells_nothing(
    account: Account, operation: Operation, asked: tuple[Ids, Ids], hidden: tuple[Fixture, Row], what: str
) -> None:
    """Expect that a valid request finds nothing, and that its answer is the one to ids that nobody has.

    ``asked`` are the ids of the path and those that nobody has, ``hidden`` is where the item is and the item itself. A server may tell more than is
    documented, such as the ids of the request, or a number of each: what two answers to the same request have not in common counts for nothing.
    """
    ids, unknown = asked
    before, response, after = (refused(account, operation, one, what) for one in (unknown, ids, unknown))
    for secret in _distinguishing_values(*hidden) - set(ids):
        if secret in response.text:
            raise Broken(
                f"{what}: the 404 tells {expect.shown(secret)}, of what is there: {expect.shown(response.text)}"
            )
    if _masked(before, unknown) == _masked(after, unknown):
        expect.equal(_masked(response, ids), _masked(before, unknown), f"{what}: a 404, as for ids that nobody has")


def _distinguishing_values(fixture: Fixture, row: Row) -> set[str]:
    """Give what the server made of an item: its ids and secrets."""
    kinds = {name: one.get("x-generate", {}).get("kind") for name, one in fixture.collection.properties.items()}
    made = {str(row[name]) for name, kind in kinds.items() if kind in {"id", "secret"} and row.get(name)}
    return made | set(fixture.ids)


def _masked(response: httpx2.Response, ids: Ids) -> str:
    """Give the content of an answer with the place of each id of the request in its stead."""
    text = response.text
    for index, one in enumerate(ids):
        text = text.replace(one, f"<id {index}>")
    return text
