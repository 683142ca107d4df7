"""Take in an office's list of projects in any columns: previewed, with a reason for each row that does not fit."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Scalar, Value
from poverty_desktop.errors import RuleError
from poverty_desktop.exchange.captioned import CaptionedList, CaptionedRow, read_captioned
from poverty_desktop.i18n import N_
from poverty_desktop.ids import RecordId, derive_id
from poverty_desktop.operations.done import Done
from poverty_desktop.operations.register import list_columns
from poverty_desktop.queries.money import money, project_library
from poverty_desktop.store import database, log
from poverty_desktop.store.session import Session
from poverty_desktop.store.writing import RecordEdit, Save, commit

TAKEN_IN = N_("Take in a list of projects: {count}")
NO_NAME_COLUMN = N_("No column of this list holds the names of the projects. Name the column.")
NOTHING_NEW = N_("This list has nothing that is not in the library already.")
VILLAGE = "village_name"


class ProjectRefusal(StrEnum):
    """Why a row is not taken in."""

    NO_NAME = "no_name"
    NO_VILLAGE = "no_village"
    BELOW_ZERO = "below_zero"
    UNREAD = "unread"
    TWICE = "twice"


REFUSAL_WORDS: Mapping[ProjectRefusal, str] = {
    ProjectRefusal.NO_NAME: N_("the row has no name of a project"),
    ProjectRefusal.NO_VILLAGE: N_("no village here is called so"),
    ProjectRefusal.BELOW_ZERO: N_("the amount is below zero"),
    ProjectRefusal.UNREAD: N_("an amount, date or number cannot be read"),
    ProjectRefusal.TWICE: N_("the list has this project twice"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedProject:
    """A row that fits: a new project, or what the list says of a known one."""

    row: int
    record: RecordId
    village: str
    name: str
    values: Mapping[str, Scalar]
    is_new: bool
    is_known: bool  # the library says the same already
    forbidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedProject:
    """A row that does not fit, and why."""

    row: int
    name: str
    why: ProjectRefusal


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectListPreview:
    """What taking in a list of projects would do."""

    source: CaptionedList
    year: int
    found: tuple[ListedProject, ...]
    refused: tuple[RefusedProject, ...]

    @property
    def new(self) -> tuple[ListedProject, ...]:
        """Return the rows that would change something."""
        return tuple(item for item in self.found if not item.is_known)

    @property
    def reasons(self) -> Mapping[ProjectRefusal, int]:
        """Return how many rows do not fit, by reason."""
        return Counter(item.why for item in self.refused)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectListChoice:
    """What the person says about a list: its year, the village where no column names one, which column is which."""

    year: int
    village: str = ""
    stage: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)


def preview(session: Session, path: Path, choice: ProjectListChoice) -> ProjectListPreview:
    """Compare a list with the library; nothing is written. Raises ``RuleError`` where the file is no such list."""
    money.require(session.pack)
    source = read_captioned(
        path,
        session.pack,
        "project_aliases",
        RecordKind.VILLAGE_PROJECT,
        chosen=choice.columns,
        remembered=list_columns.remembered(session),
    )
    if "name" not in source.columns:
        raise RuleError(NO_NAME_COLUMN)
    matching = _Matching(session, choice)
    found: list[ListedProject] = []
    refused: list[RefusedProject] = []
    for row in source.rows:
        judged = matching.judge(row)
        if isinstance(judged, ListedProject):
            found.append(judged)
        else:
            refused.append(RefusedProject(row=row.row, name=row.texts.get("name", ""), why=judged))
    return ProjectListPreview(source=source, year=choice.year, found=tuple(found), refused=tuple(refused))


def take_in(session: Session, found: ProjectListPreview) -> Done[int]:
    """Write what is new of a list; one action. Raises ``RuleError`` where nothing is."""
    if not found.new:
        raise RuleError(NOTHING_NEW)
    by_village: dict[str, list[RecordEdit]] = {}
    for item in found.new:
        values = {name: Value(value) for name, value in item.values.items()}
        if item.is_new:
            values |= {"village": Value(item.village)}
        edit = RecordEdit(kind=RecordKind.VILLAGE_PROJECT, record=item.record, values=values, is_new=item.is_new)
        by_village.setdefault(item.village, []).append(edit)
    params: dict[str, object] = {"count": len(found.new)}
    committed = commit(
        session,
        [Save(village=village, edits=tuple(edits)) for village, edits in by_village.items()],
        seen=log.position(session.db),
        label=TAKEN_IN,
        params=json.dumps(params),
    )
    list_columns.remember(session, {caption: target for target, caption in found.source.columns.items()})
    return Done(value=len(found.new), changes=frozenset(committed.kinds), undo_label=TAKEN_IN, params=params)


class _Matching:
    """Finds the village and the project that a row speaks of."""

    def __init__(self, session: Session, choice: ProjectListChoice) -> None:
        self._pack, self._choice = session.pack, choice
        known = dict(project_library.every_village(session))
        self._villages = dict(self._names(known))
        self._here = set(known)
        self._known: dict[tuple[str, int | None, str], database.Row] = {}
        for row in database.rows(session.db, "SELECT * FROM village_project WHERE alive", []):
            self._known[str(row["village"] or ""), row["year"], str(row["name"] or "")] = row
        self._seen: set[RecordId] = set()

    def _names(self, known: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """Yield names and codes of villages; a name that two villages have stays with its township only."""
        counts = Counter(known.values())
        for code, name in known.items():
            yield code, code
            division = self._pack.divisions.get(code)
            town = self._pack.divisions.get(division.parent or "") if division else None
            for short in {
                name,
                name.removesuffix("村民委员会"),
                name.removesuffix("委会"),
                name.removesuffix("村委会"),
            }:
                if counts[name] == 1:
                    yield short, code
                if town is not None:
                    yield town.name + short, code

    def judge(self, row: CaptionedRow) -> ListedProject | ProjectRefusal:
        """Return what a row would do, or why it does not fit."""
        name = row.texts.get("name", "").strip()
        if not name:
            return ProjectRefusal.NO_NAME
        village = self._village(row)
        if village is None:
            return ProjectRefusal.NO_VILLAGE
        if row.unread:
            return ProjectRefusal.UNREAD
        if any(isinstance(value, int) and value < 0 for value in row.values.values()):
            return ProjectRefusal.BELOW_ZERO
        values = {key: value for key, value in row.values.items() if value != ""}
        year = values.setdefault("year", self._choice.year)
        assert isinstance(year, int)
        values.setdefault("stage", self._choice.stage or "01")
        known = self._known.get((village, year, name))
        record = (
            RecordId(bytes(known["id"]))
            if known is not None
            else derive_id(RecordKind.VILLAGE_PROJECT, village.encode(), year, name)
        )
        if record in self._seen:
            return ProjectRefusal.TWICE
        self._seen.add(record)
        if known is not None:
            values = {key: value for key, value in values.items() if known.get(key) != value}
            if "stage" not in row.values:
                values.pop("stage", None)
        return ListedProject(
            row=row.row,
            record=record,
            village=village,
            name=name,
            values=values,
            is_new=known is None,
            is_known=not values,
            forbidden=project_library.forbidden_words(self._pack, {"name": name, **values}, "zh_CN"),
        )

    def _village(self, row: CaptionedRow) -> str | None:
        text = "".join(row.texts.get(VILLAGE, "").split())
        if text:
            return self._villages.get(text)
        place = "".join(row.texts.get("place", "").split())
        inside = {code for name, code in self._villages.items() if len(name) > 1 and name in place}
        if len(inside) == 1:
            return inside.pop()
        return self._choice.village or (next(iter(self._here)) if len(self._here) == 1 else None)
