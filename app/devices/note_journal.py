"""Notes of calls that are being typed: on disk here within a moment, until the database has them.

One small file a call, written whole and put in place in one step: a crash leaves the note before the last pause or the
one after it, never half a note.
"""

import json
import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from app.errors import DeviceTrouble
from app.language import marked

_NOT_KEPT = marked("The note could not be kept on this computer ({reason}). It goes to the database as you type.")
_SUFFIX = ".json"


class NoteJournal:
    """The notes of one person in *folder*. Two windows of the same person may use it at once: each call has a file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, interaction_id: int, text: str) -> None:
        """Keep *text* as the note of a call; on disk when this returns. Raises DeviceTrouble if it could not be kept."""
        fresh = self._folder / f"{interaction_id}.{os.getpid()}.new"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with fresh.open("wb") as stream:
                stream.write(json.dumps({"note": text, "at": datetime.now(UTC).isoformat()}).encode("ascii"))
                stream.flush()
                os.fsync(stream.fileno())
            fresh.replace(self._file(interaction_id))
        except OSError as trouble:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)
            raise DeviceTrouble(_NOT_KEPT, reason=trouble.strerror or "") from trouble

    def done(self, interaction_id: int, text: str) -> None:
        """The database has *text*. What was typed since stays here."""
        kept = self._read(self._file(interaction_id))
        if kept is not None and kept[0] == text:
            # A file that cannot be taken away is only written to the database once more at the next start.
            with suppress(OSError):
                self._file(interaction_id).unlink(missing_ok=True)

    def kept(self) -> dict[int, tuple[str, datetime]]:
        """The notes that the database did not have yet: interaction → text, and when it was typed."""
        found: dict[int, tuple[str, datetime]] = {}
        with suppress(OSError):
            for path in sorted(self._folder.glob(f"*{_SUFFIX}")):
                note = self._read(path)
                if note is not None and path.stem.isdecimal():
                    found[int(path.stem)] = note
        return found

    def _file(self, interaction_id: int) -> Path:
        return self._folder / f"{interaction_id}{_SUFFIX}"

    @staticmethod
    def _read(path: Path) -> tuple[str, datetime] | None:
        try:
            fact = json.loads(path.read_bytes())
            return str(fact["note"]), datetime.fromisoformat(fact["at"]).astimezone(UTC)
        except (OSError, ValueError, LookupError, TypeError):
            return None
