"""The room "Service": five lists under one head, chosen by 1 … 5; each keeps its own view, filters and card."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import ClassVar

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.language import marked, tr
from app.operations import register
from app.operations.actors import Actor
from app.operations.register import Count
from app.operations.register_spec import Condition, Operator, Shown
from app.views.deals.paper_desk import PaperDesk
from app.views.desk import Desk
from app.views.look.page_head import PageHead
from app.views.look.rows import Density
from app.views.look.segments import Segment, Segments
from app.views.messages import Messages
from app.views.preferences import Preferences
from app.views.production.work_room import Clock, present
from app.views.room import Room
from app.views.service.deal_lanes import CertificatesLane, CommissioningLane, OffersLane
from app.views.service.lanes import ContractsLane, Lane, VisitsLane

TOPICS = frozenset({"service_visit", "service_contract", "deal", "commissioning", "certificate"})
LANES: dict[str, type[Lane]] = {
    "visits": VisitsLane,
    "contracts": ContractsLane,
    "offers": OffersLane,
    "commissioning": CommissioningLane,
    "certificates": CertificatesLane,
}
LANE_OF = {
    "service_contract": "contracts",
    "service_visit": "visits",
    "service": "visits",
    "service_offer": "offers",
    "commissioning": "commissioning",
    "certificate": "certificates",
}
"""Kind of record → the list that shows it."""
FIGURES = {"visits": "overdue", "contracts": "ending"}
"""Lists whose figure counts what is urgent; the others count everything that waits."""
KEPT = "service.lane"


class ServiceRoom(Room):
    """``ServiceRoom(desk, messages, preferences, person, papers)``: visits first, then what leads to them."""

    name: ClassVar[str] = "service"
    title: ClassVar[str] = marked("Service")
    icon: ClassVar[str] = "headset"
    topics: ClassVar[frozenset[str]] = TOPICS

    def __init__(
        self,
        desk: Desk,
        messages: Messages,
        preferences: Preferences,
        person: Actor,
        papers: PaperDesk,
        *,
        clock: Clock = present,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(desk, messages, parent)
        self._preferences = preferences
        self._counts: dict[str, Count] = {}
        # One for each list: of two questions of one owner only the newer is answered.
        self._askers = {key: QObject(self) for key in LANES}
        self.head = PageHead()
        self.segments = Segments()
        self.head.add_right(self.segments)
        self.pages = QStackedWidget()
        self._lanes: dict[str, Lane] = {}
        self._density: Density = "normal"
        self._make: Callable[[str], Lane] = lambda key: LANES[key](desk, messages, preferences, person, papers, clock=clock)
        self.lay_out(self.pages, head=self.head)
        # Each list has a place for messages of its own, above its own foot.
        self.message_area.setParent(None)
        self.segments.chosen.connect(self.choose)
        for at, key in enumerate(LANES, 1):
            self.command(LANES[key].word, str(at), partial(self.choose, key))
        self.retranslate()
        kept = preferences.get(KEPT)
        self.choose(kept if kept in LANES else "visits")

    @property
    def lane(self) -> Lane:
        """The list that is shown."""
        return self.lane_of(self.segments.current or "visits")

    @property
    def lanes(self) -> Mapping[str, Lane]:
        """Every list; asking for them builds them all."""
        return {key: self.lane_of(key) for key in LANES}

    def lane_of(self, key: str) -> Lane:
        """The list *key*, built when it is first wanted: the room is there five times sooner."""
        if key not in self._lanes:
            lane = self._make(key)
            lane.set_density(self._density)
            lane.wanted.connect(self.wanted)
            self.pages.addWidget(lane)
            self._lanes[key] = lane
        return self._lanes[key]

    def choose(self, key: str) -> None:
        """Show another list."""
        self.segments.choose(key)
        self._preferences.set(KEPT, key)
        lane = self.lane_of(key)
        self.pages.setCurrentWidget(lane)
        self.setFocusProxy(lane)
        lane.setFocus()

    def reload(self) -> None:
        """Count anew; each list hears the news itself."""
        for key, lane in LANES.items():
            urgent = FIGURES.get(key)
            conditions = (Condition(urgent, Operator.IS, ("yes",)),) if urgent else ()
            ticket = self.desk.ask(self._askers[key], register.count, Shown(lane.register_name, conditions))
            ticket.then(partial(self._take_count, key))

    def _take_count(self, key: str, count: Count) -> None:
        self._counts[key] = count
        self._show_counts()

    def _show_counts(self) -> None:
        known = {key: count.number for key, count in self._counts.items() if not count.estimate}
        self.segments.set_segments([Segment(key, tr(lane.word), known.get(key)) for key, lane in LANES.items()])

    def retranslate(self) -> None:
        self.setAccessibleName(tr(self.title))
        self.head.set_title(tr(self.title))
        self._show_counts()

    def has_unsaved_edits(self) -> bool:
        return any(lane.has_unsaved_edits() for lane in self._lanes.values())

    def _answer_news(self) -> None:
        # A list with an open form offers the news itself; the figures of the head disturb nobody.
        if self.isVisible():
            self.refresh()

    @property
    def commands(self) -> Sequence[tuple[QAction, str]]:
        """The room's own, and those of the list that is shown."""
        return [*super().commands, *self.lane.commands]

    def open_record(self, kind: str, record: int) -> None:
        key = LANE_OF.get(kind, "visits")
        self.choose(key)
        if record:
            self.lane_of(key).open_record(kind, record)

    def set_density(self, density: Density) -> None:
        self._density = density
        for lane in self._lanes.values():
            lane.set_density(density)
