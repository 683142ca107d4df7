"""The plan, the measures and their effect as tables of a paper: one line of the register, told in three places."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from poverty_desktop.domain.measure import COUNTED, DONE
from poverty_desktop.domain.values import Why
from poverty_desktop.i18n import _, format_yuan
from poverty_desktop.ids import HouseholdId
from poverty_desktop.pdf.values import Cell, PaperColumn, PaperTable
from poverty_desktop.queries import measure_lines
from poverty_desktop.queries.measure_lines import MeasureLine, with_member
from poverty_desktop.store.session import Session

_Column = tuple[str, bool, Callable[[MeasureLine], str]]


def plan(session: Session, household: HouseholdId, year: int, language: str) -> PaperTable:
    """Return what was agreed for the year: content, amount, who is responsible, time limit, expected effect."""
    columns: tuple[_Column, ...] = (
        (_("Kind of measure"), False, lambda line: line.kind_label),
        (_("Content"), False, _content),
        (_("Amount (yuan)"), True, _amount),
        (_("Department responsible"), False, lambda line: line.department),
        (_("Helper"), False, lambda line: line.helper),
        (_("Time limit"), False, lambda line: line.due_on),
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


def effects(session: Session, household: HouseholdId, year: int, language: str) -> PaperTable:
    """Return what came of the measures that are done, with who confirmed it."""
    columns: tuple[_Column, ...] = (
        (_("Delivered"), False, lambda line: line.finished_on),
        (_("Measure"), False, _content),
        (_("Effect"), False, lambda line: line.effect),
        (_("Income gained (yuan)"), True, lambda line: _yuan(line.income_effect_fen)),
        (_("Satisfaction"), False, lambda line: line.satisfaction),
        (_("Confirmed by"), False, lambda line: line.confirmed_by or line.confirm_note),
    )
    done = [line for line in _lines(session, household, year, language) if line.status in DONE]
    return _table(_("Effect of the measures"), columns, done)


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
    return line.confirmed_on or line.finished_on or line.started_on or line.due_on
