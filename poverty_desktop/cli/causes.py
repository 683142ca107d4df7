"""The command that tells what speaks for and against each cause of a household."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from poverty_desktop import i18n
from poverty_desktop.cli.opening import find_household, open_workspace, takes_workspace
from poverty_desktop.i18n import _

if TYPE_CHECKING:
    from poverty_desktop.checks.causes import CauseRow


def tell_causes(options: argparse.Namespace) -> object:
    """Tell the causes in the order in which the facts support them; the decision stays with the cadre."""
    from poverty_desktop.checks import causes
    from poverty_desktop.queries.register import household_file

    with open_workspace(options, is_reading=True) as session:
        household = find_household(session, options.household)
        file = household_file.open_file(session, household, year=options.year, language=i18n.language())
        rows = causes.of_household(session, household, file.year, i18n.language())
        if not rows and not options.json:
            return _("No fact of {year} speaks for or against any cause.").format(year=file.year)
        found: list[object] = []
        for row in rows:
            grounds = [
                {
                    "weight": f"{ground.weight:+d}",
                    "words": ground.words,
                    "facts": i18n.format_list(ground.facts),
                    "source": ground.source,
                }
                for ground in (*row.grounds_for, *row.grounds_against)
            ]
            if options.json:
                found.append(
                    {
                        "cause": row.label,
                        "score": row.score,
                        "recorded": row.is_recorded,
                        "contradicted": row.is_contradicted,
                        "grounds": grounds,
                    }
                )
                continue
            found.append(cause_words(row))
            found += grounds
        return found


def cause_words(row: CauseRow) -> str:
    """Return a cause with its score and whether it is recorded."""
    words = _("{cause}: {score}").format(cause=row.label, score=f"{row.score:+d}")
    if row.is_contradicted:
        return f"{words} · " + _("recorded, but the facts speak against it")
    if row.is_unsupported:
        return f"{words} · " + _("recorded, but no fact speaks for it")
    return f"{words} · " + _("recorded") if row.is_recorded else words


def causes_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``causes``."""
    takes_workspace(command)
    command.add_argument("household", help=_("id, number, or a search with one answer"))
    command.add_argument("--year", type=int, help=_("accounting year"))
