"""The small style sheet: only what Fusion and a palette cannot say (fields, scroll bars, menus, token-coloured text)."""

from string import Template

from app.views.look.tokens import COLOURS, ThemeName, hex_of

_SHEET = Template("""
QAbstractScrollArea { border: none; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QToolTip { background: $raised; color: $text; border: 1px solid $line; border-radius: 3px; padding: 4px 6px; }
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QDateEdit, QSpinBox {
  background: $base; color: $text; border: 1px solid $outline; border-radius: 5px; padding: 1px 9px;
  selection-background-color: $accent; selection-color: $on_accent; placeholder-text-color: $muted; }
QLineEdit, QComboBox, QDateEdit, QSpinBox { min-height: 28px; }
QPlainTextEdit, QTextEdit { padding: 5px 6px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QDateEdit:focus, QSpinBox:focus {
  border: 2px solid $accent_text; padding: 0px 8px; }
QPlainTextEdit:focus, QTextEdit:focus { padding: 4px 5px; }
QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"], QComboBox[wrong="true"] {
  border: 2px solid $danger; padding: 0px 8px; }
QPlainTextEdit[wrong="true"] { padding: 4px 5px; }
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled {
  background: $window; color: $outline; border-color: $line; }
QLineEdit[quiet="true"], QPlainTextEdit[quiet="true"] { border: none; background: transparent; padding: 2px 0px; }
QComboBox::drop-down { border: none; width: 26px; }
QComboBox::down-arrow { image: none; }
QComboBox QAbstractItemView { background: $raised; color: $text; border: 1px solid $line; outline: none;
  selection-background-color: $accent_tint; selection-color: $text; padding: 4px; }
QComboBox QAbstractItemView::item { min-height: 28px; padding: 0px 6px; border-radius: 4px; }
QComboBox QAbstractItemView::item:selected { background: $accent_tint; color: $text; }
QCalendarWidget QToolButton { background: transparent; color: $text; border: none; padding: 4px 8px; }
QCalendarWidget QWidget#qt_calendar_navigationbar { background: $raised; }
QCalendarWidget QAbstractItemView { background: $raised; color: $text; outline: none; padding: 0px;
  selection-background-color: $accent; selection-color: $on_accent; }
QMenu { background: $raised; color: $text; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 6px 16px 6px 12px; border-radius: 4px; }
QMenu::item:selected { background: $accent_tint; }
QMenu::item:disabled { color: $outline; }
QMenu::separator { height: 1px; background: $border; margin: 4px 8px; }
QMenu::icon { padding-left: 8px; }
QScrollArea, QScrollArea > QWidget > QWidget[ground="none"] { background: transparent; }
QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: 10px; }
QScrollBar:horizontal { height: 10px; }
QScrollBar::handle { background: $line; border-radius: 3px; }
QScrollBar::handle:vertical { min-height: 32px; margin: 2px 2px; }
QScrollBar::handle:horizontal { min-width: 32px; margin: 2px 2px; }
QScrollBar::handle:hover { background: $outline; }
QScrollBar::handle:disabled { background: transparent; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QTableCornerButton::section { background: $base; border: none; }
QSplitter::handle { background: $border; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
""")

GROUNDS = ("window", "base", "raised", "sunken", "alt", "accent_tint")
"""Values of the property ``ground`` that a plain QWidget can carry, set by ``app.views.look.areas.set_ground``."""


def style_sheet(name: ThemeName) -> str:
    """The application's style sheet in theme *name*."""
    values: dict[str, str] = {token: hex_of(token, name) for token in COLOURS}
    texts = "".join(f'QLabel[token="{token}"] {{ color: {value}; }}\n' for token, value in values.items())
    texts += f"QLabel:disabled {{ color: {values['outline']}; }}\n"
    grounds = "".join(f'QWidget[ground="{token}"] {{ background: {values[token]}; }}\n' for token in GROUNDS)
    return _SHEET.substitute(values) + texts + grounds
