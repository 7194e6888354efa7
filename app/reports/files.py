"""What every report does with its file: a safe name, and a blank PDF with the type of the house."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import fpdf

from app.reports.typeface import FACES, printable


def file_name(title: str, extension: str) -> str:
    """*title* as a file name on every system: letters, figures, points and hyphens, at most 120 signs."""
    return f"{re.sub(r'[^0-9A-Za-zÀ-ɏЀ-ӿ.-]+', '-', title)[:120].strip('-.') or 'document'}.{extension}"


@contextmanager
def blank_pdf(title: str, author: str, language: str, made_at: datetime) -> Iterator["fpdf.FPDF"]:
    """A PDF without pages, in millimetres, with Roboto as regular and "B" (medium). made_at: aware, is the file's date."""
    pdf = fpdf.FPDF(unit="mm", format="A4")
    pdf.set_auto_page_break(False)
    pdf.set_margin(0)
    pdf.c_margin = 0
    pdf.add_font("Roboto", "", FACES["regular"])
    pdf.add_font("Roboto", "B", FACES["medium"])
    pdf.set_title(printable(title))
    if author:
        pdf.set_author(printable(author))
    pdf.set_creator("Kontor")
    pdf.set_lang(language)
    pdf.set_creation_date(made_at)
    try:
        yield pdf
    finally:
        # fpdf2 leaves the font files open
        for font in pdf.fonts.values():
            if isinstance(font, fpdf.fonts.TTFFont):
                font.close()
