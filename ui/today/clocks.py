"""What runs out, as lines of the card of what is due."""

from __future__ import annotations

from dataclasses import dataclass

from poverty_desktop.i18n import _, format_date, ngettext
from poverty_desktop.queries.today_rows import ClockCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockLine:
    """One sentence, the page and the list on it that it leads to, and its colour."""

    words: str
    tab: str
    color: str = "accent"
    page: str = "procedures"
    text: str = ""


def clock_lines(clocks: ClockCounts) -> tuple[ClockLine, ...]:
    """Return a line for each kind of clock that runs, first for what waits for a person at the office."""
    found = []
    if clocks.held_back:
        said = ngettext(
            "{n} thing that laptops sent is held back and waits for your decision.",
            "{n} things that laptops sent are held back and wait for your decision.",
            clocks.held_back,
        )
        words = said.format(n=clocks.held_back)
        found.append(ClockLine(words=words, tab="waiting", color="warn", page="merge"))
    if clocks.volumes_missing:
        said = ngettext(
            "{n} bundle waits for a part that has not come yet.",
            "{n} bundles wait for a part that has not come yet.",
            clocks.volumes_missing,
        )
        words = said.format(n=clocks.volumes_missing)
        found.append(ClockLine(words=words, tab="", color="warn", page="bundles"))
    if clocks.displays_over:
        said = ngettext("{n} display may be taken down.", "{n} displays may be taken down.", clocks.displays_over)
        found.append(ClockLine(words=said.format(n=clocks.displays_over), tab="running"))
    if clocks.display_ends is not None:
        said = _("A display ends on {day}.").format(day=format_date(clocks.display_ends))
        found.append(ClockLine(words=said, tab="running"))
    if clocks.overdue:
        said = ngettext("{n} step of a procedure is overdue.", "{n} steps of procedures are overdue.", clocks.overdue)
        found.append(ClockLine(words=said.format(n=clocks.overdue), tab="running", color="warn"))
    if clocks.soon:
        said = ngettext("{n} step is due within 3 days.", "{n} steps are due within 3 days.", clocks.soon)
        found.append(ClockLine(words=said.format(n=clocks.soon), tab="running"))
    if clocks.clues_overdue:
        said = ngettext(
            "{n} clue was not visited in time.", "{n} clues were not visited in time.", clocks.clues_overdue
        )
        found.append(ClockLine(words=said.format(n=clocks.clues_overdue), tab="clues", color="warn"))
    if clocks.clues_soon:
        said = ngettext(
            "{n} clue is to be visited within 3 days.", "{n} clues are to be visited within 3 days.", clocks.clues_soon
        )
        found.append(ClockLine(words=said.format(n=clocks.clues_soon), tab="clues"))
    if clocks.entries:
        said = ngettext(
            "{n} event is still to be entered in the national system.",
            "{n} events are still to be entered in the national system.",
            clocks.entries,
        )
        found.append(ClockLine(words=said.format(n=clocks.entries), tab="entries"))
    for running in clocks.rounds:
        said = ngettext(
            "{name}: {n} person to be verified by {day}.", "{name}: {n} persons to be verified by {day}.", running.left
        )
        words = said.format(name=running.name, n=running.left, day=format_date(running.deadline))
        if not running.left:
            words = _("{name}: everybody is verified. Close the round by {day}.").format(
                name=running.name, day=format_date(running.deadline)
            )
        color = "warn" if running.is_over else "accent"
        found.append(ClockLine(words=words, tab="", color=color, page="rounds", text=running.key))
    return (*found, *_of_team(clocks))


def _of_team(clocks: ClockCounts) -> tuple[ClockLine, ...]:
    """Return what runs out of visits and duties."""
    found = []
    for days, count in clocks.visits:
        said = ngettext(
            "{n} household was not visited for {days} days.", "{n} households were not visited for {days} days.", count
        )
        words = said.format(n=count, days=days)
        found.append(ClockLine(words=words, tab="coverage", color="warn", page="team", text="overdue"))
    if clocks.duties_overdue:
        said = ngettext("{n} duty is overdue.", "{n} duties are overdue.", clocks.duties_overdue)
        words = said.format(n=clocks.duties_overdue)
        found.append(ClockLine(words=words, tab="duties", color="warn", page="team"))
    if clocks.duties_soon:
        said = ngettext("{n} duty is due within 3 days.", "{n} duties are due within 3 days.", clocks.duties_soon)
        found.append(ClockLine(words=said.format(n=clocks.duties_soon), tab="duties", page="team"))
    if clocks.merits_open:
        said = ngettext(
            "{n} recognition or discipline waits for an approval.",
            "{n} recognitions or disciplines wait for an approval.",
            clocks.merits_open,
        )
        found.append(ClockLine(words=said.format(n=clocks.merits_open), tab="merits", page="team"))
    if clocks.visit_drafts:
        said = ngettext("{n} visit is not saved yet.", "{n} visits are not saved yet.", clocks.visit_drafts)
        found.append(ClockLine(words=said.format(n=clocks.visit_drafts), tab="coverage", page="team", text="drafts"))
    return tuple(found)
