"""A folder that belongs to one process at a time. The lock goes with the process, however it ends."""

import os
import sys
from pathlib import Path

from app.errors import DeviceTrouble
from app.language import marked

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_TAKEN = marked("Kontor is open already with the scans in {folder}. Close the other window first.")
_UNUSABLE = marked("The folder {folder} for scans cannot be used: {reason}.")


class FolderLock:
    """Holds ``kontor.lock`` in *folder* (made if missing). Raises DeviceTrouble if another holds it."""

    def __init__(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._descriptor = os.open(folder / "kontor.lock", os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
        except OSError as trouble:
            raise DeviceTrouble(_UNUSABLE, folder=str(folder), reason=trouble.strerror or "") from trouble
        try:
            if sys.platform == "win32":
                msvcrt.locking(self._descriptor, msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as taken:
            os.close(self._descriptor)
            raise DeviceTrouble(_TAKEN, folder=str(folder)) from taken

    def release(self) -> None:
        """Give the folder back."""
        os.close(self._descriptor)
