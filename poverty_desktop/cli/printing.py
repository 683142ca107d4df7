"""Commands of the print room: papers of many households as files, and the boxes they stand in."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from poverty_desktop.cli.opening import find_household, open_workspace, show_progress, takes_workspace
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _
from poverty_desktop.ids import HouseholdId
from poverty_desktop.operations.session import Session


def print_papers(options: argparse.Namespace) -> object:
    """Print papers of one household or of many."""
    from poverty_desktop.operations.paperwork import papers, printing
    from poverty_desktop.operations.paperwork.print_plan import Order, Volume, planned
    from poverty_desktop.operations.paperwork.print_run import PrintRun

    issues_cards = papers.Paper.ASSISTANCE_CARD in options.paper  # a signed one is written into the register
    with open_workspace(options, is_reading=not issues_cards) as session:
        volume = Volume(options.files)
        if volume is not Volume.ONE and not options.output.is_dir():
            raise RuleError(N_("Several files go into a folder: give one that is there."))
        order = Order(
            papers=tuple(papers.wanted(name) for name in options.paper) or (papers.Paper.HOUSEHOLD_FILE,),
            form_id=options.form,
            year=options.year,
            by_route=options.route,
            both_sides=options.both_sides,
            first_side=options.from_page,
            folded=options.booklet,
        )
        files = planned(session, _chosen(session, options), order, volume, options.output)
        run = PrintRun(files[options.from_file - 1 :], order)
        printing.finish(run, session, show_progress())
        return {
            N_("file"): run.files[0] if volume is Volume.ONE else options.output,
            N_("files"): len(run.files),
            N_("pages"): run.pages,
            N_("printed households"): run.total,
        }


def print_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``print``."""
    takes_workspace(command)
    command.add_argument("output", type=Path, help=_("PDF file to write, or with --files the folder"))
    _choosing(command)
    command.add_argument(
        "--paper",
        action="append",
        default=[],
        help=_("paper to print, as “papers” names it; more than once for several; without it the household file"),
    )
    command.add_argument("--year", type=int, help=_("accounting year"))
    command.add_argument("--form", help=_("id of the questionnaire; without it the yearly survey"))
    command.add_argument(
        "--files",
        choices=("one", "village", "household"),
        default="one",
        help=_("one file for all, one per village or one per household"),
    )
    command.add_argument("--route", action="store_true", help=_("in the order of a walk: by group and address"))
    command.add_argument("--both-sides", action="store_true", help=_("every paper begins on the front of a sheet"))
    command.add_argument(
        "--booklet",
        choices=("A4", "A3"),
        default="",
        help=_("make a booklet of every paper: two pages to a side of this sheet, to be folded"),
    )
    command.add_argument(
        "--from-page", type=int, default=1, help=_("begin with this page of each file, after a paper jam")
    )
    command.add_argument("--from-file", type=int, default=1, help=_("begin with this file of the run"))


def boxes(options: argparse.Namespace) -> object:
    """Write labels and lists of archive boxes."""
    from poverty_desktop.operations.paperwork import archive_boxes

    with open_workspace(options, is_reading=True) as session:
        done = archive_boxes.write(
            session, _chosen(session, options), options.output, in_a_box=options.per_box, spine_mm=options.spine
        )
        return {N_("file"): done.path, N_("pages"): done.pages, N_("printed households"): done.households}


def boxes_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``boxes``."""
    takes_workspace(command)
    command.add_argument("output", type=Path, help=_("PDF file to write"))
    _choosing(command)
    command.add_argument("--per-box", type=int, default=20, help=_("files in a box"))
    command.add_argument("--spine", type=int, default=40, help=_("width of the spine in mm"))


def village_print(options: argparse.Namespace) -> object:
    """Write a paper of a village, or name those that there are."""
    from poverty_desktop.operations.paperwork import village_sheets

    with open_workspace(options, is_reading=True) as session:
        if options.output is None:
            return [{"paper": paper, "title": title} for paper, title in village_sheets.on_offer(session)]
        villages = [code for code, _name in village_sheets.villages_on_offer(session)]
        village = options.village or session.village or (villages[0] if len(villages) == 1 else "")
        if not village:
            raise RuleError(N_("There are several villages: say which with --village."))
        done = village_sheets.print_sheet(session, options.paper, village, options.output, year=options.year)
        return {N_("file"): done.path, N_("pages"): done.pages}


def village_print_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``village-print``."""
    takes_workspace(command)
    command.add_argument("output", type=Path, nargs="?", help=_("PDF file to write; without it the papers are named"))
    command.add_argument("--paper", default="village_board", help=_("paper to print"))
    command.add_argument("--village", help=_("only this village, 12 digits"))
    command.add_argument("--year", type=int, help=_("accounting year"))


def _choosing(command: argparse.ArgumentParser) -> None:
    command.add_argument("--household", action="append", help=_("a household; without it the whole village"))
    command.add_argument("--list", type=Path, help=_("a table that names households by number, ID number or head"))
    command.add_argument("--text", default="", help=_("name, pinyin, initials, last digits of an ID, phone, group"))
    command.add_argument("--village", help=_("only this village, 12 digits"))
    command.add_argument("--group", help=_("only this group"))
    command.add_argument("--type", help=_("only this household type, as its code"))


def _chosen(session: Session, options: argparse.Namespace) -> Sequence[HouseholdId]:
    from poverty_desktop.operations.register.households_of_list import households_of
    from poverty_desktop.queries.register import households
    from poverty_desktop.queries.register.list_rows import HouseholdFilter

    if options.household:
        return [find_household(session, text) for text in options.household]
    if options.list is not None:
        return households_of(session, options.list).households
    wanted = HouseholdFilter(
        text=options.text, village=options.village, group=options.group, household_type=options.type
    )
    return households.ids(session, wanted)
