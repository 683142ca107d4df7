"""The household list: typed text and filters in, a window of rows out; SQL sorts and filters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from poverty_desktop.domain.guarantee import Guarantee
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.packs.model import Line
from poverty_desktop.packs.pack import Pack
from poverty_desktop.queries.register.list_rows import (
    GroupCount,
    GuaranteeLight,
    HouseholdFilter,
    HouseholdPage,
    HouseholdRow,
)
from poverty_desktop.queries.register.typed_search import (
    head_condition,
    is_number,
    names_meant,
    people_condition,
    run_condition,
    words_of,
)
from poverty_desktop.queries.register.years import working_year
from poverty_desktop.store.database import Row, rows
from poverty_desktop.store.session import Session

SORTS = {
    "place": "village, group_key, head_keys",
    "match": "is_head DESC, head_keys",
    "head": "head_keys",
    "group": "group_key, head_keys",
    "members": "member_count",
    "income": "per_capita_fen",
    "visit": "last_visit",
    "conflicts": "conflicts",
    "category": "household_type, head_keys",
    "number": "national_number",
}
_AT_ONCE = 500
_STATES = {"g": "good", "a": "attention", "b": "bad", "u": "unknown"}


def find(
    session: Session,
    wanted: HouseholdFilter,
    *,
    sort: str = "place",
    descending: bool = False,
    offset: int = 0,
    limit: int = 200,
    language: str = "zh_CN",
) -> HouseholdPage:
    """Return ``limit`` households from ``offset`` that meet ``wanted``, sorted by a key of ``SORTS``.

    The text may be Chinese characters, full pinyin, initials, the last digits of an ID number, a phone number, a
    household number or a group; several words must all fit. ``match`` puts households first whose head is meant.
    """
    found, total = _window(session, wanted, sort, descending=descending, offset=offset, limit=limit)
    reader = _Reader(session, found, wanted.text, language)
    return HouseholdPage(rows=tuple(reader.row(item) for item in found), offset=offset, total=total)


def _window(
    session: Session, wanted: HouseholdFilter, sort: str, *, descending: bool, offset: int, limit: int
) -> tuple[list[Row], int]:
    """Return the rows of the window and how many there are in all.

    Without a condition the index gives the window; with one, the sorted ids are drawn once and serve as the count.
    """
    where, parameters = _where(session, wanted)
    is_head, head_parameters = head_condition(wanted.text) if sort == "match" else ("0", [])
    order = _order(sort, descending=descending)
    if wanted == HouseholdFilter():
        total = session.db.conn.execute("SELECT count(*) FROM household_summary").fetchone()[0]
        sql = f"SELECT s.*, 0 AS is_head FROM household_summary s ORDER BY {order} LIMIT ? OFFSET ?"
        return list(rows(session.db, sql, (limit, offset))), total
    sql = f"SELECT s.household, {is_head} AS is_head FROM household_summary s WHERE {where} ORDER BY {order}"
    keys = [row[0] for row in session.db.conn.execute(sql, (*head_parameters, *parameters))]
    shown = keys[offset : offset + limit]
    marks = ",".join("?" * len(shown))
    by_id = {
        row["household"]: row
        for row in rows(session.db, f"SELECT * FROM household_summary WHERE household IN ({marks})", shown)
    }
    return [by_id[key] for key in shown], len(keys)


def one(session: Session, household: HouseholdId, *, language: str = "zh_CN") -> HouseholdRow | None:
    """Return the list's row of one household."""
    found = list(rows(session.db, "SELECT * FROM household_summary WHERE household = ?", (household,)))
    return _Reader(session, found, "", language).row(found[0]) if found else None


