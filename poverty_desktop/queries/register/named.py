"""Which household a person means who types a number, an id or a name."""

from __future__ import annotations

from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, from_text
from poverty_desktop.store.session import Session


def household_named(session: Session, text: str) -> HouseholdId:
    """Return the household that ``text`` names: an id, a household number, or a search with exactly one answer."""
    from poverty_desktop.queries.register import households
    from poverty_desktop.queries.register.list_rows import HouseholdFilter

    try:
        return HouseholdId(from_text(text))
    except ValueError:
        pass
    page = households.find(session, HouseholdFilter(text=text), limit=2)
    if page.total == 1:
        return page.rows[0].id
    if page.total == 0:
        raise RuleError(N_("No household is found by this search."))
    raise RuleError(
        N_("{count} households are found by this search. Give the number of one of them."), count=page.total
    )
