"""What belongs to archive boxes (档案盒): labels for their spines, to be cut out, and the list of what lies in each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from poverty_desktop.i18n import N_
from poverty_desktop.pdf.boxes import draw_filing_line
from poverty_desktop.pdf.page import MM, Box, Document, Rule
from poverty_desktop.pdf.sheet import Sheet, finish
from poverty_desktop.pdf.table import draw_table
from poverty_desktop.pdf.text import fit
from poverty_desktop.pdf.values import PaperColumn, PaperStamp, PaperTable

_KIND = "AB"
_GAP = 4 * MM
_LABEL_HEIGHT = 236 * MM  # of a box 310 mm high, below the finger hole
_PAD = 2 * MM
_FIRST_BY_HAND = 5  # pages and remark
_BANDS = ((0.20, 24.0), (0.24, 18.0), (0.16, 13.0), (0.12, 11.5), (0.12, 11.0), (0.06, 12.0), (0.10, 8.0))
"""Share of the height and largest size of each line of a label, from above."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxLine:
    """One household in a box."""

    name: str
    household_number: str
    group: str
    category: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxPaper:
    """One box: the ``number``-th of its village; the households in it are counted from ``first``."""

    number: int
    count: int
    village: str
    groups: str
    first: int
    lines: tuple[BoxLine, ...]


def compose_box_papers(
    title: str, year: int, boxes: Sequence[BoxPaper], stamp: PaperStamp, *, spine: float, language: str
) -> Document:
    """Return the labels, as many side by side as a sheet holds, then one list per box; ``spine`` is in points."""
    sheet = Sheet(stamp=stamp, language=language, owner=stamp.workspace)
    sheet.begin_part(sheet.say(N_("Labels for the spines of archive boxes")), coded=False)
    left = sheet.left
    for box in boxes:
        if left + spine > sheet.right + 0.01:
            sheet.turn_page()
            left = sheet.left
        _draw_label(sheet, title, year, box, left, spine)
        left += spine + _GAP
    for box in boxes:
        _draw_list(sheet, box)
    return finish(sheet, kind=_KIND, title=sheet.say(N_("Archive boxes")))


def _draw_label(sheet: Sheet, title: str, year: int, box: BoxPaper, left: float, spine: float) -> None:
    say = sheet.say
    top = sheet.bottom - _LABEL_HEIGHT
    last = box.first + len(box.lines) - 1
    texts = (
        title,
        box.village,
        box.groups,
        say(N_("Box {number} of {count}")).format(number=box.number, count=box.count),
        say(N_("Households {first}–{last}")).format(first=box.first, last=last),
        str(year),
        say(N_("Keep for")) + "\n" + say(N_("□ ever   □ 30 years   □ 10 years")),
    )
    right, y = left + spine, top
    for text, (share, size) in zip(texts, _BANDS, strict=True):
        below = y + share * _LABEL_HEIGHT
        block = fit(text, spine - 2 * _PAD, size, bold=size > 12, most_lines=int(share * _LABEL_HEIGHT / (size * 1.4)))
        sheet.set_block(block, Box(left + _PAD, y, right - _PAD, below), align="center")
        sheet.page.rules.append(Rule(left, below, right, below, 0.45))
        y = below
    for x0, y0, x1, y1 in ((left, top, right, top), (left, top, left, y), (right, top, right, y), (left, y, right, y)):
        sheet.page.rules.append(Rule(x0, y0, x1, y1, 1.0))


def _draw_list(sheet: Sheet, box: BoxPaper) -> None:
    say = sheet.say
    subtitle = f"{box.village}　{say(N_('Box {number} of {count}')).format(number=box.number, count=box.count)}"
    sheet.begin_part(say(N_("What lies in the box")), subtitle, coded=False)
    words = (
        N_("No."), N_("Head of household"), N_("Household number"), N_("Villagers' group"), N_("Category"),
        N_("Pages"), N_("Remark"),
    )  # fmt: skip
    table = PaperTable(
        title="",
        columns=tuple(
            PaperColumn(label=say(word), by_hand=place >= _FIRST_BY_HAND) for place, word in enumerate(words)
        ),
        rows=tuple(
            (str(number), line.name, line.household_number, line.group, line.category, "", "")
            for number, line in enumerate(box.lines, start=box.first)
        ),
    )
    draw_table(sheet, table)
    sheet.y += 4 * MM
    draw_filing_line(sheet)
