"""Reads the command line, runs one command, answers in words or as JSON, ends with an exit code."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import NoReturn

from poverty_desktop import __version__, i18n
from poverty_desktop.cli import (
    access,
    assess,
    backups,
    blank_tables,
    cards,
    causes,
    checks,
    clues,
    conflicts,
    coverage,
    duplicates,
    duties,
    eligible,
    events,
    exchange,
    facts,
    filling,
    funds,
    helpers,
    income,
    interviews,
    log_book,
    measure_lists,
    measures,
    merging,
    names,
    needs,
    network,
    new_household,
    odk,
    opinion,
    outside_lists,
    packs,
    payment_lists,
    printing,
    procedures,
    project_library,
    quarantine,
    records,
    reset,
    round_outcomes,
    round_samples,
    rounds,
    standard_words,
    targets,
    team,
    village,
    village_procedures,
    villages,
    visits,
    workspaces,
)
from poverty_desktop.errors import PovertyDesktopError, RuleError, StorageError
from poverty_desktop.i18n import N_, _

EXIT_OK, EXIT_RULE, EXIT_STORAGE, EXIT_USAGE = 0, 1, 3, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0 for done, 1 for a broken rule, 2 for wrong usage, 3 for the disk."""
    i18n.set_language(_asked_language(arguments if arguments is not None else sys.argv[1:]))
    standard_words.use()
    parser = _parser()
    options = _parsed(parser, arguments)
    try:
        _tell(options.run(options), as_json=options.json)
        sys.stdout.flush()
    except RuleError as error:
        return _fail(error, EXIT_RULE)
    except StorageError as error:
        return _fail(error, EXIT_STORAGE)
    except PovertyDesktopError as error:
        return _fail(error, EXIT_RULE)
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115 - the reader went away; keep the exit quiet
    return EXIT_OK


class _Parser(argparse.ArgumentParser):
    """A parser that ends wrong usage with the usual exit code and one sentence."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(EXIT_USAGE, f"{message}\n")


def _parsed(parser: argparse.ArgumentParser, arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the line; the last word of a command may also stand after its options, which ``argparse`` alone refuses."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    one_word = _TWO_WORDS.get(" ".join(given[:2]))
    options, rest = parser.parse_known_args(given if one_word is None else [one_word, *given[2:]])
    late = getattr(options, "late", None)
    if late is not None and len(rest) == 1 and not rest[0].startswith("--") and getattr(options, late) is None:
        setattr(options, late, rest.pop())
    if rest:
        parser.error(_("unrecognized arguments: %s") % " ".join(rest))
    return options


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python -m poverty_desktop", description=_("Register, papers and bundles of a village work group.")
    )
    parser.add_argument("--version", action="version", version=__version__, help=_("show the version and exit"))
    commands = parser.add_subparsers(dest="command", required=True, metavar=_("command"), parser_class=_Parser)
    for name, words, run, build in _COMMANDS:
        command = commands.add_parser(name, help=_(words), description=_(words))
        command.add_argument("--json", action="store_true", help=_("answer as JSON"))
        command.add_argument("--language", choices=i18n.LANGUAGES, help=_("language of the answers"))
        build(command)
        command.set_defaults(run=run)
    return parser


def _asked_language(arguments: Sequence[str]) -> str:
    for index, item in enumerate(arguments):
        value = item.partition("=")[2] if item.startswith("--language=") else ""
        if item == "--language" and index + 1 < len(arguments):
            value = arguments[index + 1]
        if value in i18n.LANGUAGES:
            return value
    return "en" if os.environ.get("LANG", "").startswith("en") else "zh_CN"


def _fail(error: PovertyDesktopError, code: int) -> int:
    print(i18n.render(error), file=sys.stderr)
    return code


def _tell(result: object, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(result, ensure_ascii=False, indent=1, default=str))
    elif isinstance(result, list):
        for row in result:
            print("\t".join(_said(item) for item in row.values()) if isinstance(row, dict) else row)
    elif isinstance(result, dict):
        for name, value in result.items():
            print(f"{names.said(name)}: {i18n.format_list(value) if isinstance(value, list) else _said(value)}")
    elif isinstance(result, str):
        print(result)


def _said(value: object) -> str:
    """Return a value in words: a truth and a fixed answer in the language of the screen."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return _(value) if isinstance(value, StrEnum) else str(value)


_TWO_WORDS = {
    "office init": "init",
    "enrol request": "request",
    "enrol admit": "admit",
    "enrol accept": "accept",
}
"""Commands that may be said in two words, as office and admission are spoken of together."""

