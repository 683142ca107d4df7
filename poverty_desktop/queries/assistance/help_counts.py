"""How many households and persons were helped, how often, with how much: nobody is counted twice."""

from __future__ import annotations

from dataclasses import dataclass

from poverty_desktop.domain.measure import COUNTED, DONE, RECEIVED
from poverty_desktop.queries.assistance.measure_lines import is_kept
from poverty_desktop.queries.register.households import code_label
from poverty_desktop.store.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpCount:
    """Figures of one item, one kind, or of all; ``households`` with several lines count once."""

    code: str
    label: str
    planned: int  # lines
    received: int
    done: int
    households: int  # that receive
    persons: int
    person_times: int
    amount_fen: int


_FIGURES = (
    "count(*), sum(x.has), sum(x.done), count(DISTINCT iif(x.has, x.household, NULL)),"
    " count(DISTINCT iif(x.has, x.person, NULL)),"
    " coalesce(sum(iif(x.has, coalesce(x.person_times, x.person IS NOT NULL), 0)), 0),"
    " coalesce(sum(iif(x.done, x.amount, 0)), 0)"
)


def _lines(statuses: tuple[str, ...]) -> str:
    return ", ".join(f"'{status}'" for status in statuses)


_FROM = (
    f" FROM (SELECT m.*, coalesce(m.status, '01') IN ({_lines(RECEIVED)}) AS has,"
    f" coalesce(m.status, '01') IN ({_lines(DONE)}) AS done"
    " FROM measure m JOIN household h ON h.id = m.household AND h.alive WHERE m.alive AND m.year = :year"
    f" AND :village IN ('', h.village) AND coalesce(m.status, '01') IN ({_lines(COUNTED)})) x"
)


def by_kind(session: Session, year: int, *, village: str = "", language: str = "zh_CN") -> tuple[HelpCount, ...]:
    """Return the figures of every kind of measure of a year."""
    return _grouped(session, "kind", "measure_kind", year, village, language)


def by_item(session: Session, year: int, *, village: str = "", language: str = "zh_CN") -> tuple[HelpCount, ...]:
    """Return the figures of every item of the catalogue that has lines in a year."""
    return _grouped(session, "item", "measure_item", year, village, language)


def total(session: Session, year: int, *, village: str = "") -> HelpCount:
    """Return the figures of all lines of a year: a household with several measures is one household."""
    if not is_kept(session):
        return _count(("", 0, 0, 0, 0, 0, 0, 0), "")
    sql = f"SELECT '', {_FIGURES}{_FROM}"
    return _count(session.db.conn.execute(sql, {"year": year, "village": village}).fetchone(), "")


def _grouped(
    session: Session, column: str, code_list: str, year: int, village: str, language: str
) -> tuple[HelpCount, ...]:
    if not is_kept(session):
        return ()
    sql = f"SELECT x.{column}, {_FIGURES}{_FROM} WHERE x.{column} IS NOT NULL GROUP BY 1 ORDER BY 1"
    return tuple(
        _count(row, code_label(session.pack, code_list, row[0], language))
        for row in session.db.conn.execute(sql, {"year": year, "village": village})
    )


def _count(row: tuple[object, ...], label: str) -> HelpCount:
    numbers = [int(str(cell or 0)) for cell in row[1:]]
    return HelpCount(
        code=str(row[0]),
        label=label,
        planned=numbers[0],
        received=numbers[1],
        done=numbers[2],
        households=numbers[3],
        persons=numbers[4],
        person_times=numbers[5],
        amount_fen=numbers[6],
    )
