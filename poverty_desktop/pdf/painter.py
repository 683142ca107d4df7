"""Paints composed pages onto a reportlab canvas: the only place where a place on paper becomes PDF operators."""

from __future__ import annotations

import io
import zlib
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, BinaryIO

from poverty_desktop.pdf import fonts, metadata, qr
from poverty_desktop.pdf.page import Box, Document, Page, Picture, Rule
from poverty_desktop.pdf.text import HALF_CAPITAL, width_of

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_SQUARE_CAP = 2  # frames meet in sharp corners
_TINT = 0.955  # of white: enough to tell a label from a fact, nearly no toner
_WATERMARK_GREY = 0.91
_WATERMARK_SIZE = 130.0
_WATERMARK_WIDTH = 300.0
_WATERMARK_ANGLE = 35


def open_canvas(target: BinaryIO, *, language: str) -> Canvas:
    """Return an empty canvas that embeds its fonts and writes repeatable bytes."""
    from reportlab import rl_config
    from reportlab.pdfgen.canvas import Canvas

    rl_config.useA85 = 0
    return Canvas(
        target,
        pageCompression=1,
        invariant=1,
        lang=metadata.language_tag(language),
        initialFontName=fonts.face().name,
    )


def paint(canvas: Canvas, document: Document, *, level: int) -> None:
    """Paint every page; the parts enter the outline at ``level``, and above level 0 the paper itself as well."""
    first = canvas.getPageNumber()
    form = ""
    if any(page.code for page in document.pages):
        form = _define_code(canvas, document, first)
    marks = {mark.page: mark.title for mark in document.bookmarks}
    for index, page in enumerate(document.pages):
        canvas.setPageSize((page.width, page.height))
        key = f"p{first + index}"
        canvas.bookmarkPage(key)
        if index == 0 and level:
            canvas.bookmarkPage(f"{key}-first")  # the outline keeps one title per place
            canvas.addOutlineEntry(document.subject, f"{key}-first", level=level - 1, closed=True)
        if index in marks:
            canvas.addOutlineEntry(marks[index], key, level=level)
        _paint_page(canvas, page, form)
        canvas.showPage()
        _compress(canvas, first + index)


def _paint_page(canvas: Canvas, page: Page, form: str) -> None:
    if page.tints:
        canvas.setFillGray(_TINT)
        path = canvas.beginPath()
        for box in page.tints:
            path.rect(box.left, page.height - box.bottom, box.right - box.left, box.bottom - box.top)
        canvas.drawPath(path, stroke=0, fill=1)
    for box, grey in page.fills:
        canvas.setFillGray(grey)
        size = (box.right - box.left, box.bottom - box.top)
        canvas.rect(box.left, page.height - box.bottom, *size, stroke=0, fill=1)
    for picture in page.pictures:
        _paint_picture(canvas, page, picture)
    if page.watermark:
        _paint_watermark(canvas, page)
    canvas.setFillGray(0)
    _paint_rules(canvas, page)
    for code in (page.code, page.second_code):
        if code is not None:
            _paint_code(canvas, page, code, form)
    _paint_texts(canvas, page)


def _paint_rules(canvas: Canvas, page: Page) -> None:
    height = page.height
    canvas.setLineCap(_SQUARE_CAP)
    width_of_rule = attrgetter("width")
    for width, rules in groupby(sorted(page.rules, key=width_of_rule), width_of_rule):
        canvas.setLineWidth(width)
        canvas.lines([(rule.x0, height - rule.y0, rule.x1, height - rule.y1) for rule in _joined(list(rules))])


def _joined(rules: list[Rule]) -> list[Rule]:
    """Return the rules with those that continue each other drawn as one, so that corners are clean and files small."""
    joined: list[Rule] = []
    open_end: dict[tuple[float, float], int] = {}
    for rule in rules:
        is_upright = rule.x0 == rule.x1
        before = open_end.pop((round(rule.x0, 2), round(rule.y0, 2)), None) if is_upright else None
        if before is not None:
            joined[before] = joined[before]._replace(y1=rule.y1)
        else:
            before = len(joined)
            joined.append(rule)
        if is_upright:
            open_end[(round(rule.x1, 2), round(rule.y1, 2))] = before
    return joined


def _paint_texts(canvas: Canvas, page: Page) -> None:
    """Set all texts in one text object, in reading order, changing the font only where it changes."""
    pen = canvas.beginText()
    current: tuple[str, float] | None = None
    height = page.height
    for text in page.texts:
        pen.setTextOrigin(text.x, height - text.y)
        for run in fonts.runs(text.words, bold=text.bold):
            wanted = (run.face.name, text.size)
            if wanted != current:
                pen.setFont(*wanted)
                current = wanted
            pen.textOut(run.text)
    canvas.drawText(pen)


def _paint_picture(canvas: Canvas, page: Page, picture: Picture) -> None:
    """Paint a photo; its JPEG goes into the file as it is."""
    from reportlab.lib.utils import ImageReader

    place = picture.place
    image = ImageReader(io.BytesIO(picture.jpeg))
    canvas.drawImage(image, place.left, page.height - place.bottom, place.right - place.left, place.bottom - place.top)


def _paint_watermark(canvas: Canvas, page: Page) -> None:
    canvas.saveState()
    canvas.setFillGray(_WATERMARK_GREY)
    canvas.translate(page.width / 2, page.height / 2)
    canvas.rotate(_WATERMARK_ANGLE)
    width = width_of(page.watermark, 1)
    size = min(_WATERMARK_SIZE, _WATERMARK_WIDTH / width)
    pen = canvas.beginText(-width * size / 2, -size * HALF_CAPITAL)
    pen.setFont(fonts.face().name, size)
    pen.textOut(page.watermark)
    canvas.drawText(pen)
    canvas.restoreState()


def _define_code(canvas: Canvas, document: Document, first: int) -> str:
    """Define the QR symbol once as a form of one unit per module; return its name."""
    name = f"code{first}"
    rows = qr.symbol(document.code)
    side = len(rows)
    canvas.beginForm(name, 0, 0, side, side)
    path = canvas.beginPath()
    for column, row, length in qr.bars(rows):
        path.rect(column, side - row - 1, length, 1)
    canvas.setFillGray(0)
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.endForm()
    return name


def _paint_code(canvas: Canvas, page: Page, box: Box, form: str) -> None:
    bounds = canvas._doc.getFormBBox(form)
    modules = bounds[2]
    scale = (box.right - box.left) / (modules + 2 * qr.QUIET_ZONE)
    canvas.saveState()
    canvas.setFillGray(1)
    canvas.rect(box.left, page.height - box.bottom, box.right - box.left, box.bottom - box.top, stroke=0, fill=1)
    canvas.translate(box.left + qr.QUIET_ZONE * scale, page.height - box.bottom + qr.QUIET_ZONE * scale)
    canvas.scale(scale, scale)
    canvas.doForm(form)
    canvas.restoreState()


def _compress(canvas: Canvas, number: int) -> None:
    """Compress the page just shown, which reportlab would keep as text until the file is saved."""
    from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFName, PDFStream

    page = canvas._doc.idToObject[f"Page{number}"]
    content = zlib.compress(page.stream.encode("latin-1"))
    page.Contents = PDFStream(PDFDictionary({"Filter": PDFName("FlateDecode")}), content)
    page.stream = None
