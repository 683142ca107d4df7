"""Run the checks, accept a finding with a reason, take that back."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from poverty_desktop.checks import run as runs
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import BLANK, Value
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, language
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.operations.done import Done, Topic
from poverty_desktop.operations.register import evidence_pictures
from poverty_desktop.operations.register.explanations import explanation_id
from poverty_desktop.packs.pack import Pack
from poverty_desktop.packs.register_schema import ELEMENTS
from poverty_desktop.queries.register.years import working_year
from poverty_desktop.store import findings, log, settings
from poverty_desktop.store.engine import Write
from poverty_desktop.store.session import Session
from poverty_desktop.store.villages import is_known, village_of
from poverty_desktop.store.writing import RecordEdit, Save, commit

OTHER_REASON = "99"
WAIVED = N_("Explain findings: {count}")
UNWAIVED = N_("Take back explanations: {count}")
NO_REASON = N_("Choose a reason for the explanation.")
NO_NOTE = N_("Say in a few words what the other reason is.")
NOT_WAIVABLE = N_("{title} is an error that cannot be explained away. Correct the facts.")
ALREADY_OVER = N_("The explanation would be over before today. Give a later day, or none.")
NO_HOUSEHOLD = N_("A picture is filed with a household. Say in words what shows it for the village.")
NOT_WAIVED = N_("None of these findings has an explanation that could be taken back.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What a run left behind."""

    year: int
    checks: int
    findings: int
    not_run: Mapping[str, runs.NotRun]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingKey:
    """Which finding is meant: the check, the household, and the person or again the household."""

    check: str
    household: HouseholdId
    record: RecordId


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a finding may stand: a code of the list ``waiver_reason`` and what goes with it; ``picture`` is a file."""

    reason: str
    note: str = ""
    evidence: str = ""
    approver: str = ""
    expires_on: date | None = None
    picture: Path | None = field(default=None, repr=False)


def run(session: Session, *, year: int | None = None) -> Done[Ran]:
    """Run every check of the pack over the register and keep what was found.

    Without a ``year`` it is the working year, or the last one before it that has facts.
    """
    chosen = year or runs.year_with_facts(session, working_year(session))
    outcome = runs.run(session, chosen)
    with Write(session.db):
        findings.replace(
            session.db,
            [(hit.check, hit.household, hit.record) for hit in outcome.hits],
            {check: reason.value for check, reason in outcome.not_run.items()},
            today=session.clock.today().isoformat(),
            year=chosen,
            position=log.position(session.db),
            pack=session.pack.content_hash.hex(),
            known=(check.id for check in session.pack.checks),
        )
    ran = Ran(year=chosen, checks=outcome.ran, findings=len(outcome.hits), not_run=outcome.not_run)
    return Done(value=ran, changes=frozenset({Topic.FINDINGS}))


def ask_again(session: Session, kind: RecordKind, *, before: int) -> bool:
    """Ask the checks that look at records of a kind once more, and keep what they find now; say whether it was done.

    Only after a run, which had seen the journal up to ``before`` or not: where it had, all findings stand as they are.
    For records at which no other check looks, such as hits of departments' lists.
    """
    elements = [name for name, kinds in ELEMENTS.items() if kinds == (kind,)]
    asked = [
        check
        for check in session.pack.checks
        if any(re.search(rf"\b{name}\b", f"{check.applies_if} {check.fires_if}") for name in elements)
    ]
    ran_in = settings.get(session.db, findings.RUN_YEAR)
    if not asked or not ran_in:
        return False
    outcome = runs.run(session, int(ran_in), asked)
    with Write(session.db):
        findings.replace_of(
            session.db,
            [check.id for check in asked],
            [(hit.check, hit.household, hit.record) for hit in outcome.hits],
            today=session.clock.today().isoformat(),
        )
        if findings.was_run_at(session.db, before):
            findings.stands_at(session.db, log.position(session.db))
    return True


def waive(session: Session, keys: Sequence[FindingKey], explanation: Explanation) -> Done[int]:
    """Let findings stand with one reason; one action, however many they are. Errors as in :func:`waive_each`."""
    return waive_each(session, [(key, explanation) for key in keys])


def waive_each(session: Session, explained: Sequence[tuple[FindingKey, Explanation]]) -> Done[int]:
    """Let findings stand, each with its own reason; one action.

    A picture is filed with the household. Raises ``RuleError`` where no reason is given, its time is over already, a
    check allows none, or a picture cannot be read or goes with what is no household; nothing is written then.
    """
    known = {check.id: check for check in session.pack.checks}
    edits: list[tuple[str, RecordEdit]] = []
    each = dict(explained)
    sealed: dict[Path | None, Value] = {None: BLANK}
    for key, explanation in each.items():
        if not explanation.reason:
            raise RuleError(NO_REASON)
        if explanation.reason == OTHER_REASON and not explanation.note.strip():
            raise RuleError(NO_NOTE)
        if explanation.expires_on is not None and explanation.expires_on < session.clock.today():
            raise RuleError(ALREADY_OVER)
        check = known.get(key.check)
        if check is not None and not check.is_waivable:
            raise RuleError(NOT_WAIVABLE, title=check.title)
        if explanation.picture is not None and not is_known(session, RecordKind.HOUSEHOLD, key.household):
            raise RuleError(NO_HOUSEHOLD)
        if explanation.picture not in sealed:
            sealed[explanation.picture] = evidence_pictures.keep(session, explanation.picture)
        picture = sealed[explanation.picture]
        evidence = evidence_pictures.pointed(session, explanation.evidence, picture)
        values = _values(session.pack, key, replace(explanation, evidence=evidence))
        edit = RecordEdit(kind=RecordKind.WAIVER, record=waiver_id(key), values=values, is_new=True)
        village = _village_of(session, key)
        edits.append((village, edit))
        if picture:
            caption = check.title(language()) if check is not None else ""
            edits.append((village, evidence_pictures.filed(session, key.household, picture, caption=caption)))
    by_village: dict[str, list[RecordEdit]] = {}
    for village, edit in evidence_pictures.once(edits):
        by_village.setdefault(village, []).append(edit)
    return _committed(session, by_village, WAIVED, len(each))


def unwaive(session: Session, keys: Sequence[FindingKey]) -> Done[int]:
    """Take explanations back; raises ``RuleError`` where none of the findings has one."""
    edits: dict[str, list[RecordEdit]] = {}
    for key in dict.fromkeys(keys):
        if not findings.is_alive(session.db, waiver_id(key)):
            continue
        edits.setdefault(_village_of(session, key), []).append(
            RecordEdit(kind=RecordKind.WAIVER, record=waiver_id(key), values={}, removes=True)
        )
    if not edits:
        raise RuleError(NOT_WAIVED)
    return _committed(session, edits, UNWAIVED, sum(map(len, edits.values())))


def waiver_id(key: FindingKey) -> RecordId:
    """Return the id of a finding's waiver."""
    return explanation_id(key.household, key.check, key.record)


