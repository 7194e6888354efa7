"""The telephone of the demo company in the last days: what the exchange told, taken by the real operation.

Those who call are known already: who is new comes while somebody looks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from app.events import CallEvent, CallLegFact
from app.models.counterparties import ContactPoint
from app.models.terms import ContactPointKind
from app.operations.call_notes import note
from app.operations.calls import take_call
from app.operations.demo_data import WORKERS
from app.operations.demo_sales_data import ANNA, KATJA, PAUL, SERGEJ
from app.operations.demo_story import Story

LINE = "+4935155021"
"""The number of the company that is dialled."""
RANG, MISSED_RANG = timedelta(seconds=9), timedelta(seconds=26)


@dataclass(frozen=True, slots=True)
class Ring:
    """A call. hours: before now; whom: the customer, or the login of a colleague who calls; desks: logins whose telephones

    rang, who answered first; talked: seconds, None if nobody answered; text: what was noted.
    """

    hours: float
    whom: str
    desks: tuple[str, ...]
    talked: int | None = None
    out: bool = False
    text: str = ""


MARTA = "marta.vogel"
RINGS = (
    Ring(98, "Kessler Anlagenbau GmbH", (ANNA, PAUL), 214, text="Braucht die Dichtungen bis Freitag, Versand per Express."),
    Ring(96, "АО «Волга-Насос»", (SERGEJ,)),
    Ring(95.4, "АО «Волга-Насос»", (SERGEJ,), 320, out=True, text="Перезвонил: ждут протокол испытаний."),
    Ring(76, "Stadtwerke Gera GmbH", (PAUL, ANNA)),
    Ring(75.2, "Stadtwerke Gera GmbH", (PAUL,), 95, text="Hat noch einmal angerufen, Angebot liegt beim Einkauf."),
    Ring(74, MARTA, (ANNA,), 41),
    Ring(52, "IBW Technik GmbH", (ANNA,), 402, text="Dosierstation: 98 %ige Schwefelsäure, Angebot mit PVDF."),
    Ring(50, "Papierfabrik Lenz KG", (PAUL,)),
    Ring(47, "Papierfabrik Lenz KG", (PAUL,), out=True),
    Ring(29, "Pharma Grimma GmbH", (KATJA,), 133, text="Vacuum only to 10 mbar, no nitrogen purge needed."),
    Ring(28, "ЦНИИ «Климат»", (SERGEJ,)),
    Ring(27, "ЦНИИ «Климат»", (SERGEJ,)),
    Ring(26, "Nordic Battery Lab AB", (ANNA, PAUL), 250, text="They compare with Vötsch, decision in two weeks."),
    Ring(5, "Bäckerei Großkopf KG", (ANNA,), 118),
    Ring(4, "Molkerei Sandau eG", (PAUL, ANNA)),
    Ring(3, "Kessler Anlagenbau GmbH", (ANNA,)),
    Ring(2.8, "Kessler Anlagenbau GmbH", (ANNA,), 66, out=True, text="Express ist heute raus, Sendungsnummer geschickt."),
    Ring(1, "Helios Batterie GmbH", (ANNA,)),
)
"""What rang; some that were missed still wait to be called back."""


def ring(story: Story, rings: Sequence[Ring] = RINGS) -> None:
    """Let the telephones ring, the oldest call first, and note what was said."""
    extensions = {worker.login: worker.extension for worker in WORKERS}
    for place, each in enumerate(sorted(rings, key=lambda one: -one.hours)):
        moment = story.ago(hours=each.hours)
        event = _told(story, each, f"demo-call-{place}", moment, extensions)
        ended = event.ended_at or moment
        with story.scene("", ended) as session:
            taken = take_call(session, None, event)
        if each.text:
            with story.scene(each.desks[0], ended):
                note(story.session, taken.interaction_id, each.text)


def _told(story: Story, each: Ring, linked_id: str, moment: datetime, extensions: dict[str, str]) -> CallEvent:
    """What the exchange said of a call when it was over."""
    inside = each.whom in extensions
    number = "" if inside else _number(story, each.whom)
    answered = None if each.talked is None else moment + RANG
    ended = moment + MISSED_RANG if answered is None else answered + timedelta(seconds=each.talked or 0)
    own = tuple(extensions[login] for login in each.desks)
    if each.out:
        return CallEvent(
            linked_id, "out", number, number, own[0], moment, answered, ended, "missed" if answered is None else "answered"
        )
    legs = tuple(
        CallLegFact(
            extension,
            moment,
            answered if place == 0 else None,
            ended if place == 0 or answered is None else answered,
            "missed" if answered is None else "answered" if place == 0 else "elsewhere",
        )
        for place, extension in enumerate(own)
    )
    return CallEvent(
        linked_id=linked_id,
        direction="internal" if inside else "in",
        number=number or None,
        raw_number=own[0] if inside else number,
        extension=extensions[each.whom] if inside else own[0],
        started_at=moment,
        answered_at=answered,
        ended_at=ended,
        outcome="missed" if answered is None else "answered",
        line="" if inside else LINE,
        legs=legs,
    )


def _number(story: Story, customer: str) -> str:
    known, _, _ = story.customers[customer]
    query = select(ContactPoint.value).where(
        ContactPoint.counterparty_id == known, ContactPoint.kind == ContactPointKind.PHONE
    )
    return story.session.scalars(query.order_by(ContactPoint.id)).first() or ""
