"""A folder of letters (``*.eml``), read as if it were a mailbox."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import overload

from app.channels.letters import LARGEST
from app.errors import UserError


class MailFolder:
    """The letters in one folder, by name; files stay where they are and are never changed."""

    def __init__(self, path: Path, *, largest: int = LARGEST) -> None:
        """largest: bytes; of a larger file only so much is read that the reader of letters can tell it is too large."""
        self._path = Path(path)
        self._largest = largest

    def letters(self) -> Sequence[tuple[str, bytes]]:
        """(path, raw letter) by file name, each file read when its turn comes; a file that cannot be read comes empty.

        Raises UserError if the folder is missing or closed to us.
        """
        try:
            if not self._path.is_dir():
                raise UserError("There is no folder {folder}. Name a folder that holds .eml files.", folder=str(self._path))
            found = sorted(file for file in self._path.iterdir() if file.suffix.lower() == ".eml")
        except OSError as trouble:
            raise UserError(
                "The folder {folder} cannot be read. Check its permissions.", folder=str(self._path)
            ) from trouble
        return _Files(found, self._largest)


class _Files(Sequence[tuple[str, bytes]]):
    """Files as (path, bytes), one at a time in memory."""

    def __init__(self, files: Sequence[Path], largest: int) -> None:
        self._files = files
        self._largest = largest

    def __len__(self) -> int:
        return len(self._files)

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        return (self._read(file) for file in self._files)

    @overload
    def __getitem__(self, index: int) -> tuple[str, bytes]: ...

    @overload
    def __getitem__(self, index: slice) -> "_Files": ...

    def __getitem__(self, index: int | slice) -> "tuple[str, bytes] | _Files":
        if isinstance(index, slice):
            return _Files(self._files[index], self._largest)
        return self._read(self._files[index])

    def _read(self, file: Path) -> tuple[str, bytes]:
        try:
            with file.open("rb") as stream:
                return str(file), stream.read(self._largest + 1)
        except OSError:
            return str(file), b""
