"""The station's sounds: short and high when a scan counts, long and low when it is refused, so that nobody has to look.

They are made here and played by what the system has (Windows itself, ``afplay``, ``pw-play``, ``paplay``, ``aplay``); where
there is nothing, the system's own beep tells of a refused scan.
"""

import math
import shutil
import struct
import sys
import wave
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QProcess
from PySide6.QtWidgets import QApplication

if sys.platform == "win32":
    import winsound

RATE = 22_050
PLAYERS = ("afplay", "pw-play", "paplay", "aplay")
TONES = {"good": ((1760, 90),), "refused": ((220, 600),), "kept": ((880, 60), (0, 40), (880, 60))}
"""Sound → its tones: (Hz, ms), 0 Hz is silence."""


class Sounds(Protocol):
    """What the station lets the clerk hear."""

    def good(self) -> None:
        """The scan counts."""

    def refused(self) -> None:
        """The scan does not count."""

    def kept(self) -> None:
        """The scan is kept and will be judged when the connection is back."""


class Tones:
    """The sounds as files in *folder*, played without waiting."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._files = {name: folder / f"{name}.wav" for name in TONES}
        for name, path in self._files.items():
            write_tone(path, TONES[name])
        self._player = next((found for found in map(shutil.which, PLAYERS) if found), "")

    def good(self) -> None:
        """The scan counts."""
        self._play("good")

    def refused(self) -> None:
        """The scan does not count."""
        if not self._play("refused"):
            QApplication.beep()

    def kept(self) -> None:
        """The scan is kept."""
        self._play("kept")

    def _play(self, name: str) -> bool:
        path = str(self._files[name])
        if sys.platform == "win32":
            winsound.PlaySound(path, winsound.SND_FILENAME | winsound.SND_ASYNC | winsound.SND_NODEFAULT)
            return True
        return bool(self._player) and bool(QProcess.startDetached(self._player, [path])[0])


def write_tone(path: Path, tones: tuple[tuple[int, int], ...]) -> None:
    """Write *tones* as a WAV file, faded at both ends so that nothing clicks."""
    frames = bytearray()
    for pitch, duration in tones:
        count = RATE * duration // 1000
        for place in range(count):
            fade = min(1.0, place / 110, (count - place) / 110)
            frames += struct.pack("<h", round(12_000 * fade * math.sin(2 * math.pi * pitch * place / RATE)))
    with wave.open(str(path), "wb") as stream:
        stream.setnchannels(1)
        stream.setsampwidth(2)
        stream.setframerate(RATE)
        stream.writeframes(bytes(frames))