def some(session: Session, households: Sequence[HouseholdId], *, language: str = "zh_CN") -> tuple[HouseholdRow, ...]:
    """Return the list's rows of ``households`` in their order; one that is gone has none."""
    by_id: dict[object, HouseholdRow] = {}
    for start in range(0, len(households), _AT_ONCE):
        part = households[start : start + _AT_ONCE]
        marks = ",".join("?" * len(part))
        found = list(rows(session.db, f"SELECT * FROM household_summary WHERE household IN ({marks})", part))
        reader = _Reader(session, found, "", language)
        by_id.update((item["household"], reader.row(item)) for item in found)
    return tuple(by_id[household] for household in households if household in by_id)


def ids(session: Session, wanted: HouseholdFilter, *, sort: str = "place") -> tuple[HouseholdId, ...]:
    """Return every household that meets ``wanted``, for printing or exporting them all."""
    where, parameters = _where(session, wanted)
    found = session.db.conn.execute(
        f"SELECT s.household FROM household_summary s WHERE {where} ORDER BY {_order(sort, descending=False)}",
        parameters,
    )
    return tuple(HouseholdId(RecordId(row[0])) for row in found)


def village_of(session: Session, household: HouseholdId) -> str:
    """Return the code of the village in which a household is listed; empty where it is gone."""
    row = session.db.conn.execute("SELECT village FROM household_summary WHERE household = ?", (household,)).fetchone()
    return str(row[0]) if row else ""


def groups(session: Session) -> tuple[GroupCount, ...]:
    """Return the village groups, as people count them, with the number of their households."""
    found = session.db.conn.execute(
        "SELECT group_name, count(*) FROM household_summary GROUP BY group_key, group_name ORDER BY group_key"
    )
    return tuple(GroupCount(code=row[0], label=row[0], count=row[1]) for row in found)


def villages(session: Session) -> tuple[GroupCount, ...]:
    """Return the villages with the number of their households."""
    found = session.db.conn.execute("SELECT village, count(*) FROM household_summary GROUP BY village ORDER BY village")
    return tuple(GroupCount(code=row[0], label=village_name(session.pack, row[0]), count=row[1]) for row in found)


def types(session: Session, language: str = "zh_CN") -> tuple[GroupCount, ...]:
    """Return the household types with the number of their households."""
    found = session.db.conn.execute(
        "SELECT household_type, count(*) FROM household_summary GROUP BY household_type ORDER BY household_type"
    )
    return tuple(
        GroupCount(code=row[0], label=code_label(session.pack, "household_type", row[0], language), count=row[1])
        for row in found
    )


def village_name(pack: Pack, code: str) -> str:
    """Return the name of a division, or its code where the pack does not know it."""
    division = pack.divisions.get(code)
    return division.name if division else code


def code_label(pack: Pack, code_list: str, code: str | None, language: str) -> str:
    """Return the label of a code, or the code itself where the list does not know it."""
    if not code:
        return ""
    found = pack.code_lists[code_list].find(code) if code_list in pack.code_lists else None
    return found.label(language) if found else code


def _order(sort: str, *, descending: bool) -> str:
    direction = "DESC" if descending else "ASC"
    parts = [part if part.endswith("DESC") else f"s.{part} {direction}" for part in SORTS[sort].split(", ")]
    return ", ".join((*parts, "s.household"))


def _where(session: Session, wanted: HouseholdFilter) -> tuple[str, list[object]]:
    parts = ["1"]
    parameters: list[object] = []
    for column, value in (
        ("s.village", wanted.village),
        ("s.group_name", wanted.group),
        ("s.household_type", wanted.household_type),
    ):
        if value is not None:
            parts.append(f"{column} = ?")
            parameters.append(value)
    if wanted.has_draft is not None:
        parts.append(f"s.household {'' if wanted.has_draft else 'NOT '}IN (SELECT household FROM draft)")
    if wanted.surveyed is not None:
        surveyed = "(s.year = ? AND s.surveyed_on IS NOT NULL)"
        parts.append(surveyed if wanted.surveyed else f"coalesce(NOT {surveyed}, 1)")
        parameters.append(working_year(session))
    if wanted.has_conflict is not None:
        parts.append("s.conflicts > 0" if wanted.has_conflict else "s.conflicts = 0")
    if wanted.standing is not None:
        from poverty_desktop.queries.handover import standing

        found, values = standing.condition(session, wanted.standing, "s.household")
        parts.append(found)
        parameters += values
    for run in words_of(wanted.text):
        condition, values = run_condition(run)
        parts.append(condition)
        parameters += values
    return " AND ".join(parts), parameters


