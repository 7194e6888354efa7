"""The people of the deal, the legal entity, the place, and the terms that were talked about."""

from decimal import Decimal

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.errors import UserError
from app.language import Phrase, marked, tr, trn
from app.models.requirements import FIELD_WORDS
from app.operations import deals
from app.operations.deal_rows import DealCard, PersonRow
from app.views.background import Ticket
from app.views.deals.form import Asked, InlineForm, Values
from app.views.deals.section import Section, empty
from app.views.deals.work import DealWork
from app.views.look.buttons import QuietButton
from app.views.look.icons import paint_icon
from app.views.look.painting import RIGHT, paint_text, text_width
from app.views.look.tokens import Token
from app.views.look.typeface import font
from app.views.messages import Messages
from app.views.telephone.number_link import Dialled, NumberLink, dial_one_of


class FactLine(QWidget):
    """Icon, words with a muted word behind, and a value at the right edge."""

    def __init__(self, icon: str, words: str, aside: str, value: str, value_token: Token = "muted") -> None:
        super().__init__()
        self._icon, self._words, self._aside = icon, words, aside
        self._value: tuple[str, Token] = (value, value_token)
        self.setFixedHeight(24)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(" ".join(filter(None, (words, aside, value))))
        self.setToolTip("\n".join(filter(None, (words, aside, value))))

    def sizeHint(self) -> QSize:
        return QSize(240, 24)

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        paint_icon(painter, QRect(0, 4, 16, 16), self._icon)
        value, token = self._value
        room = QRect(24, 0, self.width() - 24, self.height())
        widest = min(text_width(value, font(13)), room.width() * 3 // 5)
        right = room.adjusted(room.width() - widest - 1, 0, 0, 0)
        paint_text(painter, right, value, font(13), token, RIGHT)
        left = room.adjusted(0, 0, -(widest + 12 if value else 0), 0)
        aside = text_width(self._aside, font(12)) + 8 if self._aside else 0
        used = paint_text(painter, left.adjusted(0, 0, -min(aside, left.width() // 2), 0), self._words, font(13, 500))
        paint_text(painter, left.adjusted(used + 8, 0, 0, 0), self._aside, font(12), "muted")
        painter.end()


class PeopleSection(Section):
    """Read here; title and terms are changed by the form that "Change the terms" opens."""

    def __init__(self, work: DealWork) -> None:
        super().__init__(work)
        self.change_terms = QuietButton(icon="pencil-simple", height=28)
        self.change_terms.clicked.connect(self.edit_terms)
        self.head.addWidget(self.change_terms)
        inside = QWidget()
        self._rows = QVBoxLayout(inside)
        self._rows.setContentsMargins(20, 0, 8, 0)
        self._rows.setSpacing(2)
        self.column.addWidget(inside)
        self.column.addWidget(self.slot)
        self.column.addStretch(1)

    def fill(self, card: DealCard) -> None:
        self.title.setText(tr("People and company"))
        self.change_terms.setText(tr("Change the terms"))
        self.change_terms.setVisible(card.may_change)
        empty(self._rows)
        for person in card.people:
            if person.phone:
                self._rows.addWidget(_person_line(person, card))
            else:
                self._rows.addWidget(FactLine("user", person.name, person.role, person.email, "accent_text"))
        if not card.people:
            self._rows.addWidget(FactLine("user", tr("Nobody takes part yet"), "", ""))
        self._say_company(card)
        warranty = trn("{count} month of warranty", "{count} months of warranty", card.warranty_months or 0)
        for sign, words, value in (
            ("truck", card.delivery_terms, card.site),
            ("currency-eur", card.payment_terms, ""),
            ("shield-check", warranty if card.warranty_months else "", ""),
        ):
            if words or value:
                self._rows.addWidget(FactLine(sign, words or value, "", value if words else ""))

    def begin(self) -> None:
        self.change_terms.setFocus()

    def edit_terms(self) -> None:
        """Open the form for title and terms; a colleague's change meanwhile is compared field by field."""
        card = self.work.card
        if card is None or not card.may_change:
            return
        form = InlineForm(
            marked("Title and terms"),
            [
                Asked("title", marked("Title"), value=card.title, needed=True, stretch=3),
                Asked("payment_terms", marked("Payment terms"), value=card.payment_terms, stretch=2),
                Asked("delivery_terms", marked("Delivery terms"), value=card.delivery_terms, stretch=2),
                Asked("warranty_months", marked("Warranty, months"), "number", _exact(card.warranty_months)),
            ],
            marked("Save the terms"),
            upright=True,
        )
        original: dict[str, object] = {
            "title": card.title,
            "payment_terms": card.payment_terms,
            "delivery_terms": card.delivery_terms,
            "warranty_months": card.warranty_months,
        }
        self.slot.open(form, lambda values: self._save(form, card, original, values))

    def _save(self, form: InlineForm, card: DealCard, original: dict[str, object], values: Values) -> Ticket[int] | None:
        months = values["warranty_months"]
        if months is not None and (months != int(months) or months < 0):
            form.fields["warranty_months"].set_error(tr("Whole months only."))
            return None
        mine = {**values, "warranty_months": None if months is None else int(months)}
        desk = self.work.desk
        return self.work.change(
            lambda version: desk.do(self.work, deals.edit, card.id, version, original, mine), version=card.version
        )

    def _say_company(self, card: DealCard) -> None:
        entity = card.entity
        if entity is None:
            self._rows.addWidget(FactLine("buildings", tr("No legal entity is chosen"), "", ""))
            return
        self._rows.addWidget(FactLine("buildings", entity.name, "", entity.tax_id))
        if entity.lacks:
            lacks = ", ".join(Phrase(FIELD_WORDS.get(name, name)).said() for name in entity.lacks)
            words = tr("still missing: {fields}", fields=lacks)
            self._rows.addWidget(FactLine("warning-circle-fill", words, "", "", "danger_text"))


def numbers_of(card: DealCard) -> tuple[Dialled, ...]:
    """The numbers of who takes part in the deal, the main person first."""
    people = sorted(card.people, key=lambda person: not person.main)
    return tuple(_dialled(person, card) for person in people if person.phone)


def call_about(card: DealCard, where: QWidget, messages: Messages) -> None:
    """Call who takes part in the deal; of several people the person chooses one in a menu over *where*."""
    numbers = numbers_of(card)
    if not numbers:
        messages.problem(UserError("Nobody who takes part in this deal has a number."))
    dial_one_of(numbers, where)


def _dialled(person: PersonRow, card: DealCard) -> Dialled:
    return Dialled(person.phone, person.name, counterparty_id=card.counterparty_id, deal_id=card.id)


def _person_line(person: PersonRow, card: DealCard) -> QWidget:
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    row.addWidget(FactLine("user", person.name, person.role, ""), 1)
    row.addWidget(NumberLink(_dialled(person, card), weight=400, key="C", at_right=True))
    return line


def _exact(months: int | None) -> object:
    return None if months is None else Decimal(months)
