"""Fill the empty table of another office (上级空表): its columns are mapped once and known again the next time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from poverty_desktop import i18n
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.errors import RuleError
from poverty_desktop.exchange.blank_table import BlankTable, Cell, fill_blank, read_blank
from poverty_desktop.i18n import N_, _
from poverty_desktop.ids import HouseholdId
from poverty_desktop.operations import disclosure
from poverty_desktop.packs.model import Label, Pack, PropertyType
from poverty_desktop.progress import Progress
from poverty_desktop.queries import household_file
from poverty_desktop.queries.file_rows import Fact, FactSection, HouseholdFile, MemberRow
from poverty_desktop.store import settings
from poverty_desktop.store.engine import Write
from poverty_desktop.store.session import Session

NUMBER, PERSONS, HEAD, AGE, CATEGORY = "number", "household.persons", "head.name", "member.age", "household.category"
OWN_WORDS = {
    NUMBER: N_("Running number"),
    HEAD: N_("Householder"),
    PERSONS: N_("Number of members"),
    CATEGORY: N_("Category"),
    AGE: N_("Age"),
}
_ALIASES = {
    "序号": NUMBER, "编号": NUMBER, "户主": HEAD, "户主姓名": HEAD, "姓名": "person.name", "年龄": AGE,
    "家庭人口": PERSONS, "家庭人口数": PERSONS, "人口数": PERSONS, "人数": PERSONS, "户类型": CATEGORY,
    "村": "household.village", "行政村": "household.village", "所在村": "household.village",
    "组": "household.group_name", "村民小组": "household.group_name", "身份证号": "person.document_number",
    "身份证号码": "person.document_number",
    "公民身份号码": "person.document_number", "电话": "household.phone", "联系方式": "household.phone",
    "家庭住址": "household.address",
}  # fmt: skip
_OF_MEMBER = ("person.", "membership.", "person_year.", "member.")
_HOUSEHOLD_KINDS = (RecordKind.HOUSEHOLD, RecordKind.HOUSEHOLD_YEAR)
_MEMBER_KINDS = (RecordKind.PERSON, RecordKind.MEMBERSHIP, RecordKind.PERSON_YEAR)
_NUMERIC = (PropertyType.INTEGER, PropertyType.YEAR)

Map = Mapping[int, str]
"""What stands in each column, by its number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What was written: the file, its rows and households."""

    path: Path
    rows: int
    households: int


def items(pack: Pack) -> tuple[tuple[str, str], ...]:
    """Return everything that a column can hold, with its name in the language of the screen."""
    language = i18n.language()
    own = [(key, _(words)) for key, words in OWN_WORDS.items()]
    known = [
        (f"{kind.table}.{item.name}", item.label(language))
        for kind in (*_HOUSEHOLD_KINDS, *_MEMBER_KINDS)
        for item in pack.of_kind(kind)
        if item.type not in (PropertyType.REFERENCE, PropertyType.PHOTO)
    ]
    return (*own, *known)


def look(session: Session, path: Path, *, sheet: str | None = None) -> tuple[BlankTable, Map]:
    """Return the columns of a table and what stands in them: as it was said the last time, else as the heads say.

    Raises ``RuleError`` for a file that is no table.
    """
    table = read_blank(path, sheet=sheet)
    known = {key for key, _words in items(session.pack)}
    remembered = settings.get(session.db, _setting(table))
    if remembered:
        return table, {int(number): key for number, key in json.loads(remembered).items() if key in known}
    return table, _guessed(session.pack, table)


def fill(
    session: Session,
    path: Path,
    table: BlankTable,
    columns: Map,
    households: Sequence[HouseholdId],
    target: Path,
    *,
    year: int | None = None,
    progress: Progress | None = None,
) -> Filled:
    """Write a filled copy of the table to ``target`` and remember what stands in its columns.

    There is one row per member where a column is about a member, else one per household. Raises ``RuleError`` where
    nothing is chosen or a column is unknown, ``StorageError`` where the file cannot be written, ``Cancelled``.
    """
    known = {key for key, _words in items(session.pack)}
    if not households or not columns:
        raise RuleError(N_("Choose at least one household, and say what at least one column holds."))
    if unknown := sorted(set(columns.values()) - known):
        raise RuleError(N_("“{text}” is no data item of this workspace."), text=unknown[0])
    progress = progress or Progress()
    rows: list[dict[int, Cell]] = []
    for index, household in enumerate(households):
        progress.step(N_("Filling the table"), index, len(households))
        file = household_file.open_file(session, household, year=year, language=i18n.language())
        for row in _rows(file, columns):
            rows.append({number: len(rows) + 1 if key == NUMBER else row.get(key) for number, key in columns.items()})
    fill_blank(path, table, rows, target)
    with Write(session.db):
        settings.put(session.db, _setting(table), json.dumps({str(number): key for number, key in columns.items()}))
    disclosure.note(session, "export", households)
    return Filled(path=target, rows=len(rows), households=len(households))


def _setting(table: BlankTable) -> str:
    return f"blank_table.{table.fingerprint}"


def _guessed(pack: Pack, table: BlankTable) -> Map:
    by_label = {_plain(label.zh): key for key, label in _labels(pack)} | _ALIASES
    return {
        column.number: key
        for column in table.columns
        if (key := by_label.get(_plain(column.head.rpartition(" / ")[2]))) is not None
    }


def _labels(pack: Pack) -> Iterator[tuple[str, Label]]:
    for kind in reversed((*_HOUSEHOLD_KINDS, *_MEMBER_KINDS)):
        for item in pack.of_kind(kind):
            yield f"{kind.table}.{item.name}", item.label


def _plain(text: str) -> str:
    return re.sub(r"[（(].*?[）)]|\s|[:：]", "", text)


def _rows(file: HouseholdFile, columns: Map) -> Iterator[dict[str, Cell]]:
    household = _cells((*file.summary, *file.conditions, *file.causes, *file.income_facts[:1]))
    household |= {HEAD: file.row.head_name, PERSONS: file.row.member_count, CATEGORY: file.row.category or None}
    current = [member for member in file.members if member.left_on is None]
    if not any(key.startswith(_OF_MEMBER) for key in columns.values()):
        yield household
        return
    for member in current:
        yield household | _member(member)


def _member(member: MemberRow) -> dict[str, Cell]:
    return _cells(member.sections) | {AGE: member.age}


def _cells(sections: Sequence[FactSection]) -> dict[str, Cell]:
    return {f"{fact.kind.table}.{fact.property.name}": _cell(fact) for section in sections for fact in section.facts}


def _cell(fact: Fact) -> Cell:
    """Return a number as a number and everything else in words; what is not known leaves the cell empty."""
    if not fact.value:
        return None
    scalar, kind = fact.value.scalar, fact.property.type
    if kind is PropertyType.MONEY and isinstance(scalar, int):
        return float(Decimal(scalar) / 100)
    if kind in _NUMERIC and isinstance(scalar, int):
        return scalar
    if kind is PropertyType.DECIMAL:
        return float(str(scalar))
    return fact.text or None
