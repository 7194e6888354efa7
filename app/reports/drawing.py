"""Drawings in millimetres that are painted to PDF, SVG and PNG from one description: labels and the process map."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from xml.etree import ElementTree as ET

import fpdf
from PIL import Image, ImageDraw, ImageFont

from app.reports.typeface import FACES, HAIRLINE, POINT, TEXT, Style, printable, text_width

SVG = "http://www.w3.org/2000/svg"
CAPITAL = 0.711
"""Height of Roboto's capitals in ems."""


@dataclass(frozen=True, slots=True)
class Writing:
    """One line of text on its baseline; align: left, middle or right of *x*."""

    x: float
    baseline: float
    text: str
    style: Style
    align: str = "left"

    def start(self) -> float:
        """Where the first sign begins."""
        share = {"left": 0.0, "middle": 0.5, "right": 1.0}[self.align]
        return self.x - share * text_width(self.text, self.style)


@dataclass(frozen=True, slots=True)
class Bars:
    """A linear barcode: *pattern* of modules, 1 for a bar, each *module* mm wide."""

    x: float
    y: float
    height: float
    module: float
    pattern: str

    def runs(self) -> list[tuple[int, int]]:
        """(first module, number of modules) of each bar."""
        found: list[tuple[int, int]] = []
        place = 0
        for bar in self.pattern.replace("01", "0|1").replace("10", "1|0").split("|"):
            if bar.startswith("1"):
                found.append((place, len(bar)))
            place += len(bar)
        return found


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; radius rounds its corners."""

    x: float
    y: float
    width: float
    height: float
    fill: str = "#FFFFFF"
    outline: str = HAIRLINE
    thickness: float = 0.25
    radius: float = 0.0


@dataclass(frozen=True, slots=True)
class Path:
    """A line through points; arrow: with a head at its end; closed: filled with *fill*."""

    points: tuple[tuple[float, float], ...]
    color: str = TEXT
    thickness: float = 0.3
    arrow: bool = False
    fill: str = ""


@dataclass(frozen=True, slots=True)
class Ring:
    """A circle around (x, y)."""

    x: float
    y: float
    radius: float
    thickness: float = 0.3
    color: str = TEXT
    fill: str = "#FFFFFF"


Shape = Writing | Bars | Box | Path | Ring


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes on a white sheet, painted in order; all sizes in mm, from the upper left corner."""

    width: float
    height: float
    shapes: tuple[Shape, ...]
    title: str = ""


def arrow_head(points: Sequence[tuple[float, float]], size: float = 2.0) -> tuple[tuple[float, float], ...]:
    """The triangle at the end of a line whose last piece is horizontal or vertical."""
    (x0, y0), (x, y) = points[-2], points[-1]
    if abs(x - x0) >= abs(y - y0):
        back = x - size if x > x0 else x + size
        return ((x, y), (back, y - size * 0.4), (back, y + size * 0.4))
    back = y - size if y > y0 else y + size
    return ((x, y), (x - size * 0.4, back), (x + size * 0.4, back))


def svg(drawing: Drawing) -> bytes:
    """The drawing as SVG 1.1 in real size."""
    size = {"width": f"{drawing.width:g}mm", "height": f"{drawing.height:g}mm"}
    box = f"0 0 {drawing.width:g} {drawing.height:g}"
    root = ET.Element("svg", {"xmlns": SVG, "version": "1.1", **size, "viewBox": box})
    if drawing.title:
        ET.SubElement(root, "title").text = printable(drawing.title)
    ET.SubElement(root, "rect", {"width": "100%", "height": "100%", "fill": "#FFFFFF"})
    for shape in drawing.shapes:
        _svg_shape(root, shape)
    ET.indent(root)
    return bytes(ET.tostring(root, "utf-8", xml_declaration=True)) + b"\n"


def _svg_shape(root: ET.Element, shape: Shape) -> None:
    match shape:
        case Writing():
            anchor = {"left": "start", "middle": "middle", "right": "end"}[shape.align]
            weight = "500" if shape.style.weight == "medium" else "400"
            font = {"font-family": "Roboto, Noto Sans, sans-serif", "font-weight": weight, "text-anchor": anchor}
            place = {"x": f"{shape.x:.3f}", "y": f"{shape.baseline:.3f}", "font-size": f"{shape.style.size * POINT:.3f}"}
            node = ET.SubElement(root, "text", {**place, **font, "fill": shape.style.color})
            node.text = shape.text
        case Bars():
            for first, count in shape.runs():
                x, width = shape.x + first * shape.module, count * shape.module
                place = {"x": f"{x:.4f}", "y": f"{shape.y:.3f}", "width": f"{width:.4f}", "height": f"{shape.height:.3f}"}
                ET.SubElement(root, "rect", {**place, "fill": "#000000", "shape-rendering": "crispEdges"})
        case Box():
            place = {"x": f"{shape.x:.3f}", "y": f"{shape.y:.3f}", "width": f"{shape.width:.3f}"}
            rest = {"height": f"{shape.height:.3f}", "rx": f"{shape.radius:g}", "fill": shape.fill}
            line = {"stroke": shape.outline or "none", "stroke-width": f"{shape.thickness:g}"}
            ET.SubElement(root, "rect", {**place, **rest, **line})
        case Path():
            points = " ".join(f"{x:.3f},{y:.3f}" for x, y in shape.points)
            line = {"stroke": shape.color, "stroke-width": f"{shape.thickness:g}", "fill": shape.fill or "none"}
            ET.SubElement(root, "polygon" if shape.fill else "polyline", {"points": points, **line})
            if shape.arrow:
                head = " ".join(f"{x:.3f},{y:.3f}" for x, y in arrow_head(shape.points))
                ET.SubElement(root, "polygon", {"points": head, "fill": shape.color})
        case Ring():
            place = {"cx": f"{shape.x:.3f}", "cy": f"{shape.y:.3f}", "r": f"{shape.radius:g}", "fill": shape.fill}
            ET.SubElement(root, "circle", {**place, "stroke": shape.color, "stroke-width": f"{shape.thickness:g}"})


