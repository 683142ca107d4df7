"""The command that tells whether an assistance card is genuine."""

from __future__ import annotations

import argparse

from poverty_desktop.cli.opening import open_workspace, takes_workspace
from poverty_desktop.i18n import N_, _


def check(options: argparse.Namespace) -> object:
    """Say what the code of a card says."""
    from poverty_desktop.operations import card_claims

    with open_workspace(options, is_reading=True) as session:
        found = card_claims.check(session, options.code)
        return {
            N_("name"): found.name,
            N_("place"): found.place,
            N_("issued"): found.issued_at.date().isoformat(),
            N_("ends"): found.expires_at.date().isoformat(),
            N_("signed by"): found.signer,
            N_("expired"): _("yes") if found.is_expired else _("no"),
            N_("laptop revoked"): _("yes") if found.is_revoked else _("no"),
        }


def check_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``check-card``."""
    takes_workspace(command)
    command.add_argument("code", help=_("what a scanner reads from the card"))
