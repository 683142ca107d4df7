"""The frozen rows that screens, the terminal and papers read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.ids import BatchId, HouseholdId, InterviewId, PersonId, RecordId
from poverty_desktop.packs.model import Label, Property


@dataclass(frozen=True, slots=True, kw_only=True)
class GuaranteeLight:
    """One of the four guarantees of a household: ``state`` is good, attention, bad or unknown."""

    name: str  # education, medical, housing, water
    state: str
    reason: str  # msgid
    params: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdRow:
    """One line of the household list."""

    id: HouseholdId
    national_number: str
    head_name: str
    village_name: str
    group_name: str
    member_count: int
    category: str  # label in the pack's Chinese or English, as asked
    per_capita_fen: int | None
    line_fen: int | None
    line_is_reference: bool
    lights: tuple[GuaranteeLight, ...]
    last_visit: date | None
    has_draft: bool
    conflict_count: int
    matched: str  # why a search found it: a member's name, a masked number, a phone; empty for the head's name


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdPage:
    """A window of the list: ``rows`` from ``offset``, of ``total`` that match."""

    rows: tuple[HouseholdRow, ...]
    offset: int
    total: int


class Standing(StrEnum):
    """Where the work on a household stands on its way to the office; what is safe the office has, too."""

    WAITING = "waiting"
    AT_OFFICE = "at_office"
    SAFE = "safe"


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdFilter:
    """What the list shows: typed text and chips; empty means everything."""

    text: str = ""
    village: str | None = None
    group: str | None = None
    household_type: str | None = None
    has_draft: bool | None = None
    surveyed: bool | None = None  # in the working year
    has_conflict: bool | None = None
    standing: Standing | None = None


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
    """One current or former member of a household."""

    person: PersonId
    membership: RecordId
    name: str
    relation: str
    sex: str
    age: int | None
    is_head: bool
    left_on: date | None
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


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdFile:
    """Everything the household page shows, read at one journal position."""

    row: HouseholdRow
    year: int
    years: tuple[int, ...]
    seen: int  # journal position; pass it back with a correction
    summary: tuple[FactSection, ...]
    members: tuple[MemberRow, ...]
    conditions: tuple[FactSection, ...]
    causes: tuple[FactSection, ...]
    income_facts: tuple[FactSection, ...]  # the year's stated totals and its lines one by one, for correction
    income: IncomeAccountRow
    needs: tuple[FactSection, ...]
    visits: tuple[FactSection, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRow:
    """An interview that is not finished."""

    interview: InterviewId
    household: HouseholdId | None
    head_name: str
    title: Label  # of the questionnaire
    is_yearly: bool
    concerns_household: bool
    section: str
    answered: int
    total: int
    opened_at: datetime
    saved_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewRow:
    """One completed interview; ``comments`` by path, the one on the whole under ""."""

    id: InterviewId
    household: HouseholdId
    head_name: str = field(repr=False)
    form: str
    title: str
    year: int
    finished_at: datetime
    interviewer: str
    state: str
    note_count: int
    comments: Mapping[str, str] = field(repr=False)
    returned_by: str = ""
    keyed_again_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayRow:
    """What the Today page shows."""

    day: date
    drafts: tuple[DraftRow, ...]
    returned: tuple[InterviewRow, ...]
    household_count: int
    person_count: int
    surveyed_count: int
    filed_count: int
    unsent_transactions: int
    conflict_count: int
    per_capita_histogram: tuple[tuple[int, int], ...]  # lower bound in fen, households
    line_fen: int | None
    year: int
    last_receipt_at: datetime | None
    last_backup_at: datetime | None
    overdue_visits: int
    days_without_news: int | None  # of the office, once its last word has run out


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupCount:
    """One value of a filter with the number of households behind it."""

    code: str
    label: str
    count: int