def png(drawing: Drawing, dots_per_mm: int) -> bytes:
    """The drawing as PNG. Bars lie on whole dots, so that a label printer of that resolution prints them sharp."""
    scale = dots_per_mm
    image = Image.new("RGB", (round(drawing.width * scale), round(drawing.height * scale)), "#FFFFFF")
    brush = ImageDraw.Draw(image)
    for shape in drawing.shapes:
        _png_shape(brush, shape, scale)
    stream = BytesIO()
    image.save(stream, "PNG", dpi=(scale * 25.4, scale * 25.4))
    return stream.getvalue()


def _png_shape(brush: "ImageDraw.ImageDraw", shape: Shape, scale: int) -> None:
    match shape:
        case Writing():
            font = ImageFont.truetype(FACES[shape.style.weight], shape.style.size * POINT * scale)
            place = (shape.start() * scale, shape.baseline * scale)
            brush.text(place, shape.text, shape.style.color, font=font, anchor="ls")
        case Bars():
            module, left = max(1, int(shape.module * scale + 1e-6)), round(shape.x * scale)
            top, bottom = round(shape.y * scale), round((shape.y + shape.height) * scale) - 1
            for first, count in shape.runs():
                brush.rectangle((left + first * module, top, left + (first + count) * module - 1, bottom), "#000000")
        case Box():
            corners = (shape.x * scale, shape.y * scale, (shape.x + shape.width) * scale, (shape.y + shape.height) * scale)
            line = max(1, round(shape.thickness * scale))
            brush.rounded_rectangle(corners, shape.radius * scale, shape.fill or None, shape.outline or None, line)
        case Path():
            points = [(x * scale, y * scale) for x, y in shape.points]
            line = max(1, round(shape.thickness * scale))
            if shape.fill:
                brush.polygon(points, shape.fill, shape.color, line)
            else:
                brush.line(points, shape.color, line)
            if shape.arrow:
                brush.polygon([(x * scale, y * scale) for x, y in arrow_head(shape.points)], shape.color)
        case Ring():
            line = max(1, round(shape.thickness * scale))
            brush.circle((shape.x * scale, shape.y * scale), shape.radius * scale, shape.fill, shape.color, line)


def paint_page(pdf: "fpdf.FPDF", drawing: Drawing) -> None:
    """Add a page of the drawing's size to *pdf*, which has the type Roboto in both weights; bars are vectors."""
    pdf.add_page(format=(drawing.width, drawing.height), orientation="portrait")
    for shape in drawing.shapes:
        _pdf_shape(pdf, shape)


def _pdf_shape(pdf: "fpdf.FPDF", shape: Shape) -> None:
    match shape:
        case Writing():
            pdf.set_font("Roboto", "B" if shape.style.weight == "medium" else "", shape.style.size)
            pdf.set_text_color(shape.style.color)
            pdf.text(shape.start(), shape.baseline, shape.text)
        case Bars():
            pdf.set_fill_color(0)
            for first, count in shape.runs():
                pdf.rect(shape.x + first * shape.module, shape.y, count * shape.module, shape.height, "F")
        case Box():
            pdf.set_draw_color(shape.outline or "#FFFFFF")
            pdf.set_fill_color(shape.fill or "#FFFFFF")
            pdf.set_line_width(shape.thickness)
            pdf.rect(
                shape.x, shape.y, shape.width, shape.height, "DF", round_corners=shape.radius > 0, corner_radius=shape.radius
            )
        case Path():
            pdf.set_draw_color(shape.color)
            pdf.set_fill_color(shape.fill or shape.color)
            pdf.set_line_width(shape.thickness)
            pdf.polyline(shape.points, fill=bool(shape.fill), polygon=bool(shape.fill))
            if shape.arrow:
                pdf.polygon(arrow_head(shape.points), fill=True)
        case Ring():
            pdf.set_draw_color(shape.color)
            pdf.set_fill_color(shape.fill)
            pdf.set_line_width(shape.thickness)
            pdf.circle(shape.x, shape.y, shape.radius, "DF")
