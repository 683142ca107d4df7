"""The visits of a household or of a span of days, and what the form of a new one begins with."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.queries.register.households import code_label, village_name
from poverty_desktop.store.database import Row, rows
from poverty_desktop.store.session import Session

MOST_ROWS = 5_000
_SPLIT = re.compile("[、,，;；/\\s]+")
_NAMES_LOOKED_AT = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRow:
    """One visit of one household."""

    id: RecordId
    household: HouseholdId
    head_name: str
    village: str
    group_name: str
    visited_on: date | None
    started_at: str
    visitors: str
    seen: str = field(repr=False)
    said: str = field(repr=False)
    agreed: str = field(repr=False)
    mode_label: str
    signed_by: str = field(repr=False)
    no_signature: str = field(repr=False)
    photos: int
    has_sheet: bool
    is_meeting: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitedHousehold:
    """A household that is to be visited: who, where, and when somebody was there last."""

    household: HouseholdId
    head_name: str
    place: str
    last_visit: date | None


def is_kept(session: Session) -> bool:
    """Say whether the pack of the workspace knows the three lines of a visit."""
    return (RecordKind.VISIT, "agreed") in session.pack.by_name


def names(text: str) -> str:
    """Return the names of a list with one kind of comma, each once, in their order."""
    return "、".join(dict.fromkeys(part for part in _SPLIT.split(text.strip()) if part))


def is_known(session: Session, household: HouseholdId, on: date, at: str, visitors: str) -> bool:
    """Say whether just this visit is there already."""
    sql = (
        "SELECT 1 FROM visit WHERE alive AND household = ? AND visited_on = ? AND coalesce(started_at, '') = ?"
        " AND visitors = ? LIMIT 1"
    )
    return session.db.conn.execute(sql, (household, on.isoformat(), at, visitors)).fetchone() is not None


def listed(
    session: Session,
    *,
    household: HouseholdId | None = None,
    village: str = "",
    since: date | None = None,
    until: date | None = None,
    language: str = "zh_CN",
    limit: int = MOST_ROWS,
) -> tuple[VisitRow, ...]:
    """Return visits, the latest first."""
    photos = "0"
    if (RecordKind.ATTACHMENT, "visit") in session.pack.by_name:
        photos = "(SELECT count(*) FROM attachment a WHERE a.alive AND a.visit = v.id)"
    sql = (
        f"SELECT v.*, coalesce(s.head_name, '') AS head, h.village AS place, coalesce(h.group_name, '') AS grp,"
        f" {photos} AS photos FROM visit v JOIN household h ON h.id = v.household AND h.alive"
        " LEFT JOIN household_summary s ON s.household = h.id WHERE v.alive"
        f"{' AND v.household = :household' if household is not None else ''} AND :village IN ('', h.village)"
        " AND (:since = '' OR v.visited_on >= :since) AND (:until = '' OR v.visited_on <= :until)"
        " ORDER BY v.visited_on DESC, v.id DESC LIMIT :limit"
    )
    values: dict[str, object] = {
        "village": village,
        "since": since.isoformat() if since else "",
        "until": until.isoformat() if until else "",
        "limit": limit,
    }
    if household is not None:
        values["household"] = household
    return tuple(_row(session, row, language) for row in rows(session.db, sql, values))


def households(session: Session, wanted: Sequence[HouseholdId]) -> tuple[VisitedHousehold, ...]:
    """Return who these households are, in the order asked for; what is not in the register is left out."""
    found = []
    for household in wanted:
        row = session.db.conn.execute(
            "SELECT head_name, village, group_name, last_visit FROM household_summary WHERE household = ?",
            (household,),
        ).fetchone()
        if row is not None:
            place = " ".join(part for part in (village_name(session.pack, row[1]), row[2]) if part)
            last = date.fromisoformat(row[3]) if row[3] else None
            found.append(VisitedHousehold(household=household, head_name=row[0], place=place, last_visit=last))
    return tuple(found)


def known_names(session: Session) -> tuple[str, ...]:
    """Return who visited lately, those who do so most first: offered while typing."""
    sql = "SELECT visitors FROM visit WHERE alive AND coalesce(visitors, '') <> '' ORDER BY visited_on DESC LIMIT ?"
    counted: Counter[str] = Counter({session.worker: 1} if session.worker else {})
    for (text,) in session.db.conn.execute(sql, (_NAMES_LOOKED_AT,)):
        counted.update(_SPLIT.split(text))
    return tuple(name for name, _count in counted.most_common(40) if name)


def _row(session: Session, row: Row, language: str) -> VisitRow:
    def text(name: str) -> str:
        return str(row.get(name) or "")

    return VisitRow(
        id=RecordId(bytes(row["id"])),
        household=HouseholdId(RecordId(bytes(row["household"]))),
        head_name=row["head"],
        village=village_name(session.pack, row["place"] or ""),
        group_name=row["grp"],
        visited_on=date.fromisoformat(text("visited_on")) if text("visited_on") else None,
        started_at=text("started_at"),
        visitors=text("visitors"),
        seen=text("content"),
        said=text("said"),
        agreed=text("agreed"),
        mode_label=code_label(session.pack, "visit_mode", row.get("mode"), language),
        signed_by=text("signed_by"),
        no_signature=text("no_signature"),
        photos=row["photos"],
        has_sheet=bool(row.get("sheet")),
        is_meeting=bool(row.get("meeting")),
    )
