"""Commands on policy packs: the office publishes an edition and lays it onto a stick, a laptop takes it over."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

from poverty_desktop import i18n
from poverty_desktop.cli.opening import open_workspace, show_progress, takes_workspace
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _
from poverty_desktop.packs.problems import PackProblem


def publish_edition(options: argparse.Namespace) -> object:
    """Publish the next edition of the office's pack, or only say what it would be."""
    from poverty_desktop.operations.handover import packs

    with open_workspace(options) as session:
        proposal = packs.prepare(
            packs.base(session), options.file, without=frozenset(options.without), progress=show_progress()
        )
        _tell((*proposal.problems, *proposal.remarks))
        if options.dry_run and proposal.pack is not None:
            return [
                {
                    "sheet": change.sheet,
                    "row": change.key,
                    "what": change.fate.value,
                    "before": change.before,
                    "after": change.after,
                }
                for change in proposal.changes
            ]
        pack = packs.publish(session, proposal).value
        return {N_("edition"): pack.edition.number, N_("hash"): pack.content_hash.hex()}


def edition_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``edition``."""
    takes_workspace(command)
    command.add_argument(
        "file", type=Path, nargs="*", help=_("pack workbook, questionnaires, lists, or folders of them")
    )
    command.add_argument("--without", action="append", default=[], help=_("questionnaire to withdraw, by its form_id"))
    command.add_argument("--dry-run", action="store_true", help=_("only say what would happen"))


def paper_draft(options: argparse.Namespace) -> object:
    """Show a form of a workbook that is being edited as a picture, or say what is wrong at which cell."""
    from poverty_desktop import paths
    from poverty_desktop.operations.paperwork import paper_preview
    from poverty_desktop.packs.paper_draft import read_draft

    with open_workspace(options, is_reading=True) as session:
        found = read_draft(options.file, session.pack)
        _tell(found.problems)
        if found.pack is None:
            raise RuleError(N_("{n} cells of the form are wrong."), n=len(found.problems))
        if options.output is None:
            return [{"paper": paper.id} for paper in found.pack.papers]
        png, pages = paper_preview.preview_template(session, found.pack, options.paper, options.page - 1)
        paths.write_whole(options.output, png)
        return {N_("file"): options.output, N_("pages"): pages}


def paper_draft_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``paper-draft``."""
    takes_workspace(command)
    command.add_argument("file", type=Path, help=_("workbook with the sheets papers and paper_blocks"))
    command.add_argument("output", type=Path, nargs="?", help=_("picture to write; without it the papers are named"))
    command.add_argument("--paper", default="register_form", help=_("paper to print"))
    command.add_argument("--page", type=int, default=1, help=_("which page"))


def paper_forms(options: argparse.Namespace) -> object:
    """Write the papers in force as the workbook in which they are edited."""
    from poverty_desktop.operations.paperwork import paper_workbook

    with open_workspace(options, is_reading=True) as session:
        return {N_("file"): options.file, N_("rows"): paper_workbook.write(session, options.file)}


def paper_forms_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``paper-forms``."""
    takes_workspace(command)
    command.add_argument("file", type=Path, help=_("Excel workbook to write"))


def list_packs(options: argparse.Namespace) -> object:
    """List the questionnaires in force, or with ``--editions`` every edition that the workspace keeps."""
    from poverty_desktop.queries import packs

    with open_workspace(options) as session:
        if options.editions:
            return [
                {
                    "edition": row.number,
                    "published": row.published_on or "",
                    "version": row.version,
                    "hash": row.hash.hex(),
                    "in_force": int(row.is_current),
                    "questionnaires": len(row.questionnaires),
                }
                for row in packs.editions(session)
            ]
        return [
            {
                "form": item.form_id,
                "title": item.title(i18n.language()),
                "version": item.version,
                "edition": session.pack.edition.number,
            }
            for item in packs.questionnaires(session)
        ]


def packs_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``packs``."""
    takes_workspace(command)
    command.add_argument("--editions", action="store_true", help=_("every edition that this workspace keeps"))


def lay_down(options: argparse.Namespace) -> object:
    """Write the edition in force onto a stick."""
    from poverty_desktop.operations.handover import packs

    with open_workspace(options) as session:
        return {N_("folder"): packs.write_repository(session, options.folder, show_progress()).value}


def adopt(options: argparse.Namespace) -> object:
    """Take over the edition on a stick."""
    from poverty_desktop.operations.handover import packs

    with open_workspace(options) as session:
        taken = packs.take_in(session, options.folder, show_progress()).value
        return {
            N_("edition"): taken.number,
            N_("new"): int(taken.is_new),
            N_("questionnaires"): [title(i18n.language()) for title in taken.questionnaires],
        }


def adopt_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``adopt``."""
    takes_workspace(command)
    command.add_argument("folder", type=Path, help=_("stick or folder that came from the office"))


def _tell(problems: Iterable[PackProblem]) -> None:
    for problem in problems:
        print(f"{problem.place()}: {problem.sentence()}", file=sys.stderr)
