"""The household list: typed text and filters in, a window of rows out; SQL sorts and filters."""

from __future__ import annotations

import re
from datetime import date

from poverty_desktop.domain import identity_number
from poverty_desktop.domain.guarantees import Guarantee
from poverty_desktop.domain.person import mask_phone
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.packs.model import Pack
from poverty_desktop.queries.rows import GroupCount, GuaranteeLight, HouseholdFilter, HouseholdPage, HouseholdRow
from poverty_desktop.store.accounts import Row, rows
from poverty_desktop.store.session import Session

SORTS = {
    "place": "s.village, s.group_name, s.head_keys",
    "head": "s.head_keys",
    "group": "s.group_name, s.head_keys",
    "members": "s.member_count",
    "income": "s.per_capita_fen",
    "visit": "s.last_visit",
    "conflicts": "s.conflicts",
    "category": "h.household_type, s.head_keys",
    "number": "h.national_number",
}
_STATES = {"g": "good", "a": "attention", "b": "bad", "u": "unknown"}
_FOUND_LIMIT = 2000

_FROM = """
FROM household_summary s
JOIN household h ON h.id = s.household
LEFT JOIN draft d ON d.household = s.household
"""


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
    household number or a group; several words must all fit.
    """
    where, parameters = _where(wanted)
    order = ", ".join(f"{part} {'DESC' if descending else 'ASC'}" for part in SORTS[sort].split(", "))
    total = session.db.conn.execute(f"SELECT count(*) {_FROM} WHERE {where}", parameters).fetchone()[0]
    found = [
        _row(session.pack, item, wanted.text, session, language)
        for item in rows(
            session.db,
            "SELECT s.*, h.national_number, h.household_type, h.monitoring_category, d.id AS draft"
            f" {_FROM} WHERE {where} ORDER BY {order}, s.household LIMIT ? OFFSET ?",
            (*parameters, limit, offset),
        )
    ]
    return HouseholdPage(rows=tuple(found), offset=offset, total=total)


def one(session: Session, household: HouseholdId, *, language: str = "zh_CN") -> HouseholdRow | None:
    """Return the list's row of one household."""
    found = rows(
        session.db,
        "SELECT s.*, h.national_number, h.household_type, h.monitoring_category, d.id AS draft"
        f" {_FROM} WHERE s.household = ?",
        (household,),
    )
    return next((_row(session.pack, item, "", session, language) for item in found), None)


def ids(session: Session, wanted: HouseholdFilter, *, sort: str = "place") -> tuple[HouseholdId, ...]:
    """Return every household that meets ``wanted``, for printing or exporting them all."""
    where, parameters = _where(wanted)
    found = session.db.conn.execute(
        f"SELECT s.household {_FROM} WHERE {where} ORDER BY {SORTS[sort]}, s.household", parameters
    )
    return tuple(HouseholdId(RecordId(row[0])) for row in found)


def groups(session: Session, language: str = "zh_CN") -> tuple[GroupCount, ...]:
    """Return the village groups with the number of their households."""
    found = session.db.conn.execute(
        "SELECT group_name, count(*) FROM household_summary GROUP BY group_name ORDER BY group_name"
    )
    return tuple(GroupCount(code=row[0], label=row[0], count=row[1]) for row in found)


def villages(session: Session, language: str = "zh_CN") -> tuple[GroupCount, ...]:
    """Return the villages with the number of their households."""
    found = session.db.conn.execute("SELECT village, count(*) FROM household_summary GROUP BY village ORDER BY village")
    return tuple(GroupCount(code=row[0], label=village_name(session.pack, row[0]), count=row[1]) for row in found)


