"""What is said above the desk of a round, and who stands behind each of its numbers."""

from __future__ import annotations

from poverty_desktop.domain.verification import Balance, Standing
from poverty_desktop.i18n import _, format_date, ngettext
from poverty_desktop.queries.lookback.round_state import PersonRow
from ui.rounds.calls import Desk

BEHIND = {
    "base": (Standing.OPEN, Standing.KEPT, Standing.LEFT),
    "added": (Standing.JOINED,),
    "removed": (Standing.LEFT,),
    "after": (Standing.OPEN, Standing.KEPT, Standing.JOINED),
    "open": (Standing.OPEN,),
}
"""Who stands behind each number of the balance."""


def numbers_of(desk: Desk, group: str | None) -> Balance:
    """Return the balance of a group, of the whole round where that is None."""
    return desk.state.row.balance if group is None else dict(desk.state.by_group())[group]


def persons_behind(desk: Desk, which: str, group: str | None) -> tuple[PersonRow, ...]:
    """Return the persons behind one number of the balance, those of a group where there is one."""
    return tuple(
        row
        for row in desk.state.persons
        if row.standing in BEHIND[which] and (group is None or row.group_name == group)
    )


def open_words_of(desk: Desk) -> str:
    """Return who is still open, to be said before the round is closed; "" where nobody is."""
    persons = len(desk.state.of(Standing.OPEN))
    households = sum(not household.is_done for household in desk.state.households)
    if not persons and not households:
        return ""
    return _(
        "{persons}, {households}. Nobody should be left out. If the round is closed now, its certificate lists whoever"
        " is open."
    ).format(
        persons=ngettext("{n} person is not verified yet", "{n} persons are not verified yet", persons).format(
            n=persons
        ),
        households=ngettext("{n} household is not done", "{n} households are not done", households).format(
            n=households
        ),
    )


def said_of(desk: Desk) -> str:
    """Return in one line how far the round is, and what has changed since it was closed."""
    row = desk.state.row
    waiting = sum(not household.is_done for household in desk.state.households)
    said = [
        _("{households} households, {open} not done; deadline {day}.").format(
            households=len(desk.state.households), open=waiting, day=format_date(row.deadline)
        )
    ]
    if row.closed_on:
        said.append(_("Closed on {day}.").format(day=format_date(row.closed_on)))
    if row.is_changed and (then := row.closed_balance) is not None:
        said.append(
            _("Changed since: when it was closed, {after} were on the books and {open} to be verified.").format(
                after=then.after, open=then.open
            )
        )
    if desk.state.outside:
        said.append(
            _("{count} persons joined beside this round and are not in its numbers.").format(
                count=len(desk.state.outside)
            )
        )
    return " ".join(said)
