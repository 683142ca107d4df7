"""What a person types into a form or behind a command: a day, an amount of money, a number, each read one way.

Files may hold what a machine wrote, such as ``1.2E+03``; nobody types that and means it, and a slip of the finger must
not become a thousand million yuan.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from poverty_desktop.domain import textual
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_

NO_DAY = N_("Give a day such as 2026-11-23.")
NO_YUAN = N_("Write an amount in yuan, such as 1200 or 1200.50.")
NO_NUMBER = N_("Write a number, such as 12 or 12.5.")
_EXPONENT = re.compile("[eEｅＥ]")


def day_of(text: str) -> date:
    """Return a day; raises ``RuleError`` for anything else."""
    reading = textual.read_date(text)
    if not reading.value or (reading.problem is not None and reading.problem.is_error):
        raise RuleError(NO_DAY)
    return date.fromisoformat(str(reading.value.scalar))


def day_if_any(text: str) -> date | None:
    """Return a day, None where nothing was typed; raises ``RuleError`` for anything else."""
    return day_of(text) if text.strip() else None


def fen_of(text: str) -> int:
    """Return an amount in yuan as fen; raises ``RuleError`` for anything else, and for parts of a fen."""
    reading = textual.read_money(text)
    if _EXPONENT.search(text) or reading.problem is not None or not isinstance(reading.value.scalar, int):
        raise RuleError(NO_YUAN)
    return reading.value.scalar


def fen_if_any(text: str) -> int | None:
    """Return an amount in yuan as fen, None where nothing was typed; raises ``RuleError`` for anything else."""
    return fen_of(text) if text.strip() else None


def number_of(text: str) -> Decimal:
    """Return a number; raises ``RuleError`` for anything else."""
    reading = textual.read_decimal(text)
    if _EXPONENT.search(text) or reading.problem is not None or not reading.value:
        raise RuleError(NO_NUMBER)
    return Decimal(str(reading.value.scalar))
