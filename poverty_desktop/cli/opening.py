"""A workspace opened from the terminal: its passphrase, its progress, and which household is meant."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.i18n import N_, _
from poverty_desktop.ids import HouseholdId
from poverty_desktop.operations.session import Session
from poverty_desktop.operations.workspaces import workspace
from poverty_desktop.progress import Progress
from poverty_desktop.store.clock_trouble import clock_trouble

PASSPHRASE_VARIABLE = "POVERTY_DESKTOP_PASSPHRASE"  # noqa: S105 - the name of a variable

NO_TERMINAL = N_("There is no terminal to type the passphrase at. Give it in a file: --passphrase-file.")


@contextmanager
def open_workspace(options: argparse.Namespace, *, is_reading: bool = False) -> Iterator[Session]:
    """Yield the session of the workspace that was named, and close it again.

    A command that ``is_reading`` only works while a window has the workspace open; any other is refused then.
    """
    is_practice = workspace.info(options.workspace).is_practice
    typed = "" if is_practice else passphrase(options)
    session = workspace.unlock(options.workspace, typed, is_reading=is_reading)
    try:
        _warn_of_clock(session)
        yield session
    finally:
        workspace.close(session)


def _warn_of_clock(session: Session) -> None:
    if (trouble := clock_trouble(session)) is not None:
        print(_(trouble.sentence).format(**trouble.said()), file=sys.stderr)


def passphrase(options: argparse.Namespace, *, confirm: bool = False) -> str:
    """Return the passphrase from its file, from the environment, or as typed; raises ``RuleError`` where two differ."""
    if options.passphrase_file is not None:
        return _read_secret(options.passphrase_file)
    if PASSPHRASE_VARIABLE in os.environ:
        return os.environ[PASSPHRASE_VARIABLE]
    return _ask_secret(_("Passphrase: "), confirm=confirm)


def new_passphrase(options: argparse.Namespace) -> str:
    """Return the passphrase to be, from its file or as typed twice; raises ``RuleError`` where two differ."""
    if options.new_passphrase_file is not None:
        return _read_secret(options.new_passphrase_file)
    return _ask_secret(_("New passphrase: "), confirm=True)


def recovery_code(options: argparse.Namespace) -> str:
    """Return the code of the recovery sheet from its file."""
    return _read_secret(options.recovery_code_file)


def holder_passphrase(options: argparse.Namespace, *, confirm: bool = True) -> str:
    """Return what the second key holder types, or what their file says."""
    if options.holder_passphrase_file is not None:
        return _read_secret(options.holder_passphrase_file)
    return _ask_secret(_("Passphrase of the second key holder: "), confirm=confirm)


def _read_secret(path: Path) -> str:
    try:
        return path.read_text("utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise StorageError(N_("The file with the passphrase cannot be read.")) from error


def _ask_secret(words: str, *, confirm: bool) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)  # what is typed would be seen
        try:
            first = getpass.getpass(words)
            is_same = not confirm or getpass.getpass(_("Repeat the passphrase: ")) == first
        except (getpass.GetPassWarning, EOFError) as error:
            raise RuleError(NO_TERMINAL) from error
    if not is_same:
        raise RuleError(N_("The two passphrases differ."))
    return first


def show_progress() -> Progress:
    """Return a progress that tells the terminal, and nobody where the output is no terminal."""

    def show(what: str, done: int, total: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{_(what)} {done}/{total}", end="" if done < total else "\n", file=sys.stderr, flush=True)

    return Progress(show)


def find_household(session: Session, text: str) -> HouseholdId:
    """Return the household that ``text`` names: an id, a household number, or a search with exactly one answer."""
    from poverty_desktop.queries.register.named import household_named

    return household_named(session, text)


def takes_workspace(command: argparse.ArgumentParser) -> None:
    """Add the workspace and its passphrase file."""
    command.add_argument("workspace", type=Path, help=_("folder of the workspace"))
    command.add_argument("--passphrase-file", type=Path, help=_("file whose first line is the passphrase"))
