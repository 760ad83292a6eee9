"""Run the command ``apivideo-admin-mock`` as ``python -m apivideo_admin_mock``."""

import sys

from apivideo_admin_mock.cli import main

sys.exit(main())
