"""The files of a deal that people put beside it: dropped on the page or chosen; also the scans of its certificates."""

from app.language import tr
from app.operations.deal_rows import DealCard
from app.views.attachments.files_panel import FilesPanel
from app.views.deals.paper_desk import PaperDesk
from app.views.deals.section import Section
from app.views.deals.work import DealWork


class FilesSection(Section):
    """``panel`` keeps, opens and takes away."""

    def __init__(self, work: DealWork, papers: PaperDesk) -> None:
        super().__init__(work)
        self.panel = FilesPanel(work.desk, work.messages, papers)
        self.title.hide()
        self.note.hide()
        self.column.addWidget(self.panel)

    def fill(self, card: DealCard) -> None:
        self.setAccessibleName(tr("Files"))
        self.panel.show_files_of("deal", card.id)

    def begin(self) -> None:
        self.panel.add.setFocus()
