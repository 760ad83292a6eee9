"""Run the contract suite from the workspace: the same as ``python -m apivideo_admin_contract``."""

from __future__ import annotations

import sys

from apivideo_admin_contract.__main__ import run

if __name__ == "__main__":
    sys.exit(run())
