"""A list to hang up, to carry along or to sign: a title, tables over the whole width, notes, and who signs."""

from __future__ import annotations

from dataclasses import dataclass

from poverty_desktop.pdf.boxes import draw_signatures
from poverty_desktop.pdf.form import title_row
from poverty_desktop.pdf.grid import COMPACT, NORMAL
from poverty_desktop.pdf.page import MM, Document
from poverty_desktop.pdf.sheet import Sheet, finish
from poverty_desktop.pdf.table import draw_table
from poverty_desktop.pdf.values import PaperStamp, PaperTable

_KIND = "LF"
_GAP = 3 * MM


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPaper:
    """One list; ``empty_rows`` are left below it to be written by hand."""

    title: str
    subtitle: str
    tables: tuple[PaperTable, ...]
    notes: tuple[str, ...] = ()
    signers: tuple[str, ...] = ()
    is_wide: bool = False
    empty_rows: int = 0
    is_tight: bool = False  # many short rows that are to stand on one page


def compose_list(paper: ListPaper, stamp: PaperStamp, *, language: str) -> Document:
    """Return the laid-out list; ``language`` is ``zh_CN`` or ``en``."""
    sheet = Sheet(stamp=stamp, language=language, owner=paper.title)
    sheet.begin_part(paper.title, paper.subtitle, landscape=paper.is_wide)
    style = COMPACT if paper.is_tight else NORMAL
    for table in paper.tables:
        sheet.y += _GAP
        heads = (title_row(sheet, table.title, style),) if table.title else ()
        draw_table(sheet, table, style=style, title_rows=heads, empty_rows=paper.empty_rows)
    sheet.y += _GAP
    for note in paper.notes:
        sheet.write(note, NORMAL.size)
        sheet.y += 1 * MM
    if paper.signers:
        draw_signatures(sheet, paper.signers, has_fingerprint=False)
    return finish(sheet, kind=_KIND, title=paper.title)
