"""The columns of the lists of helpers, visits, days, duties and merits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from poverty_desktop.i18n import N_, _, format_date, format_list, ngettext
from poverty_desktop.queries.assistance.coverage import CoverageCount, CoverageRow
from poverty_desktop.queries.assistance.duties import STATE_WORDS, DutyRow, DutyState
from poverty_desktop.queries.assistance.helpers import HelpedRow, HelperRow
from poverty_desktop.queries.assistance.merits import MeritRow
from poverty_desktop.queries.assistance.team_days import WEEKDAYS, DayState, TeamDay
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
        return _("Not visited yet")
    return ngettext("{n} day ago", "{n} days ago", row.days).format(n=row.days)


COVERAGE_COLUMNS: tuple[Cell[CoverageRow], ...] = (
    Cell(words=N_("Householder"), text=lambda row: row.head_name),
    Cell(words=N_("Place"), text=lambda row: " ".join(part for part in (row.village, row.group_name) if part)),
    Cell(words=N_("Last visit"), text=_since, color=lambda row: "warn" if row.is_overdue else "ink"),
    Cell(words=N_("Visits"), text=lambda row: f"{row.visited}/{row.wanted}", is_number=True),
    Cell(words=N_("Rule"), text=lambda row: row.rule),
    Cell(words=N_("Helper"), text=lambda row: row.helpers),
)


def day_columns(states: Mapping[str, str]) -> tuple[Cell[TeamDay], ...]:
    """Return the columns of the days; ``states`` are the words of the pack for what a day was."""

    def state(row: TeamDay) -> str:
        said = states.get(row.state, "") if row.state is not None else ""
        is_told_by_visits = not row.is_entered or row.clashes
        return _("{state} (visits)").format(state=said) if said and is_told_by_visits else said

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


def _duty_state(row: DutyRow) -> str:
    return _("overdue") if row.is_overdue else _(STATE_WORDS[row.state])


def _duty_color(row: DutyRow) -> str:
    if row.is_overdue:
        return "warn"
    return "ok" if row.state is DutyState.CLOSED else "ink"


def _urged(row: DutyRow) -> str:
    if not row.urged:
        return ""
    day = format_date(row.last_urged) if row.last_urged is not None else ""
    return _("{count} times, {day}").format(count=row.urged, day=day)


def _date(day: date | None) -> str:
    return format_date(day) if day is not None else ""


DUTY_COLUMNS: tuple[Cell[DutyRow], ...] = (
    Cell(words=N_("Duty"), text=lambda row: row.title),
    Cell(words=N_("Responsible"), text=lambda row: row.person),
    Cell(words=N_("Due on"), text=lambda row: _date(row.due_on), color=lambda row: "warn" if row.is_soon else "ink"),
    Cell(words=N_("State"), text=_duty_state, color=_duty_color),
    Cell(words=N_("Urged"), text=_urged),
    Cell(words=N_("What was done"), text=lambda row: row.evidence),
    Cell(words=N_("Checked by"), text=lambda row: row.checked_by),
)
MERIT_COLUMNS: tuple[Cell[MeritRow], ...] = (
    Cell(words=N_("Name"), text=lambda row: row.person),
    Cell(words=N_("Kind"), text=lambda row: row.kind_label),
    Cell(words=N_("Date"), text=lambda row: _date(row.happened_on)),
    Cell(words=N_("Reason"), text=lambda row: row.reason),
    Cell(words=N_("Entered by"), text=lambda row: row.entered_by),
    Cell(
        words=N_("Decision on it"),
        text=lambda row: row.outcome_label or _("waits for an approval"),
        color=lambda row: "ink" if row.outcome is not None else "warn",
    ),
    Cell(words=N_("Decided by"), text=lambda row: row.approved_by),
)
