"""The card that hangs on the wall of a house, in letters that can be read from where one stands."""

from __future__ import annotations

from poverty_desktop.i18n import N_
from poverty_desktop.pdf.composed_values import WallPaper
from poverty_desktop.pdf.form import fact_rows, title_row
from poverty_desktop.pdf.grid import Style, draw_rows
from poverty_desktop.pdf.page import MM, Document
from poverty_desktop.pdf.sheet import Sheet, finish
from poverty_desktop.pdf.table import draw_table
from poverty_desktop.pdf.values import PaperColumn, PaperFact, PaperStamp, PaperTable

_KIND = "WC"
_STYLE = Style(size=15.0, height=13 * MM, pad_x=2.5 * MM, pad_y=2 * MM)
_NOTE_SIZE = 12.0


def compose_wall_card(paper: WallPaper, stamp: PaperStamp, *, language: str) -> Document:
    """Return the laid-out card, on A4."""
    sheet = Sheet(stamp=stamp, language=language, owner=paper.head_name)
    say = sheet.say
    sheet.begin_part(paper.title, say(N_("{place}   Year: {year}")).format(place=paper.place, year=paper.year))
    sheet.y += 3 * MM
    if paper.shows_household:
        facts = (
            PaperFact(label=say(N_("Householder")), text=paper.head_name),
            PaperFact(label=say(N_("Persons")), text=str(paper.persons)),
        )
        draw_rows(sheet, fact_rows(sheet, facts, _STYLE))
        sheet.y += 5 * MM
    if paper.measures is not None:
        table = PaperTable(
            title=paper.measures_title,
            columns=(PaperColumn(label=say(N_("Kind of help"))), PaperColumn(label=say(N_("How far it is")))),
            rows=tuple((one.kind, one.status) for one in paper.measures),
        )
        draw_table(sheet, table, style=_STYLE, title_rows=(title_row(sheet, table.title, _STYLE),))
        sheet.y += 5 * MM
    for note in paper.notes:
        sheet.write(note, _NOTE_SIZE)
        sheet.y += 2 * MM
    return finish(sheet, kind=_KIND, title=paper.title)
