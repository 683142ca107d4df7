"""Run the checks of the pack over the whole register: one scan for each scope, many checks in one number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from poverty_desktop.checks import tables
from poverty_desktop.checks.masks import Parts, any_sql, mask_sql
from poverty_desktop.checks.past_years import has_later_facts, members_day
from poverty_desktop.checks.reading import Reading
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.expressions.sql_plan import Plan
from poverty_desktop.expressions.to_sql import compile_parts
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId
from poverty_desktop.packs.checks import Check, Scope
from poverty_desktop.packs.pack import Pack
from poverty_desktop.packs.register_schema import schema_of
from poverty_desktop.packs.validation.check_bodies import Occasion, condition
from poverty_desktop.store.session import Session

AT_ONCE = 60
"""Checks whose answers travel together in one 64-bit number."""

_OF_A_HOME = (RecordKind.HOUSEHOLD_YEAR, RecordKind.PERSON_YEAR)
_OF_THE_YEAR = {Scope.PERSON: _OF_A_HOME, Scope.HOUSEHOLD: _OF_A_HOME, Scope.VILLAGE: (RecordKind.VILLAGE_YEAR,)}
"""Where the facts of the year stand that a check of a scope asks for."""


_SELDOM_FOUND = frozenset({Scope.PERSON})
"""Scopes of which few rows have a finding: these are looked for first, and only then asked which one it is."""

_PERSON = re.compile(r"\bperson\b")


class NotRun(StrEnum):
    """Why a check was not run."""

    NEVER = "never"
    NEW = "new"
    NO_LINE = "no_line"
    NO_DATA = "no_data"
    NOT_IN_FORCE = "not_in_force"


NOT_RUN_WORDS = {
    NotRun.NEVER: N_("The checks have not been run yet."),
    NotRun.NEW: N_("The policy pack has brought it since. Run the checks again."),
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


def run(
    session: Session,
    year: int,
    checks: Sequence[Check] | None = None,
    *,
    village: str = "",
    members_on: str | None = None,
    incomes: Mapping[HouseholdId, int] | None = None,
) -> Outcome:
    """Return what the checks of the pack, or those given, find in the facts of ``year``; writes nothing.

    With a ``village`` nothing else is read, unless a check looks beyond it. The village's own record of a year that is
    over is checked against the members of then; persons and households too once there are facts of a later year, until
    then as they are now, which is what one works with. ``members_on`` says whose members all are judged by
    (``past_years.members_day``). ``incomes`` of an earlier year (``past_incomes``) are those of this village, where the
    caller has read them already.
    """
    chosen = tuple(session.pack.checks if checks is None else checks)
    if members_on is not None:
        return _run(session, year, chosen, village, members_on=members_on, incomes=incomes)
    then = members_day(session, year)
    if then and has_later_facts(session, year):
        return _run(session, year, chosen, village, members_on=then)
    of_villages = tuple(check for check in chosen if _counts_members(check)) if then else ()
    if not of_villages:
        return _run(session, year, chosen, village)
    others = tuple(check for check in chosen if check not in of_villages)
    if any(check.looks_beyond_village for check in chosen):
        village = ""
    now = _run(session, year, others, village)
    past = _run(session, year, of_villages, village, members_on=then)
    return Outcome(hits=now.hits + past.hits, ran=now.ran + past.ran, not_run=now.not_run | past.not_run)


def _counts_members(check: Check) -> bool:
    """Say whether a check of a village looks at persons; what asks for anything else is spared a second reading."""
    return check.scope is Scope.VILLAGE and _PERSON.search(f"{check.applies_if} {check.fires_if}") is not None


def _run(
    session: Session,
    year: int,
    checks: tuple[Check, ...],
    village: str,
    *,
    members_on: str = "",
    incomes: Mapping[HouseholdId, int] | None = None,
) -> Outcome:
    ready = _compiled(session, year, checks)
    if ready.looks_beyond_village and village:
        village, incomes = "", None
    reading = Reading(pack=session.pack, year=year, village=village, members_on=members_on)
    tables.make(session, reading, ready.plan, incomes=incomes)
    try:
        hits = tuple(hit for scope, found in ready.found.items() for hit in _scan(session, ready.plan, scope, found))
    finally:
        tables.drop(session, ready.plan)
    return Outcome(hits=hits, ran=sum(map(len, ready.found.values())), not_run=dict(ready.not_run))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Compiled:
    """The checks of one occasion as SQL, by scope, with what their tables must hold."""

    pack: Pack
    occasion: Occasion
    checks: tuple[Check, ...]
    data: Mapping[Scope, bool]
    plan: Plan
    found: Mapping[Scope, Sequence[tuple[str, Parts]]]
    not_run: Mapping[str, NotRun]

    @property
    def looks_beyond_village(self) -> bool:
        """Say whether one of the checks looks at other villages."""
        return any(check.looks_beyond_village for check in self.checks)


_last: list[_Compiled] = []
"""What was compiled last: on the day of a round or of an import the same is asked again and again."""


def _compiled(session: Session, year: int, checks: tuple[Check, ...]) -> _Compiled:
    occasion = occasion_of(session, year)
    data = {scope: _has_facts(session, year, kinds) for scope, kinds in _OF_THE_YEAR.items()}
    for known in _last:
        if known.pack is session.pack and (known.occasion, known.data, known.checks) == (occasion, data, checks):
            return known
    era = session.pack.era(year)
    plan = Plan(root=schema_of(session.pack))
    found: dict[Scope, list[tuple[str, Parts]]] = {scope: [] for scope in Scope}
    not_run: dict[str, NotRun] = {}
    for check in checks:
        if not check.holds_in(year, era):
            not_run[check.id] = NotRun.NOT_IN_FORCE
            continue
        if "has_year" in check.applies_if and not data[check.scope]:
            not_run[check.id] = NotRun.NO_DATA
            continue
        whole = condition(check, occasion)
        if whole is None:
            not_run[check.id] = NotRun.NO_LINE
        else:
            found[check.scope].append((check.id, compile_parts(plan, check.scope.value, whole)))
    made = _Compiled(
        pack=session.pack, occasion=occasion, checks=checks, data=data, plan=plan, found=found, not_run=not_run
    )
    _last[:] = [made, *_last[:1]]
    return made


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
    place = {Scope.HOUSEHOLD: 0, Scope.PERSON: 1, Scope.VILLAGE: 2}[scope]
    names = [f"m{number}" for number in range(len(masks))]
    columns = [f"{scope.value}.record", *(f"{mask} AS {name}" for mask, name in zip(masks, names, strict=True))]
    # The limit keeps the rows a subquery of its own, so that no condition is computed twice and few rows come out.
    sql = f"SELECT * FROM ({plan.scan_sql(scope.value, columns)} LIMIT -1) WHERE {' OR '.join(names)}"
    if scope in _SELDOM_FOUND:
        anything = any_sql([parts for _check, parts in compiled])
        sql = f"{plan.scan_sql(scope.value, columns)} WHERE iif({anything}, 1, 0)"

    @cache  # the same few checks are found together again and again
    def found_in(number: int, mask: int) -> tuple[str, ...]:
        return tuple(check for bit, (check, _parts) in enumerate(groups[number]) if mask >> bit & 1)

    for row in session.db.conn.execute(sql):
        if row[2] is None:  # a village without a record of the year: there is nothing to judge
            continue
        household = row[place]
        for number, mask in enumerate(row[3:]):
            if mask:
                for check in found_in(number, mask):
                    yield Hit(check=check, record=row[2], household=household)
