"""The fixtures, used by the tests of another project."""


def test_each_test_has_its_own_mock(run):
    result = run(
        """
        import pytest

        @pytest.mark.parametrize("attempt", [1, 2])
        def test_it(admin_client, admin_mock, attempt):
            project = admin_client.projects.create(name="My project")
            assert admin_client.projects.count() == 1
            assert [call.operation_id for call in admin_mock.calls()] == ["create_project", "count_projects"]
            assert admin_mock.calls("create_project")[0].status == 201
        """
    )

    result.assert_outcomes(passed=2)


def test_the_closest_marker_takes_precedence(run):
    result = run(
        """
        import pytest

        @pytest.mark.admin_mock(projects=3, rate_limit=None)
        class TestIt:
            def test_three(self, admin_client):
                assert [project.name for project in admin_client.projects.list()] == [
                    "project 1", "project 2", "project 3"
                ]
                for _ in range(20):
                    admin_client.projects.count()

            @pytest.mark.admin_mock(projects=[{"name": "Alpha", "api_keys": [{"name": "ci"}]}], keys=["my-key"])
            def test_one(self, admin_client, admin_mock):
                assert admin_mock.key == "my-key"
                (alpha,) = admin_client.projects.list()
                assert [key.name for key in admin_client.api_keys.list(alpha.project_id)] == ["ci"]
        """,
        "--strict-markers",
    )

    result.assert_outcomes(passed=2)


def test_the_rate_limit_is_on_and_a_test_controls_the_clock(run):
    result = run(
        """
        import pytest
        from apivideo_admin.errors import RateLimitError

        def test_limit(admin_client, admin_mock):
            admin_mock.clock.freeze()
            for _ in range(10):
                admin_client.projects.count()
            with pytest.raises(RateLimitError):
                admin_client.projects.count()
            admin_mock.clock.advance(1)
            assert admin_client.projects.count() == 0

        def test_deletion(admin_client, admin_mock):
            project = admin_client.projects.create(name="x")
            admin_client.projects.update(project.project_id, name="x", deletes_at="next_cycle")
            admin_mock.clock.advance(32 * 86400)
            assert admin_client.projects.count() == 0
        """
    )

    result.assert_outcomes(passed=2)


def test_the_server_fixture_serves_on_a_real_port(run):
    result = run(
        """
        import json
        import urllib.request
        import pytest

        @pytest.mark.admin_mock(projects=2)
        def test_it(admin_mock_server):
            request = urllib.request.Request(
                admin_mock_server.url + "/projects/count", headers={"Authorization": admin_mock_server.authorization}
            )
            with urllib.request.urlopen(request) as response:
                assert json.load(response) == {"count": 2}
            assert len(admin_mock_server.calls("count_projects")) == 1
        """
    )

    result.assert_outcomes(passed=1)


def test_a_test_can_seed_and_reset_the_mock(run):
    result = run(
        """
        def test_it(admin_client, admin_mock):
            admin_mock.seed(projects=2)
            admin_mock.seed({"projects": [{"name": "Alpha"}]})
            assert [project.name for project in admin_client.projects.list()] == ["project 1", "project 2", "Alpha"]
            admin_mock.reset()
            assert admin_client.projects.count() == 0
        """
    )

    result.assert_outcomes(passed=1)


def test_a_test_can_create_more_mocks(run):
    result = run(
        """
        from apivideo_admin_mock.sdk import connect

        def test_two_accounts(make_admin_mock):
            one, two = make_admin_mock(projects=1), make_admin_mock(projects=2, keys=["two"])
            with connect(one) as first, connect(two) as second:
                assert (first.projects.count(), second.projects.count()) == (1, 2)
        """
    )

    result.assert_outcomes(passed=1)


