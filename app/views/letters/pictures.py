"""A look at a picture that came with a letter: decoded within limits, off the main thread, never by another program."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from app.errors import UserError
from app.events import Document

FORMATS = frozenset({"png", "jpeg", "jpg", "gif", "bmp", "webp"})
"""Pictures of points only: SVG can name other files, and the rarer ones are seldom tried."""
LARGEST = 40_000_000
"""Points: what is larger is shown by no preview, however few bytes it has."""
ALLOCATION = 192
"""Megabytes that decoding may take."""
SIDE = 560
"""Px that the preview is wide or high at most."""


def preview(document: Document) -> QImage:
    """The picture, made small enough to be shown. Raises UserError for one that is none, is broken or too large."""
    buffer = QBuffer()
    buffer.setData(QByteArray(document.data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    kind = bytes(reader.format().data()).decode("ascii", "replace").lower()
    if kind not in FORMATS:
        raise UserError("“{name}” is no picture that Kontor can show. Save it to see it.", name=document.filename)
    size = reader.size()
    if size.isValid() and size.width() * size.height() > LARGEST:
        raise UserError(
            "“{name}” has {width} × {height} points: too large for a preview. Save it to see it.",
            name=document.filename,
            width=size.width(),
            height=size.height(),
        )
    reader.setAutoTransform(True)
    reader.setAllocationLimit(ALLOCATION)
    if size.isValid() and max(size.width(), size.height()) > SIDE:
        reader.setScaledSize(size.scaled(QSize(SIDE, SIDE), Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if image.isNull():
        raise UserError("“{name}” is damaged: no picture can be made of it.", name=document.filename)
    return image
