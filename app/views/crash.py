"""Our own bugs: a window with text to copy, once for each kind; the program goes on.

Whatever nobody caught arrives here: from the main thread, from other threads, from ``__del__`` and from the desk. Qt's
own messages go to the log.
"""

import hashlib
import logging
import platform
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import (
    QEvent,
    QMessageLogContext,
    QObject,
    Qt,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
)
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.language import tr
from app.views.look.buttons import MainButton, PlainButton
from app.views.look.label import Label

log = logging.getLogger(__name__)
qt_log = logging.getLogger("qt")

LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


@dataclass(frozen=True, slots=True)
class CrashReport:
    """One bug: its kind (a short hash of where it happened) and everything that helps to find it."""

    kind: str
    text: str


def crash_report(error: BaseException, version: str) -> CrashReport:
    """Describe *error*; two errors of one type from the same lines are of one kind, whatever their message says."""
    frames = traceback.extract_tb(error.__traceback__)
    where = "\n".join(f"{frame.filename}:{frame.lineno}:{frame.name}" for frame in frames)
    kind = hashlib.sha256(f"{type(error).__qualname__}\n{where}".encode()).hexdigest()[:12]
    head = (
        f"Kontor {version}, {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC, {kind}\n"
        f"Python {platform.python_version()}, PySide6 {pyside_version}, {platform.platform()}\n\n"
    )
    return CrashReport(kind, head + "".join(traceback.format_exception(error)))


def qt_message(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    """Write a message of Qt into the log."""
    qt_log.log(LEVELS.get(kind, logging.WARNING), "%s%s", f"{context.category}: " if context.category else "", text)


class CrashWatch(QObject):
    """Hears of every exception that nobody took, from any thread, and has it shown once for each kind."""

    _reported = Signal(object)

    def __init__(self, show: Callable[[CrashReport], object], version: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._show = show
        self._version = version
        self._seen: set[str] = set()
        self._before: tuple[object, ...] = ()
        self._reported.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Take over Python's last resorts and Qt's messages."""
        self._before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        sys.excepthook = self._uncaught
        threading.excepthook = lambda args: self._report_any(args.exc_value)
        sys.unraisablehook = lambda args: self._report_any(args.exc_value)
        qInstallMessageHandler(qt_message)

    def uninstall(self) -> None:
        """Give the last resorts back."""
        if self._before:
            sys.excepthook, threading.excepthook, sys.unraisablehook = self._before  # type: ignore[assignment]  # as kept
            qInstallMessageHandler(None)
            self._before = ()

    def report(self, error: BaseException) -> None:
        """Take *error*, from any thread. The log has it each time, the window shows its kind once."""
        log.error("A bug of ours: %s", error, exc_info=error)
        self._reported.emit(crash_report(error, self._version))

    def _report_any(self, error: BaseException | None) -> None:
        if isinstance(error, Exception):
            self.report(error)

    def _uncaught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None = None) -> None:
        if isinstance(error, Exception):
            self.report(error)
        else:
            sys.__excepthook__(kind, error, trace)

    def _take(self, report: CrashReport) -> None:
        if report.kind not in self._seen:
            self._seen.add(report.kind)
            self._show(report)


class CrashWindow(QDialog):
    """Says that the program made a mistake, with the text to copy; the work behind it stays usable."""

    def __init__(self, report: CrashReport, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.report = report
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(False)
        self.resize(680, 440)
        self._head = Label(px=17, weight=600, parent=self)
        self._matter = Label(wrap=True, parent=self)
        self.text = QPlainTextEdit(report.text, self, readOnly=True, tabChangesFocus=True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        mono = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        mono.setPixelSize(12)
        self.text.setFont(mono)
        self.copy = PlainButton(icon="copy", key="Ctrl+C", parent=self)
        self.go_on = MainButton(key="Return", parent=self)
        self.copy.clicked.connect(self._copy)
        self.go_on.clicked.connect(self.close)
        self._lay_out()
        self.retranslate()
        self.go_on.setFocus()

    def retranslate(self) -> None:
        """Say everything in the chosen language; the report itself stays English."""
        self.setWindowTitle(tr("Kontor made a mistake"))
        self._head.setText(tr("Kontor made a mistake"))
        self._matter.setText(
            tr(
                "This step was not carried out. Everything saved before is safe, and you can go on working. "
                "Please send this text to those who look after Kontor."
            )
        )
        self.text.setAccessibleName(tr("Text for those who look after Kontor"))
        self.copy.setText(tr("Copy the text"))
        self.go_on.setText(tr("Go on working"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 20)
        column.setSpacing(8)
        column.addWidget(self._head)
        column.addWidget(self._matter)
        column.addSpacing(8)
        column.addWidget(self.text, 1)
        column.addSpacing(8)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.copy)
        row.addWidget(self.go_on)
        column.addLayout(row)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report.text)
        self.copy.setText(tr("Copied"))
