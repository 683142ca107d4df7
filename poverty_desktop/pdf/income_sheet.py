"""The income calculation sheet (收入测算表): every receipt and expense with its rule, and the result."""

from __future__ import annotations

from collections.abc import Sequence

from poverty_desktop.i18n import N_, format_yuan
from poverty_desktop.pdf.boxes import draw_signatures
from poverty_desktop.pdf.form import draw_sections, none_row, title_row
from poverty_desktop.pdf.grid import Cell, Row, Style, cell, draw_rows, label, row
from poverty_desktop.pdf.page import MM
from poverty_desktop.pdf.sheet import Sheet
from poverty_desktop.pdf.table import head_row
from poverty_desktop.pdf.values import HouseholdPaper, IncomeGroup, IncomeLine, IncomeSheet, IncomeTotal, PaperSection
from poverty_desktop.pdf.words import cell_words, ordinal

_STYLE = Style(size=8.5, height=6.4 * MM, pad_y=0.8 * MM)
_TOTAL_STYLE = Style(size=9.0, height=7.0 * MM)
_SHARES = (9, 34, 18, 15, 19, 23, 12, 40)  # mm of 170: number, item, member, quantity, price, amount, counted, rule
_ALIGNS = ("center", "left", "center", "right", "right", "right", "center", "left")
_GAP = 4 * MM


def draw_income_sheet(sheet: Sheet, paper: HouseholdPaper, income: IncomeSheet) -> None:
    """Draw one year's sheet: lines by category with subtotals, the calculation, the line of the year, who signs."""
    say = sheet.say
    subtitle = say(N_("{head}   Accounting year {year} ({period})   Amounts in yuan")).format(
        head=paper.head_name, year=income.year, period=income.period
    )
    sheet.begin_part(paper.titles.income_sheet, subtitle)
    widths = [sheet.width * share / sum(_SHARES) for share in _SHARES]
    heads = head_row(_labels(sheet), widths, _STYLE)
    rows: list[Row] = []
    for number, group in enumerate(income.groups, start=1):
        rows += _group_rows(sheet, number, group, widths)
    draw_rows(sheet, rows, head=(heads,))
    if income.totals:
        sheet.y += _GAP
        draw_totals(sheet, income.totals)
    if income.comparison:
        sheet.y += _GAP
        title = say(N_("Compared with the line of the year"))
        draw_sections(sheet, (PaperSection(title=title, facts=income.comparison),))
    for remark in income.remarks:
        sheet.y += 1.5 * MM
        sheet.write(remark, 8.5)
    sheet.y += _GAP
    draw_signatures(sheet, (say(N_("Confirmed by the householder")), say(N_("Calculated by"))))


def _labels(sheet: Sheet) -> tuple[str, ...]:
    say = sheet.say
    return (
        say(N_("No.")),
        say(N_("Income item")),
        say(N_("Earned by")),
        say(N_("Quantity")),
        say(N_("Unit price")),
        say(N_("Amount")),
        say(N_("Counted")),
        say(N_("Rule and evidence")),
    )


def _group_rows(sheet: Sheet, number: int, group: IncomeGroup, widths: Sequence[float]) -> list[Row]:
    say = sheet.say
    rows = [title_row(sheet, ordinal(number, sheet.language) + group.title, _STYLE)]
    rows += [_line_row(sheet, index, line, widths) for index, line in enumerate(group.lines, start=1)]
    if group.lines:
        rows[-1] = rows[-1]._replace(leads=True)  # the sum does not stand alone on a page
    else:
        rows.append(none_row(sheet, _STYLE))
    rows.append(_sum_row(sheet, say(N_("Counted in this category")), group.total_fen, widths))
    return rows


def _line_row(sheet: Sheet, number: int, line: IncomeLine, widths: Sequence[float]) -> Row:
    say = sheet.say
    source = cell_words(line.source, say)
    texts = (
        str(number),
        line.item if source == "--" else f"{line.item}\n{source}",
        cell_words(line.member, say),
        cell_words(line.quantity, say),
        cell_words(line.unit_price, say),
        format_yuan(line.amount_fen),
        line.counted,
        line.rule,
    )
    cells: list[Cell] = []
    left = 0.0
    for text, width, align in zip(texts, widths, _ALIGNS, strict=True):
        cells.append(cell(left, width, text, _STYLE, align=align))
        left += width
    return row(cells, _STYLE)


def _sum_row(sheet: Sheet, words: str, amount_fen: int, widths: Sequence[float]) -> Row:
    before = sum(widths[:5])
    after = before + widths[5]
    return row(
        (
            cell(0, before, words, _STYLE, align="right"),
            cell(before, widths[5], format_yuan(amount_fen), _STYLE, bold=True, align="right"),
            cell(after, sheet.width - after, "", _STYLE),
        ),
        _STYLE,
    )


def draw_totals(sheet: Sheet, totals: Sequence[IncomeTotal], *, title: str = "") -> None:
    """Draw derived figures with their calculation under ``title``, else under the words of the income sheet."""
    style = _TOTAL_STYLE
    label_width, amount_width = sheet.width * 0.27, sheet.width * 0.18
    formula_width = sheet.width - label_width - amount_width
    rows = [
        row(
            (
                label(0, label_width, total.label, style),
                cell(label_width, formula_width, total.formula, style),
                cell(
                    label_width + formula_width,
                    amount_width,
                    format_yuan(total.amount_fen),
                    style,
                    bold=True,
                    align="right",
                ),
            ),
            style,
        )
        for total in totals
    ]
    title = title or sheet.say(N_("How the result was reached"))
    draw_rows(sheet, rows, head=(title_row(sheet, title, style),))