class _Reader:
    """Turns rows of ``household_summary`` into rows of the list, with what is looked up once for all of them."""

    def __init__(self, session: Session, found: Sequence[Row], text: str, language: str) -> None:
        self._pack = session.pack
        self._language = language
        words = names_meant(text)
        self._word = words[0] if words else ""
        self._lines: dict[int, Line | None] = {}
        self._labels: dict[tuple[str, str], str] = {}
        drafts = session.db.conn.execute("SELECT household FROM draft")  # a handful, whatever the list shows
        self._drafts = {row[0] for row in drafts}
        self._people: dict[bytes, list[_Person]] = {}
        for word in words:
            keys = [row["household"] for row in found if row["household"] not in self._people]
            people, values = people_condition(word)
            for household, *person in session.db.conn.execute(
                "SELECT household, person, name, document, phone FROM person_search"
                f" WHERE household IN ({','.join('?' * len(keys))}) AND ({people})",
                (*keys, *values),
            ):
                self._people.setdefault(household, []).append(_Person(*person))

    def row(self, item: Row) -> HouseholdRow:
        """Return the list's row of one household."""
        line = self._line(item["year"]) if item["year"] else None
        return HouseholdRow(
            id=HouseholdId(RecordId(item["household"])),
            national_number=item["national_number"],
            head_name=item["head_name"],
            village_name=village_name(self._pack, item["village"]),
            group_name=item["group_name"],
            member_count=item["member_count"],
            category=self._label("monitoring_category", item["monitoring_category"])
            or self._label("household_type", item["household_type"]),
            per_capita_fen=item["per_capita_fen"],
            line_fen=line.amount_fen if line else None,
            line_is_reference=bool(line and line.is_reference),
            lights=_lights(item["lights"]),
            last_visit=date.fromisoformat(item["last_visit"]) if item["last_visit"] else None,
            has_draft=item["household"] in self._drafts,
            conflict_count=item["conflicts"],
            matched=self._matched(item) if self._word else "",
        )

    def _line(self, year: int) -> Line | None:
        if year not in self._lines:
            self._lines[year] = self._pack.line(year)
        return self._lines[year]

    def _label(self, code_list: str, code: str) -> str:
        key = (code_list, code)
        if key not in self._labels:
            self._labels[key] = code_label(self._pack, code_list, code, self._language)
        return self._labels[key]

    def _matched(self, item: Row) -> str:
        """Return which member a search found, where it is not plain to see from the head's name."""
        people = self._people.get(item["household"])
        if not people:
            return ""
        if is_number(self._word):
            return _number_match(people[0], self._word.upper())
        return "" if any(person.person == item["head_person"] for person in people) else people[0].name


class _Person(NamedTuple):
    """One member whom the search found."""

    person: bytes
    name: str
    document: str
    phone: str


@lru_cache(maxsize=256)
def _lights(states: str) -> tuple[GuaranteeLight, ...]:
    return tuple(
        GuaranteeLight(name=guarantee.value, state=_STATES[state], reason="")
        for guarantee, state in zip(Guarantee, states, strict=True)
    )


def _number_match(person: _Person, number: str) -> str:
    from poverty_desktop.domain.identity_number import mask
    from poverty_desktop.domain.person import mask_phone

    if person.document.endswith(number) or person.document.startswith(number):
        return f"{person.name} {mask(person.document)}"
    return f"{person.name} {mask_phone(person.phone)}" if number in person.phone else ""
