"""Doubles and groups in the demo company: who was recorded twice over the years, and who belongs to whom [M36, M77]."""

from sqlalchemy import select

from app.models.counterparties import Counterparty
from app.models.terms import CounterpartyKind
from app.operations import counterparties, possible_doubles
from app.operations.counterparties import CounterpartyDraft
from app.operations.demo_story import Story

TWICE = (
    ("Kessler Anlagenbau", "anna.krueger", 410, "Thomas Böhme", "+49 3691 604418", "boehme@kessler-eisenach.example"),
    ("Волга-Насос", "sergej.morosow", 288, "Павел Ершов", "+7 8452 39-17-02", "ershov@volga-nasos-zakupki.example"),
    ("Brauhaus Torgau GmbH & Co. KG", "paul.lindner", 97, "Anke Rudolph", "+49 3421 778820", ""),
)
"""Name, who recorded it again, days ago, person, phone, address."""
GROUPS = (("Stadtwerke Greiz GmbH", "Stadtwerke Gera GmbH"), ("УралХимМаш-Сервис", "ООО «УралХимМаш»"))
"""Who belongs to whom."""


def repeat_themselves(story: Story) -> None:
    """Record some customers a second time, join groups, and look for doubles as the intake does every minute."""
    for name, login, days, person, phone, email in TWICE:
        with story.scene(login, story.ago(days=days)) as session:
            draft = CounterpartyDraft(
                name=name,
                kind=CounterpartyKind.LEAD,
                phones=(phone,),
                emails=(email,) if email else (),
                contact=person,
                seller_id=story.employees[login],
            )
            counterparties.add(session, draft)
    for name, group in GROUPS:
        with story.scene("igor.petrow", story.ago(days=3)) as session:
            _join(story, name, group)
    with story.scene("", story.ago(hours=1)) as session:
        for each in session.scalars(select(Counterparty.id).order_by(Counterparty.id)).all():
            possible_doubles.noted(session, each)


def _join(story: Story, name: str, group: str) -> None:
    ids = {row.name: row for row in story.session.scalars(select(Counterparty).where(Counterparty.name.in_((name, group))))}
    if name in ids and group in ids:
        record = ids[name]
        counterparties.edit(
            story.session, record.id, record.version, {"group_id": record.group_id}, {"group_id": ids[group].id}
        )
