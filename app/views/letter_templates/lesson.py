"""What is being taught about one sender: rules, the letter in sight, and what was not saved yet. Knows no window."""

from collections.abc import Mapping
from typing import Any

from app.letter_learning import EDITION, FIELDS, Mark, learn, relearn, trimmed, without
from app.letter_rules import Found, find, taught_fields, values
from app.operations.letter_samples import LetterRow

NOTHING: Mapping[str, Any] = {"edition": EDITION, "layout": [], "subject": [], "fields": {}}


class Lesson:
    """Rules as they grow mark by mark; a field that is marked anew is learned from the letter in sight.

    changed: something was marked or unmarked since the rules were given; taught_from: the letter that was marked last.
    """

    def __init__(self) -> None:
        self.rules: Mapping[str, Any] = NOTHING
        self.letter: LetterRow | None = None
        self.taught_from = 0
        self.changed = False

    def begin(self, rules: Mapping[str, Any] | None) -> None:
        """Begin with the rules in use, or with none."""
        self.rules = rules if rules is not None and taught_fields(rules) else NOTHING
        self.taught_from = 0
        self.changed = False

    def found(self) -> Mapping[str, Found]:
        """Where the rules find something in the letter in sight."""
        letter = self.letter
        return find(self.rules, letter.original, letter.subject) if letter else {}

    def usable(self) -> Mapping[str, str]:
        """What of it can be right, as an inquiry keeps it."""
        letter = self.letter
        return values(self.rules, letter.original, letter.around) if letter else {}

    def taught(self) -> tuple[str, ...]:
        """The fields that are taught."""
        return taught_fields(self.rules)

    def mark(self, field: str, start: int, end: int) -> bool:
        """*field* stands there in the letter in sight; False if nothing but blanks does."""
        letter = self.letter
        mark = trimmed(letter.original, Mark(field, start, end)) if letter else None
        if letter is None or mark is None:
            return False
        others = [Mark(name, each.start, each.end) for name, each in self.found().items() if name != field]
        if self.taught():
            self.rules = relearn(self.rules, letter.original, [*others, mark], letter.subject, field)
        else:
            self.rules = learn(letter.original, [mark], letter.subject)
        self.taught_from, self.changed = letter.id, True
        return True

    def remove(self, field: str) -> bool:
        """Forget what is known of *field*; False if nothing was."""
        if field not in self.taught():
            return False
        self.rules = without(self.rules, field)
        self.taught_from = self.letter.id if self.letter else self.taught_from
        self.changed = True
        return True

    def field_at(self, place: int) -> str:
        """The field whose mark covers *place* in the letter in sight, the shortest if several do; "" for none."""
        found = self.found()
        covering = [name for name in FIELDS if name in found and found[name].start <= place <= found[name].end]
        return min(covering, key=lambda name: found[name].end - found[name].start, default="")
