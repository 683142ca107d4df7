"""The command on the assessment of villages and teams: sheets, self-assessment, review, appeal, decision."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop import i18n
from poverty_desktop.cli.opening import open_workspace, takes_workspace
from poverty_desktop.domain.typed import number_of
from poverty_desktop.i18n import N_, _

if TYPE_CHECKING:
    from poverty_desktop.checks.village_scores import ItemScore, Sheet


def assess(options: argparse.Namespace) -> object:
    """List villages or teams with their points, or the items of one; note what team or office says; print the sheet."""
    from poverty_desktop.checks import target_board, village_scores
    from poverty_desktop.operations.assessment import assessing, assessment_papers
    from poverty_desktop.packs.assessment_items import Assessed
    from poverty_desktop.queries.register.village_file import code_of

    says = options.self_score is not None or options.review or options.appeal or options.decide
    with open_workspace(options, is_reading=not says and options.out is None) as session:
        year = options.year or target_board.default_year(session)
        subject = Assessed(options.subject)
        if not options.village and not session.village:
            return [_sheet(found) for found in village_scores.sheets(session, subject, year)]
        village = code_of(session, options.village)
        if options.self_score is not None:
            score = number_of(options.self_score) if options.self_score else None
            assessing.self_assess(session, village, year, options.item, score=score, words=options.words)
        elif options.review:
            assessing.review(session, village, year, options.item, score=number_of(options.review), words=options.words)
        elif options.appeal:
            assessing.appeal(session, village, year, options.item, reason=options.appeal)
        elif options.decide:
            score = None if options.decide == "stays" else number_of(options.decide)
            assessing.decide(session, village, year, options.item, score=score, words=options.words)
        elif options.out is not None:
            printed = assessment_papers.print_sheet(session, subject, village, year, options.out)
            return {N_("pages"): printed.pages}
        return [_item(item) for item in assessing.sheet(session, subject, village, year).items]


def assess_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``assess``."""
    takes_workspace(command)
    command.add_argument("village", nargs="?", default="", help=_("code or name of one village"))
    command.add_argument("--subject", choices=("village", "team"), default="team", help=_("who is assessed"))
    command.add_argument("--year", type=int, help=_("year of the targets"))
    command.add_argument("--item", default="", help=_("item: id or name"))
    command.add_argument("--self-score", metavar="POINTS", help=_("what the team gives itself"))
    command.add_argument("--review", default="", metavar="POINTS", help=_("what the office gives"))
    command.add_argument("--appeal", default="", metavar="REASON", help=_("raise an appeal, with its reason"))
    command.add_argument("--decide", default="", metavar="POINTS", help=_("decide the appeal: stays, or other points"))
    command.add_argument("--words", default="", help=_("why, in a few words"))
    command.add_argument("--out", type=Path, help=_("write the result sheet to this PDF file"))


def _sheet(found: Sheet) -> dict[str, object]:
    from poverty_desktop.queries.assessment.figure_words import share_text

    return {
        N_("code"): found.village,
        N_("village"): found.village_name,
        N_("points"): f"{found.points:.1f}",
        N_("of"): found.possible,
        N_("share"): share_text(found.share),
        N_("mean of its type"): share_text(found.peers),
        N_("villages of its type"): found.peer_count,
    }


def _item(found: ItemScore) -> dict[str, object]:
    def points(number: float | None) -> str:
        return "" if number is None else f"{number:.1f}"

    return {
        N_("id"): found.item.id,
        N_("title"): found.item.title(i18n.language()),
        N_("full"): found.item.points,
        N_("figure"): "" if found.figure is None else f"{found.figure:.1f}",
        N_("last year"): "" if found.before is None else f"{found.before:.1f}",
        N_("computed"): points(found.computed),
        N_("own score"): points(found.self_score),
        N_("reviewed"): points(found.score),
        N_("words"): found.words or found.self_words,
        N_("appeal"): found.appeal.reason if found.appeal else "",
        N_("decision"): found.appeal.words if found.appeal else "",
    }
