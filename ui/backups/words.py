"""How old a backup is, in the words of a person."""

from __future__ import annotations

from datetime import datetime

from poverty_desktop.i18n import _, ngettext


def when(moment: datetime, now: datetime) -> str:
    """Return day and time: today and yesterday by their names, then how many days ago."""
    there, here = moment.astimezone(), now.astimezone()
    days = (here.date() - there.date()).days
    time = f"{there:%H:%M}"
    if days == 0:
        return _("today {time}").format(time=time)
    if days == 1:
        return _("yesterday {time}").format(time=time)
    if days > 1:
        return ngettext("{n} day ago", "{n} days ago", days).format(n=days)
    return f"{there:%Y-%m-%d %H:%M}"  # the clock was set back since
