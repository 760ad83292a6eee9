"""The site of this repository is complete, its links have targets, and it needs no network."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from urllib.parse import urlsplit

import pytest

from generator.site import addresses as to
from generator.site.pages import ASSETS, TEMPLATES
from generator.tests.site_kit import ROOT, attribute, code, ids, links, pages, read_page, real_site, shown

DOCUMENT = json.loads((ROOT / "mock_server/apivideo_admin_mock/openapi.json").read_text(encoding="utf-8"))
OPERATIONS = {one["operationId"]: one for item in DOCUMENT["paths"].values() for one in item.values()}
SCHEMAS = DOCUMENT["components"]["schemas"]
KINDS = {
    name: example["value"]
    for response in DOCUMENT["components"]["responses"].values()
    for name, example in response["content"]["application/problem+json"]["examples"].items()
}
DECISIONS = sorted(path.stem for path in (ROOT / "openapi/decisions").glob("[0-9]*.md"))
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
LOADING = "[src], [srcset], link[href], object, embed, iframe, base, form, meta[http-equiv], img, video, audio"
INLINE = "style, [style], [onclick], [onload], [onerror]"


def page(name):
    return read_page(real_site()[name])


def anchors(name):
    return set(ids(real_site()[name]))


@cache
def text(name):
    return shown(page(name).query("main")[0])


@cache
def targets(name):
    return {target for _, target, _ in links(name, page(name))}


@cache
def anchored(name):
    return {(target, anchor) for _, target, anchor in links(name, page(name))}


@cache
def json_of(name):
    return code(page(name), "json")


def resolved(node):
    """Resolve the reference of a part of the document."""
    while "$ref" in node:
        *_, group, name = node["$ref"].split("/")
        node = DOCUMENT["components"][group][name]
    return node


def findings(check):
    """Return the findings of a check by page, without pages that have none."""
    found = {name: list(check(name, one)) for name, one in pages(real_site()).items()}
    assert len(found) > 30
    return {name: findings for name, findings in found.items() if findings}


def test_a_page_has_each_id_once():
    def check(name, _):
        for one, times in Counter(ids(real_site()[name])).items():
            if times > 1 or not one or re.search(r"\s", one):
                yield one

    assert findings(check) == {}


def test_a_page_has_its_landmarks_its_language_and_a_title():
    def check(_, found):
        for one in ("header", "main", "nav#contents", "footer", 'html[lang="en"]', "title", "a.skip", "h1"):
            if len(found.query(one)) != 1:
                yield one
        labels = [attribute(one, "aria-label") for one in found.query("nav, [role=region], [role=search]")]
        yield from (label for label, times in Counter(labels).items() if times > 1 and label)
        yield from (one.to_html() for one in found.query("nav") if not attribute(one, "aria-label"))

    assert findings(check) == {}


def test_no_heading_is_empty_or_skips_a_level():
    def check(_, found):
        level = -1
        for heading in found.query(", ".join(HEADINGS)):
            before, level = level, HEADINGS.index(heading.name)
            if level - before > 1 or not shown(heading):
                yield heading.to_html()

    assert findings(check) == {}


def test_elements_have_labels_for_screen_readers():
    def check(name, found):
        for key in ("aria-labelledby", "aria-describedby"):
            yield from {attribute(one, key) for one in found.query(f"[{key}]")} - anchors(name)
        labelled = {attribute(one, "for") for one in found.query("label")}
        yield from {attribute(one, "id") for one in found.query("input, textarea")} - labelled
        yield from (one for one in found.query("fieldset") if len(one.query("legend")) < 1)
        yield from (one for one in found.query("pre") if not attribute(one, "aria-label"))
        yield from (one for one in found.query("pre") if attribute(one, "tabindex") != "0")
        yield from (one for one in found.query("table") if len(one.query("caption")) != 1)
        yield from (one for one in found.query("th") if not attribute(one, "scope"))
        yield from (one for one in found.query("a, summary") if not shown(one))

    assert findings(check) == {}


def test_every_link_within_the_site_has_an_existing_target():
    def check(name, found):
        for written, target, anchor in links(name, found):
            if target not in real_site() or (anchor and anchor not in anchors(target)):
                yield written

    assert findings(check) == {}


def test_a_page_loads_nothing_external_and_has_no_inline_scripts():
    def check(name, found):
        own = {written for written, target, _ in links(name, found) if target in real_site()} | {"data:,"}
        [policy] = found.query("meta[http-equiv]")
        yield from {attribute(policy, "http-equiv")} - {"Content-Security-Policy"}
        for element in found.query(LOADING):
            if element is not policy and (
                element.name not in {"link", "script"}
                or (attribute(element, "href") or attribute(element, "src")) not in own
            ):
                yield element.to_html()
        yield from (one.to_html() for one in found.query("script") if shown(one))
        yield from (one.to_html() for one in found.query(INLINE))
        for link in found.query("a[href]"):
            if urlsplit(attribute(link, "href")).scheme not in {"", "http", "https", "mailto"}:
                yield attribute(link, "href")

    assert findings(check) == {}


def test_the_policy_of_a_page_allows_only_the_scripts_and_styles_of_the_site():
    [policy] = page(to.INDEX).query("meta[http-equiv]")
    directives = dict(one.strip().split(" ", 1) for one in attribute(policy, "content").split(";"))
    assert directives == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "data:",
        "connect-src": "http: https:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def test_the_styles_and_the_scripts_load_nothing():
    for name in [name for parts in ASSETS.values() for name in parts]:
        content = (TEMPLATES / "assets" / name).read_text(encoding="utf-8")
        if name.endswith(".css"):
            assert not re.search(r"url\(|@import|@font-face", content), name
        else:
            assert not re.search(r"XMLHttpRequest|import[ (]|innerHTML|eval\(|//[a-z]", content), name
            assert name == "try.js" or "fetch(" not in content, name


def test_the_site_is_small():
    # One megabyte with the thirteen operations of version 2.0.0.
    allowed = 675_000 + 25_000 * len(OPERATIONS)
    assert sum(len(content.encode()) for content in real_site().values()) <= allowed


def test_every_page_is_reachable_from_the_index():
    reached, pending = set(), ["index.html"]
    while pending:
        name = pending.pop()
        if name.endswith(".html") and name not in reached:
            reached.add(name)
            pending += targets(name)
    assert reached == set(pages(real_site()))


@pytest.mark.parametrize("operation_id", OPERATIONS)
def test_the_page_of_an_operation_has_all_inputs_and_responses(operation_id):
    operation, name = OPERATIONS[operation_id], to.operation(operation_id)
    found = anchors(name)
    # The page of all errors has an example of each, see below.
    problems = {f"{target}#{anchor}" for _, target, anchor in links(name, page(name))}
    for parameter in map(resolved, operation.get("parameters", ())):
        assert f"{parameter['in']}-{parameter['name']}" in found
        assert parameter["description"].replace("`", "") in text(name)
    if "requestBody" in operation:
        body = resolved(operation["requestBody"]["content"]["application/json"]["schema"])
        assert {f"body-{one}" for one in body["properties"]} <= found
    for status, written in operation["responses"].items():
        response = resolved(written)
        assert f"status-{status}" in found
        assert response["description"].replace("`", "") in text(name)
        schema = response.get("content", {}).get("application/json", {}).get("schema")
        assert {f"response-{one}" for one in (resolved(schema)["properties"] if schema else ())} <= found
        for kind in response.get("content", {}).get("application/problem+json", {}).get("examples", {}):
            assert to.problem(kind) in problems
        examples = [*response.get("content", {}).get("application/problem+json", {}).get("examples", {})][:1]
        assert {json.dumps(KINDS[kind], indent=2, ensure_ascii=False) for kind in examples} <= set(json_of(name))
        assert {to.operation(link["operationId"]) for link in response.get("links", {}).values()} <= targets(name)
    assert operation["summary"] == shown(page(name).query("h1")[0])
    assert len(code(page(name), "sh")) == len(code(page(name), "python")) == 1


@pytest.mark.parametrize(
    "operation_id", [name for name, one in OPERATIONS.items() if one["x-action"] in {"list", "report"}]
)
def test_the_page_of_a_list_or_a_report_shows_the_items(operation_id):
    [success] = [response for status, response in OPERATIONS[operation_id]["responses"].items() if status[0] == "2"]
    items = resolved(success["content"]["application/json"]["schema"])["properties"]["items"]["items"]
    assert {f"response-items-{name}" for name in resolved(items)["properties"]} <= anchors(to.operation(operation_id))


def test_the_values_of_a_sort_have_their_meaning():
    [values] = page(to.operation("list_projects")).query("#query-sort_by dl.values")
    assert [shown(one) for one in values.query("dt, dd")] == [
        *("created_at", "When the project was created (RFC 3339)."),
        *("name", "The name of the project."),
    ]


@pytest.mark.parametrize("operation_id", OPERATIONS)
def test_the_page_of_a_resource_has_the_operation_as_an_anchor(operation_id):
    [tag] = OPERATIONS[operation_id]["tags"]
    assert operation_id in anchors(to.resource(tag))


@pytest.mark.parametrize("schema", SCHEMAS)
def test_a_schema_has_an_anchor_for_each_property(schema):
    assert schema in anchors(to.SCHEMAS)
    assert {f"{schema}-{name}" for name in SCHEMAS[schema].get("properties", ())} <= anchors(to.SCHEMAS)
    assert SCHEMAS[schema]["description"].replace("`", "") in text(to.SCHEMAS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_problem_has_an_anchor_a_title_a_type_and_an_example(kind):
    assert kind in anchors(to.ERRORS)
    assert KINDS[kind]["title"] in text(to.ERRORS)
    assert KINDS[kind].get("type", "") in text(to.ERRORS)
    assert json.dumps(KINDS[kind], indent=2, ensure_ascii=False) in json_of(to.ERRORS)


@pytest.mark.parametrize("decision", DECISIONS)
def test_a_decision_and_the_operations_that_it_concerns_link_to_each_other(decision):
    number = decision[:4]
    [section] = page(to.DECISIONS).query(f'section[aria-labelledby="{number}"]')
    [last] = section.query("p")[-1:]
    concerned = {attribute(link, "href") for link in last.query("a")} or set(map(to.operation, OPERATIONS))
    linking = {one for one in map(to.operation, OPERATIONS) if (to.DECISIONS, number) in anchored(one)}
    assert concerned == linking
    assert number in anchors(to.DECISIONS)


def test_the_changelog_has_every_version_newest_first_with_a_page_each():
    versions = sorted(tuple(map(int, path.stem.split("."))) for path in (ROOT / "openapi/history").glob("?.?.?.json"))
    names = [".".join(map(str, version)) for version in reversed(versions)]
    assert [shown(cell) for cell in page(to.CHANGELOG).query("tbody td:first-child")] == names
    assert set(map(to.release, names)) <= set(real_site()) & targets(to.CHANGELOG)


def test_every_page_leads_to_the_changes_of_each_version():
    wanted = {name for name in real_site() if name.startswith("changes/")}

    def check(name, found):
        switch = {target for _, target, _ in links(name, found) if target.startswith("changes/")}
        yield from wanted - switch

    assert len(wanted) > 1
    assert findings(check) == {}


def test_the_page_of_a_version_is_its_report_with_links_to_its_operations():
    changes = to.release(DOCUMENT["info"]["version"])
    assert "ProjectCreate.region no longer accepts us-east-1." in text(changes)
    assert "models.Region: changed its type" in text(changes)
    assert [shown(cell) for cell in page(changes).query("thead th")] == ["severity", "request", "response", "SDK"]
    assert {to.operation(name) for name in ("create_project", "list_projects")} <= targets(changes)
    assert "no longer accepts us-east-1" in text(to.operation("create_project"))


def test_the_document_itself_is_on_the_site():
    assert json.loads(real_site()[to.DOCUMENT]) == DOCUMENT
