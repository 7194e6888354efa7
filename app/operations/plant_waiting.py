"""How much waits at the plant, in buying and in service: the figures in the rail. The rooms' own code loads later."""

from sqlalchemy.orm import Session

from app.operations import production, purchasing, service_visits


def to_make(session: Session) -> int:
    """Work that the plant has not taken on, or whose promise has passed."""
    return production.waiting(session)


def to_buy(session: Session) -> int:
    """Orders to suppliers that are not confirmed, or late."""
    return purchasing.waiting(session)


def to_visit(session: Session) -> int:
    """Service visits that are due."""
    return service_visits.waiting(session)
