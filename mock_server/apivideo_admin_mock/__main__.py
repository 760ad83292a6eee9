"""``python -m apivideo_admin_mock`` is the command ``apivideo-admin-mock``."""

import sys

from apivideo_admin_mock.cli import main

sys.exit(main())
