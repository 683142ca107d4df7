"""Commands on money: sources, allocations, contracts, payments, the three ledgers and what looks wrong with them."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from poverty_desktop import i18n
from poverty_desktop.cli.events import code_of, record_id
from poverty_desktop.cli.money_words import difference_words
from poverty_desktop.cli.opening import open_workspace, takes_workspace
from poverty_desktop.domain.typed import day_if_any, day_of, fen_of
from poverty_desktop.i18n import N_, _
from poverty_desktop.ids import to_text

if TYPE_CHECKING:
    from poverty_desktop.domain.fund_ledger import Ledgers
    from poverty_desktop.domain.money import Books


def funds(options: argparse.Namespace) -> object:
    """List the sources of money; with ``--add`` enter one first."""
    from poverty_desktop.operations.money import funds as writing
    from poverty_desktop.queries.money import money
    from poverty_desktop.queries.money.project_library import label

    language = i18n.language()
    with open_workspace(options, is_reading=options.add is None) as session:
        if options.add is not None:
            writing.receive(
                session,
                options.add,
                fen_of(options.amount),
                year=options.year or session.clock.today().year,
                level=code_of(session, "fund_level", options.level) if options.level else "",
                kind=code_of(session, "fund_kind", options.kind) if options.kind else "",
                issued_on=day_if_any(options.issued),
                title=options.title,
            )
        books, ledgers = money.ledgers(session)
        return [
            {
                N_("id"): to_text(fund.id),
                N_("document"): fund.document,
                N_("level"): label(session.pack, "fund_level", fund.level, language),
                N_("year"): fund.year,
                N_("yuan"): i18n.format_yuan(fund.amount_fen),
                N_("allocated"): i18n.format_yuan(ledgers.funds[fund.id].allocated_fen),
                N_("left"): i18n.format_yuan(ledgers.funds[fund.id].left_fen),
            }
            for fund in books.funds
        ]


def funds_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``funds``."""
    takes_workspace(command)
    command.add_argument("--add", metavar="DOCUMENT", help=_("number of the document by which money came"))
    command.add_argument("--amount", default="", help=_("amount in yuan"))
    command.add_argument("--year", type=int, help=_("year of the money"))
    command.add_argument("--level", default="", help=_("level that it comes from: code or label"))
    command.add_argument("--kind", default="", help=_("kind of money: code or label"))
    command.add_argument("--issued", default="", help=_("day of the document"))
    command.add_argument("--title", default="", help=_("title of the document"))


def allocate(options: argparse.Namespace) -> object:
    """Give money of a source to a project."""
    from poverty_desktop.operations.money import funds as writing

    with open_workspace(options) as session:
        done = writing.allocate(
            session,
            record_id(options.fund),
            record_id(options.project),
            fen_of(options.amount),
            on=day_if_any(options.day),
            document=options.document,
        )
        return {N_("id"): to_text(done.value)}


def allocate_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``allocate``."""
    takes_workspace(command)
    command.add_argument("fund", help=_("id of the source, as the command funds lists it"))
    command.add_argument("project", help=_("id of the project, as the command projects lists it"))
    command.add_argument("amount", help=_("amount in yuan"))
    command.add_argument("--day", default="", help=_("day on which it happened"))
    command.add_argument("--document", default="", help=_("number of the document of the allocation"))


def contract(options: argparse.Namespace) -> object:
    """Enter a contract of a project, or note its acceptance."""
    from datetime import date

    from poverty_desktop.operations.money import funds as writing

    with open_workspace(options) as session:
        record = record_id(options.record)
        if options.accepted:
            settled = fen_of(options.settled) if options.settled else None
            writing.accept(session, record, on=day_of(options.accepted), accepted_by=options.by, settled_fen=settled)
            return {N_("id"): options.record}
        signed = day_if_any(options.signed) or date.max
        done = writing.contract(
            session,
            record,
            options.contractor,
            fen_of(options.amount),
            signed_on=signed,
            number=options.number,
            due_on=day_if_any(options.due),
        )
        return {N_("id"): to_text(done.value)}


def contract_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``contract``."""
    takes_workspace(command)
    command.add_argument("record", help=_("id of the project, or with --accepted that of the contract"))
    command.add_argument("--contractor", default="", help=_("who builds"))
    command.add_argument("--amount", default="", help=_("amount in yuan"))
    command.add_argument("--signed", default="", help=_("day on which it was signed"))
    command.add_argument("--number", default="", help=_("number of the contract"))
    command.add_argument("--due", default="", help=_("day on which the works are to be done"))
    command.add_argument("--accepted", default="", help=_("day of the acceptance"))
    command.add_argument("--settled", default="", help=_("settled amount in yuan"))
    command.add_argument("--by", default="", help=_("who accepted"))


