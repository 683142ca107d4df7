"""What is typed of money, as the values that operations take."""

from __future__ import annotations

from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import RecordId, from_text


def record_of(text: str) -> RecordId:
    """Return the record that is chosen in a list; raises ``RuleError`` where none is."""
    try:
        return from_text(text)
    except ValueError:
        raise RuleError(N_("Choose one from the list first.")) from None
