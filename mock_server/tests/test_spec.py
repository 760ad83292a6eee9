"""Documents that cannot be served, and the messages of their errors."""

import copy
import json
from pathlib import Path
from typing import get_args

import pytest
import yaml

from apivideo_admin_mock import SpecError, create_app, files
from apivideo_admin_mock.spec import bundled_document, extensions, load_api, read_document, shared_api
from apivideo_admin_mock.testing import AdminMock

HEADERS = {"Authorization": AdminMock.authorization_of("mock-admin-key")}


@pytest.fixture
def document():
    return copy.deepcopy(dict(bundled_document()))


def refusal(document) -> str:
    with pytest.raises(SpecError) as caught:
        load_api(document)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_the_shipped_document_is_served():
    api = load_api(bundled_document())

    assert len(api.operations) == 13
    assert {collection.name for collection in api.collections} == {"projects", "api_keys"}


def test_an_empty_document_is_rejected():
    assert "`openapi` is missing" in refusal({})


def test_an_unknown_keyword_is_rejected_with_its_pointer_and_the_known_ones(document):
    document["paths"]["/projects"]["get"]["x-acton"] = "list"

    assert refusal(document).startswith("openapi.json#/paths/~1projects/get/x-acton: `x-acton` is not a known keyword")


def test_an_invalid_keyword_is_rejected(document):
    document["components"]["schemas"]["Project"]["x-expire"] = {"flag": "deleted"}

    message = refusal(document)
    assert "#/components/schemas/Project/x-expire: `x-expire` has an invalid value; write `{at: expires_at}`" in message


def test_each_keyword_has_a_type():
    assert set(extensions.TYPES) == set(extensions.keywords())


def test_the_types_have_the_words_of_the_keywords():
    text = Path(extensions.__file__).parents[1].joinpath("keywords.json").read_text(encoding="utf-8")
    vocabulary = json.loads(text)["properties"]
    kinds = [one["properties"]["kind"] for one in vocabulary["x-generate"]["anyOf"]]

    assert list(get_args(extensions.ActionForm)) == vocabulary["x-action"]["enum"]
    assert list(get_args(extensions.Match)) == json.loads(text)["$defs"]["match"]["enum"]
    assert {one.__struct_config__.tag for one in get_args(extensions.Generate)} == {
        kind for one in kinds for kind in one.get("enum", [one.get("const")])
    }


@pytest.mark.parametrize("name", ["x-anything", "properties"])
def test_a_property_or_an_example_can_have_the_name_of_a_keyword(document, name):
    document["components"]["schemas"]["Project"]["properties"][name] = {"type": "string"}
    document["components"]["schemas"]["Project"]["example"]["x-other"] = 1

    load_api(document)


def test_a_default_next_to_a_reference_is_the_initial_value(document):
    schemas = document["components"]["schemas"]
    del schemas["ProjectCreate"]["properties"]["region"]
    schemas["Project"]["properties"]["region"]["default"] = "eu-central-1"

    response = create_app(document=document).test_client().post("/projects", headers=HEADERS, json={"name": "x"})

    assert response.json["region"] == "eu-central-1"


def test_a_top_level_item_is_deleted_with_everything_below_it(document):
    paths = document["paths"]
    delete = copy.deepcopy(paths["/projects/{project_id}/api-keys/{api_key_id}"]["delete"])
    path = paths["/projects/{project_id}"]
    path["delete"] = {**delete, "operationId": "delete_project", "parameters": path["get"]["parameters"]}
    http = create_app(document=document).test_client()
    project, other = (http.post("/projects", headers=HEADERS, json={"name": "x"}).json["project_id"] for _ in range(2))
    http.post(f"/projects/{project}/api-keys", headers=HEADERS, json={"name": "x"})

    assert http.delete(f"/projects/{project}", headers=HEADERS).status_code == 204

    assert http.get(f"/projects/{project}/api-keys", headers=HEADERS).status_code == 404
    assert [one["project_id"] for one in http.get("/projects", headers=HEADERS).json["items"]] == [other]


def test_a_missing_action_is_rejected(document):
    del document["paths"]["/projects"]["get"]["x-action"]

    assert "#/paths/~1projects/get: `x-action` is missing" in refusal(document)


def test_an_action_that_does_not_match_its_path_is_rejected(document):
    document["paths"]["/projects"]["get"]["x-action"] = "count"

    assert "`x-action: count` does not match this path" in refusal(document)


