"""What people say about being written to or called: shown under each address, recorded with source and legal basis [C26]."""

from collections.abc import Sequence

from PySide6.QtCore import QSize

from app.errors import UserError
from app.language import Phrase, marked, phrase, tr
from app.models.terms import ConsentState
from app.operations import block_list
from app.operations.counterparty_rows import PointRow
from app.views.background import Ticket
from app.views.counterparties.forms import GridForm
from app.views.counterparties.parts import point_words
from app.views.counterparties.work import PartyWork
from app.views.deals.form import Asked, FormSlot, Values
from app.views.look.buttons import QuietButton
from app.views.look.fields import LineField
from app.views.look.numbers import day
from app.views.look.tokens import Token

SAID = {
    ConsentState.GIVEN: marked("agreed to be written to"),
    ConsentState.REFUSED: marked("refused to be written to"),
    ConsentState.WITHDRAWN: marked("withdrew the consent"),
}
LOOKS: dict[ConsentState | None, tuple[str, Token]] = {
    ConsentState.GIVEN: ("check-circle", "success_text"),
    ConsentState.REFUSED: ("prohibit", "danger_text"),
    ConsentState.WITHDRAWN: ("prohibit", "danger_text"),
    None: ("circle-dashed", "muted"),
}
"""Icon and ink of a statement."""
LAWS = {
    ConsentState.GIVEN: ("GDPR Art. 6 (1) a", "152-FZ Art. 9, 38-FZ Art. 18"),
    ConsentState.REFUSED: ("GDPR Art. 21 (2)", "38-FZ Art. 18"),
    ConsentState.WITHDRAWN: ("GDPR Art. 7 (3)", "152-FZ Art. 9 (2)"),
}
"""The law a statement rests on: in the Union, in Russia. Offered, to be typed over."""


def statement_words(point: PointRow) -> str:
    """What was said last of *point*, when and where."""
    if point.consent is None or point.said_at is None:
        return tr("no consent")
    return " · ".join(filter(None, (tr(SAID[point.consent]), day(point.said_at), point.source)))


def basis_offered(state: ConsentState, region: str) -> str:
    """The law that a statement rests on where the customer is at home."""
    return LAWS[state][1 if region.upper() == "RU" else 0]


class StatementLine(QuietButton):
    """Under an address: what was said of it. A click records what is said now."""

    def __init__(self, point: PointRow) -> None:
        symbol, self._token = LOOKS[point.consent]
        super().__init__(statement_words(point), icon=symbol, height=24)
        self.set_stretched()
        self.setToolTip(self.words)

    def minimumSizeHint(self) -> QSize:
        size = super().minimumSizeHint()
        size.setWidth(80)
        return size

    def _padding(self) -> int:
        return 0

    def _ink(self) -> Token:
        return self._token

    def _icon_ink(self) -> Token:
        return self._token


class ConsentForm(GridForm):
    """Whose address, what was said, where, and on which law; the law follows what was said until somebody types it."""

    def __init__(self, company: str, region: str, points: Sequence[PointRow], chosen: PointRow) -> None:
        self._region = region
        likely = ConsentState.WITHDRAWN if chosen.consent is ConsentState.GIVEN else ConsentState.GIVEN
        asked = (
            Asked("point", marked("Address"), "choice", chosen.id, tuple((each.id, _named(each)) for each in points)),
            Asked("state", marked("What the customer said"), "choice", likely, tuple(SAID.items())),
            Asked("source", marked("Source"), needed=True),
            Asked("basis", marked("Legal basis"), value=basis_offered(likely, region)),
        )
        super().__init__(phrase("Mailings: {company}", company=company), asked, marked("Record it"))
        self._offered = str(self.values()["basis"])
        self.fields["state"].changed.connect(self._follow)

    def _follow(self) -> None:
        basis = self.fields["basis"]
        values = self.values()
        if isinstance(basis, LineField) and values["basis"] == self._offered:
            self._offered = basis_offered(ConsentState(values["state"]), self._region)
            basis.set_value(self._offered)


class ConsentDeed:
    """``ConsentDeed(work, slot)``: C, or a click on what was said of an address."""

    def __init__(self, work: PartyWork, slot: FormSlot) -> None:
        self._work, self._slot = work, slot

    def ask(self, point: PointRow | None = None) -> None:
        """Ask what was said of *point*; without one, of the first address."""
        card = self._work.card
        if card is None:
            return
        points = [each for each in card.points if each.valid or each == point]
        if not card.may_state:
            self._work.messages.problem(UserError("Sellers, heads, dispatchers and marketing record what customers say."))
        elif not points:
            self._work.messages.problem(UserError("Nobody can be reached yet: add a number or an address (E)."))
        else:
            form = ConsentForm(card.name, card.region, points, point or points[0])
            self._slot.open(form, lambda values: self._state(points, values))

    def _state(self, points: Sequence[PointRow], values: Values) -> Ticket[int]:
        point = next(each for each in points if each.id == values["point"])
        state, source, basis = ConsentState(values["state"]), str(values["source"]), str(values["basis"])
        work = self._work
        return work.change(
            lambda _v: work.desk.do(work, block_list.state_consent, point.value, state, source, basis),
            said=lambda _id: phrase("{value}: {said}.", value=point_words(point), said=phrase(SAID[state])),
            undo=lambda statement: work.change(lambda _v: work.desk.do(work, block_list.take_back_statement, statement)),
        )


def _named(point: PointRow) -> Phrase:
    # A value is nobody's sentence: it is said as it stands, in every language.
    return phrase("{name}", name=point_words(point))
