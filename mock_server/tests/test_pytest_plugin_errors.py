"""What the fixtures say of what doesn't fit, and where they are documented."""

import pytest


@pytest.mark.parametrize(
    ("marker", "message"),
    [
        ("rate_limits=None", "Did you mean `rate_limit`?"),
        ("project=3", "Did you mean `projects`?"),
        ("rate_limit='fast'", "write it like 10/s"),
        ("3", "takes keywords only"),
        ("projects=[{'naem': 'x'}]", "Did you mean `name`?"),
    ],
)
def test_a_marker_that_does_not_fit_says_so(run, marker, message):
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


def test_an_operation_that_is_none_can_not_be_asked_for(run):
    result = run(
        """
        def test_it(admin_mock):
            admin_mock.calls("list_project")
        """
    )

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*'list_project' is no operation. Did you mean `list_projects`?"])


def test_the_fixtures_and_the_marker_are_documented(pytester):
    assert "admin_mock" in pytester.runpytest_inprocess("--markers").stdout.str()
    shown = pytester.runpytest_inprocess("--fixtures").stdout.str()
    for fixture in (
        "admin_mock ",
        "admin_client ",
        "async_admin_client ",
        "admin_mock_server ",
        "make_admin_mock ",
    ):
        assert fixture in shown
