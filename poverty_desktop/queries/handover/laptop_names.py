"""How a laptop is called on screen: as in the names of its files, so that people know which one is meant."""

from __future__ import annotations

from poverty_desktop.i18n import _


def called(name: str, digits: str) -> str:
    """Return the name of a laptop with its digits: those of one village are called alike."""
    if not digits:
        return name or _("unknown laptop")
    return _("{name} laptop {digits}").format(name=name, digits=digits).strip()
