"""Device and safety, always in sight: the chips for scanner and scans, and the sentence for a trouble that stands."""

from PySide6.QtCore import QObject, QTimer

from app.language import Phrase, phrase, tr, trn
from app.views.desk import Desk
from app.views.look.chip import ChipText
from app.views.station.bars import Header
from app.views.station.note import Note
from app.views.station.scan_desk import ScanDesk

PATIENCE = 300
"""Milliseconds that a scan may take into the books before the chip speaks of waiting."""
OFFLINE = phrase("No connection to the database. Scan on: everything is kept here and counted when it is back.")


class Safety(QObject):
    """Keeps the chips true."""

    def __init__(self, desk: Desk, scans: ScanDesk, header: Header, note: Note, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._scans = desk, scans
        self._header, self._note = header, note
        self._patience = QTimer(self, interval=PATIENCE, singleShot=True)
        self._patience.timeout.connect(lambda: self.show(patient=False))
        scans.waiting_changed.connect(self.show)
        scans.scanners.changed.connect(self.show)
        desk.connection.connect(lambda _online: self.show())
        self.show()

    def show(self, *, patient: bool = True) -> None:
        """Say how scanner and scans are now."""
        trouble = self._scans.scanners.trouble
        if trouble:
            scanner = ChipText(tr("Scanner trouble"), "warning", "warning-circle-fill")
        elif trouble is None:
            scanner = ChipText(tr("No scanner"), "warning", "warning-circle-fill")
        else:
            scanner = ChipText(tr("Scanner ready"), "success", "barcode")
        self._header.show_chips(scanner, self._saved(patient))
        standing = None if self._desk.online else OFFLINE
        self._note.stand(Phrase(trouble) if trouble else standing)

    def _saved(self, patient: bool) -> ChipText:
        waiting = self._scans.waiting
        if not waiting:
            self._patience.stop()
            if self._desk.online:
                return ChipText(tr("All scans saved"), "success", "check-circle")
            return ChipText(tr("No connection"), "warning", "wifi-slash")
        if patient and self._desk.online and waiting <= 1:
            if not self._patience.isActive():
                self._patience.start()
            if self._header.chips:
                return self._header.chips[-1]
        said = trn("{count} scan waits", "{count} scans wait", waiting)
        return ChipText(said, "warning", "wifi-slash" if not self._desk.online else "hourglass-medium")
