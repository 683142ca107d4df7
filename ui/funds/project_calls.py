"""What the page of a project asks of the store: each function here runs on the store thread."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from poverty_desktop.domain.money import State
from poverty_desktop.domain.typed import day_if_any, fen_if_any, fen_of
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import RecordId
from poverty_desktop.queries.money.project_file import Project
from ui.funds.typed import record_of

if TYPE_CHECKING:
    from poverty_desktop.operations.done import Done
    from poverty_desktop.operations.session import Session


NO_YEAR = N_("Write a year such as 2027.")


def allocate(project: RecordId, typed: Mapping[str, str], session: Session) -> Done[RecordId]:
    """Give money of a source to a project."""
    from poverty_desktop.operations.money import funds

    return funds.allocate(
        session, record_of(typed["fund"]), project, fen_of(typed["amount"]), on=day_if_any(typed["on"])
    )


def make_contract(project: RecordId, typed: Mapping[str, str], session: Session) -> Done[RecordId]:
    """Enter a contract."""
    from poverty_desktop.operations.money import funds

    return funds.contract(
        session,
        project,
        typed["contractor"],
        fen_of(typed["amount"]),
        signed_on=day_if_any(typed["on"]) or session.clock.today(),
        number=typed["number"],
    )


def accept(typed: Mapping[str, str], session: Session) -> Done[None]:
    """Note the acceptance of a contract."""
    from poverty_desktop.operations.money import funds

    settled = fen_if_any(typed["amount"])
    on = day_if_any(typed["on"]) or session.clock.today()
    return funds.accept(session, record_of(typed["contract"]), on=on, settled_fen=settled)


def pay(typed: Mapping[str, str], session: Session) -> Done[RecordId]:
    """Enter a payment to a contractor that has arrived."""
    from poverty_desktop.domain.money import Purpose
    from poverty_desktop.operations.money import funds

    return funds.pay(
        session,
        funds.NewPayment(
            contract=record_of(typed["contract"]),
            amount_fen=fen_of(typed["amount"]),
            purpose=Purpose(typed["purpose"]),
            on=day_if_any(typed["on"]),
            state=State.PAID,
            voucher=typed["voucher"],
        ),
    )


def note_state(payment: RecordId, typed: Mapping[str, str], session: Session) -> Done[None]:
    """Note where a contractor's payment stands."""
    from poverty_desktop.operations.money import funds

    on, because = day_if_any(typed["on"]), typed["because"]
    return funds.note_state(session, payment, State(typed["state"]), on=on, because=because)


def roll(project: RecordId, typed: Mapping[str, str], session: Session) -> Done[int]:
    """Put a project that waits into the plan of another year."""
    from poverty_desktop.operations.money import projects

    if not typed["year"].strip().isdecimal():
        raise RuleError(NO_YEAR)
    return projects.roll(session, [project], int(typed["year"]))


def set_goal(project: RecordId, typed: Mapping[str, str], session: Session) -> Done[RecordId]:
    """Set a goal of a project, or what of it was reached."""
    from poverty_desktop.operations.money import projects

    return projects.set_goal(
        session,
        project,
        typed["kind"],
        typed["name"],
        target=typed["target"],
        unit=typed["unit"],
        actual=typed["actual"],
    )


def correct(project: RecordId, name: str, value: Any, seen: int, session: Session) -> Done[None]:
    """Give a fact of a project a value."""
    from poverty_desktop.operations.register import villages

    return villages.correct_project(session, project, name, value, seen=seen)


def open_project(project: RecordId, language: str, session: Session) -> Project:
    """Return a project with its facts, goals and money."""
    from poverty_desktop.queries.money import project_file

    return project_file.open_project(session, project, language)
