"""The errors and the documentation of the fixtures."""

import pytest


@pytest.mark.parametrize(
    ("marker", "message"),
    [
        ("rate_limits=None", "Did you mean `rate_limit`?"),
        ("project=3", "Did you mean `projects`?"),
        ("rate_limit='fast'", "write it like 10/s"),
        ("3", "accepts keyword arguments only"),
        ("projects=[{'naem': 'x'}]", "Did you mean `name`?"),
    ],
)
def test_an_invalid_marker_is_an_error(run, marker, message):
    result = run(
        f"""
        import pytest

        @pytest.mark.admin_mock({marker})
        def test_it(admin_mock):
            pass
        """
    )

    result.assert_outcomes(errors=1)
    assert message in result.stdout.str()


def test_an_unknown_operation_is_an_error(run):
    result = run(
        """
        def test_it(admin_mock):
            admin_mock.calls("list_project")
        """
    )

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*'list_project' is not an operation. Did you mean `list_projects`?"])


def test_the_fixtures_and_the_marker_are_documented(pytester):
    assert "admin_mock" in pytester.runpytest_inprocess("--markers", "-p", "no:schemathesis").stdout.str()
    shown = pytester.runpytest_inprocess("--fixtures", "-p", "no:schemathesis").stdout.str()
    for fixture in (
        "admin_mock ",
        "admin_client ",
        "async_admin_client ",
        "admin_mock_server ",
        "make_admin_mock ",
    ):
        assert fixture in shown
