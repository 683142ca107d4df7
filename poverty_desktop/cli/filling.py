"""The command that fills an interview from a file of answers and completes it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from poverty_desktop import i18n
from poverty_desktop.cli.opening import find_household, open_workspace, takes_workspace
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _
from poverty_desktop.ids import to_text

NOT_COMPLETE = N_(
    "The answers are saved as a draft but it is not complete: {count} are missing or do not fit (listed above)."
    " Mend the file and run the command again, or finish it in the window."
)


def fill(options: argparse.Namespace) -> object:
    """Open the questionnaire at a household, or at none, answer it from a file, and complete it."""
    from poverty_desktop.operations.interviewing import answers_file, interviews

    with open_workspace(options) as session:
        household = find_household(session, options.household) if options.household else None
        opened = interviews.open_interview(
            session, household, form_id=options.form, year=options.year, language=i18n.language()
        ).value
        try:
            done = answers_file.fill_in(session, opened, options.answers).value
        except RuleError:
            if household is None:
                interviews.discard(session, opened)
            raise
        for path in done.left_out:
            print(_("{path}: not asked here; left out").format(path=path), file=sys.stderr)
        for problem in done.problems:
            print(f"{problem.path}: {problem.words}", file=sys.stderr)
        if done.problems and not options.draft:
            raise RuleError(NOT_COMPLETE, count=len(done.problems))
        if not options.draft:
            interviews.complete(session, opened)
        return {
            N_("interview"): to_text(opened.id),
            N_("answered"): done.answered,
            N_("left out"): len(done.left_out),
            N_("completed"): int(not options.draft),
        }


def fill_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``fill``."""
    takes_workspace(command)
    command.add_argument(
        "answers", type=Path, help=_("JSON by names of questions, CSV with path and answer, or a submission as XML")
    )
    command.add_argument(
        "--household", help=_("id, number, or a search with one answer; without it a new household, or the village")
    )
    command.add_argument("--form", help=_("id of the questionnaire; without it the yearly survey"))
    command.add_argument("--year", type=int, help=_("accounting year of the figures"))
    command.add_argument("--draft", action="store_true", help=_("leave it as a draft, to be finished in the window"))
