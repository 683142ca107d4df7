"""Commands on targets, the figures that are counted for them, and whoever is behind a figure."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop import i18n
from poverty_desktop.cli.opening import open_workspace, takes_workspace
from poverty_desktop.domain.typed import day_of, number_of
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _
from poverty_desktop.ids import RecordId, from_text, to_text

if TYPE_CHECKING:
    from poverty_desktop.checks.target_board import FigureRow
    from poverty_desktop.operations.assessment.freezing import Frozen
    from poverty_desktop.operations.session import Session
    from poverty_desktop.packs.indicators import Indicator
    from poverty_desktop.queries.assessment.counted_rows import CountedRow

NO_ID = N_("Give the id as the command lists it.")
NOTHING = N_("Say which indicator and how much, or use --set, --from or --remove.")
PICTURES = ("over_time", "townships", "income", "money")
LEVELS = ("county", "township", "village", "team")


def targets(options: argparse.Namespace) -> object:
    """List what was promised for a place and what is counted; with --unfold one indicator by smaller places."""
    from poverty_desktop.checks import places, target_board
    from poverty_desktop.operations.assessment import target_lists

    with open_workspace(options, is_reading=True) as session:
        place = places.find(session, options.place)
        year = options.year or target_board.default_year(session)
        if options.unfold:
            rows = target_board.unfolded(session, year, _indicator(session, options.unfold).id, place)
        else:
            rows = target_board.board(session, year=year, place=place).rows
        if options.out is not None:
            return {N_("rows"): target_lists.export_figures(rows, year, options.out)}
        return [_row(row) for row in rows]


def targets_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``targets``."""
    takes_workspace(command)
    _takes_place(command)
    command.add_argument("--unfold", default="", metavar="INDICATOR", help=_("one indicator by smaller places"))
    command.add_argument("--out", type=Path, help=_("write the list to this Excel file"))


def set_target(options: argparse.Namespace) -> object:
    """Set or change a target, take over a set of the policy pack or a table, or take a target out."""
    from poverty_desktop.checks import places, target_board
    from poverty_desktop.operations.assessment import target_lists
    from poverty_desktop.operations.assessment import targets as operations
    from poverty_desktop.operations.assessment.targets import NewTarget
    from poverty_desktop.packs.indicators import Level

    with open_workspace(options) as session:
        place = places.find(session, options.place)
        if options.set:
            return {N_("targets"): operations.adopt(session, options.set, place=options.place and place).value}
        if options.remove:
            operations.remove(session, _id(options.remove))
            return {N_("targets"): 0}
        year = options.year or target_board.default_year(session)
        if options.source_table is not None:
            found = target_lists.preview(session, options.source_table, year=year)
            count = target_lists.take_in(session, found).value if found.wanted and not options.preview else 0
            return {
                N_("targets"): count,
                N_("can be taken in"): len(found.wanted),
                N_("refused"): [f"{row.number}: {row.reason}" for row in found.refused],
            }
        if not options.indicator or not options.amount:
            raise RuleError(NOTHING)
        wanted = NewTarget(
            indicator=_indicator(session, options.indicator).id,
            level=Level(options.level) if options.level else places.level_of(session.pack, place),
            place=place,
            year=year,
            amount=number_of(options.amount),
            than=_indicator(session, options.than).id if options.than else "",
            source=options.source,
        )
        return {N_("targets"): operations.set_targets(session, [wanted]).value}


def set_target_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``target-set``."""
    takes_workspace(command)
    command.add_argument("indicator", nargs="?", default="", help=_("indicator: id or name"))
    command.add_argument("amount", nargs="?", default="", help=_("what is to be reached"))
    _takes_place(command)
    command.add_argument("--level", choices=LEVELS, help=_("for whom; without it what the place is"))
    command.add_argument("--than", default="", metavar="INDICATOR", help=_("held against this entered figure"))
    command.add_argument("--source", default="", help=_("the document that says so"))
    command.add_argument("--set", default="", help=_("take over this set of the policy pack, such as article_2015"))
    command.add_argument("--from", dest="source_table", type=Path, help=_("take in a table of targets"))
    command.add_argument("--preview", action="store_true", help=_("only say what would come of the table"))
    command.add_argument("--remove", default="", metavar="ID", help=_("take this target out"))


def figures(options: argparse.Namespace) -> object:
    """List whoever is behind a figure; keep figures and compute them again; enter what is not counted."""
    from poverty_desktop.checks import places, target_board
    from poverty_desktop.operations.assessment import counted, freezing, target_lists

    writes = options.freeze or options.enter
    with open_workspace(options, is_reading=not writes and options.out is None) as session:
        place = places.find(session, options.place)
        year = options.year or target_board.default_year(session)
        if options.freeze:
            return {N_("kept"): freezing.freeze(session, year=year, place=place).value}
        if options.kept or options.recompute:
            return _kept_figures(session, options)
        if options.picture:
            return _picture(session, options, year, place)
        indicator = _indicator(session, options.indicator)
        if options.enter:
            return _entered(session, options, indicator, year, options.place and place)
        rows = counted.rows(session, indicator, year, place=place)
        if options.out is not None:
            return {N_("rows"): target_lists.export_counted(session, indicator, year, rows, options.out)}
        return [_counted(row) for row in rows]


def figures_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``figures``."""
    takes_workspace(command)
    command.add_argument("indicator", nargs="?", default="", help=_("indicator: id or name"))
    _takes_place(command)
    command.add_argument("--out", type=Path, help=_("write the list to this Excel file; a picture as svg, pdf or xlsx"))
    command.add_argument("--picture", choices=PICTURES, help=_("draw instead of listing"))
    command.add_argument("--enter", default="", metavar="VALUE", help=_("enter a figure that is not counted"))
    command.add_argument("--document", default="", help=_("the document that says so"))
    command.add_argument("--dated", default="", help=_("date of the document"))
    command.add_argument("--scan", type=Path, help=_("a photo of the document"))
    command.add_argument("--freeze", action="store_true", help=_("keep the figures as they are now"))
    command.add_argument("--kept", action="store_true", help=_("list the figures that were kept"))
    command.add_argument("--recompute", action="store_true", help=_("compute the kept figures again"))


