"""What is typed of money, as the values that operations take."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import RecordId, from_text

if TYPE_CHECKING:
    pass


NO_YUAN = N_("Write an amount in yuan, such as 1200 or 1200.50.")
NO_DAY = N_("Give a day such as 2026-11-23.")


def record_of(text: str) -> RecordId:
    """Return the record that is chosen in a list; raises ``RuleError`` where none is."""
    try:
        return from_text(text)
    except ValueError:
        raise RuleError(N_("Choose one from the list first.")) from None


def day_of(text: str) -> date | None:
    """Return a typed day, None for nothing; raises ``RuleError`` for anything else."""
    from poverty_desktop.domain import textual

    if not text.strip():
        return None
    value = textual.read_date(text).value
    if not value:
        raise RuleError(NO_DAY)
    return date.fromisoformat(str(value.scalar))


def fen_of(text: str) -> int:
    """Return a typed amount in yuan as fen; raises ``RuleError`` for anything else."""
    from poverty_desktop.domain.textual import read_money

    reading = read_money(text)
    if reading.problem is not None or not isinstance(reading.value.scalar, int):
        raise RuleError(NO_YUAN)
    return reading.value.scalar
