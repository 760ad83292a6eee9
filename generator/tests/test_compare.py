"""``generator compare`` reports what the vendor's document and ours do not share, and which decisions explain it."""

from __future__ import annotations

import json

import pytest

from generator.cli import main
from generator.document.bundle import Bundle

#: A part of our document as a vendor writes it: OpenAPI 3.0, inline schemas, few details.
VENDOR = """\
openapi: 3.0.0
info: {title: Vendor, version: 1.0.0}
security: [{basicAuth: []}]
paths:
  /projects/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      responses:
        200:
          description: ok
          content:
            application/json:
              schema:
                type: object
                properties:
                  project_id: {type: string}
                  created_at: {type: string, format: date-time}
                  name: {type: string}
                  deletes_at: {type: string, format: date-time, nullable: true}
                  region: {type: string, enum: [eu-central-1]}
                  deleted: {type: boolean}
                  color: {type: string}
  /webhooks:
    get: {responses: {200: {description: ok}}}
components: {securitySchemes: {basicAuth: {type: http, scheme: basic}}}
"""


@pytest.fixture
def compare(workspace, tmp_path, bundled_once, monkeypatch):
    """Return a function that compares a vendor's document with ours, which is bundled once."""
    monkeypatch.setattr("generator.commands.compare.bundle", lambda _folder, _label: Bundle(bundled_once))

    def compare(text, *arguments):
        def render(_content, _target):
            raise AssertionError("a comparison must not render")

        vendor = tmp_path / "vendor.yaml"
        vendor.write_text(text, encoding="utf-8")
        return main(["compare", str(vendor), "--openapi", str(workspace / "openapi"), *arguments], render)

    return compare


def groups(text):
    """Return the lines of each group of operations."""
    return {part.splitlines()[0]: part.splitlines()[1:] for part in text.strip().split("\n\n")[1:]}


def test_both_sides_are_reported_by_operation(compare, capsys):
    assert compare(VENDOR) == 1

    found = groups(capsys.readouterr().out)
    [color] = [line for line in found["get_project:"] if "color" in line]
    assert color.startswith("  only in vendor.yaml: ")
    assert any(line.startswith("  only in vendor.yaml: ") for line in found["GET /webhooks:"])
    assert any(line.startswith("  only in openapi: ") and "operation_added" in line for line in found["list_projects:"])
    assert not any("created_at" in line for line in found["get_project:"])  # readOnly and required, which is explained


def test_explained_differences_are_listed_on_request(compare, capsys):
    compare(VENDOR, "--all")

    lines = [line for group in groups(capsys.readouterr().out).values() for line in group]
    assert any("created_at` is now required" in line and line.endswith("[README.md#objects]") for line in lines)
    assert all("description" not in line and "x-" not in line for line in lines)


def test_a_document_without_unexplained_differences_passes(compare, tmp_path, bundled_once, capsys):
    text = json.dumps(bundled_once.content)

    assert compare(text) == 0
    assert capsys.readouterr().out.startswith("0 differences between ")
    known = tmp_path / "differences.json"
    other = json.loads(text)
    other["components"]["schemas"]["Project"]["properties"]["color"] = {"type": "string"}
    known.write_text('[{"rule": "property_removed", "operations": ["get_project"], "because": "README.md#objects"}]')
    assert compare(json.dumps(other), "--differences", str(known)) == 1  # other operations have it too
    known.write_text(
        '[{"rule": "property_removed", "operations": "all", "message": "color", "because": "README.md#objects"}]'
    )
    assert compare(json.dumps(other), "--differences", str(known)) == 0
    assert "1 difference between " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        ({"rule": "status_aded"}, "Did you mean `status_added`?"),
        ({"operations": ["get_projct"]}, "there is no such operation"),
        ({"because": "decisions/0099-no.md"}, "the file `decisions/0099-no.md` does not exist"),
        ({"because": "README.md#nothing"}, "`README.md` has no heading `#nothing`"),
        ({"message": "("}, "this is not a regular expression"),
        ({"direction": "up"}, "`up` is not a direction"),
        ({"reason": "x"}, "an entry has rule, operations"),
    ],
)
def test_an_explanation_that_cannot_explain_anything_is_refused(compare, tmp_path, capsys, entry, text):
    whole = {"rule": "status_added", "operations": "all", "because": "README.md#errors", **entry}
    known = tmp_path / "differences.json"
    known.write_text(json.dumps([whole]), encoding="utf-8")

    assert compare(VENDOR, "--differences", str(known)) == 2
    assert text in capsys.readouterr().err


@pytest.mark.parametrize(
    "text", ["swagger: '2.0'\npaths: {}\n", "openapi: 3.0.0\n", "- [", "openapi: 3.0.0\npaths: &a {b: *a}\n"]
)
def test_what_is_not_a_document_is_refused(compare, capsys, text):
    assert compare(text) == 2
    assert "vendor.yaml#" in capsys.readouterr().err


def test_openapi_3_0_is_read_as_3_1(compare, bundled_once, capsys):
    """`nullable`, boolean exclusive bounds and `example` have the meaning that they have in 3.1."""
    other = json.loads(json.dumps(bundled_once.content))
    other["openapi"] = "3.0.3"
    deletes_at = other["components"]["schemas"]["Project"]["properties"]["deletes_at"]
    deletes_at |= {"type": "string", "nullable": True}
    count = other["components"]["schemas"]["Count"]["properties"]["count"]
    count |= {"minimum": -1, "exclusiveMinimum": True, "example": 7}

    assert compare(json.dumps(other)) == 1
    printed = capsys.readouterr().out
    assert "deletes_at" not in printed
    assert "Count.count" in printed
