"""Switching the language of every open window at once."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QLibraryInfo, QLocale, QTranslator

from app import language

LOCALES = {
    "en": QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom),
    "de": QLocale(QLocale.Language.German, QLocale.Country.Germany),
    "ru": QLocale(QLocale.Language.Russian, QLocale.Country.Russia),
}
_installed: list[QTranslator] = []


def speak(code: str) -> None:
    """Speak *code* (en, de, ru) from now on: our catalogues, Qt's own words, calendars; tells every window.

    Raises ValueError for a language that Kontor does not know.
    """
    language.choose(code)
    app = QCoreApplication.instance()
    if app is None:
        return
    QLocale.setDefault(LOCALES[code])
    while _installed:
        app.removeTranslator(_installed.pop())
    words = QTranslator(app)
    folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    if code != "en" and words.load(f"qtbase_{code}", str(folder)):
        _installed.append(words)
        app.installTranslator(words)
    # Qt tells the windows only if a catalogue of its own came or went; ours may have changed without one.
    QCoreApplication.sendEvent(app, QEvent(QEvent.Type.LanguageChange))
