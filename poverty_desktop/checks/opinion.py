"""A second opinion on who is poor: a multidimensional index and income measures beside what is filed.

Two lists are to be looked at, never acted on: poor in the index and not filed (was it missed?), to be helped now and
not poor in the index (is it still so?). Whoever cannot be judged by every indicator is left out and counted: nothing
is guessed for a blank (domain.md 10.1).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from poverty_desktop.assessment import alkire_foster, income_measures
from poverty_desktop.assessment.alkire_foster import Measures, Unit
from poverty_desktop.assessment.income_measures import ALPHAS, Income
from poverty_desktop.checks.opinion_values import By, Figures, Indicator, Judged, Opinion, Unjudged, grouping
from poverty_desktop.checks.past_years import THERE_ON, members_day
from poverty_desktop.checks.run import occasion_of, run
from poverty_desktop.checks.sentences import sentence
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.packs.accounting import FILED, TARGETED
from poverty_desktop.packs.checks import Check, ReferenceDate, Scope, Severity
from poverty_desktop.packs.fact_rules import Deprivation
from poverty_desktop.packs.model import Label
from poverty_desktop.store import past_incomes
from poverty_desktop.store.session import Session

NO_INDEX = N_("The policy pack has no multidimensional index.")
_NOBODY = Label(zh="", en="")
_Home = tuple[bytes, str, str, str, int, int | None]


def opinion(
    session: Session,
    year: int,
    language: str,
    *,
    village: str = "",
    index: str = "",
    by: By = By.PLACE,
    sampled: Mapping[HouseholdId, Fraction] | None = None,
) -> Opinion:
    """Return the second opinion of ``year``; ``index`` is one of the pack's, by default its first.

    Everybody is judged, each person counting once: in a year that is over, the members of its last day. With
    ``sampled`` only these households are, each standing for so many: the weights of a survey. Raises ``RuleError``
    where the pack has no such index.
    """
    chosen = _indicators(session, year, index)
    then = members_day(session, year)
    past = past_incomes.incomes(session, year, village=village)
    held = _held(session, year, chosen, village, then, past)
    occasion = occasion_of(session, year)
    titles = {item.check.id: sentence(session.pack, item.check, occasion, {}, language) for item in chosen}
    weights = {item.check.id: item.weight for item in chosen}
    cutoff = chosen[0].cutoff
    known, holding = [held[item.known.id] for item in chosen], {item.check.id: held[item.check.id] for item in chosen}
    scores: dict[tuple[bool, ...], Fraction] = {}
    judged, units, unjudged = [], [], []
    for row in _households(session, year, village, then):
        key = bytes(row[0])
        if sampled is not None and key not in sampled:
            continue
        blank = [titles[item.check.id] for item, homes in zip(chosen, known, strict=True) if key not in homes]
        if blank:
            unjudged.append(
                Unjudged(
                    household=HouseholdId(RecordId(key)),
                    head_name=row[1],
                    group_name=row[3],
                    persons=row[4],
                    blank=tuple(blank),
                )
            )
            continue
        deprived = {name: key in households for name, households in holding.items()}
        pattern = tuple(deprived.values())
        score = scores.get(pattern)
        if score is None:
            score = scores[pattern] = alkire_foster.score(deprived, weights)
        household = HouseholdId(RecordId(key))
        judged.append(
            Judged(
                weight=sampled[household] if sampled is not None else Fraction(1),
                household=household,
                head_name=row[1],
                village=_village_name(session, row[2]),
                group_name=row[3],
                persons=row[4],
                per_capita_fen=past.get(HouseholdId(RecordId(key)), row[5]),
                score=score,
                is_poor=score >= cutoff,
                deprived=tuple(titles[name] for name, is_so in deprived.items() if is_so),
                is_filed=key in held[FILED],
                is_targeted=key in held[TARGETED],
            )
        )
        units.append(Unit(deprived=deprived, weight=judged[-1].counts_for))
    measures = alkire_foster.measure(units, weights, cutoff) if units else None
    line = occasion.line_fen
    return Opinion(
        index=chosen[0].index,
        cutoff=cutoff,
        year=year,
        judged=tuple(judged),
        unjudged=tuple(unjudged),
        members_on=then,
        indicators=_indicator_rows(chosen, titles, measures, language),
        whole=_figures("", judged, units, weights, cutoff, line),
        groups=_by_group(
            judged, units, weights, cutoff, line, of=grouping(by, within_village=bool(village), line_fen=line)
        ),
        line_fen=line,
    )


def _indicators(session: Session, year: int, index: str) -> list[Deprivation]:
    era = session.pack.era(year)
    known = [item for item in session.pack.deprivations if item.check.holds_in(year, era)]
    wanted = index or (known[0].index if known else "")
    chosen = [item for item in known if item.index == wanted]
    if not chosen or sum((item.weight for item in chosen), start=Fraction(0)) != 1:
        raise RuleError(NO_INDEX)
    return chosen


def _held(
    session: Session, year: int, chosen: Sequence[Deprivation], village: str, then: str, past: Mapping[HouseholdId, int]
) -> Mapping[str, set[bytes]]:
    """Return of which households each indicator can be judged and holds, and who is filed or to be helped."""
    checks = [check for item in chosen for check in (item.known, item.check)]
    for name in (FILED, TARGETED):
        text = session.pack.household_rule(name, year)
        if text:
            checks.append(_rule(name, text))
    held: dict[str, set[bytes]] = {name: set() for name in (FILED, TARGETED, *(check.id for check in checks))}
    for hit in run(session, year, checks, village=village, members_on=then, incomes=past).hits:
        held[hit.check].add(bytes(hit.record))
    return held


def _rule(name: str, text: str) -> Check:
    return Check(
        id=name,
        title=_NOBODY,
        scope=Scope.HOUSEHOLD,
        severity=Severity.INFO,
        fires_if=text,
        message=_NOBODY,
        source="",
        fires="",
        silent="",
        reference_date=ReferenceDate.PERIOD_END,
    )


def _village_name(session: Session, code: str) -> str:
    division = session.pack.divisions.get(code)
    return division.name if division else code


def _households(session: Session, year: int, village: str, then: str) -> list[_Home]:
    """Return the households that are there, of a day ``then`` those that had a member, with how many these were."""
    there = (
        "JOIN (SELECT r.household, count(*) AS member_count FROM membership r JOIN person p ON p.id = r.person"
        f" AND p.alive WHERE r.alive AND {THERE_ON.format(day=then)} GROUP BY r.household) m"
        " ON m.household = s.household"
    )
    found = session.db.conn.execute(
        f"SELECT s.household, s.head_name, s.village, s.group_name, {'m' if then else 's'}.member_count,"
        f" CASE WHEN s.year = :year THEN s.per_capita_fen END FROM household_summary s {there if then else ''}"
        " WHERE :village IN ('', s.village) ORDER BY s.village, s.group_key, s.head_keys",
        {"year": year, "village": village},
    )
    return [*found]


def _indicator_rows(
    chosen: Sequence[Deprivation], titles: Mapping[str, str], measures: Measures | None, language: str
) -> tuple[Indicator, ...]:
    if measures is None:
        return ()
    return tuple(
        Indicator(
            dimension=item.dimension(language),
            title=titles[item.check.id],
            weight=item.weight,
            raw=measures.raw[item.check.id],
            censored=measures.censored[item.check.id],
            contribution=measures.contributions[item.check.id],
        )
        for item in chosen
    )


def _by_group(
    judged: Sequence[Judged],
    units: Sequence[Unit],
    weights: Mapping[str, Fraction],
    cutoff: Fraction,
    line_fen: int | None,
    *,
    of: Callable[[Judged], str],
) -> tuple[Figures, ...]:
    groups: dict[str, list[int]] = {}
    for place, item in enumerate(judged):
        groups.setdefault(of(item), []).append(place)
    return tuple(
        _figures(
            name, [judged[place] for place in places], [units[place] for place in places], weights, cutoff, line_fen
        )
        for name, places in groups.items()
    )


def _figures(
    name: str,
    judged: Sequence[Judged],
    units: Sequence[Unit],
    weights: Mapping[str, Fraction],
    cutoff: Fraction,
    line_fen: int | None,
) -> Figures:
    measures = alkire_foster.measure(units, weights, cutoff) if units else None
    incomes = [
        Income(fen=item.per_capita_fen, weight=item.counts_for) for item in judged if item.per_capita_fen is not None
    ]
    has_line = bool(incomes) and line_fen is not None
    is_above_nought = sum(item.fen * item.weight for item in incomes) > 0
    return Figures(
        name=name,
        households=len(judged),
        persons=sum(item.persons for item in judged),
        headcount=measures.headcount if measures else None,
        intensity=measures.intensity if measures else None,
        adjusted=measures.adjusted if measures else None,
        gaps=tuple(income_measures.fgt(incomes, line_fen or 0, alpha) if has_line else None for alpha in ALPHAS),
        gini=income_measures.gini(incomes) if incomes and is_above_nought else None,
    )
