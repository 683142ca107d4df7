"""The list of duties: given, urged, put right, checked by another person and closed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop import i18n
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.periods import Period, due_day, name, span
from poverty_desktop.domain.values import BLANK, Value, Why
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _
from poverty_desktop.ids import RecordId, derive_id
from poverty_desktop.operations.done import Done
from poverty_desktop.operations.paperwork import list_papers
from poverty_desktop.packs.duties import in_force
from poverty_desktop.pdf.values import TO_WRITE, PaperColumn, PaperTable
from poverty_desktop.queries.assistance import duties
from poverty_desktop.queries.assistance.duties import STATE_WORDS, DutyRow, DutyState, NoteKind
from poverty_desktop.store import log
from poverty_desktop.store.session import Session
from poverty_desktop.store.villages import is_known
from poverty_desktop.store.writing import RecordEdit, Save, commit

if TYPE_CHECKING:
    from poverty_desktop.pdf.list_form import ListPaper

GIVEN = N_("Give {count} duties")
URGED = N_("Urge {count} duties")
PUT_RIGHT = N_("Put a duty right")
CLOSED = N_("Close a duty")
SENT_BACK = N_("Send a duty back")

OLD_PACK = N_("The policy pack knows no duties. Take over a newer pack of the office.")
NO_TITLE = N_("Write what is to be done.")
NO_PERSON = N_("Write who is responsible.")
NO_DAY = N_("Give the day by which it is to be done.")
TOO_EARLY = N_("The time limit is in the past.")
NO_TEMPLATE = N_("The policy pack has no list of duties for this year.")
NOTHING_NEW = N_("The duties of this month, quarter and year are in the list already.")
NO_DUTY = N_("Choose a duty first.")
NO_WORDS = N_("Write what is urged, and who urges it.")
NO_EVIDENCE = N_("Write what was done and what shows it.")
NOT_OPEN = N_("This duty is not open: it is put right or closed already.")
NOT_RIGHT = N_("This duty is not put right yet: there is nothing to check.")
SAME_PERSON = N_("Another person must check it: {name} put it right. Change who works here under Settings.")
NO_REASON = N_("Write why it is sent back.")
NO_VILLAGE = N_("Choose the village first: duties belong to a village.")


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyTyped:
    """One duty as it is given."""

    title: str
    person: str
    due_on: date | None
    detail: str = field(default="", repr=False)


def add(session: Session, typed: DutyTyped, *, village: str = "") -> Done[RecordId]:
    """Give one duty; raises ``RuleError`` without a task, a person or a day to come."""
    place = _place(session, village)
    if not typed.title.strip():
        raise RuleError(NO_TITLE)
    if not typed.person.strip():
        raise RuleError(NO_PERSON)
    if typed.due_on is None:
        raise RuleError(NO_DAY)
    today = session.clock.today()
    if typed.due_on < today:
        raise RuleError(TOO_EARLY)
    record = RecordId(session.ids.new())
    values = _given(place, typed.title, typed.detail, typed.person, today, typed.due_on, "")
    edit = RecordEdit(kind=RecordKind.DUTY, record=record, values=values, is_new=True)
    done = _commit(session, {place: [edit]}, GIVEN, {"count": 1})
    return Done(value=record, changes=done.changes, undo_label=GIVEN, params={"count": 1})


def from_pack(session: Session, *, village: str = "") -> Done[int]:
    """Give the duties of the pack for this month, quarter and year; what is in the list already stays.

    Raises ``RuleError`` where the pack has none, or nothing is new.
    """
    place, today = _place(session, village), session.clock.today()
    language = i18n.language()
    templates = in_force(session.pack.duties, session.pack.settings["province"], today.year)
    if not templates:
        raise RuleError(NO_TEMPLATE)
    edits = []
    for item in templates:
        first = span(item.period, today)[0] if item.period is not Period.ONCE else date(1970, 1, 1)
        record = derive_id(RecordKind.DUTY, RecordId(bytes(16)), place, item.id, first.isoformat())
        if is_known(session, RecordKind.DUTY, record):
            continue
        due = due_day(item.period, item.due_day, today) if item.period is not Period.ONCE else today
        title = item.title(language)
        if item.period is not Period.ONCE:
            title = _("{title} ({span})").format(title=title, span=name(item.period, today))
        values = _given(place, title, item.detail(language), item.post(language), today, due, item.id)
        edits.append(RecordEdit(kind=RecordKind.DUTY, record=record, values=values, is_new=True))
    if not edits:
        raise RuleError(NOTHING_NEW)
    return _commit(session, {place: edits}, GIVEN, {"count": len(edits)})


def urge(session: Session, wanted: Sequence[RecordId], words: str, by: str = "") -> Done[int]:
    """Note that open duties were urged, by whom and with what words (督办).

    Raises ``RuleError`` where none is chosen, one is not open, or there are no words.
    """
    who = by.strip() or session.worker
    if not words.strip() or not who:
        raise RuleError(NO_WORDS)
    edits: dict[str, list[RecordEdit]] = {}
    for duty in dict.fromkeys(wanted):
        row = _duty(session, duty)
        if row.state is not DutyState.OPEN:
            raise RuleError(NOT_OPEN)
        edits.setdefault(row.village_code, []).append(_note(session, row, NoteKind.URGED, words, who))
    if not edits:
        raise RuleError(NO_DUTY)
    return _commit(session, edits, URGED, {"count": sum(map(len, edits.values()))})


def put_right(session: Session, duty: RecordId, evidence: str, by: str = "") -> Done[int]:
    """Say that a duty is done and what shows it; it waits for its check then (整改).

    Raises ``RuleError`` without evidence, or where it is not open.
    """
    row = _duty(session, duty)
    if row.state is not DutyState.OPEN:
        raise RuleError(NOT_OPEN)
    if not evidence.strip():
        raise RuleError(NO_EVIDENCE)
    who = by.strip() or session.worker
    values = {
        "rectified_on": Value(session.clock.today().isoformat()),
        "rectified_by": Value(who),
        "rectified_staff": Value(RecordId(session.actor)),
        "evidence": Value(evidence.strip()),
    }
    edit = RecordEdit(kind=RecordKind.DUTY, record=duty, values=values)
    note = _note(session, row, NoteKind.PUT_RIGHT, evidence, who)
    return _commit(session, {row.village_code: [edit, note]}, PUT_RIGHT, {"count": 1})


def close(session: Session, duty: RecordId, words: str = "") -> Done[int]:
    """Check what was put right and close it (销号); another person than the one who put it right.

    Raises ``RuleError`` where it is not put right, or by the same person.
    """
    row = _checked(session, duty)
    values = {"closed_on": Value(session.clock.today().isoformat()), "checked_by": Value(session.worker)}
    edit = RecordEdit(kind=RecordKind.DUTY, record=duty, values=values)
    note = _note(session, row, NoteKind.CLOSED, words, session.worker)
    return _commit(session, {row.village_code: [edit, note]}, CLOSED, {"count": 1})


def send_back(session: Session, duty: RecordId, words: str) -> Done[int]:
    """Say why what was put right is not enough; the duty is open again.

    Raises ``RuleError`` without a reason, where it is not put right, or by the same person.
    """
    row = _checked(session, duty)
    if not words.strip():
        raise RuleError(NO_REASON)
    values = {"rectified_on": BLANK, "rectified_by": BLANK, "rectified_staff": BLANK}
    edit = RecordEdit(kind=RecordKind.DUTY, record=duty, values=values)
    note = _note(session, row, NoteKind.SENT_BACK, words, session.worker)
    return _commit(session, {row.village_code: [edit, note]}, SENT_BACK, {"count": 1})


def _checked(session: Session, duty: RecordId) -> DutyRow:
    row = _duty(session, duty)
    if row.state is not DutyState.PUT_RIGHT:
        raise RuleError(NOT_RIGHT)
    if row.rectified_staff == session.actor or row.rectified_by == session.worker:
        raise RuleError(SAME_PERSON, name=row.rectified_by)
    return row


def _duty(session: Session, duty: RecordId) -> DutyRow:
    found = duties.one(session, duty) if duties.is_kept(session) else None
    if found is None:
        raise RuleError(NO_DUTY)
    return found


def _place(session: Session, village: str) -> str:
    if not duties.is_kept(session):
        raise RuleError(OLD_PACK)
    if not (village or session.village):
        raise RuleError(NO_VILLAGE)
    return village or session.village


def _given(
    village: str, title: str, detail: str, person: str, given: date, due: date, template: str
) -> dict[str, Value]:
    values = {
        "village": Value(village),
        "title": Value(title.strip()),
        "person": Value(person.strip()),
        "given_on": Value(given.isoformat()),
        "due_on": Value(due.isoformat()),
    }
    for key, text in (("detail", detail), ("template", template)):
        if text.strip():
            values[key] = Value(text.strip())
    return values


def _note(session: Session, row: DutyRow, kind: NoteKind, words: str, by: str) -> RecordEdit:
    values = {
        "village": Value(row.village_code),
        "duty": Value(row.id),
        "kind": Value(kind.value),
        "noted_on": Value(session.clock.today().isoformat()),
        "noted_by": Value(by),
    }
    if words.strip():
        values["words"] = Value(words.strip())
    return RecordEdit(kind=RecordKind.DUTY_NOTE, record=RecordId(session.ids.new()), values=values, is_new=True)


def _commit(
    session: Session, edits: Mapping[str, list[RecordEdit]], label: str, params: Mapping[str, object]
) -> Done[int]:
    committed = commit(
        session,
        [Save(village=village, edits=tuple(found)) for village, found in edits.items()],
        seen=log.position(session.db),
        label=label,
        params=json.dumps(params),
    )
    return Done(
        value=int(str(params["count"])), changes=frozenset(committed.kinds), undo_label=label, params=dict(params)
    )


def write(session: Session, path: Path, *, village: str = "", with_closed: bool = True) -> int:
    """Write the list as PDF or Excel and return its lines; raises ``RuleError`` where there is none."""
    found = duties.listed(session, village=village, with_closed=with_closed)
    if not found:
        raise RuleError(NO_DUTY)
    list_papers.write(session, paper(session, found), path)
    return len(found)


def paper(session: Session, found: Sequence[DutyRow]) -> ListPaper:
    """Return the list on paper."""
    from poverty_desktop.pdf.list_form import ListPaper

    captions = (
        _("No."), _("Duty"), _("What exactly is asked for"), _("Responsible"), _("Due on"), _("Urged"), _("State"),
        _("What was done"), _("Checked by"), _("Closed on"),
    )  # fmt: skip
    rows = tuple(
        (
            str(number),
            row.title,
            row.detail or Why.BLANK,
            row.person,
            row.due_on.isoformat() if row.due_on else Why.BLANK,
            _("{count} times, {day}").format(count=row.urged, day=row.last_urged) if row.urged else Why.BLANK,
            _("overdue") if row.is_overdue else _(STATE_WORDS[row.state]),
            row.evidence or Why.BLANK,
            row.checked_by or TO_WRITE,
            row.closed_on.isoformat() if row.closed_on else TO_WRITE,
        )
        for number, row in enumerate(found, start=1)
    )
    return ListPaper(
        title=list_papers.title(session, "duty_list", _("List of duties")),
        subtitle=found[0].village,
        tables=(PaperTable(title="", columns=tuple(PaperColumn(label=words) for words in captions), rows=rows),),
        signers=(_("Team leader"), _("Township")),
        is_wide=True,
    )
