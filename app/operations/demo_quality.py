"""What customers of the demo company said when they were asked, and the cases that its heads took over."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from app.models.company import Department, Employee, EmployeeRole
from app.models.deals import Deal
from app.models.quality import QualityCall
from app.models.quality_terms import CaseCause
from app.models.tasks import Task
from app.models.terms import Role, Stage
from app.operations import difficult_cases, quality_calls, quality_sample
from app.operations.deal_stages import FINAL
from app.operations.demo_story import Story
from app.operations.quality_calls import Asked
from app.operations.quality_settings import SampleSettings

DRAWN_AGO = (75, 47, 20, 1)
"""Days since the heads drew; what was drawn last waits to be called."""
RULES = SampleSettings(closed_deals=3, lost_deals=3, first_contacts=5, days=60, rest_days=40)
MOODS = (
    (5, 5, 4, 5, 5),
    (5, 4, 4, 4, 5),
    (4, 5, 3, 4, 4),
    (5, 5, 5, 4, 5),
    (4, 4, 4, 3, 4),
    (3, 4, 4, 2, 3),
    (2, 3, 3, 1, 2),
)
"""How the five questions are answered; a seller's customers have each of them now and then."""
SAID = {
    5: "Would buy here again at once.",
    4: "Everything as agreed.",
    3: "It took some calls to get an answer.",
    2: "Delivered three weeks late, and nobody called.",
}
RESOLVED = "Talked with their plant manager; new date agreed, delivery in two parts."
WAITING = "The third promised date was missed, their director called."


def ask_customers(story: Story) -> None:
    """Let each head draw and ask over the last months, and take over a case; the last draw waits to be called."""
    for login, department_id in _heads(story):
        for days in DRAWN_AGO:
            _draw_and_ask(story, login, days)
        _take_over(story, login, department_id)


def _heads(story: Story) -> list[tuple[str, int]]:
    """The heads of the selling departments: login and department."""
    rows = story.session.execute(
        select(Employee.login, Employee.department_id)
        .join(EmployeeRole, EmployeeRole.employee_id == Employee.id)
        .join(Department, Department.id == Employee.department_id)
        .where(EmployeeRole.role == Role.HEAD, Department.sells, Employee.active)
        .order_by(Employee.id)
    )
    return [(row.login, row.department_id) for row in rows if row.login in story.employees]


def _draw_and_ask(story: Story, login: str, days: int) -> None:
    seed = f"{story.chance.getrandbits(128):032x}"
    with story.scene(login, story.ago(days=days)) as session:
        found = quality_sample.draw_by(session, seed, RULES).call_ids
    if days == DRAWN_AGO[-1]:
        return
    for place, call_id in enumerate(found):
        with story.scene(login, story.ago(days=days - 2 - place % 3)) as session:
            version = session.get_one(QualityCall, call_id).version
            luck = story.chance.random()
            if luck < 0.1:
                quality_calls.refuse(session, call_id, version, "No time for questions.")
            elif luck < 0.2:
                quality_calls.unreachable(session, call_id, version)
            else:
                _answer(story, call_id, version)


def _answer(story: Story, call_id: int, version: int) -> None:
    session = story.session
    card = quality_calls.card(session, call_id)
    weights = (4, 4, 3, 4, 3, 1, 1)
    mood: Sequence[int] = story.chance.choices(MOODS, weights)[0]
    asked = [Asked(each.question, mark) for each, mark in zip(card.script, mood, strict=True)]
    called = quality_calls.answer(session, call_id, version, asked, SAID[max(2, round(sum(mood) / len(mood)))])
    if called.task_id is not None:
        task = session.get_one(Task, called.task_id)
        if task.due_at < story.ago(days=10) and task.employee_id is not None:
            task.done_at, task.done_by_id = task.due_at - timedelta(hours=3), task.employee_id
            task.result = "Talked with them; the rest comes with our own van."


def _take_over(story: Story, login: str, department_id: int) -> None:
    """One case that came to a good end, and one that is still open."""
    session, head = story.session, story.employees[login]
    below = session.scalars(select(Department.id).where(Department.parent_id == department_id)).all()
    deals = session.scalars(
        select(Deal.id)
        .where(
            Deal.department_id.in_((department_id, *below)),
            Deal.stage.not_in(FINAL),
            Deal.stage != Stage.SELECTION,
            Deal.seller_id != head,
        )
        .order_by(Deal.created_at, Deal.id)
        .limit(2)
    ).all()
    for deal_id, days in zip(deals, (16, 3), strict=False):
        deal = session.get_one(Deal, deal_id)
        seller_id = deal.seller_id
        with story.scene(login, story.ago(days=days)):
            cause, note = (CaseCause.CUSTOMER_ASKED, "") if days == 16 else (CaseCause.DELAY, WAITING)
            case = difficult_cases.take_over_deal(session, deal_id, deal.version, cause, note)
        if days == 16:
            with story.scene(login, story.ago(days=days - 2)):
                difficult_cases.resolve(session, case.case_id, case.version, RESOLVED, seller_id)
