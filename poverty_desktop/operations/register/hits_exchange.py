"""Hits of departments' lists out to Excel and back: outcomes and what was done to put them right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from poverty_desktop import i18n
from poverty_desktop.domain import textual
from poverty_desktop.errors import RuleError
from poverty_desktop.exchange import hits_sheet
from poverty_desktop.exchange.hits_sheet import HitAnswer, HitLine
from poverty_desktop.i18n import N_
from poverty_desktop.ids import RecordId
from poverty_desktop.operations import disclosure
from poverty_desktop.operations.done import Done
from poverty_desktop.operations.register import hit_outcomes
from poverty_desktop.operations.register.hit_outcomes import Decision, Rectification
from poverty_desktop.queries.register import outside_hits
from poverty_desktop.queries.register.outside_hits import HitRow, Shown
from poverty_desktop.store.session import Session

MOST_ROWS = 200_000
NO_MARK = N_("This row has no mark of a hit any more.")
GONE = N_("This hit is not in the register any more.")
NO_SUCH_OUTCOME = N_("There is no such outcome. Write one as the program writes it.")
NO_DAY = N_("The day on which it was put right is no date, write it like 2026-12-31.")


@dataclass(frozen=True, slots=True, kw_only=True)
class HitsTakenIn:
    """What a sheet would do: outcomes, what was put right, and rows that fit nothing with why (a msgid)."""

    given: tuple[tuple[RecordId, Decision | Rectification], ...]
    unmatched: tuple[tuple[int, str], ...]

    @property
    def outcomes(self) -> int:
        """Return how many hits get an outcome."""
        return sum(isinstance(what, Decision) for _hit, what in self.given)

    @property
    def put_right(self) -> int:
        """Return how many hits are noted as put right."""
        return sum(isinstance(what, Rectification) for _hit, what in self.given)


def write_out(session: Session, path: Path, *, shown: Shown) -> Done[int]:
    """Write the hits asked for to an .xlsx file and return how many; raises ``StorageError``."""
    tongue = i18n.language()
    found = outside_hits.hits(session, shown=shown, limit=MOST_ROWS)
    count = hits_sheet.write_hits(path, [HitLine(hit=row.id, cells=_cells(row, tongue)) for row in found])
    disclosure.note(session, "export", list(dict.fromkeys(row.household for row in found)))
    return Done(value=count, changes=frozenset())


def preview(session: Session, path: Path) -> HitsTakenIn:
    """Return what taking in the sheet at ``path`` would do; raises ``RuleError`` and ``StorageError``.

    A row that says what the register says already does nothing.
    """
    known = {
        row.id: row
        for shown in (Shown.OPEN, Shown.DECIDED)
        for row in outside_hits.hits(session, shown=shown, limit=MOST_ROWS)
    }
    codes = {
        text: code
        for code, label in outside_hits.outcomes_on_offer(session)
        for text in (code, *(label(language) for language in i18n.LANGUAGES))
    }
    given: list[tuple[RecordId, Decision | Rectification]] = []
    unmatched: list[tuple[int, str]] = []
    for answer in hits_sheet.read_hits(path):
        row = known.get(RecordId(answer.hit))
        if row is None:
            unmatched.append((answer.row, GONE if answer.hit else NO_MARK))
            continue
        try:
            given += ((row.id, what) for what in _told(session, row, answer, codes))
        except RuleError as error:
            unmatched.append((answer.row, error.message_id))
    return HitsTakenIn(given=tuple(given), unmatched=tuple(unmatched))


def take_in(session: Session, found: HitsTakenIn) -> Done[int]:
    """Keep what a sheet says, as one action."""
    return hit_outcomes.apply(session, found.given)


def _told(session: Session, row: HitRow, answer: HitAnswer, codes: dict[str, str]) -> list[Decision | Rectification]:
    """Return what a row says that the register does not; raises ``RuleError`` where it lacks something."""
    found: list[Decision | Rectification] = []
    if answer.outcome and answer.outcome not in codes:
        raise RuleError(NO_SUCH_OUTCOME)
    outcome = codes.get(answer.outcome, row.outcome)
    said = (outcome, answer.reason, answer.evidence)
    if answer.outcome and said != (row.outcome, row.reason, row.evidence):
        decision = Decision(outcome=outcome, reason=answer.reason, evidence=answer.evidence)
        hit_outcomes.check_decision(session, decision)
        found.append(decision)
    day = textual.read_date(answer.on)
    if answer.on and (not day.value or (day.problem is not None and day.problem.is_error)):
        raise RuleError(NO_DAY)
    on = str(day.value.scalar) if day.value else ""
    said = (on or row.rectified_on, answer.words, answer.shows)
    if (answer.words or on) and said != (row.rectified_on, row.rectified_note, row.rectified_evidence):
        done = Rectification(words=answer.words, evidence=answer.shows, on=date.fromisoformat(on) if on else None)
        hit_outcomes.check_rectification(session, done, outcome=outcome)
        found.append(done)
    return found


def _cells(row: HitRow, tongue: str) -> tuple[str, ...]:
    return (
        row.list_label(tongue),
        row.department,
        row.name,
        row.head,
        row.place,
        row.detail,
        row.outcome_label(tongue) if row.outcome_label else "",
        row.reason,
        row.evidence,
        row.rectified_on,
        row.rectified_note,
        row.rectified_evidence,
    )
