"""Single calls: of which operation, with what good answer, and how they are awaited."""

from __future__ import annotations

import asyncio
import inspect
import re
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any

import httpx2

from apivideo_admin_contract.document.document import Document, Operation, resolve
from apivideo_admin_contract.values.samples import sample
from contract_tests.sdk import Face
from contract_tests.sdk_checks.tryout import arguments_of, ids_of


def plainest(document: Document) -> Iterator[tuple[Operation]]:
    """Give the operation that tells most with least: one that counts if there is one, and reads one thing in any case."""
    found = [one for one in document.operations if one.method == "GET" and one.action != "list" and one.response]
    yield from ((one,) for one in sorted(found, key=lambda one: (one.action != "count", len(one.path_parameters)))[:1])


def example(schema: Any) -> Any:
    """Give a value of a schema as the document's own examples have it, with no items in its arrays."""
    if "properties" in schema:
        return {name: example(one) for name, one in schema["properties"].items()}
    if schema.get("type") == "array":
        return []
    return schema["examples"][0] if "examples" in schema else sample(schema)


def good(operation: Operation, **headers: str) -> httpx2.Response:
    """Give an answer as documented; an underscore in a header's name stands for a hyphen."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    content = {"json": example(operation.response)} if operation.response else {}
    return httpx2.Response(operation.status, headers=named, **content)


def in_turn(*responses: httpx2.Response) -> Callable[[httpx2.Request], httpx2.Response]:
    """Give one answer after the other; the last one is for all that follow."""
    left = list(responses)
    return lambda _: left.pop(0) if len(left) > 1 else left[0]


def call(face: Face, operation: Operation, **more: Any) -> Any:
    """Call the method of an operation with what it requires, and ``more``."""
    return face.call(operation, ids_of(operation), arguments_of(operation) | more)


def done(result: Any) -> Any:
    """Give what a call of either face gives: that of the asynchronous one has to be awaited."""

    async def wait() -> Any:
        return await result

    return asyncio.run(wait()) if inspect.isawaitable(result) else result


def walked(pager: Any) -> list[Any]:
    """Give the items of a list of either face."""

    async def walk() -> list[Any]:
        return [one async for one in pager]

    return list(pager) if hasattr(pager, "__iter__") else asyncio.run(walk())


def documented_errors(document: Document) -> dict[int, str]:
    """Give the name of each status that is an error, as the document calls its response."""
    found: dict[int, str] = {}
    for item in document.node["paths"].values():
        for operation in (one for one in item.values() if isinstance(one, dict)):
            for code, response in operation.get("responses", {}).items():
                if code.isdecimal() and int(code) >= HTTPStatus.BAD_REQUEST:
                    found[int(code)] = response.get("$ref", "").rpartition("/")[2] or _phrase(int(code))
    for name, response in document.node.get("components", {}).get("responses", {}).items():
        found |= {status: found.get(status, name) for status in _statuses(resolve(response, document.node))}
    return found


def is_class_of(error: BaseException, name: str | None) -> bool:
    """Whether the class of an error is the one that goes by this name; ApiError where the document has none."""
    wanted = "apierror" if name is None else _letters(name)
    return _letters(type(error).__name__) == (wanted if wanted.endswith("error") else f"{wanted}error")


def _statuses(response: Any) -> Iterator[int]:
    """Give the statuses in the examples of a response; one that no operation refers to has them only there."""
    for media in response.get("content", {}).values():
        for one in media.get("examples", {}).values():
            status = one["value"].get("status") if isinstance(one.get("value"), dict) else None
            if isinstance(status, int) and status >= HTTPStatus.BAD_REQUEST:
                yield status


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in set(HTTPStatus) else f"Status {status}"


def _letters(text: str) -> str:
    return re.sub("[^a-z0-9]", "", text.lower())
