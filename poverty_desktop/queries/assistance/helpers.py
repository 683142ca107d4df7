"""Who helps which household, now and before; who has too many households; which household has nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.packs.limits import number_of
from poverty_desktop.queries.register.households import code_label, village_name
from poverty_desktop.queries.register.left_homes import NOBODY_LEFT
from poverty_desktop.store.database import Row, rows
from poverty_desktop.store.session import Session

MAIN = "01"
"""The role of the responsible helper in the list ``helper_role``."""
MOST_ROWS = 2_000
_NOW = "(coalesce(r.to_date, '') = '' OR r.to_date > :today)"


@dataclass(frozen=True, slots=True, kw_only=True)
class HelperKey:
    """What tells helpers apart."""

    name: str
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairingRow:
    """A helper of one household, for a time."""

    id: RecordId
    household: HouseholdId
    name: str
    unit: str
    unit_level: str
    level_label: str
    post: str
    phone: str = field(repr=False)
    role: str
    role_label: str
    from_date: date | None
    to_date: date | None
    end_reason: str
    is_current: bool

    @property
    def key(self) -> HelperKey:
        """Return which helper it is."""
        return HelperKey(name=self.name, unit=self.unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class HelperRow:
    """A helper with how many households they have now and had before, and when they last visited one of them."""

    name: str
    unit: str
    unit_level: str
    level_label: str
    post: str
    phone: str = field(repr=False)
    now: int
    before: int
    most: int

    @property
    def key(self) -> HelperKey:
        """Return which helper it is."""
        return HelperKey(name=self.name, unit=self.unit)

    @property
    def is_too_many(self) -> bool:
        """Say whether they have more households than the pack allows."""
        return self.now > self.most


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpedRow:
    """A household in the lists of helpers: who it is, where, and who helps it now."""

    household: HouseholdId
    head_name: str
    village: str
    group_name: str
    type_label: str
    helpers: str
    phone: str = field(repr=False)


def is_kept(session: Session) -> bool:
    """Say whether the pack of the workspace knows helpers."""
    return (RecordKind.HELPER, "name") in session.pack.by_name


def of_household(session: Session, household: HouseholdId, language: str = "zh_CN") -> tuple[PairingRow, ...]:
    """Return the helpers of a household: those of now first, then the former ones, the latest first."""
    if not is_kept(session):
        return ()
    sql = (
        f"SELECT r.*, {_NOW} AS is_now FROM helper r WHERE r.alive AND r.household = :household"
        " ORDER BY is_now DESC, r.role, r.to_date DESC, r.from_date DESC, r.id"
    )
    found = rows(session.db, sql, {"today": _today(session), "household": household})
    return tuple(_pairing(session, row, language) for row in found)


def pairing(session: Session, record: RecordId, language: str = "zh_CN") -> PairingRow | None:
    """Return one pairing, None where there is none."""
    sql = f"SELECT r.*, {_NOW} AS is_now FROM helper r WHERE r.alive AND r.id = :id"
    found = next(iter(rows(session.db, sql, {"today": _today(session), "id": record})), None)
    return _pairing(session, found, language) if found is not None else None


def current_of(session: Session, key: HelperKey, language: str = "zh_CN") -> tuple[PairingRow, ...]:
    """Return the pairings that a helper has now."""
    if not is_kept(session):
        return ()
    sql = (
        f"SELECT r.*, 1 AS is_now FROM helper r JOIN household h ON h.id = r.household AND h.alive"
        f" WHERE r.alive AND r.name = :name AND coalesce(r.unit, '') = :unit AND {_NOW} ORDER BY r.id"
    )
    values = {"today": _today(session), "name": key.name, "unit": key.unit}
    return tuple(_pairing(session, row, language) for row in rows(session.db, sql, values))


def load(session: Session, key: HelperKey) -> int:
    """Return how many households a helper has now."""
    return len({row.household for row in current_of(session, key)})


def every(session: Session, *, village: str = "", language: str = "zh_CN") -> tuple[HelperRow, ...]:
    """Return all helpers, those with most households first."""
    if not is_kept(session):
        return ()
    most = number_of(session.pack.settings, "helper_most_households")
    sql = (
        "SELECT r.name, coalesce(r.unit, '') AS unit, max(r.unit_level) AS unit_level, max(r.post) AS post,"
        f" max(r.phone) AS phone, count(DISTINCT CASE WHEN {_NOW} THEN r.household END) AS now,"
        f" count(DISTINCT CASE WHEN NOT {_NOW} THEN r.household END) AS before"
        " FROM helper r JOIN household h ON h.id = r.household AND h.alive"
        " WHERE r.alive AND coalesce(r.name, '') <> '' AND :village IN ('', h.village)"
        " GROUP BY r.name, coalesce(r.unit, '') ORDER BY now DESC, r.name"
    )
    return tuple(
        HelperRow(
            name=row["name"],
            unit=row["unit"],
            unit_level=row["unit_level"] or "",
            level_label=code_label(session.pack, "unit_level", row["unit_level"], language),
            post=row["post"] or "",
            phone=row["phone"] or "",
            now=row["now"],
            before=row["before"],
            most=most,
        )
        for row in rows(session.db, sql, {"today": _today(session), "village": village})
    )


def helped(
    session: Session,
    *,
    village: str = "",
    without: bool = False,
    key: HelperKey | None = None,
    language: str = "zh_CN",
    limit: int = MOST_ROWS,
) -> tuple[HelpedRow, ...]:
    """Return filed and monitored households by place with who helps them; ``without`` only those that nobody does.

    ``key`` asks for the households of one helper, whatever their type.
    """
    if not is_kept(session):
        return ()
    filed = sorted(session.pack.codes_of("filed_household_types"))
    is_owed = f"(s.household_type IN ({','.join(f':t{n}' for n in range(len(filed)))}) OR s.monitoring_category <> '')"
    wanted = is_owed if key is None else "EXISTS (SELECT 1 FROM now n WHERE n.household = s.household AND n.is_asked)"
    names = "group_concat(n.name, '、')"
    sql = (
        f"WITH now AS (SELECT r.household, r.name, coalesce(r.phone, '') AS phone,"
        f" (r.name = :name AND coalesce(r.unit, '') = :unit) AS is_asked FROM helper r WHERE r.alive AND {_NOW}"
        " ORDER BY r.role)"
        f" SELECT s.household, s.head_name, s.village, s.group_name, s.household_type, {names} AS helpers,"
        " max(n.phone) AS phone FROM household_summary s LEFT JOIN now n ON n.household = s.household"
        f" WHERE {wanted} AND :village IN ('', s.village) AND NOT {NOBODY_LEFT} GROUP BY s.household"
        f"{' HAVING count(n.name) = 0' if without else ''}"
        " ORDER BY s.village, s.group_key, s.head_keys, s.household LIMIT :limit"
    )
    values: dict[str, object] = {f"t{number}": code for number, code in enumerate(filed)} if key is None else {}
    values |= {"today": _today(session), "village": village, "limit": limit}
    values |= {"name": key.name if key else "", "unit": key.unit if key else ""}
    return tuple(
        HelpedRow(
            household=HouseholdId(RecordId(bytes(row["household"]))),
            head_name=row["head_name"],
            village=village_name(session.pack, row["village"]),
            group_name=row["group_name"],
            type_label=code_label(session.pack, "household_type", row["household_type"], language),
            helpers=row["helpers"] or "",
            phone=row["phone"] or "",
        )
        for row in rows(session.db, sql, values)
    )


def without_count(session: Session, village: str = "") -> int:
    """Return how many filed or monitored households have no helper."""
    return len(helped(session, village=village, without=True, limit=100_000))


def names_of(session: Session, households: Sequence[HouseholdId]) -> dict[HouseholdId, str]:
    """Return who helps each of these households now."""
    found: dict[HouseholdId, str] = {}
    for household in households:
        names = [row.name for row in of_household(session, household) if row.is_current]
        found[household] = "、".join(names)
    return found


def _today(session: Session) -> str:
    return session.clock.today().isoformat()


def _pairing(session: Session, row: Row, language: str) -> PairingRow:
    def text(name: str) -> str:
        return str(row.get(name) or "")

    return PairingRow(
        id=RecordId(bytes(row["id"])),
        household=HouseholdId(RecordId(bytes(row["household"]))),
        name=text("name"),
        unit=text("unit"),
        unit_level=text("unit_level"),
        level_label=code_label(session.pack, "unit_level", row.get("unit_level"), language),
        post=text("post"),
        phone=text("phone"),
        role=text("role") or MAIN,
        role_label=code_label(session.pack, "helper_role", row.get("role"), language),
        from_date=_day(text("from_date")),
        to_date=_day(text("to_date")),
        end_reason=text("end_reason"),
        is_current=bool(row["is_now"]),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
