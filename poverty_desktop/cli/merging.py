"""Commands of the office's work on bundles: what goes back, and which laptops there are."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop.cli.opening import open_workspace, show_progress, takes_workspace
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _, format_list, render

if TYPE_CHECKING:
    from poverty_desktop.operations.handover.downstream import News
    from poverty_desktop.operations.handover.laptops import ChainRow
    from poverty_desktop.operations.session import Session

UNKNOWN_LAPTOP = N_("No laptop of this name is admitted here, or it was revoked.")


def send(options: argparse.Namespace) -> object:
    """Write for the laptops what they lack."""
    from poverty_desktop.ids import laptop_digits
    from poverty_desktop.operations.handover import downstream

    with open_workspace(options) as session:
        devices = [_device(session, name) for name in options.laptop] if options.laptop else None
        found = downstream.send(session, options.folder, devices, show_progress()).value
        trouble = next((sent.pack_trouble for sent in found if sent.pack_trouble is not None), None)
        if trouble is not None:
            print(render(trouble), file=sys.stderr)
        return [
            {
                "digits": laptop_digits(sent.device),
                "laptop": sent.name,
                "entries": sent.transactions,
                "photos": sent.photos,
                "file": str(sent.path or sent.receipt or _("has everything already")),
            }
            for sent in found
        ]


def send_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``send``."""
    takes_workspace(command)
    command.add_argument("folder", type=Path, help=_("folder that the file goes to"))
    command.add_argument("--laptop", action="append", default=[], help=_("name or digits of a laptop; without it all"))


def take_in(session: Session, place: Path) -> dict[str, object]:
    """Take in on a laptop what the office sent; tell what came."""
    from poverty_desktop.operations.handover import downstream

    return news_told(downstream.take_in(session, place, show_progress()).value)


def news_told(news: News) -> dict[str, object]:
    """Tell what came from the office, and why something of it was not taken in."""
    for trouble in (*news.troubles, *([news.pack_trouble] if news.pack_trouble is not None else [])):
        print(render(trouble), file=sys.stderr)
    found: dict[str, object] = {
        **({N_("admitted until"): _moment(news.admitted_until)} if news.admitted_until is not None else {}),
        N_("new entries"): news.accepted,
        N_("known entries"): news.known,
        N_("refused entries"): news.refused,
        N_("conflicts decided"): news.decided,
        N_("new conflicts"): news.opened,
        N_("interviews handed back"): news.handed_back,
        N_("photos"): news.photos,
    }
    if news.receipt is not None:
        found[N_("at the office")] = news.receipt.merged
        found[N_("safe at the office")] = news.receipt.durable
    if news.pack is not None and news.pack.is_new:
        found[N_("edition")] = news.pack.number
    return found | waiting(news.missing_volumes, news.volumes)


def waiting(missing: tuple[int, ...], volumes: int) -> dict[str, object]:
    """Return which volumes of a bundle are missing, nothing where it is whole."""
    if not missing:
        return {}
    said = _("{volumes} of {count}").format(volumes=format_list(map(str, missing)), count=volumes)
    return {N_("waits for volume"): said}


