"""Minutes of a review: when and where, who was there, how was voted on each household, and who signs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from poverty_desktop.i18n import N_
from poverty_desktop.pdf.grid import Cell, Row, Style, cell, draw_rows, label, row
from poverty_desktop.pdf.official import PITCH, OfficialSheet, finish_official
from poverty_desktop.pdf.page import MM, Document
from poverty_desktop.pdf.table import head_row, text_row
from poverty_desktop.pdf.values import PaperFact, PaperStamp

_KIND = "RM"
_STYLE = Style(size=12.0, height=10.0 * MM, pad_x=1.5 * MM, pad_y=1.2 * MM)
_WIDTHS = tuple(width * MM for width in (11, 24, 24, 36, 14, 14, 14, 19))
_SIGNERS_IN_A_LINE = 4
_SIGN_HEIGHT = 14 * MM


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteLine:
    """One household under discussion; votes and result are blank until the meeting has been noted."""

    name: str
    group: str
    matter: str
    agreed: str = ""
    opposed: str = ""
    abstained: str = ""
    result: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesPaper:
    """The minutes; ``facts`` are time, place, chair and numbers, blank where nothing was noted yet.

    ``rule`` says when a meeting is valid and what decides. ``signers`` are the roles that sign, ``seats`` how many
    representatives have a place to sign.
    """

    title: str
    facts: tuple[PaperFact, ...]
    lines: tuple[VoteLine, ...]
    rule: str = ""
    signers: tuple[str, ...] = ()
    seats: int = 12
    is_of_village: bool = False  # the matter is the village's own
    is_of_project: bool = False


def compose_minutes(paper: MinutesPaper, stamp: PaperStamp, *, language: str) -> Document:
    """Return the minutes as an official document."""
    sheet = OfficialSheet(stamp=stamp, language=language, owner=stamp.workspace)
    draw_minutes(sheet, paper)
    return finish_official(sheet, kind=_KIND, title=paper.title)


def draw_minutes(sheet: OfficialSheet, paper: MinutesPaper) -> None:
    """Draw the minutes on an empty ``sheet``."""
    sheet.begin(paper.title)
    say = sheet.say
    draw_rows(sheet, _fact_rows(sheet, paper.facts))
    sheet.y += PITCH / 3
    whose = N_("Village") if paper.is_of_village else N_("Head of household")
    if paper.is_of_project:
        whose = N_("Project")
    labels = (
        say(N_("No.")), say(whose), say(N_("Villagers' group")), say(N_("Matter")),
        say(N_("Agreed")), say(N_("Opposed")), say(N_("Abstained")), say(N_("Result")),
    )  # fmt: skip
    rows = [
        text_row([str(number), *_cells(item)], _WIDTHS, ["center"] * len(_WIDTHS), _STYLE)
        for number, item in enumerate(paper.lines, start=1)
    ]
    draw_rows(sheet, rows, head=(head_row(labels, _WIDTHS, _STYLE),))
    sheet.y += PITCH / 3
    if paper.rule:
        sheet.write(paper.rule, 11)
        sheet.y += 2 * MM
    draw_rows(sheet, [row([label(0, sheet.width, say(N_("Discussion and decision")), _STYLE)], _STYLE, leads=True)])
    draw_rows(sheet, [row([cell(0, sheet.width, "", _STYLE)], _STYLE, height=45 * MM)])
    sheet.y += PITCH / 3
    seats = [say(N_("Representative {number}")).format(number=number) for number in range(1, paper.seats + 1)]
    draw_rows(sheet, list(_signatures(sheet, (*paper.signers, *seats))))


def _cells(item: VoteLine) -> tuple[str, ...]:
    return (item.name, item.group, item.matter, item.agreed, item.opposed, item.abstained, item.result)


def _fact_rows(sheet: OfficialSheet, facts: Sequence[PaperFact]) -> list[Row]:
    """Return facts two by two, labels tinted."""
    unit = sheet.width / 2
    rows = []
    for start in range(0, len(facts), 2):
        cells: list[Cell] = []
        for place, fact in enumerate(facts[start : start + 2]):
            left = place * unit
            width = unit if len(facts[start : start + 2]) == 2 else 2 * unit
            cells.append(label(left, 26 * MM, fact.label, _STYLE))
            cells.append(cell(left + 26 * MM, width - 26 * MM, str(fact.text), _STYLE))
        rows.append(row(cells, _STYLE))
    return rows


def _signatures(sheet: OfficialSheet, signers: Sequence[str]) -> list[Row]:
    """Return a head with the roles and a row to sign below it, four to a line."""
    unit = sheet.width / _SIGNERS_IN_A_LINE
    rows = []
    for start in range(0, len(signers), _SIGNERS_IN_A_LINE):
        some = [*signers[start : start + _SIGNERS_IN_A_LINE], *[""] * _SIGNERS_IN_A_LINE][:_SIGNERS_IN_A_LINE]
        heads = [label(unit * place, unit, text, _STYLE) for place, text in enumerate(some)]
        blanks = [cell(unit * place, unit, "", _STYLE) for place in range(_SIGNERS_IN_A_LINE)]
        rows += [row(heads, _STYLE, leads=True), row(blanks, _STYLE, height=_SIGN_HEIGHT)]
    return rows
