"""One node of the shipped document after the other is spoilt: it is refused, or served without a failure."""

import copy
import random

import pytest

from apivideo_admin_mock import MockError
from apivideo_admin_mock.spec import bundled_document
from apivideo_admin_mock.testing import AdminMock

SPOILT = [None, 7, [], "zz", {}]


def places(node, path=()):
    """Give the path of every node."""
    yield path
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in children:
        yield from places(child, (*path, key))


ALL = [path for path in places(bundled_document()) if path]


def mutant(path, value):
    """Give the document with a node deleted, or with another value in its place."""
    document = copy.deepcopy(dict(bundled_document()))
    node = document
    for key in path[:-1]:
        node = node[key]
    if value == "deleted":
        del node[path[-1]]
    else:
        node[path[-1]] = value
    return document


def failures(mock):
    """Call every operation once, with what the mock has, and give those that failed."""
    http, headers = mock.app.test_client(), {"Authorization": mock.authorization}
    first = http.get("/projects?page_size=1", headers=headers)
    ids = {"project_id": first.json["items"][0]["project_id"]} if first.status_code == 200 else {}
    answers = [first]
    for operation in mock.engine.api.operations:
        path = operation.path.replace("{project_id}", str(ids.get("project_id"))).replace("{api_key_id}", "x")
        payload = {"name": "x"} if operation.payload else None
        answers.append(http.open(path, method=operation.method, headers=headers, json=payload))
        answers.append(http.open(f"{path}?interval=week&name=x&sort_by=name", method=operation.method, headers=headers))
    return [answer for answer in answers if answer.status_code >= 500]


@pytest.mark.parametrize("seed", range(8))
def test_a_spoilt_document_is_refused_or_served_without_a_failure(seed):
    chance = random.Random(seed)  # noqa: S311 - a repeatable choice
    refusals = []
    for path in chance.sample(ALL, 60):
        value = chance.choice([*SPOILT, "deleted"])
        try:
            mock = AdminMock(document=mutant(path, value), rate_limit="off")
            mock.seed({"projects": [{"name": "x"}]})
        except MockError as error:
            refusals.append(str(error))
        else:
            assert failures(mock) == [], (path, value)
    assert [message for message in refusals if "\n" in message] == []
