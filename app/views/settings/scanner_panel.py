"""The scanners of this workstation: chosen, added, taken away, tried; each says how it is."""

from datetime import UTC, datetime
from functools import partial

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.config import ScannerChoice
from app.errors import UserError
from app.events import Scan, ScanSource
from app.language import Phrase, phrase, tr
from app.views.desk import Desk
from app.views.look.buttons import IconButton, PlainButton
from app.views.look.chip import Chip, ChipText
from app.views.look.fields import ChoiceField, LineField
from app.views.look.label import Label
from app.views.messages import Messages
from app.views.settings.scan_words import scan_facts
from app.views.settings.workstation import SerialPort, Workstation

TRY_KEY = "F8"


class ScannerPanel(QWidget):
    """Changes are kept at once, with undo. A try listens to the chosen scanners and books nothing."""

    _heard = Signal(object)
    _told = Signal(str, bool, str)

    def __init__(self, desk: Desk, messages: Messages, workstation: Workstation, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._messages, self._workstation = desk, messages, workstation
        self._ports: tuple[SerialPort, ...] = ()
        self._states: dict[str, tuple[bool, str]] = {}
        self._said: list[str] = []
        self._trying: tuple[tuple[str, ScanSource], ...] = ()
        self.keyboard = ChoiceField("")
        self.keyboard.changed.connect(self._choose_keyboard)
        self.listed = QVBoxLayout()
        self.listed.setSpacing(4)
        self.port = ChoiceField("")
        self.add_button = PlainButton("", icon="plus")
        self.add_button.clicked.connect(self._add)
        self.try_button = PlainButton("", icon="barcode", key=TRY_KEY)
        self.try_button.clicked.connect(self.toggle_try)
        self.typed = LineField("")
        self.typed.changed.connect(self._read_typed)
        self.result = QVBoxLayout()
        self.result.setSpacing(2)
        self._heard.connect(self._show_scan, Qt.ConnectionType.QueuedConnection)
        self._told.connect(self._show_state, Qt.ConnectionType.QueuedConnection)
        self._lay_out()
        self.retranslate()

    def _lay_out(self) -> None:
        adding = QHBoxLayout()
        adding.setSpacing(8)
        adding.addWidget(self.port, 1)
        adding.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignBottom)
        trying = QHBoxLayout()
        trying.addWidget(self.try_button)
        trying.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.keyboard)
        column.addLayout(self.listed)
        column.addLayout(adding)
        column.addLayout(trying)
        column.addWidget(self.typed)
        column.addLayout(self.result)

    @property
    def is_trying(self) -> bool:
        """Whether scanners are listened to."""
        return bool(self._trying)

    @property
    def said(self) -> list[str]:
        """The lines of the last try."""
        return list(self._said)

    def look(self) -> None:
        """Ask which ports there are now."""
        self._desk.run(self, self._workstation.ports).then(self._show_ports)

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        self.keyboard.set_label(tr("Scanner that types like a keyboard"))
        self.keyboard.set_choices(
            [
                ("suffix", tr("ends each code with Enter or Tab")),
                ("pause", tr("ends a code with a pause")),
                ("none", tr("there is none here")),
            ]
        )
        self.keyboard.set_value(self._workstation.choice.keyboard)
        self.port.set_label(tr("Scanner on a serial port"))
        self.add_button.setText(tr("Add"))
        self.typed.set_label(tr("Or type what a code says"))
        self.try_button.setText(tr("Stop trying") if self.is_trying else tr("Try a scan"))
        self._show_ports(self._ports)

    # Choosing

    def _show_ports(self, ports: tuple[SerialPort, ...]) -> None:
        self._ports = ports
        chosen = self._workstation.choice.ports
        free = [port for port in ports if port.name not in chosen]
        self.port.set_choices([(port.name, _called(port)) for port in free])
        self.port.setEnabled(bool(free))
        self.port.set_help("" if free else tr("No other port is there. Plug the scanner in and open the settings anew."))
        self.add_button.setEnabled(bool(free))
        _empty(self.listed)
        for name in chosen:
            self.listed.addWidget(self._row(name))

    def _row(self, name: str) -> QWidget:
        line = QWidget(self)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(Label(next((_called(port) for port in self._ports if port.name == name), name), 13, 500), 1)
        chip = Chip("", "neutral")
        chip.show_chip(self._state_of(name))
        row.addWidget(chip)
        away = IconButton("x", tr("Take {port} away", port=name))
        away.clicked.connect(lambda: self._take_away(name))
        row.addWidget(away)
        return line

    def _state_of(self, name: str) -> ChipText:
        ready, sentence = self._states.get(name, (False, ""))
        if self.is_trying and ready:
            return ChipText(tr("ready"), "success", "check-circle")
        if self.is_trying and sentence:
            return ChipText(tr("not connected"), "warning", "warning-circle-fill")
        if any(port.name == name for port in self._ports):
            return ChipText(tr("plugged in"), "neutral", "check")
        return ChipText(tr("not there"), "warning", "warning-circle")

    def _choose_keyboard(self) -> None:
        before = self._workstation.choice
        self._keep(ScannerChoice(before.ports, str(self.keyboard.value())), phrase("The keyboard scanner is set."))

    def _add(self) -> None:
        name, before = self.port.value(), self._workstation.choice
        if name is not None:
            sentence = phrase("Scanner {port} is added.", port=str(name))
            self._keep(ScannerChoice((*before.ports, str(name)), before.keyboard), sentence)

    def _take_away(self, name: str) -> None:
        before = self._workstation.choice
        left = tuple(port for port in before.ports if port != name)
        self._keep(ScannerChoice(left, before.keyboard), phrase("Scanner {port} is taken away.", port=name))

    def _keep(self, choice: ScannerChoice, sentence: Phrase) -> None:
        before = self._workstation.choice
        self.stop_trying()
        ticket = self._desk.run(self, self._workstation.keep, choice)
        ticket.then(lambda _: self._kept(before, sentence)).otherwise(self._not_kept)

    def _kept(self, before: ScannerChoice, sentence: Phrase) -> None:
        self.retranslate()
        self._messages.done(sentence, undo=lambda: self._put_back(before))

    def _put_back(self, before: ScannerChoice) -> None:
        ticket = self._desk.run(self, self._workstation.keep, before)
        ticket.then(lambda _: self.retranslate()).otherwise(self._not_kept)

    def _not_kept(self, error: UserError) -> None:
        self.retranslate()
        self._messages.problem(error)

    # Trying

    def toggle_try(self) -> None:
        """Begin or end listening to the chosen scanners."""
        if self.is_trying:
            self.stop_trying()
            return
        self._states = {}
        named = self._workstation.named_sources()
        self._trying = named
        for name, source in named:
            source.start(self._hear, partial(self._tell, name))
        words = tr("Scan any code now: it is only read, nothing is booked.")
        if not named:
            words = tr("No scanner is chosen.")
        self._say([words])
        self.retranslate()

    def _say(self, lines: list[str]) -> None:
        self._said = lines
        _empty(self.result)
        for line in lines:
            self.result.addWidget(Label(line, 13, 400, wrap=True))

    def stop_trying(self) -> None:
        """Give the scanners back."""
        trying, self._trying = self._trying, ()
        for _, source in trying:
            source.stop()
        self.retranslate()

    def _hear(self, scan: Scan) -> None:
        if shiboken6.isValid(self):
            self._heard.emit(scan)

    def _tell(self, name: str, ready: bool, sentence: str) -> None:
        if shiboken6.isValid(self):
            self._told.emit(name, ready, sentence)

    def _read_typed(self) -> None:
        text = self.typed.value()
        self._say([] if not text else _lines(Scan("", text, "typed", datetime.now(UTC))))

    def _show_scan(self, scan: Scan) -> None:
        self._say(_lines(scan))

    def _show_state(self, name: str, ready: bool, sentence: str) -> None:
        self._states[name] = (ready, sentence)
        self._show_ports(self._ports)
        if sentence:
            self._messages.say(tr(sentence))


def _lines(scan: Scan) -> list[str]:
    return [f"{label}: {value}" for label, value in scan_facts(scan)]


def _called(port: SerialPort) -> str:
    return port.name if port.description in ("", port.name, "n/a") else f"{port.name}, {port.description}"


def _empty(column: QVBoxLayout) -> None:
    while (item := column.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
