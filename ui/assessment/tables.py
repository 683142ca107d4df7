"""The tables of the page of assessment: figures, whoever is behind them, what proves it, what is overdue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poverty_desktop.i18n import N_, _, language
from poverty_desktop.queries.assessment.figure_words import figure_text, goal_text, standing_words
from ui.models.rows_model import Cell

if TYPE_CHECKING:
    from poverty_desktop.checks.target_board import FigureRow
    from poverty_desktop.operations.assessment.freezing import Frozen
    from poverty_desktop.queries.assessment.counted_rows import CountedRow, Proof
    from poverty_desktop.queries.assessment.overdue_work import OverdueRow

PROGRESS = 4
"""The column that holds the bar."""


def plain_number(number: float) -> str:
    """Return a number with two decimals at most: weights of a sample are no whole numbers."""
    return f"{number:,.2f}".removesuffix(".00")


def _what(row: FigureRow) -> str:
    title = row.indicator.title(language())
    if row.level == "team":
        return _("{title} (team)").format(title=title)
    return title


def _place(row: FigureRow) -> str:
    return row.place_name


def _unit(row: FigureRow) -> str:
    return row.indicator.unit(language())


def _bar(_row: FigureRow) -> str:
    return ""


def _source(row: FigureRow) -> str:
    return row.target.source if row.target else ""


_FIGURES: tuple[Cell[FigureRow], ...] = (
    Cell(words=N_("Target"), text=goal_text, is_number=True),
    Cell(words=N_("Done so far"), text=figure_text, is_number=True),
    Cell(words=N_("Unit"), text=_unit),
    Cell(words=N_("Progress"), text=_bar),
    Cell(words=N_("Standing"), text=standing_words),
    Cell(words=N_("Source document"), text=_source),
)
TARGET_COLUMNS: tuple[Cell[FigureRow], ...] = (Cell(words=N_("Target task"), text=_what), *_FIGURES)
PLACE_COLUMNS: tuple[Cell[FigureRow], ...] = (Cell(words=N_("County, township or village"), text=_place), *_FIGURES)


def _village(row: CountedRow | OverdueRow) -> str:
    return row.village_name


def _group(row: CountedRow | OverdueRow) -> str:
    return row.group_name


def _head(row: CountedRow | OverdueRow) -> str:
    return row.head_name


def _member(row: CountedRow) -> str:
    return row.person_name


def _amount(row: CountedRow) -> str:
    return plain_number(row.amount)


def _whole(row: CountedRow) -> str:
    return plain_number(row.whole) if row.whole else ""


def _because(row: CountedRow) -> str:
    return row.because


COUNTED_COLUMNS: tuple[Cell[CountedRow], ...] = (
    Cell(words=N_("Village"), text=_village),
    Cell(words=N_("Group"), text=_group),
    Cell(words=N_("Head"), text=_head),
    Cell(words=N_("Member"), text=_member),
    Cell(words=N_("Counts for"), text=_amount, is_number=True),
    Cell(words=N_("Out of"), text=_whole, is_number=True),
    Cell(words=N_("Because"), text=_because),
)


def _proof(row: Proof) -> str:
    return row.what


def _said(row: Proof) -> str:
    return row.said


def _day(row: Proof) -> str:
    return row.day


def _by(row: Proof) -> str:
    return row.by


PROOF_COLUMNS: tuple[Cell[Proof], ...] = (
    Cell(words=N_("Fact or paper"), text=_proof),
    Cell(words=N_("Day"), text=_day),
    Cell(words=N_("What it shows"), text=_said),
    Cell(words=N_("By whom"), text=_by),
)

KINDS = {
    "need": N_("Need without a measure"),
    "measure": N_("Measure not delivered"),
    "step": N_("Step not taken"),
    "display": N_("Display still hanging"),
    "paper": N_("Paper not signed"),
    "money": N_("Money not paid"),
}


def _kind(row: OverdueRow) -> str:
    return _(KINDS[row.kind])


def _task(row: OverdueRow) -> str:
    return row.what


def _due(row: OverdueRow) -> str:
    return row.due


OVERDUE_COLUMNS: tuple[Cell[OverdueRow], ...] = (
    Cell(words=N_("Village"), text=_village),
    Cell(words=N_("Group"), text=_group),
    Cell(words=N_("Head"), text=_head),
    Cell(words=N_("What waits"), text=_kind),
    Cell(words=N_("Which"), text=_task),
    Cell(words=N_("Was due"), text=_due),
)


def _kept_title(row: tuple[Frozen, str, str]) -> str:
    return row[1]


def _kept_value(row: tuple[Frozen, str, str]) -> str:
    return "—" if row[0].value is None else f"{row[0].value:,f}"


def _kept_again(row: tuple[Frozen, str, str]) -> str:
    return row[2]


def _kept_place(row: tuple[Frozen, str, str]) -> str:
    return row[0].place_name


def _kept_pack(row: tuple[Frozen, str, str]) -> str:
    return row[0].pack_version


def _kept_position(row: tuple[Frozen, str, str]) -> str:
    return f"{row[0].position:,}"


def _kept_on(row: tuple[Frozen, str, str]) -> str:
    return row[0].frozen_on


KEPT_COLUMNS: tuple[Cell[tuple[Frozen, str, str]], ...] = (
    Cell(words=N_("Kept on"), text=_kept_on),
    Cell(words=N_("Target task"), text=_kept_title),
    Cell(words=N_("County, township or village"), text=_kept_place),
    Cell(words=N_("Value"), text=_kept_value, is_number=True),
    Cell(words=N_("Computed again"), text=_kept_again, is_number=True),
    Cell(words=N_("Policy pack"), text=_kept_pack),
    Cell(words=N_("Position in the journal"), text=_kept_position, is_number=True),
)
