"""The terminal: every operation of the window as a command, through the same operations."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from poverty_desktop import __version__, i18n
from poverty_desktop.errors import PovertyDesktopError, RuleError, StorageError
from poverty_desktop.i18n import N_, _
from poverty_desktop.ids import HouseholdId, from_text, to_text
from poverty_desktop.operations import workspace
from poverty_desktop.operations.session import Session
from poverty_desktop.progress import Progress

PASSPHRASE_VARIABLE = "POVERTY_DESKTOP_PASSPHRASE"  # noqa: S105 - the name of a variable
EXIT_OK, EXIT_RULE, EXIT_STORAGE, EXIT_USAGE = 0, 1, 3, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0 for done, 1 for a broken rule, 2 for wrong usage, 3 for the disk."""
    i18n.set_language(_asked_language(arguments if arguments is not None else sys.argv[1:]))
    parser = _parser()
    options = parser.parse_args(arguments)
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


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python -m poverty_desktop", description=_("Register, papers and bundles of a village work group.")
    )
    parser.add_argument("--version", action="version", version=__version__)
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
            print("\t".join(str(item) for item in row.values()) if isinstance(row, dict) else row)
    elif isinstance(result, dict):
        for name, value in result.items():
            print(f"{name}: {value}")


@contextmanager
def _open(options: argparse.Namespace) -> Iterator[Session]:
    is_practice = workspace.info(options.workspace).is_practice
    session = workspace.unlock(options.workspace, "" if is_practice else _passphrase(options))
    try:
        yield session
    finally:
        workspace.close(session)


def _passphrase(options: argparse.Namespace, *, confirm: bool = False) -> str:
    if options.passphrase_file is not None:
        try:
            text: str = options.passphrase_file.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise StorageError(N_("The file with the passphrase cannot be read.")) from error
        return text.rstrip("\r\n")
    if PASSPHRASE_VARIABLE in os.environ:
        return os.environ[PASSPHRASE_VARIABLE]
    first = getpass.getpass(_("Passphrase: "))
    if confirm and getpass.getpass(_("Repeat the passphrase: ")) != first:
        raise RuleError(N_("The two passphrases differ."))
    return first


