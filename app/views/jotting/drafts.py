"""What was typed in the sheet and not kept yet: remembered for each thing it is about, also beyond the end of the day."""

import json

from app.views.preferences import Preferences

KEY = "jotted"
MOST = 30


class Drafts:
    """``get(name)``, ``keep(name, text)``; an empty text forgets the draft. The oldest go when there are too many."""

    def __init__(self, preferences: Preferences) -> None:
        self._preferences = preferences

    def get(self, name: str) -> str:
        """The draft *name*, "" if there is none."""
        return self._all().get(name, "")

    def keep(self, name: str, text: str) -> None:
        """Remember *text* as the draft *name*, at once on the disk."""
        drafts = self._all()
        before = drafts.pop(name, "")
        if text.strip():
            drafts[name] = text
        elif not before:
            return
        newest = dict(list(drafts.items())[-MOST:])
        self._preferences.set(KEY, json.dumps(newest, ensure_ascii=False))

    def _all(self) -> dict[str, str]:
        try:
            kept = json.loads(self._preferences.get(KEY) or "{}")
        except ValueError:
            return {}
        return {str(name): str(text) for name, text in kept.items()} if isinstance(kept, dict) else {}
