"""What goes with an outcome of a round, what of it must be given, and how it stands in the record."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.membership_events import FUTURE
from poverty_desktop.domain.values import BLANK, Value
from poverty_desktop.domain.verification import OutcomeRule
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.packs.outcomes import outcome_rules
from poverty_desktop.store.session import Session

NO_OUTCOME = N_("The policy pack has no such outcome. Choose one of the list.")
NO_EVIDENCE = N_("Say how this is known: choose the evidence, type a note, or add a picture.")
NO_DATE = N_("Type the day on which it happened.")
NOTHING_CORRECTED = N_("Type at least one corrected fact, or confirm the person as unchanged.")

CHANGED_NOTHING = "[]"
"""The corrections of an outcome that says how somebody left or joined, where that itself was noted elsewhere before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFact:
    """One corrected fact of a person: of the person's own record, of the membership, or of another record of theirs."""

    kind: RecordKind
    name: str
    value: Value = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """An outcome with what goes with it; ``picture`` is a file that shows the evidence."""

    outcome: str
    happened_on: date | None = None
    evidence: str = ""
    note: str = field(default="", repr=False)
    picture: Path | None = field(default=None, repr=False)
    facts: tuple[NewFact, ...] = field(default=(), repr=False)


def rule_of(session: Session, given: Given) -> OutcomeRule:
    """Return what the pack says of an outcome; raises ``RuleError`` where it has none such."""
    found = outcome_rules(session.pack).get(given.outcome)
    if found is None:
        raise RuleError(NO_OUTCOME)
    return found


def complete(session: Session, rule: OutcomeRule, given: Given) -> Given:
    """Return the outcome with the evidence that stands for it where none is given.

    Raises ``RuleError`` where evidence, day or corrections are missing, or the day has not come yet.
    """
    evidence = given.evidence or ("" if given.note.strip() else rule.evidence)
    if rule.needs_evidence and not (evidence or given.note.strip() or given.picture):
        raise RuleError(NO_EVIDENCE)
    if (rule.needs_date or rule.balance) and given.happened_on is None:
        raise RuleError(NO_DATE)
    if given.happened_on is not None and given.happened_on > session.clock.today():
        raise RuleError(FUTURE)
    if rule.corrects and not given.facts:
        raise RuleError(NOTHING_CORRECTED)
    return replace(given, evidence=evidence)


def day_of(given: Given) -> Value:
    """Return the day of an outcome as a value."""
    return Value(given.happened_on.isoformat()) if given.happened_on else BLANK


def said(session: Session, given: Given, photo: Value) -> dict[str, Value]:
    """Return what the record of an outcome says; pairs of corrected facts are added by who corrects them."""
    return {
        "outcome": Value(given.outcome),
        "happened_on": day_of(given),
        "evidence": Value(given.evidence) if given.evidence else BLANK,
        "note": Value(given.note.strip()) if given.note.strip() else BLANK,
        "corrections": BLANK,
        "checked_on": Value(session.clock.today().isoformat()),
        "photo": photo,
    }


def nothing_said() -> dict[str, Value]:
    """Return what the record of a person says of whom nobody has looked at yet."""
    names = ("outcome", "happened_on", "evidence", "note", "corrections", "checked_on", "photo")
    return dict.fromkeys(names, BLANK)
