"""A number that calls: every number that is shown can be pressed, and C calls the one that matters most here.

A number goes out as a ``tel:`` link (RFC 3966); whoever answers such links (the telephone of the house, else the program
of the workstation) hears beside it whom and about which deal one calls.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint, QRect, QSize, Qt, QUrl, QUrlQuery
from PySide6.QtGui import QContextMenuEvent, QDesktopServices, QGuiApplication, QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QMenu, QSizePolicy, QWidget

from app.language import tr
from app.phone_number import shown_phone
from app.views.look.card_column import CardSection
from app.views.look.label import Label
from app.views.look.painting import LEFT, RIGHT, paint_box, paint_text, text_width
from app.views.look.theme import color
from app.views.look.tokens import Token
from app.views.look.typeface import Weight, font

EDGE = 2
"""Px around the words, for the ring of the keyboard."""


@dataclass(frozen=True, slots=True)
class Dialled:
    """A number that can be called. number: E.164, or as it came; extension: behind it; whose: a person's name.

    counterparty_id, deal_id: whom, and about what one calls.
    """

    number: str
    whose: str = ""
    extension: str = ""
    counterparty_id: int | None = None
    deal_id: int | None = None

    def link(self) -> QUrl:
        """The ``tel:`` link, with ?counterparty=ID or ?deal=ID where they are known."""
        url = QUrl()
        url.setScheme("tel")
        url.setPath(self.number)
        about = QUrlQuery()
        if self.counterparty_id is not None:
            about.addQueryItem("counterparty", str(self.counterparty_id))
        if self.deal_id is not None:
            about.addQueryItem("deal", str(self.deal_id))
        if not about.isEmpty():
            url.setQuery(about)
        return url

    def words(self) -> str:
        """The number as a person reads it."""
        shown = shown_phone(self.number)
        return tr("{number} ext. {extension}", number=shown, extension=self.extension) if self.extension else shown


def dial(dialled: Dialled) -> bool:
    """Hand *dialled* to whoever answers ``tel:`` links; whether somebody does."""
    return QDesktopServices.openUrl(dialled.link())


def dial_one_of(offered: Sequence[Dialled], where: QWidget) -> QMenu | None:
    """Call the only number, or ask in a menu over *where* which one it shall be; the first is chosen already.

    None if nothing is to be asked: there is one, or none at all.
    """
    if len(offered) < 2:
        for only in offered:
            dial(only)
        return None
    menu = QMenu(where)
    menu.setObjectName("numbers_to_call")
    menu.aboutToHide.connect(menu.deleteLater)
    for each in offered:
        entry = menu.addAction("  ·  ".join(filter(None, (each.words(), each.whose))).replace("&", "&&"))
        entry.triggered.connect(partial(dial, each))
    menu.setActiveAction(menu.actions()[0])
    size = menu.sizeHint()
    middle = where.rect().center() - QPoint(size.width() // 2, size.height() // 2)
    menu.popup(where.mapToGlobal(middle))
    return menu


class NumberLink(QAbstractButton):
    """``NumberLink(Dialled("+78435550117"))``: the number in the colour of links; a click, or Enter, calls it.

    *key*: the key that calls it here too, for the tooltip; *at_right*: its words end at the right edge. The right button
    offers to copy the number.
    """

    def __init__(
        self, dialled: Dialled, px: int = 13, weight: Weight = 500, *, key: str = "", at_right: bool = False
    ) -> None:
        super().__init__()
        self.dialled = dialled
        self._align = RIGHT if at_right else LEFT
        self._font = font(px, weight)
        words = dialled.words()
        self.setText(words)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Call {number}", number=words))
        self.setToolTip(tr("Call {number} ({key})", number=words, key=key) if key else self.accessibleName())
        self.clicked.connect(lambda: dial(self.dialled))

    def take_copy(self) -> None:
        """Put the number on the clipboard, as it is kept."""
        QGuiApplication.clipboard().setText(self.dialled.number)

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        return QSize(text_width(self.text(), self._font) + 1 + 2 * EDGE, round(self._font.pixelSize() * 1.5) + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), 48), self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.addAction(tr("Call")).triggered.connect(self.click)
        menu.addAction(tr("Copy")).triggered.connect(self.take_copy)
        menu.popup(event.globalPos())

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        if self.hasFocus():
            paint_box(painter, self.rect(), 3, None, "accent_text", 2)
        # Beside other words it stands flush with them; the ring of the keyboard takes its room only when it is there.
        inset = EDGE if self.hasFocus() else 0
        area = self.rect().adjusted(inset, 0, -inset, 0)
        token: Token = "accent_text" if self.isEnabled() else "outline"
        used = paint_text(painter, area, self.text(), self._font, token, self._align)
        if self.underMouse() and self.isEnabled():
            below = area.center().y() + self._font.pixelSize() // 2 + 1
            left = area.left() if self._align is LEFT else area.right() + 1 - used
            painter.fillRect(QRect(left, below, used, 1), color(token))
        painter.end()


def add_number(section: CardSection, label: str, dialled: Dialled, *, key: str = "") -> NumberLink:
    """A line of *section* with its *label* at the left and a number that calls at the right."""
    line = QWidget(section)
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(12)
    row.addWidget(Label(label, 13, 400, "muted"))
    row.addStretch(1)
    link = NumberLink(dialled, key=key, at_right=True)
    row.addWidget(link)
    section.add(line)
    return link
