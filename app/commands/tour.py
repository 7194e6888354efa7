"""``main.py tour``: the company's day through the real windows, checked step by step."""

import argparse
import os
import shutil
import sys
from dataclasses import replace
from pathlib import Path

from app.config import Settings
from app.database.schema import check
from app.errors import UserError
from app.language import tr
from app.operations.integrity import CHECKS
from app.tour.day import play


def run(settings: Settings, given: argparse.Namespace) -> int:
    """Play the day into *given.out*; 0 if every step was as it should be. Needs no screen."""
    out = Path(given.out)
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if not settings.database_url:
        # A day of its own: the company of the last tour has lived through it already.
        shutil.rmtree(out / "company", ignore_errors=True)
        settings = replace(settings, database_url=f"sqlite:///{(out / 'company' / 'tour.sqlite').as_posix()}")
    shutil.rmtree(out / "desk", ignore_errors=True)
    steps = 0

    def say(sentence: str) -> None:
        nonlocal steps
        steps += 1
        print(f"{steps:3}  {sentence}", flush=True)

    pictures = play(settings, out, look=given.theme, say=say)
    findings = check(settings.database, CHECKS)
    if findings:
        raise UserError("The day is over, but the books are not sound: {finding}", finding=findings[0].sentence)
    print(
        tr(
            "{steps} steps, all as they should be; {pictures} pictures in {folder}.",
            steps=steps,
            pictures=pictures,
            folder=out,
        )
    )
    return 0
