"""Needs against the measures that answer them, unmet first; a need is met by the lines that name it."""

from __future__ import annotations

from dataclasses import dataclass

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.measure import COUNTED, DONE
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.packs.sheets.layout import ASPECT_LIST
from poverty_desktop.queries.assistance.measure_lines import is_kept
from poverty_desktop.queries.register.households import code_label, village_name
from poverty_desktop.queries.register.years import working_year
from poverty_desktop.store.session import Session

MOST_ROWS = 2_000
_COUNTED = ", ".join(f"'{status}'" for status in COUNTED)
_DONE = ", ".join(f"'{status}'" for status in DONE)
_ANSWERED = (
    f" LEFT JOIN (SELECT need, count(*) AS lines, max(status IN ({_DONE})) AS done FROM measure"
    f" WHERE alive AND need IS NOT NULL AND coalesce(status, '01') IN ({_COUNTED}) GROUP BY need) a ON a.need = n.id"
)
_FROM = (
    " FROM need n JOIN household h ON h.id = n.household AND h.alive"
    f" LEFT JOIN household_summary s ON s.household = h.id{_ANSWERED}"
    " WHERE n.alive AND n.year = :year AND :village IN ('', h.village) AND :kind IN ('', n.kind)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KindCount:
    """One kind of need: how many households and needs, how many of these nothing answers yet, how many are met."""

    kind: str
    label: str
    households: int
    needs: int
    unmet: int
    met: int
    amount_fen: int

    @property
    def under_way(self) -> int:
        """Return how many are answered by a line that is not delivered yet."""
        return self.needs - self.unmet - self.met


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedRow:
    """One need; ``answers`` are the names of the lines that name it."""

    id: RecordId
    household: HouseholdId
    head_name: str
    village: str
    group_name: str
    kind: str
    kind_label: str
    description: str
    amount_fen: int | None
    quantity: str
    unit: str
    wanted_by: str
    answers: int
    is_met: bool


def by_kind(
    session: Session, year: int, *, village: str = "", aspect: str = "", language: str = "zh_CN"
) -> tuple[KindCount, ...]:
    """Return the needs of a year by kind, those with most unmet ones first; of one of the nine aspects, or of all."""
    if not is_kept(session):
        return ()
    sql = (
        f"SELECT n.kind, count(DISTINCT n.household), count(*), sum(a.lines IS NULL AND NOT {_met(session)}),"
        f" sum({_met(session)}), coalesce(sum(n.amount), 0){_FROM}{_of_aspect(session, aspect)} GROUP BY n.kind"
    )
    parameters = {"year": year, "village": village, "kind": ""}
    found = [
        KindCount(
            kind=row[0] or "",
            label=code_label(session.pack, "need_kind", row[0], language),
            households=row[1],
            needs=row[2],
            unmet=row[3],
            met=row[4],
            amount_fen=row[5],
        )
        for row in session.db.conn.execute(sql, parameters)
    ]
    return tuple(sorted(found, key=lambda item: (-item.unmet, item.kind)))


def needs(
    session: Session,
    year: int,
    *,
    village: str = "",
    kind: str = "",
    aspect: str = "",
    household: HouseholdId | None = None,
    language: str = "zh_CN",
    limit: int = MOST_ROWS,
) -> tuple[NeedRow, ...]:
    """Return the needs of a year: unmet ones first, then those under way, then the met ones, by place."""
    if not is_kept(session):
        return ()
    mine = _of_aspect(session, aspect) + (" AND n.household = :household" if household is not None else "")
    sql = (
        "SELECT n.id, n.household, coalesce(s.head_name, '') AS head, h.village, coalesce(h.group_name, '') AS grp,"
        " n.kind, n.description, n.amount, n.quantity, n.unit, n.wanted_by, coalesce(a.lines, 0) AS lines,"
        f" {_met(session)} AS done{_FROM}{mine}"
        " ORDER BY done, a.lines IS NOT NULL, h.village, s.group_key, s.head_keys, n.id LIMIT :limit"
    )
    parameters: dict[str, object] = {"year": year, "village": village, "kind": kind, "limit": limit}
    if household is not None:
        parameters["household"] = bytearray(household)
    pack = session.pack
    return tuple(
        NeedRow(
            id=RecordId(bytes(row[0])),
            household=HouseholdId(RecordId(bytes(row[1]))),
            head_name=row[2],
            village=village_name(pack, row[3] or ""),
            group_name=row[4],
            kind=row[5] or "",
            kind_label=code_label(pack, "need_kind", row[5], language),
            description=row[6] or "",
            amount_fen=row[7],
            quantity=f"{row[8]:g}" if row[8] is not None else "",
            unit=row[9] or "",
            wanted_by=row[10] or "",
            answers=row[11],
            is_met=bool(row[12]),
        )
        for row in session.db.conn.execute(sql, parameters)
    )


def _met(session: Session) -> str:
    """Return the condition that a need is met: a line that names it is done, or a visit found it solved."""
    if (RecordKind.NEED, "met_on") not in session.pack.by_name:
        return "coalesce(a.done, 0)"
    return "max(coalesce(a.done, 0), coalesce(n.met_on, '') != '')"


def years(session: Session) -> tuple[int, ...]:
    """Return the years that have facts, needs or measures, and the one that is worked on, the latest first."""
    sql = (
        "SELECT year FROM household_year WHERE alive AND year IS NOT NULL UNION"
        " SELECT year FROM need WHERE alive AND year IS NOT NULL UNION"
        " SELECT year FROM measure WHERE alive AND year IS NOT NULL"
    )
    found = {int(row[0]) for row in session.db.conn.execute(sql)}
    return tuple(sorted({*found, working_year(session)}, reverse=True))


def villages(session: Session, year: int) -> tuple[tuple[str, str], ...]:
    """Return the villages that have needs or measures in a year: code and name."""
    sql = (
        "SELECT DISTINCT h.village FROM household h WHERE h.alive AND coalesce(h.village, '') != '' AND h.id IN"
        " (SELECT household FROM need WHERE alive AND year = ?1 UNION"
        " SELECT household FROM measure WHERE alive AND year = ?1) ORDER BY 1"
    )
    return tuple((row[0], village_name(session.pack, row[0])) for row in session.db.conn.execute(sql, (year,)))


def aspects(session: Session, language: str = "zh_CN") -> tuple[tuple[str, str], ...]:
    """Return the nine aspects: code and name."""
    found = session.pack.code_lists.get(ASPECT_LIST)
    return tuple((code.code, code.label(language)) for code in found.codes) if found is not None else ()


def _of_aspect(session: Session, aspect: str) -> str:
    """Return the condition that measures of an aspect answer this kind of need."""
    if not aspect:
        return ""
    kinds = {kind for item in session.pack.measures if aspect in item.aspects for kind in item.needs}
    return " AND n.kind IN ({})".format(", ".join(f"'{kind}'" for kind in sorted(kinds)))
