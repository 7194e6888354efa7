"""The people, legal entities and places of the counterparty that is shown: added and changed in small forms in place."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QMenu, QWidget

from app.errors import UserError
from app.language import marked, phrase, tr
from app.models.terms import AddressKind, ContactPointKind
from app.operations import bounces, counterparty_entities, counterparty_people
from app.operations.counterparty_entities import SiteDraft
from app.operations.counterparty_people import PersonDraft
from app.operations.counterparty_rows import CounterpartyCard, EntityRow, PersonRow, PointRow, SiteRow
from app.operations.lead_draft import EntityDraft
from app.views.background import Ticket
from app.views.counterparties.forms import EntityForm
from app.views.counterparties.parts import point_words
from app.views.counterparties.work import PartyWork
from app.views.deals.form import Asked, FormSlot, InlineForm, Values
from app.views.look.icons import icon

PLACE_WORDS = {
    AddressKind.DELIVERY: marked("delivery"),
    AddressKind.SITE: marked("site of machines"),
    AddressKind.POSTAL: marked("postal address"),
    AddressKind.LEGAL: marked("legal address"),
}


def editable(work: PartyWork) -> CounterpartyCard | None:
    """The card, if this desk may change it; else the reason is said."""
    card = work.card
    if card is not None and not card.may_edit:
        work.messages.problem(UserError("Your desk reads customers; sellers, heads and dispatchers change them."))
        return None
    return card


class RecordDeeds(QObject):
    """``RecordDeeds(work, slot)``; forms open in *slot*."""

    def __init__(self, work: PartyWork, slot: FormSlot, parent: QWidget) -> None:
        super().__init__(parent)
        self.work, self.slot = work, slot
        self._desk = work.desk
        work.entity_wanted.connect(self.edit_entity)

    def menu(self, anchor: QWidget, edit: Callable[[], None], join: Callable[[], None], merge: Callable[[], object]) -> None:
        """What can be changed, over *anchor*; *edit* opens its own details, *join* its group, *merge* asks for a double."""
        card = editable(self.work)
        if card is None:
            return
        menu = QMenu(anchor)
        _add(menu, "buildings", tr("Name and details"), edit)
        _add(menu, "tree-structure", tr("Group of companies"), join)
        _add(menu, "git-merge", tr("Merge with a double"), merge)
        menu.addSeparator()
        for person in card.people:
            entry = menu.addMenu(icon("user"), person.name)
            _add(entry, "pencil-simple", tr("Change"), partial(self.edit_person, person))
            _add(entry, "phone", tr("Add a number"), partial(self.add_point, person, "phone"))
            _add(entry, "envelope-simple", tr("Add an address"), partial(self.add_point, person, "email"))
        _add(menu, "user-plus", tr("New person"), self.add_person)
        for point in card.points:
            entry = menu.addMenu(
                icon("phone" if point.kind is ContactPointKind.PHONE else "envelope-simple"), point_words(point)
            )
            _add(entry, "note-pencil", tr("Note"), partial(self.note_point, point))
            if point.valid:
                _add(entry, "x", tr("Does not lead here any more"), partial(self.drop_point, point))
            else:
                _add(entry, "arrow-counter-clockwise", tr("It works again"), partial(self.use_point, point))
        menu.addSeparator()
        for entity in card.entities:
            _add(menu, "bank", entity.draft.name, partial(self.edit_entity, entity))
        _add(menu, "plus", tr("New legal entity"), self.add_entity)
        menu.addSeparator()
        for site in card.sites:
            _add(menu, "map-pin", site.name or site.address, partial(self.edit_site, site))
        _add(menu, "plus", tr("New place"), self.add_site)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(anchor.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def add_person(self) -> None:
        """A new person."""
        if (card := editable(self.work)) is None:
            return
        asked = (
            Asked("name", marked("Name"), needed=True),
            Asked("position", marked("Position")),
            Asked("phone", marked("Phone")),
            Asked("email", marked("E-mail")),
        )
        form = InlineForm(phrase("New person: {company}", company=card.name), asked, marked("Add"))
        self.slot.open(form, lambda values: self._add_person(card, values))

    def edit_person(self, person: PersonRow) -> None:
        """Name, position, part in a purchase; whether the person is still there."""
        if editable(self.work) is None:
            return
        asked = (
            Asked("name", marked("Name"), value=person.name, needed=True),
            Asked("position", marked("Position"), value=person.position),
            Asked("role", marked("Part in a purchase"), value=person.role),
            Asked(
                "active", marked("Is there"), "choice", person.active, ((True, marked("yes")), (False, marked("has left")))
            ),
        )
        original = {"name": person.name, "position": person.position, "role": person.role, "active": person.active}
        form = InlineForm(phrase("Person: {name}", name=person.name), asked, marked("Save it"))
        operation = counterparty_people.edit_person
        self.slot.open(
            form,
            lambda values: self.work.change(
                lambda v: self._desk.do(self.work, operation, person.id, v, original, dict(values)), person.version
            ),
        )

    def add_point(self, person: PersonRow, kind: str) -> None:
        """Another number or address of a person."""
        label = marked("Phone") if kind == "phone" else marked("E-mail")
        form = InlineForm(phrase("Person: {name}", name=person.name), (Asked("raw", label, needed=True),), marked("Add"))
        operation, sort = counterparty_people.reach_by, ContactPointKind(kind)
        self.slot.open(
            form,
            lambda values: self.work.change(
                lambda _v: self._desk.do(self.work, operation, person.id, sort, str(values["raw"]))
            ),
        )

    def drop_point(self, point: PointRow) -> None:
        """A number or address leads nowhere (any more); an undo brings it back."""
        self.work.change(
            lambda _v: self._desk.do(self.work, counterparty_people.drop_point, point.id),
            said=lambda _none: phrase("{value} is marked as wrong.", value=point.value),
            undo=lambda _none: self.work.change(
                lambda _v: self._desk.do(self.work, counterparty_people.bring_back_point, point.id)
            ),
        )

    def use_point(self, point: PointRow) -> None:
        """A number or address leads here again; an undo marks it as wrong."""
        self.work.change(
            lambda _v: (
                self._desk.do(self.work, bounces.lift, point.value)
                if point.came_back
                else self._desk.do(self.work, counterparty_people.bring_back_point, point.id)
            ),
            said=lambda _none: phrase("{value} is used again.", value=point.value),
            undo=lambda _none: self.work.change(
                lambda _v: self._desk.do(self.work, counterparty_people.drop_point, point.id)
            ),
        )

    def note_point(self, point: PointRow) -> None:
        """What there is to know of a number or address: whose it is, why it is wrong."""
        form = InlineForm(
            phrase("About {value}", value=point_words(point)),
            (Asked("note", marked("Note"), value=point.note),),
            marked("Save it"),
        )
        operation = counterparty_people.note_point
        self.slot.open(
            form,
            lambda values: self.work.change(
                lambda _v: self._desk.do(self.work, operation, point.id, str(values["note"])),
                said=lambda _before: phrase("Noted: {value}", value=point_words(point)),
                undo=lambda before: self.work.change(lambda _v: self._desk.do(self.work, operation, point.id, before)),
            ),
        )

    def add_entity(self) -> None:
        """A new legal entity."""
        if (card := editable(self.work)) is None:
            return
        draft = EntityDraft(name=card.name if not card.entities else "", country=card.region)
        form = EntityForm(draft, new=True)
        form.submitted.connect(
            lambda mine: self._close_after(
                form, self.work.change(lambda _v: self._desk.do(self.work, counterparty_entities.add_entity, card.id, mine))
            )
        )
        form.left.connect(self.slot.close_form)
        self.slot.put(form)

    def edit_entity(self, entity: EntityRow | None = None) -> None:
        """A legal entity; without one named, the first that lacks something."""
        card = editable(self.work)
        if card is None:
            return
        chosen = entity or next((each for each in card.entities if each.lacks), None)
        if chosen is None:
            self.add_entity()
            return
        form = EntityForm(chosen.draft, new=False)
        operation = counterparty_entities.edit_entity
        form.submitted.connect(
            lambda mine: self._close_after(
                form,
                self.work.change(
                    lambda v: self._desk.do(self.work, operation, chosen.id, v, chosen.draft, mine), chosen.version
                ),
            )
        )
        form.left.connect(self.slot.close_form)
        self.slot.put(form)

    def add_site(self) -> None:
        """A new place."""
        if (card := editable(self.work)) is not None:
            form = InlineForm(phrase("New place: {company}", company=card.name), _site_fields(None), marked("Add"))
            self.slot.open(form, lambda values: self._add_site(card, values))

    def edit_site(self, site: SiteRow) -> None:
        """A place."""
        original = {"kind": site.kind, "name": site.name, "address": site.address}
        form = InlineForm(marked("Place"), _site_fields(site), marked("Save it"))
        operation = counterparty_entities.edit_site
        self.slot.open(
            form,
            lambda values: self.work.change(
                lambda v: self._desk.do(self.work, operation, site.id, v, original, dict(values)), site.version
            ),
        )

    def _close_after(self, form: EntityForm, ticket: Ticket[EntityRow]) -> None:
        form.setEnabled(False)
        ticket.then(lambda _row: self.slot.close_form(form)).anyway(lambda: form.setEnabled(True))

    def _add_person(self, card: CounterpartyCard, values: Values) -> Ticket[int]:
        draft = PersonDraft(
            str(values["name"]), str(values["position"]), phones=(str(values["phone"]),), emails=(str(values["email"]),)
        )
        return self.work.change(lambda _v: self._desk.do(self.work, counterparty_people.add_person, card.id, draft))

    def _add_site(self, card: CounterpartyCard, values: Values) -> Ticket[int]:
        draft = SiteDraft(str(values["address"]), AddressKind(values["kind"]), str(values["name"]))
        return self.work.change(lambda _v: self._desk.do(self.work, counterparty_entities.add_site, card.id, draft))


def _add(menu: QMenu, symbol: str, words: str, act: Callable[[], object]) -> None:
    # An ampersand in a name is none of a menu's keys.
    menu.addAction(icon(symbol), words.replace("&", "&&")).triggered.connect(lambda _checked=False: act())


def _site_fields(site: SiteRow | None) -> tuple[Asked, ...]:
    kinds = tuple(PLACE_WORDS.items())
    return (
        Asked("kind", marked("Kind"), "choice", site.kind if site else AddressKind.DELIVERY, kinds),
        Asked("name", marked("Name"), value=site.name if site else ""),
        Asked("address", marked("Address"), value=site.address if site else "", needed=True, stretch=3),
    )
