"""The sound of a call at this desk: by the person's choice, once a ring, played by what the system has."""

import shutil
import sys
from pathlib import Path

from PySide6.QtCore import QProcess
from PySide6.QtWidgets import QApplication

from app.views.preferences import Preferences
from app.views.station.sounds import PLAYERS, write_tone

if sys.platform == "win32":
    import winsound

CALL_SOUND = "call_sound"
"""Preference: "no" where calls make no sound; settings offer it."""
TONES = ((660, 140), (880, 140), (0, 120), (660, 140), (880, 220))


class Ringer:
    """``ring()`` plays a short melody that no scanning station has; the system's beep where there is no player."""

    def __init__(self, folder: Path, preferences: Preferences) -> None:
        self._file, self._preferences = folder / "call.wav", preferences
        self._player = next((found for found in map(shutil.which, PLAYERS) if found), "")

    def ring(self) -> None:
        """Let the person hear that somebody calls, if they want to hear it."""
        if self._preferences.get(CALL_SOUND) != "no" and not self._played():
            QApplication.beep()

    def _played(self) -> bool:
        try:
            if not self._file.exists():
                self._file.parent.mkdir(parents=True, exist_ok=True)
                write_tone(self._file, TONES)
        except OSError:
            return False
        path = str(self._file)
        if sys.platform == "win32":
            winsound.PlaySound(path, winsound.SND_FILENAME | winsound.SND_ASYNC | winsound.SND_NODEFAULT)
            return True
        return bool(self._player) and bool(QProcess.startDetached(self._player, [path])[0])
