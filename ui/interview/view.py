"""What the interview page shows: one frozen picture of the running interview, made on the store thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from poverty_desktop.domain.values import Why
from poverty_desktop.ids import HouseholdId, InterviewId
from poverty_desktop.interviews.numbering import template
from poverty_desktop.interviews.views import Heading, Question, Row, Section, Table, row_name

Item = Question | Heading | Table
MOST_SAID = 200
"""Of more missing answers the further ones are counted and not named, so that each key stays quick."""


class Then(StrEnum):
    """Where the interviewer goes after a step."""

    STAY = "stay"
    NEXT = "next"
    BACK = "back"
    OPEN = "open"  # the next question without an answer
    NEXT_SECTION = "next_section"
    LAST_SECTION = "last_section"
    NEXT_ROW = "next_row"  # of the table in work; from its last row on the next section
    LAST_ROW = "last_row"


class Act(StrEnum):
    """What one step does to the interview."""

    ANSWER = "answer"
    NOTHING = "nothing"
    NOTE = "note"
    ADD = "add"
    REMOVE = "remove"
    KEEP_FIRST = "keep_first"
    KEEP_SECOND = "keep_second"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing the interviewer did; ``path`` is a question, a table (ADD) or a row (REMOVE)."""

    act: Act
    path: str
    text: str = field(default="", repr=False)
    why: Why = Why.BLANK


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One thing that stands in the way of completing; ``is_open`` says that only the answer is missing.

    ``is_apart`` is said of a comment that is about no question that is asked: its path is only where one begins.
    """

    path: str
    label: str
    words: str
    is_open: bool
    is_apart: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """What two persons keyed from one paper form at the current question, as one reads it."""

    first: str = field(repr=False)
    second: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """A question of the section that is not asked, and why."""

    label: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Official:
    """The official name and code of a question: what F3 shows."""

    name: str
    code: str
    section: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TableView:
    """A repeat with its rows."""

    table: Table
    rows: tuple[Row, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The interview as it looks now. ``current`` is a question, or a table where its end is reached."""

    interview: InterviewId
    household: HouseholdId
    is_new_household: bool
    head_name: str = field(repr=False)
    form_title: str
    is_yearly: bool
    concerns_household: bool
    year: int
    sections: tuple[Section, ...]
    section: str
    items: tuple[Item, ...] = field(repr=False)
    tables: Mapping[str, TableView] = field(repr=False)
    current: str
    troubles: tuple[Trouble, ...] = field(repr=False)
    hidden: tuple[Hidden, ...] = field(repr=False)
    saved_at: datetime | None
    answered: int
    total: int
    secrets: frozenset[tuple[str, str]]
    comments: tuple[Trouble, ...] = field(default=(), repr=False)  # with which the interview was handed back
    is_second_keying: bool = False
    is_from_paper: bool = False
    numbers: Mapping[str, str] = field(default_factory=dict)  # on the paper that is keyed in, by template path
    clash: Clash | None = field(default=None, repr=False)
    typed: str | None = field(default=None, repr=False)  # half an answer to the current question, not handed over
    reason: str = field(default="", repr=False)  # which facts the answer of the current question does not go with
    spoken: tuple[str, ...] = field(default=(), repr=False)  # what the checks say of the answers so far

    def is_secret(self, question: Question) -> bool:
        """Say whether an answer is shown masked while another question is in work."""
        is_hidden = not {"masked", "hidden-answer"}.isdisjoint(question.appearance)
        return is_hidden or (question.dataset, question.save_to) in self.secrets

    def number(self, path: str) -> str:
        """Return which number a question has on the paper that is keyed in, "" where none is or it has no number."""
        return self.numbers.get(template(path), "") if self.numbers else ""

    def question(self, path: str) -> Question | None:
        """Return the question at ``path`` where it stands in the shown section."""
        for item in self.items:
            if isinstance(item, Question) and item.path == path:
                return item
        around = row_of(path)
        rows = (row for shown in self.tables.values() for row in shown.rows if row.path == around)
        return next((cell for row in rows for cell in row.cells if cell.path == path), None) if around else None

    def title_of(self, section: Section) -> str:
        """Return what a section is called: its title; without one the form's, once, then its first question."""
        if section.label:
            return section.label
        is_first = next(item for item in self.sections if not item.label).path == section.path
        return self.form_title if is_first or not section.first_label else section.first_label

    def comment(self, path: str) -> str:
        """Return with which comment the question at ``path`` was handed back, "" without one."""
        return next((one.words for one in self.comments if one.path == path and not one.is_apart), "")

    def row_in_work(self) -> str:
        """Return what the row is called in which the current question stands, "" outside of tables."""
        around = row_of(self.current)
        rows = (row for shown in self.tables.values() for row in shown.rows if row.path == around)
        return next((row_name(row) for row in rows), "") if around else ""


def table_of(path: str) -> str:
    """Return the path of the innermost table around ``path`` (a row, or a question in it), "" where there is none."""
    head, bracket, _rest = path.rpartition("[")
    return head if bracket else ""


def row_of(path: str) -> str:
    """Return the path of the innermost row around ``path``, "" where it stands in no table."""
    head, bracket, rest = path.rpartition("[")
    return f"{head}[{rest.partition(']')[0]}]" if bracket else ""
