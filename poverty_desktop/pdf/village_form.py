"""The form of a village (行政村信息表): its facts by section, its households' sums beside them, its programme."""

from __future__ import annotations

from poverty_desktop.i18n import N_
from poverty_desktop.pdf.boxes import draw_signatures
from poverty_desktop.pdf.form import draw_sections, title_row
from poverty_desktop.pdf.grid import NORMAL
from poverty_desktop.pdf.page import MM, Document
from poverty_desktop.pdf.sheet import Sheet, finish
from poverty_desktop.pdf.table import draw_table
from poverty_desktop.pdf.values import PaperStamp, VillagePaper
from poverty_desktop.pdf.words import ordinal

_KIND = "VF"
_GAP = 3 * MM


def compose_village_form(paper: VillagePaper, stamp: PaperStamp, *, language: str) -> Document:
    """Return the laid-out form of one village and year; ``language`` is ``zh_CN`` or ``en``."""
    sheet = Sheet(stamp=stamp, language=language, owner=paper.village)
    subtitle = sheet.say(N_("{village}   Code: {code}   Year: {year}")).format(
        village=paper.village, code=paper.code, year=paper.year
    )
    sheet.begin_part(paper.title, subtitle)
    draw_sections(sheet, paper.sections, first_number=1)
    for number, table in enumerate(paper.tables, start=len(paper.sections) + 1):
        sheet.y += _GAP
        draw_table(sheet, table, title_rows=(title_row(sheet, ordinal(number, language) + table.title, NORMAL),))
    sheet.y += _GAP
    draw_signatures(sheet, paper.signers, has_fingerprint=False)
    return finish(sheet, kind=_KIND, title=f"{paper.title} {paper.village}")
