"""What money can be: refusals that every operation on sources, contracts and payments shares."""

from __future__ import annotations

from datetime import date

from poverty_desktop.domain.money import (
    Books,
    Contract,
    Fund,
    ProjectMoney,
    State,
    Way,
)
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, format_yuan
from poverty_desktop.ids import RecordId
from poverty_desktop.queries.money import money
from poverty_desktop.store.session import Session

ONLY_OFFICE = N_("Funds are kept at the office. A village sees its own projects and money.")
NOT_POSITIVE = N_("An amount must be above zero.")
NO_FUND = N_("This source of money is no longer in the ledger.")
NO_PROJECT = N_("This project is no longer in the register.")
NO_CONTRACT = N_("This contract is no longer in the ledger.")
OVER_ALLOCATED = N_("“{project}” has {left} yuan left. A payment of {wanted} yuan would be above it.")
AHEAD = N_("The date is in the future.")


def require_left(project: ProjectMoney, left: int, wanted: int) -> None:
    """Raise ``RuleError`` where a payment is above what its project has left."""
    if wanted > left:
        raise RuleError(OVER_ALLOCATED, project=project.name, left=format_yuan(left), wanted=format_yuan(wanted))


def promised_fen(books: Books, project: RecordId) -> int:
    """Return what stands on lists and payments of a project and has not left its account yet."""
    lines = sum(
        item.amount_fen
        for item in books.shares
        if item.project == project and item.state in (State.DRAWN, State.PRINTED, State.RETURNED)
    )
    return lines + sum(
        item.amount_fen
        for item in books.payments
        if item.project == project
        and item.way is Way.CONTRACTOR
        and item.state in (State.DRAWN, State.PRINTED, State.RETURNED)
    )


def require_office(session: Session) -> None:
    """Raise ``RuleError`` where the pack has no funds, or the workspace is a village's."""
    money.require(session.pack)
    if not session.is_office:
        raise RuleError(ONLY_OFFICE)


def require_positive(amount_fen: int) -> None:
    """Raise ``RuleError`` for an amount that is not above zero."""
    if amount_fen <= 0:
        raise RuleError(NOT_POSITIVE)


def require_past(session: Session, day: date | None) -> None:
    """Raise ``RuleError`` for a day in the future."""
    if day is not None and day > session.clock.today():
        raise RuleError(AHEAD)


def fund_of(books: Books, record: RecordId) -> Fund:
    """Return a source; raises ``RuleError`` where it is gone."""
    found = next((item for item in books.funds if item.id == record), None)
    if found is None:
        raise RuleError(NO_FUND)
    return found


def project_of(books: Books, record: RecordId | None) -> ProjectMoney:
    """Return a project; raises ``RuleError`` where it is gone."""
    found = next((item for item in books.projects if item.id == record), None)
    if found is None:
        raise RuleError(NO_PROJECT)
    return found


def contract_of(books: Books, record: RecordId) -> Contract:
    """Return a contract; raises ``RuleError`` where it is gone."""
    found = next((item for item in books.contracts if item.id == record), None)
    if found is None:
        raise RuleError(NO_CONTRACT)
    return found
