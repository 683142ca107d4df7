"""Figures, goals and how they stand, in words for screens, tables and papers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from poverty_desktop.assessment.progress import Progress, Standing
from poverty_desktop.i18n import N_, _

if TYPE_CHECKING:
    from poverty_desktop.packs.indicators import Indicator

_WORDS = {
    Standing.REACHED: N_("reached"),
    Standing.ON_TRACK: N_("on time: {share} done, {expected} of the year gone"),
    Standing.BEHIND: N_("behind: {share} done, {expected} of the year gone"),
    Standing.MISSED: N_("the year ended at {share}"),
    Standing.UNKNOWN: N_("no target"),
}
NOT_ENTERED = N_("waits for the figure that it is held against")
NO_FACTS = N_("no facts of the year yet")


class Figure(Protocol):
    """A figure with its goal, as the board of targets has it."""

    @property
    def indicator(self) -> Indicator:
        """Return how it is counted."""

    @property
    def figure(self) -> float | None:
        """Return what it comes to."""

    @property
    def goal(self) -> float | None:
        """Return what was promised."""

    @property
    def target(self) -> object | None:
        """Return the target, None where nothing was promised."""

    @property
    def progress(self) -> Progress:
        """Return how it stands."""


def number_text(number: float | None, *, is_percent: bool = False) -> str:
    """Return a number as people write it; "—" where it is not known."""
    if number is None:
        return "—"
    if is_percent:
        return f"{number:.1f}"
    return f"{number:,.0f}" if abs(number - round(number)) < 0.005 else f"{number:,.2f}"


def figure_text(row: Figure) -> str:
    """Return the figure."""
    return number_text(row.figure, is_percent=row.indicator.is_percent)


def goal_text(row: Figure) -> str:
    """Return the goal, blank where nothing was promised."""
    return "" if row.target is None else number_text(row.goal, is_percent=row.indicator.is_percent)


def share_text(share: float | None) -> str:
    """Return a part of the whole as percent."""
    return "—" if share is None else f"{100 * share:.0f}%"


def standing_words(row: Figure) -> str:
    """Return how a figure stands to its target, in one short sentence."""
    if row.target is not None and row.goal is None:
        return _(NOT_ENTERED)
    if row.target is not None and row.figure is None:
        return _(NO_FACTS)
    if row.target is None:
        return ""
    found = row.progress
    return _(_WORDS[found.standing]).format(share=share_text(found.share), expected=share_text(found.expected))
