"""What the ledger and the block list show in their columns."""

from app.language import Phrase, marked, tr
from app.models.marketing_terms import LIST_WORDS
from app.operations.block_list import BlockRow
from app.operations.export_ledger import RunRow
from app.phone_number import shown_phone
from app.views.look.chip import ChipText
from app.views.look.numbers import moment, number
from app.views.marketing.paged_model import PagedModel, Shape
from app.views.marketing.words import basis_words, cause_chip, made_by


def _list_words(run: RunRow) -> str:
    return tr("{list}, {format}", list=Phrase(LIST_WORDS[run.list_kind]).said(), format=run.file_format.upper())


def _figure(count: int) -> str:
    return number(count, "#,##0")


def _delivery(run: RunRow) -> ChipText:
    if run.problem:
        return ChipText(tr("not written"), "danger", "warning-circle")
    if run.delivered_at is None:
        return ChipText(tr("on its way"), "warning", "hourglass-medium")
    return ChipText(tr("only changes"), "neutral", "arrows-clockwise") if run.only_changes else _written()


def _written() -> ChipText:
    return ChipText(tr("written"), "success", "check-circle")


def ledger_model() -> PagedModel[RunRow]:
    """The ledger of exports."""
    return PagedModel[RunRow](
        (
            Shape(marked("When"), lambda run: moment(run.at)),
            Shape(marked("Segment"), lambda run: run.name),
            Shape(marked("List"), _list_words, quiet=True),
            Shape(marked("By"), made_by),
            Shape(marked("Lines"), lambda run: _figure(run.count), figure=True),
            Shape(marked("New"), lambda run: _figure(run.new), figure=True),
            Shape(marked("Changed"), lambda run: _figure(run.changed), figure=True),
            Shape(marked("To remove"), lambda run: _figure(run.removed), figure=True),
            Shape(marked("State"), lambda _: "", _delivery),
            Shape(marked("Legal basis"), lambda run: basis_words(run.basis), quiet=True),
        ),
        lambda run: run.id,
    )


def blocks_model() -> PagedModel[BlockRow]:
    """The block list."""
    return PagedModel[BlockRow](
        (
            Shape(marked("Address"), lambda row: shown_phone(row.value) if row.value.startswith("+") else row.value),
            Shape(marked("Company"), lambda row: row.company),
            Shape(marked("Why"), lambda _: "", lambda row: cause_chip(row.cause)),
            Shape(marked("Reason"), lambda row: row.reason, quiet=True),
            Shape(marked("By"), lambda row: row.who or tr("mail service")),
            Shape(marked("Since"), lambda row: moment(row.at), quiet=True),
        ),
        lambda row: row.id,
    )


LEDGER_WIDTHS = (120, 180, 180, 120, 84, 64, 92, 104, 130)
BLOCKS_WIDTHS = (252, 190, 140, 250, 130)
"""In px; the last column takes the rest."""
