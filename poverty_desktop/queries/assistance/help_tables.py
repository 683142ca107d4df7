"""The plan, the measures and their effect as tables of a paper: one line of the register, told in three places."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from poverty_desktop.domain.measure import COUNTED, DONE
from poverty_desktop.domain.values import Why
from poverty_desktop.i18n import _, format_date, format_day, format_yuan
from poverty_desktop.ids import HouseholdId
from poverty_desktop.pdf.values import Cell, PaperColumn, PaperTable
from poverty_desktop.queries.assistance import helpers, measure_lines
from poverty_desktop.queries.assistance.measure_lines import MeasureLine, with_member
from poverty_desktop.store.session import Session

_SAID = 2
"""The last columns of the effects: satisfaction, and who confirmed them."""

_Column = tuple[str, bool, Callable[[MeasureLine], str]]


def plan(session: Session, household: HouseholdId, year: int, language: str) -> PaperTable:
    """Return what was agreed for the year: content, amount, who is responsible, time limit, expected effect."""
    now = helpers.names_of(session, [household])[household]
    columns: tuple[_Column, ...] = (
        (_("Kind of measure"), False, lambda line: line.kind_label),
        (_("Content"), False, _content),
        (_("Amount (yuan)"), True, _amount),
        (_("Department responsible"), False, lambda line: line.department),
        (_("Helper"), False, lambda line: line.helper or now),
        (_("Time limit"), False, lambda line: format_day(line.due_on)),
    )
    return _table(_("Assistance plan"), columns, _lines(session, household, year, language))


def measures(session: Session, household: HouseholdId, year: int, language: str) -> PaperTable:
    """Return how far each measure is."""
    columns: tuple[_Column, ...] = (
        (_("Content"), False, _content),
        (_("Amount (yuan)"), True, _amount),
        (_("Department responsible"), False, _responsible),
        (_("Status"), False, lambda line: line.status_label),
        (_("Date"), False, _day),
    )
    return _table(_("Assistance measures"), columns, _lines(session, household, year, language))


def helpers_now(session: Session, household: HouseholdId, language: str) -> PaperTable:
    """Return who helps the household now, with unit, post and phone, so that it knows whom to call."""
    columns = (_("Name"), _("Unit of the helper"), _("Post"), _("Phone"), _("Helps since"))
    rows: list[tuple[Cell, ...]] = [
        (
            row.name or Why.BLANK,
            row.unit or Why.BLANK,
            row.post or Why.BLANK,
            row.phone or Why.BLANK,
            format_date(row.from_date) if row.from_date else Why.BLANK,
        )
        for row in helpers.of_household(session, household, language)
        if row.is_current
    ]
    return PaperTable(
        title=_("Helpers of the household"),
        columns=tuple(PaperColumn(label=words) for words in columns),
        rows=tuple(rows),
    )


def effects(session: Session, household: HouseholdId, year: int, language: str) -> PaperTable:
    """Return what came of the measures that are done, with who confirmed it."""
    columns: tuple[_Column, ...] = (
        (_("Delivered"), False, lambda line: format_day(line.finished_on)),
        (_("Measure"), False, _content),
        (_("Effect"), False, lambda line: line.effect),
        (_("Income gained (yuan)"), True, lambda line: _yuan(line.income_effect_fen)),
        (_("Satisfaction"), False, lambda line: line.satisfaction),
        (_("Confirmed by"), False, lambda line: line.confirmed_by or line.confirm_note),
    )
    done = [line for line in _lines(session, household, year, language) if line.status in DONE]
    table = _table(_("Effect of the measures"), columns, done)
    # what the household says and signs is written by hand until it is recorded
    rows = tuple((*row[:-_SAID], *("" if cell is Why.BLANK else cell for cell in row[-_SAID:])) for row in table.rows)
    return replace(table, rows=rows)


def _lines(session: Session, household: HouseholdId, year: int, language: str) -> list[MeasureLine]:
    return [line for line in measure_lines.of_household(session, household, year, language) if line.status in COUNTED]


def _table(title: str, columns: Iterable[_Column], lines: Iterable[MeasureLine]) -> PaperTable:
    used = tuple(columns)
    rows: list[tuple[Cell, ...]] = [tuple(text(line) or Why.BLANK for _words, _right, text in used) for line in lines]
    return PaperTable(
        title=title,
        columns=tuple(PaperColumn(label=words, is_number=right) for words, right, _text in used),
        rows=tuple(rows),
    )


def _content(line: MeasureLine) -> str:
    quantity = f" {line.quantity}{line.unit}" if line.quantity else ""
    return with_member(line.name, line.person_name) + quantity


def _amount(line: MeasureLine) -> str:
    return _yuan(line.amount_fen)


def _yuan(fen: int | None) -> str:
    return "" if fen is None else format_yuan(fen)


def _responsible(line: MeasureLine) -> str:
    return " ".join(text for text in (line.department, line.helper) if text)


def _day(line: MeasureLine) -> str:
    return format_day(line.confirmed_on or line.finished_on or line.started_on or line.due_on)
