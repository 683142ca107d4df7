"""The names of an answer's parts as they are said at the terminal; JSON keeps the names themselves."""

from __future__ import annotations

from poverty_desktop.i18n import _


def said(name: str) -> str:
    """Return the words for the name of a part of an answer."""
    from poverty_desktop.exchange.planned import ACTION_WORDS, Action

    return _(ACTION_WORDS[Action(name)]) if name in {action.value for action in Action} else _(name)
