"""The list by which money is given out: who, what for, how much, to which account, and room for a signature."""

from __future__ import annotations

from dataclasses import dataclass

from poverty_desktop.i18n import N_
from poverty_desktop.pdf.grid import Style, draw_rows
from poverty_desktop.pdf.page import MM, Document
from poverty_desktop.pdf.sheet import Sheet, finish
from poverty_desktop.pdf.table import head_row, text_row
from poverty_desktop.pdf.text import clean
from poverty_desktop.pdf.values import PaperFact, PaperStamp

_KIND = "FD"
_STYLE = Style(size=10.0, height=9.0 * MM, pad_x=1.2 * MM, pad_y=1.0 * MM)
_WRITTEN = 11.0 * MM
"""As tall as a signature with a fingerprint over it needs."""
_COLUMNS = (
    (N_("No."), 5, "right"),
    (N_("Name"), 9, "left"),
    (N_("Villagers' group"), 8, "left"),
    (N_("Measure"), 15, "left"),
    (N_("Amount (yuan)"), 10, "right"),
    (N_("Holder of the account"), 9, "left"),
    (N_("Account"), 17, "left"),
    (N_("Signature or fingerprint"), 17, "left"),
    (N_("Explanation"), 10, "left"),
)
"""Words of a column, its percent of the width, its side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DistributionRow:
    """One line of the list; the account is whole: the household compares it before it signs."""

    name: str
    group: str
    measure: str
    amount: str
    holder: str
    account: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DistributionPaper:
    """A list of payments with its head and what it adds up to."""

    title: str
    facts: tuple[PaperFact, ...]
    rows: tuple[DistributionRow, ...]
    total: str
    signers: tuple[str, ...] = ()


def compose_distribution(paper: DistributionPaper, stamp: PaperStamp, *, language: str) -> Document:
    """Return the list, landscape, its head repeated on every page."""
    sheet = Sheet(stamp=stamp, language=language, owner=stamp.workspace)
    sheet.begin_part(paper.title, landscape=True)
    for fact in paper.facts:
        sheet.write(f"{fact.label}：{fact.text}" if language == "zh_CN" else f"{fact.label}: {fact.text}", 10.5)
    sheet.y += 2 * MM
    say = sheet.say
    labels = [say(words) for words, _share, _align in _COLUMNS]
    widths = [sheet.width * share / 100 for _words, share, _align in _COLUMNS]
    aligns = [align for _words, _share, align in _COLUMNS]
    texts = [
        [str(number), row.name, row.group, row.measure, row.amount, row.holder, row.account, "", row.note]
        for number, row in enumerate(paper.rows, start=1)
    ]
    texts.append(["", say(N_("Total")), "", "", paper.total, "", "", "", ""])
    rows = [text_row([clean(text) for text in line], widths, aligns, _STYLE) for line in texts]
    tall = [row._replace(height=max(row.height, _WRITTEN)) for row in rows]
    draw_rows(sheet, tall, head=(head_row(labels, widths, _STYLE),))
    sheet.y += 4 * MM
    for signer in paper.signers:
        sheet.write(
            f"{signer}：____________________" if language == "zh_CN" else f"{signer}: ____________________", 10.5
        )
    return finish(sheet, kind=_KIND, title=paper.title)
