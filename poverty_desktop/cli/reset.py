"""Commands for a forgotten passphrase: the laptop asks, two persons at the office answer, the laptop sets a new one."""

from __future__ import annotations

import argparse
from pathlib import Path

from poverty_desktop.cli.opening import holder_passphrase, new_passphrase, open_workspace, passphrase, takes_workspace
from poverty_desktop.i18n import N_, _


def ask(options: argparse.Namespace) -> object:
    """Write the request of a locked laptop and tell its 12 digits."""
    from poverty_desktop.operations.handover import reset

    asked = reset.ask(options.workspace, options.folder)
    return {N_("file"): asked.path, N_("fingerprint"): asked.fingerprint}


def ask_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``reset-request``."""
    command.add_argument("workspace", type=Path, help=_("folder of the workspace"))
    command.add_argument("folder", type=Path, help=_("folder that the file goes to"))


def answer(options: argparse.Namespace) -> object:
    """Answer the request of a laptop, with the second key holder."""
    from poverty_desktop.operations.handover import reset

    with open_workspace(options) as session:
        shown = reset.look(session, options.file)
        path = reset.answer(
            session,
            options.file,
            options.fingerprint,
            options.folder,
            present=passphrase(options),
            holder_file=options.holder_file,
            holder_passphrase=holder_passphrase(options, confirm=False),
        ).value
        return {N_("laptop"): shown.name, N_("file"): path}


def answer_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``reset-answer``."""
    takes_workspace(command)
    command.add_argument("file", type=Path, help=_("request file of the laptop"))
    command.add_argument("folder", type=Path, help=_("folder that the file goes to"))
    command.add_argument("--fingerprint", required=True, help=_("the 12 digits that were read aloud"))
    command.add_argument("--holder-file", type=Path, required=True, help=_("key file of the second key holder"))
    command.add_argument("--holder-passphrase-file", type=Path, help=_("file with the second key holder's passphrase"))


def accept(options: argparse.Namespace) -> object:
    """Set a new passphrase with the answer of the office."""
    from poverty_desktop.operations.handover import reset

    reset.accept(options.workspace, options.file, new_passphrase(options))
    return {N_("workspace"): options.workspace}


def accept_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``reset-accept``."""
    command.add_argument("workspace", type=Path, help=_("folder of the workspace"))
    command.add_argument("file", type=Path, help=_("answer file of the office"))
    command.add_argument("--new-passphrase-file", type=Path, help=_("file whose first line is the new passphrase"))
