"""What the office knows of one laptop, line by line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from poverty_desktop.i18n import N_, _, format_list
from ui.bundles.tables import moment

if TYPE_CHECKING:
    from poverty_desktop.operations.handover.laptops import ChainRow, Laptop
    from poverty_desktop.queries.handover.bundles import DeviceRow

ROLES = {"team": N_("work group"), "leader": N_("team leader"), "township": N_("township"), "county": N_("county")}


def lines(row: DeviceRow, found: Laptop, village_name: Callable[[str], str]) -> list[str]:
    """Return what is said of a laptop."""
    said = [
        _("Laptop {digits} · {role} · last written by {persons}").format(
            digits=row.digits,
            role=format_list(_(ROLES.get(role, role)) for role in found.roles) or "—",
            persons=format_list(found.persons) or "—",
        ),
        _("What the office has from it: entries {entries}, households {households}.").format(
            entries=found.entries, households=found.households
        ),
    ]
    said += [_of_chain(chain, village_name) for chain in found.chains if chain.entries]
    if found.waiting:
        said.append(_("{count} entries of it are held back and wait for a person.").format(count=found.waiting))
    if row.revoked_at is not None:
        said.append(_("Revoked on {when}: {reason}").format(when=_when(row.revoked_at), reason=found.reason))
    elif found.lacks:
        said.append(
            _("It lacks {count} entries of the office; they go with what is next written for it.").format(
                count=found.lacks
            )
        )
    else:
        said.append(_("It has everything that the office has for it."))
    if row.is_forked:
        said.append(
            _("Two machines have written as this one: one is a copy of the other. Everything of both was kept.")
        )
    elif row.has_begun_anew:
        said.append(_("It was restored from a backup or copied, and writes a new log since. Nothing is lost by it."))
    if found.is_renewal_waiting:
        said.append(_("Its renewed admission goes along until it signs with it."))
    return said


def _of_chain(chain: ChainRow, village_name: Callable[[str], str]) -> str:
    return _("{village}: log {digits} up to number {position}, saved {when}").format(
        village=village_name(chain.village),
        digits=chain.replica.hex()[-8:],
        position=chain.position,
        when=_when(chain.saved_at),
    )


def _when(at: datetime | None) -> str:
    return moment(at) or "—"
