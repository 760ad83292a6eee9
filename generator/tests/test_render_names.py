"""Names of the document become valid Python names or diagnostics, never invalid code."""

from __future__ import annotations

import httpx2
import msgspec
import pytest

from generator.tests.render_kit import body_of, diagnostics_of, document, load, operation, with_book

TEXT = {"type": "string"}


def query(name, schema=TEXT, **more):
    return {"name": name, "in": "query", "schema": schema, **more}


def path_parameter(name, schema=TEXT):
    return {"name": name, "in": "path", "required": True, "schema": schema}


def requests_of(module, action):
    seen = []

    def handler(request):
        seen.append(request)
        return httpx2.Response(200, json="x")

    with module.AdminClient("k", transport=httpx2.MockTransport(handler)) as admin:
        action(admin)
    return seen


NAMES = [
    "class",
    "from",
    "größe",
    "日本",
    "a-b",
    "1st",
    "self",
    "list",
    "date",
    "datetime",
    "uuid",
    "id",
    "type",
    "None",
]
NAMES += ["__class__x", "x y", "import_", "models", "model", "field", "msgspec", "any", "$", "str", "Literal"]


def test_properties_of_any_name_are_read_and_written_under_that_name(tmp_path):
    module = load(
        with_book(
            dict.fromkeys(NAMES, TEXT)
            | {"when": {"type": "string", "format": "date-time"}, "l": {"type": "array", "items": TEXT}}
        ),
        tmp_path,
    )
    data = {name: f"value of {name}" for name in NAMES} | {"when": "2024-02-05T00:00:00Z", "l": ["x"]}
    book = msgspec.convert(data, module.models.Book)
    assert msgspec.json.decode(msgspec.json.encode(book)) == data


def test_query_parameters_of_any_name_are_sent_under_that_name(tmp_path):
    names = [*NAMES, 'q"q', "b\\b"]
    module = load(
        document({"/book": {"get": operation("get_book", "get", TEXT, parameters=list(map(query, names)))}}), tmp_path
    )
    annotations = module.AdminClient.books.get.__annotations__
    options = {"timeout", "max_retries", "extra_headers", "extra_query", "extra_body", "return"}
    arguments = [key for key in annotations if key not in options]
    (request,) = requests_of(module, lambda admin: admin.books.get(**dict(zip(arguments, names, strict=True))))
    assert request.url.params.multi_items() == [(name, name) for name in names]


@pytest.mark.parametrize("name", ['q"q', "b\\b", "c\x07c", "secret_fields"])
def test_a_property_with_an_invalid_name_is_a_diagnostic(name, tmp_path):
    (diagnostic,) = diagnostics_of(with_book({name: TEXT}), tmp_path)
    assert diagnostic.message.endswith("cannot be the name of a field.")


def test_an_argument_never_shadows_one_of_the_sdk(tmp_path):
    names = [query(name) for name in ("timeout", "extra_headers", "self", "client", "url")]
    module = load(document({"/book": {"get": operation("get_book", "get", TEXT, parameters=names)}}), tmp_path)
    call = {"timeout_": "1", "extra_headers_": "2", "self_": "3", "client": "4", "url": "5"}
    (request,) = requests_of(module, lambda admin: admin.books.get(**call, timeout=3))
    assert str(request.url.query, "ascii") == "timeout=1&extra_headers=2&self=3&client=4&url=5"
    assert request.extensions["timeout"]["read"] == 3


def test_path_parameters_of_any_name_are_sent_at_their_position(tmp_path):
    parameters = [path_parameter("class"), path_parameter("timeout"), path_parameter("a-b", {"type": "integer"})]
    module = load(
        document({"/x/{class}/{timeout}/{a-b}": {"get": operation("get_book", "get", TEXT, parameters=parameters)}}),
        tmp_path,
    )
    (request,) = requests_of(module, lambda admin: admin.books.get("1", "2", 3))
    assert request.url.raw_path == b"/x/1/2/3"


