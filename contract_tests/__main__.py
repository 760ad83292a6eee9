"""Run the contract suite: a shim for ``python -m apivideo_admin_contract``."""

from __future__ import annotations

import sys

from apivideo_admin_contract.__main__ import run

if __name__ == "__main__":
    sys.exit(run())