def _entered(session: Session, options: argparse.Namespace, indicator: Indicator, year: int, place: str) -> object:
    """Enter a figure that is not counted."""
    from poverty_desktop.operations.assessment import targets as operations

    value, dated = number_of(options.enter), day_of(options.dated)
    operations.enter(
        session,
        indicator.id,
        year,
        value,
        document=options.document,
        dated=dated,
        place=place,
        scan=options.scan,
    )
    return {N_("entered"): options.enter}


def _kept_figures(session: Session, options: argparse.Namespace) -> object:
    """List what was kept, computed again where that is asked for."""
    from poverty_desktop.operations.assessment import freezing

    kept = freezing.frozen(session, year=options.year)
    if not options.recompute:
        return [_kept(item) for item in kept]
    again = freezing.recompute(session, [item.id for item in kept])
    return [_kept(item.frozen) | {N_("again"): str(item.value), N_("agrees"): item.agrees} for item in again]


def _picture(session: Session, options: argparse.Namespace, year: int, place: str) -> object:
    """Draw a picture into a file, or tell the list under it."""
    from poverty_desktop.operations.assessment import figure_pictures
    from poverty_desktop.operations.paperwork import picture_files

    name = _indicator(session, options.indicator).id if options.indicator else ""
    kind = figure_pictures.Kind(options.picture)
    drawn = figure_pictures.draw(session, kind, year, indicator=name, place=place)
    if options.out is None:
        return [dict(zip(drawn.captions, row, strict=True)) for row in drawn.rows]
    if options.out.suffix == ".pdf":
        return {N_("pages"): picture_files.write_page(session, drawn, options.out)}
    if options.out.suffix == ".xlsx":
        return {N_("rows"): picture_files.write_list(drawn, options.out)}
    picture_files.write_picture(drawn, options.out)
    return {N_("rows"): len(drawn.rows)}


def _takes_place(command: argparse.ArgumentParser) -> None:
    command.add_argument("--place", default="", help=_("code or name of the county, township or village"))
    command.add_argument("--year", type=int, help=_("year of the targets"))


def _indicator(session: Session, text: str) -> Indicator:
    from poverty_desktop.operations.assessment.target_lists import UNKNOWN_INDICATOR

    found = [item for item in session.pack.indicators if text in (item.id, item.title.zh, item.title.en)]
    if not found:
        raise RuleError(UNKNOWN_INDICATOR, text=text)
    return found[0]


def _row(row: FigureRow) -> dict[str, object]:
    from poverty_desktop.queries.assessment.figure_words import figure_text, goal_text, standing_words

    return {
        N_("id"): to_text(row.target.id) if row.target else "",
        N_("indicator"): row.indicator.id,
        N_("title"): row.indicator.title(i18n.language()),
        N_("place"): row.place_name,
        N_("code"): row.place,
        N_("target"): goal_text(row),
        N_("counted"): figure_text(row),
        N_("unit"): row.indicator.unit(i18n.language()),
        N_("standing"): standing_words(row),
    }


def _counted(row: CountedRow) -> dict[str, object]:
    return {
        N_("household"): to_text(row.household) if row.household else "",
        N_("village"): row.village_name,
        N_("group"): row.group_name,
        N_("head"): row.head_name,
        N_("member"): row.person_name,
        N_("counts for"): f"{row.amount:g}",
        N_("because"): row.because,
    }


def _kept(item: Frozen) -> dict[str, object]:
    return {
        N_("id"): to_text(item.id),
        N_("indicator"): item.indicator,
        N_("place"): item.place_name,
        N_("year"): item.year,
        N_("figure"): "" if item.value is None else f"{item.value:f}",
        N_("pack"): item.pack_version,
        N_("position"): item.position,
        N_("kept on"): item.frozen_on,
    }


def _id(text: str) -> RecordId:
    try:
        return from_text(text)
    except ValueError:
        raise RuleError(NO_ID) from None
