"""The income calculation sheet (收入测算表): every receipt and expense with its rule, and the result."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from poverty_desktop.i18n import N_, format_yuan
from poverty_desktop.pdf.boxes import draw_signatures
from poverty_desktop.pdf.form import draw_sections, title_row
from poverty_desktop.pdf.grid import Row, Style, cell, draw_rows, label, row
from poverty_desktop.pdf.page import MM
from poverty_desktop.pdf.sheet import Sheet
from poverty_desktop.pdf.table import head_row
from poverty_desktop.pdf.values import HouseholdPaper, IncomeGroup, IncomeLine, IncomeSheet, IncomeTotal, PaperSection
from poverty_desktop.pdf.words import Say, cell_words, ordinal

_STYLE = Style(size=8.5, height=6.4 * MM, pad_y=0.8 * MM)
_TOTAL_STYLE = Style(size=9.0, height=7.0 * MM)
_NUMBER_SHARE = 9
_GAP = 4 * MM


def _item(line: IncomeLine, say: Say) -> str:
    source = cell_words(line.source, say)
    return line.item if source == "--" else f"{line.item}\n{source}"


_COLUMNS: Mapping[str, tuple[int, str, Callable[[IncomeLine, Say], str]]] = {
    "item": (31, "left", _item),
    "member": (15, "center", lambda line, say: cell_words(line.member, say)),
    "quantity": (12, "right", lambda line, say: cell_words(line.quantity, say)),
    "price": (17, "right", lambda line, say: cell_words(line.unit_price, say)),
    "amount": (20, "right", lambda line, _say: format_yuan(line.amount_fen)),
    "counted": (11, "center", lambda line, _say: line.counted),
    "rule": (55, "left", lambda line, _say: line.rule),
}
"""What a table of receipts and expenses can show: its share of the width, how it is aligned, its words."""


def draw_income_sheet(sheet: Sheet, paper: HouseholdPaper, income: IncomeSheet) -> None:
    """Draw one year's sheet: lines by category with subtotals, the calculation, the line of the year, who signs."""
    say = sheet.say
    subtitle = say(N_("{head}   Accounting year {year} ({period})   Amounts in yuan")).format(
        head=paper.head_name, year=income.year, period=income.period
    )
    sheet.begin_part(paper.titles.income_sheet, subtitle)
    draw_income_lines(sheet, income.groups)
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


def draw_income_lines(
    sheet: Sheet, groups: Sequence[IncomeGroup], columns: Sequence[tuple[str, str]] = (), *, note: str = ""
) -> None:
    """Draw every receipt and expense by category, each category with its sum; ``columns`` are names and heads."""
    shown = tuple(columns) or default_columns(sheet.say)
    shares = (_NUMBER_SHARE, *(_COLUMNS[name][0] for name, _head in shown))
    widths = [sheet.width * share / sum(shares) for share in shares]
    heads = [head_row([sheet.say(N_("No.")), *(head for _name, head in shown)], widths, _STYLE)]
    if note:
        heads.insert(0, row((cell(0, sheet.width, note, _STYLE, align="right"),), _STYLE, leads=True))
    names = [name for name, _head in shown]
    rows: list[Row] = []
    for number, group in enumerate(groups, start=1):
        rows += _group_rows(sheet, number, group, names, widths)
    draw_rows(sheet, rows, head=heads)


def default_columns(say: Say) -> tuple[tuple[str, str], ...]:
    """Return every column with its head."""
    return (
        ("item", say(N_("Income item"))),
        ("member", say(N_("Earned by"))),
        ("quantity", say(N_("Quantity"))),
        ("price", say(N_("Unit price"))),
        ("amount", say(N_("Amount"))),
        ("counted", say(N_("Counted"))),
        ("rule", say(N_("Rule and evidence"))),
    )


def _group_rows(
    sheet: Sheet, number: int, group: IncomeGroup, names: Sequence[str], widths: Sequence[float]
) -> list[Row]:
    title = ordinal(number, sheet.language) + group.title
    if not group.lines:  # one row says it all
        return [_sum_row(sheet, title, sheet.say(N_("None")), group.total_fen, names, widths)]
    rows = [title_row(sheet, title, _STYLE)]
    rows += [_line_row(sheet, index, line, names, widths) for index, line in enumerate(group.lines, start=1)]
    rows[-1] = rows[-1]._replace(leads=True)  # the sum does not stand alone on a page
    rows.append(_sum_row(sheet, "", sheet.say(N_("Counted in this category")), group.total_fen, names, widths))
    return rows


def _line_row(sheet: Sheet, number: int, line: IncomeLine, names: Sequence[str], widths: Sequence[float]) -> Row:
    cells = [cell(0, widths[0], str(number), _STYLE, align="center")]
    left = widths[0]
    for name, width in zip(names, widths[1:], strict=True):
        _share, align, said = _COLUMNS[name]
        cells.append(cell(left, width, said(line, sheet.say), _STYLE, align=align))
        left += width
    return row(cells, _STYLE)


def _sum_row(
    sheet: Sheet, title: str, words: str, amount_fen: int, names: Sequence[str], widths: Sequence[float]
) -> Row:
    """Return the sum of a category, below the column of amounts where the form has one, else at the end."""
    at = names.index("amount") + 1 if "amount" in names[1:] else len(widths) - 1
    before, width = sum(widths[:at]), widths[at]
    share = before * 0.6 if title else 0.0
    after = before + width
    return row(
        (
            *((cell(0, share, title, _STYLE, bold=True),) if title else ()),
            cell(share, before - share, words, _STYLE, align="right"),
            cell(before, width, format_yuan(amount_fen), _STYLE, bold=True, align="right"),
            *((cell(after, sheet.width - after, "", _STYLE),) if at + 1 < len(widths) else ()),
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
