"""Self-assessment by the team, review by the office, appeal, decision: one record for each item and year."""

from __future__ import annotations

import json
from decimal import Decimal

from poverty_desktop.checks import village_scores
from poverty_desktop.checks.village_scores import ItemScore, Sheet, assessment_id
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.textual import canonical_decimal
from poverty_desktop.domain.values import BLANK, Value
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, language
from poverty_desktop.ids import RecordId, derive_id
from poverty_desktop.operations.assessment.targets import edit_of, require_office
from poverty_desktop.operations.done import Done
from poverty_desktop.packs.assessment_items import Assessed
from poverty_desktop.store import log
from poverty_desktop.store.session import Session
from poverty_desktop.store.villages import chain_of
from poverty_desktop.store.writing import RecordEdit, Save, commit

SELF = N_("Self-assessment: {item}")
REVIEWED = N_("Review of the assessment: {item}")
APPEALED = N_("Appeal against the assessment: {item}")
DECIDED = N_("Decision on the appeal: {item}")
NO_ITEM = N_("There is no item “{text}” for this village in {year}.")
OUT_OF_RANGE = N_("{item} is given from 0 to {points} points.")
NO_WORDS = N_("Write in a few words why: the team reads it.")
NOT_REVIEWED = N_("The office has not reviewed this item yet; an appeal is possible after that.")
NO_REASON = N_("Write the reason of the appeal.")
APPEALED_ALREADY = N_("There is an appeal on this item already.")
NO_APPEAL = N_("There is no appeal on this item that waits for a decision.")
STAYS, CHANGED = "01", "02"


def sheet(session: Session, subject: Assessed, village: str, year: int) -> Sheet:
    """Return the sheet of one village or team; raises ``RuleError`` where there is no such village with households."""
    found = village_scores.sheets(session, subject, year, begin=village)
    if len(found) != 1:
        raise RuleError(N_("There is no village {code} in the register."), code=village)
    return found[0]


def self_assess(
    session: Session, village: str, year: int, item: str, *, score: Decimal | None, words: str
) -> Done[RecordId]:
    """Note what the team says of itself. Raises ``RuleError`` for an unknown item or points that it does not have."""
    found = _item(session, village, year, item)
    values = {
        "self_words": Value(words.strip()) if words.strip() else BLANK,
        "self_by": Value(session.worker),
        "self_on": Value(session.clock.today().isoformat()),
    }
    if score is not None:
        values["self_score"] = Value(canonical_decimal(_fitting(found, score)))
    return _write(session, village, year, found, values, SELF)


def review(session: Session, village: str, year: int, item: str, *, score: Decimal, words: str) -> Done[RecordId]:
    """Note the points that the office gives.

    Raises ``RuleError`` outside an office, for points that the item does not have, and without words where they are
    others than those that were computed or that the team gave itself.
    """
    require_office(session)
    found = _item(session, village, year, item)
    given = _fitting(found, score)
    expected = found.computed if found.computed is not None else found.self_score
    if expected is not None and abs(float(given) - expected) > 0.05 and not words.strip():
        raise RuleError(NO_WORDS)
    values = {
        "score": Value(canonical_decimal(given)),
        "words": Value(words.strip()) if words.strip() else BLANK,
        "reviewed_by": Value(session.worker),
        "reviewed_on": Value(session.clock.today().isoformat()),
    }
    return _write(session, village, year, found, values, REVIEWED)


def appeal(session: Session, village: str, year: int, item: str, *, reason: str) -> Done[RecordId]:
    """Raise an appeal against a reviewed score. Raises ``RuleError`` without a reason, a review, or a second time."""
    found = _item(session, village, year, item)
    if not reason.strip():
        raise RuleError(NO_REASON)
    if found.score is None:
        raise RuleError(NOT_REVIEWED)
    if found.appeal is not None:
        raise RuleError(APPEALED_ALREADY)
    record = derive_id(RecordKind.ASSESSMENT_APPEAL, found.id, "appeal")
    values = {
        "place": Value(village),
        "assessment": Value(found.id),
        "reason": Value(reason.strip()),
        "raised_by": Value(session.worker),
        "raised_on": Value(session.clock.today().isoformat()),
    }
    edit = edit_of(session, RecordKind.ASSESSMENT_APPEAL, record, values)
    return _saved(session, village, (edit,), record, found, APPEALED)


def decide(
    session: Session, village: str, year: int, item: str, *, score: Decimal | None, words: str
) -> Done[RecordId]:
    """Decide an appeal: the score stays (None) or becomes another one, with words that the team reads.

    Raises ``RuleError`` outside an office, without an open appeal, without words, or for points that cannot be.
    """
    require_office(session)
    found = _item(session, village, year, item)
    if found.appeal is None or found.appeal.decision:
        raise RuleError(NO_APPEAL)
    if not words.strip():
        raise RuleError(NO_WORDS)
    values = {
        "decision": Value(STAYS if score is None else CHANGED),
        "decision_words": Value(words.strip()),
        "decided_by": Value(session.worker),
        "decided_on": Value(session.clock.today().isoformat()),
    }
    edits = [RecordEdit(kind=RecordKind.ASSESSMENT_APPEAL, record=found.appeal.id, values=values)]
    if score is not None:
        changed = {"score": Value(canonical_decimal(_fitting(found, score)))}
        edits.append(RecordEdit(kind=RecordKind.ASSESSMENT, record=found.id, values=changed))
    return _saved(session, village, tuple(edits), found.appeal.id, found, DECIDED)


def _item(session: Session, village: str, year: int, item: str) -> ItemScore:
    for subject in Assessed:
        for found in sheet(session, subject, village, year).items:
            if item in (found.item.id, found.item.title.zh, found.item.title.en):
                return found
    raise RuleError(NO_ITEM, text=item, year=year)


def _fitting(found: ItemScore, score: Decimal) -> Decimal:
    if not 0 <= score <= found.item.points:
        raise RuleError(OUT_OF_RANGE, item=found.item.title(language()), points=found.item.points)
    return score


def _write(
    session: Session, village: str, year: int, found: ItemScore, said: dict[str, Value], label: str
) -> Done[RecordId]:
    record = assessment_id(village, year, found.item.id)
    own = {"place": Value(village), "year": Value(year), "item": Value(found.item.id)}
    values = {**own, **{name: value for name, value in said.items() if value}}
    edit = edit_of(session, RecordKind.ASSESSMENT, record, values)
    return _saved(session, village, (edit,), record, found, label)


def _saved(
    session: Session, village: str, edits: tuple[RecordEdit, ...], record: RecordId, found: ItemScore, label: str
) -> Done[RecordId]:
    title = found.item.title
    committed = commit(
        session,
        [Save(village=chain_of(session, village), edits=edits)],
        seen=log.position(session.db),
        label=label,
        params=json.dumps({"item": [title.zh, title.en]}, ensure_ascii=False),
    )
    return Done(value=record, changes=frozenset(committed.kinds), undo_label=label, params={"item": title})
