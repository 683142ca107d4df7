"""Who was visited as the pack asks for, and who not: by household, village, helper and visitor; which are overdue."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from poverty_desktop.domain.periods import Period, span
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.packs.model import Label
from poverty_desktop.packs.pack import Pack
from poverty_desktop.packs.visit_rules import VisitRule, in_force, rule_of
from poverty_desktop.queries.assistance import helpers, visits
from poverty_desktop.queries.register.households import code_label, village_name
from poverty_desktop.queries.register.left_homes import NOBODY_LEFT
from poverty_desktop.queries.today import filed_types
from poverty_desktop.store.session import Session

_MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.YEAR: 12}


class By(StrEnum):
    """How the figures of coverage are put together."""

    VILLAGE = "village"
    GROUP = "group"
    HELPER = "helper"
    VISITOR = "visitor"


BY_WORDS = {
    By.VILLAGE: N_("By village"),
    By.GROUP: N_("By village group"),
    By.HELPER: N_("By helper"),
    By.VISITOR: N_("By visitor"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageRow:
    """One household in a month, quarter or year: how often it is to be visited, how often it was, since when not."""

    household: HouseholdId
    head_name: str
    village: str
    village_code: str
    group_name: str
    type_label: str
    rule: str
    wanted: int
    visited: int
    last_visit: date | None
    days: int | None  # since the last visit; None where there was none
    overdue_days: int
    is_overdue: bool
    helpers: str

    @property
    def is_owed(self) -> bool:
        """Say whether it is still to be visited in the period."""
        return self.visited < self.wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageCount:
    """The figures of one village, group, helper or visitor; ``overdue`` are those of the ``households`` asked for."""

    name: str
    households: int
    owed: int
    visits: int
    overdue: int

    @property
    def share(self) -> int:
        """Return how many of a hundred are visited as often as they should be."""
        return 100 if not self.households else (self.households - self.owed) * 100 // self.households


def rules(pack: Pack) -> tuple[VisitRule, ...]:
    """Return the rules of the pack's province; an older pack asks for its filed households only."""
    if pack.visit_rules:
        return in_force(pack.visit_rules, pack.settings["province"])
    days = int(pack.settings["visit_interval_days"])
    return (
        VisitRule(
            id="-",
            title=Label(zh="", en=""),
            period=Period.MONTH,
            times=1,
            overdue_days=days,
            source="",
            household_types=filed_types(pack),
        ),
    )


def listed(
    session: Session, period: Period, day: date, *, village: str = "", language: str = "zh_CN"
) -> tuple[CoverageRow, ...]:
    """Return every household that a rule asks to visit, by place, with how it stands in the period of ``day``."""
    first, last = span(period, day)
    counted = _visited(session, first, min(last, session.clock.today()))
    helped = _helpers(session)
    return tuple(
        CoverageRow(
            household=found.household,
            head_name=found.head,
            village=village_name(session.pack, found.village),
            village_code=found.village,
            group_name=found.group,
            type_label=code_label(session.pack, "household_type", found.type, language),
            rule=found.rule.title(language),
            wanted=_wanted(found.rule, period),
            visited=counted.get(found.household, 0),
            last_visit=found.last,
            days=found.days,
            overdue_days=found.rule.overdue_days,
            is_overdue=found.is_overdue,
            helpers=helped.get(found.household, ""),
        )
        for found in _ruled(session, village)
    )


def counts(
    session: Session, rows: Sequence[CoverageRow], by: By, period: Period, day: date
) -> tuple[CoverageCount, ...]:
    """Return the figures of ``rows``; of visitors, whom they visited in the period of ``day``."""
    if by is By.VISITOR:
        return _by_visitor(session, rows, period, day)
    together: dict[str, list[CoverageRow]] = defaultdict(list)
    for row in rows:
        names = {
            By.VILLAGE: (row.village,),
            By.GROUP: (f"{row.village} {row.group_name}".strip(),),
            By.HELPER: tuple(row.helpers.split("、")),
        }[by]
        for name in names:
            together[name].append(row)
    return tuple(
        CoverageCount(
            name=name,
            households=sum(row.wanted > 0 for row in found),
            owed=sum(row.is_owed for row in found),
            visits=sum(row.visited for row in found),
            overdue=sum(row.is_overdue and row.wanted > 0 for row in found),
        )
        for name, found in together.items()
    )


