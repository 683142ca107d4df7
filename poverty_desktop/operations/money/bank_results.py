"""Take in what the bank answered: which lines of a list arrived, which came back and why (回盘).

The file may have any columns, merged cells and rows of totals. First it is seen what each row would do.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from poverty_desktop.domain.bank_account import plain_account
from poverty_desktop.domain.duplicates import comparable_number
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.measure import LIFE, Status, status_of
from poverty_desktop.domain.money import State, state_of
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.exchange.captioned import CaptionedList, CaptionedRow, read_captioned
from poverty_desktop.i18n import N_
from poverty_desktop.ids import RecordId
from poverty_desktop.operations.done import Done
from poverty_desktop.operations.money.distribution import opened
from poverty_desktop.operations.money.fund_checks import require_office
from poverty_desktop.operations.register import list_columns
from poverty_desktop.packs.pack import Pack
from poverty_desktop.store import log
from poverty_desktop.store.database import Row
from poverty_desktop.store.session import Session
from poverty_desktop.store.writing import RecordEdit, Save, commit

TAKEN_IN = N_("Take in the bank's answer: {paid} arrived, {returned} returned")
NO_COLUMNS = N_("The file names nobody: it needs a column with accounts, ID numbers or names.")
NOTHING_NEW = N_("The bank's answer has nothing that is not in the ledger already.")
NO_CAUSE_TOLD = N_("the bank gave no reason")


class BankRefusal(StrEnum):
    """Why a row of the bank's answer is not taken in."""

    NO_LINE = "no_line"
    SEVERAL = "several"
    OTHER_AMOUNT = "other_amount"
    TWICE = "twice"
    UNKNOWN_STATE = "unknown_state"
    UNREAD = "unread"
    NOT_SENT = "not_sent"
    AHEAD = "ahead"
    CONTRADICTS = "contradicts"


REFUSAL_WORDS: Mapping[BankRefusal, str] = {
    BankRefusal.NO_LINE: N_("no line of this list has this account, number or name"),
    BankRefusal.SEVERAL: N_("several lines of this list fit"),
    BankRefusal.OTHER_AMOUNT: N_("the amount is not that of the line"),
    BankRefusal.TWICE: N_("the line is answered twice"),
    BankRefusal.UNKNOWN_STATE: N_("the row does not say whether it arrived or came back"),
    BankRefusal.UNREAD: N_("an amount or date cannot be read"),
    BankRefusal.NOT_SENT: N_("this line was not sent to the bank"),
    BankRefusal.AHEAD: N_("the date is in the future"),
    BankRefusal.CONTRADICTS: N_("the ledger has this line as paid, the bank as returned"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the bank says of a line; ``is_known`` where the ledger says the same already."""

    row: int
    line: RecordId
    name: str = field(repr=False)
    amount_fen: int
    state: State
    on: str
    because: str = ""
    is_known: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedAnswer:
    """A row that does not fit, and why."""

    row: int
    name: str = field(repr=False)
    why: BankRefusal


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
    matching = _Matching(session, lines)
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


class _Matching:
    """Finds the line of the list that a row of the bank speaks of."""

    def __init__(self, session: Session, lines: list[Row]) -> None:
        self._today = session.clock.today().isoformat()
        self._states = _words(session.pack)
        self._lines = {
            RecordId(bytes(line["id"])): line for line in lines if state_of(line["state"]) is not State.CANCELLED
        }
        self._by_account: dict[str, list[RecordId]] = defaultdict(list)
        self._by_name: dict[str, list[RecordId]] = defaultdict(list)
        self._by_number: dict[str, list[RecordId]] = defaultdict(list)
        for identity, line in self._lines.items():
            self._by_account[plain_account(str(line["account"] or ""))].append(identity)
            self._by_name[str(line["holder"] or "")].append(identity)
            if line["person"] is not None:
                number = session.db.conn.execute(
                    "SELECT document_number FROM person WHERE id = ?", (line["person"],)
                ).fetchone()
                self._by_number[comparable_number(str(number[0] or "")) if number else ""].append(identity)
        self._seen: set[RecordId] = set()

    def judge(self, row: CaptionedRow) -> Answer | BankRefusal:
        """Return what a row says of which line, or why it does not fit."""
        if row.unread:
            return BankRefusal.UNREAD
        found = self._line(row)
        if isinstance(found, BankRefusal):
            return found
        line = self._lines[found]
        state, kept = self._state(row), state_of(line["state"])
        on = str(row.values.get("paid_on") or self._today)
        refusals = {
            BankRefusal.OTHER_AMOUNT: row.values.get("amount", line["amount"]) != line["amount"],
            BankRefusal.UNKNOWN_STATE: state is None,
            BankRefusal.TWICE: found in self._seen,
            BankRefusal.AHEAD: on > self._today,
            BankRefusal.CONTRADICTS: kept is State.PAID and state is State.RETURNED,
            BankRefusal.NOT_SENT: kept not in (State.IN_TRANSIT, State.PAID, State.RETURNED),
        }
        why = next((why for why, is_so in refusals.items() if is_so), None)
        if why is not None or state is None:
            return why or BankRefusal.UNKNOWN_STATE
        self._seen.add(found)
        return Answer(
            row=row.row,
            line=found,
            name=str(line["holder"] or ""),
            amount_fen=int(line["amount"] or 0),
            state=state,
            on=on,
            because=row.texts.get("returned_because", "") or NO_CAUSE_TOLD,
            is_known=kept is state,
        )

    def _line(self, row: CaptionedRow) -> RecordId | BankRefusal:
        """Return the one line that fits: by account, by ID number, by name, told apart by the amount at last."""
        account = plain_account(row.texts.get("account", ""))
        number = comparable_number(row.texts.get("number", ""))
        name = "".join(row.texts.get("holder", "").split())
        some: list[RecordId] = []
        if account:
            some = self._by_account.get(account, [])
        elif number:
            some = self._by_number.get(number, [])
        if not some and name and not account:
            some = self._by_name.get(name, [])
        if len(some) > 1:
            amount = row.values.get("amount")
            some = [one for one in some if self._lines[one]["amount"] == amount and one not in self._seen]
            if len(some) > 1 and name:
                some = [one for one in some if self._lines[one]["holder"] == name]
            if len(some) != 1:
                return BankRefusal.SEVERAL
        return some[0] if some else BankRefusal.NO_LINE

    def _state(self, row: CaptionedRow) -> State | None:
        """Return what the bank's word means; where it has none, a date says that it arrived, a reason that not."""
        text = "".join(row.texts.get("state", "").split())
        if text:
            exact = self._states.get(text)
            if exact is not None:
                return exact
            if any(word in text for word in ("失败", "退", "未成功", "不成功", "拒", "错误", "未入账")):
                return State.RETURNED
            return State.PAID if any(word in text for word in ("成功", "已发", "到账", "入账")) else None
        if "state" in row.texts:
            return None
        if row.texts.get("returned_because"):
            return State.RETURNED
        return State.PAID if row.values.get("paid_on") else None


def _words(pack: Pack) -> dict[str, State]:
    """Return what the words of the pack mean; only what arrived and what came back is an answer."""
    found = {}
    for code in pack.code_lists["payment_state"].codes:
        if code.code in (State.PAID, State.RETURNED):
            for word in (code.label.zh, code.label.en, *code.aliases):
                found[word] = State(code.code)
    return found
