"""A laptop on its way to a service: who it is there, and how it gets in."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from pathlib import Path

from poverty_desktop.clock import Clock
from poverty_desktop.crypto.revocation import read_list
from poverty_desktop.network.courier import Courier
from poverty_desktop.network.entrance import Goal, Identity
from poverty_desktop.network.wire import Offer
from poverty_desktop.operations.handover import bundles
from poverty_desktop.operations.handover.enrolment import device_keys
from poverty_desktop.progress import Progress
from poverty_desktop.store import settings
from poverty_desktop.store.session import Session

REVOKED_SECRET = "revoked"  # noqa: S105 - the name of a row
Pause = Callable[[float], None]
sleep: Pause = time.sleep


def identity(session: Session) -> Identity:
    """Return who this laptop is to a service; raises ``RuleError`` where no office has admitted it."""
    admitted, keys = bundles.admission(session), device_keys(session)
    return Identity(
        device=keys.device,
        key=keys.signing,
        chain=admitted.chain,
        office=admitted.office,
        root=admitted.root,
        revoked=revoked(session),
    )


def revoked(session: Session) -> frozenset[int]:
    """Return the certificates that the office trusts no more, as far as this laptop has heard."""
    data = settings.secret(session.db, REVOKED_SECRET)
    return read_list(data, bundles.admission(session).chain[-1]).serials if data else frozenset()


def entered(goal: Goal, who: Identity, clock: Clock, progress: Progress, pause: Pause) -> Courier:
    """Return a courier that was let in; raises ``RuleError`` with the reason where it was not."""
    courier = Courier(goal, who, clock=clock, progress=progress, pause=pause)
    try:
        courier.enter()
    except BaseException:
        courier.close()
        raise
    return courier


def is_here(target: Path, offer: Offer) -> bool:
    """Say whether a file that lies ready there is here already."""
    if not target.is_file() or target.stat().st_size != offer.length:
        return False
    with target.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == offer.sha256