def _progress() -> Progress:
    def show(what: str, done: int, total: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{_(what)} {done}/{total}", end="" if done < total else "\n", file=sys.stderr, flush=True)

    return Progress(show)


def _household(session: Session, text: str) -> HouseholdId:
    """Return the household that ``text`` names: an id, a household number, or a search with exactly one answer."""
    from poverty_desktop.queries import households
    from poverty_desktop.queries.rows import HouseholdFilter

    try:
        return HouseholdId(from_text(text))
    except ValueError:
        pass
    page = households.find(session, HouseholdFilter(text=text), limit=2)
    if page.total == 1:
        return page.rows[0].id
    if page.total == 0:
        raise RuleError(N_("No household is found by this search."))
    raise RuleError(
        N_("{count} households are found by this search. Give the number of one of them."), count=page.total
    )


def _init(options: argparse.Namespace) -> object:
    passphrase = _passphrase(options, confirm=True)
    if options.office:
        session, sheet = workspace.create_office(
            options.workspace, passphrase, worker=options.worker, office_name=options.office
        )
    else:
        session, sheet = workspace.create_field(
            options.workspace, passphrase, worker=options.worker, village=options.village
        )
    workspace.close(session)
    if options.recovery_sheet:
        from poverty_desktop import paths
        from poverty_desktop.operations import papers

        paths.write_whole(options.recovery_sheet, papers.recovery_sheet_pdf(sheet))
        return {_("recovery sheet"): options.recovery_sheet}
    return {_("recovery code"): sheet.code}


def _sample(options: argparse.Namespace) -> object:
    from poverty_desktop.operations import sample

    if options.county:
        session = sample.create_county(options.workspace, _progress())
    else:
        session = sample.create_practice(options.workspace, _progress())
    workspace.close(session)
    return {_("workspace"): options.workspace}


def _import(options: argparse.Namespace) -> object:
    from poverty_desktop.exchange.column_map import read_map
    from poverty_desktop.operations import roster

    with _open(options) as session:
        chosen = read_map(options.map) if options.map else None
        table = roster.read(
            options.file, sheet=options.sheet, dictionary=options.dictionary, as_codes=chosen.as_codes if chosen else ()
        )
        chosen = chosen or roster.best_map(session, table)
        shown = roster.preview(session, table, chosen, year=options.year, village=options.village)
        counts = {action.value: count for action, count in shown.plan.counts.items() if count}
        if options.rejected:
            roster.save_rejected(shown, options.rejected)
        if not options.dry_run:
            roster.import_roster(session, shown, _progress())
        return counts


def _search(options: argparse.Namespace) -> object:
    from poverty_desktop.queries import households
    from poverty_desktop.queries.rows import HouseholdFilter

    with _open(options) as session:
        page = households.find(
            session, HouseholdFilter(text=options.text), limit=options.limit, language=i18n.language()
        )
        return [
            {
                "id": to_text(row.id),
                "head": row.head_name,
                "group": row.group_name,
                "members": row.member_count,
                "category": row.category,
                "per_capita": "" if row.per_capita_fen is None else i18n.format_yuan(row.per_capita_fen),
                "matched": row.matched,
            }
            for row in page.rows
        ]


def _show(options: argparse.Namespace) -> object:
    from poverty_desktop.packs.model import Sensitivity
    from poverty_desktop.queries import history, household_file

    with _open(options) as session:
        household = _household(session, options.household)
        if options.history:
            return [
                {
                    "at": row.at.isoformat(),
                    "by": row.by,
                    "who": row.subject,
                    "what": row.label,
                    "before": row.before,
                    "after": row.after,
                }
                for row in history.of_household(session, household, i18n.language())
            ]
        file = household_file.open_file(session, household, year=options.year, language=i18n.language())
        found: list[dict[str, object]] = [
            {"section": section.title, "label": fact.property.label(i18n.language()), "value": fact.text}
            for section in (*file.summary, *file.conditions, *file.causes)
            for fact in section.facts
            if fact.text and (options.private or fact.property.sensitivity is not Sensitivity.SECRET)
        ]
        found += [{"section": _("Members"), "label": member.relation, "value": member.name} for member in file.members]
        per_head = file.income.per_capita_fen
        found.append(
            {
                "section": _("Income"),
                "label": _("Net income per head"),
                "value": "" if per_head is None else i18n.format_yuan(per_head),
            }
        )
        return found


def _print(options: argparse.Namespace) -> object:
    from poverty_desktop.operations import papers
    from poverty_desktop.queries import households
    from poverty_desktop.queries.rows import HouseholdFilter

    with _open(options) as session:
        chosen = (
            [_household(session, text) for text in options.household]
            if options.household
            else households.ids(session, HouseholdFilter(group=options.group))
        )
        wanted = [papers.Paper(name) for name in options.paper]
        done = papers.print_households(session, chosen, wanted, options.output, year=options.year, progress=_progress())
        return {_("file"): done.path, _("pages"): done.pages, _("households"): done.households}


def _verify(options: argparse.Namespace) -> object:
    from poverty_desktop.operations import verification

    with _open(options) as session:
        if options.rebuild:
            verification.rebuild(session)
        found = verification.verify(session, _progress())
        return {_("transactions"): found.transactions, _("chains"): found.chains, _("rebuilt"): int(options.rebuild)}


def _keys(options: argparse.Namespace) -> object:
    from poverty_desktop.operations import enrolment

    with _open(options) as session:
        made = enrolment.make_office_keys(session, options.folder, _passphrase(options)).value
        return {_("file"): made.keys, _("fingerprint"): made.fingerprint}


def _request(options: argparse.Namespace) -> object:
    from poverty_desktop.operations import enrolment

    with _open(options) as session:
        asked = enrolment.ask(session, options.folder).value
        return {_("file"): asked.path, _("fingerprint"): asked.fingerprint}


def _admit(options: argparse.Namespace) -> object:
    from poverty_desktop.operations import enrolment

    with _open(options) as session:
        villages = tuple(options.village) if options.village else None
        path = enrolment.admit(session, options.file, options.fingerprint, options.folder, villages=villages).value
        return {_("file"): path, _("fingerprint"): enrolment.office_fingerprint(session)}


def _accept(options: argparse.Namespace) -> object:
    from poverty_desktop.operations import enrolment

    with _open(options) as session:
        return {_("at the office"): enrolment.accept(session, options.file, options.fingerprint).value.name}


def _export(options: argparse.Namespace) -> object:
    from poverty_desktop.operations import bundles

    with _open(options) as session:
        done = bundles.export_bundle(session, options.folder, _progress()).value
        return {_("file"): done.path, _("entries"): done.transactions}


def _receive(options: argparse.Namespace) -> object:
    from poverty_desktop.operations import bundles

    with _open(options) as session:
        found = bundles.receive(session, options.file, options.receipts, _progress()).value
        return {
            _("new entries"): found.accepted,
            _("known entries"): found.known,
            _("refused entries"): found.refused,
            _("receipt"): found.receipt,
        }


def _receipt(options: argparse.Namespace) -> object:
    from poverty_desktop.operations import bundles

    with _open(options) as session:
        taken = bundles.take_receipt(session, options.file, _progress()).value
        return {_("at the office"): taken.merged, _("safe at the office"): taken.durable}


def _backup(options: argparse.Namespace) -> object:
    from poverty_desktop.operations import backup

    with _open(options) as session:
        return {_("file"): backup.back_up(session, options.folder).value}


def _restore(options: argparse.Namespace) -> object:
    from poverty_desktop.operations import backup

    backup.restore(options.file, options.workspace)
    return {_("workspace"): options.workspace}


def _publish(options: argparse.Namespace) -> object:
    from poverty_desktop.packs import load, publish

    previous = load.load(options.previous) if options.previous else None
    try:
        publication = publish.publish(options.source, previous=previous)
    except publish.PackRefusedError as error:
        for problem in error.problems:
            print(f"{problem.place()}: {problem.sentence()}", file=sys.stderr)
        raise
    return {_("file"): publish.write(publication, options.output)}


def _undo(options: argparse.Namespace) -> object:
    from poverty_desktop.operations import undo

    with _open(options) as session:
        done = undo.redo(session) if options.redo else undo.undo(session)
        return {_("undone"): i18n.say(done.value, done.params)}


def _workspace(command: argparse.ArgumentParser) -> None:
    command.add_argument("workspace", type=Path, help=_("folder of the workspace"))
    command.add_argument("--passphrase-file", type=Path, help=_("file whose first line is the passphrase"))


def _init_options(command: argparse.ArgumentParser) -> None:
    _workspace(command)
    command.add_argument("--worker", required=True, help=_("name of the person who works here"))
    role = command.add_mutually_exclusive_group(required=True)
    role.add_argument("--village", help=_("12-digit code of the village: a field workspace"))
    role.add_argument("--office", help=_("name of the office: an office workspace"))
    command.add_argument("--recovery-sheet", type=Path, help=_("write the recovery sheet to this PDF file"))


def _sample_options(command: argparse.ArgumentParser) -> None:
    _workspace(command)
    command.add_argument("--county", action="store_true", help=_("the whole county in an office workspace"))


def _import_options(command: argparse.ArgumentParser) -> None:
    _workspace(command)
    command.add_argument("file", type=Path, help=_("roster: xlsx, xls, ods, csv, or dat with a dictionary"))
    command.add_argument("--map", type=Path, help=_("column map; without it the fitting one is chosen"))
    command.add_argument("--dictionary", type=Path, help=_("dictionary of a fixed-width file"))
    command.add_argument("--sheet", help=_("name of the sheet"))
    command.add_argument("--year", type=int, help=_("accounting year of the figures"))
    command.add_argument("--village", help=_("12-digit village of rows that name none"))
    command.add_argument("--rejected", type=Path, help=_("write the rows that stay out to this Excel file"))
    command.add_argument("--dry-run", action="store_true", help=_("only say what would happen"))


def _search_options(command: argparse.ArgumentParser) -> None:
    _workspace(command)
    command.add_argument("text", help=_("name, pinyin, initials, last digits of an ID, phone, group"))
    command.add_argument("--limit", type=int, default=50, help=_("most rows"))


def _show_options(command: argparse.ArgumentParser) -> None:
    _workspace(command)
    command.add_argument("household", help=_("id, number, or a search with one answer"))
    command.add_argument("--year", type=int, help=_("accounting year"))
    command.add_argument("--history", action="store_true", help=_("every change with who and when"))
    command.add_argument("--private", action="store_true", help=_("show ID numbers, phones and accounts too"))


def _print_options(command: argparse.ArgumentParser) -> None:
    from poverty_desktop.operations.papers import Paper

    _workspace(command)
    command.add_argument("output", type=Path, help=_("PDF file to write"))
    command.add_argument("--household", action="append", help=_("a household; without it the whole village"))
    command.add_argument("--group", help=_("only this group"))
    command.add_argument(
        "--paper", action="append", choices=[paper.value for paper in Paper], default=None, help=_("paper to print")
    )
    command.add_argument("--year", type=int, help=_("accounting year"))
    command.set_defaults(paper=[Paper.HOUSEHOLD_FILE.value])


def _verify_options(command: argparse.ArgumentParser) -> None:
    _workspace(command)
    command.add_argument("--rebuild", action="store_true", help=_("make the register again from the journal"))


def _folder_options(command: argparse.ArgumentParser) -> None:
    _workspace(command)
    command.add_argument("folder", type=Path, help=_("folder that the file goes to"))


def _admit_options(command: argparse.ArgumentParser) -> None:
    _workspace(command)
    command.add_argument("file", type=Path, help=_("request file of the laptop"))
    command.add_argument("folder", type=Path, help=_("folder that the file goes to"))
    command.add_argument("--fingerprint", required=True, help=_("the 12 digits that were read aloud"))
    command.add_argument("--village", action="append", help=_("12-digit village of rows that name none"))


def _accept_options(command: argparse.ArgumentParser) -> None:
    _workspace(command)
    command.add_argument("file", type=Path, help=_("admission file of the office"))
    command.add_argument("--fingerprint", default="", help=_("the 12 digits that were read aloud"))


def _receive_options(command: argparse.ArgumentParser) -> None:
    _workspace(command)
    command.add_argument("file", type=Path, help=_("bundle file"))
    command.add_argument("--receipts", type=Path, help=_("folder that the file goes to"))


def _receipt_options(command: argparse.ArgumentParser) -> None:
    _workspace(command)
    command.add_argument("file", type=Path, help=_("receipt file"))


def _backup_options(command: argparse.ArgumentParser) -> None:
    _workspace(command)
    command.add_argument("folder", type=Path, help=_("folder that the backup goes to"))


def _restore_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", type=Path, help=_("backup file"))
    command.add_argument("workspace", type=Path, help=_("empty folder for the workspace"))


def _publish_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("source", type=Path, help=_("folder with pack.xlsx and forms"))
    command.add_argument("output", type=Path, help=_("folder for the published pack"))
    command.add_argument("--previous", type=Path, help=_("the pack published before, whose numbers bind this one"))


def _undo_options(command: argparse.ArgumentParser) -> None:
    _workspace(command)
    command.add_argument("--redo", action="store_true", help=_("do again what was taken back"))


_Command = tuple[str, str, Callable[[argparse.Namespace], object], Callable[[argparse.ArgumentParser], None]]
_COMMANDS: tuple[_Command, ...] = (
    ("init", N_("make a new workspace"), _init, _init_options),
    ("sample", N_("make the practice workspace with the sample village"), _sample, _sample_options),
    ("import", N_("bring in a roster"), _import, _import_options),
    ("search", N_("find households"), _search, _search_options),
    ("show", N_("show one household"), _show, _show_options),
    ("print", N_("print papers as PDF"), _print, _print_options),
    ("undo", N_("take back the last action"), _undo, _undo_options),
    ("keys", N_("make the office keys"), _keys, _folder_options),
    ("request", N_("write the request of this laptop"), _request, _folder_options),
    ("admit", N_("admit a laptop"), _admit, _admit_options),
    ("accept", N_("accept the admission of the office"), _accept, _accept_options),
    ("export", N_("write a bundle for the office"), _export, _folder_options),
    ("receive", N_("take in a bundle"), _receive, _receive_options),
    ("receipt", N_("take in a receipt"), _receipt, _receipt_options),
    ("verify", N_("check file, journal and register"), _verify, _verify_options),
    ("backup", N_("write a verified backup"), _backup, _backup_options),
    ("restore", N_("bring a backup back into an empty folder"), _restore, _restore_options),
    ("publish", N_("publish a policy pack"), _publish, _publish_options),
)
