"""The entry list on paper: landscape, to be keyed into another system line by line and ticked by hand."""

from __future__ import annotations

from collections.abc import Sequence

from poverty_desktop.i18n import N_
from poverty_desktop.pdf.boxes import draw_signatures
from poverty_desktop.pdf.grid import COMPACT, draw_rows
from poverty_desktop.pdf.page import MM, Document
from poverty_desktop.pdf.sheet import Sheet, finish
from poverty_desktop.pdf.table import head_row, text_row
from poverty_desktop.pdf.values import PaperStamp

_KIND = "EL"
_SHARES = (9, 16, 28, 18, 18, 40, 22, 26, 40, 26, 22, 18)


def compose_entry_list(
    title: str,
    subtitle: str,
    captions: Sequence[str],
    rows: Sequence[Sequence[str]],
    stamp: PaperStamp,
    *,
    language: str,
) -> Document:
    """Return the list of twelve columns; what is empty, the last one above all, stays blank for the hand."""
    sheet = Sheet(stamp=stamp, language=language, owner=stamp.workspace)
    sheet.begin_part(title, subtitle, landscape=True)
    widths = [sheet.width * share / sum(_SHARES) for share in _SHARES]
    aligns = ["center", *["left"] * (len(_SHARES) - 1)]
    head = (head_row(list(captions), widths, COMPACT),)
    draw_rows(sheet, [text_row(row, widths, aligns, COMPACT) for row in rows], head=head)
    sheet.y += 3 * MM
    sheet.write(sheet.say(N_("A member fewer is no exit from poverty; nobody is deleted here.")), 9)
    sheet.y += 2 * MM
    draw_signatures(sheet, (sheet.say(N_("Listed by")), sheet.say(N_("Entered by"))), has_fingerprint=False)
    return finish(sheet, kind=_KIND, title=title)
