"""Enter recognition and discipline; it counts only when another person has approved it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop import i18n
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value, Why
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _
from poverty_desktop.ids import RecordId
from poverty_desktop.operations.done import Done
from poverty_desktop.operations.paperwork import list_papers
from poverty_desktop.pdf.values import PaperColumn, PaperTable
from poverty_desktop.queries.assistance import merits
from poverty_desktop.queries.assistance.merits import MeritRow, Outcome
from poverty_desktop.store import log
from poverty_desktop.store.session import Session
from poverty_desktop.store.writing import RecordEdit, Save, commit

if TYPE_CHECKING:
    from poverty_desktop.pdf.list_form import ListPaper

ENTERED = N_("Enter recognition or discipline")
DECIDED = N_("Decide on recognition or discipline")
OLD_PACK = N_("The policy pack knows no recognition or discipline. Take over a newer pack of the office.")
NO_PERSON = N_("Write who is meant.")
NO_KIND = N_("Choose what kind of recognition or discipline it is.")
NO_REASON = N_("Write the reason.")
AHEAD = N_("The date is in the future.")
NO_MERIT = N_("Choose a record first.")
DECIDED_ALREADY = N_("This record is decided already.")
SAME_PERSON = N_("Another person must approve it: not who entered it, and not who is meant. Change who works here.")
NO_NOTE = N_("Write why it is refused.")
NO_VILLAGE = N_("Choose the village first: these records belong to a village.")


@dataclass(frozen=True, slots=True, kw_only=True)
class MeritTyped:
    """Who is recognised or disciplined, how, when and why."""

    person: str
    kind: str
    reason: str = field(repr=False)
    on: date | None = None
    document: str = ""


def enter(session: Session, typed: MeritTyped, *, village: str = "") -> Done[RecordId]:
    """Enter a record; it waits for an approval. Raises ``RuleError`` where something is missing."""
    place, today = village or session.village, session.clock.today()
    if not merits.is_kept(session):
        raise RuleError(OLD_PACK)
    if not place:
        raise RuleError(NO_VILLAGE)
    if not typed.person.strip():
        raise RuleError(NO_PERSON)
    if session.pack.code_lists["merit_kind"].find(typed.kind) is None:
        raise RuleError(NO_KIND)
    if not typed.reason.strip():
        raise RuleError(NO_REASON)
    on = typed.on or today
    if on > today:
        raise RuleError(AHEAD)
    values = {
        "village": Value(place),
        "person": Value(typed.person.strip()),
        "kind": Value(typed.kind),
        "happened_on": Value(on.isoformat()),
        "reason": Value(typed.reason.strip()),
        "entered_by": Value(session.worker),
        "entered_staff": Value(RecordId(session.actor)),
    }
    if typed.document.strip():
        values["document"] = Value(typed.document.strip())
    record = RecordId(session.ids.new())
    edit = RecordEdit(kind=RecordKind.MERIT, record=record, values=values, is_new=True)
    return _commit(session, place, edit, ENTERED)


def decide(session: Session, merit: RecordId, outcome: Outcome, note: str = "") -> Done[RecordId]:
    """Approve or refuse a record that another person entered about a third.

    Raises ``RuleError`` where it is decided already, by the same person, or refused without a reason.
    """
    row = merits.one(session, merit) if merits.is_kept(session) else None
    if row is None:
        raise RuleError(NO_MERIT)
    if row.outcome is not None:
        raise RuleError(DECIDED_ALREADY)
    if row.entered_staff == session.actor or session.worker in (row.entered_by, row.person):
        raise RuleError(SAME_PERSON)
    if outcome is Outcome.REFUSED and not note.strip():
        raise RuleError(NO_NOTE)
    values = {
        "outcome": Value(outcome.value),
        "approved_on": Value(session.clock.today().isoformat()),
        "approved_by": Value(session.worker),
    }
    if note.strip():
        values["approval_note"] = Value(note.strip())
    edit = RecordEdit(kind=RecordKind.MERIT, record=merit, values=values)
    return _commit(session, row.village_code, edit, DECIDED)


def _commit(session: Session, village: str, edit: RecordEdit, label: str) -> Done[RecordId]:
    committed = commit(
        session,
        [Save(village=village, edits=(edit,))],
        seen=log.position(session.db),
        label=label,
        params=json.dumps({}),
    )
    return Done(value=edit.record, changes=frozenset(committed.kinds), undo_label=label)


def write(session: Session, path: Path, *, village: str = "") -> int:
    """Write what was approved as PDF or Excel; return the lines. Raises ``RuleError`` where nothing counts."""
    found = [row for row in merits.listed(session, village=village, language=i18n.language()) if row.counts]
    if not found:
        raise RuleError(NO_MERIT)
    list_papers.write(session, paper(session, found), path)
    return len(found)


def paper(session: Session, found: list[MeritRow]) -> ListPaper:
    """Return the register on paper: only what counts."""
    from poverty_desktop.pdf.list_form import ListPaper

    captions = (
        _("No."),
        _("Name"),
        _("Kind"),
        _("Date"),
        _("Reason"),
        _("Document it rests on"),
        _("Entered by"),
        _("Decided by"),
    )
    rows = tuple(
        (
            str(number),
            row.person,
            row.kind_label,
            row.happened_on.isoformat() if row.happened_on else Why.BLANK,
            row.reason,
            row.document or Why.BLANK,
            row.entered_by,
            f"{row.approved_by} {row.approved_on}",
        )
        for number, row in enumerate(found, start=1)
    )
    return ListPaper(
        title=list_papers.title(session, "merit_list", _("Register of recognition and discipline")),
        subtitle=found[0].village,
        tables=(PaperTable(title="", columns=tuple(PaperColumn(label=words) for words in captions), rows=rows),),
        signers=(_("Team leader"), _("Township")),
        is_wide=True,
    )