def test_a_test_can_read_the_recorded_requests(run):
    result = run(
        """
        def test_it(admin_client, admin_mock):
            project = admin_client.projects.create(name="Alpha")
            (call,) = admin_mock.calls("create_project")
            assert call.request_json == {"name": "Alpha"}
            assert call.response_json["project_id"] == project.project_id
        """
    )

    result.assert_outcomes(passed=1)


def test_a_test_can_inject_faults(run):
    result = run(
        """
        import pytest
        from apivideo_admin.errors import APIConnectionError, ServerError

        def test_it(admin_client, admin_mock):
            admin_mock.fail("count_projects", 500)
            with pytest.raises(ServerError):
                admin_client.projects.count()
            admin_mock.fail("count_projects", "reset", times=2)
            for _ in range(2):
                with pytest.raises(APIConnectionError):
                    admin_client.projects.count()
            assert admin_client.projects.count() == 0
        """
    )

    result.assert_outcomes(passed=1)


def test_the_asynchronous_client_is_connected(run):
    result = run(
        """
        import asyncio

        def test_it(async_admin_client, admin_mock):
            async def main():
                await async_admin_client.projects.create(name="Alpha")
                return [project.name async for project in async_admin_client.projects.list()]

            assert asyncio.run(main()) == ["Alpha"]
            assert len(admin_mock.calls()) == 2
        """
    )

    result.assert_outcomes(passed=1)


def test_the_fixtures_work_under_xdist(pytester):
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.parametrize("number", range(8))
        def test_it(admin_client, number):
            admin_client.projects.create(name=str(number))
            assert admin_client.projects.count() == 1
        """
    )

    # Its workers load installed plugins.
    result = pytester.runpytest_subprocess("-p", "no:randomly", "-p", "no:schemathesis", "-n", "2")

    result.assert_outcomes(passed=8)


def test_more_mocks_honour_the_markers_of_their_scope(run):
    result = run(
        """
        import pytest

        pytestmark = pytest.mark.admin_mock(projects=3)

        @pytest.fixture(scope="module")
        def of_the_module(make_admin_mock):
            return make_admin_mock()

        @pytest.fixture(scope="session")
        def of_the_session(make_admin_mock):
            return make_admin_mock()

        @pytest.fixture
        def of_the_test(make_admin_mock):
            return make_admin_mock(seed=7)

        def count(mock):
            with mock.transaction() as tenant:
                return len(tenant.records)

        @pytest.mark.admin_mock(projects=5)
        def test_of_the_test(make_admin_mock, of_the_module, of_the_session, of_the_test):
            assert count(of_the_module) == 3
            assert count(of_the_session) == 0
            assert count(of_the_test) == 5
            assert count(make_admin_mock()) == 5
            assert count(make_admin_mock(projects=1)) == 1

        def test_of_another_test(make_admin_mock, of_the_module):
            of_the_module.seed(projects=1)
            assert count(of_the_module) == 4
            assert count(make_admin_mock()) == 3
        """
    )

    result.assert_outcomes(passed=2)


def test_the_client_and_the_server_of_a_test_share_one_mock(run):
    result = run(
        """
        import json, urllib.request
        import pytest
        from apivideo_admin_mock import MockServer
        from apivideo_admin_mock.testing import AdminMock

        def check(admin_client, admin_mock_server, admin_mock):
            admin_client.projects.create(name="x")
            headers = {"Authorization": admin_mock_server.authorization}
            with urllib.request.urlopen(urllib.request.Request(admin_mock_server.url + "/projects/count", headers=headers)) as response:
                assert json.load(response) == {"count": 1}
            assert admin_mock_server.calls() == admin_mock.calls() != []

        def test_one_mock(admin_client, admin_mock_server, admin_mock):
            check(admin_client, admin_mock_server, admin_mock)

        class TestOverridden:
            @pytest.fixture
            def admin_mock(self):
                return AdminMock()

            def test_one_mock(self, admin_client, admin_mock_server, admin_mock):
                check(admin_client, admin_mock_server, admin_mock)
        """
    )

    result.assert_outcomes(passed=2)
