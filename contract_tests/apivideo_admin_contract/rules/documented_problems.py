"""The documented titles, types and headers of problems, by status (openapi/README.md, Errors)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from apivideo_admin_contract.document.document import Document
from apivideo_admin_contract.rules.expect import shown

PROBLEM_JSON: Final = "application/problem+json"
#: The statuses with documented titles and types. Problems of other statuses only have the documented shape.
_NAMED: Final = frozenset({400, 401, 403, 404, 405, 429})

Example = Mapping[str, Any]


class DocumentedProblems:
    """The problems in the examples of a document's responses."""

    def __init__(self, document: Document) -> None:
        examples = list(_examples(document))
        self._pairs = {(one["status"], one["title"], one.get("type")) for one in examples}
        attributes = [one for one in examples if "total_problems" in one]
        # A response with several problems has a title of its own, and the type of its first problem.
        several = {(one["status"], one["title"]) for one in attributes if one["total_problems"] > 1}
        self._pairs |= {(*title, one["type"]) for title in several for one in attributes}
        found = {
            f"{parts.scheme}://{parts.netloc}" for one in examples if (parts := urlsplit(one.get("type", ""))).netloc
        }
        self._prefixes = tuple(sorted(found))

    def violation(self, status: int, problem: Any) -> str | None:
        """Return what is wrong with the problem in a response of this status, or None."""
        if not isinstance(problem, Mapping):
            return f"expected problem details, a JSON object, got {shown(problem)}"
        if problem.get("status") != status:
            return f"`status` in the body: expected {status}, got {shown(problem.get('status'))}"
        kind = problem.get("type")
        if kind is not None and not str(kind).startswith(self._prefixes):
            return f"`type`: expected it to start with {' or '.join(self._prefixes)}, got {shown(kind)}"
        title = problem.get("title")
        if status not in _NAMED or (status, title, kind) in self._pairs:
            return None
        of_title = sorted(str(pair[2]) for pair in self._pairs if pair[:2] == (status, title))
        if of_title:
            return f"`type` of {shown(title)}: expected {' or '.join(of_title)}, got {shown(kind)}"
        titles = sorted({shown(pair[1]) for pair in self._pairs if pair[0] == status})
        return f"`title` of a {status}: expected {' or '.join(titles)}, got {shown(title)}"


def _examples(document: Document) -> Iterator[Example]:
    for response in document.node["components"].get("responses", {}).values():
        for example in response.get("content", {}).get(PROBLEM_JSON, {}).get("examples", {}).values():
            yield example["value"]


def headers_by_status(document: Document) -> Mapping[int, Mapping[str, Any]]:
    """Return the documented headers of the responses that contain problems, by status."""
    found: dict[int, Mapping[str, Any]] = {}
    components = document.node["components"]
    for response in components.get("responses", {}).values():
        headers = {name: _header(one, components) for name, one in response.get("headers", {}).items()}
        for example in response.get("content", {}).get(PROBLEM_JSON, {}).get("examples", {}).values():
            found[example["value"]["status"]] = headers
    return found


def _header(node: Mapping[str, Any], components: Mapping[str, Any]) -> Mapping[str, Any]:
    header: Mapping[str, Any] = components["headers"][node["$ref"].rpartition("/")[2]] if "$ref" in node else node
    return header
