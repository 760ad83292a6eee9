"""A secret (`format: password`) is hidden wherever the document has it: alone, in a list, in an alternative, behind a reference."""

from __future__ import annotations

import traceback

import httpx2
import pytest

from generator.tests.render_kit import document, load, operation

SECRET = {"type": "string", "format": "password"}
LIST = {"type": "array", "items": SECRET}
FORMS = {
    "alone": SECRET,
    "a list": LIST,
    "an alternative": {"anyOf": [SECRET, {"type": "null"}]},
    "a list of references": {"type": "array", "items": {"$ref": "#/components/schemas/Secret"}},
}


def query(name, schema, **more):
    return {"name": name, "in": "query", "schema": schema, **more}


def echo(request):
    return httpx2.Response(400, json={"title": "no", "status": 400, "detail": f"{request.url.raw_path!r} is wrong"})


@pytest.mark.parametrize("explode", [True, False])
@pytest.mark.parametrize("form", FORMS)
def test_a_secret_in_the_query_is_in_no_message_repr_or_traceback(tmp_path, form, explode):
    more = {} if explode or "list" not in form else {"explode": False}
    get = operation("get_book", "get", {"type": "string"}, parameters=[query("tokens", FORMS[form], **more)])
    content = document({"/book": {"get": get}})
    content["components"].setdefault("schemas", {})["Secret"] = SECRET
    module = load(content, tmp_path)
    values = ["the-first-secret", "the-second-secret"]
    with module.AdminClient("k", transport=httpx2.MockTransport(echo)) as admin, pytest.raises(Exception) as caught:  # noqa: PT011 - any error
        admin.books.get(tokens=values if "list" in form else values[0])

    frames = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    of_the_sdk = [frame for frame in frames.stack if frame.filename != __file__]
    shown = [str(caught.value), repr(caught.value), *(str(frame.locals) for frame in of_the_sdk)]
    assert of_the_sdk
    assert [text for text in shown if "first-secret" in text or "second-secret" in text] == []
