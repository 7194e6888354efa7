"""What a person chooses: language, theme and rows for the windows here; extension and signature in the company's books."""

from collections.abc import Callable
from functools import partial
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import UserError
from app.language import LANGUAGES, Phrase, chosen, phrase, tr
from app.operations import own_settings
from app.operations.own_settings import OwnSettings
from app.views.calls.sound import CALL_SOUND
from app.views.desk import Desk
from app.views.look.fields import LineField, TextField
from app.views.look.label import Label
from app.views.look.segments import Segment, Segments
from app.views.look.theme import ThemeChoice, theme
from app.views.messages import Messages
from app.views.preferences import Preferences
from app.views.shell.badge import THEMES

PAUSE = 1200
"""Milliseconds without a key after which a signature is kept."""


@runtime_checkable
class Dresser(Protocol):
    """The window that changes language, theme and rows everywhere at once, and remembers them."""

    def speak(self, code: str) -> None: ...
    def dress(self, choice: ThemeChoice) -> None: ...
    def set_compact(self, compact: bool) -> None: ...


class PersonalPanel(QWidget):
    """Each change is kept at once, with undo."""

    def __init__(self, desk: Desk, messages: Messages, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._messages, self._preferences = desk, messages, preferences
        self._own: OwnSettings | None = None
        self.languages, self.themes, self.rows, self.sound = Segments(), Segments(), Segments(), Segments()
        self.languages.chosen.connect(self._speak)
        self.themes.chosen.connect(self._dress)
        self.rows.chosen.connect(self._set_rows)
        self.sound.chosen.connect(self._set_sound)
        self.extension = LineField("")
        self.extension.line.setMaxLength(12)
        self.extension.line.editingFinished.connect(self.keep_extension)
        self.signature = TextField("", lines=5)
        self._pause = QTimer(self, interval=PAUSE, singleShot=True)
        self._pause.timeout.connect(self.keep_signature)
        self.signature.changed.connect(self._signature_typed)
        self.preview = Label("", 13, 400, "muted", wrap=True)
        self._words = [Label("", 12, 500, "muted") for _ in range(5)]
        self._lay_out()
        self.retranslate()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        parts = (self.languages, self.themes, self.rows, self.sound)
        for label, segments in zip(self._words, parts, strict=False):
            column.addWidget(label)
            column.addWidget(segments)
            column.addSpacing(8)
        column.addWidget(self.extension)
        column.addSpacing(8)
        column.addWidget(self.signature)
        column.addSpacing(8)
        column.addWidget(self._words[4])
        column.addWidget(self.preview)

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        words = (tr("Language"), tr("Theme"), tr("Rows"), tr("When a call rings at your desk"), tr("So a letter ends"))
        for label, word in zip(self._words, words, strict=True):
            label.setText(word)
        self.languages.set_segments([Segment(code, name) for code, name in LANGUAGES.items()])
        self.languages.choose(chosen())
        self.themes.set_segments([Segment(choice, tr(words)) for choice, words in THEMES.items()])
        self.themes.choose(theme().choice)
        self.rows.set_segments([Segment("normal", tr("Normal rows")), Segment("compact", tr("Compact rows"))])
        self.rows.choose("compact" if self._compact else "normal")
        self.sound.set_segments([Segment("yes", tr("With a sound")), Segment("no", tr("Without a sound"))])
        self.sound.choose("no" if self._silent else "yes")
        self.extension.set_label(tr("Own telephone extension"))
        self.extension.set_help(tr("Calls to this extension are yours. Two to six digits; empty if you have no telephone."))
        self.signature.set_label(tr("Signature of your letters"))
        self.signature.set_help(tr("Kept as you type, for every workstation."))
        self._show_preview()

    @property
    def _compact(self) -> bool:
        return self._preferences.get("compact") == "yes"

    @property
    def _silent(self) -> bool:
        return self._preferences.get(CALL_SOUND) == "no"

    @property
    def is_typing(self) -> bool:
        """Whether something typed is not kept yet."""
        return self._pause.isActive()

    def show_own(self, own: OwnSettings) -> None:
        """Show what the books have, but not over what is being typed."""
        self._own = own
        if not self.extension.line.hasFocus():
            self.extension.set_value(own.extension)
        if not self.is_typing and self.signature.value() != own.signature:
            self.signature.set_value(own.signature)
        self._show_preview()

    # Windows

    @property
    def _dresser(self) -> Dresser | None:
        window = self.window()
        return window if isinstance(window, Dresser) else None

    def _speak(self, code: str) -> None:
        before, dresser = chosen(), self._dresser
        if dresser is None or code == before:
            return
        self._change_language(dresser, code)
        self._done(phrase("Language: {language}", language=LANGUAGES[code]), partial(self._change_language, dresser, before))

    def _change_language(self, dresser: Dresser, code: str) -> None:
        dresser.speak(code)
        self._desk.do(self, own_settings.set_language, code).then(self.show_own).otherwise(self._messages.problem)

    def _dress(self, key: str) -> None:
        choice: ThemeChoice = "dark" if key == "dark" else "system" if key == "system" else "light"
        before, dresser = theme().choice, self._dresser
        if dresser is None or choice == before:
            return
        self._change_theme(dresser, choice)
        self._done(phrase("Theme: {theme}", theme=Phrase(THEMES[choice])), partial(self._change_theme, dresser, before))

    def _change_theme(self, dresser: Dresser, choice: ThemeChoice) -> None:
        dresser.dress(choice)
        self.themes.choose(choice)

    def _set_rows(self, key: str) -> None:
        before, dresser = self._compact, self._dresser
        if dresser is None or (key == "compact") == before:
            return
        self._change_rows(dresser, not before)
        sentence = phrase("Normal rows") if before else phrase("Compact rows")
        self._done(sentence, partial(self._change_rows, dresser, before))

    def _change_rows(self, dresser: Dresser, compact: bool) -> None:
        dresser.set_compact(compact)
        self.rows.choose("compact" if compact else "normal")

    def _set_sound(self, key: str) -> None:
        if (key == "no") == self._silent:
            return
        before = "no" if self._silent else "yes"
        self._put_sound(key)
        sentence = phrase("Calls ring without a sound.") if key == "no" else phrase("Calls ring with a sound.")
        self._done(sentence, partial(self._put_sound, before))

    def _put_sound(self, key: str) -> None:
        self._preferences.set(CALL_SOUND, key)
        self.sound.choose(key)

    def _done(self, sentence: Phrase, undo: Callable[[], object]) -> None:
        self._messages.done(sentence, undo=undo)

    # Books

    def keep_extension(self) -> None:
        """Keep the extension that was typed."""
        own = self._own
        if own is None or self.extension.value() == own.extension:
            return
        ticket = self._desk.do(self, own_settings.set_extension, own.version, self.extension.value())
        ticket.then(partial(self._extension_kept, own.extension)).otherwise(self._extension_refused)

    def _extension_kept(self, before: str, own: OwnSettings) -> None:
        self._own = own
        self.extension.set_value(own.extension)
        if own.extension != before:
            sentence = phrase("Extension {extension} is yours.", extension=own.extension)
            self._done(sentence if own.extension else phrase("No telephone."), partial(self._put_extension, before))

    def _put_extension(self, extension: str) -> None:
        if self._own is not None:
            ticket = self._desk.do(self, own_settings.set_extension, self._own.version, extension)
            ticket.then(self.show_own).otherwise(self._messages.problem)

    def _extension_refused(self, error: UserError) -> None:
        self.extension.set_error(str(error.phrase))

    def _signature_typed(self) -> None:
        self._pause.start()
        self._show_preview()

    def keep_signature(self) -> None:
        """Keep the signature that was typed; at once when the room is left."""
        self._pause.stop()
        own = self._own
        if own is None or self.signature.value() == own.signature:
            return
        ticket = self._desk.do(self, own_settings.set_signature, self.signature.value())
        ticket.then(partial(self._signature_kept, own.signature)).otherwise(self._signature_refused)

    def _signature_kept(self, before: str, own: OwnSettings) -> None:
        self._own = own
        self._done(phrase("Your signature is kept."), partial(self._put_signature, before))

    def _put_signature(self, text: str) -> None:
        self._pause.stop()
        ticket = self._desk.do(self, own_settings.set_signature, text)
        ticket.then(self.show_own).otherwise(self._messages.problem)

    def _signature_refused(self, error: UserError) -> None:
        self.signature.set_error(str(error.phrase))

    def _show_preview(self) -> None:
        self.preview.setText(self.signature.value() or tr("Without a signature."))
