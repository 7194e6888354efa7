"""The map of a process as a file: BPMN 2.0 for modelling tools, SVG and PNG for people.

What is on the map comes from the caller (`app/operations/process_map.py` takes it from the process table).
"""

from typing import Literal

from app.events import Document
from app.reports.bpmn import bpmn
from app.reports.drawing import png, svg
from app.reports.files import file_name
from app.reports.process_plan import ProcessMap, drawn

Format = Literal["bpmn", "svg", "png"]

PNG_DOTS_PER_MM = 6


def process_document(process: ProcessMap, file_format: Format, language: str) -> Document:
    """The map as BPMN 2.0 XML, SVG or PNG. Raises ValueError for another format."""
    name = file_name(process.title.said(language), file_format)
    if file_format == "bpmn":
        return Document(name, "application/xml", bpmn(process, language))
    if file_format == "svg":
        return Document(name, "image/svg+xml", svg(drawn(process, language)))
    if file_format == "png":
        return Document(name, "image/png", png(drawn(process, language), PNG_DOTS_PER_MM))
    raise ValueError(f"unknown format {file_format!r}: bpmn, svg or png")
