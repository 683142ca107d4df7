"""How one line enters the account of a household: whether it counts, with how much, and the sentence that says why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from poverty_desktop.domain.income_entries import Beside, Category, Counted, HouseholdIncome, ItemRule, Line, half_up
from poverty_desktop.i18n import N_


class LineRule(StrEnum):
    """Why a line has the effect that it has."""

    COUNTED = "counted"
    LIMITED = "limited"
    NOT_COUNTED = "not_counted"
    NOT_IN_FORCE = "not_in_force"
    UNKNOWN_ITEM = "unknown_item"
    NO_AMOUNT = "no_amount"
    BESIDE = "beside"
    ESTIMATED_COST = "estimated_cost"
    OUT_OF_PERIOD = "out_of_period"
    PART_OF_PERIOD = "part_of_period"
    BESIDE_PART = "beside_part"


RULE_MESSAGES: Mapping[LineRule, str] = MappingProxyType(
    {
        LineRule.COUNTED: N_("Counted as income under the policy of {year}."),
        LineRule.LIMITED: N_("Counted, but only under a condition: see the note of the item."),
        LineRule.NOT_COUNTED: N_("Not counted as income under the policy of {year}."),
        LineRule.NOT_IN_FORCE: N_("Not counted: the policy of {year} does not have this item."),
        LineRule.UNKNOWN_ITEM: N_("Not counted: the policy does not know this item."),
        LineRule.NO_AMOUNT: N_("Not counted: neither an amount nor a quantity with a price is entered."),
        LineRule.BESIDE: N_("Not income: stands beside net income in the account of payouts and own-paid spending."),
        LineRule.OUT_OF_PERIOD: N_("Not counted: its months lie outside the accounting year {year}."),
        LineRule.PART_OF_PERIOD: N_(
            "Counted for {inside} of its {all} months; the others lie outside the accounting year."
        ),
        LineRule.BESIDE_PART: N_(
            "Stands beside net income with {yuan} yuan, for {inside} of its {all} months; the others lie outside the"
            " accounting year."
        ),
        LineRule.ESTIMATED_COST: N_(
            "Cost estimated at {percent} percent of the gross income, because no expense is recorded."
        ),
    }
)
EFFECTIVE = frozenset({LineRule.COUNTED, LineRule.LIMITED, LineRule.ESTIMATED_COST, LineRule.PART_OF_PERIOD})
PAID_MESSAGE = N_("Not a production expense: taken off for disposable income only.")
ONCE_MESSAGES: Mapping[LineRule, str] = MappingProxyType(
    {
        LineRule.COUNTED: N_("Counted whole: it is paid at once, in the last of its months."),
        LineRule.LIMITED: N_(
            "Counted whole, but only under a condition: it is paid at once, in the last of its months."
        ),
        LineRule.BESIDE: N_("Stands beside net income, whole: it is paid at once, in the last of its months."),
        LineRule.OUT_OF_PERIOD: N_(
            "Not counted: it is paid at once, in the last of its months, which lies outside the accounting year {year}."
        ),
    }
)
"""What is said instead where only some of the months lie within the accounting year."""

EXPENSE_MESSAGE = N_("Deducted as production expense under the policy of {year}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountedLine:
    """A line, what of it enters the account, and the sentence that says why."""

    line: Line
    category: Category | None  # None when the item is unknown
    label: str
    note: str
    counted_fen: int
    beside_fen: int  # what of it stands beside net income
    rule: LineRule
    message_id: str
    params: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    source: str = ""  # where the rule comes from

    @property
    def is_counted(self) -> bool:
        """Say whether some of it enters net income."""
        return self.rule in EFFECTIVE

    @property
    def is_beside(self) -> bool:
        """Say whether it enters the account beside net income."""
        return self.rule in (LineRule.BESIDE, LineRule.BESIDE_PART)

    @property
    def differs(self) -> bool:
        """Say whether the amount entered is another than quantity × price."""
        line = self.line
        return None not in (line.amount_fen, line.computed_fen) and line.amount_fen != line.computed_fen


def placed(
    line: Line, by_code: Mapping[str, ItemRule], outdated: Mapping[str, ItemRule], income: HouseholdIncome
) -> AccountedLine:
    """Return a line with what of it counts in the household's year, and why.

    What is paid month by month counts by its months within the accounting year; what the policy knows as paid at once
    counts whole where the last of its months lies within it (money counts when it is received, domain.md 2.1, 2.2).
    """
    item = by_code.get(line.item) or outdated.get(line.item)
    named = line.months() if income.period else ()
    inside, months = _within(named, income.period)
    is_cut = 0 < inside < months
    if item is not None and item.is_paid_at_once:
        inside, months = _within(named[-1:], income.period)
    rule = _rule_of(line, item, line.item in by_code, inside, months)
    share = Decimal(inside) / months if rule in (LineRule.PART_OF_PERIOD, LineRule.BESIDE_PART) else Decimal(1)
    amount = half_up((line.total_fen or 0) * share)
    is_beside = rule in (LineRule.BESIDE, LineRule.BESIDE_PART)
    params: dict[str, object] = {"year": income.year, "inside": inside, "all": months, "yuan": f"{amount / 100:,.2f}"}
    return AccountedLine(
        line=line,
        category=item.category if item else None,
        label=item.label if item else "",
        note=item.note if item else "",
        counted_fen=amount if rule in EFFECTIVE else 0,
        beside_fen=amount if is_beside else 0,
        rule=rule,
        message_id=_message(rule, item, is_cut=is_cut),
        params=MappingProxyType(params),
        source=item.source if item else "",
    )


def _message(rule: LineRule, item: ItemRule | None, *, is_cut: bool) -> str:
    if item is not None and item.is_paid_at_once and is_cut and rule in ONCE_MESSAGES:
        return ONCE_MESSAGES[rule]
    if item is not None and item.category is Category.EXPENSE and rule is LineRule.COUNTED:
        return EXPENSE_MESSAGE
    if item is not None and item.beside is Beside.PAID and rule is LineRule.BESIDE:
        return PAID_MESSAGE
    return RULE_MESSAGES[rule]


def _within(months: Sequence[date], period: tuple[date, date] | None) -> tuple[int, int]:
    """Return how many of ``months`` begin within the accounting year, and how many there are."""
    if period is None:
        return 0, 0
    first, last = period
    return sum(1 for month in months if first <= month <= last), len(months)


def _rule_of(  # noqa: PLR0911 - one for each rule
    line: Line,
    item: ItemRule | None,
    is_in_force: bool,  # noqa: FBT001 - private
    inside: int,
    months: int,
) -> LineRule:
    if item is None:
        return LineRule.UNKNOWN_ITEM
    if not is_in_force:
        return LineRule.NOT_IN_FORCE
    if line.total_fen is None:
        return LineRule.NO_AMOUNT
    if months and not inside:
        return LineRule.OUT_OF_PERIOD
    if item.beside is not None:
        return LineRule.BESIDE_PART if inside < months else LineRule.BESIDE
    if item.counted is Counted.NO:
        return LineRule.NOT_COUNTED
    if inside < months:
        return LineRule.PART_OF_PERIOD
    return LineRule.LIMITED if item.counted is Counted.LIMITED else LineRule.COUNTED
