"""Who helps a household, in two lines: now, and before."""

from __future__ import annotations

from collections.abc import Sequence

from poverty_desktop.i18n import _, format_date, format_list
from poverty_desktop.queries.assistance.helpers import PairingRow


def helper_words(rows: Sequence[PairingRow]) -> str:
    """Return the helpers of now, and below them those of before."""
    now = [_one(row) for row in rows if row.is_current]
    before = [_former(row) for row in rows if not row.is_current]
    lines = [
        _("Helped by {helpers}").format(helpers=format_list(now))
        if now
        else _("Nobody is the helper of this household. Pair it under “Helpers and visits”.")
    ]
    if before:
        lines.append(_("Before: {helpers}").format(helpers=format_list(before)))
    return "\n".join(lines)


def _one(row: PairingRow) -> str:
    what = " ".join(part for part in (row.unit, row.post, row.phone) if part)
    said = _("{helper} ({what})").format(helper=row.name, what=what) if what else row.name
    if row.from_date is None:
        return said
    return _("{helper} since {day}").format(helper=said, day=format_date(row.from_date))


def _former(row: PairingRow) -> str:
    if row.to_date is None:
        return row.name
    return _("{helper} until {day}").format(helper=row.name, day=format_date(row.to_date))
