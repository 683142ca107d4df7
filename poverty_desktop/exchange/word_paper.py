"""Minutes, displays and lists as .docx in the manner of GB/T 9704-2012, from the same values as their PDF.

Word and WPS lay the text out themselves: sizes, margins, line pitch and fonts are named, and an office that has 小标宋
and 仿宋 sees them. Where it has not, its program takes another.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from docx.document import Document

TITLE_FONT: Final = "方正小标宋简体"
BODY_FONT: Final = "仿宋_GB2312"
TABLE_FONT: Final = "宋体"
_TITLE_POINTS, _BODY_POINTS, _TABLE_POINTS, _NUMBER_POINTS = 22, 16, 12, 14
_PITCH_POINTS = 28.95  # 22 lines on 225 mm
_TOP_MM, _BOTTOM_MM, _LEFT_MM, _RIGHT_MM = 37, 35, 28, 26


@dataclass(frozen=True, slots=True, kw_only=True)
class WordTable:
    """A table with one row of captions; a table without captions holds labelled facts, its first cells tinted."""

    captions: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WordPaper:
    """A paper for Word and WPS: title, paragraphs above, tables, paragraphs below, lines of the signature."""

    title: str
    author: str
    language: str  # zh_CN or en
    written_at: datetime
    above: tuple[str, ...] = ()
    tables: tuple[WordTable, ...] = ()
    below: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    is_wide: bool = False


def word_bytes(paper: WordPaper) -> bytes:
    """Return the paper as a .docx file."""
    import docx
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    document = docx.Document()
    _set_up(document, paper)
    _paragraph(document, paper.title, TITLE_FONT, _TITLE_POINTS, WD_ALIGN_PARAGRAPH.CENTER, is_heading=True)
    _paragraph(document, "", BODY_FONT, _BODY_POINTS, WD_ALIGN_PARAGRAPH.LEFT)
    for text in paper.above:
        _paragraph(
            document, text, BODY_FONT, _BODY_POINTS, WD_ALIGN_PARAGRAPH.JUSTIFY, indent=paper.language == "zh_CN"
        )
    for table in paper.tables:
        _table(document, table)
        _paragraph(document, "", BODY_FONT, _TABLE_POINTS, WD_ALIGN_PARAGRAPH.LEFT)
    for text in paper.below:
        _paragraph(document, text, BODY_FONT, _TABLE_POINTS, WD_ALIGN_PARAGRAPH.LEFT)
    for text in paper.closing:
        _paragraph(document, text, BODY_FONT, _BODY_POINTS, WD_ALIGN_PARAGRAPH.RIGHT, right_characters=2)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _set_up(document: Document, paper: WordPaper) -> None:
    """Set page, margins, grid, page numbers outside at the foot, and what the file says of itself."""
    from docx.enum.section import WD_ORIENT
    from docx.oxml.ns import qn
    from docx.shared import Mm

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(_TOP_MM), Mm(_BOTTOM_MM)
    section.left_margin, section.right_margin = Mm(_LEFT_MM), Mm(_RIGHT_MM)
    if paper.is_wide:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
        section.top_margin, section.bottom_margin = Mm(_LEFT_MM), Mm(_RIGHT_MM)
    section.footer_distance = Mm(_BOTTOM_MM - 7 - 5)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is not None:
        grid.set(qn("w:type"), "lines")
        grid.set(qn("w:linePitch"), str(round(_PITCH_POINTS * 20)))
    document.settings.odd_and_even_pages_header_footer = True
    _page_number(section.footer.paragraphs[0], is_right=True)
    _page_number(section.even_page_footer.paragraphs[0], is_right=False)
    tag = "zh-CN" if paper.language == "zh_CN" else "en"
    _style(document.styles["Normal"], tag)
    heading = document.styles["Title"].element.get_or_add_pPr()
    for line in heading.findall(qn("w:pBdr")):  # the template underlines titles
        heading.remove(line)
    said = document.core_properties
    said.title, said.author, said.language, said.comments = paper.title, paper.author, tag, ""
    said.created = said.modified = paper.written_at
    said.last_modified_by = paper.author


def _style(style: Any, tag: str) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    style.font.name, style.font.size = "Times New Roman", Pt(_BODY_POINTS)
    own = style.element.get_or_add_rPr()
    own.get_or_add_rFonts().set(qn("w:eastAsia"), BODY_FONT)
    spoken = own.makeelement(qn("w:lang"), {qn("w:val"): "en-US", qn("w:eastAsia"): tag})
    own.append(spoken)


def _page_number(paragraph: Any, *, is_right: bool) -> None:
    """Write ``— 1 —`` in 4号, one character in from the outer edge."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if is_right else WD_ALIGN_PARAGRAPH.LEFT
    _indent(paragraph, "right" if is_right else "left", 1)
    _run(paragraph, "— ", TABLE_FONT, _NUMBER_POINTS)
    run = _run(paragraph, "", TABLE_FONT, _NUMBER_POINTS)
    for kind, text in (("begin", ""), ("", " PAGE "), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)
    _run(paragraph, " —", TABLE_FONT, _NUMBER_POINTS)


def _paragraph(
    parent: Any,
    text: str,
    font: str,
    points: float,
    alignment: Any,
    *,
    indent: bool = False,
    right_characters: int = 0,
    is_heading: bool = False,
) -> None:
    from docx.enum.text import WD_LINE_SPACING
    from docx.shared import Pt

    made = parent.add_paragraph(style="Title" if is_heading else None)
    made.alignment = alignment
    form = made.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    form.line_spacing = Pt(_PITCH_POINTS * (1.2 if is_heading else 1))
    if indent:
        _indent(made, "firstLine", 2)
    if right_characters:
        _indent(made, "right", right_characters)
    _run(made, text, font, points)


def _indent(paragraph: Any, side: str, characters: int) -> None:
    """Indent by characters, as the standard counts; Word keeps it when the size is changed."""
    from docx.oxml.ns import qn

    own = paragraph._p.get_or_add_pPr().get_or_add_ind()
    own.set(qn(f"w:{side}Chars"), str(characters * 100))


def _run(paragraph: Any, text: str, font: str, points: float, *, bold: bool = False) -> Any:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    run = paragraph.add_run(text)
    run.font.size, run.font.bold = Pt(points), bold
    run.font.name = "Times New Roman"
    run.font.color.rgb = RGBColor(0, 0, 0)
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    return run


def _table(document: Document, table: WordTable) -> None:
    rows: Sequence[tuple[str, ...]] = (table.captions, *table.rows) if table.captions else table.rows
    if not rows:
        return
    made = document.add_table(len(rows), len(rows[0]))
    made.style = document.styles["Table Grid"]
    for number, row in enumerate(rows):
        for place, text in enumerate(row):
            is_head = number == 0 if table.captions else place % 2 == 0
            _cell(made.cell(number, place), text, bold=is_head)
    if table.captions:
        _repeat_head(made.rows[0])


def _cell(cell: Any, text: str, *, bold: bool) -> None:
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
    from docx.oxml.ns import qn
    from docx.shared import Pt

    paragraph = cell.paragraphs[0]
    own = paragraph._p.get_or_add_pPr()
    off_grid = own.makeelement(qn("w:snapToGrid"), {qn("w:val"): "0"})  # the grid is that of the text, not of tables
    own.insert_element_before(off_grid, "w:spacing", "w:ind", "w:jc", "w:rPr")
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
    _run(paragraph, text, TABLE_FONT, _TABLE_POINTS, bold=bold)
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER


def _repeat_head(row: Any) -> None:
    """Let the captions stand again on every page."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
