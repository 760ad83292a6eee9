"""The document of the control plane and its code are one: each accepts and rejects what the other does.

The values are derived from the document: the limits of every schema, values beside them, and values of other types.
"""

import json

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from apivideo_admin_mock.control.routes import document
from apivideo_admin_mock.spec.schemas import SchemaRegistry
from apivideo_admin_mock.testing import AdminMock

pytestmark = pytest.mark.once

MOCK = AdminMock(rate_limit="off")
DOCUMENT = document(MOCK.engine)
REGISTRY = SchemaRegistry(DOCUMENT["components"])
KEY = {"Authorization": MOCK.authorization}
#: The API's document decides on the content of these.
ACCEPTANCE_DEPENDS_ON_THE_API = {"/state", "/scenario", "/usage"}
#: Valid payloads in which single values are replaced. A clock in the future can be moved back.
BASES = {"/clock": {"now": "2500-01-01T00:00:00+00:00"}}
OTHER_TYPES = [None, True, 0, -1, 1.5, "", "x", [], {}, 1e300]


def resolve(schema):
    while "$ref" in schema:
        _, *steps = schema["$ref"].split("/")
        schema = DOCUMENT
        for step in steps:
            schema = schema[step]
    return schema


def probes(schema) -> list:
    """Return values at and beside every limit of a schema."""
    schema = resolve(schema)
    found = [*OTHER_TYPES, *schema.get("enum", ()), *([schema["const"]] if "const" in schema else ())]
    for keyword in ("minimum", "maximum"):
        if keyword in schema:
            limit = schema[keyword]
            found += [limit - 1, limit - 0.5, limit, float(limit), limit + 0.5, limit + 1]
    if schema.get("format") == "date-time":
        found += ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00", "2026-01-01", "2026-13-01T00:00:00Z", "now"]
    for keyword in ("minLength", "maxLength"):
        if keyword in schema:
            found += ["x" * (schema[keyword] + more) for more in (-1, 0, 1)]
            found += [f"a/{'x' * (schema[keyword] + more - 2)}" for more in (-1, 0, 1)]
    for option in schema.get("oneOf", ()):
        found += objects(
            resolve(option),
            {name: one["const"] for name, one in resolve(option)["properties"].items() if "const" in one},
        )
    return found + objects(schema, {})


def objects(schema, base) -> list:
    """Return objects with one property at or beside its limits, without one, and with one too many."""
    properties = schema.get("properties", {})
    if not properties:
        return []
    valid = {**base}
    for name in schema.get("required", ()):
        valid.setdefault(
            name, next((value for value in probes(properties[name]) if accepts(properties[name], value)), None)
        )
    found = [
        valid,
        {**valid, "unknown": 1},
        *({key: value for key, value in valid.items() if key != name} for name in valid),
    ]
    for name, one in properties.items():
        found += [{**valid, name: value} for value in probes(one)]
    return found


def accepts(schema, value) -> bool:
    return REGISTRY.compile(schema).is_valid(value)


def _payload_operations():
    for path, item in DOCUMENT["paths"].items():
        for method, operation in item.items():
            if "requestBody" in operation:
                yield method.upper(), path, operation["requestBody"]["content"]["application/json"]["schema"]


PAYLOAD_OPERATIONS = list(_payload_operations())


def responds_with_400(method: str, path: str, payload) -> bool:
    http = MOCK.app.test_client()
    http.delete("/_mock/faults", headers=KEY)
    response = http.open(f"/_mock{path}", method=method, headers=KEY, json=payload)
    assert response.status_code in {200, 204, 400, 409}
    return response.status_code == 400


@pytest.mark.parametrize(("method", "path", "schema"), PAYLOAD_OPERATIONS, ids=lambda value: str(value)[:20])
def test_a_payload_is_accepted_if_and_only_if_the_document_accepts_it(method, path, schema):
    values = [*OTHER_TYPES, *objects(resolve(schema), BASES.get(path, {}))]

    for value in values:
        valid = accepts(schema, value)
        if not valid or path not in ACCEPTANCE_DEPENDS_ON_THE_API:
            assert responds_with_400(method, path, value) == (not valid), value


def patterns(schema, steps=()):
    schema = resolve(schema)
    if "pattern" in schema:
        yield steps, schema
    for name, one in schema.get("properties", {}).items():
        yield from patterns(one, (*steps, name))
    for option in schema.get("oneOf", ()):
        kind = resolve(option)["properties"]["kind"]["const"]
        yield from ((steps, {**one, "kind": kind, "name": inner[-1]}) for inner, one in patterns(option))


@pytest.mark.parametrize(
    ("method", "path", "steps", "schema"),
    [(method, path, steps, one) for method, path, schema in PAYLOAD_OPERATIONS for steps, one in patterns(schema)],
    ids=lambda value: str(value)[:20],
)
def test_each_pattern_of_the_document_is_that_of_the_code(method, path, steps, schema):
    texts = st.from_regex(schema["pattern"], fullmatch=True) | st.from_regex(schema["pattern"])

    @settings(
        max_examples=40, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    @given(texts, st.sampled_from(["", "\n", " ", "é", "٣", "a", "A", "/", ";"]), st.booleans())
    def check(text, extra, first):
        value = extra + text if first else text + extra
        inner = {"kind": schema["kind"], schema["name"]: value} if "kind" in schema else value
        payload = {steps[0]: inner} | (
            {} if path != "/faults" or steps[0] == "effect" else {"effect": {"kind": "stale"}}
        )
        plain = {name: one for name, one in schema.items() if name not in {"kind", "name"}}
        assert responds_with_400(method, path, payload) == (not accepts(plain, value))

    check()


@pytest.mark.parametrize(
    "parameter", DOCUMENT["paths"]["/requests"]["get"]["parameters"], ids=lambda parameter: parameter["name"]
)
def test_a_query_parameter_is_accepted_if_and_only_if_the_document_accepts_it(parameter):
    http = MOCK.app.test_client()
    schema = parameter["schema"]
    values = [value for value in probes(schema) if isinstance(value, int | float) and not isinstance(value, bool)]
    if schema["type"] == "integer":
        values = [value for value in values if isinstance(value, int)]
    for value in [*values, "", "x", "true", "null"]:
        typed = value if schema["type"] != "string" else str(value)

        response = http.get("/_mock/requests", headers=KEY, query_string={parameter["name"]: value})

        assert (response.status_code == 200) == accepts(schema, typed), json.dumps(value)


def test_each_response_of_the_guards_is_documented():
    operations = [one for item in DOCUMENT["paths"].values() for one in item.values()]

    assert all("403" in one["responses"] for one in operations)
    assert all({"400", "401", "413", "415"} <= one["responses"].keys() for one in operations if "requestBody" in one)


def test_the_limits_in_descriptions_are_the_defaults():
    text = json.dumps(DOCUMENT)

    assert f"{MOCK.engine.settings.max_count:,} resources" in text
    assert f"{MOCK.engine.settings.max_control_bytes >> 20} MiB" in text
