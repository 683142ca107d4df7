"""What a household is called on screen, also where no head gives it a name, or nobody is left of it."""

from __future__ import annotations

from poverty_desktop.i18n import _
from poverty_desktop.queries.register.list_rows import HouseholdRow


def named(row: HouseholdRow) -> str:
    """Return the name of the head; without one, as at an empty dwelling of a census, words that say so."""
    if row.head_name and not row.member_count:
        return _("{name} (nobody left)").format(name=row.head_name)
    if row.head_name:
        return row.head_name
    return _("No head") if row.member_count else _("No members")


def titled(row: HouseholdRow) -> str:
    """Return the household as a title: named for its head."""
    if row.head_name and not row.member_count:
        return _("Household {name} (nobody left)").format(name=row.head_name)
    if row.head_name:
        return _("Household {name}").format(name=row.head_name)
    return _("No head recorded") if row.member_count else _("No members recorded")
