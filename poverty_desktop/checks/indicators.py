"""Indicators over the whole register: one scan for each scope, by village; and whoever is behind a figure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from poverty_desktop.checks import tables
from poverty_desktop.checks.masks import NEVER
from poverty_desktop.checks.past_years import members_day
from poverty_desktop.checks.reading import Reading
from poverty_desktop.checks.run import occasion_of
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.errors import RuleError
from poverty_desktop.expressions.sql_plan import Plan
from poverty_desktop.expressions.to_sql import compile_number, compile_truth
from poverty_desktop.i18n import N_
from poverty_desktop.packs.checks import Scope
from poverty_desktop.packs.indicators import Counting, Indicator
from poverty_desktop.packs.register_schema import ELEMENTS, LAST_YEAR, schema_of
from poverty_desktop.packs.validation.check_bodies import Occasion, condition
from poverty_desktop.store.session import Session

OLD_PACK = N_("The policy pack of this workspace has no indicators yet. Take in the office's newest pack.")
_NOT_KNOWN = "0"
_VILLAGES = {
    Scope.PERSON: "household.parent",
    Scope.HOUSEHOLD: "household.parent",
    Scope.VILLAGE: "village.id",
}
_HOUSEHOLDS = {Scope.PERSON: "person.parent", Scope.HOUSEHOLD: "household.id", Scope.VILLAGE: "NULL"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What one indicator comes to somewhere: ``part`` is counted or added up, ``whole`` is what it is held against.

    ``rows`` is how many persons, households or villages are behind it. Tallies of places add up to that of the larger
    place, which their figures in percent do not.
    """

    part: float = 0
    whole: float = 0
    rows: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(part=self.part + other.part, whole=self.whole + other.whole, rows=self.rows + other.rows)

    def figure(self, counting: Counting) -> float | None:
        """Return the figure, None where there is nothing to judge by."""
        match counting:
            case Counting.SHARE | Counting.RATIO:
                return 100 * self.part / self.whole if self.whole else None
            case Counting.GROWTH:
                return 100 * (self.part / self.whole - 1) if self.whole else None
            case Counting.ENTERED:
                return None
        return self.part


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One row behind a figure: whose it is, what it adds, and of a ratio or a growth what that is held against."""

    record: bytes  # the person, the household, or the village's record of the year (empty where there is none)
    household: bytes
    village: str
    amount: float
    whole: float = 0


Tallies = Mapping[str, Mapping[str, Tally]]
"""By indicator and village, "" for whoever belongs to none."""


def computed(session: Session, year: int, indicators: Iterable[str] = ()) -> tuple[Indicator, ...]:
    """Return the indicators of ``year`` that the register can answer, all or those named.

    Raises ``RuleError`` where the pack has none.
    """
    if not session.pack.indicators:
        raise RuleError(OLD_PACK)
    names = set(indicators)
    return tuple(
        item for item in session.pack.indicators_in(year) if not item.is_entered and (not names or item.id in names)
    )


def tallies(session: Session, year: int, indicators: Iterable[str] = (), *, village: str = "") -> Tallies:
    """Return what the indicators of ``year`` come to in every village, or in one; writes nothing."""
    chosen = computed(session, year, indicators)
    found: dict[str, dict[str, Tally]] = {item.id: {} for item in chosen}
    with _opened(session, year, chosen, village) as (plan, columns):
        for scope in Scope:
            of_scope = [item for item in chosen if item.scope is scope]
            if of_scope:
                _tally(session, plan, scope, of_scope, columns, found)
    return found


def counted(session: Session, year: int, indicator: str, *, village: str = "", limit: int = -1) -> list[Counted]:
    """Return every row behind a figure, by place; of a share those that count, not all that are looked at."""
    (item,) = computed(session, year, [indicator]) or (None,)
    if item is None:
        return []
    with _opened(session, year, [item], village) as (plan, columns):
        hit, part, whole = columns[item.id]
        if item.counting not in (Counting.RATIO, Counting.GROWTH):
            whole = _NOT_KNOWN
        scope = item.scope
        wanted = [f"{scope.value}.record", f"{_HOUSEHOLDS[scope]} AS household", f"{_VILLAGES[scope]} AS village"]
        sql = plan.scan_sql(scope.value, [*wanted, f"{part} AS amount", f"{whole} AS whole", f"{hit} AS hit"])
        placed = (
            f"SELECT x.record, x.household, x.village, x.amount, x.whole FROM ({sql} LIMIT -1) x"
            " LEFT JOIN household_summary s ON s.household = x.household WHERE x.hit"
            " ORDER BY x.village, s.group_key, s.head_keys, x.household, x.record LIMIT ?"
        )
        rows = session.db.conn.execute(placed, (limit,)).fetchall()
    return [
        Counted(
            record=bytes(record or b""),
            household=bytes(household or b""),
            village=village or "",
            amount=amount or 0,
            whole=base or 0,
        )
        for record, household, village, amount, base in rows
    ]


def kinds_of(session: Session, year: int, indicators: Iterable[str]) -> tuple[frozenset[RecordKind], bool]:
    """Return the kinds of record that indicators are computed from, and whether the income per head is asked for."""
    plan = Plan(root=schema_of(session.pack))
    occasion = occasion_of(session, year)
    for item in computed(session, year, indicators):
        _compiled(plan, item, occasion)
    found = {RecordKind.HOUSEHOLD, RecordKind.MEMBERSHIP, RecordKind.PERSON, RecordKind.VILLAGE_YEAR}
    found.add(RecordKind.HOUSEHOLD_YEAR)  # whether it was a household on the last day
    asks_income = False
    for name, columns in plan.columns.items():
        kinds = ELEMENTS[name]
        for column in columns:
            path = column.partition("@")[0]
            leaf = path.rpartition("/")[2]
            asks_income |= leaf == "per_capita_income"
            found |= {kind for kind in kinds if leaf == "has_year" or (kind, leaf) in session.pack.by_name}
            if path.startswith("last_year/"):
                found.add(LAST_YEAR[name])
        found.add(kinds[0])
        if name == "procedure":
            found.add(RecordKind.STEP)
    if asks_income:
        found |= {RecordKind.HOUSEHOLD_YEAR, RecordKind.PERSON_YEAR, RecordKind.INCOME_LINE}
    return frozenset(found), asks_income


def _tally(
    session: Session,
    plan: Plan,
    scope: Scope,
    indicators: Sequence[Indicator],
    columns: Mapping[str, tuple[str, str, str]],
    found: dict[str, dict[str, Tally]],
) -> None:
    """Put the tallies of the indicators of one scope into ``found``."""
    wanted, sums = [f"{_VILLAGES[scope]} AS village"], []
    for number, item in enumerate(indicators):
        hit, part, whole = columns[item.id]
        # A share counts who is looked at; ratio and growth add up over those that count.
        base = f"iif({whole}, 1, 0)" if item.counting is Counting.SHARE else f"iif({hit}, {whole}, 0)"
        wanted += [f"iif({hit}, {part}, 0) AS p{number}", f"{base} AS w{number}", f"iif({hit}, 1, 0) AS r{number}"]
        sums += [f"sum(p{number})", f"sum(w{number})", f"sum(r{number})"]
    sql = f"SELECT village, {', '.join(sums)} FROM ({plan.scan_sql(scope.value, wanted)} LIMIT -1) GROUP BY village"
    for village, *cells in session.db.conn.execute(sql):
        for number, item in enumerate(indicators):
            part, whole, rows = cells[3 * number : 3 * number + 3]
            if part or whole or rows:
                found[item.id][village or ""] = Tally(part=part or 0, whole=whole or 0, rows=rows or 0)


@contextmanager
def _opened(
    session: Session, year: int, indicators: Sequence[Indicator], village: str
) -> Iterator[tuple[Plan, Mapping[str, tuple[str, str, str]]]]:
    """Make the tables that the indicators need; yield the plan and, of each, the SQL of its condition and numbers."""
    occasion = occasion_of(session, year)
    plan = Plan(root=schema_of(session.pack))
    for name in ("village", "household"):  # whose a row is, is always asked
        plan.use(plan.element(name))
    columns = {item.id: _compiled(plan, item, occasion) for item in indicators}
    reading = Reading(pack=session.pack, year=year, village=village, members_on=members_day(session, year))
    tables.make(session, reading, plan)
    try:
        yield plan, columns
    finally:
        tables.drop(session, plan)


def _compiled(plan: Plan, item: Indicator, occasion: Occasion) -> tuple[str, str, str]:
    """Return the SQL of who counts, of what each adds, and of what it is held against."""
    scope = item.scope.value
    counts = condition(item.check, occasion)
    hit = compile_truth(plan, scope, counts) if counts is not None else NEVER
    part, whole = "1", _NOT_KNOWN
    if item.amount:
        amount = condition(replace(item.check, fires_if=item.amount), occasion)
        part = compile_number(plan, scope, amount) if amount is not None else _NOT_KNOWN
    if item.out_of:
        base = condition(replace(item.check, fires_if=item.out_of), occasion)
        compiling = compile_truth if item.counting is Counting.SHARE else compile_number
        whole = compiling(plan, scope, base) if base is not None else _NOT_KNOWN
        if item.counting is Counting.SHARE:  # a row that is not looked at counts for nothing
            hit = f"({hit} AND {whole})"
    return hit, part, whole
