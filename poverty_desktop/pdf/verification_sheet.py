"""The verification sheet of a household: who is on the books, boxes to tick, rows for newcomers; keyed by number."""

from __future__ import annotations

from collections.abc import Sequence

from poverty_desktop.i18n import N_
from poverty_desktop.pdf.boxes import draw_signatures
from poverty_desktop.pdf.form import fact_rows, title_row
from poverty_desktop.pdf.grid import Cell, Row, Style, cell, draw_rows, label, row
from poverty_desktop.pdf.page import MM, Document
from poverty_desktop.pdf.round_values import KeyedWord, SheetPerson, VerificationPaper
from poverty_desktop.pdf.sheet import Sheet, finish
from poverty_desktop.pdf.values import PaperStamp
from poverty_desktop.pdf.words import cell_words, ordinal, words

KIND = "VS"
BOX = "□"
_STYLE = Style(size=9.0, height=7.0 * MM, pad_x=1.0 * MM, pad_y=0.8 * MM)
_TICKS = Style(size=10.5, height=9.0 * MM, pad_x=1.0 * MM, pad_y=0.8 * MM)
_NUMBER = Style(size=16.0, height=12 * MM)
_GAP = 2.5 * MM
_SPACE = "　"
_SHARES = (0.05, 0.11, 0.27, 0.38, 0.19)
_NEW_SHARES = (0.13, 0.08, 0.10, 0.37, 0.12, 0.20)
_PAIR_SHARES = (0.10, 0.24, 0.33, 0.33)
_BLANK_ROWS = (3, 2, 1)
_DAY = f"{BOX * 4}-{BOX * 2}-{BOX * 2}"


def compose_verification_sheet(paper: VerificationPaper, stamp: PaperStamp, *, language: str) -> Document:
    """Return the laid-out sheet, with as many blank rows as one page leaves room for.

    Raises ``StorageError`` if the shipped fonts cannot be read.
    """
    sheets = (_laid_out(paper, stamp, language, blanks) for blanks in _BLANK_ROWS)
    sheet = next((made for made in sheets if len(made.pages) == 1), None)
    sheet = sheet or _laid_out(paper, stamp, language, _BLANK_ROWS[0])
    return finish(sheet, kind=KIND, title=f"{paper.title} {paper.sheet_number} {paper.head_name}")


def _laid_out(paper: VerificationPaper, stamp: PaperStamp, language: str, blanks: int) -> Sheet:
    number = cell_words(paper.household_number, words(language))
    sheet = Sheet(stamp=stamp, language=language, owner=f"{paper.head_name} {number}")
    say = sheet.say
    subtitle = say(N_("{village} {group}   Householder: {head}   Household number: {number}")).format(
        village=paper.village, group=paper.group, head=paper.head_name, number=number
    )
    sheet.begin_part(paper.title, subtitle)
    _draw_head(sheet, paper)
    sheet.y += _GAP
    _draw_persons(sheet, paper)
    sheet.y += 1 * MM
    for title, keyed in (
        (N_("Outcomes: {list}"), paper.staying),
        (N_("Evidence: {list}"), paper.evidence),
        (N_("Those who join: {list}"), paper.joining),
    ):
        sheet.write(say(title).format(list=_legend(keyed)), 8)
    sheet.y += _GAP
    _draw_blanks(
        sheet,
        ordinal(2, language) + say(N_("Corrections")),
        (N_("No."), N_("What is corrected"), N_("As it stood"), N_("As it is")),
        _PAIR_SHARES,
        ("", "", "", ""),
        blanks,
    )
    sheet.y += _GAP
    _draw_blanks(
        sheet,
        ordinal(3, language) + say(N_("On the books from now on")),
        (N_("Name"), N_("Sex"), N_("Relation"), N_("ID number"), N_("Outcome"), N_("Since")),
        _NEW_SHARES,
        ("", "", "", BOX * 18, BOX, _DAY),
        blanks,
    )
    if paper.visits:
        sheet.y += _GAP
        ticks = _SPACE.join(f"{BOX}{item.key} {item.label}" for item in paper.visits)
        draw_rows(
            sheet,
            [row((cell(0, sheet.width, ticks, _STYLE),), _STYLE)],
            head=(title_row(sheet, ordinal(4, language) + say(N_("Result of the visit")), _STYLE),),
        )
    sheet.y += 1 * MM
    sheet.write(paper.notice, 8.5, bold=True)
    sheet.y += _GAP
    draw_signatures(sheet, paper.signers)
    return sheet