def test_values_of_every_simple_type_are_sent_in_their_standard_form(tmp_path):
    import datetime as dt
    from uuid import UUID

    parameters = [
        query("flag", {"type": "boolean"}),
        query("day", {"type": "string", "format": "date"}),
        query("moment", {"type": "string", "format": "date-time"}),
        query("key", {"type": "string", "format": "uuid"}),
        query("many", {"type": "array", "items": {"type": "integer"}}),
        query("ratio", {"type": "number"}),
    ]
    module = load(document({"/book": {"get": operation("get_book", "get", TEXT, parameters=parameters)}}), tmp_path)
    values = {
        "flag": True,
        "day": dt.date(2024, 2, 5),
        "moment": dt.datetime(2024, 2, 5, tzinfo=dt.UTC),
        "key": UUID(int=1),
        "many": [1, 2],
        "ratio": 0.5,
    }
    (request,) = requests_of(module, lambda admin: admin.books.get(**values))
    assert request.url.params.multi_items() == [
        ("flag", "true"),
        ("day", "2024-02-05"),
        ("moment", "2024-02-05T00:00:00+00:00"),
        ("key", "00000000-0000-0000-0000-000000000001"),
        ("many", "1"),
        ("many", "2"),
        ("ratio", "0.5"),
    ]


def test_null_is_sent_for_nullable_properties_and_omitted_for_others(tmp_path):
    body = body_of({"type": "object", "properties": {"a": TEXT, "b": {"type": ["string", "null"]}}})
    module = load(document({"/book": {"patch": operation("update_book", "update", TEXT, requestBody=body)}}), tmp_path)
    (nothing, null) = requests_of(module, lambda admin: (admin.books.update(a=None), admin.books.update(b=None)))
    assert nothing.content == b"{}"
    assert null.content == b'{"b":null}'


def test_an_object_in_a_body_is_a_model_and_sends_only_the_passed_values(tmp_path):
    owner = {"type": "object", "title": "Owner", "properties": {"name": TEXT, "age": {"type": "integer"}}}
    body = body_of(
        {"type": "object", "required": ["owner"], "properties": {"owner": {"$ref": "#/components/schemas/Owner"}}}
    )
    source = document(
        {"/book": {"post": operation("create_book", "create", TEXT, requestBody=body)}}, schemas={"Owner": owner}
    )
    module = load(source, tmp_path)
    (request,) = requests_of(module, lambda admin: admin.books.create(owner=module.models.Owner(name="x")))
    assert request.content == b'{"owner":{"name":"x"}}'


def test_models_can_contain_themselves_and_each_other(tmp_path):
    schemas = {
        "A": {"type": "object", "properties": {"b": {"$ref": "#/components/schemas/B"}}},
        "B": {"type": "object", "properties": {"many": {"type": "array", "items": {"$ref": "#/components/schemas/A"}}}},
    }
    module = load(
        document({"/a": {"get": operation("get_a", "get", {"$ref": "#/components/schemas/A"})}}, schemas=schemas),
        tmp_path,
    )
    decoded = msgspec.json.decode(b'{"b": {"many": [{"b": {}}]}}', type=module.models.A)
    assert type(decoded.b.many[0].b) is module.models.B


@pytest.mark.parametrize(
    ("properties", "pair"),
    [
        ({"a/b": TEXT, "a+b": TEXT}, "`a/b`, `a+b`"),
        ({"x!": TEXT, "uuid!": TEXT, "uuid": TEXT}, "`uuid!`, `uuid`"),
    ],
)
def test_properties_with_the_same_python_name_are_a_diagnostic(properties, pair, tmp_path):
    (diagnostic,) = diagnostics_of(with_book(properties), tmp_path)
    assert diagnostic.pointer == "/components/schemas/Book"
    assert pair in diagnostic.message


