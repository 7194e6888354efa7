"""The scan of a certificate, a commissioning record or a service contract: added and opened where the record is shown."""

from PySide6.QtCore import QObject

from app.language import tr
from app.models.terms import Role
from app.operations.attachments import ATTACHING, Owner
from app.operations.deal_rows import InstallationRow
from app.operations.service_cards import ContractCard
from app.views.attachments.files_panel import FilesPanel
from app.views.look.card_column import CardSection
from app.views.production.work_room import WorkRoom
from app.views.triage.card_lines import CardLink


class Scans(QObject):
    """``Scans(room)``: its files are kept and opened as on the page of a deal, without a list of their own."""

    def __init__(self, room: WorkRoom) -> None:
        super().__init__(room)
        self.files = FilesPanel(room.desk, room.messages, room.papers, key="")
        self.files.setParent(room)
        self.files.hide()
        self._attaches = not room.person.roles.isdisjoint({*ATTACHING, Role.ADMIN})

    def add_lines(self, section: CardSection, owner: Owner, record_id: int, document_id: int | None) -> None:
        """Offer to show the file of a record, or to add its scan."""
        if document_id is not None:
            words = tr("Open the file") if owner == "service_contract" else tr("Open the scan")
            line = _line(section, words, "file-pdf")
            line.clicked.connect(lambda: self.files.open_document(document_id))
        # The print of a contract is its file too: the signed scan may still come, and then stands in its place.
        if self._attaches and (document_id is None or owner == "service_contract"):
            line = _line(section, tr("Add the scan"), "paperclip")
            line.clicked.connect(lambda: self.files.choose_for(owner, record_id))

    def of_contract(self, card: ContractCard | None) -> None:
        """Ask for the scan of a contract."""
        if card is not None:
            self.files.choose_for("service_contract", card.id)

    def of_commissioning(self, row: InstallationRow | None) -> None:
        """Ask for the scan of a commissioning record."""
        if row is not None and row.id is not None:
            self.files.choose_for("commissioning", row.id)


def _line(section: CardSection, words: str, symbol: str) -> CardLink:
    line = CardLink(words, icon=symbol, height=28)
    line.set_stretched()
    section.add(line)
    return line
