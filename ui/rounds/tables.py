"""The lists of a round: rounds, households, persons, the sample and the rates."""

from __future__ import annotations

from PySide6.QtGui import QIcon

from poverty_desktop.domain.verification import Standing
from poverty_desktop.i18n import N_, _, format_date
from poverty_desktop.queries.lookback.back_checks import RateLine, RateRow, SampledHousehold
from poverty_desktop.queries.lookback.rate_kinds import RATE_MEANINGS, RATE_WORDS
from poverty_desktop.queries.lookback.round_state import HouseholdInRound, PersonRow, RoundRow
from ui.models.rows_model import Cell
from ui.widgets import icons

STANDING_WORDS = {
    Standing.OPEN: N_("to be verified"),
    Standing.KEPT: N_("verified"),
    Standing.LEFT: N_("taken off the books"),
    Standing.JOINED: N_("added to the books"),
}
MARKS = {
    Standing.OPEN: ("unknown", "ink_weak"),
    Standing.KEPT: ("good", "ok"),
    Standing.LEFT: ("bad", "error"),
    Standing.JOINED: ("plus", "info"),
}


def _round_state(row: RoundRow) -> str:
    return _("closed {day}").format(day=format_date(row.closed_on)) if row.closed_on else _("running")


ROUND_COLUMNS: tuple[Cell[RoundRow], ...] = (
    Cell(words=N_("Round"), text=lambda row: row.name),
    Cell(words=N_("Village"), text=lambda row: row.village_name),
    Cell(words=N_("Deadline"), text=lambda row: format_date(row.deadline)),
    Cell(words=N_("On the books"), text=lambda row: str(row.balance.base), is_number=True),
    Cell(words=N_("Added"), text=lambda row: str(row.balance.added), is_number=True),
    Cell(words=N_("Taken off"), text=lambda row: str(row.balance.removed), is_number=True),
    Cell(words=N_("After verification"), text=lambda row: str(row.balance.after), is_number=True),
    Cell(words=N_("To be verified"), text=lambda row: str(row.balance.open), is_number=True),
    Cell(words=N_("State"), text=_round_state),
)


def _done_color(row: HouseholdInRound) -> str:
    return "ink_weak" if row.is_done else "ink"


def _done_mark(row: HouseholdInRound) -> QIcon:
    return icons.icon(*MARKS[Standing.KEPT if row.is_done else Standing.OPEN])


HOUSEHOLD_COLUMNS: tuple[Cell[HouseholdInRound], ...] = (
    Cell(words=N_("Sheet number"), text=lambda row: str(row.sheet_number), picture=_done_mark, color=_done_color),
    Cell(words=N_("Head"), text=lambda row: row.head_name, color=_done_color),
    Cell(words=N_("Group"), text=lambda row: row.group_name, color=_done_color),
    Cell(
        words=N_("To be verified"),
        text=lambda row: f"{row.open}/{len(row.persons)}",
        is_number=True,
        color=_done_color,
    ),
)


def _person_mark(row: PersonRow) -> QIcon:
    return icons.icon(*MARKS[row.standing])


def outcome_words(row: PersonRow) -> str:
    """Return the outcome of a person with its day, or that nobody has looked yet."""
    if row.standing is Standing.OPEN and row.is_gone:
        return _("to be verified: the register has this person gone")
    if row.standing is Standing.JOINED and row.is_gone:
        return _("{outcome}, and gone again").format(outcome=row.outcome_label)
    if not row.outcome and row.moved_to:
        return _("to be verified, now in the household of {head}").format(head=row.moved_to)
    if not row.outcome:
        return _("to be verified")
    day = f" {format_date(row.happened_on)}" if row.happened_on else ""
    return f"{row.outcome_label}{day}"


PERSON_COLUMNS: tuple[Cell[PersonRow], ...] = (
    Cell(words=N_("Name"), text=lambda row: row.name, picture=_person_mark),
    Cell(words=N_("Relation"), text=lambda row: row.relation),
    Cell(words=N_("Sex"), text=lambda row: row.sex),
    Cell(words=N_("Age"), text=lambda row: "" if row.age is None else str(row.age), is_number=True),
    Cell(words=N_("Outcome"), text=outcome_words),
)
STANDING_COLUMNS: tuple[Cell[PersonRow], ...] = (
    Cell(words=N_("Sheet number"), text=lambda row: str(row.sheet_number), picture=_person_mark),
    Cell(words=N_("Head"), text=lambda row: row.head_name),
    Cell(words=N_("Name"), text=lambda row: row.name),
    Cell(words=N_("Outcome"), text=outcome_words),
)


def _count(number: int | None) -> str:
    return "" if number is None else str(number)


def _approves(row: SampledHousehold) -> str:
    return "" if row.approves is None else (_("yes") if row.approves else _("no"))


SAMPLE_COLUMNS: tuple[Cell[SampledHousehold], ...] = (
    Cell(words=N_("Village"), text=lambda row: row.village_name),
    Cell(words=N_("Group"), text=lambda row: row.group_name),
    Cell(words=N_("Head"), text=lambda row: row.head_name),
    Cell(words=N_("Sheet number"), text=lambda row: str(row.sheet_number), is_number=True),
    Cell(words=N_("Place in the draw"), text=lambda row: str(row.place), is_number=True),
    Cell(words=N_("Persons"), text=lambda row: str(row.persons), is_number=True),
    Cell(words=N_("Persons seen"), text=lambda row: _count(row.persons_seen), is_number=True),
    Cell(words=N_("Found poor"), text=lambda row: _count(row.persons_poor), is_number=True),
    Cell(words=N_("Approves"), text=_approves),
)


def _share(row: RateRow) -> str:
    return _("not known yet") if row.rate is None else f"{row.rate.rate:.2%}"


def _interval(row: RateRow) -> str:
    if row.rate is None:
        return ""
    if row.rate.is_census:
        return _("all were looked at")
    return _("{low} to {high}").format(low=f"{row.rate.low:.2%}", high=f"{row.rate.high:.2%}")


RATE_LINE_COLUMNS: tuple[Cell[RateLine], ...] = (
    Cell(words=N_("Group"), text=lambda row: row.household.group_name),
    Cell(words=N_("Head"), text=lambda row: row.household.head_name),
    Cell(words=N_("Sheet number"), text=lambda row: str(row.household.sheet_number), is_number=True),
    Cell(words=N_("Number counted"), text=lambda row: str(row.count), is_number=True),
    Cell(words=N_("Out of"), text=lambda row: str(row.size), is_number=True),
    Cell(words=N_("Stands for households"), text=lambda row: f"{float(row.stands_for):.2f}", is_number=True),
)
"""Of a rate: what each household of the sample puts into it."""

RATE_COLUMNS: tuple[Cell[RateRow], ...] = (
    Cell(words=N_("Rate"), text=lambda row: _(RATE_WORDS[row.kind])),
    Cell(words=N_("Share"), text=_share, is_number=True),
    Cell(words=N_("Interval (95 %)"), text=_interval),
    Cell(words=N_("Households behind it"), text=lambda row: str(len(row.households)), is_number=True),
    Cell(words=N_("What the rate says"), text=lambda row: _(RATE_MEANINGS[row.kind])),
)
