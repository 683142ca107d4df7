"""What an income account is made from: the policy's items, recorded lines and stated totals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum


class Category(StrEnum):
    """The four classes of income, and the expense of production."""

    WAGE = "wage"
    BUSINESS = "business"
    PROPERTY = "property"
    TRANSFER = "transfer"
    EXPENSE = "expense"


INCOME_CATEGORIES = (Category.WAGE, Category.BUSINESS, Category.PROPERTY, Category.TRANSFER)


class Counted(StrEnum):
    """Whether the policy counts a receipt; ``LIMITED`` counts under a condition that the note names."""

    YES = "yes"
    NO = "no"
    LIMITED = "limited"


class Beside(StrEnum):
    """Where an item goes that is no income and no production expense, but enters the account since 2021."""

    PAYOUT = "insurance_payout"
    SPENDING = "eligible_spending"
    PAID = "transfer_expenditure"  # taxes, social insurance, support paid: taken off for disposable income only

    @classmethod
    def of(cls, property_name: str | None) -> Beside | None:
        """Return the place of an item that is summed in this property of the household's year, if it is one."""
        return next((place for place in cls if place.value == property_name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRule:
    """What the policy says of one receipt or expense; ``label`` and ``note`` are words for people.

    ``beside`` takes insurance payouts, eligible own-paid spending and transfers paid out of income and expense alike.
    ``cost_rate`` is the share of gross income taken as cost where a household kept no record of expenses. ``source``
    says where the rule comes from. What ``is_paid_at_once`` counts whole in the year of the last month that is named.
    """

    code: str
    category: Category
    counted: Counted = Counted.YES
    beside: Beside | None = None
    label: str = ""
    note: str = ""
    valid_from: int | None = None
    valid_to: int | None = None
    cost_rate: Decimal | None = None
    source: str = ""
    is_paid_at_once: bool = False

    def is_in_force(self, year: int) -> bool:
        """Say whether the item exists in accounting year ``year``."""
        return (self.valid_from is None or self.valid_from <= year) and (self.valid_to is None or year <= self.valid_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One receipt or expense as recorded: an amount in fen, or a quantity at a unit price in fen."""

    item: str
    amount_fen: int | None = None
    quantity: Decimal | None = None
    unit_price_fen: int | None = None
    source: str = ""
    person: bytes | None = None
    from_month: str = ""  # 2018-10; with to_month the months that the amount is for, blank: within the year
    to_month: str = ""
    evidence: str = ""
    record: bytes | None = None

    def months(self) -> tuple[date, ...]:
        """Return the first day of every month that the amount is for; empty where none are named.

        One bound alone means that one month; bounds the wrong way round are taken the right way.
        """
        bounds = sorted(text for text in (self.from_month, self.to_month) if text)
        if not bounds:
            return ()
        (first_year, first), (last_year, last) = (map(int, text.split("-")) for text in (bounds[0], bounds[-1]))
        return tuple(
            date(number // 12, number % 12 + 1, 1)
            for number in range(first_year * 12 + first - 1, last_year * 12 + last)
        )

    @property
    def total_fen(self) -> int | None:
        """Return the stated amount, else quantity × price rounded half up, else None."""
        return self.computed_fen if self.amount_fen is None else self.amount_fen

    @property
    def computed_fen(self) -> int | None:
        """Return quantity × price rounded half up to the fen, where both are known."""
        if self.quantity is None or self.unit_price_fen is None:
            return None
        return half_up(self.quantity * self.unit_price_fen)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedTotals:
    """Totals that an import or a form gives without lines; None where nothing is stated."""

    wage_fen: int | None = None
    business_fen: int | None = None
    property_fen: int | None = None
    transfer_fen: int | None = None
    expense_fen: int | None = None

    def of(self, category: Category) -> int | None:
        """Return the stated total of one category."""
        totals: dict[Category, int | None] = {
            Category.WAGE: self.wage_fen,
            Category.BUSINESS: self.business_fen,
            Category.PROPERTY: self.property_fen,
            Category.TRANSFER: self.transfer_fen,
            Category.EXPENSE: self.expense_fen,
        }
        return totals[category]


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdIncome:
    """All that the account of one household and year is made from; money in fen, None where unknown.

    ``family_size`` is the number of members that the policy counts on its reference day. Payout, spending and transfers
    paid are stated totals, which lines of such items replace. ``transfer_expense_fen`` (taxes, social insurance,
    support paid) is needed for the disposable income only. ``period`` is the accounting year's first and last day:
    lines that name their months count by the months in it.
    """

    year: int
    family_size: int
    lines: tuple[Line, ...] = ()
    stated: StatedTotals = StatedTotals()
    insurance_payout_fen: int | None = None
    eligible_spending_fen: int | None = None
    transfer_expense_fen: int | None = None
    period: tuple[date, date] | None = None


def half_up(amount: Decimal) -> int:
    """Return ``amount`` rounded half away from zero to a whole fen."""
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))
