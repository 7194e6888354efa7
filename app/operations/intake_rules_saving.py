"""Several cells of the intake table changed at once: all of them or none."""

from sqlalchemy.orm import Session

from app.operations.intake_rules_editing import RuleDraft, RuleRow, change

Wanted = tuple[int, int, RuleDraft]
"""(id of the rule, the version that was before the person's eyes, how it is wanted)."""


def save(session: Session, *wanted: Wanted) -> tuple[RuleRow, ...]:
    """Change the cells, in the order of their ids. Raises NotAllowed, NotFound, Conflict, UserError; then nothing is."""
    return tuple(
        change(
            session,
            rule_id,
            version,
            creates_lead=draft.creates_lead,
            creates_inquiry=draft.creates_inquiry,
            creates_call_back=draft.creates_call_back,
            call_back_minutes=draft.call_back_minutes,
            tells=draft.tells,
        )
        for rule_id, version, draft in sorted(wanted, key=lambda each: each[0])
    )
