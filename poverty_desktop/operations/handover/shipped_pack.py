"""A workspace that lives by the pack of the program takes over the newer one that a newer program brings along."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from poverty_desktop.errors import PovertyDesktopError
from poverty_desktop.packs import load
from poverty_desktop.store import by_hand, packs, settings
from poverty_desktop.store.engine import Write

if TYPE_CHECKING:
    from poverty_desktop.store.session import Session

_LEFT = "shipped_pack_left"
"""The setting with the hash of a shipped pack that cannot follow the one in force, so that it is not read again."""
KNOWN_SECRET = "repository_known"  # noqa: S105 - the name of a row
"""Where the word of an office is kept, once it was heard: from then on its packs are the only ones."""


def take_over(session: Session) -> None:
    """Put the shipped pack in force where the workspace has an older one of the program; runs at each opening.

    A pack that an office published stays, and so does one that has a higher version or that the shipped pack does not
    continue, for then the program is the older one; of two with the same version, another content is the newer one.
    Only two hashes are compared unless they differ. Unfinished interviews keep the pack they were begun with. Whatever
    goes wrong, the workspace opens as it was. A copy that has not begun its own life waits until it has.
    """
    with contextlib.suppress(PovertyDesktopError):
        shipped = load.shipped_hash()
        if shipped is None or shipped == session.pack.content_hash:
            return
        if session.is_reading or session.was_copied:
            return
        if _is_of_an_office(session) or _was_left(session, shipped):
            return
        _follow(session, shipped)


def _is_of_an_office(session: Session) -> bool:
    pack = session.pack
    return (
        bool(pack.edition.number)
        or pack.settings.get("publisher") == "office"
        or bool(settings.secret(session.db, KNOWN_SECRET))
    )


def _was_left(session: Session, shipped: bytes) -> bool:
    """Say whether the shipped pack was in force before, or was found not to fit."""
    return packs.has(session.db, shipped) or settings.get(session.db, _LEFT) == shipped.hex()


def _follow(session: Session, shipped: bytes) -> None:
    from poverty_desktop.operations.handover.packs import require_runs
    from poverty_desktop.packs.history import is_older, is_successor

    before, pack = session.pack, load.load_shipped()
    if pack.name != before.name or is_older(pack, before) or not is_successor(pack, before):
        with Write(session.db):
            settings.put(session.db, _LEFT, shipped.hex())
        return
    require_runs(pack, before)
    with Write(session.db):
        packs.put_in_force(session.db, pack, load.shipped_bytes(), before)
        settings.put(session.db, packs.TAKEN_AT, session.clock.now().isoformat())
    session.pack = by_hand.completed(session.db, pack)
