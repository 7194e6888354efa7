"""The views of the room: my day, calls, my sellers, all tasks; and what an empty one says."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.language import marked, tr, trn
from app.views.look.empty_state import EmptyState
from app.views.look.segments import Segment, Segments

VIEWS = {"day": marked("My day"), "calls": marked("Calls"), "team": marked("My sellers"), "all": marked("All tasks")}

NO_CALLS = marked("Nobody to call"), marked("Missed calls and customers to be called come here by themselves."), ""
NO_TASKS = marked("Nothing is due"), marked("Deals and colleagues bring tasks here; N plans one."), marked("New task")


class ViewChoice(Segments):
    """``ViewChoice(heads=True)``; *heads*: whether the day of sellers may be looked at."""

    def __init__(self, *, heads: bool) -> None:
        self._offered = {key: word for key, word in VIEWS.items() if key != "team" or heads}
        super().__init__(name="views")

    def offers(self, key: str) -> bool:
        """Whether there is such a view here."""
        return key in self._offered

    def say(self, calls: int) -> None:
        """The words in the chosen language, with how many *calls* are to be made."""
        counts = {"calls": calls or None}
        self.set_segments([Segment(key, tr(word), counts.get(key)) for key, word in self._offered.items()])


def framed(segments: Segments) -> QWidget:
    """A frame around *segments* that are shown with one view only, whatever they say of themselves."""
    frame = QWidget()
    row = QHBoxLayout(frame)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(segments)
    return frame


def say_empty(empty: EmptyState, view: str) -> None:
    """What *view* says while nothing is in it."""
    title, line, verb = NO_CALLS if view == "calls" else NO_TASKS
    empty.set_words(tr(title), tr(line), tr(verb) if verb else "")


def day_words(done: int, unnoted: int) -> str:
    """How far the day is: what is done, and the calls of which nothing was noted."""
    said = [trn("{count} done today", "{count} done today", done)]
    if unnoted:
        said.append(trn("{count} call without result", "{count} calls without result", unnoted))
    return "  ·  ".join(said)
