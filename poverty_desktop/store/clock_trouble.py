"""Whether the clock of this computer can be right, as far as its own log and the words of the office tell."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from poverty_desktop.i18n import N_
from poverty_desktop.store import ledger, settings
from poverty_desktop.store.ledger import LedgerEntry
from poverty_desktop.store.session import Session

SLACK: Final = timedelta(minutes=5)
"""So much two honest clocks may differ (sync.md 2.12)."""
WENT_BACK: Final = N_(
    "The clock of this computer says {here}, but something was done here at {there}. Set date and time of this"
    " computer; what was saved counts as it is."
)
BEHIND: Final = N_(
    "The clock of this computer says {here}, but the office wrote at {there}. Set date and time of this computer; what"
    " was saved counts as it is."
)
AHEAD: Final = N_(
    "By the clock of this computer a bundle was written at {here}, but the office had it at {there} already. Set date"
    " and time of this computer; what was saved counts as it is."
)
_WORD_AT = "office_word_at"
_AHEAD = "clock_ahead"
_WAS_AHEAD = "clock_was_ahead"
_SETTLED = "clock_settled"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockTrouble:
    """Why the clock is wrong: ``sentence`` is a msgid with ``{here}`` and ``{there}``."""

    sentence: str
    here: datetime
    there: datetime

    def said(self) -> dict[str, str]:
        """Return both moments as one reads them here."""
        moments = {"here": self.here, "there": self.there}
        return {name: f"{at.astimezone():%Y-%m-%d %H:%M}" for name, at in moments.items()}


def note_word(session: Session, said_at: datetime) -> None:
    """Remember, inside the caller's write, how the office dated its last word, believable or not."""
    settings.put(session.db, _WORD_AT, said_at.isoformat())


def note_answer(session: Session, handed_over_at: datetime, answered_at: datetime) -> None:
    """Compare, inside the caller's write, when a bundle was written here with when the office answered it.

    An answer comes after its question: where it does not, the clock of this laptop was ahead of the office's. One
    that fits on both sides shows that the clock is right now, and what the log dated later was dated by a wrong one.
    """
    is_ahead = handed_over_at > answered_at + SLACK
    moments = [handed_over_at.isoformat(), answered_at.isoformat()] if is_ahead else []
    settings.put(session.db, _AHEAD, json.dumps(moments))
    if is_ahead:
        settings.put(session.db, _WAS_AHEAD, json.dumps(moments))
    elif answered_at <= session.clock.now() + SLACK:
        newest = next(ledger.entries(session.db, newest=1), None)
        settings.put(session.db, _SETTLED, str(newest.number if newest is not None else 0))


def note_set_right(session: Session) -> None:
    """Remember, inside the caller's write, that a clock that was ahead was seen set back: it is not ahead later."""
    if settings.get(session.db, _AHEAD, "[]") != "[]":
        settings.put(session.db, _AHEAD, "[]")


def clock_trouble(session: Session) -> ClockTrouble | None:
    """Return why the clock of this computer cannot be right, nothing where it may be.

    It stood later when something was last written to the log of acts, or the office wrote later than it says, or a
    bundle was answered before it was written by it; the last holds until the clock is set back or an answer fits.
    A clock that was ahead and is set right did not go back: what it dated later is counted from the right time.
    """
    now = session.clock.now()
    for entry in ledger.entries(session.db, newest=1):
        if entry.at > now + SLACK and _is_held_against(session, entry, now):
            return ClockTrouble(sentence=WENT_BACK, here=now, there=entry.at)
    word = settings.get(session.db, _WORD_AT)
    if word and (at := datetime.fromisoformat(word)) > now + SLACK:
        return ClockTrouble(sentence=BEHIND, here=now, there=at)
    ahead = json.loads(settings.get(session.db, _AHEAD, "[]"))
    if ahead and (here := datetime.fromisoformat(ahead[0])) <= now:
        return ClockTrouble(sentence=AHEAD, here=here, there=datetime.fromisoformat(ahead[1]))
    return None


def _is_held_against(session: Session, entry: LedgerEntry, now: datetime) -> bool:
    """Say whether an entry that is dated later than ``now`` shows that the clock went back.

    Not where an answer of the office has shown since that the clock is right, nor where it was found ahead by as
    much before and was set right.
    """
    moments = json.loads(settings.get(session.db, _WAS_AHEAD, "[]"))
    ahead = datetime.fromisoformat(moments[0]) - datetime.fromisoformat(moments[1]) if moments else timedelta()
    return entry.number > int(settings.get(session.db, _SETTLED, "-1")) and entry.at - ahead > now + SLACK