def overdue_counts(session: Session) -> tuple[tuple[int, int], ...]:
    """Return how many households were not visited for how many days, the shortest limit first; only limits passed."""
    found: Counter[int] = Counter(row.rule.overdue_days for row in _ruled(session, "") if row.is_overdue)
    return tuple(sorted(found.items()))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ruled:
    household: HouseholdId
    head: str
    village: str
    group: str
    type: str
    rule: VisitRule
    last: date | None
    days: int | None

    @property
    def is_overdue(self) -> bool:
        return self.days is None or self.days > self.rule.overdue_days


def _ruled(session: Session, village: str) -> Iterator[_Ruled]:
    """Yield the households that a rule is about, by place."""
    asked = rules(session.pack)
    today = session.clock.today()
    known: dict[tuple[str, str], VisitRule | None] = {}
    sql = (
        "SELECT household, head_name, village, group_name, household_type, monitoring_category, last_visit"
        f" FROM household_summary WHERE ?1 IN ('', village) AND NOT {NOBODY_LEFT}"
        " ORDER BY village, group_key, head_keys, household"
    )
    for household, head, code, group, kind, category, last in session.db.conn.execute(sql, (village,)):
        key = (kind, category)
        if key not in known:
            known[key] = rule_of(asked, kind, category)
        rule = known[key]
        if rule is not None:
            day = date.fromisoformat(last) if last else None
            yield _Ruled(
                household=HouseholdId(RecordId(bytes(household))),
                head=head,
                village=code,
                group=group,
                type=kind,
                rule=rule,
                last=day,
                days=(today - day).days if day is not None else None,
            )


def _wanted(rule: VisitRule, period: Period) -> int:
    """Return how often the rule asks for a visit in a period; one that asks less often asks for none in it."""
    return rule.times * (_MONTHS[period] // _MONTHS[rule.period])


def _visited(session: Session, first: date, last: date) -> Mapping[HouseholdId, int]:
    """Return on how many days each household was visited or interviewed in a span."""
    sql = (
        "SELECT household, count(DISTINCT day) FROM (SELECT household, visited_on AS day FROM visit WHERE alive"
        " UNION ALL SELECT household, substr(finished_at, 1, 10) FROM interview WHERE alive)"
        " WHERE day BETWEEN ? AND ? GROUP BY household"
    )
    found = session.db.conn.execute(sql, (first.isoformat(), last.isoformat()))
    return {HouseholdId(RecordId(bytes(row[0]))): row[1] for row in found if row[0]}


def _helpers(session: Session) -> Mapping[HouseholdId, str]:
    if not helpers.is_kept(session):
        return {}
    sql = (
        "SELECT household, group_concat(name, '、') FROM (SELECT household, name FROM helper WHERE alive"
        " AND (coalesce(to_date, '') = '' OR to_date > ?) ORDER BY role, id) GROUP BY household"
    )
    found = session.db.conn.execute(sql, (session.clock.today().isoformat(),))
    return {HouseholdId(RecordId(bytes(row[0]))): row[1] or "" for row in found if row[0]}


def _by_visitor(session: Session, rows: Sequence[CoverageRow], period: Period, day: date) -> tuple[CoverageCount, ...]:
    shown = {row.household for row in rows}
    first, last = span(period, day)
    visited: dict[str, set[HouseholdId]] = defaultdict(set)
    times: Counter[str] = Counter()
    for visit in visits.listed(session, since=first, until=last, limit=100_000):
        if visit.household in shown:
            for name in filter(None, visits.names(visit.visitors).split("、")):
                visited[name].add(visit.household)
                times[name] += 1
    return tuple(
        CoverageCount(name=name, households=len(visited[name]), owed=0, visits=count, overdue=0)
        for name, count in times.most_common()
    )
