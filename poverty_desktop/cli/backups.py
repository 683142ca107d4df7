"""Commands about backups: written, listed, copied to a second place, and brought back."""

from __future__ import annotations

import argparse
from pathlib import Path

from poverty_desktop.cli.opening import open_workspace, show_progress, takes_workspace
from poverty_desktop.i18n import N_, _


def back_up(options: argparse.Namespace) -> object:
    """Write a verified backup, or list what is kept.

    Into a folder it is one file of its own. Without one it goes where the backups that make themselves go, and to the
    second place where that is there; older ones rotate.
    """
    from poverty_desktop.operations.workspaces import backup, daily_backup

    if options.list:
        return _kept(options.workspace)
    with open_workspace(options) as session:
        if options.keep is not None:
            from poverty_desktop.domain.rotation import read_rule

            daily_backup.set_rule(session, read_rule(options.keep))
        if options.second is not None or options.no_second:
            daily_backup.choose_second(session, options.second)
        if options.folder is not None:
            return {N_("file"): backup.back_up(session, options.folder, show_progress()).value}
        made = daily_backup.back_up_now(session, show_progress()).value
        if made.trouble is not None:
            raise made.trouble
        if options.json:
            return {"file": made.made, "second_copy": made.second, "removed": made.removed}
        return {
            N_("file"): made.made,
            N_("second copy"): made.second or _("not there"),
            N_("older backups removed"): made.removed,
        }


def backup_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``backup``."""
    takes_workspace(command)
    command.add_argument(
        "folder",
        type=Path,
        nargs="?",
        help=_("folder for one file of its own; without it, where the backups of this workspace rotate"),
    )
    command.add_argument("--list", action="store_true", help=_("list the backups that can be restored"))
    command.add_argument("--keep", metavar="7,4,12", help=_("how many days, weeks and months are kept from now on"))
    place = command.add_mutually_exclusive_group()
    place.add_argument("--second", type=Path, help=_("stick or folder for a second copy from now on"))
    place.add_argument("--no-second", action="store_true", help=_("no second copy from now on"))


def restore(options: argparse.Namespace) -> object:
    """Lay a backup into an empty folder."""
    from poverty_desktop.operations.workspaces import backup

    lost = backup.restore(options.file, options.workspace, show_progress())
    return {N_("workspace"): options.workspace, N_("missing photos"): lost}


def restore_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``restore``."""
    command.add_argument("file", type=Path, help=_("backup file"))
    command.add_argument("workspace", type=Path, help=_("empty folder for the workspace"))


def _kept(workspace: Path) -> list[dict[str, object]]:
    from poverty_desktop.operations.workspaces import daily_backup

    return [
        {
            "at": item.about.at.astimezone().strftime("%Y-%m-%d %H:%M"),
            "workspace": item.about.name,
            "bytes": item.bytes,
            "file": str(item.path),
        }
        for item in daily_backup.kept_of((workspace,))
    ]
