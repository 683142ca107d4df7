"""The two worklists of the catalogue: who is entitled without having it, who has it without being entitled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from poverty_desktop.checks import entitlement
from poverty_desktop.checks.entitlement import Case
from poverty_desktop.checks.entitlement_counts import ItemCount
from poverty_desktop.checks.verdicts import Catalogue
from poverty_desktop.domain.measure import Status
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.packs.measures import MeasureItem, Nature
from poverty_desktop.store.session import Session

MOST_ROWS = 200
"""Rows whose reasons are told at once; the figures count all."""


class Worklist(StrEnum):
    """Which of the two."""

    UNMET = "unmet"  # 应享未享
    UNFIT = "unfit"  # 享受不符


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """One line of a worklist; ``why`` are the facts that decide, ``missing`` those to be asked first."""

    item: MeasureItem
    household: HouseholdId
    head_name: str
    village: str
    group_name: str
    person: RecordId | None
    person_name: str
    line: RecordId | None
    status: Status | None
    why: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    amount_fen: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A worklist with the figures of every item; ``total`` counts also what is beyond the rows."""

    counts: tuple[ItemCount, ...]
    rows: tuple[CaseRow, ...]
    total: int


def listed(
    session: Session,
    which: Worklist,
    year: int,
    language: str,
    *,
    item: str = "",
    village: str = "",
    limit: int = MOST_ROWS,
) -> Listed:
    """Return a worklist of a year, of one item or of all, by item and place, with reasons.

    Raises ``RuleError`` where the pack has no catalogue.
    """
    wanted = (item,) if item else ()
    with entitlement.opened(session, year, village=village) as register:
        counts = register.counts()
        is_unmet = which is Worklist.UNMET
        cases = register.unmet(wanted, limit=limit) if is_unmet else register.unfit(wanted, limit=limit)
        found = sorted(cases, key=lambda case: case.item.id)[:limit]
    total = sum(
        (count.unmet if is_unmet else count.unfit)
        for count in counts
        if count.item.id == item or (not item and (not is_unmet or count.item.nature is Nature.RIGHT))
    )
    return Listed(counts=counts, rows=tuple(_rows(session, found, year, language)), total=total)


def _rows(session: Session, cases: Sequence[Case], year: int, language: str) -> Iterator[CaseRow]:
    ready: dict[str, Catalogue] = {}
    for case in cases:
        name = case.item.id
        catalogue = ready.setdefault(name, ready.get(name) or Catalogue(session, year, language, items=[name]))
        told = catalogue.of(case.household, persons=[case.person] if case.person else ())
        verdict = told[0] if told else None
        row = session.db.conn.execute(
            "SELECT head_name, village, group_name FROM household_summary WHERE household = ?", (case.household,)
        ).fetchone()
        head, code, group = row or ("", "", "")
        division = session.pack.divisions.get(code)
        yield CaseRow(
            item=case.item,
            household=case.household,
            head_name=head,
            village=division.name if division else code,
            group_name=group,
            person=case.person,
            person_name=verdict.person_name if verdict is not None and case.person is not None else "",
            line=case.line,
            status=case.status,
            why=verdict.facts if verdict is not None else (),
            missing=verdict.missing if verdict is not None else (),
            amount_fen=verdict.amount_fen if verdict is not None else None,
        )
