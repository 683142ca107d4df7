"""The command that reads the log of printing, export and admission, and proves its entries."""

from __future__ import annotations

import argparse

from poverty_desktop.cli.opening import open_workspace, takes_workspace
from poverty_desktop.i18n import N_, _


def log(options: argparse.Namespace) -> object:
    """List the log, or give what proves one of its entries."""
    from poverty_desktop.operations.workspaces import log_book

    with open_workspace(options, is_reading=True) as session:
        if options.prove is not None:
            proof = log_book.prove(session, options.prove)
            return {
                N_("number"): proof.number,
                N_("entries of the log"): proof.size,
                N_("head of the log"): proof.root.hex(),
                N_("entry"): proof.entry.hex(),
                N_("path"): " ".join(item.hex() for item in proof.path),
                N_("proven"): proof.holds(),
            }
        return [
            {
                "number": line.number,
                "at": f"{line.at:%Y-%m-%d %H:%M}",
                "who": line.who,
                "what": line.what,
                "how much": line.how_much,
            }
            for line in log_book.lines(session)
        ]


def log_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``log``."""
    takes_workspace(command)
    command.add_argument("--prove", type=int, metavar="N", help=_("give what proves that entry N is in the log"))
