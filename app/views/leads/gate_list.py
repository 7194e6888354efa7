"""The gate into the process as a checklist beside the form of qualification."""

from app.errors import Missing
from app.language import Phrase, tr, trn
from app.models.process import LEAVE
from app.models.terms import ROLE_WORDS
from app.operations import qualification
from app.operations.qualification import NewDeal
from app.views.look.checklist import GateChecklist, GateItem

GATE = LEAVE[None]
"""What a deal begins with, from the table of the process."""
ENTITY, DETAILS = "legal_entity", "entity_details"


def show_gate(checklist: GateChecklist, draft: NewDeal) -> bool:
    """Show in *checklist* what *draft* has and lacks; whether the gate is open."""
    lacks = qualification.check(draft).missing
    items = gate_items(lacks, draft)
    done = sum(item.state == "done" for item in items)
    count = tr("{done} of {all}", done=done, all=len(items))
    checklist.show_gate(tr("To become a deal"), count, items)
    return not lacks


def gate_items(lacks: tuple[Missing, ...], draft: NewDeal) -> list[GateItem]:
    """One line for each requirement that is fulfilled, and one for each thing that is missing."""
    codes = {lack.code for lack in lacks}
    items: list[GateItem] = []
    for requirement in GATE:
        missing = [lack for lack in lacks if lack.code == requirement.code]
        who = tr(ROLE_WORDS[requirement.who])
        items += [GateItem(way_of(lack), lack.what.said(), lack.who.said(), "missing", tr("Fill in")) for lack in missing]
        if requirement.code == DETAILS and ENTITY in codes:
            items.append(GateItem(requirement.code, tr(requirement.done), who, "later"))
        elif not missing:
            items.append(GateItem(requirement.code, tr(requirement.done), _given(requirement.code, draft), "done"))
    return items


def _given(code: str, draft: NewDeal) -> str:
    """What fulfils the requirement *code*."""
    match code:
        case "need":
            return trn("{count} need", "{count} needs", len(draft.needs))
        case "contact":
            return draft.contact.phone or draft.contact.email
        case "legal_entity":
            return draft.entity.name
    return ", ".join(part for part in (draft.entity.bank_name, draft.entity.bank_code) if part)


def way_of(lack: Missing) -> str:
    """The place in the form where *lack* is filled in: "need", "contact", or a field of the legal entity."""
    field = lack.what.params.get("field")
    if isinstance(field, Phrase):
        return f"entity:{field.sentence}"
    return lack.code
