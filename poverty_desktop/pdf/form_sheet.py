"""A questionnaire on paper: numbers, options with their digit, boxes for digits, tables with rows to fill."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from poverty_desktop.i18n import N_
from poverty_desktop.pdf.boxes import draw_signatures
from poverty_desktop.pdf.form import title_row
from poverty_desktop.pdf.form_answers import BOX, DATE, answer_words, cell_blanks, column_words, scale_words
from poverty_desktop.pdf.form_values import (
    FormHeading,
    FormList,
    FormPaper,
    FormPart,
    FormQuestion,
    FormTable,
)
from poverty_desktop.pdf.grid import Cell, Row, Style, cell, draw_rows, label, row
from poverty_desktop.pdf.page import MM, Document
from poverty_desktop.pdf.sheet import Sheet, finish
from poverty_desktop.pdf.values import PaperStamp
from poverty_desktop.pdf.words import cell_words, ordinal, words

KIND = "QF"
ACROSS = 4
"""Rows of a wide repeat that stand side by side."""
_MOST_COLUMNS = 6
_STYLE = Style(size=9.5, height=8.2 * MM)
_TABLE = Style(size=9.0, height=8.2 * MM, pad_x=1.0 * MM)
_LIST = Style(size=8.5, height=5.6 * MM, pad_x=1.0 * MM)
_LIST_COLUMNS = 4
_NUMBER_WIDTH = 13 * MM
_HOW = N_("Tick one box, or write one digit into each box. Correct by crossing out, never by erasing.")
_GAP = 3 * MM
_LARGER = 1.2
_BLANK_LETTERS = frozenset(f"{BOX}.-:\n年月日")


def compose_form(paper: FormPaper, stamp: PaperStamp, *, language: str) -> Document:
    """Return the laid-out questionnaire; raises ``StorageError`` if the shipped fonts cannot be read."""
    number = cell_words(paper.household_number, words(language))
    sheet = Sheet(stamp=stamp, language=language, owner=f"{paper.head_name} {number}")
    say = sheet.say
    subtitle = say(N_("{village} {group}   Householder: {head}   Household number: {number}   Year: {year}")).format(
        village=paper.village, group=paper.group, head=paper.head_name, number=number, year=paper.year
    )
    sheet.begin_part(paper.title, subtitle)
    _draw_head(sheet, paper)
    for number_, part in enumerate(paper.parts, start=1):
        sheet.y += _GAP
        _draw_part(sheet, part, ordinal(number_, language) + part.title if part.title else "")
    sheet.y += _GAP
    draw_signatures(sheet, paper.signers)
    for one in paper.lists:
        sheet.y += _GAP
        _draw_list(sheet, one)
    document = finish(sheet, kind=KIND, title=f"{paper.title} {paper.head_name}")
    return replace(document, code=paper.code)


def texts_of_form(paper: FormPaper) -> Iterator[str]:
    """Yield every text of the paper that comes from questionnaire and register."""
    yield from (paper.title, paper.head_name, paper.village, paper.group)
    for part in paper.parts:
        yield part.title
        for item in part.items:
            yield from _texts(item)
    for one in paper.lists:
        yield from (option.label for option in one.options)


def _draw_head(sheet: Sheet, paper: FormPaper) -> None:
    say = sheet.say
    quarter = sheet.width / 4
    date = say(DATE).format(year=BOX * 4, month=BOX * 2, day=BOX * 2)
    cells = (
        label(0, quarter * 0.6, say(N_("Keying number")), _STYLE),
        cell(quarter * 0.6, quarter * 1.2, paper.key, _STYLE, bold=True, align="center", most_lines=1),
        label(quarter * 1.8, quarter * 0.5, say(N_("Interviewer")), _STYLE),
        cell(quarter * 2.3, quarter * 0.5, "", _STYLE),
        label(quarter * 2.8, quarter * 0.4, say(N_("Day")), _STYLE),
        cell(quarter * 3.2, quarter * 0.8, date, _STYLE, most_lines=1),
    )
    draw_rows(sheet, [row(cells, _STYLE)])
    sheet.y += 1 * MM
    sheet.write(say(_HOW), 8)


def _draw_list(sheet: Sheet, one: FormList) -> None:
    """Draw a long list in columns that are read downwards."""
    said = N_("List {list}, for question {numbers}")
    title = sheet.say(said).format(list=one.number, numbers=", ".join(one.questions))
    width = sheet.width / _LIST_COLUMNS
    height = -(-len(one.options) // _LIST_COLUMNS)
    told = [f"{option.digit} {option.label}" for option in one.options]
    lines = [
        row(
            [
                cell(at * width, width, words_, _LIST)
                for at, words_ in enumerate([*told[line::height], *[""] * _LIST_COLUMNS][:_LIST_COLUMNS])
            ],
            _LIST,
        )
        for line in range(height)
    ]
    draw_rows(sheet, lines, head=(title_row(sheet, title, _LIST),), again=(title_row(sheet, title, _LIST),))


def _draw_part(sheet: Sheet, part: FormPart, title: str) -> None:
    if part.condition:
        title = sheet.say(N_("{title} ({condition})")).format(title=title, condition=part.condition).strip()
    continued = sheet.say(N_("{title} (continued)")).format(title=title)
    head: tuple[Row, ...] = (title_row(sheet, title, _STYLE),) if title else ()
    again = (title_row(sheet, continued, _STYLE),) if title else ()
    loose: list[Row] = []

    def put() -> None:
        nonlocal head
        if loose:
            draw_rows(sheet, loose, head=head, again=again)
            head = ()
            loose.clear()

    for item in part.items:
        match item:
            case FormQuestion():
                loose.append(_question_row(sheet, item))
            case FormHeading():
                loose.append(_heading_row(sheet, item))
            case FormTable():
                put()
                if head:
                    draw_rows(sheet, [title_row(sheet, title, _STYLE)])
                    head = ()
                _draw_table(sheet, item)
    put()


def _question_row(sheet: Sheet, question: FormQuestion) -> Row:
    if not question.number:
        return row((cell(0, sheet.width, question.label, _STYLE),), _STYLE)
    asked = sheet.width * 0.42
    lines = [question.label]
    lines += [f"（{question.condition}）"] if question.condition else []
    lines += [question.hint] if question.hint else []
    number = f"*{question.number}" if question.is_required else question.number
    left = _NUMBER_WIDTH + asked
    return row(
        (
            label(0, _NUMBER_WIDTH, number, _STYLE, most_lines=1),
            cell(_NUMBER_WIDTH, asked, "\n".join(lines), _STYLE),
            _to_fill(left, sheet.width - left, answer_words(sheet, question), _STYLE),
        ),
        _STYLE,
    )


def _heading_row(sheet: Sheet, heading: FormHeading) -> Row:
    words_ = f"{heading.title}（{heading.condition}）" if heading.condition else heading.title
    return row((cell(0, sheet.width, words_, _STYLE, bold=True),), _STYLE, leads=True)


def _draw_table(sheet: Sheet, table: FormTable) -> None:
    title = f"{table.title}（{table.condition}）" if table.condition else table.title
    asked = [
        replace(one, label=f"{one.label}\n{said}") if (said := scale_words(sheet, one)) else one
        for one in table.questions
    ]
    table = replace(table, questions=tuple(asked))
    rows = [*table.rows, *((("",) * len(table.questions),) * table.blanks)]
    if len(table.questions) <= _MOST_COLUMNS:
        _draw_upright(sheet, table, title, rows)
        return
    for start in range(0, len(rows), ACROSS):
        _draw_across(sheet, table, title, rows[start : start + ACROSS], start)
        sheet.y += 1.5 * MM


def _draw_upright(sheet: Sheet, table: FormTable, title: str, rows: Sequence[Sequence[str]]) -> None:
    """Draw one row of the paper for each row; options stand in the head."""
    first = 9 * MM
    width = (sheet.width - first) / len(table.questions)
    head = [label(0, first, sheet.say(N_("No.")), _TABLE)]
    for at, question in enumerate(table.questions):
        asked = f"{question.number} {column_words(sheet, question)}".strip()
        head.append(label(first + at * width, width, asked, _TABLE, most_lines=12))
    lines = []
    for number, answers in enumerate(rows, start=1):
        cells = [cell(0, first, str(number), _TABLE, align="center")]
        for at, (question, answer) in enumerate(zip(table.questions, answers, strict=True)):
            cells.append(_to_fill(first + at * width, width, answer or cell_blanks(question), _TABLE))
        lines.append(row(cells, _TABLE, height=9 * MM))
    heads = (row((cell(0, sheet.width, title, _TABLE, bold=True),), _TABLE, leads=True), row(head, _TABLE, leads=True))
    draw_rows(sheet, lines, head=heads, again=heads[1:])


def _draw_across(sheet: Sheet, table: FormTable, title: str, rows: Sequence[Sequence[str]], before: int) -> None:
    """Draw the questions one below the other and the rows of a wide repeat side by side."""
    asked = sheet.width * 0.46
    width = (sheet.width - _NUMBER_WIDTH - asked) / ACROSS
    start = _NUMBER_WIDTH + asked
    head: list[Cell] = [label(0, start, title, _TABLE, bold=True)]
    head += [label(start + at * width, width, str(before + at + 1), _TABLE) for at in range(ACROSS)]
    lines = []
    for at, question in enumerate(table.questions):
        cells = [
            label(0, _NUMBER_WIDTH, question.number, _TABLE, most_lines=1),
            cell(_NUMBER_WIDTH, asked, column_words(sheet, question), _TABLE),
        ]
        for place in range(ACROSS):
            answer = rows[place][at] if place < len(rows) else ""
            words_ = answer or (cell_blanks(question) if place < len(rows) else "—")
            cells.append(_to_fill(start + place * width, width, words_, _TABLE))
        lines.append(row(cells, _TABLE))
    head_row = row(head, _TABLE, leads=True)
    draw_rows(sheet, lines, head=(head_row,), again=(head_row,))


def _to_fill(left: float, width: float, words_: str, style: Style) -> Cell:
    """Return a cell with an answer; boxes that stand alone are large enough for a hand."""
    is_blank = BOX in words_ and not set(words_) - _BLANK_LETTERS
    return cell(left, width, words_, replace(style, size=style.size * _LARGER) if is_blank else style)


def _texts(item: FormQuestion | FormHeading | FormTable) -> Iterator[str]:
    match item:
        case FormQuestion():
            yield from (item.label, item.hint, item.answer, item.condition, *(one.label for one in item.options))
        case FormHeading():
            yield from (item.title, item.condition)
        case FormTable():
            yield from (item.title, item.condition)
            for question in item.questions:
                yield from _texts(question)
            for answers in item.rows:
                yield from answers
