"""One project as its page shows it: facts, goals, every step of its money, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.money import Appropriation, Books, Contract, Payment, Way
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _, format_yuan
from poverty_desktop.ids import RecordId
from poverty_desktop.packs.model import Label
from poverty_desktop.queries.handover import conflicts
from poverty_desktop.queries.money import money, project_library
from poverty_desktop.queries.money.project_library import ProjectRow, Wanted, label
from poverty_desktop.queries.money.project_paper import project_row
from poverty_desktop.queries.register import authors, facts
from poverty_desktop.queries.register.file_rows import FactSection
from poverty_desktop.store import database, log
from poverty_desktop.store.session import Session

Options = tuple[tuple[str, Label], ...]
GONE = N_("This project is no longer in the register.")


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyRow:
    """One thing that happened to a project's money."""

    record: RecordId
    kind: RecordKind
    what: str
    on: str
    who: str
    amount_fen: int
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """One project as its page shows it."""

    id: RecordId
    village: str
    name: str
    seen: int
    row: ProjectRow | None
    sections: tuple[FactSection, ...]
    goals: tuple[tuple[str, str, str, str], ...]
    money: tuple[MoneyRow, ...]
    funds: tuple[tuple[str, str], ...]
    contracts: tuple[tuple[str, str], ...]
    remaining_fen: int
    in_transit_fen: int
    next_steps: str
    purposes: Options
    states: Options
    goal_kinds: Options


def open_project(session: Session, project: RecordId, language: str) -> Project:
    """Return a project with its facts, goals and money; raises ``RuleError`` where it is gone."""
    row = project_row(session, project)
    if not row:
        raise RuleError(GONE)
    pack = session.pack
    books, ledgers = money.ledgers(session)
    found = project_library.projects(session, Wanted(village=str(row["village"] or "")), language, ledgers=ledgers)
    line = ledgers.projects.get(project)
    sql = "SELECT kind, name, target, unit, actual FROM performance WHERE alive AND project = ? ORDER BY kind, id"
    return Project(
        id=project,
        village=str(row["village"] or ""),
        name=str(row["name"] or "–"),
        seen=log.position(session.db),
        row=next((item for item in found if item.id == project), None),
        sections=facts.sections(
            pack,
            RecordKind.VILLAGE_PROJECT,
            project,
            row,
            language,
            authors=authors.of_records(session, [project]),
            unsettled=conflicts.of_records(session, [(RecordKind.VILLAGE_PROJECT, project)], language).get(project),
        ),
        goals=tuple(
            (
                project_library.label(pack, "performance_kind", goal["kind"], language),
                str(goal["name"] or ""),
                f"{goal['target'] or ''}{goal['unit'] or ''}",
                f"{goal['actual'] or ''}{goal['unit'] or ''}" if goal["actual"] else "",
            )
            for goal in database.rows(session.db, sql, [project])
        )
        if money.is_known(pack)
        else (),
        money=tuple(_happened(session, books, project, language)),
        funds=tuple(
            (fund.id.hex(), f"{fund.document}（{format_yuan(ledgers.funds[fund.id].left_fen)}）")
            for fund in books.funds
        ),
        contracts=tuple(
            (item.id.hex(), f"{item.contractor} {item.number}".strip())
            for item in books.contracts
            if item.project == project
        ),
        remaining_fen=line.remaining_fen if line else 0,
        in_transit_fen=line.in_transit_fen if line else 0,
        next_steps=project_library.next_words(session, project, language),
        purposes=_codes(session, "payment_purpose")[:4],
        states=_codes(session, "payment_state")[2:],
        goal_kinds=_codes(session, "performance_kind"),
    )


def _happened(session: Session, books: Books, project: RecordId, language: str) -> list[MoneyRow]:
    documents = {fund.id: fund.document for fund in books.funds}
    found: list[MoneyRow] = []

    def add(
        kind: RecordKind, item: Appropriation | Contract | Payment, what: str, on: str, who: str, state: str
    ) -> None:
        found.append(
            MoneyRow(record=item.id, kind=kind, what=what, on=on, who=who, amount_fen=item.amount_fen, state=state)
        )

    for given in books.appropriations:
        if given.project == project:
            source = documents.get(given.fund, "–") if given.fund is not None else "–"
            add(RecordKind.APPROPRIATION, given, _("Allocated"), given.on, source, "")
    for one in books.contracts:
        if one.project == project:
            state = _("accepted on {day}").format(day=one.accepted_on) if one.accepted_on else _("not accepted yet")
            add(RecordKind.CONTRACT, one, _("Contract"), one.signed_on, one.contractor, state)
    for payment in books.payments:
        if payment.project == project:
            what = _("List to households") if payment.way is Way.HOUSEHOLDS else _("Paid to the contractor")
            on = payment.paid_on or payment.sent_on or payment.planned_on
            who = payment.title if payment.way is Way.HOUSEHOLDS else payment.payee
            state = label(session.pack, "payment_state", payment.state.value, language)
            add(RecordKind.PAYMENT, payment, what, on, who, state)
    return sorted(found, key=lambda row: (row.on, row.kind))


def _codes(session: Session, name: str) -> Options:
    found = session.pack.code_lists.get(name)
    return tuple((code.code, code.label) for code in found.codes) if found is not None else ()
