"""One line about the backups: how old the last proved one is, and its second copy."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from poverty_desktop.i18n import _, ngettext
from poverty_desktop.queries.today_rows import TodayRow

OLD_DAYS: Final = 7


def is_due(row: TodayRow) -> bool:
    """Say whether a person should see to the backups: there is none, or the newest or its second copy is old."""
    if row.last_backup_at is None or _age(row, row.last_backup_at) > OLD_DAYS:
        return True
    return row.has_second_copy and (row.second_copy_at is None or _age(row, row.second_copy_at) > OLD_DAYS)


def words(row: TodayRow) -> str:
    """Return how old the backups are, "" where there is none."""
    if row.last_backup_at is None:
        return ""
    last = _ago(row, row.last_backup_at)
    if not row.has_second_copy:
        return _("Last proved backup: {when}; no second copy.").format(when=last)
    if row.second_copy_at is None:
        return _("Last proved backup: {when}; no second copy yet.").format(when=last)
    return _("Last proved backup: {when}; second copy: {second}.").format(
        when=last, second=_ago(row, row.second_copy_at)
    )


def _age(row: TodayRow, moment: datetime) -> int:
    return (row.day - _day(moment)).days


def _ago(row: TodayRow, moment: datetime) -> str:
    days = _age(row, moment)
    if days <= 0:
        return _("today")
    return _("yesterday") if days == 1 else ngettext("{n} day ago", "{n} days ago", days).format(n=days)


def _day(moment: datetime) -> date:
    return moment.astimezone().date()
