"""Commands between laptop and office: keys, admission, bundles, receipts."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop.cli import merging
from poverty_desktop.cli.opening import holder_passphrase, open_workspace, passphrase, show_progress, takes_workspace
from poverty_desktop.errors import StorageError
from poverty_desktop.i18n import N_, _, render

if TYPE_CHECKING:
    from poverty_desktop.operations.session import Session


def make_keys(options: argparse.Namespace) -> object:
    """Make the office keys and write the key files."""
    from poverty_desktop.operations.handover import enrolment

    if not options.folder.is_dir():
        raise StorageError(
            N_("There is no folder {folder}. Make it, or plug the stick in."), folder=str(options.folder)
        )
    with open_workspace(options) as session:
        made = enrolment.make_office_keys(
            session, options.folder, passphrase(options), holder_passphrase(options)
        ).value
        return {
            N_("file"): made.keys,
            N_("file of the second key holder"): made.escrow,
            N_("fingerprint"): made.fingerprint,
        }


def key_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``keys``."""
    folder_options(command)
    command.add_argument("--holder-passphrase-file", type=Path, help=_("file with the second key holder's passphrase"))


def folder_options(command: argparse.ArgumentParser) -> None:
    """Add the workspace and a folder to write to."""
    takes_workspace(command)
    command.add_argument("folder", type=Path, help=_("folder that the file goes to"))


def ask(options: argparse.Namespace) -> object:
    """Write the laptop's request and tell its 12 digits."""
    from poverty_desktop.operations.handover import enrolment

    with open_workspace(options) as session:
        asked = enrolment.ask(session, options.folder).value
        return {N_("file"): asked.path, N_("fingerprint"): asked.fingerprint}


def admit(options: argparse.Namespace) -> object:
    """Admit the laptop of a request whose digits were read aloud."""
    from poverty_desktop.operations.handover import enrolment

    with open_workspace(options) as session:
        villages = tuple(options.village) if options.village else None
        path = enrolment.admit(session, options.file, options.fingerprint, options.folder, villages=villages).value
        return {N_("file"): path, N_("fingerprint"): enrolment.office_fingerprint(session)}


def admit_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``admit``."""
    takes_workspace(command)
    command.add_argument("file", type=Path, help=_("request file of the laptop"))
    command.add_argument("folder", type=Path, help=_("folder that the file goes to"))
    command.add_argument("--fingerprint", required=True, help=_("the 12 digits that were read aloud"))
    command.add_argument("--village", action="append", help=_("12-digit village of rows that name none"))


def accept(options: argparse.Namespace) -> object:
    """Trust the office of an admission whose digits were compared."""
    from poverty_desktop.operations.handover import enrolment

    with open_workspace(options) as session:
        return {N_("office"): enrolment.accept(session, options.file, options.fingerprint).value.name}


def accept_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``accept``."""
    takes_workspace(command)
    command.add_argument("file", type=Path, help=_("admission file of the office"))
    command.add_argument("--fingerprint", default="", help=_("the 12 digits that were read aloud"))


def export_bundle(options: argparse.Namespace) -> object:
    """Write what the office lacks as a bundle."""
    from poverty_desktop.operations.handover import bundles
    from poverty_desktop.sync import limits

    with open_workspace(options) as session:
        size = None if options.volume_size is None else options.volume_size * limits.MIB
        done = bundles.export_bundle(
            session, options.folder, show_progress(), volume_bytes=size, begins_anew=options.anew
        ).value
        told: dict[str, object] = {
            N_("file"): done.path,
            N_("entries"): done.transactions,
            N_("photos"): done.photos,
        }
        if done.volume_count > 1:
            told |= {
                N_("volumes"): done.volume_count,
                N_("volumes written now"): len(done.volumes) - done.were_there,
                N_("volumes that lay there"): done.were_there,
            }
        return told


def export_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``export``."""
    folder_options(command)
    command.add_argument("--volume-size", type=int, metavar="MB", help=_("cut what is larger into files of this size"))
    command.add_argument(
        "--anew", action="store_true", help=_("write a new bundle and do not go on with one that was interrupted")
    )


def receive_bundle(options: argparse.Namespace) -> object:
    """Take in a bundle and write the receipt; on a laptop take in what the office sent."""
    from poverty_desktop.operations.handover import bundles

    with open_workspace(options) as session:
        if not session.is_office:
            return merging.take_in(session, options.file)
        found = bundles.receive(session, options.file, options.receipts, show_progress()).value
        if found.pack_trouble is not None:
            print(render(found.pack_trouble), file=sys.stderr)
        return {
            N_("new entries"): found.accepted,
            N_("known entries"): found.known,
            N_("refused entries"): found.refused,
            N_("photos"): found.photos,
            N_("missing photos"): found.photos_missing,
            N_("receipt"): found.receipt or "",
            **merging.waiting(found.missing_volumes, found.volumes),
        }


def receive_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``receive``."""
    takes_workspace(command)
    command.add_argument("file", type=Path, help=_("bundle file; on a laptop also the folder of the stick"))
    command.add_argument("--receipts", type=Path, help=_("folder that the file goes to"))


def take_receipt(options: argparse.Namespace) -> object:
    """Take in the office's receipt."""
    from poverty_desktop.operations.handover import receipts

    with open_workspace(options) as session:
        if options.file.is_dir():
            return merging.take_in(session, options.file)
        taken = receipts.take_receipt(session, options.file, show_progress()).value
        if taken.pack_trouble is not None:
            print(render(taken.pack_trouble), file=sys.stderr)
        edition = {N_("edition"): taken.pack.number} if taken.pack is not None and taken.pack.is_new else {}
        return {
            N_("at the office"): taken.merged,
            N_("safe at the office"): taken.durable,
            N_("photos to send again"): taken.photos_wanted,
            **held_told(session, as_json=options.json),
            **edition,
        }


def held_told(session: Session, *, as_json: bool) -> dict[str, object]:
    """Return what waits at the office and why: to a script always, with a fixed code; to a reader where something does.

    The households' heads are not named: the answer may be kept in a log.
    """
    from poverty_desktop.queries.handover import held_at_office

    name, held = N_("held back at the office"), held_at_office.held_at_office(session)
    if as_json:
        return {
            name: [
                {
                    "reason": item.code,
                    "why": _(item.sentence),
                    "entries": item.entries,
                    "households": item.households,
                }
                for item in held
            ]
        }
    return {name: [f"{item.entries}: {_(item.sentence)}" for item in held]} if held else {}


def receipt_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``receipt``."""
    takes_workspace(command)
    command.add_argument("file", type=Path, help=_("receipt file, or the folder of the stick"))
