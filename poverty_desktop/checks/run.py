"""Run the checks of the pack over the whole register: one scan for each scope, many checks in one number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from poverty_desktop.checks import tables
from poverty_desktop.checks.masks import Parts, mask_sql
from poverty_desktop.checks.reading import Reading
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.expressions.sql_plan import Plan
from poverty_desktop.expressions.to_sql import compile_parts
from poverty_desktop.i18n import N_
from poverty_desktop.packs.check_bodies import Occasion, condition
from poverty_desktop.packs.checks import Check, Scope
from poverty_desktop.packs.register_schema import schema_of
from poverty_desktop.store.session import Session

AT_ONCE = 60
"""Checks whose answers travel together in one 64-bit number."""

_OF_A_HOME = (RecordKind.HOUSEHOLD_YEAR, RecordKind.PERSON_YEAR)
_OF_THE_YEAR = {Scope.PERSON: _OF_A_HOME, Scope.HOUSEHOLD: _OF_A_HOME, Scope.VILLAGE: (RecordKind.VILLAGE_YEAR,)}
"""Where the facts of the year stand that a check of a scope asks for."""


class NotRun(StrEnum):
    """Why a check was not run."""

    NEVER = "never"
    NO_LINE = "no_line"
    NO_DATA = "no_data"
    NOT_IN_FORCE = "not_in_force"


NOT_RUN_WORDS = {
    NotRun.NEVER: N_("The checks have not been run yet."),
    NotRun.NO_LINE: N_("The policy pack has no line for this year."),
    NotRun.NO_DATA: N_("There are no facts of this year."),
    NotRun.NOT_IN_FORCE: N_("The check is not in force in this year."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One check that fired: ``record`` is the person or the household; of a village both are its record of the year."""

    check: str
    record: bytes
    household: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a run found, and which checks could not be run and why."""

    hits: tuple[Hit, ...]
    ran: int
    not_run: dict[str, NotRun]


def occasion_of(session: Session, year: int) -> Occasion:
    """Return when and for what checks are run in this workspace."""
    pack = session.pack
    line = pack.line(year)
    return Occasion(
        year=year,
        today=session.clock.today(),
        period_end=pack.accounting_period(year)[1],
        line_fen=line.amount_fen if line else None,
        settings=pack.settings,
    )


def run(session: Session, year: int, checks: Sequence[Check] | None = None, *, village: str = "") -> Outcome:
    """Return what the checks of the pack, or those given, find in the facts of ``year``; writes nothing.

    With a ``village`` nothing else is read, unless a check looks beyond it.
    """
    chosen = session.pack.checks if checks is None else checks
    occasion = occasion_of(session, year)
    era = session.pack.era(year)
    has_data = {scope: _has_facts(session, year, tables_) for scope, tables_ in _OF_THE_YEAR.items()}
    plan = Plan(root=schema_of(session.pack))
    compiled: dict[Scope, list[tuple[str, Parts]]] = {scope: [] for scope in Scope}
    not_run: dict[str, NotRun] = {}
    for check in chosen:
        if not check.holds_in(year, era):
            not_run[check.id] = NotRun.NOT_IN_FORCE
            continue
        if "has_year" in check.applies_if and not has_data[check.scope]:
            not_run[check.id] = NotRun.NO_DATA
            continue
        whole = condition(check, occasion)
        if whole is None:
            not_run[check.id] = NotRun.NO_LINE
        else:
            compiled[check.scope].append((check.id, compile_parts(plan, check.scope.value, whole)))
    if any(check.looks_beyond_village for check in chosen):
        village = ""
    tables.make(session, Reading(pack=session.pack, year=year, village=village), plan)
    try:
        hits = tuple(hit for scope, found in compiled.items() for hit in _scan(session, plan, scope, found))
    finally:
        tables.drop(session, plan)
    return Outcome(hits=hits, ran=sum(map(len, compiled.values())), not_run=not_run)


def year_with_facts(session: Session, year: int) -> int:
    """Return the last year up to ``year`` of which there are facts of households; ``year`` where there are none."""
    sql = "SELECT max(year) FROM household_year WHERE alive AND year <= ?"
    return session.db.conn.execute(sql, (year,)).fetchone()[0] or year


def help_year(session: Session) -> int:
    """Return the year whose facts and plan are worked with: the last up to today of which there are facts."""
    return year_with_facts(session, session.clock.today().year)


def _has_facts(session: Session, year: int, kinds: Sequence[RecordKind]) -> bool:
    sql = "SELECT 1 FROM {} WHERE alive AND year = ? LIMIT 1"
    return any(
        session.db.conn.execute(sql.format(kind.table), (year,)).fetchone()
        for kind in kinds
        if (kind, "year") in session.pack.by_name
    )


def _scan(session: Session, plan: Plan, scope: Scope, compiled: Sequence[tuple[str, Parts]]) -> Iterator[Hit]:
    groups = [compiled[start : start + AT_ONCE] for start in range(0, len(compiled), AT_ONCE)]
    if not groups:
        return
    masks = [mask_sql([parts for _check, parts in group]) for group in groups]
    names = [f"m{number}" for number in range(len(masks))]
    columns = [f"{scope.value}.record", *(f"{mask} AS {name}" for mask, name in zip(masks, names, strict=True))]
    # The limit keeps the rows a subquery of its own, so that no condition is computed twice and few rows come out.
    sql = f"SELECT * FROM ({plan.scan_sql(scope.value, columns)} LIMIT -1) WHERE {' OR '.join(names)}"
    for row in session.db.conn.execute(sql):
        if row[2] is None:  # a village without a record of the year: there is nothing to judge
            continue
        household = {Scope.HOUSEHOLD: row[0], Scope.PERSON: row[1], Scope.VILLAGE: row[2]}[scope]
        for group, mask in zip(groups, row[3:], strict=True):
            while mask:
                bit = (mask & -mask).bit_length() - 1
                mask &= mask - 1  # noqa: PLW2901 - the bits are taken off one by one
                yield Hit(check=group[bit][0], record=row[2], household=household)
