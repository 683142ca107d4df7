"""What is made of a policy pack once: a pack never changes, and each save asks the same of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from poverty_desktop.packs.pack import Pack

_MOST = 4
"""Packs of which it is kept: that of the open workspace, the one that replaces it, earlier ones of past years."""
_Made = TypeVar("_Made")


def once(make: Callable[[Pack], _Made]) -> Callable[[Pack], _Made]:
    """Let ``make`` be called once for each pack that is in use; the pack itself tells which it is, not its content."""
    known: tuple[tuple[Pack, _Made], ...] = ()

    @wraps(make)
    def of(pack: Pack) -> _Made:
        nonlocal known
        for kept, made in known:
            if kept is pack:
                return made
        made = make(pack)
        known = ((pack, made), *known)[:_MOST]  # replaced as a whole: other threads ask meanwhile
        return made

    return of
