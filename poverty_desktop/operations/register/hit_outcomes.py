"""What came of looking into hits of departments' lists, and how those that are true were put right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import BLANK, Value
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, language
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.operations.done import Done
from poverty_desktop.operations.register import evidence_pictures
from poverty_desktop.operations.register.saved_hits import save_hits
from poverty_desktop.queries.register import outside_hits
from poverty_desktop.queries.register.outside_hits import ALLOWED, NOT_TRUE, RECTIFIED_ON, TRUE
from poverty_desktop.store.database import Row, rows
from poverty_desktop.store.session import Session
from poverty_desktop.store.writing import RecordEdit

DECIDED = N_("Outcome of hits: {count}")
PUT_RIGHT = N_("Note as put right: {count} hits")
NO_OUTCOME = N_("Choose an outcome.")
NO_EVIDENCE = N_("Name the evidence that shows that it is not true, such as a certificate or a visit.")
NO_REASON = N_("Say in a few words why it is allowed.")
NO_WORDS = N_("Write what was done to put it right.")
NOT_TRUE_YET = N_("Only what was found true is put right. Say first that the hit is true.")
TOO_LATE = N_("The day on which it was put right is still to come.")
NOTHING_TO_MEND = N_("None of these findings is there because of a hit that is true.")
OLD_PACK = N_("The policy pack of this workspace does not know yet that a hit is put right. Take in the newest pack.")

OUTCOME = ("outcome", "reason", "evidence", "decided_on")
RECTIFICATION = (RECTIFIED_ON, "rectified_by", "rectified_note", "rectified_evidence")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What is true of a hit: a code of the list ``hit_outcome``, and what supports it; ``picture`` is a file."""

    outcome: str
    reason: str = field(default="", repr=False)
    evidence: str = field(default="", repr=False)
    picture: Path | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rectification:
    """How a hit that is true was put right: what was done, what shows it, and on which day (none: today)."""

    words: str = field(repr=False)
    evidence: str = field(default="", repr=False)
    picture: Path | None = field(default=None, repr=False)
    on: date | None = None


def decide(session: Session, hits: Sequence[RecordId], decision: Decision) -> Done[int]:
    """Say what came of looking into hits; one action, however many they are.

    Raises ``RuleError`` where there is no outcome, "not true" has no evidence or "allowed" no reason: bare hits are
    often wrong, and a decision must stand up to an auditor (domain.md 5.6). A picture is filed with the households.
    """
    return apply(session, [(hit, decision) for hit in hits])


def rectify(session: Session, hits: Sequence[RecordId], rectification: Rectification) -> Done[int]:
    """Note that hits that are true were put right; one action. Errors as in :func:`apply`.

    A true hit asks for action (domain.md 5.6), and only this says that it was taken: that a member left or that the
    household was removed is what was done, not that nothing is left to do, such as money to be paid back.
    """
    return apply(session, [(hit, rectification) for hit in hits])


def rectify_households(session: Session, households: Sequence[HouseholdId], rectification: Rectification) -> Done[int]:
    """Note every hit of these households that is true and not put right; errors as in :func:`apply`."""
    found = outside_hits.unmended_of(session, households)
    hits = [hit for household in dict.fromkeys(households) for hit in found.get(household, ())]
    if not hits:
        raise RuleError(NOTHING_TO_MEND)
    return rectify(session, hits, rectification)


def apply(session: Session, given: Iterable[tuple[RecordId, Decision | Rectification]]) -> Done[int]:
    """Write outcomes and what was put right, one action; of a hit that is named twice the outcome comes first.

    Raises ``RuleError`` where an outcome lacks its support, what was done is not said, a hit is not true, a day is to
    come, a picture cannot be read or the pack knows no putting right; nothing is written then.
    """
    kept = _kept(session)
    told = [(hit, what) for hit, what in given if hit in kept]
    values: dict[RecordId, dict[str, Value]] = {}
    for hit, what in told:
        if isinstance(what, Decision):
            values.setdefault(hit, {}).update(_decided(session, what))
    for hit, what in told:
        if isinstance(what, Rectification):
            outcome = values[hit]["outcome"].scalar if hit in values else kept[hit]["outcome"]
            values.setdefault(hit, {}).update(_rectified(session, what, str(outcome or "")))
    label = DECIDED if any(isinstance(what, Decision) for _hit, what in told) else PUT_RIGHT
    filed = list(evidence_pictures.once(_filed(session, kept, told, values)))  # evidence says then where they are
    edits = [_edit(kept, hit, found) for hit, found in values.items()]
    return save_hits(session, [*edits, *filed], label)


