"""The income account of a household and a year: what counts, the four classes, gross, net, per head."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from poverty_desktop.domain.income_entries import (
    INCOME_CATEGORIES,
    Beside,
    Category,
    HouseholdIncome,
    ItemRule,
    Line,
    half_up,
)
from poverty_desktop.domain.income_lines import EFFECTIVE, RULE_MESSAGES, AccountedLine, LineRule, placed


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
    lines = [placed(line, by_code, outdated, income) for line in income.lines]

    # Only what is deducted is a record of expenses: rent away from home that does not count says nothing of the fields.
    has_expense = income.stated.expense_fen is not None or any(
        line.category is Category.EXPENSE and line.is_counted for line in lines
    )
    if not has_expense:
        lines += _estimated_costs(lines, by_code)

    categories = {category: _category(category, lines, income.stated.of(category)) for category in Category}
    gross = sum(categories[category].total_fen for category in INCOME_CATEGORIES)
    expense = categories[Category.EXPENSE].total_fen
    net = gross - expense
    paid = _beside(lines, by_code, Beside.PAID, income.transfer_expense_fen)
    return IncomeAccount(
        year=income.year,
        family_size=income.family_size,
        categories=MappingProxyType(categories),
        unplaced=tuple(line for line in lines if line.category is None),
        gross_fen=gross,
        expense_fen=expense,
        net_fen=net,
        disposable_fen=None if paid is None else net - paid,
        transfer_expense_fen=paid,
        insurance_payout_fen=_beside(lines, by_code, Beside.PAYOUT, income.insurance_payout_fen),
        eligible_spending_fen=_beside(lines, by_code, Beside.SPENDING, income.eligible_spending_fen),
        is_known=any(item.basis is not Basis.NOTHING for item in categories.values()),
    )


def _beside(
    lines: Sequence[AccountedLine], by_code: Mapping[str, ItemRule], which: Beside, stated_fen: int | None
) -> int | None:
    totals = [
        accounted.beside_fen
        for accounted in lines
        if accounted.is_beside and by_code[accounted.line.item].beside is which
    ]
    return sum(totals) if totals else stated_fen


def _estimated_costs(lines: Sequence[AccountedLine], by_code: Mapping[str, ItemRule]) -> list[AccountedLine]:
    costs = []
    for accounted in lines:
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
                beside_fen=0,
                rule=LineRule.ESTIMATED_COST,
                message_id=RULE_MESSAGES[LineRule.ESTIMATED_COST],
                params=MappingProxyType({"percent": format((item.cost_rate * 100).normalize(), "f")}),
            )
        )
    return costs


def _category(category: Category, placed_lines: Sequence[AccountedLine], stated_fen: int | None) -> CategoryAccount:
    lines = tuple(line for line in placed_lines if line.category is category)
    if any(line.rule in EFFECTIVE for line in lines):
        basis = Basis.LINES
    elif stated_fen is not None:
        basis = Basis.STATED
    else:
        basis = Basis.LINES if any(not line.is_beside for line in lines) else Basis.NOTHING
    return CategoryAccount(
        category=category,
        total_fen=(stated_fen or 0) if basis is Basis.STATED else sum(line.counted_fen for line in lines),
        basis=basis,
        stated_fen=stated_fen,
        lines=lines,
    )


def _per_head(total_fen: int, family_size: int) -> int:
    return half_up(Decimal(total_fen) / family_size)
