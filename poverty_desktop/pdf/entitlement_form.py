"""What a household is entitled to, what not and why, and which facts are missing: the paper for an appeal."""

from __future__ import annotations

from dataclasses import dataclass

from poverty_desktop.pdf.boxes import draw_signatures
from poverty_desktop.pdf.form import title_row
from poverty_desktop.pdf.grid import NORMAL
from poverty_desktop.pdf.page import MM, Document
from poverty_desktop.pdf.sheet import Sheet, finish
from poverty_desktop.pdf.table import draw_table
from poverty_desktop.pdf.values import PaperStamp, PaperTable
from poverty_desktop.pdf.words import ordinal

_KIND = "EN"
_GAP = 3 * MM


@dataclass(frozen=True, slots=True, kw_only=True)
class EntitlementPaper:
    """The tables, sentences to the household above and below, and who signs."""

    title: str
    subtitle: str
    head_name: str
    opening: str
    tables: tuple[PaperTable, ...]
    notes: tuple[str, ...]
    signers: tuple[str, ...]


def compose_entitlement(paper: EntitlementPaper, stamp: PaperStamp, *, language: str) -> Document:
    """Return the laid-out paper; ``language`` is ``zh_CN`` or ``en``."""
    sheet = Sheet(stamp=stamp, language=language, owner=paper.head_name)
    sheet.begin_part(paper.title, paper.subtitle)
    sheet.write(paper.opening, NORMAL.size)
    for number, table in enumerate(paper.tables, start=1):
        sheet.y += _GAP
        draw_table(sheet, table, title_rows=(title_row(sheet, ordinal(number, language) + table.title, NORMAL),))
    sheet.y += _GAP
    for note in paper.notes:
        sheet.write(note, NORMAL.size)
        sheet.y += 1 * MM
    draw_signatures(sheet, paper.signers)
    return finish(sheet, kind=_KIND, title=f"{paper.title} {paper.head_name}")
