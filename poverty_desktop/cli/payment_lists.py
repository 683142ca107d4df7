"""Commands on lists of payments to households: draw up, print, send, take in the bank's answer, mend, cancel."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop import i18n
from poverty_desktop.cli.events import code_of, record_id
from poverty_desktop.cli.opening import open_workspace, takes_workspace
from poverty_desktop.domain.typed import day_if_any, day_of, fen_of
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _
from poverty_desktop.ids import to_text

if TYPE_CHECKING:
    from poverty_desktop.ids import RecordId
    from poverty_desktop.operations.money.list_drafts import ListPreview
    from poverty_desktop.operations.session import Session

NO_ROW = N_("Write an explanation as row=reason.")


def draw_up(options: argparse.Namespace) -> object:
    """Say who would be paid and what speaks against whom; with ``--draw`` draw the list up."""
    from poverty_desktop.operations.money import list_drafts

    with open_workspace(options) as session:
        wish = list_drafts.ListWish(
            project=record_id(options.project),
            item=code_of(session, "measure_item", options.measure) if options.measure else "",
            year=options.year or session.clock.today().year,
            period=options.period,
            amount_fen=fen_of(options.amount) if options.amount else None,
            title=options.title,
            columns=dict(text.partition("=")[::2] for text in options.column or ()),
        )
        found = (
            list_drafts.from_file(session, options.source, wish)
            if options.source is not None
            else list_drafts.from_register(session, wish)
        )
        if not options.draw:
            return _previewed(found)
        reasons = _reasons(options.reason or [])
        if options.leave_out:
            reasons = {**{item.row: "" for item in found.explainable}, **reasons}
        done = list_drafts.draw_up(session, found, reasons)
        return {N_("id"): to_text(done.value)}


def draw_up_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``pay-list``."""
    takes_workspace(command)
    command.add_argument("project", help=_("id of the project, as the command project-library lists it"))
    command.add_argument("--measure", default="", help=_("measure: code or label; without it the project's"))
    command.add_argument("--period", default="", help=_("period, such as 2026 or 2026-3"))
    command.add_argument("--year", type=int, help=_("year of the measure"))
    command.add_argument("--amount", default="", help=_("amount in yuan for each, where the list says none"))
    command.add_argument("--title", default="", help=_("title of the list"))
    command.add_argument("--from", dest="source", type=Path, help=_("Excel list; without it all who are entitled"))
    command.add_argument("--column", action="append", metavar="CAPTION=ITEM", help=_("what a column of the list is"))
    command.add_argument("--reason", action="append", metavar="ROW=REASON", help=_("why a row is right all the same"))
    command.add_argument("--leave-out", action="store_true", help=_("leave out the rows without an explanation"))
    command.add_argument("--draw", action="store_true", help=_("draw the list up"))


def lists(options: argparse.Namespace) -> object:
    """List the lists, or the lines of one, after doing with it what the options say."""
    from poverty_desktop.operations.money import distribution, payment_papers
    from poverty_desktop.queries.money import payment_lists

    language = i18n.language()
    with open_workspace(options) as session:
        if options.payment is None:
            return [
                {
                    N_("id"): to_text(row.id),
                    N_("list"): row.title,
                    N_("project"): row.project_name,
                    N_("yuan"): i18n.format_yuan(row.amount_fen),
                    N_("lines"): row.lines,
                    N_("in transit"): row.in_transit,
                    N_("paid"): row.paid,
                    N_("returned"): row.returned,
                }
                for row in payment_lists.lists(session, language)
            ]
        payment = record_id(options.payment)
        if options.mend:
            line, _equals, account = options.mend.partition("=")
            distribution.mend(session, record_id(line), account, holder=options.holder, because=options.because)
        if options.cancel:
            distribution.cancel(session, [record_id(line) for line in options.cancel], options.because)
        if options.displayed:
            distribution.note_display(session, payment, on=day_of(options.displayed))
        if options.print is not None:
            payment_papers.print_list(session, payment, options.print)
        if options.display is not None:
            payment_papers.print_display(session, payment, options.display)
        if options.send:
            distribution.send(session, payment, on=day_if_any(options.day))
        if options.bank_file is not None:
            payment_papers.bank_file(session, payment, options.bank_file)
        return _lines(session, payment)


