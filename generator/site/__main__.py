"""Entry point of ``python -m generator.site``."""

import sys

from generator.site.cli import main

sys.exit(main(sys.argv[1:]))
