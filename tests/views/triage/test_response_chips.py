"""Rows of the inbox and of the leads say when whoever asks waits too long for an answer."""

from datetime import timedelta

import pytest

from app.models.triage_terms import ResponseState
from app.operations.triage import InboxRow
from app.views.look.rows import RowRole
from app.views.triage.inquiry_rows import InquiryRows
from tests.operations.triage_desk import NOON

ROW = InboxRow(
    id=1,
    version=1,
    number="A-2026-0001",
    received_at=NOON - timedelta(hours=2),
    channel="email",
    source="letter",
    name="Dmitri Sokolow",
    company="",
    contact="d@x.example",
    subject="Pump",
    preview="",
    attachments=0,
    due_at=None,
    late=False,
    state="assigned",
    language="en",
    department_code="Prom",
    missed_call=False,
)


def chip(**values: object) -> str:
    """What the chip of a row says, "" for none."""
    rows = InquiryRows(grouped=False)
    given = {name: getattr(ROW, name) for name in InboxRow.__dataclass_fields__} | values
    rows.show_rows([InboxRow(**given)], NOON)
    found = rows.data(rows.index(0), RowRole.CHIP)
    return found.text if found is not None else ""


@pytest.mark.usefixtures("qapp")
def test_a_late_answer_stands_in_words() -> None:
    assert chip(response=ResponseState.FAILED, respond_by=NOON - timedelta(minutes=1)) == "response late"


@pytest.mark.usefixtures("qapp")
def test_the_last_hour_is_counted() -> None:
    assert chip(response=ResponseState.DUE, respond_by=NOON + timedelta(minutes=40)) == "answer in 40 min"
    assert chip(response=ResponseState.DUE, respond_by=NOON + timedelta(minutes=70)) == ""


@pytest.mark.usefixtures("qapp")
def test_who_is_answered_or_cannot_be_says_nothing() -> None:
    assert chip(response=ResponseState.FULFILLED, respond_by=NOON) == ""
    assert chip() == ""
    assert chip(missed_call=True, response=ResponseState.FAILED, respond_by=NOON) == "call back"