def pay(options: argparse.Namespace) -> object:
    """Enter a payment to a contractor, or note where one stands."""
    from poverty_desktop.domain.money import Purpose, State
    from poverty_desktop.operations.money import funds as writing

    with open_workspace(options) as session:
        record = record_id(options.record)
        state = State(code_of(session, "payment_state", options.state)) if options.state else None
        on = day_if_any(options.day)
        if not options.amount:
            writing.note_state(
                session, record, state or State.PAID, on=on, because=options.because, voucher=options.voucher
            )
            return {N_("id"): options.record}
        new = writing.NewPayment(
            contract=record,
            amount_fen=fen_of(options.amount),
            purpose=Purpose(code_of(session, "payment_purpose", options.purpose)),
            on=on,
            state=state or State.PAID,
            account=options.account,
            voucher=options.voucher,
        )
        return {N_("id"): to_text(writing.pay(session, new).value)}


def pay_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``pay``."""
    takes_workspace(command)
    command.add_argument("record", help=_("id of the contract; without --amount that of the payment"))
    command.add_argument("--amount", default="", help=_("amount in yuan"))
    command.add_argument("--purpose", default="02", help=_("advance, progress, settlement or retention: code or label"))
    command.add_argument("--state", default="", help=_("where it stands: code or label; paid where nothing is said"))
    command.add_argument("--day", default="", help=_("day on which it happened"))
    command.add_argument("--because", default="", help=_("why the bank returned it"))
    command.add_argument("--voucher", default="", help=_("number of the voucher"))
    command.add_argument("--account", default="", help=_("account of the contractor"))


def ledgers(options: argparse.Namespace) -> object:
    """Compare the three ledgers and list every difference with the records that make it."""
    from poverty_desktop.queries.money import money

    with open_workspace(options, is_reading=True) as session:
        books, found = money.ledgers(session)
        projects = {item.id: item for item in books.projects}
        sums = {
            N_("received"): i18n.format_yuan(found.given_fen),
            N_("allocated"): i18n.format_yuan(found.allocated_fen),
            N_("paid"): i18n.format_yuan(found.paid_fen),
            N_("in transit"): i18n.format_yuan(found.in_transit_fen),
            N_("differences"): len(found.differences),
        }
        rows: list[object] = [sums]
        rows.extend(
            {
                N_("difference"): difference_words(item.kind),
                N_("yuan"): i18n.format_yuan(item.amount_fen),
                N_("project"): projects[item.project].name if item.project in projects else "",
                N_("records"): " ".join(f"{kind.table}:{to_text(record)}" for kind, record in item.records),
            }
            for item in found.differences
        )
        if options.projects:
            rows += _project_rows(books, found)
        return rows


def _project_rows(books: Books, found: Ledgers) -> list[object]:
    return [
        {
            N_("id"): to_text(item.id),
            N_("project"): item.name,
            N_("allocated"): i18n.format_yuan(found.projects[item.id].allocated_fen),
            N_("paid"): i18n.format_yuan(found.projects[item.id].paid_fen),
            N_("in transit"): i18n.format_yuan(found.projects[item.id].in_transit_fen),
            N_("left"): i18n.format_yuan(found.projects[item.id].remaining_fen),
        }
        for item in books.projects
    ]


def ledgers_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``fund-ledgers``."""
    takes_workspace(command)
    command.add_argument("--projects", action="store_true", help=_("list the ledger of every project too"))


def risks(options: argparse.Namespace) -> object:
    """List what looks wrong with the money: each figure with the cases behind it."""
    from poverty_desktop.queries.money import money_risks

    with open_workspace(options, is_reading=True) as session:
        found = money_risks.risks(session, i18n.language())
        if options.risk is None:
            return [
                {N_("risk"): item.kind.value, N_("what"): _(item.words), N_("cases"): len(item.cases)} for item in found
            ]
        return [
            {
                N_("project"): case.project_name,
                N_("village"): case.village_name,
                N_("yuan"): i18n.format_yuan(case.amount_fen),
                N_("what"): case.detail,
                N_("records"): " ".join(f"{kind.table}:{to_text(record)}" for kind, record in case.records),
            }
            for item in found
            if item.kind.value == options.risk
            for case in item.cases
        ]


def risks_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``fund-risks``."""
    takes_workspace(command)
    command.add_argument("risk", nargs="?", help=_("risk whose cases are listed"))
    command.set_defaults(late="risk")
