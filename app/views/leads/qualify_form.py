"""The fields of qualification: contact, company, needs, and what the deal is about."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.language import marked, tr
from app.models.requirements import FIELD_WORDS
from app.models.terms import TraitKind
from app.operations.qualification import ContactDraft, NewDeal
from app.operations.traits import TraitRow
from app.views.leads.company_form import CompanyForm
from app.views.leads.needs_editor import NeedsEditor
from app.views.look.field import Field
from app.views.look.fields import ChoiceField, LineField
from app.views.look.label import Label

CURRENCIES = ("EUR", "RUB", "USD", "CNY", "CHF", "KZT", "BYN")
HEADS = {
    "contact": marked("Contact"),
    "company": marked("Company"),
    "needs": marked("Needs"),
    "deal": marked("Deal"),
}
CONTACT_LABELS = {
    "name": marked("Name"),
    "position": marked("Position"),
    "phone": marked("Phone"),
    "email": marked("E-mail"),
}
TRAIT_LABELS = {
    TraitKind.EQUIPMENT: marked("Kind of equipment"),
    TraitKind.MATERIAL: marked("Processed material"),
    TraitKind.FIELD: marked("Field of application"),
}


class QualifyForm(QWidget):
    """``value()`` and ``set_value(NewDeal)``; ``changed`` when the person changed something."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "none")
        self.contact = {name: LineField("") for name in CONTACT_LABELS}
        self.company = CompanyForm()
        self.needs = NeedsEditor()
        self.subject = LineField("")
        self.choices = {kind: ChoiceField("") for kind in TraitKind}
        self.currency = ChoiceField("")
        self._traits: tuple[TraitRow, ...] = ()
        self._chosen: dict[TraitKind, object] = {}
        self._currencies = list(CURRENCIES)
        self._heads = {name: Label("", 15, 600) for name in HEADS}
        self._lay_out()
        fields: list[Field] = [*self.contact.values(), self.subject, *self.choices.values(), self.currency]
        for field in fields:
            field.changed.connect(self.changed)
        for part in (self.company, self.needs):
            part.changed.connect(self.changed)
        self.retranslate()

    def value(self) -> NewDeal:
        """What is typed."""
        return NewDeal(
            title=self.subject.value(),
            needs=self.needs.value(),
            entity=self.company.value(),
            contact=ContactDraft(**{name: field.value() for name, field in self.contact.items()}),
            equipment_id=self._trait(TraitKind.EQUIPMENT),
            material_id=self._trait(TraitKind.MATERIAL),
            field_id=self._trait(TraitKind.FIELD),
            currency=str(self.currency.value() or ""),
        )

    def set_value(self, draft: NewDeal) -> None:
        """Show another deal; errors go away."""
        for name, field in self.contact.items():
            field.set_value(getattr(draft.contact, name))
            field.set_error("")
        self.company.set_value(draft.entity)
        self.needs.set_value(draft.needs)
        self.subject.set_value(draft.title)
        if draft.currency and draft.currency not in self._currencies:
            self._currencies.append(draft.currency)
        self._show_currencies()
        self.currency.set_value(draft.currency or CURRENCIES[0])
        ids = (draft.equipment_id, draft.material_id, draft.field_id)
        self._chosen = dict(zip((TraitKind.EQUIPMENT, TraitKind.MATERIAL, TraitKind.FIELD), ids, strict=True))
        self.set_traits(self._traits)

    def set_traits(self, traits: Sequence[TraitRow]) -> None:
        """Offer the values of the three parameters; a parameter without any is not shown."""
        for kind, choice in self.choices.items():
            wanted = choice.value() if self._traits else self._chosen.get(kind)
            offered = [(row.id, row.name) for row in traits if row.kind is kind]
            choice.set_choices([(None, "–"), *offered])
            choice.set_value(wanted or self._chosen.get(kind))
            choice.setVisible(bool(offered))
        self._traits = tuple(traits)

    def mark(self, way: str, sentence: str) -> None:
        """Say at the field that *way* leads to what is missing there."""
        if way == "need":
            self.needs.set_error(sentence)
        elif isinstance(field := self.field_of(way), Field):
            field.set_error(sentence)

    def field_of(self, way: str) -> QWidget:
        """The field that *way* leads to: "need", "contact:phone", "entity:address" …"""
        kind, _, name = way.partition(":")
        match kind:
            case "need":
                return self.needs.rows[0].wish.text
            case "contact":
                return self.contact[name or "phone"]
            case "entity":
                return self.company.field(next(field for field, words in FIELD_WORDS.items() if words == name))
        return self.company.field("name")

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        for name, head in self._heads.items():
            head.setText(tr(HEADS[name]))
        for name, field in self.contact.items():
            field.set_label(tr(CONTACT_LABELS[name]))
        for kind, choice in self.choices.items():
            choice.set_label(tr(TRAIT_LABELS[kind]))
        self.subject.set_label(tr("What it is about"))
        self.currency.set_label(tr("Currency"))
        self._show_currencies()
        self.set_traits(self._traits)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _trait(self, kind: TraitKind) -> int | None:
        value = self.choices[kind].value()
        return value if isinstance(value, int) else None

    def _show_currencies(self) -> None:
        self.currency.set_choices([(code, code) for code in self._currencies])

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 10, 20)
        column.setSpacing(10)
        parts: dict[str, list[QWidget]] = {
            "contact": [_pairs(list(self.contact.values()))],
            "company": [self.company],
            "needs": [self.needs],
            "deal": [self.subject, _pairs([*self.choices.values(), self.currency])],
        }
        for name, widgets in parts.items():
            column.addWidget(self._heads[name])
            for widget in widgets:
                column.addWidget(widget)
            column.addSpacing(10)
        column.addStretch(1)


def _pairs(parts: Sequence[QWidget]) -> QWidget:
    """Fields two in a row."""
    area = QWidget()
    grid = QGridLayout(area)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(10)
    for place, part in enumerate(parts):
        grid.addWidget(part, place // 2, place % 2, Qt.AlignmentFlag.AlignTop)
    grid.setColumnStretch(0, 1)
    grid.setColumnStretch(1, 1)
    return area
