"""Brings the translation catalogues in step with the code: ``python -m installer.messages`` (or ``make messages``).

New sentences are added without a translation, those that the code no longer says are dropped, existing translations stay
as they are; nothing is guessed. Entries are sorted and carry no line numbers, so that a change of code that changes no
sentence changes no catalogue. Prints how many sentences of each language still wait for a translator.
"""

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from installer.sentences import sentences

ROOT = Path(__file__).resolve().parent.parent
SPOKEN_IN = ("app", "main.py")
TRANSLATED = ("de", "ru")


def catalogue_path(language: str, root: Path = ROOT) -> Path:
    """Where the catalogue of *language* lies."""
    return root / "resources" / "translations" / language / "LC_MESSAGES" / "kontor.po"


def read_catalogue(language: str, root: Path = ROOT) -> Catalog:
    """The catalogue of *language*; an empty one where there is none yet."""
    path = catalogue_path(language, root)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as stream:
        return read_po(stream, locale=language)


def updated(old: Catalog, language: str, root: Path = ROOT) -> Catalog:
    """A catalogue of just the sentences in the code under *root*, with the translations that *old* has for them."""
    new = Catalog(
        locale=language,
        domain="kontor",
        project="Kontor",
        version="",
        charset="utf-8",
        fuzzy=False,
        header_comment=f"# Kontor: the sentences of the program ({language}). Kept in step by “make messages”.",
        last_translator="",
        language_team="",
        revision_date=None,
    )
    for sentence in sentences(root, *SPOKEN_IN):
        known = old.get(sentence.text)
        string = known.string if known and bool(known.pluralizable) == bool(sentence.plural) else None
        new.add(sentence.key, string)
    return new


def to_text(catalogue: Catalog) -> bytes:
    """*catalogue* as the text of its .po file: sorted, without dates, so that it is the same whenever it is written."""
    stream = BytesIO()
    write_po(stream, catalogue, width=120, no_location=True, omit_header=False, sort_output=True)
    dated = (
        b'"Project-Id-Version',
        b'"POT-Creation-Date',
        b'"PO-Revision-Date',
        b'"Generated-By',
        b'"Report-Msgid',
        b'"Last-Translator',
        b'"Language-Team',
    )
    return b"".join(line for line in stream.getvalue().splitlines(keepends=True) if not line.startswith(dated))


def main() -> None:
    """Update every catalogue and say what is left to translate."""
    for language in TRANSLATED:
        catalogue = updated(read_catalogue(language), language)
        path = catalogue_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(to_text(catalogue))
        waiting = [message for message in catalogue if message.id and not spoken(message.string)]
        print(f"{language}: {len(catalogue)} sentences, {len(waiting)} without a translation")


def spoken(string: str | list[str] | tuple[str, ...] | None) -> bool:
    """Whether a translation is there, in every plural form."""
    forms = (string,) if isinstance(string, str) else tuple(string or ())
    return bool(forms) and all(forms)


if __name__ == "__main__":
    main()
