"""The versions of the document in the package."""

import pytest

from apivideo_admin_mock import API_VERSION, API_VERSIONS, SettingsError, __version__, create_app
from apivideo_admin_mock.adapters.app import get_engine
from apivideo_admin_mock.sdk import connect
from apivideo_admin_mock.spec import bundled_document, bundled_path, version_path
from apivideo_admin_mock.spec.versions import versions
from apivideo_admin_mock.testing import AdminMock, MockServer

PRESENT = bundled_document()["info"]["version"]
HEADERS = {"Authorization": AdminMock.authorization_of("mock-admin-key")}


def test_a_released_version_is_served_unchanged():
    http = create_app(spec_version="1.0.0").test_client()

    refused = http.post("/projects", headers=HEADERS, json={"name": "x"})
    accepted = http.post("/projects", headers=HEADERS, json={"name": "x", "region": "us-east-1"})

    assert (refused.status_code, refused.json["name"]) == (400, "region")
    assert (accepted.status_code, accepted.json["region"]) == (201, "us-east-1")


def test_the_default_is_the_current_version():
    assert get_engine(create_app()).api is get_engine(create_app(spec_version=PRESENT)).api
    assert version_path(PRESENT) == bundled_path()


def test_every_version_is_available_oldest_first():
    assert list(versions()) == sorted(versions(), key=lambda text: [int(part) for part in text.split(".")])
    assert {"1.0.0", PRESENT} <= set(versions())
    for version in versions():
        assert get_engine(create_app(spec_version=version)).api.version == version


def test_health_returns_the_versions_of_the_mock_and_of_the_api():
    health = create_app(spec_version="1.0.0").test_client().get("/_mock/health")

    assert (health.json["version"], health.json["api_version"]) == (__version__, "1.0.0")


def test_the_package_states_the_versions_that_it_serves():
    assert PRESENT == API_VERSION
    assert f">={next(iter(versions()))},<={PRESENT}" == API_VERSIONS


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"spec_version": "0.9.0"}, "there is no version '0.9.0' of the document. Available: 1.0.0, "),
        ({"spec_version": "../openapi"}, "there is no version '../openapi' of the document"),
        ({"spec_version": ""}, "there is no version '' of the document"),
        ({"spec_version": 1.0}, "spec_version must be a string like '1.0.0', not 1.0"),
        ({"spec_version": "1.0.0", "document": {}}, "document and spec_version cannot be combined"),
    ],
)
@pytest.mark.parametrize("make", [create_app, AdminMock])
def test_an_unknown_version_is_an_error(make, settings, message):
    with pytest.raises(SettingsError, match=message.replace(".", r"\.")) as caught:
        make(**settings)

    assert "\n" not in str(caught.value)


def test_initial_resources_match_the_selected_version():
    mock = AdminMock(spec_version="1.0.0", projects=[{"name": "Alpha", "region": "us-east-1"}])

    [project] = connect(mock).projects.list()

    assert (project.name, project.region) == ("Alpha", "us-east-1")


def test_a_server_can_serve_another_version():
    with MockServer(spec_version="1.0.0") as server:
        assert server.engine.api.version == "1.0.0"


def test_the_marker_accepts_a_version(run):
    result = run("""
        import pytest
        from apivideo_admin.errors import BadRequestError

        @pytest.mark.admin_mock(spec_version="1.0.0")
        def test_a_region_was_required(admin_client, admin_mock):
            with pytest.raises(BadRequestError):
                admin_client.projects.create(name="x")
            assert admin_mock.engine.api.version == "1.0.0"
        """)

    result.assert_outcomes(passed=1)
