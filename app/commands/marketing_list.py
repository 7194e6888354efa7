"""``main.py export contacts|phones --segment NAME --to FILE``: a marketing list, with its line in the ledger."""

import argparse
from pathlib import Path

from app.config import Settings
from app.errors import UserError
from app.language import tr
from app.list_folder import ListFolder
from app.models.marketing_terms import BASES, Basis, ListKind, Origin
from app.opening import opened
from app.operations import marketing_lists, segments
from app.operations.marketing_lists import Exported, ListOrder
from app.reports.mailing import FORMATS, ListFormat

CONTACTS, PHONES = "contacts", "phones"
LISTS = {CONTACTS: ListKind.EMAIL, PHONES: ListKind.PHONE}
BASIS_NAMES = tuple(each.value for each in Basis)


def run(settings: Settings, given: argparse.Namespace) -> int:
    """Save the list of a segment; nobody who is blocked or has not consented is in it. Raises UserError."""
    target = Path(given.to)
    if given.list not in LISTS:
        raise UserError("A segment is saved as contacts (e-mail list) or as phones (phone list).")
    list_kind = LISTS[given.list]
    file_format = _format(target)
    if not target.parent.is_dir():
        raise UserError("There is no folder {folder}. Make it first.", folder=str(target.parent))
    basis = Basis(given.basis) if given.basis else BASES[list_kind][0]
    with opened(settings) as store:
        segment_id = store.read(segments.named, given.segment)
        order = ListOrder(segment_id, list_kind, file_format, basis, given.changes, settings.language)
        exported = store.write(marketing_lists.make, order, Origin.SCRIPT)
        try:
            beside = _write(target, exported)
        except UserError as refused:
            store.write(marketing_lists.failed, exported.run_id, refused.said("en"))
            raise
        store.write(marketing_lists.delivered, exported.run_id, str(target))
    print(tr("{file} is written, rows: {count}.", file=str(target), count=exported.count))
    if beside is not None:
        print(tr("{file} says who is to be removed, rows: {count}.", file=str(beside), count=exported.removed))
    return 0


def _format(target: Path) -> ListFormat:
    ending = target.suffix.lower().removeprefix(".")
    for known in FORMATS:
        if known == ending:
            return known
    raise UserError("The name of the file must end in one of {known}.", known=", ".join(f".{each}" for each in FORMATS))


def _write(target: Path, exported: Exported) -> Path | None:
    folder = ListFolder()
    folder.write_file(target, exported.document.data)
    if exported.removal is None:
        return None
    return folder.write_file(target.with_name(f"{target.stem}-to-remove{target.suffix}"), exported.removal.data)
