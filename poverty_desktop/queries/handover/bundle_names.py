"""How a bundle is called in the lists: by the name of its file, or by the way that it came without one."""

from __future__ import annotations

from typing import Final

from poverty_desktop.i18n import N_, _

FROM_NETWORK: Final = "/network"
"""What is written down for a bundle that came without a file: no file can be called so, and it is of no language."""
_FROM_NETWORK = N_("From the network")
_FORMERLY = frozenset({"From the network", "网络接收"})
"""Older programs wrote the words of the language of that day into the list itself."""


def named(file_name: str) -> str:
    """Return what is shown for the ``file_name`` that was written down, in the language of the screen."""
    return _(_FROM_NETWORK) if file_name == FROM_NETWORK or file_name in _FORMERLY else file_name