def take_back(session: Session, hits: Sequence[RecordId]) -> Done[int]:
    """Take one step back: what was put right is to be put right again, what has an outcome waits for one again."""
    kept = _kept(session)
    edits = []
    for hit in dict.fromkeys(hits):
        if hit in kept:
            names = RECTIFICATION if kept[hit].get(RECTIFIED_ON) else OUTCOME
            edits.append(_edit(kept, hit, dict.fromkeys(names, BLANK)))
    return save_hits(session, edits, DECIDED)


def check_decision(session: Session, decision: Decision) -> None:
    """Raise ``RuleError`` where an outcome is unknown or lacks its support."""
    if decision.outcome not in {code for code, _label in outside_hits.outcomes_on_offer(session)}:
        raise RuleError(NO_OUTCOME)
    if decision.outcome == NOT_TRUE and not decision.evidence.strip() and decision.picture is None:
        raise RuleError(NO_EVIDENCE)
    if decision.outcome == ALLOWED and not decision.reason.strip():
        raise RuleError(NO_REASON)


def check_rectification(session: Session, rectification: Rectification, *, outcome: str) -> None:
    """Raise ``RuleError`` where a hit of this outcome cannot be noted as put right in this way."""
    if not outside_hits.can_be_mended(session):
        raise RuleError(OLD_PACK)
    if outcome != TRUE:
        raise RuleError(NOT_TRUE_YET)
    if not rectification.words.strip():
        raise RuleError(NO_WORDS)
    if rectification.on is not None and rectification.on > session.clock.today():
        raise RuleError(TOO_LATE)


def _decided(session: Session, decision: Decision) -> dict[str, Value]:
    check_decision(session, decision)
    values = {
        "outcome": Value(decision.outcome),
        "reason": _text(decision.reason),
        "evidence": _text(decision.evidence),
        "decided_on": Value(session.clock.today().isoformat()),
    }
    if decision.outcome != TRUE and outside_hits.can_be_mended(session):
        values |= dict.fromkeys(RECTIFICATION, BLANK)
    return values


def _rectified(session: Session, rectification: Rectification, outcome: str) -> dict[str, Value]:
    check_rectification(session, rectification, outcome=outcome)
    return {
        RECTIFIED_ON: Value((rectification.on or session.clock.today()).isoformat()),
        "rectified_by": _text(session.worker),
        "rectified_note": _text(rectification.words),
        "rectified_evidence": _text(rectification.evidence),
    }


def _filed(
    session: Session,
    kept: dict[RecordId, Row],
    told: Sequence[tuple[RecordId, Decision | Rectification]],
    values: dict[RecordId, dict[str, Value]],
) -> Iterator[tuple[HouseholdId, RecordEdit]]:
    """File the pictures with the households of their hits, and let the evidence of each hit say where they are."""
    lists = dict(outside_hits.lists_on_offer(session))
    sealed = {path: evidence_pictures.keep(session, path) for _hit, what in told if (path := what.picture)}
    for hit, what in told:
        if what.picture is not None:
            picture, row = sealed[what.picture], kept[hit]
            name = "evidence" if isinstance(what, Decision) else "rectified_evidence"
            values[hit][name] = _text(evidence_pictures.pointed(session, what.evidence, picture))
            household = HouseholdId(RecordId(bytes(row["household"])))
            words = lists.get(row["list"])
            caption = words(language()) if words is not None else ""
            yield household, evidence_pictures.filed(session, household, picture, caption=caption)


def _kept(session: Session) -> dict[RecordId, Row]:
    return {RecordId(bytes(row["id"])): row for row in rows(session.db, "SELECT * FROM list_hit WHERE alive")}


def _edit(kept: dict[RecordId, Row], hit: RecordId, values: dict[str, Value]) -> tuple[HouseholdId, RecordEdit]:
    household = HouseholdId(RecordId(bytes(kept[hit]["household"])))
    return household, RecordEdit(kind=RecordKind.LIST_HIT, record=hit, values=values)


def _text(text: str) -> Value:
    return Value(text.strip()) if text.strip() else BLANK
