"""``main.py`` without a verb: the window."""

import argparse

from app import bootstrap
from app.config import Settings


def run(settings: Settings, given: argparse.Namespace) -> int:
    """Open the window and stay until it is closed; with ``--demo`` at the ready company, with ``--as`` at one desk."""
    return bootstrap.run(settings, demo=given.demo, login=given.login or "")
