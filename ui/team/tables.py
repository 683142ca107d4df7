"""The columns of the lists of helpers, visits, days, duties and merits."""

from __future__ import annotations

from collections.abc import Mapping

from poverty_desktop.i18n import N_, _, format_list, ngettext
from poverty_desktop.queries.coverage import CoverageCount, CoverageRow
from poverty_desktop.queries.helpers import HelpedRow, HelperRow
from poverty_desktop.queries.team_days import WEEKDAYS, DayState, TeamDay
from ui.models.rows_model import Cell

HELPER_COLUMNS: tuple[Cell[HelperRow], ...] = (
    Cell(words=N_("Helper"), text=lambda row: row.name),
    Cell(words=N_("Unit"), text=lambda row: row.unit),
    Cell(words=N_("Post"), text=lambda row: row.post),
    Cell(
        words=N_("Households now"),
        text=lambda row: str(row.now),
        is_number=True,
        color=lambda row: "warn" if row.is_too_many else "ink",
    ),
    Cell(words=N_("Households before"), text=lambda row: str(row.before), is_number=True),
)
HELPED_COLUMNS: tuple[Cell[HelpedRow], ...] = (
    Cell(words=N_("Householder"), text=lambda row: row.head_name),
    Cell(words=N_("Place"), text=lambda row: " ".join(part for part in (row.village, row.group_name) if part)),
    Cell(words=N_("Type"), text=lambda row: row.type_label),
    Cell(words=N_("Helper"), text=lambda row: row.helpers, color=lambda _row: "ink"),
)
COUNT_COLUMNS: tuple[Cell[CoverageCount], ...] = (
    Cell(words=N_("Name"), text=lambda row: row.name or _("nobody")),
    Cell(words=N_("Households"), text=lambda row: str(row.households), is_number=True),
    Cell(words=N_("Left"), text=lambda row: str(row.owed), is_number=True),
    Cell(words=N_("Visited (%)"), text=lambda row: str(row.share), is_number=True),
    Cell(words=N_("Visits"), text=lambda row: str(row.visits), is_number=True),
    Cell(
        words=N_("Overdue"),
        text=lambda row: str(row.overdue),
        is_number=True,
        color=lambda row: "warn" if row.overdue else "ink",
    ),
)


def _since(row: CoverageRow) -> str:
    if row.days is None:
        return _("never")
    return ngettext("{n} day ago", "{n} days ago", row.days).format(n=row.days)


COVERAGE_COLUMNS: tuple[Cell[CoverageRow], ...] = (
    Cell(words=N_("Householder"), text=lambda row: row.head_name),
    Cell(words=N_("Place"), text=lambda row: " ".join(part for part in (row.village, row.group_name) if part)),
    Cell(words=N_("Type"), text=lambda row: row.type_label),
    Cell(words=N_("Last visit"), text=_since, color=lambda row: "warn" if row.is_overdue else "ink"),
    Cell(words=N_("Visits"), text=lambda row: f"{row.visited}/{row.wanted}", is_number=True),
    Cell(words=N_("Rule"), text=lambda row: row.rule),
    Cell(words=N_("Helper"), text=lambda row: row.helpers),
)


def day_columns(states: Mapping[str, str]) -> tuple[Cell[TeamDay], ...]:
    """Return the columns of the days; ``states`` are the words of the pack for what a day was."""

    def state(row: TeamDay) -> str:
        said = states.get(row.state, "") if row.state is not None else ""
        return said if row.is_entered or not said else _("{state} (visits)").format(state=said)

    return (
        Cell(words=N_("Day"), text=lambda row: f"{row.day.day} {_(WEEKDAYS[row.day.weekday()])}"),
        Cell(words=N_("Attendance"), text=state, color=_day_color),
        Cell(words=N_("Visits"), text=lambda row: str(len(row.visits) or ""), is_number=True),
        Cell(words=N_("Whom"), text=lambda row: format_list([visit.head_name for visit in row.visits])),
        Cell(words=N_("Reason or diary"), text=lambda row: row.note),
        Cell(words=N_("Approved by"), text=lambda row: row.approved_by),
    )


def _day_color(row: TeamDay) -> str:
    if row.clashes or row.state is DayState.ABSENT:
        return "warn"
    return "ok" if row.state is DayState.PRESENT else "ink"
