"""Entry point of ``python -m generator``."""

import sys

from generator.cli import main
from generator.closed_output import exit_on_closed_output
from generator.render import render

with exit_on_closed_output():
    sys.exit(main(sys.argv[1:], render))
