"""What one person may not do alone: another one is named who agreed."""

from __future__ import annotations

from typing import Final

from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.store.session import Session

NO_REASON: Final = N_("Give the reason for this decision.")
NO_APPROVER: Final = N_("Write the name of the person who approved this.")
OWN_APPROVAL: Final = N_("Two persons decide this: write the name of another person than yourself.")


def require_second(session: Session, approver: str) -> None:
    """Raise ``RuleError`` unless ``approver`` names somebody else than who works here."""
    if not approver.strip():
        raise RuleError(NO_APPROVER)
    if approver.strip() == session.worker.strip():
        raise RuleError(OWN_APPROVAL)
