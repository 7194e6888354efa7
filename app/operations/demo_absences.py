"""Who stands in for whom in the demo company, and who is on holiday soon."""

from datetime import timedelta
from itertools import pairwise

from app.models.company import Absence, Employee
from app.models.terms import Role
from app.operations.company_day import company_date
from app.operations.demo_data import WORKERS
from app.operations.demo_story import Story

HOLIDAY_IN, HOLIDAY_DAYS = timedelta(days=9), timedelta(days=11)


def arrange_holidays(story: Story) -> None:
    """Sellers of a department stand in for each other in turn, heads likewise; one of the sellers is away soon."""
    session = story.session
    circles: dict[tuple[Role, str], list[int]] = {}
    for worker in WORKERS:
        if worker.role in (Role.SELLER, Role.HEAD):
            place = worker.department if worker.role is Role.SELLER else ""
            circles.setdefault((worker.role, place), []).append(story.employees[worker.login])
    for circle in circles.values():
        for one, other in pairwise([*circle, circle[0]]):
            session.get_one(Employee, one).substitute_id = other if other != one else None
    sellers = max((circle for (role, _), circle in circles.items() if role is Role.SELLER), key=len)
    first = company_date(session) + HOLIDAY_IN
    session.add(Absence(employee_id=sellers[-1], first_day=first, last_day=first + HOLIDAY_DAYS, note="holiday"))
    session.flush()
