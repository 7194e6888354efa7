"""The legal entity in the form of qualification; check digits are looked at while the person types [M41]."""

from dataclasses import asdict

from babel import Locale
from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.language import LOCALES, chosen, marked, tr
from app.models.triage_terms import LEGAL_FORM_WORDS, LegalForm
from app.operations import qualification
from app.operations.qualification import EntityDraft
from app.views.look.fields import ChoiceField, LineField
from app.views.look.icons import IconLabel
from app.views.look.label import Label

PAUSE = 400
"""Milliseconds without a key until numbers are checked."""
RUSSIA = "RU"
LABELS = {
    "name": marked("Legal name"),
    "form": marked("Legal form"),
    "country": marked("Country"),
    "tax_id": marked("Tax number"),
    "tax_reason_code": marked("Tax reason code (KPP)"),
    "vat_id": marked("VAT number"),
    "registration_number": marked("Registration number"),
    "address": marked("Legal address"),
    "bank_name": marked("Bank"),
    "bank_code": marked("Bank code (BIC)"),
    "bank_account": marked("Account or IBAN"),
    "correspondent_account": marked("Correspondent account"),
}
"""Fields in the order of the keyboard."""
PLACES = {
    "name": (0, 0, 1),
    "form": (0, 1, 1),
    "country": (1, 0, 1),
    "tax_id": (1, 1, 1),
    "tax_reason_code": (2, 0, 1),
    "vat_id": (2, 0, 1),
    "registration_number": (2, 1, 1),
    "address": (3, 0, 2),
    "bank_name": (4, 0, 1),
    "bank_code": (4, 1, 1),
    "bank_account": (5, 0, 1),
    "correspondent_account": (5, 1, 1),
}
"""Row, column and columns of each field."""
CHOICES = ("form", "country")
RUSSIAN_ONLY = ("tax_reason_code", "correspondent_account")
ELSEWHERE_ONLY = ("vat_id",)
ORGANISATIONS_ONLY = ("tax_reason_code",)
"""A sole trader and a private person have no KPP (order of the Russian tax service of 29 June 2012, MMV-7-6/435)."""


class CompanyForm(QWidget):
    """``value()`` and ``set_value(EntityDraft)``; ``changed`` when the person changed something."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.country, self.form = ChoiceField(""), ChoiceField("")
        self.lines = {name: LineField("") for name in LABELS if name not in CHOICES}
        self.warnings: list[str] = []
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._check)
        self._below = QVBoxLayout()
        self._below.setSpacing(4)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(10)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        for name, (row, column, columns) in PLACES.items():
            field = self.field(name)
            grid.addWidget(field, row, column, 1, columns, Qt.AlignmentFlag.AlignTop)
            field.changed.connect(self._edited)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        box.addLayout(grid)
        box.addLayout(self._below)
        self.retranslate()

    def field(self, name: str) -> ChoiceField | LineField:
        """The field *name* of the legal entity."""
        if name in CHOICES:
            return self.country if name == "country" else self.form
        return self.lines[name]

    def value(self) -> EntityDraft:
        """What is typed."""
        return EntityDraft(
            country=str(self.country.value() or ""),
            form=str(self.form.value() or LegalForm.ORGANISATION.value),
            **{name: line.value() for name, line in self.lines.items()},
        )

    def set_value(self, draft: EntityDraft) -> None:
        """Show another legal entity."""
        for name, value in asdict(draft).items():
            self.field(name).set_error("")
            if name not in CHOICES:
                self.lines[name].set_value(value)
        self.country.set_value(draft.country)
        self.form.set_value(draft.form)
        self._follow()
        self._check()

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        territories = Locale.parse(LOCALES[chosen()]).territories
        countries = sorted((str(name), code) for code, name in territories.items() if len(code) == 2 and code.isalpha())
        self.country.set_choices([("", "–"), *((code, name) for name, code in countries)])
        self.form.set_choices([(form.value, tr(words)) for form, words in LEGAL_FORM_WORDS.items()])
        for name, words in LABELS.items():
            self.field(name).set_label(tr(words))
        self._follow()
        self._check()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _edited(self) -> None:
        self._follow()
        self._pause.start()
        self.changed.emit()

    def _follow(self) -> None:
        """Fields that the country has, and what is probably mistyped."""
        draft = self.value()
        russian = draft.country == RUSSIA
        organised = draft.form == LegalForm.ORGANISATION
        for names, fits in ((RUSSIAN_ONLY, russian), (ELSEWHERE_ONLY, not russian)):
            for name in names:
                suits = fits and (organised or name not in ORGANISATIONS_ONLY)
                # A field that holds something is never hidden, whatever the country.
                self.lines[name].setVisible(suits or bool(self.lines[name].value()))

    def _check(self) -> None:
        """Say what is probably mistyped, once the person has paused: a number that is half typed is not wrong."""
        self._pause.stop()
        said = [doubt.said() for doubt in qualification.check_numbers(self.value())]
        if said != self.warnings:
            self.warnings = said
            self._show_warnings()

    def _show_warnings(self) -> None:
        while (item := self._below.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for sentence in self.warnings:
            line = QWidget()
            row = QHBoxLayout(line)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(8)
            row.addWidget(IconLabel("warning-circle", "warning_text", 16))
            row.addWidget(Label(sentence, 12, 500, "warning_text", wrap=True), 1)
            self._below.addWidget(line)
