"""The entry list on paper: landscape, to be keyed into another system line by line and ticked by hand."""

from __future__ import annotations

from poverty_desktop.i18n import N_
from poverty_desktop.pdf.boxes import draw_signatures
from poverty_desktop.pdf.grid import COMPACT
from poverty_desktop.pdf.page import MM, Document
from poverty_desktop.pdf.sheet import Sheet, finish
from poverty_desktop.pdf.table import draw_table
from poverty_desktop.pdf.values import PaperStamp, PaperTable

_KIND = "EL"


def compose_entry_list(table: PaperTable, subtitle: str, stamp: PaperStamp, *, language: str) -> Document:
    """Return the list; the last column stays blank for the hand."""
    sheet = Sheet(stamp=stamp, language=language, owner=stamp.workspace)
    sheet.begin_part(table.title, subtitle, landscape=True)
    draw_table(sheet, table, style=COMPACT)
    sheet.y += 3 * MM
    sheet.write(sheet.say(N_("A member fewer is no exit from poverty; nobody is deleted here.")), 9)
    sheet.y += 2 * MM
    draw_signatures(sheet, (sheet.say(N_("Listed by")), sheet.say(N_("Entered by"))))
    return finish(sheet, kind=_KIND, title=table.title)