def types(session: Session, language: str = "zh_CN") -> tuple[GroupCount, ...]:
    """Return the household types with the number of their households."""
    found = session.db.conn.execute(
        "SELECT coalesce(h.household_type, ''), count(*) FROM household_summary s JOIN household h ON h.id = s.household"
        " GROUP BY 1 ORDER BY 1"
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


def _where(wanted: HouseholdFilter) -> tuple[str, list[object]]:
    parts = ["1"]
    parameters: list[object] = []
    for column, value in (
        ("s.village", wanted.village),
        ("s.group_name", wanted.group),
        ("coalesce(h.household_type, '')", wanted.household_type),
    ):
        if value is not None:
            parts.append(f"{column} = ?")
            parameters.append(value)
    if wanted.has_draft is not None:
        parts.append("d.id IS NOT NULL" if wanted.has_draft else "d.id IS NULL")
    if wanted.surveyed is not None:
        parts.append("s.surveyed_on IS NOT NULL" if wanted.surveyed else "s.surveyed_on IS NULL")
    for word in wanted.text.split():
        condition, values = _word(word)
        parts.append(condition)
        parameters += values
    return " AND ".join(parts), parameters


def _word(word: str) -> tuple[str, list[object]]:
    """Return the condition of one typed word; every key is a substring search over 24,000 short texts (platform 4)."""
    plain = _escape(word.lower())
    people = "s.household IN (SELECT p.household FROM person_search p WHERE {})"
    if re.fullmatch(r"\d+[xX]?", word):
        condition = people.format(r"p.document LIKE ? ESCAPE '\' OR p.phone LIKE ? ESCAPE '\'")
        return (
            rf"({condition} OR s.phone LIKE ? ESCAPE '\' OR h.national_number LIKE ? ESCAPE '\')",
            [f"%{plain}" if len(word) <= 8 else f"{plain}%", f"%{plain}%", f"%{plain}%", f"%{plain}%"],
        )
    if word.isascii():
        condition = people.format(r"p.keys LIKE ? ESCAPE '\' OR p.name LIKE ? ESCAPE '\'")
        return (
            rf"({condition} OR s.group_name LIKE ? ESCAPE '\' OR h.national_number LIKE ? ESCAPE '\')",
            [f"% {plain}%", *(f"%{plain}%",) * 3],
        )
    condition = people.format(r"p.name LIKE ? ESCAPE '\'")
    return rf"({condition} OR s.group_name LIKE ? ESCAPE '\')", [f"%{plain}%", f"%{plain}%"]


def _escape(text: str) -> str:
    return text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")


def _row(pack: Pack, row: Row, text: str, session: Session, language: str) -> HouseholdRow:
    line = pack.line(row["year"]) if row["year"] else None
    category = code_label(pack, "monitoring_category", row["monitoring_category"], language)
    return HouseholdRow(
        id=HouseholdId(RecordId(row["household"])),
        national_number=row["national_number"] or "",
        head_name=row["head_name"],
        village_name=village_name(pack, row["village"]),
        group_name=row["group_name"],
        member_count=row["member_count"],
        category=category or code_label(pack, "household_type", row["household_type"], language),
        per_capita_fen=row["per_capita_fen"],
        line_fen=line.amount_fen if line else None,
        line_is_reference=bool(line and line.is_reference),
        lights=tuple(
            GuaranteeLight(name=guarantee.value, state=_STATES[state], reason="")
            for guarantee, state in zip(Guarantee, row["lights"], strict=True)
        ),
        last_visit=date.fromisoformat(row["last_visit"]) if row["last_visit"] else None,
        has_draft=row["draft"] is not None,
        conflict_count=row["conflicts"],
        matched=_matched(session, row, text),
    )


def _matched(session: Session, row: Row, text: str) -> str:
    """Return which member a search found, where it is not plain to see from the head's name."""
    words = text.split()
    if not words:
        return ""
    word = words[0]
    found = rows(session.db, "SELECT * FROM person_search WHERE household = ?", (row["household"],))
    lower = word.lower()
    for person in found:
        name = str(person["name"])
        if re.fullmatch(r"\d+[xX]?", word):
            document, phone = str(person["document"]), str(person["phone"])
            if document.endswith(word.upper()) or document.startswith(word.upper()):
                return f"{name} {identity_number.mask(document)}"
            if word in phone:
                return f"{name} {mask_phone(phone)}"
        elif name != row["head_name"] and (lower in name.lower() or f" {lower}" in str(person["keys"])):
            return name
        elif name == row["head_name"] and (lower in name.lower() or f" {lower}" in str(person["keys"])):
            return ""
    return ""
