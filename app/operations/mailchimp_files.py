"""Reading what Mailchimp exports: who unsubscribed and whose address was cleaned, as CSV or in its archive [C26].

Pure: bytes in, addresses out. The columns decide what a file is (UNSUB_TIME, CLEAN_TIME), then its name; a file of
people who are subscribed says nothing about blocking and is passed over.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from app.errors import UserError
from app.language import marked
from app.models.addresses import mail_key
from app.models.marketing_terms import BlockCause
from app.tables import Table, column_places, read_table

COLUMNS: dict[str, tuple[str, ...]] = {
    "email": ("Email Address", "Email", "E-mail", "E-Mail-Adresse", "Адрес электронной почты", "Эл. почта"),
    "unsubscribed": ("UNSUB_TIME",),
    "cleaned": ("CLEAN_TIME",),
    "reason": ("UNSUB_REASON", "UNSUB_REASON_OTHER"),
    "subscribed": ("CONFIRM_TIME", "OPTIN_TIME"),
}
MOST_FILES = 50
MOST_UNPACKED = 100 * 1024 * 1024
"""Bytes that the files of an archive may have together; more is a trap."""
LONGEST_REASON = 200
TOO_LARGE = marked("{name} is too large: unpack it and take the files one by one.")


@dataclass(frozen=True, slots=True)
class Reported:
    """One address that the mail service will not write to any more. at: None where no readable time stands."""

    email: str
    at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line without an address in it. line: its number in the file."""

    file: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class MailchimpFile:
    """What one file says. cause: None for a file of people who are subscribed."""

    name: str
    cause: BlockCause | None
    reported: tuple[Reported, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()


def read_export(data: bytes, name: str) -> tuple[MailchimpFile, ...]:
    """The files in *data*, which is one CSV (or XLSX) or a ZIP of them.

    Raises UserError for what cannot be read at all, has no column of addresses, or does not say whom to block.
    """
    if not _archive(data):
        found: tuple[MailchimpFile, ...] = (_file(data, name),)
    else:
        found = tuple(_file(content, inside) for inside, content in _unpacked(data, name))
    if not any(each.cause for each in found):
        raise UserError("{name} does not say who unsubscribed or whose address bounced: no line was taken.", name=name)
    return found


def _archive(data: bytes) -> bool:
    if data[:4] != b"PK\x03\x04":
        return False
    # A spreadsheet is an archive, too; this member tells it.
    return b"[Content_Types].xml" not in data[:4096]


def _unpacked(data: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [each for each in archive.infolist() if each.filename.lower().endswith((".csv", ".txt"))]
            if len(members) > MOST_FILES or sum(each.file_size for each in members) > MOST_UNPACKED:
                raise UserError(TOO_LARGE, name=name)
            if any(each.flag_bits & 1 for each in members):
                raise UserError("{name} is locked with a password: unpack it first.", name=name)
            for member in members:
                with archive.open(member) as stream:
                    # What an archive says of its sizes may be a lie.
                    content = stream.read(MOST_UNPACKED + 1)
                if len(content) > MOST_UNPACKED:
                    raise UserError(
                        "{name} is too large to be unpacked: unpack it and take the files one by one.", name=name
                    )
                yield member.filename.rpartition("/")[2], content
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as error:
        raise UserError("{name} cannot be unpacked: it is damaged.", name=name) from error


def _file(data: bytes, name: str) -> MailchimpFile:
    table = read_table(data, name, [title for titles in COLUMNS.values() for title in titles])
    places = column_places(table.header, COLUMNS)
    if "email" not in places:
        raise UserError("{name} has no column of addresses, such as Email Address.", name=name)
    cause = _cause(table, name, places)
    if cause is None:
        return MailchimpFile(name, None)
    when = places.get("unsubscribed" if cause is BlockCause.UNSUBSCRIBED else "cleaned", ())
    reported: dict[str, Reported] = {}
    unreadable: list[Unreadable] = []
    for row in table.rows:
        email = next((mail_key(row.cells[place]) for place in places["email"] if row.cells[place]), "")
        if not _address(email):
            unreadable.append(Unreadable(name, row.number, " ".join(filter(None, row.cells))[:LONGEST_REASON]))
            continue
        moment = next((found for place in when if (found := _moment(row.cells[place]))), None)
        words = " ".join(filter(None, (row.cells[place] for place in places.get("reason", ()))))
        reported.setdefault(email, Reported(email, moment, words[:LONGEST_REASON]))
    return MailchimpFile(name, cause, tuple(reported.values()), tuple(unreadable))


def _cause(table: Table, name: str, places: dict[str, tuple[int, ...]]) -> BlockCause | None:
    for field, cause in (("unsubscribed", BlockCause.UNSUBSCRIBED), ("cleaned", BlockCause.BOUNCED)):
        if field in places:
            return cause
    title = name.lower()
    if "unsub" in title:
        return BlockCause.UNSUBSCRIBED
    return BlockCause.BOUNCED if "clean" in title or "bounce" in title else None


def _address(email: str) -> bool:
    """Whether this may be an address: laxer than for lists, because blocking one too many harms nobody."""
    local, sign, domain = email.rpartition("@")
    return bool(local and sign and "." in domain) and not any(part.isspace() for part in email) and len(email) <= 320


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
