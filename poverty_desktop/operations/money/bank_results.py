"""Take in what the bank answered: which lines of a list arrived, which came back and why (回盘).

The file may have any columns, merged cells and rows of totals. First it is seen what each row would do.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.measure import LIFE, Status, status_of
from poverty_desktop.domain.money import State, state_of
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.exchange.captioned import CaptionedList, read_captioned
from poverty_desktop.i18n import N_
from poverty_desktop.ids import RecordId
from poverty_desktop.operations.done import Done
from poverty_desktop.operations.money.bank_matching import Answer, BankMatching, BankRefusal, RefusedAnswer
from poverty_desktop.operations.money.distribution import opened
from poverty_desktop.operations.money.fund_checks import require_office
from poverty_desktop.operations.register import list_columns
from poverty_desktop.store import log
from poverty_desktop.store.database import Row
from poverty_desktop.store.session import Session
from poverty_desktop.store.writing import RecordEdit, Save, commit

TAKEN_IN = N_("Take in the bank's answer: {paid} arrived, {returned} returned")
NO_COLUMNS = N_("The file names nobody: it needs a column with accounts, ID numbers or names.")
NOTHING_NEW = N_("The bank's answer has nothing that is not in the ledger already.")


@dataclass(frozen=True, slots=True, kw_only=True)
class BankPreview:
    """What taking in the bank's answer would do; ``silent`` are lines in transit that it says nothing of."""

    payment: RecordId
    source: CaptionedList
    answers: tuple[Answer, ...]
    refused: tuple[RefusedAnswer, ...]
    silent: int

    @property
    def new(self) -> tuple[Answer, ...]:
        """Return the answers that would change something."""
        return tuple(item for item in self.answers if not item.is_known)

    @property
    def reasons(self) -> Mapping[BankRefusal, int]:
        """Return how many rows do not fit, by reason."""
        return Counter(item.why for item in self.refused)


def preview(session: Session, payment: RecordId, path: Path, columns: Mapping[str, str]) -> BankPreview:
    """Compare the bank's answer with a list; nothing is written.

    Raises ``RuleError`` where the file is no table or names nobody.
    """
    require_office(session)
    _head, lines = opened(session, payment)
    source = read_captioned(
        path,
        session.pack,
        "bank_aliases",
        RecordKind.BENEFICIARY,
        chosen=columns,
        remembered=list_columns.remembered(session),
    )
    if not source.columns.keys() & {"account", "number", "holder"}:
        raise RuleError(NO_COLUMNS)
    matching = BankMatching(session, lines)
    answers: list[Answer] = []
    refused: list[RefusedAnswer] = []
    for row in source.rows:
        found = matching.judge(row)
        if isinstance(found, Answer):
            answers.append(found)
        else:
            refused.append(RefusedAnswer(row=row.row, name=row.texts.get("holder", ""), why=found))
    told = {item.line for item in answers}
    silent = sum(
        state_of(line["state"]) is State.IN_TRANSIT and RecordId(bytes(line["id"])) not in told for line in lines
    )
    return BankPreview(payment=payment, source=source, answers=tuple(answers), refused=tuple(refused), silent=silent)


def take_in(session: Session, found: BankPreview) -> Done[int]:
    """Write what the bank answered: what arrived moves the lines of the plan to delivered; one action.

    Raises ``RuleError`` where nothing is new.
    """
    require_office(session)
    if not found.new:
        raise RuleError(NOTHING_NEW)
    _head, lines = opened(session, found.payment)
    by_id = {RecordId(bytes(line["id"])): line for line in lines}
    edits: dict[str, list[RecordEdit]] = defaultdict(list)
    for answer in found.new:
        line = by_id[answer.line]
        village = str(line["village"] or "")
        dated = "paid_on" if answer.state is State.PAID else "returned_on"
        values = {"state": Value(answer.state.value), dated: Value(answer.on)}
        if answer.state is State.RETURNED:
            values["returned_because"] = Value(answer.because)
        edits[village].append(RecordEdit(kind=RecordKind.BENEFICIARY, record=answer.line, values=values))
    arrived = [answer for answer in found.new if answer.state is State.PAID]
    for village, edit in _delivered(session, arrived, by_id):
        edits[village].append(edit)
    if not _waits(found, by_id):
        last = max(answer.on for answer in found.new)
        own = session.db.conn.execute(
            "SELECT p.village FROM payment q JOIN village_project p ON p.id = q.project WHERE q.id = ?",
            (found.payment,),
        ).fetchone()
        values = {"state": Value(State.PAID.value), "paid_on": Value(last)}
        edit = RecordEdit(kind=RecordKind.PAYMENT, record=found.payment, values=values)
        edits[str(own[0]) if own and own[0] else session.village].append(edit)
    params = {"paid": len(arrived), "returned": len(found.new) - len(arrived)}
    committed = commit(
        session,
        [Save(village=village, edits=tuple(some)) for village, some in edits.items()],
        seen=log.position(session.db),
        label=TAKEN_IN,
        params=json.dumps(params),
    )
    list_columns.remember(session, {caption: target for target, caption in found.source.columns.items()})
    return Done(value=len(found.new), changes=frozenset(committed.kinds), undo_label=TAKEN_IN, params=params)


def _waits(found: BankPreview, lines: Mapping[RecordId, Row]) -> bool:
    """Say whether any line of the list has not arrived after this answer."""
    after = {identity: state_of(line["state"]) for identity, line in lines.items()}
    after |= {answer.line: answer.state for answer in found.new}
    return any(state not in (State.PAID, State.CANCELLED) for state in after.values())


def _delivered(session: Session, arrived: list[Answer], lines: Mapping[RecordId, Row]) -> list[tuple[str, RecordEdit]]:
    """Return the edits by which the lines of the plan are delivered with what was paid for them in all."""
    more: dict[RecordId, int] = defaultdict(int)
    day: dict[RecordId, str] = {}
    village: dict[RecordId, str] = {}
    for answer in arrived:
        line = lines[answer.line]
        if line["measure"] is None:
            continue
        measure = RecordId(bytes(line["measure"]))
        more[measure] += answer.amount_fen
        day[measure] = max(day.get(measure, answer.on), answer.on)
        village[measure] = str(line["village"] or "")
    found = []
    for measure, amount in more.items():
        row = session.db.conn.execute("SELECT status FROM measure WHERE alive AND id = ?", (measure,)).fetchone()
        if row is None:
            continue
        before = session.db.conn.execute(
            "SELECT coalesce(sum(amount), 0) FROM beneficiary WHERE alive AND measure = ? AND state = ?",
            (measure, State.PAID.value),
        ).fetchone()[0]
        values = {"amount": Value(int(before) + amount)}
        status = status_of(row[0])
        if (status in LIFE and LIFE.index(status) < LIFE.index(Status.DELIVERED)) or status is Status.NOT_STARTED:
            values |= {"status": Value(Status.DELIVERED.value), "finished_on": Value(day[measure])}
        found.append((village[measure], RecordEdit(kind=RecordKind.MEASURE, record=measure, values=values)))
    return found
