"""Commands that make, check, save and bring back a workspace, and publish its policy pack."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from poverty_desktop.cli import villages
from poverty_desktop.cli.opening import open_workspace, passphrase, show_progress, takes_workspace
from poverty_desktop.i18n import N_, _
from poverty_desktop.operations.workspaces import workspace


def make(options: argparse.Namespace) -> object:
    """Make a new workspace and tell or print its recovery code."""
    secret = passphrase(options, confirm=True)
    offered = villages.offered_pack(options.pack)
    if options.office:
        session, sheet = workspace.create_office(
            options.workspace, secret, worker=options.worker, office_name=options.office, offered=offered
        )
    else:
        session, sheet = workspace.create_field(
            options.workspace, secret, worker=options.worker, village=villages.asked(options, offered), offered=offered
        )
    village = session.village
    workspace.close(session)
    told: dict[str, object] = {N_("village code"): village} if village else {}
    if options.recovery_sheet:
        return {**told, N_("recovery sheet"): workspace.write_recovery_sheet(sheet, options.recovery_sheet)}
    return {**told, N_("recovery code"): sheet.code}


def init_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``init``."""
    takes_workspace(command)
    command.add_argument("--worker", required=True, help=_("name of the person who works here"))
    role = command.add_mutually_exclusive_group(required=True)
    role.add_argument("--village", help=_("12-digit code of the village: a field workspace"))
    villages.by_hand_options(command, role)
    role.add_argument("--office", help=_("name of the office: an office workspace"))
    command.add_argument("--recovery-sheet", type=Path, help=_("write the recovery sheet to this PDF file"))


def make_sample(options: argparse.Namespace) -> object:
    """Make the practice village or the sample county."""
    from poverty_desktop.operations.workspaces import sample

    if options.county:
        session = sample.create_county(options.workspace, show_progress())
    else:
        session = sample.create_practice(options.workspace, show_progress())
    workspace.close(session)
    return {N_("workspace"): options.workspace}


def sample_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``sample``."""
    takes_workspace(command)
    command.add_argument("--county", action="store_true", help=_("the whole county in an office workspace"))


def verify(options: argparse.Namespace) -> object:
    """Check a workspace; with ``--rebuild`` make the register again first."""
    from poverty_desktop.operations.workspaces import verification

    with open_workspace(options, is_reading=not options.rebuild) as session:
        if options.rebuild:
            verification.rebuild(session)
        found = verification.verify(session, show_progress())
        return {
            N_("transactions"): found.transactions,
            N_("chains"): found.chains,
            N_("rebuilt"): int(options.rebuild),
            N_("photos"): found.photos,
            N_("missing photos"): found.photos_missing,
            N_("entries of the log"): found.ledger.size,
            N_("head of the log"): found.ledger.root.hex(),
            **(
                {N_("log of the office"): f"{found.office_ledger.size} {found.office_ledger.root.hex()}"}
                if found.office_ledger is not None
                else {}
            ),
        }


def verify_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``verify``."""
    takes_workspace(command)
    command.add_argument("--rebuild", action="store_true", help=_("make the register again from the journal"))


def publish_pack(options: argparse.Namespace) -> object:
    """Publish a policy pack, or tell everything that is wrong with it."""
    from poverty_desktop.packs import load, publish
    from poverty_desktop.packs.problems import PackRefusedError

    previous = load.load(options.previous) if options.previous else None
    try:
        publication = publish.publish(options.source, previous=previous)
    except PackRefusedError as error:
        for problem in error.problems:
            print(f"{problem.place()}: {problem.sentence()}", file=sys.stderr)
        raise
    for remark in publication.remarks:
        print(f"{remark.place()}: {remark.sentence()}", file=sys.stderr)
    return {N_("file"): publish.write(publication, options.output)}


def publish_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``publish``."""
    command.add_argument("source", type=Path, help=_("folder with pack.xlsx and forms"))
    command.add_argument("output", type=Path, help=_("folder for the published pack"))
    command.add_argument("--previous", type=Path, help=_("the pack published before, whose numbers bind this one"))
