"""A failed request, seed, restore, reset or reload leaves everything as it was, ids included."""

import copy
import os
import threading

import pytest

from apivideo_admin_mock import ScenarioError
from apivideo_admin_mock.adapters.reload import reload
from apivideo_admin_mock.faults import StatusEffect
from apivideo_admin_mock.spec import bundled_document, load_api

INVALID = {"projects": [{"name": "a", "api_keys": [{"name": "b"}]}, {"naem": "x"}]}


def create(call, **options):
    return call("POST /projects", {"name": "x"}, **options).json["project_id"]


def everything(mock):
    """Return all data of a mock, except its recorded requests."""
    with mock.transaction() as tenant:
        records = [record for path in mock.engine.api.collections for record in tenant.records.all((path.path, ()))]
        return records, len(tenant.records), tenant.state, tenant.window.peek(tenant.now(), mock.engine.limit)


def test_a_failed_seed_does_not_change_the_next_ids(make_caller):
    call, other = make_caller(), make_caller()
    before = everything(call.mock)

    with pytest.raises(ScenarioError, match=r"projects\[1\]"):
        call.mock.seed(INVALID)

    assert everything(call.mock) == before
    assert create(call) == create(other)


@pytest.mark.parametrize(("method", "path"), [("PUT", "/_mock/state"), ("POST", "/_mock/scenario")])
def test_a_failed_restore_or_scenario_does_not_change_the_next_ids(make_caller, method, path):
    call, other = make_caller(), make_caller()
    headers = {"Authorization": call.mock.authorization}

    assert call.mock.app.test_client().open(path, method=method, headers=headers, json=INVALID).status_code == 400

    assert create(call) == create(other)


def test_a_seed_that_fails_keeps_the_ids_of_earlier_resources_reserved(make_caller):
    call, other = make_caller(), make_caller()
    following = create(other)
    call.mock.seed(projects=[{"project_id": following, "name": "x"}])

    with pytest.raises(ScenarioError):
        call.mock.seed(INVALID)

    assert create(call) != following


def test_a_failed_reset_changes_nothing(make_caller, monkeypatch):
    call = make_caller(scenario={"projects": 1 * [{"name": "a"}]})
    create(call)
    call.mock.clock.advance(3600)
    call.mock.fail("count_projects", 503)
    before, calls = everything(call.mock), call.mock.calls()

    def populate(tenant, api, scenario):
        tenant.reserve("x")
        raise ScenarioError("the scenario no longer matches")

    monkeypatch.setattr("apivideo_admin_mock.core.engine.populate", populate)
    with pytest.raises(ScenarioError):
        call.mock.reset()

    assert (everything(call.mock), call.mock.calls()) == (before, calls)
    assert call("GET /projects/count").status == 503


def test_a_request_that_fails_leaves_only_its_journal_entry_and_its_place_in_the_rate_limit(make_caller, monkeypatch):
    call, other = make_caller(rate_limit="3/s"), make_caller(rate_limit="3/s")
    call.mock.fail("create_project", StatusEffect(503, performed=True), nth=2)
    before = everything(call.mock)
    with monkeypatch.context() as patch:
        # The record is stored before this step.
        patch.setattr("apivideo_admin_mock.tenants.records.schedule", lambda *_: 1 / 0)
        failed = call("POST /projects", {"name": "x"})

    assert (failed.status, failed.headers["X-RateLimit-Remaining"]) == (500, "2")
    after = everything(call.mock)
    assert after[:3] == before[:3]
    assert [entry.status for entry in call.mock.calls()] == [500]
    assert create(call) == create(other)
    assert call("POST /projects", {"name": "x"}).status == 503
    assert call("GET /projects").status == 429


def test_a_failed_update_and_delete_are_undone(make_caller, monkeypatch):
    call = make_caller(rate_limit="off")
    project = create(call)
    where = f"/projects/{project}"
    key = call(f"POST {where}/api-keys", {"name": "k"}).json
    call("GET /projects?sort_by=name")
    before = everything(call.mock)
    with monkeypatch.context() as patch:
        patch.setattr("apivideo_admin_mock.http.responses.ResponseWriter.write", _fail_once())
        assert call(f"DELETE {where}").status == 500
    with monkeypatch.context() as patch:
        patch.setattr("apivideo_admin_mock.http.responses.ResponseWriter.write", _fail_once())
        assert call(f"PATCH {where}", {"name": "new", "deletes_at": "next_cycle"}).status == 500

    assert everything(call.mock) == before
    assert call(f"GET {where}/api-keys/{key['api_key_id']}").json == key
    assert call("GET /projects?sort_by=name").json["items"] == before[0]
    call.mock.clock.advance(60 * 86400)
    assert call(f"GET {where}").status == 200


