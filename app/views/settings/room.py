"""The room "Settings": the person's choices at the left; at the right the company's, and the scanners of this place."""

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.language import marked, tr
from app.operations import company_settings, notice_choices, own_settings
from app.views.desk import Desk
from app.views.look.areas import set_ground
from app.views.look.card_column import CardSection
from app.views.look.page_head import PageHead
from app.views.look.scroll_bars import steady_scroll_bar
from app.views.messages import Messages
from app.views.preferences import Preferences
from app.views.room import Room
from app.views.settings.absence_panel import AbsencePanel
from app.views.settings.company_panel import CompanyPanel
from app.views.settings.inquiry_section import InquirySection
from app.views.settings.notices_panel import NoticesPanel
from app.views.settings.personal_panel import PersonalPanel
from app.views.settings.scanner_panel import TRY_KEY, ScannerPanel
from app.views.settings.workstation import Workstation

MARGIN = 20
WIDEST = 520


class SettingsRoom(Room):
    """What is one's own is kept at once, what is everybody's by a button; all can be taken back for ten seconds.

    administers: the person chooses for the company too. heads: who names sellers is theirs to choose.
    """

    name: ClassVar[str] = "settings"
    title: ClassVar[str] = marked("Settings")
    icon: ClassVar[str] = "gear-six"
    topics: ClassVar[frozenset[str]] = frozenset({"employee", "setting", "absence", "department"})

    def __init__(
        self,
        desk: Desk,
        messages: Messages,
        preferences: Preferences,
        workstation: Workstation,
        parent: QWidget | None = None,
        *,
        administers: bool = False,
        heads: bool = False,
    ) -> None:
        super().__init__(desk, messages, parent)
        self.head = PageHead()
        self.personal = PersonalPanel(desk, messages, preferences)
        self.scanners = ScannerPanel(desk, messages, workstation)
        self.company = CompanyPanel(desk, messages) if administers else None
        self.notices = NoticesPanel(desk, messages)
        self.absences = AbsencePanel(desk, messages)
        self.inquiries = InquirySection(desk, messages) if heads or administers else None
        self._mine, self._told, self._ours, self._here, self._away, self._given = (CardSection() for _ in range(6))
        self._mine.add(self.personal)
        self._told.add(self.notices)
        self._away.add(self.absences)
        if self.inquiries is not None:
            self._given.add(self.inquiries)
        if self.company is not None:
            self._ours.add(self.company)
        self._here.add(self.scanners)
        self.lay_out(self._body(), head=self.head)
        self.command(marked("Try a scan"), TRY_KEY, self.scanners.toggle_try, symbol="barcode", shown=False)
        self.retranslate()

    def _body(self) -> QScrollArea:
        inside = QWidget()
        set_ground(inside, "base")
        row = QHBoxLayout(inside)
        row.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        row.setSpacing(2 * MARGIN)
        # Where nothing is chosen for the company, its column has room for what is one's own.
        if self.company is None:
            columns = [[self._mine, self._away], [self._told, self._here]]
        else:
            columns = [[self._mine, self._away, self._told], [self._ours, self._here]]
        if self.inquiries is not None:
            columns[-1].insert(-1, self._given)
        for sections in columns:
            column = QVBoxLayout()
            column.setSpacing(2 * MARGIN)
            for section in sections:
                section.setMaximumWidth(WIDEST)
                column.addWidget(section)
            column.addStretch(1)
            row.addLayout(column, 1)
        row.addStretch(0)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        steady_scroll_bar(area)
        return area

    def reload(self) -> None:
        """Read the person's settings, and which ports there are."""
        self.desk.ask(self, own_settings.own).then(self.personal.show_own)
        self.desk.ask(self, notice_choices.choices).then(self.notices.show_choices)
        self.absences.reload()
        if self.inquiries is not None:
            self.inquiries.reload()
        self.scanners.look()
        if self.company is not None:
            self.desk.ask(self, company_settings.company_settings).then(self.company.show_settings)

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        self.head.set_title(tr("Settings"))
        self._mine.set_title(tr("For you"), tr("kept at once"))
        self._told.set_title(tr("What you are told of"), tr("kept at once"))
        self._ours.set_title(tr("For everybody: hours and calls"))
        self._away.set_title(tr("Days away"), tr("who is away, and who stands in"))
        self._given.set_title(tr("Inquiries that wait for a seller"), tr("kept at once"))
        self._here.set_title(tr("Scanners of this workstation"))
        self.personal.retranslate()
        self.notices.retranslate()
        self.absences.retranslate()
        if self.inquiries is not None:
            self.inquiries.retranslate()
        if self.company is not None:
            self.company.retranslate()
        self.scanners.retranslate()

    def has_unsaved_edits(self) -> bool:
        """While a signature, days away or something of the company is being typed nothing loads."""
        if self.personal.is_typing or self.absences.is_typing:
            return True
        if self.inquiries is not None and self.inquiries.is_typing:
            return True
        return self.company is not None and self.company.is_dirty

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            self.scanners.look()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self.personal.keep_signature()
            self.personal.keep_extension()
            self.scanners.stop_trying()
