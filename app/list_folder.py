"""The folder into which lists save themselves: written whole or not at all, a name for each day."""

import os
from datetime import datetime
from pathlib import Path

from app.errors import UserError
from app.events import Document


class ListFolder:
    """Writes lists into folders that this computer can reach."""

    def reachable(self, folder: str) -> bool:
        """Whether *folder* is there and may be written."""
        return Path(folder).is_dir() and os.access(folder, os.W_OK)

    def write(self, folder: str, documents: tuple[Document, ...], moment: datetime) -> str:
        """Write *documents* into *folder*, each with the day of *moment* in its name; the path of the first.

        A file of that day that is there already is replaced. Raises UserError.
        """
        paths = []
        for document in documents:
            name = Path(document.filename)
            paths.append(Path(folder) / f"{name.stem}-{moment.astimezone():%Y-%m-%d}{name.suffix}")
            self.write_file(paths[-1], document.data)
        return str(paths[0])

    def write_file(self, path: Path, data: bytes) -> Path:
        """Write *data* to *path*, which holds the old file or the new one at any moment. Raises UserError."""
        half = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            half.write_bytes(data)
            half.replace(path)
        except OSError as error:
            reason = error.strerror or str(error)
            raise UserError("{file} cannot be written: {reason}", file=str(path), reason=reason) from error
        finally:
            half.unlink(missing_ok=True)
        return path
