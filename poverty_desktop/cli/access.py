"""Commands about what opens a workspace: another passphrase, and a new recovery sheet."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from poverty_desktop.cli.opening import new_passphrase, passphrase, recovery_code, takes_workspace
from poverty_desktop.i18n import N_, _
from poverty_desktop.operations.session import Session
from poverty_desktop.operations.workspaces import workspace


def change_passphrase(options: argparse.Namespace) -> object:
    """Let another passphrase open the workspace."""
    with _opened(options) as (session, present):
        workspace.change_passphrase(session, new_passphrase(options), present=present)
    return {N_("workspace"): options.workspace}


def passphrase_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``passphrase``."""
    _takes_owner(command)
    command.add_argument("--new-passphrase-file", type=Path, help=_("file whose first line is the new passphrase"))


def renew_sheet(options: argparse.Namespace) -> object:
    """Make a new recovery sheet; the old one opens nothing any more."""
    with _opened(options) as (session, present):
        sheet = workspace.renew_recovery_sheet(session, present=present, target=options.recovery_sheet).value
    if options.recovery_sheet is not None:
        return {N_("recovery sheet"): options.recovery_sheet}
    return {N_("recovery code"): sheet.code}


def sheet_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``recovery-sheet``."""
    _takes_owner(command)
    command.add_argument("--recovery-sheet", type=Path, help=_("write the recovery sheet to this PDF file"))


def _takes_owner(command: argparse.ArgumentParser) -> None:
    takes_workspace(command)
    command.add_argument(
        "--recovery-code-file",
        type=Path,
        help=_("file with the code of the recovery sheet, for a forgotten passphrase"),
    )


@contextmanager
def _opened(options: argparse.Namespace) -> Iterator[tuple[Session, str]]:
    """Yield the session and what proved its owner: the passphrase, or the code of the recovery sheet."""
    if options.recovery_code_file is not None:
        present = recovery_code(options)
        session = workspace.unlock_with_recovery(options.workspace, present)
    else:
        present = "" if workspace.info(options.workspace).is_practice else passphrase(options)
        session = workspace.unlock(options.workspace, present)
    try:
        yield session, present
    finally:
        workspace.close(session)
