"""Run in this folder: python -m unittest (requires apivideo-admin and apivideo-admin-mock, but not pytest)."""
# ruff: noqa: PT009, PT027, INP001 - unittest, in an example to copy

import unittest

from retire import retire

from apivideo_admin import AdminClient
from apivideo_admin.errors import PermissionDeniedError
from apivideo_admin_mock import MockServer


class RetireTest(unittest.TestCase):
    """Tests of `retire`. Each test has its own mock on a free port."""

    def setUp(self) -> None:
        """Start a mock with four projects, and connect a client. Both are closed after the test."""
        names = ["demo of March", "website", "demo of April", "my demo"]
        self.mock = self.enterContext(MockServer(projects=[{"name": name} for name in names]))
        self.admin = self.enterContext(AdminClient(api_key=self.mock.key, base_url=self.mock.url))

    def test_a_retired_project_is_deleted_in_the_next_month(self) -> None:
        """The test moves the clock of the mock instead of waiting."""
        self.assertEqual(retire(self.admin, "demo"), ["demo of April", "demo of March"])

        self.assertEqual(self.admin.projects.count(), 4)
        self.mock.clock.advance(32 * 24 * 3600)
        self.assertEqual([project.name for project in self.admin.projects.list()], ["website", "my demo"])

    def test_a_project_is_retired_once(self) -> None:
        """The mock records the requests."""
        retire(self.admin, "demo")
        self.assertEqual(retire(self.admin, "demo"), [])

        self.assertEqual(len(self.mock.calls("update_project")), 2)

    def test_a_suspended_account_is_an_error(self) -> None:
        """The mock injects a fault."""
        self.mock.fail("update_project", 403)

        with self.assertRaises(PermissionDeniedError):
            retire(self.admin, "demo")


if __name__ == "__main__":
    unittest.main()
