"""The frozen rows of the Today page: what is unfinished, handed back or due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from poverty_desktop.ids import HouseholdId, InterviewId
from poverty_desktop.packs.model import Label
from poverty_desktop.store.clock_trouble import ClockTrouble


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
class OpenCheck:
    """A check with how many findings of it wait."""

    check: str
    title: Label
    open: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenFindings:
    """What the last run of the checks found and nobody has explained: the weightiest checks, and how many in all."""

    first: tuple[OpenCheck, ...] = ()
    total: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningRound:
    """A verification round that is not closed; ``left`` persons are still to be verified.

    What an office began in many villages at once is one, and ``key`` then names none of them.
    """

    key: str
    name: str
    deadline: date
    left: int
    is_over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockCounts:
    """What runs out.

    ``displays_over`` hang longer than they must and can be taken down; ``display_ends`` is the day on which the next
    one may be. ``overdue`` steps and ``clues_overdue`` are past their deadline, ``soon`` and ``clues_soon`` are due
    within three days.
    """

    displays_over: int = 0
    display_ends: date | None = None
    overdue: int = 0
    soon: int = 0
    clues_overdue: int = 0
    clues_soon: int = 0
    entries: int = 0
    rounds: tuple[RunningRound, ...] = ()
    visits: tuple[tuple[int, int], ...] = ()  # days that were passed, and by how many households
    visit_drafts: int = 0
    duties_overdue: int = 0
    duties_soon: int = 0
    merits_open: int = 0
    held_back: int = 0  # at the office: chains and files that wait for a person
    volumes_missing: int = 0  # and bundles of which a part has not come yet


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeNews:
    """What the last bundle of the office brought: conflicts that it decided, interviews that it handed back."""

    at: datetime
    entries: int
    decided: int
    opened: int
    handed_back: int


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
    news: OfficeNews | None = None  # of the last days
    has_to_tell: bool = False  # to the office, which does not know any more what lies here
    has_second_copy: bool = False  # a second place for the backups was chosen
    second_copy_at: datetime | None = None
    pack_taken_on: date | None = None  # when a newer program brought a newer pack along, in the last days
    clock_trouble: ClockTrouble | None = None
    lacks_keys: bool = False  # an office that has not made its keys yet can take in nothing
