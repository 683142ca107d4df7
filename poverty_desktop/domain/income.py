"""The income account of a household and a year: what counts, the four classes, gross, net, per head."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from poverty_desktop.domain.income_entries import (
    INCOME_CATEGORIES,
    Beside,
    Category,
    Counted,
    HouseholdIncome,
    ItemRule,
    Line,
    half_up,
)
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
        LineRule.ESTIMATED_COST: N_(
            "Cost estimated at {percent} percent of the gross income, because no expense is recorded."
        ),
    }
)
_EFFECTIVE = frozenset({LineRule.COUNTED, LineRule.LIMITED, LineRule.ESTIMATED_COST, LineRule.PART_OF_PERIOD})
PAID_MESSAGE = N_("Not a production expense: taken off for disposable income only.")
EXPENSE_MESSAGE = N_("Deducted as production expense under the policy of {year}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountedLine:
    """A line, what of it enters the account, and the sentence that says why."""

    line: Line
    category: Category | None  # None when the item is unknown
    label: str
    note: str
    counted_fen: int
    rule: LineRule
    message_id: str
    params: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    source: str = ""  # where the rule comes from

    @property
    def is_counted(self) -> bool:
        """Say whether some of it enters net income."""
        return self.rule in _EFFECTIVE

    @property
    def differs(self) -> bool:
        """Say whether the amount entered is another than quantity × price."""
        line = self.line
        return None not in (line.amount_fen, line.computed_fen) and line.amount_fen != line.computed_fen


class Basis(StrEnum):
    """Where the total of a category comes from."""

    LINES = "lines"
    STATED = "stated"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryAccount:
    """One class: its total in fen, where that comes from, and its lines."""

    category: Category
    total_fen: int
    basis: Basis
    stated_fen: int | None
    lines: tuple[AccountedLine, ...]

    @property
    def differs_from_stated(self) -> bool:
        """Say whether the lines give another sum than the total that was stated."""
        return self.basis is Basis.LINES and self.stated_fen is not None and self.stated_fen != self.total_fen


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomeAccount:
    """The account; every sum in fen. Per-head figures are None when nothing at all is known of the year."""

    year: int
    family_size: int
    categories: Mapping[Category, CategoryAccount]
    unplaced: tuple[AccountedLine, ...]  # lines whose item the policy does not know
    gross_fen: int
    expense_fen: int
    net_fen: int
    disposable_fen: int | None
    transfer_expense_fen: int | None
    insurance_payout_fen: int | None
    eligible_spending_fen: int | None
    is_known: bool

    @property
    def per_capita_fen(self) -> int | None:
        """Return net income per head (人均纯收入), rounded half up to the fen."""
        return _per_head(self.net_fen, self.family_size) if self.is_known else None

    @property
    def disposable_per_capita_fen(self) -> int | None:
        """Return disposable income per head, never to be shown in the column of net income."""
        return None if self.disposable_fen is None else _per_head(self.disposable_fen, self.family_size)

    @property
    def monitored_fen(self) -> int:
        """Return net income + insurance payout − eligible own-paid spending, the account since 2021."""
        return self.net_fen + (self.insurance_payout_fen or 0) - (self.eligible_spending_fen or 0)

    @property
    def monitored_per_capita_fen(self) -> int | None:
        """Return the account since 2021 per head, rounded half up to the fen."""
        return _per_head(self.monitored_fen, self.family_size) if self.is_known else None

    @property
    def lines(self) -> tuple[AccountedLine, ...]:
        """Return every line of the account in the order of the classes."""
        return tuple(line for item in self.categories.values() for line in item.lines) + self.unplaced


def account(income: HouseholdIncome, rules: Sequence[ItemRule]) -> IncomeAccount:
    """Draw up the account of one household and year.

    N = (W + B + P + T) − E; per head = N ÷ family size. Within each class the lines decide; a stated total stands
    only where the class has no line that has an effect. Where no expense that counts is recorded or stated, items with
    a cost rate bring estimated costs. Sources: domain.md 2.1, 2.4 (rates), 2.5. Raises ``ValueError`` for a family size
    below 1.
    """
    if income.family_size < 1:
        raise ValueError("family_size must be at least 1")
    asked = rules if income.lines else ()
    by_code = {rule.code: rule for rule in asked if rule.is_in_force(income.year)}
    outdated = {rule.code: rule for rule in asked if not rule.is_in_force(income.year)}
    placed = [_place(line, by_code, outdated, income) for line in income.lines]

    # Only what is deducted is a record of expenses: rent away from home that does not count says nothing of the fields.
    has_expense = income.stated.expense_fen is not None or any(
        line.category is Category.EXPENSE and line.is_counted for line in placed
    )
    if not has_expense:
        placed += _estimated_costs(placed, by_code)

    categories = {category: _category(category, placed, income.stated.of(category)) for category in Category}
    gross = sum(categories[category].total_fen for category in INCOME_CATEGORIES)
    expense = categories[Category.EXPENSE].total_fen
    net = gross - expense
    paid = _beside(placed, by_code, Beside.PAID, income.transfer_expense_fen)
    return IncomeAccount(
        year=income.year,
        family_size=income.family_size,
        categories=MappingProxyType(categories),
        unplaced=tuple(line for line in placed if line.category is None),
        gross_fen=gross,
        expense_fen=expense,
        net_fen=net,
        disposable_fen=None if paid is None else net - paid,
        transfer_expense_fen=paid,
        insurance_payout_fen=_beside(placed, by_code, Beside.PAYOUT, income.insurance_payout_fen),
        eligible_spending_fen=_beside(placed, by_code, Beside.SPENDING, income.eligible_spending_fen),
        is_known=any(item.basis is not Basis.NOTHING for item in categories.values()),
    )


def _place(
    line: Line, by_code: Mapping[str, ItemRule], outdated: Mapping[str, ItemRule], income: HouseholdIncome
) -> AccountedLine:
    item = by_code.get(line.item) or outdated.get(line.item)
    inside, months = _months(line, income)
    rule = _rule_of(line, item, line.item in by_code, inside, months)
    total = line.total_fen or 0
    if rule is LineRule.PART_OF_PERIOD:
        counted = half_up(Decimal(total) * inside / months)
    else:
        counted = total if rule in _EFFECTIVE else 0
    return AccountedLine(
        line=line,
        category=item.category if item else None,
        label=item.label if item else "",
        note=item.note if item else "",
        counted_fen=counted,
        rule=rule,
        message_id=_message(rule, item),
        params=MappingProxyType(
            {"inside": inside, "all": months} if rule is LineRule.PART_OF_PERIOD else {"year": income.year}
        ),
        source=item.source if item else "",
    )


def _message(rule: LineRule, item: ItemRule | None) -> str:
    if item is not None and item.category is Category.EXPENSE and rule is LineRule.COUNTED:
        return EXPENSE_MESSAGE
    if item is not None and item.beside is Beside.PAID and rule is LineRule.BESIDE:
        return PAID_MESSAGE
    return RULE_MESSAGES[rule]


def _months(line: Line, income: HouseholdIncome) -> tuple[int, int]:
    """Return how many of the line's months begin within the accounting year, and how many there are."""
    months = line.months() if income.period else ()
    if not months or income.period is None:
        return 0, 0
    first, last = income.period
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
        return LineRule.BESIDE
    if item.counted is Counted.NO:
        return LineRule.NOT_COUNTED
    if inside < months:
        return LineRule.PART_OF_PERIOD
    return LineRule.LIMITED if item.counted is Counted.LIMITED else LineRule.COUNTED


