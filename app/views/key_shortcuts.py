"""Which shortcut a key runs, for keys that were withheld for a moment and so passed Qt's own shortcut map by."""

from collections.abc import Iterator

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

_Found = QShortcut | QAction


def pressed_shortcut(event: QKeyEvent, focus: QWidget | None) -> bool:
    """Run the one enabled shortcut of *event* that is in reach of *focus*; whether there was one.

    Two that claim the same key are told so (``activatedAmbiguously``), as Qt does, and the key is used up.
    """
    window = focus.window() if focus is not None else QApplication.activeWindow()
    if window is None:
        return False
    wanted = _sequences(event)
    found = [one for one, owner in _all_in(window) if _answers(one, owner, wanted, window, focus)]
    if not found:
        return False
    only = found[0]
    if isinstance(only, QAction):
        if len(found) == 1:
            only.trigger()
    elif len(found) == 1:
        only.activated.emit()
    else:
        only.activatedAmbiguously.emit()
    return True


def _sequences(event: QKeyEvent) -> list[QKeySequence]:
    """The key as it is, and without Shift and number pad, which a sign such as ``?`` already contains."""
    exact = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    ways = [QKeySequence(int(event.key()) | exact.value)]
    if event.text() and not event.text().isalpha():
        ways.append(QKeySequence(int(event.key()) | (exact & ~Qt.KeyboardModifier.ShiftModifier).value))
    return ways


def _all_in(window: QWidget) -> Iterator[tuple[_Found, QWidget]]:
    tops = {window, *(top for top in QApplication.topLevelWidgets() if top.isVisible())}
    seen: set[QObject] = set()
    for top in tops:
        for widget in (top, *top.findChildren(QWidget)):
            for action in widget.actions():
                if action not in seen:
                    seen.add(action)
                    yield action, widget
        for shortcut in top.findChildren(QShortcut):
            owner = shortcut.parent()
            if isinstance(owner, QWidget) and shortcut not in seen:
                seen.add(shortcut)
                yield shortcut, owner


def _answers(one: _Found, owner: QWidget, wanted: list[QKeySequence], window: QWidget, focus: QWidget | None) -> bool:
    keys = one.shortcuts() if isinstance(one, QAction) else one.keys()
    if not one.isEnabled() or not any(key == way for key in keys for way in wanted):
        return False
    if not owner.isEnabled() or not owner.isVisible():
        return False
    context = one.shortcutContext() if isinstance(one, QAction) else one.context()
    if context == Qt.ShortcutContext.ApplicationShortcut:
        return True
    if context == Qt.ShortcutContext.WindowShortcut:
        return owner.window() is window
    if context == Qt.ShortcutContext.WidgetShortcut:
        return owner is focus
    return focus is not None and (owner is focus or owner.isAncestorOf(focus))
