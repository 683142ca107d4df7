"""The fund ledger: a source comes down, projects get money of it, contracts are made, accepted and paid.

Every refusal is one sentence, and nothing of a refused action is written (domain.md 5.2).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from poverty_desktop.domain.fund_differences import early_fen
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.money import GONE as MOVING
from poverty_desktop.domain.money import (
    IN_LIBRARY,
    MANAGEMENT_FEE,
    Payment,
    Purpose,
    State,
    Way,
)
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, format_yuan
from poverty_desktop.ids import RecordId
from poverty_desktop.operations.done import Done
from poverty_desktop.operations.money.fund_checks import (
    contract_of,
    fund_of,
    project_of,
    promised_fen,
    require_left,
    require_office,
    require_past,
    require_positive,
)
from poverty_desktop.packs import accounting
from poverty_desktop.queries.money import money
from poverty_desktop.store import log
from poverty_desktop.store.session import Session
from poverty_desktop.store.writing import RecordEdit, Save, commit

RECEIVED = N_("Enter a source of money")
ALLOCATED = N_("Allocate money to a project")
CONTRACTED = N_("Enter a contract")
ACCEPTED = N_("Note the acceptance of a contract")
PAID_OUT = N_("Enter a payment to a contractor")
STATE_NOTED = N_("Note where a payment stands")

NO_DOCUMENT = N_("Write the number of the document by which the money came.")
KNOWN_DOCUMENT = N_("The document {document} stands in the ledger already.")
NO_PAYMENT = N_("This payment is no longer in the ledger.")
OUTSIDE_LIBRARY = N_("“{project}” is not in the project library. Only projects of the library get money.")
OVER_SOURCE = N_("{document} has {left} yuan left, and {wanted} yuan cannot be allocated from it.")
OVER_FEE = N_("A management fee is at most {share} % of its source, which is {limit} yuan here.")
NO_CONTRACTOR = N_("Write who the contractor is.")
CONTRACT_OVER = N_("“{project}” has {limit} yuan. A contract of {wanted} yuan would be above it.")
BEFORE_CONTRACT = N_("There is no signed contract on {day}. Enter the contract before it is paid.")
OVER_CONTRACT = N_("Of this contract {left} yuan are left to pay, and {wanted} yuan would be above it.")
BEFORE_ACCEPTANCE = N_(
    "Before acceptance only an advance of {share} % and progress payments can be paid. Note the acceptance first."
)
NOT_ACCEPTED_BEFORE = N_("The acceptance cannot lie before the contract was signed.")
SETTLED_LESS = N_("{paid} yuan of this contract are paid already, so it cannot be settled at {wanted} yuan.")
TO_CONTRACTORS = N_("This payment is a list of households. Its lines say where it stands.")
NO_WAY = N_("This payment is at “{state}” and cannot go there.")
NO_REASON = N_("Write why the bank returned it.")
_NEXT: Mapping[State, tuple[State, ...]] = {
    State.DRAWN: (State.IN_TRANSIT, State.PAID, State.CANCELLED),
    State.PRINTED: (State.IN_TRANSIT, State.PAID, State.CANCELLED),
    State.IN_TRANSIT: (State.PAID, State.RETURNED),
    State.PAID: (),
    State.RETURNED: (State.IN_TRANSIT, State.CANCELLED),
    State.CANCELLED: (),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPayment:
    """A payment to a contractor as somebody enters it; the account is sealed like every account."""

    contract: RecordId
    amount_fen: int
    purpose: Purpose = Purpose.PROGRESS
    on: date | None = None
    state: State = State.DRAWN
    account: str = ""
    voucher: str = ""


def receive(
    session: Session,
    document: str,
    amount_fen: int,
    *,
    year: int,
    level: str = "",
    kind: str = "",
    issued_on: date | None = None,
    title: str = "",
) -> Done[RecordId]:
    """Enter a source document; raises ``RuleError`` where it is there already, has no number or no amount."""
    require_office(session)
    number = document.strip()
    if not number:
        raise RuleError(NO_DOCUMENT)
    require_positive(amount_fen)
    require_past(session, issued_on)
    if any(fund.document == number for fund in money.books(session).funds):
        raise RuleError(KNOWN_DOCUMENT, document=number)
    values = {
        "year": Value(year),
        "document": Value(number),
        "amount": Value(amount_fen),
        **_texts(level=level, kind=kind, title=title),
        **_days(issued_on=issued_on),
    }
    return _made(session, RecordKind.FUND, session.village, values, RECEIVED)


def allocate(
    session: Session, fund: RecordId, project: RecordId, amount_fen: int, *, on: date | None = None, document: str = ""
) -> Done[RecordId]:
    """Give money of a source to a project of the library.

    Raises ``RuleError`` where the project is outside the library or the source has less left.
    """
    require_office(session)
    require_positive(amount_fen)
    books, ledgers = money.ledgers(session)
    source, given = fund_of(books, fund), project_of(books, project)
    if given.stage not in IN_LIBRARY:
        raise RuleError(OUTSIDE_LIBRARY, project=given.name)
    left = ledgers.funds[fund].left_fen
    if amount_fen > left:
        raise RuleError(OVER_SOURCE, document=source.document, left=format_yuan(left), wanted=format_yuan(amount_fen))
    if given.kind == MANAGEMENT_FEE:
        share = money.rule(session, accounting.FEE_SHARE, source.year)
        fees = {item.id for item in books.projects if item.kind == MANAGEMENT_FEE}
        taken = sum(item.amount_fen for item in books.appropriations if item.fund == fund and item.project in fees)
        if (taken + amount_fen) * 100 > source.amount_fen * share:
            raise RuleError(OVER_FEE, share=share, limit=format_yuan(source.amount_fen * share // 100))
    day = on or session.clock.today()
    require_past(session, day)
    values = {
        "fund": Value(fund),
        "project": Value(project),
        "amount": Value(amount_fen),
        **_days(appropriated_on=day),
        **_texts(document=document),
    }
    return _made(session, RecordKind.APPROPRIATION, given.village, values, ALLOCATED)


def contract(
    session: Session,
    project: RecordId,
    contractor: str,
    amount_fen: int,
    *,
    signed_on: date,
    number: str = "",
    due_on: date | None = None,
) -> Done[RecordId]:
    """Enter a contract; raises ``RuleError`` where it is above what the project has, or not signed yet."""
    require_office(session)
    require_positive(amount_fen)
    if not contractor.strip():
        raise RuleError(NO_CONTRACTOR)
    require_past(session, signed_on)
    books, ledgers = money.ledgers(session)
    given = project_of(books, project)
    line = ledgers.projects[project]
    limit = max(line.allocated_fen, given.planned_fen)
    if line.contracted_fen + amount_fen > limit:
        raise RuleError(
            CONTRACT_OVER,
            project=given.name,
            limit=format_yuan(limit - line.contracted_fen),
            wanted=format_yuan(amount_fen),
        )
    values = {
        "project": Value(project),
        "contractor": Value(contractor.strip()),
        "amount": Value(amount_fen),
        **_days(signed_on=signed_on, due_on=due_on),
        **_texts(number=number),
    }
    return _made(session, RecordKind.CONTRACT, given.village, values, CONTRACTED)


def accept(
    session: Session, record: RecordId, *, on: date, accepted_by: str = "", settled_fen: int | None = None
) -> Done[None]:
    """Note that the works of a contract were accepted, and at what amount they were settled."""
    require_office(session)
    books = money.books(session)
    found = contract_of(books, record)
    require_past(session, on)
    if found.signed_on and on.isoformat() < found.signed_on:
        raise RuleError(NOT_ACCEPTED_BEFORE)
    values = {**_days(accepted_on=on), **_texts(accepted_by=accepted_by)}
    if settled_fen is not None:
        require_positive(settled_fen)
        paid = sum(item.amount_fen for item in books.payments if item.contract == record and item.state in MOVING)
        if paid > settled_fen:
            raise RuleError(SETTLED_LESS, paid=format_yuan(paid), wanted=format_yuan(settled_fen))
        values["settled"] = Value(settled_fen)
    village = project_of(books, found.project).village
    return _changed(session, RecordKind.CONTRACT, record, village, values, ACCEPTED)


def pay(session: Session, new: NewPayment) -> Done[RecordId]:
    """Enter a payment to a contractor.

    Raises ``RuleError`` where no contract was signed by then, the works are not accepted, or the contract or the
    project has less left.
    """
    require_office(session)
    require_positive(new.amount_fen)
    day = new.on or session.clock.today()
    require_past(session, day)
    books, ledgers = money.ledgers(session)
    found = contract_of(books, new.contract)
    given = project_of(books, found.project)
    if not found.signed_on or day.isoformat() < found.signed_on:
        raise RuleError(BEFORE_CONTRACT, day=day.isoformat())
    live = [item for item in books.payments if item.contract == found.id and item.state is not State.CANCELLED]
    left = found.limit_fen - sum(item.amount_fen for item in live)
    if new.amount_fen > left:
        raise RuleError(OVER_CONTRACT, left=format_yuan(left), wanted=format_yuan(new.amount_fen))
    require_left(given, ledgers.projects[given.id].remaining_fen - promised_fen(books, given.id), new.amount_fen)
    planned = Payment(
        id=RecordId(b""),
        project=given.id,
        contract=found.id,
        way=Way.CONTRACTOR,
        amount_fen=new.amount_fen,
        state=new.state,
        purpose=new.purpose.value,
        sent_on=day.isoformat(),
    )
    share = money.rule(session, accounting.ADVANCE_SHARE, day.year)
    if early_fen(found, [*live, planned], share) > early_fen(found, live, share):
        raise RuleError(BEFORE_ACCEPTANCE, share=share)
    dated = {State.IN_TRANSIT: "sent_on", State.PAID: "paid_on"}.get(new.state, "planned_on")
    values = {
        "project": Value(given.id),
        "contract": Value(found.id),
        "year": Value(day.year),
        "way": Value(Way.CONTRACTOR.value),
        "purpose": Value(new.purpose.value),
        "payee": Value(found.contractor),
        "amount": Value(new.amount_fen),
        "state": Value(new.state.value),
        **_texts(account="".join(new.account.split()), voucher=new.voucher),
        dated: Value(day.isoformat()),
    }
    return _made(session, RecordKind.PAYMENT, given.village, values, PAID_OUT)


def note_state(
    session: Session, record: RecordId, state: State, *, on: date | None = None, because: str = "", voucher: str = ""
) -> Done[None]:
    """Note that a contractor's payment was sent, has arrived, came back or was cancelled."""
    require_office(session)
    books, ledgers = money.ledgers(session)
    found = next((item for item in books.payments if item.id == record), None)
    if found is None:
        raise RuleError(NO_PAYMENT)
    if found.way is Way.HOUSEHOLDS:
        raise RuleError(TO_CONTRACTORS)
    if state not in _NEXT[found.state]:
        code = session.pack.code_lists["payment_state"].find(found.state.value)
        raise RuleError(NO_WAY, state=code.label if code is not None else "–")
    if state is State.RETURNED and not because.strip():
        raise RuleError(NO_REASON)
    day = on or session.clock.today()
    require_past(session, day)
    given = project_of(books, found.project)
    if state in MOVING and found.state not in MOVING:
        require_left(given, ledgers.projects[given.id].remaining_fen, found.amount_fen)
    name = {State.IN_TRANSIT: "sent_on", State.PAID: "paid_on", State.RETURNED: "returned_on"}.get(state)
    values = {
        "state": Value(state.value),
        **_texts(returned_because=because, voucher=voucher),
        **({name: Value(day.isoformat())} if name else {}),
    }
    return _changed(session, RecordKind.PAYMENT, record, given.village, values, STATE_NOTED)


def _texts(**texts: str) -> dict[str, Value]:
    return {name: Value(text.strip()) for name, text in texts.items() if text.strip()}


def _days(**days: date | None) -> dict[str, Value]:
    return {name: Value(day.isoformat()) for name, day in days.items() if day is not None}


def _made(session: Session, kind: RecordKind, village: str, values: Mapping[str, Value], label: str) -> Done[RecordId]:
    record = RecordId(session.ids.new())
    edit = RecordEdit(kind=kind, record=record, values=values, is_new=True)
    committed = commit(session, [Save(village=village, edits=(edit,))], seen=log.position(session.db), label=label)
    return Done(value=record, changes=frozenset(committed.kinds), undo_label=label)


def _changed(
    session: Session, kind: RecordKind, record: RecordId, village: str, values: Mapping[str, Value], label: str
) -> Done[None]:
    edit = RecordEdit(kind=kind, record=record, values=values)
    committed = commit(session, [Save(village=village, edits=(edit,))], seen=log.position(session.db), label=label)
    return Done(value=None, changes=frozenset(committed.kinds), undo_label=label)
