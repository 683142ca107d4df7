"""Findings out to Excel and back: what was written beside them becomes explanations, or says what was put right."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from poverty_desktop import i18n
from poverty_desktop.checks import worklist
from poverty_desktop.checks.worklist import FindingRow, State
from poverty_desktop.domain import textual
from poverty_desktop.errors import RuleError
from poverty_desktop.exchange import findings_sheet
from poverty_desktop.exchange.findings_sheet import NO_MARK, Answer, FindingLine
from poverty_desktop.i18n import N_, _
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.operations import disclosure
from poverty_desktop.operations.done import Done
from poverty_desktop.operations.lookback.checks import OTHER_REASON, Explanation, FindingKey, waive_each
from poverty_desktop.operations.register import hit_outcomes
from poverty_desktop.operations.register.hit_outcomes import Rectification
from poverty_desktop.packs.checks import Severity
from poverty_desktop.queries.register import outside_hits
from poverty_desktop.store.session import Session

MOST_ROWS = 200_000
SEVERITY_WORDS = {
    Severity.ERROR: N_("error"),
    Severity.WARNING: N_("warning"),
    Severity.VERIFY: N_("verify"),
    Severity.INFO: N_("note"),
}
GONE = N_("This finding is not on the list any more.")
MUST_BE_CORRECTED = N_("This is an error that cannot be explained away.")
NO_DAY = N_("The last day of the explanation is no date, write it like 2026-12-31.")
NO_DAY_PUT_RIGHT = N_("The day on which it was put right is no date, write it like 2026-12-31.")
NO_CAUSE = N_("A correction without a cause: change the facts, then run the checks again.")


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """What a sheet would do: explanations for findings, and rows that fit nothing with why (a msgid).

    ``put_right``: hits of departments' lists whose finding has a correction beside it.
    """

    explanations: tuple[tuple[FindingKey, Explanation], ...]
    unmatched: tuple[tuple[int, str], ...]
    put_right: tuple[tuple[RecordId, Rectification], ...] = ()


def write_out(session: Session, path: Path, *, check: str = "", village: str = "") -> Done[int]:
    """Write the open findings to an .xlsx file and return how many; raises ``StorageError``."""
    rows = worklist.findings(session, language=i18n.language(), check=check, village=village, limit=MOST_ROWS)
    count = findings_sheet.write_findings(path, [_line(row) for row in rows])
    disclosure.note(session, "export", list(dict.fromkeys(row.household for row in rows)))
    return Done(value=count, changes=frozenset())


def preview(session: Session, path: Path) -> TakenIn:
    """Return what taking in the sheet at ``path`` would do; raises ``RuleError`` and ``StorageError``."""
    rows = worklist.findings(session, language=i18n.language(), state=State.OPEN, limit=MOST_ROWS)
    open_rows = {(row.check.id, row.household, row.record): row for row in rows}
    words = {label(language): code for code, label in worklist.reasons_on_offer(session) for language in i18n.LANGUAGES}
    explanations: list[tuple[FindingKey, Explanation]] = []
    unmatched: list[tuple[int, str]] = []
    put_right: list[tuple[RecordId, Rectification]] = []
    to_mend = outside_hits.unmended_of(session, {row.household for row in rows if row.is_put_right_by_note})
    for answer in findings_sheet.read_answers(path):
        row = open_rows.get((answer.check, HouseholdId(RecordId(answer.household)), RecordId(answer.record)))
        if not answer.check:
            unmatched.append((answer.row, NO_MARK))
        elif row is None:
            unmatched.append((answer.row, GONE))
        elif row.is_put_right_by_note and (answer.correction or answer.put_right_on):
            try:
                done = _rectification(session, answer)
            except RuleError as error:
                unmatched.append((answer.row, error.message_id))
            else:
                put_right += ((hit, done) for hit in to_mend.get(row.household, ()))
        elif not row.check.is_waivable:
            unmatched.append((answer.row, MUST_BE_CORRECTED))
        elif not answer.cause:
            unmatched.append((answer.row, NO_CAUSE))
        else:
            key = FindingKey(check=row.check.id, household=row.household, record=row.record)
            try:
                explanations.append((key, _explanation(words.get(answer.cause, ""), answer)))
            except RuleError as error:
                unmatched.append((answer.row, error.message_id))
    return TakenIn(explanations=tuple(explanations), unmatched=tuple(unmatched), put_right=tuple(put_right))


def take_in(session: Session, found: TakenIn) -> Done[int]:
    """Keep what a sheet says: explanations are one action, what was put right another."""
    done = Done(value=0, changes=frozenset())
    if found.put_right:
        done = hit_outcomes.apply(session, found.put_right)
    if not found.explanations:
        return done
    explained = waive_each(session, found.explanations)
    return replace(explained, value=explained.value + done.value, changes=explained.changes | done.changes)


def _rectification(session: Session, answer: Answer) -> Rectification:
    on = textual.read_date(answer.put_right_on)
    if answer.put_right_on and (not on.value or (on.problem is not None and on.problem.is_error)):
        raise RuleError(NO_DAY_PUT_RIGHT)
    done = Rectification(
        words=answer.correction,
        evidence=answer.evidence,
        on=date.fromisoformat(str(on.value.scalar)) if on.value else None,
    )
    hit_outcomes.check_rectification(session, done, outcome=outside_hits.TRUE)
    return done


def _explanation(reason: str, answer: Answer) -> Explanation:
    notes = [text for text in ("" if reason else answer.cause, answer.correction) if text]
    until = textual.read_date(answer.until)
    if answer.until and (not until.value or (until.problem is not None and until.problem.is_error)):
        raise RuleError(NO_DAY)
    return Explanation(
        reason=reason or OTHER_REASON,
        note="；".join(notes),
        evidence=answer.evidence,
        approver=answer.approver,
        expires_on=date.fromisoformat(str(until.value.scalar)) if until.value else None,
    )


def _line(row: FindingRow) -> FindingLine:
    return FindingLine(
        check=row.check.id,
        household=row.household,
        record=row.record,
        title=f"{row.check.id} {row.check.title(i18n.language())}",
        weight=_(SEVERITY_WORDS[row.check.severity]),
        village=row.village,
        group=row.group_name,
        head=row.head_name,
        member=row.person_name,
        sentence=row.sentence,
        first_seen=row.first_seen,
    )