_Command = tuple[str, str, Callable[[argparse.Namespace], object], Callable[[argparse.ArgumentParser], None]]
_COMMANDS: tuple[_Command, ...] = (
    ("init", N_("make a new workspace"), workspaces.make, workspaces.init_options),
    ("villages", N_("list the villages and their codes"), villages.list_villages, villages.villages_options),
    (
        "village-code",
        N_("tell the village of a workspace, or its official code"),
        villages.tell_or_settle,
        villages.home_options,
    ),
    (
        "sample",
        N_("make the practice village or the sample county"),
        workspaces.make_sample,
        workspaces.sample_options,
    ),
    ("import", N_("bring in a roster"), records.import_roster, records.import_options),
    ("search", N_("find households"), records.search, records.search_options),
    ("list", N_("write the household list as an Excel file"), records.write_list, records.list_options),
    ("show", N_("show one household"), records.show, records.show_options),
    ("interviews", N_("list completed interviews"), interviews.interviews, interviews.interviews_options),
    ("fill", N_("fill an interview from a file and complete it"), filling.fill, filling.fill_options),
    ("hand-back", N_("hand a completed interview back"), interviews.hand_back, interviews.hand_back_options),
    ("print", N_("print papers as PDF"), printing.print_papers, printing.print_options),
    ("boxes", N_("print labels and lists for archive boxes"), printing.boxes, printing.boxes_options),
    (
        "village-print",
        N_("print the board of progress or the list of findings of a village"),
        printing.village_print,
        printing.village_print_options,
    ),
    ("paper", N_("say what has changed since a paper was printed"), cards.paper, cards.paper_options),
    ("card-revoke", N_("revoke the signed cards of a household"), cards.revoke, cards.revoke_options),
    ("check-card", N_("tell whether the code of an assistance card is genuine"), cards.check, cards.check_options),
    ("fill-table", N_("fill an office's empty table"), blank_tables.fill_table, blank_tables.fill_table_options),
    ("papers", N_("list what can be printed"), records.list_papers, records.papers_options),
    ("set", N_("correct one fact"), facts.correct, facts.correct_options),
    (
        "household-add",
        N_("write down a household that is in no list yet"),
        new_household.add,
        new_household.add_options,
    ),
    ("history", N_("tell every change with who and when"), facts.history, facts.history_options),
    ("check", N_("run the checks over the register"), checks.check, checks.check_options),
    (
        "duplicates",
        N_("list persons who may have been entered twice"),
        duplicates.duplicates,
        duplicates.duplicates_options,
    ),
    (
        "same-person",
        N_("join two entries of one person"),
        duplicates.same_person,
        duplicates.same_person_options,
    ),
    (
        "same-household",
        N_("say that a household stands twice"),
        duplicates.same_household,
        duplicates.two_persons_options,
    ),
    (
        "two-households",
        N_("remember that the households of two entries are two"),
        duplicates.two_households,
        duplicates.two_persons_options,
    ),
    (
        "two-persons",
        N_("remember that two entries are two persons"),
        duplicates.two_persons,
        duplicates.two_persons_options,
    ),
    (
        "compare-list",
        N_("compare the register with a department's list"),
        outside_lists.compare,
        outside_lists.compare_options,
    ),
    ("hits", N_("list the members on departments' lists"), outside_lists.hits, outside_lists.hits_options),
    ("hit", N_("say what came of looking into a hit"), outside_lists.decide, outside_lists.decide_options),
    ("rounds", N_("list the verification rounds"), rounds.rounds, rounds.rounds_options),
    ("round-new", N_("begin a verification round"), rounds.new, rounds.new_options),
    (
        "round-outcome",
        N_("give outcomes to a household in a round"),
        round_outcomes.outcome,
        round_outcomes.outcome_options,
    ),
    ("round-balance", N_("tell the balance of a round"), rounds.balance, rounds.balance_options),
    ("round-close", N_("close a round or open it again"), rounds.close, rounds.close_options),
    ("round-print", N_("print the papers of a round"), rounds.print_paper, rounds.print_options),
    (
        "round-sample",
        N_("draw the back-check sample or enter a result"),
        round_samples.sample,
        round_samples.sample_options,
    ),
    ("round-rates", N_("tell the rates of the back-check"), round_samples.rates, round_samples.rates_options),
    ("event", N_("record a birth, death, marriage, move, split or merger"), events.event, events.event_options),
    ("entries", N_("list what the national system still lacks"), events.entries, events.entries_options),
    ("clues", N_("list the clues"), clues.ledger, clues.ledger_options),
    ("clue-import", N_("take in a department's list of clues"), clues.take_in, clues.take_in_options),
    ("clue-add", N_("note one clue"), clues.add, clues.add_options),
    ("clue-result", N_("note what a visit found"), clues.result, clues.result_options),
    ("clue-candidates", N_("tell whom a clue may be about"), clues.candidates, clues.candidates_options),
    ("clue-feedback", N_("write results back in the sender's columns"), clues.feedback, clues.feedback_options),
    ("procedures", N_("list procedures with what comes next"), procedures.running, procedures.running_options),
    (
        "village-procedures",
        N_("list or begin the procedures of the village itself"),
        village_procedures.village_procedures,
        village_procedures.village_procedures_options,
    ),
    ("begin", N_("begin a procedure"), procedures.begin, procedures.begin_options),
    ("step", N_("note a step of a procedure"), procedures.step, procedures.step_options),
    ("take-down", N_("note that a display was taken down"), procedures.take_down, procedures.take_down_options),
    ("drop", N_("give a procedure up"), procedures.drop, procedures.drop_options),
    ("step-paper", N_("print the paper of a step"), procedures.paper, procedures.paper_options),
    ("undo", N_("take back the last action"), records.undo_last, records.undo_options),
    ("keys", N_("make the office keys"), exchange.make_keys, exchange.key_options),
    ("request", N_("write the request of this laptop"), exchange.ask, exchange.folder_options),
    ("admit", N_("admit a laptop"), exchange.admit, exchange.admit_options),
    ("accept", N_("accept the admission of the office"), exchange.accept, exchange.accept_options),
    ("export", N_("write a bundle for the office"), exchange.export_bundle, exchange.export_options),
    ("receive", N_("take in a bundle"), exchange.receive_bundle, exchange.receive_options),
    ("receipt", N_("take in a receipt"), exchange.take_receipt, exchange.receipt_options),
    ("serve", N_("take and give bundles over the local network"), network.serve, network.serve_options),
    ("sync", N_("exchange with the office over the local network"), network.sync, network.address_options),
    ("team-sync", N_("exchange with another laptop over the network"), network.team_sync, network.address_options),
    ("team-send", N_("write bundles for the other laptops"), network.team_send, exchange.folder_options),
    ("team-carry", N_("keep a teammate's bundle for the next sync"), network.team_carry, network.team_carry_options),
    ("team-receive", N_("take in bundles of another laptop"), network.team_receive, exchange.folder_options),
    ("photos", N_("list or write out the photos of a household"), odk.photos, odk.photos_options),
    ("export-odk", N_("write interviews as ODK submissions"), odk.export_submissions, odk.export_options),
    ("import-odk", N_("take in an export of ODK Central or Kobo"), odk.import_submissions, odk.import_options),
    ("log", N_("list who printed, exported and admitted what"), log_book.log, log_book.log_options),
    ("passphrase", N_("change the passphrase"), access.change_passphrase, access.passphrase_options),
    ("recovery-sheet", N_("make a new recovery sheet"), access.renew_sheet, access.sheet_options),
    ("reset-request", N_("ask the office about a forgotten passphrase"), reset.ask, reset.ask_options),
    ("reset-answer", N_("answer a forgotten passphrase, two persons together"), reset.answer, reset.answer_options),
    ("reset-accept", N_("set a new passphrase as the office allows"), reset.accept, reset.accept_options),
    ("verify", N_("check file, journal and register"), workspaces.verify, workspaces.verify_options),
    (
        "backup",
        N_("write a verified backup, or list the backups that are kept"),
        backups.back_up,
        backups.backup_options,
    ),
    ("restore", N_("bring a backup back into an empty folder"), backups.restore, backups.restore_options),
    ("publish", N_("publish a policy pack"), workspaces.publish_pack, workspaces.publish_options),
    ("edition", N_("publish the next edition of the office"), packs.publish_edition, packs.edition_options),
    (
        "paper-draft",
        N_("show a form of a workbook that is being edited"),
        packs.paper_draft,
        packs.paper_draft_options,
    ),
    ("packs", N_("list questionnaires and editions"), packs.list_packs, packs.packs_options),
    ("lay-down", N_("write the policy pack onto a stick"), packs.lay_down, exchange.folder_options),
    ("send", N_("write for the laptops what goes back to them"), merging.send, merging.send_options),
    ("devices", N_("list the laptops that the office admitted"), merging.devices, merging.devices_options),
    ("renew", N_("renew the admission of a laptop"), merging.renew, merging.renew_options),
    ("unrevoke", N_("trust a revoked laptop again"), merging.let_in_again, merging.let_in_options),
    ("revoke", N_("trust a laptop no more"), merging.revoke, merging.revoke_options),
    (
        "quarantine",
        N_("list what waits for a person, or tell what is in it"),
        quarantine.set_aside,
        quarantine.set_aside_options,
    ),
    ("release", N_("let in what waits, put it aside or take it up"), quarantine.release, quarantine.release_options),
    ("conflicts", N_("list the facts with several values"), conflicts.conflicts, conflicts.conflicts_options),
    ("resolve", N_("decide one conflict, or several for one reason"), conflicts.resolve, conflicts.resolve_options),
    ("income", N_("tell how the income of a household is reckoned"), income.income, income.income_options),
    ("causes", N_("tell what the facts say for and against each cause"), causes.tell_causes, causes.causes_options),
    ("village", N_("show or fill in the yearly record of a village"), village.village, village.village_options),
    (
        "projects",
        N_("list or change the projects of the whole-village programme"),
        village.projects,
        village.projects_options,
    ),
    (
        "project-library",
        N_("list the project library, filtered, with totals; take in a list of projects"),
        project_library.library,
        project_library.library_options,
    ),
    (
        "project-move",
        N_("note a step of a project on its way through the library"),
        project_library.move,
        project_library.move_options,
    ),
    (
        "project-show",
        N_("show a project with its money, papers and what comes next; print the paper of a step"),
        project_library.show,
        project_library.show_options,
    ),
    ("funds", N_("list the sources of money, or enter one"), funds.funds, funds.funds_options),
    ("allocate", N_("give money of a source to a project"), funds.allocate, funds.allocate_options),
    ("contract", N_("enter a contract, or note its acceptance"), funds.contract, funds.contract_options),
    ("pay", N_("enter a payment to a contractor, or note where it stands"), funds.pay, funds.pay_options),
    ("fund-ledgers", N_("compare the three ledgers to the fen"), funds.ledgers, funds.ledgers_options),
    ("fund-risks", N_("list what looks wrong with the money"), funds.risks, funds.risks_options),
    (
        "pay-list",
        N_("draw up a list of payments to households, after saying what speaks against each row"),
        payment_lists.draw_up,
        payment_lists.draw_up_options,
    ),
    (
        "pay-lists",
        N_("show the lists of payments to households; print, send, display, mend or cancel"),
        payment_lists.lists,
        payment_lists.lists_options,
    ),
    ("bank-results", N_("take in what the bank answered"), payment_lists.results, payment_lists.results_options),
    ("measures", N_("list the measures of a household, or count them"), measures.measures, measures.measures_options),
    ("measure-plan", N_("put a measure into the plan of a household"), measures.plan, measures.plan_options),
    ("measure-move", N_("move measures on in their life, or drop them"), measures.move, measures.move_options),
    (
        "measure-list",
        N_("take in a department's list of measures"),
        measure_lists.take_list,
        measure_lists.list_options,
    ),
    ("needs", N_("list the needs, unmet first, or take one down"), needs.needs, needs.needs_options),
    ("eligible", N_("tell who is entitled to what, and why"), eligible.eligible, eligible.eligible_options),
    ("helpers", N_("list who helps which household"), helpers.helpers, helpers.helpers_options),
    ("helper-pair", N_("make somebody the helper of households"), helpers.pair, helpers.pair_options),
    ("helper-end", N_("end pairings; they stay in the file"), helpers.end, helpers.end_options),
    ("helper-list", N_("take in a list of who helps whom"), helpers.take_list, helpers.list_options),
    ("visit", N_("write down a visit"), visits.visit, visits.visit_options),
    ("visits", N_("list the visits"), visits.visits, visits.visits_options),
    ("coverage", N_("tell who was visited as the rules ask"), coverage.coverage, coverage.coverage_options),
    ("team-days", N_("list the days of the team, or write them on paper"), team.days, team.days_options),
    ("team-day", N_("enter what days of a team member were"), team.enter, team.enter_options),
    ("duties", N_("list the duties, or give those of the pack"), duties.duties, duties.duties_options),
    ("duty-add", N_("give one duty"), duties.add, duties.add_options),
    ("duty-note", N_("urge duties, put one right, close it or send it back"), duties.note, duties.note_options),
    ("merits", N_("list recognition and discipline"), duties.merits, duties.merits_options),
    ("merit-add", N_("enter recognition or discipline"), duties.add_merit, duties.add_merit_options),
    ("merit-decide", N_("approve or refuse what another person entered"), duties.decide, duties.decide_options),
    (
        "training-list",
        N_("count person-times of training from a sign-in sheet"),
        measure_lists.take_training,
        measure_lists.training_options,
    ),
    ("opinion", N_("give a second opinion on who is poor"), opinion.second_opinion, opinion.opinion_options),
    ("targets", N_("list what was promised and what is counted"), targets.targets, targets.targets_options),
    ("target-set", N_("set or change what is promised"), targets.set_target, targets.set_target_options),
    ("assess", N_("assess villages and teams"), assess.assess, assess.assess_options),
    ("figures", N_("list whoever is behind a figure"), targets.figures, targets.figures_options),
    ("adopt", N_("take over the policy pack of the office"), packs.adopt, packs.adopt_options),
)
