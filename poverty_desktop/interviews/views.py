"""The frozen rows that the interview screen shows."""

from __future__ import annotations

from dataclasses import dataclass, field

from poverty_desktop.domain.values import Why
from poverty_desktop.i18n import _
from poverty_desktop.interviews.instance import Choice


@dataclass(frozen=True, slots=True, kw_only=True)
class LastAnswer:
    """What is known of a question from before; ``text`` can be given to ``Interview.answer``.

    It is last time's answer or, without ``is_of_last_time``, what stands in the register; ``as_of`` says since when.
    """

    text: str
    why: Why
    shown: str
    as_of: str
    is_prefilled: bool  # it was put into the instance at the start
    is_same: bool  # the answer is still the same
    is_of_last_time: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question as it looks now; ``problem`` is the sentence to show beside it, ``problem_kind`` its kind."""

    path: str
    name: str
    kind: str
    type: str
    appearance: tuple[str, ...]
    label: str
    hint: str
    guidance: str
    text: str
    shown: str
    why: Why
    required: bool
    is_readonly: bool
    is_relevant: bool
    is_open: bool
    choices: tuple[Choice, ...]
    problem: str
    problem_kind: str
    required_message: str
    dataset: str
    save_to: str
    note: str
    known: LastAnswer | None
    minimum: str
    maximum: str
    step: str
    media_type: str
    picture: bytes = field(default=b"", repr=False)
    unplayed: tuple[str, ...] = ()  # names of the sounds and films that the form has for it and that stay behind
    waits_for: tuple[str, ...] = ()  # where there is nothing to choose: labels of the open questions that narrow it


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """The title of a group inside a section; ``level`` 0 is the outermost."""

    path: str
    label: str
    hint: str
    level: int
    is_relevant: bool
    appearance: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table: one question asked in every row; ``path`` is the template path."""

    path: str
    name: str
    label: str
    kind: str
    dataset: str
    save_to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A repeat: its columns and the paths of its rows."""

    path: str
    label: str
    columns: tuple[Column, ...]
    rows: tuple[str, ...]
    can_add: bool
    can_remove: bool
    is_relevant: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a table; ``tables`` are the paths of the tables inside it."""

    path: str
    number: int
    is_known: bool
    is_relevant: bool
    cells: tuple[Question, ...]
    tables: tuple[str, ...]


def row_name(row: Row) -> str:
    """Return what a row is called: the answer in its first column, or its number where that is only a figure."""
    first = next((cell for cell in row.cells if cell.kind != "note"), None)
    is_named = first is not None and first.shown and first.kind not in ("integer", "decimal", "range")
    return first.shown if first is not None and is_named else _("row {n}").format(n=row.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """How far a section is. ``total`` counts relevant questions that can be answered, ``rows`` those of its tables.

    ``state``: empty (nothing is answered, no row is there), started (required questions are open, or a table has no
    row and nobody has confirmed that there is none), enough (only optional ones are open), complete, problem.
    """

    path: str
    label: str
    is_relevant: bool
    total: int
    answered: int
    open: int
    open_required: int
    problems: int
    rows: int | None
    state: str
    first_label: str = ""  # its first question, by which a section without a title is told from the others
