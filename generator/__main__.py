"""Entry point of ``python -m generator``."""

import sys

from generator.cli import main
from generator.render import render

sys.exit(main(sys.argv[1:], render))
