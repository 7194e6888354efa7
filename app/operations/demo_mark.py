"""Whether a database holds the demo company; light enough for the start of the window."""

from sqlalchemy.orm import Session

from app.operations.settings import setting

MARK = "demo"
"""The setting that names the sizes of the demo company which were added."""


def has_demo_company(session: Session, size: str = "small") -> bool:
    """Whether the demo company was made here, in *size*."""
    return size in setting(session, MARK, [])
