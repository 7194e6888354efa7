"""Kontor: ``python main.py`` opens the window; everything else is a verb, see ``python main.py --help``."""

import sys

from app.command_line import run

if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