def _village_of(session: Session, key: FindingKey) -> str:
    """Return the village of a finding, be it of a household or of the village itself."""
    is_village = is_known(session, RecordKind.VILLAGE_YEAR, key.record)
    return village_of(session, RecordKind.VILLAGE_YEAR if is_village else RecordKind.HOUSEHOLD, key.household)


def _values(pack: Pack, key: FindingKey, explanation: Explanation) -> dict[str, Value]:
    values = {
        "household": Value(key.household),
        "check": Value(key.check),
        "reason": Value(explanation.reason),
        "note": _text(explanation.note),
        "evidence": _text(explanation.evidence),
        "approver": _text(explanation.approver),
        "expires_on": Value(explanation.expires_on.isoformat()) if explanation.expires_on else BLANK,
    }
    if key.record != key.household:
        values["person"] = Value(key.record)
    return {name: value for name, value in values.items() if (RecordKind.WAIVER, name) in pack.by_name}


def _text(text: str) -> Value:
    return Value(text.strip()) if text.strip() else BLANK


def _committed(session: Session, edits: Mapping[str, list[RecordEdit]], label: str, count: int) -> Done[int]:
    params = {"count": count}
    before = log.position(session.db)
    committed = commit(
        session,
        [Save(village=village, edits=tuple(found)) for village, found in edits.items()],
        seen=before,
        label=label,
        params=json.dumps(params),
    )
    if findings.was_run_at(session.db, before):  # an explanation changes no fact: what was found stands
        with Write(session.db):
            findings.stands_at(session.db, log.position(session.db))
    changes = frozenset(committed.kinds) | {Topic.FINDINGS}
    return Done(value=count, changes=changes, undo_label=label, params=params)