def _draw_head(sheet: Sheet, paper: VerificationPaper) -> None:
    say = sheet.say
    left = sheet.width * 0.14
    number = sheet.width * 0.16
    all_same = say(N_("{box} 0  Whole household unchanged")).format(box=BOX)
    draw_rows(
        sheet,
        [
            row(
                (
                    label(0, left, say(N_("Number of the sheet")), _STYLE),
                    cell(left, number, str(paper.sheet_number), _NUMBER, bold=True, align="center", most_lines=1),
                    cell(left + number, sheet.width - left - number, all_same, _TICKS, bold=True, align="center"),
                ),
                _NUMBER,
            ),
            *fact_rows(sheet, paper.facts, _STYLE),
        ],
    )


def _draw_persons(sheet: Sheet, paper: VerificationPaper) -> None:
    say = sheet.say
    title = ordinal(1, sheet.language) + say(N_("On the books at the start"))
    heads = (N_("No."), N_("Name"), N_("What is known"), N_("Outcome (tick one)"), N_("Since, evidence"))
    widths = [sheet.width * share for share in _SHARES]
    head = _heads(sheet, heads, widths)
    ticks = _ticks(paper.staying)
    rows = [_person_row(number, person, ticks, widths) for number, person in enumerate(paper.persons, start=1)]
    if not rows:
        rows = [row((cell(0, sheet.width, say(N_("Nobody is on the books of this household.")), _STYLE),), _STYLE)]
    draw_rows(sheet, rows, head=(title_row(sheet, title, _STYLE), head), again=(head,))


def _person_row(number: int, person: SheetPerson, ticks: str, widths: Sequence[float]) -> Row:
    known = "\n".join(text for text in (person.facts, person.document_number, person.found) if text)
    cells: list[Cell] = []
    left = 0.0
    texts = (
        (str(number), _STYLE, "center"),
        (person.name, _STYLE, "left"),
        (known, _STYLE, "left"),
        (ticks, _TICKS, "left"),
        (f"{_DAY}\n{BOX * 2}", _STYLE, "left"),
    )
    for (text, style, align), width in zip(texts, widths, strict=True):
        cells.append(cell(left, width, text, style, align=align))
        left += width
    return row(cells, _STYLE, height=9 * MM)


def _ticks(keyed: Sequence[KeyedWord]) -> str:
    """Return a box for every outcome that has a digit, and one to write the letter of any other."""
    boxes = [f"{BOX}{item.key}" for item in keyed if item.key.isdigit()]
    if any(not item.key.isdigit() for item in keyed):
        boxes.append(f"{BOX}__")
    return " ".join(boxes)


def _legend(keyed: Sequence[KeyedWord]) -> str:
    return "；".join(f"{item.key} {item.label}" for item in keyed)


def _draw_blanks(
    sheet: Sheet, title: str, heads: Sequence[str], shares: Sequence[float], texts: Sequence[str], count: int
) -> None:
    widths = [sheet.width * share for share in shares]
    rows = []
    for _line in range(count):
        cells: list[Cell] = []
        left = 0.0
        for text, width in zip(texts, widths, strict=True):
            cells.append(cell(left, width, text, _STYLE, most_lines=1))
            left += width
        rows.append(row(cells, _STYLE, height=8.0 * MM))
    head = _heads(sheet, heads, widths)
    draw_rows(sheet, rows, head=(title_row(sheet, title, _STYLE), head), again=(head,))


def _heads(sheet: Sheet, heads: Sequence[str], widths: Sequence[float]) -> Row:
    cells: list[Cell] = []
    left = 0.0
    for words_, width in zip(heads, widths, strict=True):
        cells.append(label(left, width, sheet.say(words_), _STYLE))
        left += width
    return row(cells, _STYLE, leads=True)
