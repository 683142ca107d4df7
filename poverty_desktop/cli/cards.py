"""The command that tells whether an assistance card is genuine."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from poverty_desktop import i18n
from poverty_desktop.cli.opening import find_household, open_workspace, takes_workspace
from poverty_desktop.i18n import N_, _


def check(options: argparse.Namespace) -> object:
    """Say what the code of a card says."""
    from poverty_desktop.operations.paperwork import card_claims, qr_reader

    with open_workspace(options, is_reading=True) as session:
        code = qr_reader.read_code(options.picture) if options.picture is not None else options.code
        found = card_claims.check(session, code)
        issued = found.issued
        return {
            N_("state"): _(card_claims.STANDING_WORDS[found.standing]),
            N_("name"): found.name,
            N_("place"): found.place,
            N_("issued"): found.issued_at.date().isoformat(),
            N_("ends"): found.expires_at.date().isoformat(),
            N_("signed by"): found.signer,
            N_("expired"): _("yes") if found.is_expired else _("no"),
            N_("laptop revoked"): _("yes") if found.is_revoked else _("no"),
            N_("why"): issued.reason if issued is not None else "",
            N_("changed since"): i18n.format_list(dict.fromkeys(change.label for change in found.changes)),
        }


def check_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``check-card``."""
    takes_workspace(command)
    command.add_argument("code", nargs="?", default="", help=_("what a scanner reads from the card"))
    command.add_argument("--picture", type=Path, help=_("a picture of its code"))


def revoke(options: argparse.Namespace) -> object:
    """Revoke the signed cards of a household."""
    from poverty_desktop.operations.paperwork import issued_cards

    with open_workspace(options) as session:
        household = find_household(session, options.household)
        return {N_("cards revoked"): issued_cards.revoke(session, household, options.reason).value}


def revoke_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``card-revoke``."""
    takes_workspace(command)
    command.add_argument("household", help=_("id, number, or a search with one answer"))
    command.add_argument("reason", help=_("why the card is revoked"))


def paper(options: argparse.Namespace) -> object:
    """Say what has changed in the register since a paper was printed."""
    from poverty_desktop.cli.facts import history_row
    from poverty_desktop.operations.paperwork import papers, printed_papers

    with open_workspace(options, is_reading=True) as session:
        found = printed_papers.look_up(session, options.number)
        if found.printed_at is None:
            newest = _("{head}: this paper was printed on another computer. The newest changes of the household:")
            print(newest.format(head=found.head_name), file=sys.stderr)
        elif not found.is_stale and not options.json:
            day = i18n.format_date(found.printed_at.date())
            title = papers.paper_words(session.pack, papers.wanted(found.paper), found.printed_at.year)
            return _("{paper} of {head}, printed {day}: nothing has changed since.").format(
                paper=title, head=found.head_name, day=day
            )
        return [history_row(row, as_json=options.json) for row in found.changes]


def paper_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``paper``."""
    takes_workspace(command)
    command.add_argument("number", help=_("the 12 digits at its foot, or what a scanner reads from its code"))