def _fail_once():
    from apivideo_admin_mock.http.responses import ResponseWriter

    write, failures = ResponseWriter.write, [ZeroDivisionError("a bug")]

    def failing(self, *arguments):
        if failures:
            raise failures.pop()
        return write(self, *arguments)

    return failing


def test_a_reload_reports_a_scenario_that_no_longer_matches_before_anything_changes(make_caller):
    document = copy.deepcopy(dict(bundled_document()))
    call = make_caller(document=document, rate_limit="spec", scenario={"projects": [{"name": "x" * 50}]})
    create(call)
    before = everything(call.mock)
    changed = copy.deepcopy(document)
    changed["components"]["schemas"]["Project"]["properties"]["name"]["maxLength"] = 10
    changed["x-rate-limit"] = {"requests": 3, "seconds": 1}

    with pytest.raises(ScenarioError, match="at most 10 characters"):
        reload(call.mock.engine, load_api(changed))

    assert everything(call.mock) == before
    assert call("GET /projects").headers["X-RateLimit-Limit"] == "10"
    call.mock.reset()
    assert call("GET /projects/count").json == {"count": 1}


def test_a_tenant_that_is_being_filled_during_a_reload_gets_the_new_limit(make_caller, monkeypatch):
    document = copy.deepcopy(dict(bundled_document()))
    call = make_caller(document=document, any_key=True, keys=["k"], scenario={"projects": [{"name": "a"}]})
    document["x-rate-limit"] = {"requests": 3, "seconds": 1}
    filling, reloading = threading.Event(), threading.Event()
    from apivideo_admin_mock.core import engine

    populate = engine.populate

    def slow(tenant, api, scenario):
        if tenant.key == "new":
            filling.set()
            assert reloading.wait(10)
        populate(tenant, api, scenario)

    monkeypatch.setattr("apivideo_admin_mock.core.engine.populate", slow)
    responses = []
    request = threading.Thread(target=lambda: responses.append(call("GET /projects", key="new")))
    request.start()
    assert filling.wait(10)
    change = threading.Thread(target=lambda: reload(call.mock.engine, load_api(document)))
    change.start()
    change.join(0.1)
    reloading.set()
    request.join()
    change.join()

    assert call("GET /projects", key="new").headers["X-RateLimit-Limit"] == "3"


@pytest.mark.skipif(os.environ.get("MOCK_TESTS_BACKEND") is not None, reason="a database never deletes a locked tenant")
def test_a_tenant_evicted_while_it_is_filled_leaves_nothing_behind(make_backend):
    filling, evicted = threading.Event(), threading.Event()

    def fill(tenant):
        if tenant.key == "slow" and not evicted.is_set():
            filling.set()
            assert evicted.wait(10)

    def use(key):
        with backend.transaction(key) as tenant:
            tenant.reserve("x")

    backend = make_backend(permanent=frozenset(), max_tenants=1, fill=fill)
    slow = threading.Thread(target=use, args=("slow",))
    slow.start()
    assert filling.wait(10)
    use("other")
    evicted.set()
    slow.join()

    assert backend.all_keys() == ["other"]
    assert len(backend) == 1


def test_a_tenant_whose_filling_failed_is_filled_by_the_next_transaction(make_backend):
    failures = [ScenarioError("not yet")]

    def fill(tenant):
        new = tenant.reserve("x")
        assert new
        if failures:
            raise failures.pop()

    backend = make_backend(fill=fill)
    with pytest.raises(ScenarioError), backend.transaction("key"):
        pass
    with backend.transaction("key") as tenant:
        assert tenant.is_reserved("x")


def test_a_transaction_inside_another_one_of_the_same_key_is_an_error(make_backend):
    backend = make_backend()
    with (
        backend.transaction("key"),
        pytest.raises(RuntimeError, match="runs in this thread already"),
        backend.transaction("key"),
    ):
        pass
    with backend.transaction("key") as tenant:
        assert tenant.key == "key"


def test_a_wait_for_requests_ends_with_the_awaited_one_and_not_before(make_caller):
    """Many waits that each request wakes would keep the mock busy."""
    call = make_caller()
    with call.mock.transaction() as tenant:
        recorded = tenant.journal.number
    backend, key = call.mock.engine.backend, call.mock.key
    waiting = threading.Thread(target=backend.wait, args=(key, recorded + 2, 30), daemon=True)
    waiting.start()

    create(call)
    waiting.join(0.1)
    assert waiting.is_alive()

    create(call)
    waiting.join(10)
    assert not waiting.is_alive()