def test_a_query_parameter_without_a_meaning_is_rejected(document):
    del document["components"]["parameters"]["NameContains"]["x-filter"]

    assert "`name` has no meaning: add `x-filter`, `x-days`, or `x-effect`" in refusal(document)


def test_a_property_without_a_source_is_rejected(document):
    del document["components"]["schemas"]["ApiKey"]["properties"]["value"]["x-generate"]

    assert "#/components/schemas/ApiKey/properties/value: has no source" in refusal(document)


def test_a_missing_kind_of_problem_is_rejected(document):
    del document["components"]["responses"]["TooManyRequests"]

    assert "no response has an example named too_many_requests" in refusal(document)


def test_a_missing_rate_limit_is_rejected(document):
    del document["x-rate-limit"]

    assert "`x-rate-limit` is missing" in refusal(document)


def test_a_broken_reference_is_rejected(document):
    del document["components"]["schemas"]["Project"]

    assert "`#/components/schemas/Project` does not exist" in refusal(document)


def test_a_reference_to_itself_is_rejected(document):
    document["components"]["schemas"]["Project"] = {"$ref": "#/components/schemas/Project"}

    assert "refers to itself" in refusal(document)


def test_create_app_serves_another_document(document):
    document["x-rate-limit"] = {"requests": 1, "seconds": 5}

    assert create_app(document=document).extensions["apivideo_admin_mock"].limit.requests == 1


def test_a_yaml_document_is_the_same_as_its_json(document, tmp_path):
    path = tmp_path / "openapi.yaml"
    path.write_text(yaml.safe_dump(document), encoding="utf-8")

    assert read_document(path) == document


@pytest.mark.skipif(not yaml.__with_libyaml__, reason="PyYAML was built without libyaml")
def test_libyaml_parses_yaml():
    assert issubclass(files._JsonLoader, yaml.CSafeLoader)


def test_mocks_of_the_same_document_share_what_was_compiled(document):
    first, same = (AdminMock(document=copy.deepcopy(document)).engine.api for _ in range(2))
    document["info"]["version"] = "9.9.9"

    assert first is same
    assert AdminMock(document=document).engine.api.version == "9.9.9"


def test_only_the_last_documents_stay_in_memory(document):
    apis = []
    for number in range(6):
        document["info"]["version"] = f"9.9.{number}"
        apis.append(shared_api(document))

    assert shared_api(document) is apis[-1]
    document["info"]["version"] = "9.9.0"
    assert shared_api(document) is not apis[0]


def test_a_document_that_is_not_json_is_rejected(document):
    document["info"]["title"] = {1, 2}
    document["components"]["schemas"]["Project"]["properties"]["name"]["enum"] = {1, 2}

    with pytest.raises(SpecError, match="a schema is invalid"):
        create_app(document=document)


def test_later_changes_of_the_document_have_no_effect(document):
    http = create_app(document=document).test_client()
    document["components"]["schemas"]["ProjectCreate"]["properties"]["name"]["type"] = "integer"
    document["paths"]["/projects"]["post"]["requestBody"]["content"]["application/json"]["schema"] = {"type": "no type"}

    assert http.post("/projects", headers=HEADERS, json={"name": "x"}).status_code == 201


def test_an_invalid_schema_is_rejected_with_the_pointer_of_its_operation(document):
    document["components"]["schemas"]["ProjectCreate"]["properties"]["name"]["type"] = "colour"

    assert refusal(document).startswith("openapi.json#/paths/~1projects/post/requestBody: a schema is invalid: ")


def test_an_invalid_schema_of_a_resource_is_rejected(document):
    document["components"]["schemas"]["Project"]["properties"]["name"]["minLength"] = "x"

    assert refusal(document).startswith("openapi.json#/paths/~1projects: a schema is invalid: ")


def test_a_filter_by_an_unknown_property_is_rejected(document):
    document["components"]["parameters"]["NameContains"]["name"] = "title"

    assert "`title` is not a property of the resource. Known properties: project_id, created_at" in refusal(document)


def test_a_property_with_a_null_alternative_is_initially_null(document):
    document["components"]["schemas"]["Project"]["properties"]["region"] = {
        "anyOf": [{"$ref": "#/components/schemas/Region"}, {"type": "null"}]
    }
    del document["components"]["schemas"]["ProjectCreate"]["properties"]["region"]["default"]
    http = create_app(document=document).test_client()

    project = http.post("/projects", headers=HEADERS, json={"name": "x"}).json

    assert project["region"] is None
