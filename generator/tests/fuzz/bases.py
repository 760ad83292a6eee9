"""The documents that are edited: the real one, and a small one that renders quickly."""

from __future__ import annotations

import json
import os
from typing import Any

from generator.tests.render_kit import HERE, body_of, document, golden_document, operation

_TEXT = {"type": "string", "description": "A text."}
_PROBLEM = {"description": "Not there."}


def examples(usual: int) -> int:
    """Return the number of documents of a test: `HYPOTHESIS_PROFILE` sets it to more (thorough, fuzz) or fewer (fast)."""
    profile = os.environ.get("HYPOTHESIS_PROFILE", "ci")
    return max(1, round(usual * {"fast": 0.2, "thorough": 10, "fuzz": 100}.get(profile, 1)))


def real() -> dict[str, Any]:
    """Return the bundle."""
    path = HERE.parents[1] / "mock_server" / "apivideo_admin_mock" / "openapi.json"
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def library() -> dict[str, Any]:
    """Return the document of the golden files."""
    return golden_document()


def small() -> dict[str, Any]:
    """Return a document with one of everything that is rendered: an argument of each location, a model, an enum, an error."""
    book = {
        "type": "object",
        "description": "A book.",
        "required": ["title"],
        "properties": {
            "title": _TEXT,
            "genre": {"$ref": "#/components/schemas/Genre"},
            "next": {"$ref": "#/components/schemas/Book"},
        },
    }
    parameters = [
        {"name": "book_id", "in": "path", "required": True, "description": "Which.", "schema": _TEXT},
        {"name": "lang", "in": "query", "description": "In which language.", "example": "en", "schema": _TEXT},
    ]
    response = {"$ref": "#/components/schemas/Book"}
    paths = {
        "/books/{book_id}": {
            "patch": operation(
                "update_book",
                "update",
                response,
                summary="Update",
                description="Updates a book.",
                parameters=parameters,
                requestBody=body_of({"$ref": "#/components/schemas/BookUpdate"}),
                errors={"404": {"$ref": "#/components/responses/NotFound"}},
            )
        }
    }
    update = {"type": "object", "properties": {"title": _TEXT, "pages": {"type": ["integer", "null"], "default": 1}}}
    genre = {"type": "string", "enum": ["crime", "poetry"], "description": "Its genre."}
    schemas = {"Book": book, "BookUpdate": update, "Genre": genre}
    content = document(paths, schemas=schemas, responses={"NotFound": _PROBLEM})
    unshared: dict[str, Any] = json.loads(
        json.dumps(content)
    )  # no shared objects, so that an edit changes one part only
    return unshared
