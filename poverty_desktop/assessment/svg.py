"""A picture as an SVG file that any browser and office program opens."""

from __future__ import annotations

from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

from poverty_desktop.assessment.pictures import Bar, Colour, Picture, Ribbon, Shape, Stroke

PRINT: Mapping[Colour, str] = {
    Colour.SURFACE: "#FFFFFF",
    Colour.LINE: "#E8EDF2",
    Colour.INK: "#1D2733",
    Colour.WEAK: "#8A95A3",
    Colour.ACCENT: "#0F6B5C",
    Colour.ACCENT_WEAK: "#E3F1EE",
    Colour.OK: "#2A7530",
    Colour.WARN: "#915500",
}
"""The colours on white paper."""
_FAMILY = "Noto Sans SC, Microsoft YaHei, SimHei, sans-serif"


def to_svg(picture: Picture) -> str:
    """Return the text of the file."""
    size = f'width="{picture.width:g}" height="{picture.height:g}"'
    box = f'viewBox="0 0 {picture.width:g} {picture.height:g}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {box} role="img" aria-label={quoteattr(picture.title)}>',
        f'<rect width="100%" height="100%" fill="{PRINT[Colour.SURFACE]}"/>',
        *(_shape(shape) for shape in picture.shapes),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _shape(shape: Shape) -> str:
    colour = PRINT[shape.colour]
    match shape:
        case Bar():
            place = f'x="{shape.x:.2f}" y="{shape.y:.2f}" width="{shape.width:.2f}" height="{shape.height:.2f}"'
            return f'<rect {place} fill="{colour}"/>'
        case Stroke():
            place = f'x1="{shape.x0:.2f}" y1="{shape.y0:.2f}" x2="{shape.x1:.2f}" y2="{shape.y1:.2f}"'
            dashes = ' stroke-dasharray="6 4"' if shape.is_dashed else ""
            return f'<line {place} stroke="{colour}" stroke-width="{shape.width:g}"{dashes}/>'
        case Ribbon():
            return f'<path d="{_outline(shape)}" fill="{colour}"/>'
    weight = ' font-weight="bold"' if shape.is_bold else ""
    look = f'font-family="{_FAMILY}" font-size="{shape.size:g}"{weight} text-anchor="{shape.align.value}"'
    return f'<text x="{shape.x:.2f}" y="{shape.y:.2f}" {look} fill="{colour}">{escape(shape.text)}</text>'


def _outline(ribbon: Ribbon) -> str:
    """Return the path of a band: along its upper edge, and back along its lower one."""
    middle, end = (ribbon.x0 + ribbon.x1) / 2, ribbon.thickness
    there = f"M{ribbon.x0:.2f},{ribbon.y0:.2f} C{middle:.2f},{ribbon.y0:.2f} {middle:.2f},{ribbon.y1:.2f}"
    low = (ribbon.y0 + end, ribbon.y1 + end)
    back = f"C{middle:.2f},{low[1]:.2f} {middle:.2f},{low[0]:.2f} {ribbon.x0:.2f},{low[0]:.2f} Z"
    return f"{there} {ribbon.x1:.2f},{ribbon.y1:.2f} L{ribbon.x1:.2f},{low[1]:.2f} {back}"
