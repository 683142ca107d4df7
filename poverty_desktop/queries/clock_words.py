"""How far a clock was off, as a person says it."""

from __future__ import annotations

from datetime import timedelta

from poverty_desktop.i18n import N_, _
from poverty_desktop.journal.clock_note import ClockNote

_FAST = N_("clock {span} fast")
_SLOW = N_("clock {span} slow")
_DAYS, _HOURS, _MINUTES = N_("{count} days"), N_("{count} hours"), N_("{count} minutes")
_SPANS = ((timedelta(days=2), timedelta(days=1), _DAYS), (timedelta(hours=2), timedelta(hours=1), _HOURS))


def clock_words(note: ClockNote | None) -> str:
    """Return that the clock was fast or slow and by how much, "" where nothing is known against it."""
    if note is None:
        return ""
    off = abs(note.ahead)
    for least, unit, words in _SPANS:
        if off >= least:
            span = _(words).format(count=round(off / unit))
            break
    else:
        span = _(_MINUTES).format(count=round(off / timedelta(minutes=1)))
    return _(_FAST if note.ahead > timedelta() else _SLOW).format(span=span)