def test_properties_that_differ_in_a_dash_have_two_names(tmp_path):
    module = load(with_book({"a-b": TEXT, "a_b": TEXT}), tmp_path)
    book = msgspec.convert({"a-b": "1", "a_b": "2"}, module.models.Book)
    assert msgspec.to_builtins(book) == {"a-b": "1", "a_b": "2"}


def test_a_property_with_a_name_that_annotations_use_is_a_diagnostic(tmp_path):
    (diagnostic,) = diagnostics_of(with_book({"uuid": TEXT, "UUID": TEXT}), tmp_path)
    assert diagnostic.pointer == "/components/schemas/Book/properties/UUID"


@pytest.mark.parametrize("name", ["Any", "UUID", "Model", "Literal", "ClassVar", "AwareDatetime"])
def test_a_schema_with_a_name_that_models_use_is_a_diagnostic(name, tmp_path):
    reference = {"$ref": f"#/components/schemas/{name}"}
    source = document(
        {"/a": {"get": operation("get_a", "get", reference)}},
        schemas={name: {"type": "object", "properties": {"a": TEXT}}},
    )
    (diagnostic,) = diagnostics_of(source, tmp_path)
    assert (
        str(diagnostic) == f"openapi.json#/components/schemas/{name}: The name `{name}` is reserved. Rename the schema."
    )


@pytest.mark.parametrize(
    ("operation_id", "action", "word"),
    [
        ('get_a b";c_books', "report", 'a b";c'),
        ("get_class_books", "report", "class"),
        ("get_dict_books", "report", "dict"),
        ("get__api_books", "report", "_api"),
        ("x", "get(); import os", "import os"),
    ],
)
def test_an_invalid_method_name_is_a_diagnostic(operation_id, action, word, tmp_path):
    (diagnostic,) = diagnostics_of(document({"/a": {"get": operation(operation_id, action, TEXT)}}), tmp_path)
    assert diagnostic.pointer == "/paths/~1a/get"
    assert f"`{word}`" in diagnostic.message or word in diagnostic.message


@pytest.mark.parametrize("tag", ["close", "aclose"])
def test_a_tag_that_shadows_a_method_of_the_client_is_a_diagnostic(tag, tmp_path):
    (diagnostic,) = diagnostics_of(document({"/a": {"get": operation("a", "get", TEXT) | {"tags": [tag]}}}), tmp_path)
    assert tag in diagnostic.message


@pytest.mark.parametrize(
    ("tag", "attribute"),
    [("class", "class_"), ("../../etc", "etc"), ('a"; import os', "a_import_os"), ("_own", "tag_own")],
)
def test_a_tag_of_any_name_is_an_attribute_and_stays_in_its_folder(tag, attribute, tmp_path):
    module = load(document({"/a": {"get": operation("a", "get", TEXT) | {"tags": [tag]}}}), tmp_path)
    assert hasattr(module.AdminClient("k"), attribute)
    assert (tmp_path / "apivideo_admin" / "resources" / f"{attribute}.py").is_file()


def test_two_operations_with_one_name_are_a_diagnostic(tmp_path):
    source = document({"/a": {"get": operation("a", "get", TEXT)}, "/b": {"get": operation("b", "get", TEXT)}})
    (diagnostic,) = diagnostics_of(source, tmp_path)
    assert (diagnostic.pointer, diagnostic.message) == ("/paths/~1b/get", "`books.get` already exists.")
    source = document({"/a": {"get": operation("a-b", "get", TEXT)}, "/b": {"get": operation("a_b", "count", TEXT)}})
    (diagnostic,) = diagnostics_of(source, tmp_path)
    assert "`A_B`" in diagnostic.message


def test_a_nullable_enum_is_named_like_any_other(tmp_path):
    levels = {"type": ["string", "null"], "enum": ["low", "high", None]}
    package = load(with_book({"level": levels, "genre": {"type": "string", "enum": ["a", "b"]}}), tmp_path)

    assert {"BookLevel", "BookGenre"} <= set(package.models.__all__)
    assert [name for name in package.models.__all__ if "Type" in name] == []
