"""What is said after one decision about several inquiries."""

from collections.abc import Callable, Sequence

from app.language import tr, trn
from app.operations import reopening, triage
from app.operations.triage import Decided
from app.operations.triage_several import Refused


def several_words(operation: Callable[..., Decided], count: int) -> str:
    """What was done with *count* inquiries by *operation*."""
    if operation is triage.sort_to:
        return trn("{count} inquiry sent on, its head was told.", "{count} inquiries sent on, their head was told.", count)
    if operation is triage.assign:
        return trn("{count} inquiry given to its seller.", "{count} inquiries given to their seller.", count)
    if operation is triage.link:
        return trn("{count} inquiry added to the customer.", "{count} inquiries added to the customer.", count)
    if operation is triage.later:
        return trn("{count} inquiry laid aside for later.", "{count} inquiries laid aside for later.", count)
    if operation is reopening.reopen:
        return trn("{count} inquiry is open again.", "{count} inquiries are open again.", count)
    if operation is triage.undo:
        return trn("{count} inquiry is back where it was.", "{count} inquiries are back where they were.", count)
    return trn("{count} inquiry closed: no deal comes of it.", "{count} inquiries closed: no deal comes of them.", count)


def refused_words(done: str, refused: Sequence[Refused]) -> str:
    """*done* and, in one sentence, what stays as it was and why; *done* may be empty."""
    first = refused[0]
    if len(refused) == 1:
        said = tr("{number} stays as it is: {why}", number=first.number, why=first.why.said())
    else:
        said = trn(
            "{count} other stays as it is, beginning with {number}: {why}",
            "{count} others stay as they are, beginning with {number}: {why}",
            len(refused),
            number=first.number,
            why=first.why.said(),
        )
    return tr("{done} {refused}", done=done, refused=said) if done else said
