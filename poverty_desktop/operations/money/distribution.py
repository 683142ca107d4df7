"""A list of households that get money, once it is drawn up: printed for signature, sent to the bank, paid or returned.

A line lives its whole life on its list, and what arrives moves the line of the plan that it pays to delivered: money
and measure are never two entries (domain.md 4.5, 5.2).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date

from poverty_desktop.domain.bank_account import AccountFault, account_fault, plain_account
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.money import State, Way, state_of
from poverty_desktop.domain.values import BLANK, Value
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import RecordId
from poverty_desktop.operations.done import Done
from poverty_desktop.operations.money.fund_checks import AHEAD, require_office
from poverty_desktop.queries.money import money
from poverty_desktop.store import log
from poverty_desktop.store.database import Row, rows
from poverty_desktop.store.session import Session
from poverty_desktop.store.writing import RecordEdit, Save, commit

SENT = N_("Send a list to the bank: {count} lines")
PRINTED = N_("Print a list of payments")
MENDED = N_("Mend a returned payment")
CANCELLED = N_("Cancel lines of a list: {count}")
SHOWN = N_("Note the display of a list")

GONE = N_("This list is no longer in the ledger.")
NOT_A_LIST = N_("This payment is to a contractor and has no list of households.")
NOTHING_TO_SEND = N_("This list has no line that waits to be sent.")
PRINT_FIRST = N_("Print the list first: the households sign before the bank gets it.")
NOT_RETURNED = N_("Only a payment that the bank returned can be mended.")
BAD_ACCOUNT = N_("This is no bank account. Look at its digits again.")
ALREADY_GONE = N_("A line that is at the bank or paid cannot be cancelled.")
NO_CAUSE = N_("Write why.")


def mark_printed(session: Session, payment: RecordId) -> Done[None]:
    """Note that the list was printed for signature; what is sent already stays as it is."""
    require_office(session)
    head, lines = opened(session, payment)
    today = session.clock.today().isoformat()
    edits: dict[str, list[RecordEdit]] = {}
    if state_of(head["state"]) in (State.DRAWN, State.PRINTED):
        values = {"state": Value(State.PRINTED.value), "printed_on": Value(today)}
        edits[_village(session, head)] = [RecordEdit(kind=RecordKind.PAYMENT, record=payment, values=values)]
    for line in lines:
        if state_of(line["state"]) is State.DRAWN:
            values = {"state": Value(State.PRINTED.value)}
            edit = RecordEdit(kind=RecordKind.BENEFICIARY, record=RecordId(bytes(line["id"])), values=values)
            edits.setdefault(str(line["village"] or ""), []).append(edit)
    changes = commit_lists(session, edits, PRINTED, {}) if edits else frozenset()
    return Done(value=None, changes=changes, undo_label=PRINTED if edits else "")


def send(session: Session, payment: RecordId, *, on: date | None = None) -> Done[int]:
    """Note that the list went to the bank: its lines are in transit until the bank answers.

    Raises ``RuleError`` where it was not printed, or no line waits.
    """
    require_office(session)
    head, lines = opened(session, payment)
    day = on or session.clock.today()
    if day > session.clock.today():
        raise RuleError(AHEAD)
    if any(state_of(line["state"]) is State.DRAWN for line in lines):
        raise RuleError(PRINT_FIRST)
    waiting = [line for line in lines if state_of(line["state"]) is State.PRINTED]
    if not waiting:
        raise RuleError(NOTHING_TO_SEND)
    values = {"state": Value(State.IN_TRANSIT.value), "sent_on": Value(day.isoformat())}
    edits: dict[str, list[RecordEdit]] = {
        _village(session, head): [RecordEdit(kind=RecordKind.PAYMENT, record=payment, values=values)]
    }
    for line in waiting:
        edit = RecordEdit(
            kind=RecordKind.BENEFICIARY,
            record=RecordId(bytes(line["id"])),
            values={**values, "attempts": Value(int(line["attempts"] or 0) + 1)},
        )
        edits.setdefault(str(line["village"] or ""), []).append(edit)
    params = {"count": len(waiting)}
    return Done(value=len(waiting), changes=commit_lists(session, edits, SENT, params), undo_label=SENT, params=params)


def mend(session: Session, line: RecordId, account: str, *, holder: str = "", because: str = "") -> Done[None]:
    """Give a returned payment the right account: the same line waits to be printed and sent once more.

    Raises ``RuleError`` where it was not returned, or the account cannot be one.
    """
    require_office(session)
    row = _line(session, line)
    if state_of(row["state"]) is not State.RETURNED:
        raise RuleError(NOT_RETURNED)
    fault = account_fault(account)
    if fault is not None and not (fault is AccountFault.CHECK_DIGIT and because.strip()):
        raise RuleError(BAD_ACCOUNT)
    values = {"account": Value(plain_account(account)), "state": Value(State.DRAWN.value), "sent_on": BLANK}
    if holder.strip():
        values["holder"] = Value(holder.strip())
    if because.strip():
        values["exception_reason"] = Value(because.strip())
    edit = RecordEdit(kind=RecordKind.BENEFICIARY, record=line, values=values)
    changes = commit_lists(session, {str(row["village"] or ""): [edit]}, MENDED, {})
    return Done(value=None, changes=changes, undo_label=MENDED)


def cancel(session: Session, lines: Sequence[RecordId], because: str) -> Done[int]:
    """Take lines off their list that never reach anybody; the list becomes as much smaller.

    Raises ``RuleError`` without a reason, or where one is at the bank or paid.
    """
    require_office(session)
    if not because.strip():
        raise RuleError(NO_CAUSE)
    edits: dict[str, list[RecordEdit]] = {}
    less: dict[RecordId, int] = {}
    for line in dict.fromkeys(lines):
        row = _line(session, line)
        if state_of(row["state"]) in (State.IN_TRANSIT, State.PAID, State.CANCELLED):
            raise RuleError(ALREADY_GONE)
        payment = RecordId(bytes(row["payment"]))
        less[payment] = less.get(payment, 0) + int(row["amount"] or 0)
        values = {"state": Value(State.CANCELLED.value), "exception_reason": Value(because.strip())}
        edit = RecordEdit(kind=RecordKind.BENEFICIARY, record=line, values=values)
        edits.setdefault(str(row["village"] or ""), []).append(edit)
    for payment, amount in less.items():
        head, _lines = opened(session, payment)
        values = {"amount": Value(int(head["amount"] or 0) - amount)}
        edit = RecordEdit(kind=RecordKind.PAYMENT, record=payment, values=values)
        edits.setdefault(_village(session, head), []).append(edit)
    params = {"count": sum(1 for _line in lines)}
    return Done(
        value=params["count"],
        changes=commit_lists(session, edits, CANCELLED, params),
        undo_label=CANCELLED,
        params=params,
    )


def note_display(session: Session, payment: RecordId, *, on: date) -> Done[None]:
    """Note since when the list hangs on the notice board."""
    require_office(session)
    if on > session.clock.today():
        raise RuleError(AHEAD)
    head, _lines = opened(session, payment)
    edit = RecordEdit(kind=RecordKind.PAYMENT, record=payment, values={"displayed_on": Value(on.isoformat())})
    changes = commit_lists(session, {_village(session, head): [edit]}, SHOWN, {})
    return Done(value=None, changes=changes, undo_label=SHOWN)


def opened(session: Session, payment: RecordId) -> tuple[Row, list[Row]]:
    """Return a list of payments and its lines with the village of each; raises ``RuleError`` where it is none."""
    money.require(session.pack)
    head = next(iter(rows(session.db, "SELECT * FROM payment WHERE alive AND id = ?", (payment,))), None)
    if head is None:
        raise RuleError(GONE)
    if head["way"] != Way.HOUSEHOLDS:
        raise RuleError(NOT_A_LIST)
    sql = (
        "SELECT b.*, h.village FROM beneficiary b LEFT JOIN household h ON h.id = b.household"
        " WHERE b.alive AND b.payment = ? ORDER BY b.id"
    )
    return head, list(rows(session.db, sql, (payment,)))


def _line(session: Session, line: RecordId) -> Row:
    sql = (
        "SELECT b.*, h.village FROM beneficiary b LEFT JOIN household h ON h.id = b.household"
        " WHERE b.alive AND b.id = ?"
    )
    found = next(iter(rows(session.db, sql, (line,))), None)
    if found is None:
        raise RuleError(GONE)
    return found


def _village(session: Session, head: Row) -> str:
    row = session.db.conn.execute("SELECT village FROM village_project WHERE id = ?", (head["project"],)).fetchone()
    return str(row[0]) if row and row[0] else session.village


def commit_lists(
    session: Session, edits: Mapping[str, list[RecordEdit]], label: str, params: Mapping[str, int]
) -> frozenset[RecordKind]:
    """Write the edits of a list by village as one action; return the kinds of record that were written."""
    committed = commit(
        session,
        [Save(village=village, edits=tuple(some)) for village, some in edits.items()],
        seen=log.position(session.db),
        label=label,
        params=json.dumps(params),
    )
    return committed.kinds
