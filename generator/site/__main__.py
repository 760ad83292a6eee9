"""Entry point of ``python -m generator.site``."""

import sys

from generator.closed_output import exit_on_closed_output
from generator.site.cli import main

with exit_on_closed_output():
    sys.exit(main(sys.argv[1:]))
