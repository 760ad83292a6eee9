"""Run, in this folder: python -m unittest (it needs apivideo-admin and apivideo-admin-mock, and no pytest)."""
# ruff: noqa: PT009, PT027, INP001 - unittest, in a folder that is to be copied

import unittest

from retire import retire

from apivideo_admin import AdminClient
from apivideo_admin.errors import ForbiddenError
from apivideo_admin_mock import MockServer


class RetireTest(unittest.TestCase):
    """Each test has a mock of its own, on a free port, that begins with these projects."""

    def setUp(self) -> None:
        """Start the mock, and a client of it; both end with the test."""
        names = ["demo of March", "website", "demo of April", "my demo"]
        self.mock = self.enterContext(MockServer(projects=[{"name": name} for name in names]))
        self.admin = self.enterContext(AdminClient(api_key=self.mock.key, base_url=self.mock.url))

    def test_what_is_retired_is_gone_in_the_next_month(self) -> None:
        """The clock is the mock's: nothing waits for the month to end."""
        self.assertEqual(retire(self.admin, "demo"), ["demo of April", "demo of March"])

        self.assertEqual(self.admin.projects.count(), 4)
        self.mock.clock.advance(32 * 24 * 3600)
        self.assertEqual([project.name for project in self.admin.projects.list()], ["website", "my demo"])

    def test_a_project_is_retired_once(self) -> None:
        """The mock remembers the requests that it was sent."""
        retire(self.admin, "demo")
        self.assertEqual(retire(self.admin, "demo"), [])

        self.assertEqual(len(self.mock.calls("update_project")), 2)

    def test_a_suspended_account_is_told(self) -> None:
        """The mock fails on demand."""
        self.mock.fail("update_project", 403)

        with self.assertRaises(ForbiddenError):
            retire(self.admin, "demo")


if __name__ == "__main__":
    unittest.main()
