"""The company's own day: which date papers carry, and when a day begins."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.models.promise import DEFAULT_ZONE
from app.models.session import now
from app.operations.settings import setting


def company_zone(session: Session) -> ZoneInfo:
    """The time zone of the setting ``company.time_zone``."""
    return ZoneInfo(str(setting(session, "company.time_zone", DEFAULT_ZONE)))


def company_date(session: Session) -> date:
    """Today, as the company's clocks show it."""
    return now(session).astimezone(company_zone(session)).date()


def company_day(session: Session, moment: datetime) -> tuple[datetime, datetime]:
    """Begin and end (in UTC) of the company's day in which *moment* lies."""
    zone = company_zone(session)
    day = moment.astimezone(zone).date()
    begin, end = (datetime.combine(each, time(0), zone).astimezone(UTC) for each in (day, day + timedelta(days=1)))
    return begin, end
