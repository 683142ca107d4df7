"""The list by which money is given out: who, what for, how much, to which account, and room for a signature."""

from __future__ import annotations

from dataclasses import dataclass

from poverty_desktop.i18n import N_
from poverty_desktop.pdf.grid import Style
from poverty_desktop.pdf.page import MM, Document
from poverty_desktop.pdf.sheet import Sheet, finish
from poverty_desktop.pdf.table import draw_table
from poverty_desktop.pdf.values import PaperColumn, PaperFact, PaperStamp, PaperTable

_KIND = "FD"
_STYLE = Style(size=10.0, height=11.0 * MM, pad_x=1.2 * MM, pad_y=1.0 * MM)
_SIGNATURE = "\u3000" * 9
"""As wide as a signature with a fingerprint beside it needs."""


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
    columns = (
        PaperColumn(label=say(N_("No.")), is_number=True),
        PaperColumn(label=say(N_("Name"))),
        PaperColumn(label=say(N_("Villagers' group"))),
        PaperColumn(label=say(N_("Measure"))),
        PaperColumn(label=say(N_("Amount (yuan)")), is_number=True),
        PaperColumn(label=say(N_("Holder of the account"))),
        PaperColumn(label=say(N_("Account"))),
        PaperColumn(label=say(N_("Signature or fingerprint"))),
        PaperColumn(label=say(N_("Note"))),
    )
    rows = [
        (
            str(number),
            row.name,
            row.group,
            row.measure,
            row.amount,
            row.holder,
            row.account,
            _SIGNATURE,
            row.note or " ",
        )
        for number, row in enumerate(paper.rows, start=1)
    ]
    rows.append((" ", say(N_("Total")), " ", " ", paper.total, " ", " ", " ", " "))
    draw_table(sheet, PaperTable(title=paper.title, columns=columns, rows=tuple(rows)), style=_STYLE)
    sheet.y += 4 * MM
    for signer in paper.signers:
        sheet.write(
            f"{signer}：____________________" if language == "zh_CN" else f"{signer}: ____________________", 10.5
        )
    return finish(sheet, kind=_KIND, title=paper.title)
