"""`/_mock/metrics`: counts in the text format of Prometheus."""

import pytest
from prometheus_client.parser import text_string_to_metric_families

from apivideo_admin_mock.cli import main
from apivideo_admin_mock.control.metrics import PrometheusMetrics
from apivideo_admin_mock.testing import AdminMock

REQUESTS = "apivideo_admin_mock_requests_total"


@pytest.fixture
def mock():
    mock = AdminMock(any_key=True, keys=["k"], rate_limit="off")
    mock.engine.metrics = PrometheusMetrics()
    return mock


def samples(mock):
    response = mock.app.test_client().get("/_mock/metrics")
    assert (response.status_code, response.headers["Content-Type"]) == (200, "text/plain; version=0.0.4; charset=utf-8")
    families = text_string_to_metric_families(response.text)
    return {(one.name, *one.labels.values()): one.value for family in families for one in family.samples}


def test_requests_are_counted_by_operation_and_status(mock):
    http, auth = mock.app.test_client(), {"Authorization": mock.authorization}
    mock.fail("count_projects", 503)
    for path in ("/projects", "/projects?no=1", "/projects/count", "/projects/count", "/nowhere/a", "/nowhere/b"):
        http.get(path, headers=auth)
    created = http.post("/projects", headers={"Authorization": mock.authorization_of("new")}, json={"name": "x"})
    http.get("/projects")
    http.get("/_mock/state", headers=auth)

    found = samples(mock)
    counted = {labels: value for (name, *rest), value in found.items() if name == REQUESTS for labels in [tuple(rest)]}
    assert counted == {
        ("list_projects", "200"): 1,
        ("list_projects", "400"): 1,
        ("list_projects", "401"): 1,
        ("count_projects", "503"): 1,
        ("count_projects", "200"): 1,
        ("unknown", "404"): 2,
        ("create_project", "201"): 1,
    }
    assert found["apivideo_admin_mock_tenants",] == 2
    assert found["apivideo_admin_mock_request_bytes_total",] == len(b'{"name": "x"}')
    assert found["apivideo_admin_mock_response_bytes_total",] > len(created.data)
    assert found["apivideo_admin_mock_duration_seconds_count", "list_projects"] == 3


def test_two_mocks_count_apart(mock):
    other = PrometheusMetrics()
    mock.app.test_client().get("/projects", headers={"Authorization": mock.authorization})
    assert b'operation="' not in other.text(0)


def test_without_the_flag_the_response_names_it():
    response = AdminMock().app.test_client().get("/_mock/metrics")
    assert (response.status_code, response.json["detail"]) == (404, "Start it with --metrics.")


def test_other_machines_need_the_control_token():
    mock = AdminMock(control_token="t")
    mock.engine.metrics = PrometheusMetrics()
    http = mock.app.test_client()
    assert http.get("/_mock/metrics").status_code == 403
    assert http.get("/_mock/metrics", headers={"X-Mock-Control-Token": "t"}).status_code == 200


def test_several_workers_are_refused(capsys):
    with pytest.raises(SystemExit):
        main(["serve", "--metrics", "--workers", "2", "--backend", "sqlite:///x"])
    assert "--metrics and --workers cannot be combined" in capsys.readouterr().err
