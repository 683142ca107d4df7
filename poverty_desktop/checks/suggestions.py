"""One key opens one lock: the causes, risks and needs of a household, and the measures that would answer them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from poverty_desktop.checks import verdicts
from poverty_desktop.checks.verdicts import Entitled, Verdict
from poverty_desktop.domain.measure import COUNTED, status_of
from poverty_desktop.i18n import _
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.packs.measures import MeasureItem, Nature
from poverty_desktop.store.database import Row, rows
from poverty_desktop.store.session import Session

OTHERS_KIND = "99"
_NEED, _MAIN, _OTHER, _RIGHT, _TO_ASK = 5, 4, 3, 2, -3
"""What a reason weighs in the ranking: the ranking is for reading, the team decides."""


class LockKind(StrEnum):
    """What stands in a household's way."""

    MAIN_CAUSE = "main_cause"
    CAUSE = "cause"
    RISK = "risk"
    NEED = "need"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """A cause, a risk or a need with the lines that answer it; ``code`` of a need is its kind."""

    kind: LockKind
    code: str
    label: str
    need: RecordId | None = None
    keys: tuple[str, ...] = ()  # names of the lines

    @property
    def is_open(self) -> bool:
        """Say whether nothing answers it yet."""
        return not self.keys


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A measure that would open a lock, why it is suggested, and what the facts say of it."""

    verdict: Verdict
    score: int
    reasons: tuple[str, ...]
    need: RecordId | None = None

    @property
    def item(self) -> MeasureItem:
        """Return the item of the catalogue."""
        return self.verdict.item


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """The locks of a household and the keys that are suggested, the best first."""

    locks: tuple[Lock, ...]
    suggestions: tuple[Suggestion, ...]


def of_household(session: Session, household: HouseholdId, year: int, language: str) -> Advice:
    """Return the advice for one household and year; raises ``RuleError`` where it is not in the register."""
    found = verdicts.of_household(session, household, year, language)
    locks = _locks(session, household, year, language)
    suggested = []
    for verdict in found:
        if verdict.entitled is Entitled.NO or verdict.receives or any(s in COUNTED for _id, s in verdict.lines):
            continue
        reasons, score, need = _reasons(verdict, locks)
        if reasons:
            suggested.append(Suggestion(verdict=verdict, score=score, reasons=tuple(reasons), need=need))
    suggested.sort(key=lambda item: (-item.score, item.item.id))
    return Advice(locks=locks, suggestions=tuple(suggested))


def _reasons(verdict: Verdict, locks: Sequence[Lock]) -> tuple[list[str], int, RecordId | None]:
    reasons, score = [], 0
    need: RecordId | None = None
    for lock in locks:
        if not _fits(verdict.item, lock):
            continue
        match lock.kind:
            case LockKind.NEED:
                need = need or (lock.need if lock.is_open else None)
                score += _NEED if lock.is_open else 1
                reasons.append(_("Need: {what}").format(what=lock.label))
            case LockKind.MAIN_CAUSE:
                score += _MAIN if lock.is_open else 1
                reasons.append(_("Main cause: {what}").format(what=lock.label))
            case LockKind.CAUSE:
                score += _OTHER if lock.is_open else 1
                reasons.append(_("Cause: {what}").format(what=lock.label))
            case LockKind.RISK:
                score += _OTHER if lock.is_open else 1
                reasons.append(_("Risk: {what}").format(what=lock.label))
    if verdict.item.nature is Nature.RIGHT and verdict.entitled is Entitled.YES:
        score += _RIGHT
        reasons.append(_("Theirs by right"))
    if reasons and verdict.entitled is Entitled.UNKNOWN:
        score += _TO_ASK
    return reasons, score, need


def _fits(item: MeasureItem, lock: Lock) -> bool:
    if lock.kind is LockKind.NEED:
        return lock.code in item.needs
    name = "risk" if lock.kind is LockKind.RISK else "cause"
    return (name, lock.code) in item.answers


def _locks(session: Session, household: HouseholdId, year: int, language: str) -> tuple[Lock, ...]:
    lines = [
        line
        for line in rows(
            session.db,
            "SELECT * FROM measure WHERE alive AND household = ? AND year = ? ORDER BY id",
            (household, year),
        )
        if status_of(line["status"]) in COUNTED
    ]
    facts = next(
        iter(
            rows(
                session.db, "SELECT * FROM household_year WHERE alive AND household = ? AND year = ?", (household, year)
            )
        ),
        {},
    )
    causes = {
        LockKind.MAIN_CAUSE: ("cause", str(facts.get("main_cause") or "").split()),
        LockKind.CAUSE: ("cause", str(facts.get("other_causes") or "").split()),
        LockKind.RISK: ("risk", str(facts.get("risks") or "").split()),
    }
    found = []
    for kind, (name, codes) in causes.items():
        for code in codes:
            entry = session.pack.code_lists[name].find(code)
            keys = _names(session, (line for line in lines if _answers(session, line, name, code)), language)
            label = entry.label(language) if entry else code
            found.append(Lock(kind=kind, code=code, label=label, keys=keys))
    sql = "SELECT * FROM need WHERE alive AND household = ? AND year = ? ORDER BY id"
    for need in rows(session.db, sql, (household, year)):
        keys = _names(session, (line for line in lines if line["need"] == need["id"]), language)
        found.append(
            Lock(
                kind=LockKind.NEED,
                code=need["kind"] or OTHERS_KIND,
                label=need["description"] or "",
                need=RecordId(need["id"]),
                keys=keys,
            )
        )
    return tuple(found)


def _answers(session: Session, line: Row, name: str, code: str) -> bool:
    """Say whether a line is a key to a cause or risk: its item is, or, without one, any item of its kind."""
    item = session.pack.measure_items.get(str(line["item"] or ""))
    if item is not None:
        return (name, code) in item.answers
    return any(other.kind == line["kind"] and (name, code) in other.answers for other in session.pack.measures)


def _names(session: Session, lines: Iterable[Row], language: str) -> tuple[str, ...]:
    found = []
    for line in lines:
        item = session.pack.measure_items.get(str(line["item"] or ""))
        found.append(item.title(language) if item is not None else str(line["name"] or ""))
    return tuple(found)
