"""What can go wrong on the way to a service, as one sentence each that says what to do."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.network import wire

NOT_FOUND = N_(
    "The office was not found in this network. Is its service started, and is this laptop in the same network? "
    "A stick works as well."
)
WRONG_OFFICE = N_(
    "What answers there is not the office that admitted this laptop; nothing was sent. Ask the office for its address."
)
NO_SERVICE = N_("What answers at this address is no service of this program. Check the address.")
REVOKED = N_("This laptop is trusted no more. Bring it to the office; what was written here stays here.")
EXPIRED = N_(
    "The admission of this laptop has ended. Ask the office for a newer one; until then a stick works as well."
)
STRANGER = N_("This laptop is not known there. Ask the office for a new admission.")
THEIR_CLOCK = N_("The clock there stands before the day of this laptop's admission. It has to be set there.")
CUT = N_("The connection broke off. What has arrived stays; press the button again, and it goes on from there.")
STILL_WORKING = N_("Everything has arrived there and is still being taken in. Press the button again a little later.")
FULL_THERE = N_("The disk of the other computer is full. Tell the people there; what has arrived stays.")
FULL_HERE = N_("The disk of this computer is full. Make room, then try again.")
OTHER_BYTES = N_("A file arrived damaged and was thrown away. Press the button again.")
BUSY = N_("The other computer is busy. Try again in a minute.")
TOO_LARGE = N_("A file is larger than can be sent. Bring it on a stick.")
CLOCK_DIFFERS = N_(
    "The clock of this laptop is off by {days} days from that of the office. Set date and time of this laptop."
)

LARGE_DIFFERENCE: Final = timedelta(days=1)

_BY_WORD = {
    wire.REVOKED: REVOKED,
    wire.EXPIRED: EXPIRED,
    wire.NOT_YET_VALID: THEIR_CLOCK,
    wire.STRANGER: STRANGER,
    wire.FULL: FULL_THERE,
    wire.DAMAGED: OTHER_BYTES,
    wire.TOO_LARGE: TOO_LARGE,
}


def of_word(word: str) -> RuleError:
    """Return the sentence of a service's plain word; anything unknown is told as busy, for later may be better."""
    return RuleError(_BY_WORD.get(word, BUSY))


def not_let_in(word: str, theirs: datetime | None, ours: datetime) -> RuleError:
    """Return why a laptop was not let in; where the two clocks differ by days, that is the thing to say."""
    days = clock_difference(theirs, ours)
    if word in (wire.EXPIRED, wire.NOT_YET_VALID) and days:
        return RuleError(CLOCK_DIFFERS, days=days)
    return RuleError(_BY_WORD.get(word, STRANGER))


def clock_difference(theirs: datetime | None, ours: datetime) -> int:
    """Return by how many days two clocks differ, 0 where it is less than one."""
    if theirs is None:
        return 0
    difference = abs(ours - theirs)
    return difference.days if difference >= LARGE_DIFFERENCE else 0
