"""The frozen rows of the file of one household."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.ids import BatchId, PersonId, RecordId
from poverty_desktop.packs.model import Property
from poverty_desktop.queries.register.list_rows import HouseholdRow
from poverty_desktop.queries.today_rows import InterviewRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One property of one record as a screen shows it."""

    kind: RecordKind
    record: RecordId
    property: Property
    value: Value
    text: str  # for the eye: label of a code, date, money with unit; "" when there is nothing
    options: tuple[tuple[str, str], ...] = ()  # code, label of a choice
    has_conflict: bool = False
    other_values: tuple[str, ...] = ()  # of a conflict
    changed_at: datetime | None = None
    changed_by: str = ""
    last_year_text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactSection:
    """Facts under one heading of the pack."""

    name: str
    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRow:
    """One current or former member of a household.

    ``is_there`` says whether the member belongs to it at the time shown, which is the last day of an earlier year;
    ``left_on`` is told whenever it was, and ``came_later`` of whoever joined, or was born, after the time shown.
    """

    person: PersonId
    membership: RecordId
    name: str
    relation: str
    sex: str
    age: int | None
    is_head: bool
    left_on: date | None
    is_there: bool
    came_later: bool
    sections: tuple[FactSection, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomeRow:
    """One line of the income account with the rule that counts it."""

    record: RecordId | None
    item: str
    category: str
    member: str
    source: str
    quantity: str
    unit_price_fen: int | None
    amount_fen: int
    is_counted: bool
    rule: str
    counted_fen: int = 0  # what of the amount enters the account
    months: str = ""  # the months that it is for, where they are named
    evidence: str = ""
    note: str = ""  # what the pack adds to the rule
    rule_source: str = ""  # where the rule comes from


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomeAccountRow:
    """The income sheet of one household and year, in fen."""

    year: int
    period: tuple[date, date]
    lines: tuple[IncomeRow, ...]
    wage_fen: int
    business_fen: int
    property_fen: int
    transfer_fen: int
    gross_fen: int
    expenditure_fen: int
    net_fen: int
    family_size: int
    per_capita_fen: int | None
    line_fen: int | None
    line_is_reference: bool
    words: str  # the comparison with the line, a sentence; never a verdict from the reference years on
    origin: str  # lines, totals or reported
    member_day: date | None = None
    counted_members: tuple[str, ...] = ()
    left_out_members: tuple[str, ...] = ()  # at home on the day, but not counted by the rule of the pack
    has_own_period: bool = False
    insurance_payout_fen: int | None = None
    eligible_spending_fen: int | None = None
    transfer_expense_fen: int | None = None
    monitored_fen: int | None = None  # net + payout − spending: what stands beside the line since 2021
    monitored_per_capita_fen: int | None = None
    disposable_fen: int | None = None  # never in one column with net income
    disposable_per_capita_fen: int | None = None
    line_source: str = ""
    remarks: tuple[str, ...] = ()  # what should be looked at, in sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """One change of one fact, newest first."""

    at: datetime
    by: str
    device: str
    label: str
    subject: str  # household or the member's name
    before: str
    after: str
    reason: str
    batch: BatchId
    is_undone: bool
    clock: str = ""  # how far the clock that ``at`` was read from is known to have been off


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdFile:
    """Everything the household page shows, read at one journal position."""

    row: HouseholdRow
    year: int
    years: tuple[int, ...]
    seen: int  # journal position; pass it back with a correction
    summary: tuple[FactSection, ...]
    members: tuple[MemberRow, ...]
    members_on: date | None  # the day whose members these are; None: now
    ages_on: date  # the day up to which the ages of the members are counted
    conditions: tuple[FactSection, ...]
    causes: tuple[FactSection, ...]
    income_facts: tuple[FactSection, ...]  # the year's stated totals and its lines one by one, for correction
    income: IncomeAccountRow
    needs: tuple[FactSection, ...]
    visits: tuple[FactSection, ...]
    interviews: tuple[InterviewRow, ...] = ()  # completed ones, which count as visits