def _beside(
    placed: Sequence[AccountedLine], by_code: Mapping[str, ItemRule], which: Beside, stated_fen: int | None
) -> int | None:
    totals = [
        accounted.line.total_fen or 0
        for accounted in placed
        if accounted.rule is LineRule.BESIDE and by_code[accounted.line.item].beside is which
    ]
    return sum(totals) if totals else stated_fen


def _estimated_costs(placed: Sequence[AccountedLine], by_code: Mapping[str, ItemRule]) -> list[AccountedLine]:
    costs = []
    for accounted in placed:
        item = by_code.get(accounted.line.item)
        if item is None or item.cost_rate is None or not accounted.counted_fen:
            continue
        cost = half_up(accounted.counted_fen * item.cost_rate)
        costs.append(
            AccountedLine(
                line=Line(item=item.code, amount_fen=cost, source=accounted.line.source, person=accounted.line.person),
                source=item.source,
                category=Category.EXPENSE,
                label=item.label,
                note=item.note,
                counted_fen=cost,
                rule=LineRule.ESTIMATED_COST,
                message_id=RULE_MESSAGES[LineRule.ESTIMATED_COST],
                params=MappingProxyType({"percent": format((item.cost_rate * 100).normalize(), "f")}),
            )
        )
    return costs


def _category(category: Category, placed: Sequence[AccountedLine], stated_fen: int | None) -> CategoryAccount:
    lines = tuple(line for line in placed if line.category is category)
    if any(line.rule in _EFFECTIVE for line in lines):
        basis = Basis.LINES
    elif stated_fen is not None:
        basis = Basis.STATED
    else:
        basis = Basis.LINES if any(line.rule is not LineRule.BESIDE for line in lines) else Basis.NOTHING
    return CategoryAccount(
        category=category,
        total_fen=(stated_fen or 0) if basis is Basis.STATED else sum(line.counted_fen for line in lines),
        basis=basis,
        stated_fen=stated_fen,
        lines=lines,
    )


def _per_head(total_fen: int, family_size: int) -> int:
    return half_up(Decimal(total_fen) / family_size)
