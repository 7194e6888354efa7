"""The documents of a deal: what there is, how it stands, and what is done with it."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from app.events import Document
from app.language import marked, phrase, tr
from app.operations import paper_printing, papers
from app.operations.deal_rows import DealCard, PaperRow
from app.views.background import Ticket
from app.views.deals.form import Asked, InlineForm, Values
from app.views.deals.paper_actions import PaperAction, new_papers, paper_actions
from app.views.deals.paper_desk import PaperDesk
from app.views.deals.section import Section, empty
from app.views.deals.words import PAPER_WORDS, spoken
from app.views.deals.work import DealWork
from app.views.look.buttons import PlainButton
from app.views.look.chip import ChipText
from app.views.look.icons import icon
from app.views.look.numbers import local
from app.views.look.rows import RowList, RowRole

MOST_BUTTONS = 3


class DocumentsSection(Section):
    """A list; under it the deeds of the chosen document. ``menu()`` offers all of them for key D."""

    def __init__(self, work: DealWork, papers_desk: PaperDesk, now: Callable[[], datetime]) -> None:
        super().__init__(work)
        self._papers, self._now = papers_desk, now
        self.model = QStandardItemModel()
        self.list = RowList("one")
        self.list.set_density("compact")
        self.list.setModel(self.model)
        self.list.activated.connect(lambda _index: self.open_menu_of_paper())
        self.list.selectionModel().currentChanged.connect(lambda *_: self._offer())
        self._buttons: list[PlainButton] = []
        self._deeds = QHBoxLayout()
        self._deeds.setContentsMargins(20, 2, 12, 2)
        self._deeds.setSpacing(6)
        self.column.addWidget(self.list)
        self.column.addLayout(self._deeds)
        self.column.addWidget(self.slot)
        self.column.addStretch(1)

    @property
    def paper(self) -> PaperRow | None:
        """The chosen document."""
        card, row = self.work.card, self.list.currentIndex().row()
        return card.documents[row] if card is not None and 0 <= row < len(card.documents) else None

    def fill(self, card: DealCard) -> None:
        self.title.setText(tr("Documents"))
        self.note.setText(str(len(card.documents)) if card.documents else tr("none yet"))
        row, had_keyboard = self.list.currentIndex().row(), self.list.hasFocus()
        self.model.clear()
        for paper in card.documents:
            item = QStandardItem(tr(PAPER_WORDS[paper.kind], number=paper.number))
            item.setData(paper.icon, RowRole.ICON)
            item.setData(True, RowRole.QUIET)
            item.setData(ChipText(spoken(paper.state), paper.tone, _sign(paper)), RowRole.CHIP)
            self.model.appendRow(item)
        self.list.fit(len(card.documents))
        self.list.setVisible(bool(card.documents))
        if card.documents:
            self.list.setCurrentIndex(self.model.index(min(max(row, 0), len(card.documents) - 1), 0))
        if had_keyboard:
            self.list.setFocus()
        self._offer()

    def begin(self) -> None:
        (self._buttons[0] if self._buttons else self.list).setFocus()

    def menu(self) -> QMenu:
        """Everything that can be done with the deal's documents: new ones, then those that are there."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        card = self.work.card
        if card is None:
            return menu
        self._add(menu, new_papers(card))
        menu.addSeparator()
        for paper in card.documents:
            if actions := paper_actions(card, paper):
                self._add(menu.addMenu(icon(paper.icon), tr(PAPER_WORDS[paper.kind], number=paper.number)), actions)
        if not card.documents and not new_papers(card):
            menu.addAction(tr("Add lines first: a document needs something to name")).setEnabled(False)
        return menu

    def open_menu(self, anchor: QWidget) -> None:
        """Key D: open the menu under *anchor*."""
        _pop(self.menu(), anchor.mapToGlobal(QPoint(0, anchor.height() + 4)))

    def open_menu_of_paper(self) -> None:
        """Enter on a document: what can be done with it."""
        card, paper = self.work.card, self.paper
        if card is None or paper is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._add(menu, paper_actions(card, paper))
        place = self.list.visualRect(self.list.currentIndex()).bottomLeft() + QPoint(20, 2)
        _pop(menu, self.list.viewport().mapToGlobal(place))

    def act(self, action: PaperAction) -> None:
        """Do what an action says."""
        paper = action.paper
        if paper is None:
            self._issue(action)
        elif action.deed in ("open", "save"):
            self._show_pdf(paper, self._papers.open if action.deed == "open" else self._papers.save)
        elif action.deed == "declined":
            self._ask_why_declined(paper)
        elif action.deed == "payment":
            self._ask_payment(paper)
        else:
            self._note(action.deed, paper)

    def _add(self, menu: QMenu, actions: list[PaperAction]) -> None:
        for action in actions:
            entry = menu.addAction(icon(action.icon), tr(action.sentence))
            entry.triggered.connect(partial(self.act, action))

    def _offer(self) -> None:
        empty(self._deeds)
        self._buttons = []
        card, paper = self.work.card, self.paper
        if card is None:
            return
        actions = [*(paper_actions(card, paper) if paper else ()), *new_papers(card)]
        for action in actions[:MOST_BUTTONS]:
            button = PlainButton(tr(action.sentence), icon=action.icon, height=28)
            button.clicked.connect(partial(self.act, action))
            self._deeds.addWidget(button)
            self._buttons.append(button)
        self._deeds.addStretch(1)

    def _issue(self, action: PaperAction) -> None:
        card, desk = self.work.card, self.work.desk
        if card is None:
            return
        issues: dict[str, Callable[[int], Ticket[PaperRow]]] = {
            "quotation": lambda version: desk.do(self.work, papers.issue_quotation, card.id, version),
            "contract": lambda version: desk.do(self.work, papers.conclude_contract, card.id, version),
            "invoice": lambda version: desk.do(self.work, papers.issue_invoice, card.id, version),
        }
        issued = self.work.change(issues[action.deed], said=lambda row: phrase("{paper} is issued.", paper=_named(row)))
        issued.then(self._print)

    def _print(self, row: PaperRow) -> None:
        """The PDF is made at once and kept with the deal; if it cannot be, the document stands all the same."""
        self._printed(row)

    def _printed(self, row: PaperRow) -> Ticket[int]:
        prints = {
            "quotation": paper_printing.print_quotation,
            "contract": paper_printing.print_contract,
            "invoice": paper_printing.print_invoice,
        }
        desk = self.work.desk
        return self.work.change(lambda _version: desk.do(self.work, prints[row.kind], row.record_id))

    def _show_pdf(self, paper: PaperRow, show: Callable[[Document, QWidget], None]) -> None:
        if paper.document_id is not None:
            self._fetch(paper.document_id, show)
        else:
            self._printed(paper).then(lambda attachment: self._fetch(attachment, show))

    def _fetch(self, attachment: int, show: Callable[[Document, QWidget], None]) -> None:
        desk = self.work.desk
        desk.ask(self, paper_printing.attachment, attachment).then(lambda document: show(document, self))

    def _note(self, deed: str, paper: PaperRow) -> None:
        desk = self.work.desk
        if deed == "sent":
            self.work.change(lambda v: desk.do(self.work, papers.mark_sent, paper.record_id, v), version=paper.version)
        elif deed == "accepted":
            self.work.change(lambda v: desk.do(self.work, papers.accept, paper.record_id, v), version=paper.version)
        elif paper.kind == "contract" or paper.kind == "delivery_note":
            kind = paper.kind
            self.work.change(
                lambda v: desk.do(self.work, papers.papers_back, kind, paper.record_id, v), version=paper.version
            )

    def _ask_why_declined(self, paper: PaperRow) -> None:
        form = InlineForm(
            phrase("{paper} is declined", paper=_named(paper)),
            [Asked("reason", marked("What the customer said"), needed=True)],
            marked("Note it"),
            icon="prohibit",
            upright=True,
        )
        self.slot.open(form, lambda values: self._decline(paper, values))

    def _decline(self, paper: PaperRow, values: Values) -> Ticket[PaperRow]:
        desk = self.work.desk
        return self.work.change(
            lambda v: desk.do(self.work, papers.decline, paper.record_id, v, values["reason"]), version=paper.version
        )

    def _ask_payment(self, paper: PaperRow) -> None:
        form = InlineForm(
            phrase("Money for {paper}", paper=_named(paper)),
            [
                Asked("amount", marked("Amount"), "number", paper.open, needed=True, pattern="#,##0.00"),
                Asked("received", marked("Received on"), "date", local(self._now()).date(), needed=True),
                Asked("reference", marked("Reference")),
            ],
            marked("Book the payment"),
            icon="currency-eur",
            upright=True,
        )
        self.slot.open(form, lambda values: self._pay(paper, values))

    def _pay(self, paper: PaperRow, values: Values) -> Ticket[PaperRow]:
        desk = self.work.desk
        return self.work.change(
            lambda v: desk.do(
                self.work,
                papers.record_payment,
                paper.record_id,
                v,
                values["amount"],
                values["received"],
                values["reference"],
            ),
            version=paper.version,
        )


def _named(paper: PaperRow) -> str:
    return tr(PAPER_WORDS[paper.kind], number=paper.number)


def _sign(paper: PaperRow) -> str:
    return {"success": "check-circle", "danger": "warning-circle", "warning": "clock"}.get(paper.tone, "circle-dashed")


def _pop(menu: QMenu, place: QPoint) -> None:
    first = next((action for action in menu.actions() if action.isEnabled() and not action.isSeparator()), None)
    if first is not None:
        menu.setActiveAction(first)
    menu.popup(place)
