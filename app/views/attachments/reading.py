"""Reading a person's files, off the main thread: what cannot be kept says why before it is read whole."""

from collections.abc import Callable
from pathlib import Path

from app.errors import UserError
from app.operations.attachments import check_size

PIECE = 1024 * 1024


def read_file(path: Path, most: int, going: Callable[[int, int], bool]) -> bytes:
    """The bytes of *path*, at most *most* of them. *going* hears (read, whole) and answers whether to go on.

    Raises UserError for a folder, a file that is empty, too big or unreadable, and when it was stopped.
    """
    try:
        if path.is_dir():
            raise UserError("“{name}” is a folder: put its files here one by one, or packed as one.", name=path.name)
        whole = path.stat().st_size
        check_size(path.name, whole, most)
        pieces = []
        done = 0
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                pieces.append(piece)
                done += len(piece)
                # A file may grow while it is read: never more than fits.
                check_size(path.name, done, most)
                if not going(done, max(whole, done)):
                    raise UserError("Stopped; “{name}” was not kept.", name=path.name)
    except OSError as error:
        raise UserError(
            "“{name}” cannot be read: {reason}.", name=path.name, reason=error.strerror or type(error).__name__
        ) from error
    return b"".join(pieces)