def devices(options: argparse.Namespace) -> object:
    """List the laptops that the office admitted; of one that is named, all that is known.

    Or write the signed list of those that it revoked, for an inspector.
    """
    from poverty_desktop.operations.handover import laptops
    from poverty_desktop.queries.handover import bundles

    with open_workspace(options, is_reading=True) as session:
        if options.revoked is not None:
            return {N_("file"): options.revoked, N_("number"): laptops.write_revoked(session, options.revoked)}
        rows = bundles.intake(session, has_keys=True).devices
        if options.laptop:
            chosen = _device(session, options.laptop)
            rows = tuple(row for row in rows if row.id == chosen)
        now = session.clock.now()
        found = []
        for row in rows:
            told = laptops.describe(session, row.id)
            found.append(
                {
                    "digits": row.digits,
                    "id": row.id.hex()[-8:],
                    "laptop": row.name,
                    "villages": ",".join(row.villages),
                    "role": ",".join(told.roles),
                    "persons": ",".join(told.persons),
                    "admitted": _moment(row.admitted_at),
                    "last_bundle": _moment(row.last_bundle_at),
                    "sent": _moment(row.sent_at),
                    "confirmed": _moment(row.confirmed_at),
                    "revoked": _moment(row.revoked_at),
                    "revoked_because": told.reason,
                    "valid_until": _moment(row.valid_until),
                    "days_left": row.days_left(now),
                    "renewal_on_its_way": told.is_renewal_waiting,
                    "entries": told.entries,
                    "households": told.households,
                    "lacks": told.lacks,
                    "held_back": row.waiting,
                    "two_machines": row.is_forked,
                    "restored_or_copied": row.has_begun_anew,
                    **({"logs": [_log(chain) for chain in told.chains]} if options.json else {}),
                }
            )
        return found


def devices_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``devices``."""
    takes_workspace(command)
    command.add_argument("laptop", nargs="?", help=_("name or digits of a laptop; without it all"))
    command.add_argument(
        "--revoked", type=Path, metavar="FILE", help=_("write the signed list of revoked certificates (CRL) here")
    )


def renew(options: argparse.Namespace) -> object:
    """Renew the admission of a laptop."""
    from poverty_desktop.operations.handover import enrolment

    with open_workspace(options) as session:
        until = enrolment.renew(session, _device(session, options.laptop)).value
        return {N_("admitted until"): _moment(until)}


def renew_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``renew``."""
    takes_workspace(command)
    command.add_argument("laptop", help=_("name or digits of the laptop"))


def let_in_again(options: argparse.Namespace) -> object:
    """Trust a revoked laptop again."""
    from poverty_desktop.operations.handover import enrolment

    with open_workspace(options) as session:
        until = enrolment.let_in_again(
            session, _device(session, options.laptop), reason=options.reason, approver=options.approver
        ).value
        return {N_("admitted until"): _moment(until)}


def let_in_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``unrevoke``."""
    takes_workspace(command)
    command.add_argument("laptop", help=_("name or digits of the laptop"))
    command.add_argument("--reason", required=True, help=_("why it is trusted again"))
    command.add_argument("--approver", required=True, help=_("name of the second person, who agrees"))


def revoke(options: argparse.Namespace) -> object:
    """Trust a laptop no more."""
    from poverty_desktop.operations.handover import enrolment

    with open_workspace(options) as session:
        number = enrolment.revoke(session, _device(session, options.laptop), options.reason).value
        return {N_("number of the list"): number}


def revoke_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``revoke``."""
    takes_workspace(command)
    command.add_argument("laptop", help=_("name or digits of the laptop"))
    command.add_argument("--reason", required=True, help=_("why: lost, stolen, retired"))


def _device(session: Session, wanted: str) -> bytes:
    """Return the laptop that is meant by its name, or by its digits where several of one village have one name."""
    from poverty_desktop.queries.handover import bundles

    rows = bundles.intake(session, has_keys=True).devices
    found = [row for row in rows if wanted in (row.digits, row.id.hex()[-8:])] or [
        row for row in rows if row.name == wanted
    ]
    if not found:
        raise RuleError(UNKNOWN_LAPTOP)
    if len(found) > 1:
        raise RuleError(N_("Several laptops have this name. Give the digits of one, as the list of laptops has them."))
    return found[0].id


def _log(chain: ChainRow) -> dict[str, object]:
    return {
        "log": chain.replica.hex(),
        "village": chain.village,
        "position": chain.position,
        "entries": chain.entries,
        "saved": _moment(chain.saved_at),
        "held_back": chain.waiting,
    }


def _moment(at: datetime | None) -> str:
    return "" if at is None else f"{at.astimezone():%Y-%m-%d %H:%M}"
