"""Commands on interviews: photos of a household, submissions to and from ODK Central and KoboToolbox."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from poverty_desktop.cli.opening import find_household, open_workspace, show_progress, takes_workspace
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _, render

NOTHING_CAME_IN = N_("Nothing came in; left out: {count}. With --dry-run each one is listed with its reason.")


def export_submissions(options: argparse.Namespace) -> object:
    """Write completed interviews as OpenRosa submissions."""
    from poverty_desktop.operations.interviewing import submissions

    with open_workspace(options) as session:
        households = [find_household(session, text) for text in options.household] if options.household else None
        done = submissions.export_submissions(
            session, options.folder, form_id=options.form, households=households, progress=show_progress()
        )
        return {
            N_("folder"): done.folder,
            N_("submissions"): done.submissions,
            N_("photos"): done.media,
            N_("missing photos"): done.missing,
        }


def photos(options: argparse.Namespace) -> object:
    """List the photos and files of a household, write them out, or say which one is the householder's."""
    from poverty_desktop.operations.register import household_photos, portraits
    from poverty_desktop.queries.register import photos as rows

    with open_workspace(options) as session:
        household = find_household(session, options.household)
        if options.folder is not None:
            return [str(path) for path in household_photos.write_out(session, household, options.folder)]
        if options.householder is not None:
            rows_now = rows.of_household(session, household)
            if not 1 <= options.householder <= len(rows_now):
                raise RuleError(portraits.NO_PHOTO)
            chosen = rows_now[options.householder - 1].record
            assert chosen is not None
            return {N_("householder's photo"): portraits.choose(session, household, chosen).value}
        return [
            {
                "number": number,
                "caption": row.caption,
                "taken_on": "" if row.taken_on is None else row.taken_on.isoformat(),
                "is_here": row.is_here,
                "is_householder": row.is_portrait,
            }
            for number, row in enumerate(household_photos.every(session, household), start=1)
        ]


def photos_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``photos``."""
    takes_workspace(command)
    command.add_argument("household", help=_("id, number, or a search with one answer"))
    command.add_argument("--folder", type=Path, help=_("write them to this folder, in clear"))
    command.add_argument(
        "--householder", type=int, metavar="N", help=_("make photo N the householder's; again takes the mark away")
    )


def export_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``export-odk``."""
    takes_workspace(command)
    command.add_argument("folder", type=Path, help=_("folder that the submissions go to"))
    command.add_argument("--form", help=_("id of the questionnaire; without it the yearly survey"))
    command.add_argument("--household", action="append", help=_("a household; without it the whole village"))


def import_submissions(options: argparse.Namespace) -> object:
    """Complete the submissions of an export of Central or Kobo, or only say what would happen."""
    from poverty_desktop.operations.interviewing import returning

    with open_workspace(options) as session:
        plan = returning.preview(
            session,
            options.source,
            form_id=options.form,
            year=options.year,
            adds_households=options.new_households,
            progress=show_progress(),
        )
        for item in plan.submissions:
            if item.reason is not None:
                print(f"{item.file}: {render(item.reason)}", file=sys.stderr)
        if options.dry_run:
            return [
                {
                    "instance_id": item.instance_id,
                    "fate": item.fate.value,
                    "words": _(returning.FATE_WORDS[item.fate]),
                    "problems": item.problems,
                    "left_out": item.left_out,
                    "missing_media": item.media_missing,
                }
                for item in plan.submissions
            ]
        taken = returning.take_in(session, plan, show_progress()).value
        if not taken.completed + taken.drafts and plan.counts[returning.Fate.HERE] < len(plan.submissions):
            raise RuleError(NOTHING_CAME_IN, count=taken.left)
        return {
            N_("completed"): taken.completed,
            N_("drafts"): taken.drafts,
            N_("left out"): taken.left,
        }


def import_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``import-odk``."""
    takes_workspace(command)
    command.add_argument("source", type=Path, help=_("folder, zip, XML, CSV or Excel file of Central or Kobo"))
    command.add_argument("--form", help=_("id of the questionnaire; without it the yearly survey"))
    command.add_argument("--year", type=int, help=_("accounting year of the figures"))
    command.add_argument(
        "--new-households", action="store_true", help=_("begin a household where a submission names none")
    )
    command.add_argument("--dry-run", action="store_true", help=_("only say what would happen"))
