"""Amounts, days and differences of money as the terminal reads and says them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from poverty_desktop.cli.events import day
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _

if TYPE_CHECKING:
    from poverty_desktop.domain.fund_differences import Difference

NO_YUAN = N_("Write an amount in yuan, such as 1200 or 1200.50.")


def fen(text: str) -> int:
    """Return an amount in yuan as fen; raises ``RuleError`` for anything else."""
    from poverty_desktop.domain.textual import read_money

    reading = read_money(text)
    if reading.problem is not None or not isinstance(reading.value.scalar, int):
        raise RuleError(NO_YUAN)
    return reading.value.scalar


def given_day(text: str) -> date | None:
    """Return a day that was given, None where none was."""
    return day(text) if text else None


def difference_words(kind: Difference) -> str:
    """Return what a difference is called."""
    from poverty_desktop.queries.money_words import DIFFERENCE_WORDS

    return _(DIFFERENCE_WORDS[kind])
