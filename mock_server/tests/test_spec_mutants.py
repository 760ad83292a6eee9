"""Mutated documents, with one node changed: each is rejected or served without a 500."""

import copy
import random

import pytest
from werkzeug.test import Client

from apivideo_admin_mock import MockError
from apivideo_admin_mock.spec import bundled_document
from apivideo_admin_mock.testing import AdminMock

pytestmark = pytest.mark.once

WRONG_VALUES = [None, 7, [], "zz", {}]


def node_paths(node, path=()):
    """Yield the path of every node."""
    yield path
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in children:
        yield from node_paths(child, (*path, key))


PATHS = [path for path in node_paths(bundled_document()) if path]


def mutant(path, value):
    """Return the document with one node deleted or replaced. Only the nodes above it are copies."""
    document = node = dict(bundled_document())
    for key in path[:-1]:
        node[key] = copy.copy(node[key])
        node = node[key]
    if value == "deleted":
        del node[path[-1]]
    else:
        node[path[-1]] = value
    return document


def failures(mock):
    """Call every operation, and return the responses with a 5xx status."""
    http, headers = Client(mock.wsgi), {"Authorization": mock.authorization}
    first = http.get("/projects?page_size=1", headers=headers)
    ids = {"project_id": first.json["items"][0]["project_id"]} if first.status_code == 200 else {}
    responses = [first]
    for operation in mock.engine.api.operations:
        path = operation.path.replace("{project_id}", str(ids.get("project_id"))).replace("{api_key_id}", "x")
        payload = {"name": "x"} if operation.payload else None
        responses.append(http.open(path, method=operation.method, headers=headers, json=payload))
        responses.append(
            http.open(f"{path}?interval=week&name=x&sort_by=name", method=operation.method, headers=headers)
        )
    return [response for response in responses if response.status_code >= 500]


@pytest.mark.parametrize("seed", range(8))
def test_a_mutated_document_is_rejected_or_served_without_a_500(seed):
    rng = random.Random(seed)  # noqa: S311 - a reproducible choice
    errors = []
    for path in rng.sample(PATHS, 60):
        value = rng.choice([*WRONG_VALUES, "deleted"])
        try:
            mock = AdminMock(document=mutant(path, value), rate_limit="off")
            mock.seed({"projects": [{"name": "x"}]})
        except MockError as error:
            errors.append(error)
        else:
            assert failures(mock) == [], (path, value)
    # A scenario has a line for each of its errors, a document one line.
    assert [str(one) for one in errors if len(str(one).splitlines()) != len(getattr(one, "diagnostics", [one]))] == []
