"""What a file is, by its first bytes: a name can say anything. And what must never be started from here."""

import mimetypes
from pathlib import PurePosixPath

UNKNOWN = "application/octet-stream"
TEXT = "text/plain"
SAMPLE = 4096
"""Bytes that are looked at."""

_SIGNS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF-", "application/pdf"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF8", "image/gif"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (8, b"WEBP", "image/webp"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftyp", "video/mp4"),
    (0, b"ID3", "audio/mpeg"),
    (8, b"WAVE", "audio/wav"),
    (0, b"OggS", "audio/ogg"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"PK\x05\x06", "application/zip"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (0, b"{\\rtf", "application/rtf"),
    (0, b"AC10", "image/vnd.dwg"),
    (0, b"MZ", "application/vnd.microsoft.portable-executable"),
    (0, b"\x7fELF", "application/x-executable"),
    (0, b"#!", "text/x-shellscript"),
    (0, b"\xca\xfe\xba\xbe", "application/x-mach-binary"),
    (0, b"\xcf\xfa\xed\xfe", "application/x-mach-binary"),
    (0, b"L\x00\x00\x00\x01\x14\x02\x00", "application/x-ms-shortcut"),
)
"""Offset, bytes there, and what begins like that."""
_INSIDE = {
    "application/zip": ("docx", "xlsx", "pptx", "odt", "ods", "odp", "epub", "3mf"),
    "application/x-ole-storage": ("doc", "xls", "ppt", "msg", "vsd"),
    TEXT: ("csv", "txt", "md", "json", "xml", "html", "htm", "svg", "eml", "step", "stp", "dxf", "ini", "log", "ics", "vcf"),
}
"""Containers that many kinds of file share, and the endings that may say which one it is."""
_PROGRAM_TYPES = frozenset(
    {
        *("application/vnd.microsoft.portable-executable", "application/x-executable", "text/x-shellscript"),
        *("application/x-mach-binary", "application/x-ms-shortcut"),
    }
)
_PROGRAM_ENDINGS = frozenset(
    {
        *("app", "appimage", "bat", "chm", "cmd", "com", "command", "cpl", "deb", "desktop", "dll"),
        *("dmg", "exe", "gadget", "hta", "inf", "iso", "jar", "js", "jse", "lnk", "msc"),
        *("msi", "msix", "msp", "pif", "pkg", "ps1", "py", "pyw", "reg", "rpm", "run"),
        *("scf", "scr", "sh", "url", "vb", "vbe", "vbs", "wsf", "wsh", "xll"),
    }
)


def sniffed(data: bytes, name: str) -> str:
    """The MIME type of *data* by its first bytes; the ending of *name* only chooses among what these bytes allow."""
    head = data[:SAMPLE]
    kind = next((mime for at, sign, mime in _SIGNS if head[at : at + len(sign)] == sign), "")
    if not kind:
        kind = TEXT if _is_text(head) else UNKNOWN
    if _ending(name) in _INSIDE.get(kind, ()):
        return mimetypes.guess_type(f"x.{_ending(name)}")[0] or kind
    return kind


def is_program(mime: str, name: str) -> bool:
    """Whether the system might run this file instead of showing it: such a file is saved, never opened."""
    return mime in _PROGRAM_TYPES or _ending(name) in _PROGRAM_ENDINGS


def _ending(name: str) -> str:
    return PurePosixPath(name.strip(". ")).suffix.lower().lstrip(".")


def _is_text(head: bytes) -> bool:
    if b"\x00" in head:
        return head.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        # A character that the sample cuts in two at its end is no sign of binary data.
        return error.start > len(head) - 4 and len(head) == SAMPLE
    return True
