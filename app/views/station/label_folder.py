"""Where labels go from the station: PDF files in a folder of the person's choice, which a label printer may watch."""

from datetime import UTC, datetime
from pathlib import Path

from app.errors import UserError
from app.events import Document


class LabelFolder:
    """Puts documents into *folder*, each under a name of its own; a file is there whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, document: Document) -> str:
        """Save *document*; the path it has now. May be called from any thread. Raises UserError if it cannot be saved."""
        name, extension = Path(document.filename).stem, Path(document.filename).suffix
        moment = datetime.now(UTC).astimezone().strftime("%Y%m%d-%H%M%S-%f")
        path = self._folder / f"{name}-{moment}{extension}"
        unfinished = path.with_suffix(".part")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            unfinished.write_bytes(document.data)
            unfinished.replace(path)
        except OSError as trouble:
            reason = trouble.strerror or str(trouble)
            raise UserError(
                "The label could not be saved in {folder}: {reason}.", folder=str(self._folder), reason=reason
            ) from (trouble)
        return str(path)
