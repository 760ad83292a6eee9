"""Schemathesis holds the server against the document: examples, boundary values, fuzzing, and walks along the links.

All of its checks run but one: object-level authorization needs its own description of two users and is held by
``test_access.py`` and ``test_parents.py``.
"""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from schemathesis import Case, Config
from schemathesis.openapi import from_dict

from contract_tests.subject import DOCUMENT
from contract_tests.target import Account, new_mock, serve


class Server:
    """A mock with one item in each collection, the same whenever it begins anew: same seed, same ids."""

    def __init__(self) -> None:
        self.mock = new_mock()
        self.key = self.mock.key

    def begin(self) -> dict[str, str]:
        """Forget everything, make the items, and give their ids by the names of the path parameters."""
        self.mock.reset()
        ids: dict[str, str] = {}
        with serve(self.mock) as client:
            for collection in DOCUMENT.collections:
                above = tuple(ids[parent.id_name] for parent in collection.parents)
                ids[collection.id_name] = Account(client, self.key).create(collection, above)[collection.id_name]
        return ids


SERVER = Server()


def _schema(parameters: dict[str, str]) -> Any:
    """Give the document as Schemathesis has it. ``parameters`` are fixed values, like ``path.project_id``."""
    config = Config.from_dict(
        {
            "auth": {"basic": {"username": SERVER.key, "password": ""}},
            "parameters": parameters,
            "generation": {
                "max-examples": settings().max_examples,
                # `ignored_auth` tries broken credentials by itself; elsewhere they would hide what comes after the 401.
                "with-security-parameters": False,
            },
            "phases": {
                "examples": {"fill-missing": True},
                "coverage": {"generate-duplicate-query-parameters": True},
            },
        }
    )
    schema = from_dict(copy.deepcopy(dict(DOCUMENT.node)), config=config)
    schema.app = SERVER.mock.wsgi
    return schema


existing = _schema({f"path.{name}": value for name, value in SERVER.begin().items()})
anything = _schema({})


@existing.parametrize()  # type: ignore[untyped-decorator] # Schemathesis leaves it untyped
def test_requests_for_existing_items_are_answered_as_documented(case: Case[Any]) -> None:
    SERVER.begin()
    case.call_and_validate()


@anything.parametrize()  # type: ignore[untyped-decorator] # as above
def test_requests_for_anything_are_answered_as_documented(case: Case[Any]) -> None:
    SERVER.begin()
    case.call_and_validate()


class Walk(anything.as_state_machine()):  # type: ignore[misc] # made of the document at run time
    """Follows the links from operation to operation."""

    def setup(self) -> None:
        """Begin with an empty server."""
        SERVER.mock.reset()


def test_walks_along_the_links_are_answered_as_documented() -> None:
    walks = settings(
        max_examples=max(
            2, settings().max_examples // 4
        ),  # a walk has many steps, and Schemathesis is slow to choose each
        stateful_step_count=20,
        suppress_health_check=list(
            HealthCheck
        ),  # which steps are possible depends on the answers, so that much is filtered
    )
    run_state_machine_as_test(Walk, settings=walks)
