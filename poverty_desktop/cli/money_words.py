"""Differences of money as the terminal says them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poverty_desktop.i18n import _

if TYPE_CHECKING:
    from poverty_desktop.domain.fund_differences import Difference


def difference_words(kind: Difference) -> str:
    """Return what a difference is called."""
    from poverty_desktop.queries.money.money_words import DIFFERENCE_WORDS

    return _(DIFFERENCE_WORDS[kind])
