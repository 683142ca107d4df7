"""Clues come in one by one or as a department's list, are visited, and go back with their results."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from poverty_desktop import i18n
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.domain.workdays import Unit
from poverty_desktop.errors import RuleError
from poverty_desktop.exchange import clue_sheet
from poverty_desktop.exchange.clue_sheet import ANSWERED, ASKED, SenderRow
from poverty_desktop.exchange.person_list import NAME, NUMBER, UnknownColumnsError, read_columns
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.operations import disclosure
from poverty_desktop.operations.casework import procedures
from poverty_desktop.operations.casework.clue_lists import NO_PEOPLE, ClueImport, clue_id, households_by_document
from poverty_desktop.operations.casework.step_entry import StepEntry
from poverty_desktop.operations.casework.step_rules import STILL_TO_COME
from poverty_desktop.operations.done import Done
from poverty_desktop.operations.register import list_columns
from poverty_desktop.queries.casework import clues
from poverty_desktop.queries.casework.clues import ClueRow
from poverty_desktop.queries.register.snapshot import records
from poverty_desktop.store import log
from poverty_desktop.store.session import Session
from poverty_desktop.store.villages import is_known, village_of
from poverty_desktop.store.writing import RecordEdit, Save, commit

ADDED = N_("Note a clue")
IMPORTED = N_("Take in {count} clues")
VISITED = N_("Result of a clue")
LINKED = N_("Say which household a clue is about")
ANSWERED_LABEL = N_("Answer {count} clues")
NO_CLUES = N_("The policy pack has no clues. Ask the office for a newer pack.")
NO_NAME = N_("Say whom the clue is about: a household, a name or an ID number.")
NO_SOURCE = N_("The policy pack has no such source of clues. Choose one of its sources.")
NO_RESULT = N_("The policy pack has no such result. Choose one of its results.")
NOT_FOUND = N_("This clue is no longer in the register.")
NOTHING_NEW = N_("Every row of this file is in the ledger already.")
NO_BATCH = N_("No clue came in under this batch.")
NO_HOUSEHOLD = N_("Say first which household the clue is about.")
AS_LEDGER = N_("As the ledger of clues has it.")
_DEFAULT_SOURCE = "05"


def add(session: Session, values: Mapping[str, str], household: HouseholdId | None = None) -> Done[RecordId]:
    """Note one clue; ``values`` are texts by property name, source and day of receipt among them.

    The deadline follows from the source where none is given. Raises ``RuleError`` where nobody is named, the source
    is unknown or the day is still to come.
    """
    _require_offered(session)
    if household is None and not (values.get("person_name") or values.get("document_number")):
        raise RuleError(NO_NAME)
    record = RecordId(session.ids.new())
    edit = RecordEdit(kind=RecordKind.CLUE, record=record, values=_values(session, values, household), is_new=True)
    _save(session, [edit], ADDED)
    return Done(value=record, changes=frozenset({RecordKind.CLUE}), undo_label=ADDED)


def preview(session: Session, path: Path, *, chosen: Mapping[str, str] | None = None) -> ClueImport:
    """Return what taking in a department's list would do; nothing is written.

    ``chosen`` says by caption which column is which property ("" for none); what is not said is as it was remembered
    from the last file. Raises ``RuleError`` where the file is no table, and
    ``UnknownColumnsError`` where no column is known to name anybody.
    """
    _require_offered(session)
    found, columns = read_columns(path, session.pack, remembered=list_columns.remembered(session), chosen=chosen or {})
    if not {NAME, NUMBER} & set(columns.values()):
        raise UnknownColumnsError(NO_PEOPLE, found.captions, columns)
    lines = tuple(clue_sheet.read_lines(found, columns, session.pack.code_lists.get("clue_source")))
    ids = {line.number: clue_id(found.content_hash, found.sheet_index, line.number) for line in lines}
    return ClueImport(
        batch=found.content_hash.hex()[:12],
        captions=found.captions,
        columns=columns,
        lines=lines,
        households=households_by_document(session, lines),
        titles=found.titles,
        known=frozenset(number for number, record in ids.items() if is_known(session, RecordKind.CLUE, record)),
        content_hash=found.content_hash,
        sheet_index=found.sheet_index,
        chosen=dict(chosen or {}),
    )


def take_in(
    session: Session, shown: ClueImport, *, sender: str, received_on: date, source: str = _DEFAULT_SOURCE
) -> Done[int]:
    """Write the new rows of a list as one action and remember its columns; return how many.

    ``sender``, ``received_on`` and ``source`` stand for what the file does not say. Raises ``RuleError`` where nothing
    is new.
    """
    if not shown.fresh:
        raise RuleError(NOTHING_NEW)
    edits = []
    for line in shown.fresh:
        sent = SenderRow(captions=shown.captions, cells=line.cells, targets=shown.columns, titles=shown.titles)
        said = {"sender": sender, "received_on": received_on.isoformat(), "source": source, **line.values}
        values = _values(session, said, shown.households.get(line.number))
        values |= {
            "batch": Value(shown.batch),
            "row_number": Value(line.number),
            "sender_row": Value(sent.to_text()),
        }
        record = clue_id(shown.content_hash, shown.sheet_index, line.number)
        edits.append(RecordEdit(kind=RecordKind.CLUE, record=record, values=values, is_new=True))
    count = len(edits)
    _save(session, edits, IMPORTED, count=count)
    recognised = {shown.captions[index]: name for index, name in shown.columns.items()}
    list_columns.remember(session, {**shown.chosen, **recognised})
    return Done(value=count, changes=frozenset({RecordKind.CLUE}), undo_label=IMPORTED, params={"count": count})


def link(session: Session, clue: RecordId, household: HouseholdId) -> Done[None]:
    """Say which household a clue is about."""
    _one(session, clue)
    edit = RecordEdit(kind=RecordKind.CLUE, record=clue, values={"household": Value(household)})
    _save(session, [edit], LINKED)
    return Done(value=None, changes=frozenset({RecordKind.CLUE}), undo_label=LINKED)


def note_visit(
    session: Session, clue: RecordId, *, on: date, result: str, visitors: str = "", note: str = ""
) -> Done[None]:
    """Note what a visit found; raises ``RuleError`` where the day is still to come or the result is unknown."""
    _one(session, clue)
    if on > session.clock.today():
        raise RuleError(STILL_TO_COME)
    if not _has(session, "clue_result", result):
        raise RuleError(NO_RESULT)
    values = {"visited_on": Value(on.isoformat()), "result": Value(result)}
    values |= {name: Value(text) for name, text in (("visitors", visitors), ("result_note", note)) if text.strip()}
    _save(session, [RecordEdit(kind=RecordKind.CLUE, record=clue, values=values)], VISITED)
    return Done(value=None, changes=frozenset({RecordKind.CLUE}), undo_label=VISITED)


def begin_procedure(session: Session, clue: RecordId, kind: str) -> Done[RecordId]:
    """Begin the procedure that a clue leads to; what the clue says of receipt and visit is noted as its first steps.

    Raises ``RuleError`` where the clue names no household, or the procedure is not offered to it.
    """
    row = _one(session, clue)
    if row.household is None or row.received_on is None:
        raise RuleError(NO_HOUSEHOLD)
    procedure = session.pack.procedure(kind)
    entries = []
    for step, day, who in (("clue", row.received_on, ""), ("visit", row.visited_on, row.visitors)):
        known = procedure.row(step) if procedure is not None else None
        if known is None or day is None:
            break
        signatures = known.step.signatures if who else ()
        entries.append(StepEntry(step=step, on=day, participants=who, signatures=signatures))
    excuse = i18n.say(AS_LEDGER, {})
    return procedures.begin(session, row.household, kind, on=row.received_on, clue=clue, entries=entries, excuse=excuse)


def write_feedback(session: Session, batch: str, path: Path) -> Done[int]:
    """Write a batch back in the sender's own columns and note it as answered; return how many were answered.

    Raises ``RuleError`` for an unknown batch, ``StorageError`` where the file cannot be written.
    """
    found = sorted(
        records(session, RecordKind.CLUE, "batch = ?", [batch]),
        key=lambda item: int(str(item.values["row_number"].scalar)) if "row_number" in item.values else 0,
    )
    if not found:
        raise RuleError(NO_BATCH)
    rows: list[tuple[SenderRow, Mapping[str, str]]] = []
    for item in found:
        sent = (
            clue_sheet.read_sender_row(str(item.values["sender_row"].scalar)) if "sender_row" in item.values else None
        )
        if sent is not None:
            rows.append((sent, _answers(session, item.values)))
    clue_sheet.write_feedback(path, rows, name=i18n.say(N_("Clues"), {}))
    disclosure.note(session, "export", [item.id for item in found])
    today = session.clock.today().isoformat()
    answered = [item for item in found if item.values.get("result") and "feedback_on" not in item.values]
    edits = [
        RecordEdit(kind=RecordKind.CLUE, record=item.id, values={"feedback_on": Value(today)}) for item in answered
    ]
    count = len(edits)
    if edits:
        _save(session, edits, ANSWERED_LABEL, count=count)
    return Done(
        value=count,
        changes=frozenset({RecordKind.CLUE}) if edits else frozenset(),
        undo_label=ANSWERED_LABEL if edits else "",
        params={"count": count},
    )


def _answers(session: Session, values: Mapping[str, Value]) -> Mapping[str, str]:
    found = {name: str(values[name].scalar) for name in ANSWERED if values.get(name)}
    codes = session.pack.code_lists.get("clue_result")
    code = codes.find(found["result"]) if codes is not None and "result" in found else None
    return {**found, "result": code.label.zh} if code is not None else found


def _values(session: Session, said: Mapping[str, str], household: HouseholdId | None) -> dict[str, Value]:
    today = session.clock.today()
    received = date.fromisoformat(said["received_on"]) if said.get("received_on") else today
    if received > today:
        raise RuleError(STILL_TO_COME)
    source = said.get("source") or _DEFAULT_SOURCE
    if not _has(session, "clue_source", source):
        raise RuleError(NO_SOURCE)
    values = {name: Value(text.strip()) for name, text in said.items() if name in ASKED and text.strip()}
    values |= {"received_on": Value(received.isoformat()), "source": Value(source)}
    deadline = _deadline(session, source, received)
    if "deadline" not in values and deadline is not None:
        values["deadline"] = Value(deadline.isoformat())
    if household is not None:
        values["household"] = Value(household)
        values["village"] = Value(village_of(session, RecordKind.HOUSEHOLD, household))
    elif session.village:
        values["village"] = Value(session.village)
    return values


def _deadline(session: Session, source: str, received: date) -> date | None:
    """Return by when a clue of this source is to be visited: the pack says the days beside the source."""
    codes = session.pack.code_lists.get("clue_source")
    found = codes.find(source) if codes is not None else None
    days = found.schemes.get("days", "") if found is not None else ""
    return session.pack.calendar.after(received, int(days), Unit.DAY) if days.isdecimal() else None


def _one(session: Session, clue: RecordId) -> ClueRow:
    _require_offered(session)
    found = next((row for row in clues.clues(session, language=i18n.language()) if row.id == clue), None)
    if found is None:
        raise RuleError(NOT_FOUND)
    return found


def _has(session: Session, code_list: str, code: str) -> bool:
    codes = session.pack.code_lists.get(code_list)
    return codes is not None and codes.find(code) is not None


def _require_offered(session: Session) -> None:
    if not clues.is_offered(session.pack):
        raise RuleError(NO_CLUES)


def _save(session: Session, edits: list[RecordEdit], label: str, **params: int) -> None:
    by_village: dict[str, list[RecordEdit]] = {}
    for edit in edits:
        village = edit.values.get("village") if edit.is_new else None
        place = str(village.scalar) if village else village_of(session, RecordKind.CLUE, edit.record)
        by_village.setdefault(place, []).append(edit)
    commit(
        session,
        [Save(village=village, edits=tuple(some)) for village, some in by_village.items()],
        seen=log.position(session.db),
        label=label,
        params=json.dumps(params),
    )