def lists_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``pay-lists``."""
    takes_workspace(command)
    command.add_argument("payment", nargs="?", help=_("id of a list"))
    command.set_defaults(late="payment")
    command.add_argument("--print", type=Path, help=_("write the list for signature as PDF"))
    command.add_argument("--display", type=Path, help=_("write what hangs on the notice board as PDF"))
    command.add_argument("--displayed", default="", help=_("day since which it hangs"))
    command.add_argument("--bank-file", type=Path, help=_("write the lines for the bank as Excel file"))
    command.add_argument("--send", action="store_true", help=_("note that it went to the bank"))
    command.add_argument("--day", default="", help=_("day on which it happened"))
    command.add_argument("--mend", default="", metavar="LINE=ACCOUNT", help=_("right account of a returned line"))
    command.add_argument("--holder", default="", help=_("holder of the account"))
    command.add_argument("--cancel", action="append", metavar="LINE", help=_("take a line off the list"))
    command.add_argument("--because", default="", help=_("why"))


def results(options: argparse.Namespace) -> object:
    """Say what the bank's answer would change; with ``--take`` take it in."""
    from poverty_desktop.operations.money import bank_results
    from poverty_desktop.operations.money.bank_matching import REFUSAL_WORDS

    with open_workspace(options) as session:
        columns = dict(text.partition("=")[::2] for text in options.column or ())
        found = bank_results.preview(session, record_id(options.payment), options.file, columns)
        if options.take:
            return {N_("lines"): bank_results.take_in(session, found).value}
        return [
            {N_("new"): len(found.new), N_("refused"): len(found.refused), N_("without an answer"): found.silent},
            *(
                {N_("row"): item.row, N_("name"): item.name, N_("why"): _(REFUSAL_WORDS[item.why])}
                for item in found.refused
            ),
        ]


def results_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``bank-results``."""
    takes_workspace(command)
    command.add_argument("payment", help=_("id of the list"))
    command.add_argument("file", type=Path, help=_("what the bank answered, as Excel file"))
    command.add_argument("--column", action="append", metavar="CAPTION=ITEM", help=_("what a column of the list is"))
    command.add_argument("--take", action="store_true", help=_("take it in"))


def _previewed(found: ListPreview) -> list[object]:
    from poverty_desktop.operations.money.payee import FAULT_WORDS

    return [
        {
            N_("rows"): len(found.payees),
            N_("can be paid"): len(found.sound),
            N_("need an explanation"): len(found.explainable),
            N_("cannot be paid"): len(found.barred),
        },
        *(
            {
                N_("row"): item.row,
                N_("name"): item.name,
                N_("why"): "；".join(_(FAULT_WORDS[fault]) for fault in item.faults),
            }
            for item in found.payees
            if item.faults
        ),
    ]


def _lines(session: Session, payment: RecordId) -> list[object]:
    from poverty_desktop.queries.money import payment_lists

    return [
        {
            N_("id"): to_text(row.id),
            N_("name"): row.name,
            N_("measure"): row.measure,
            N_("yuan"): i18n.format_yuan(row.amount_fen),
            N_("account"): row.masked,
            N_("state"): row.state_label,
            N_("why"): row.returned_because or row.reason,
        }
        for row in payment_lists.lines(session, payment, i18n.language())
    ]


def _reasons(texts: list[str]) -> dict[int, str]:
    found = {}
    for text in texts:
        row, equals, reason = text.partition("=")
        if not equals or not row.strip().isdigit():
            raise RuleError(NO_ROW)
        found[int(row)] = reason.strip()
    return found
