"""A household's income beside the line of its year: a judgement up to 2020, a reference since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from poverty_desktop.domain.income import IncomeAccount
from poverty_desktop.i18n import N_


class Verdict(StrEnum):
    """What a line says of an income, in the years in which a line says anything."""

    REACHED = "reached"
    BELOW = "below"


REACHED = N_("Net income per head reaches the line of {year}.")
BELOW = N_("Net income per head is below the line of {year}.")
REFERENCE = N_("The monitoring line of {year} is a reference and not a hard standard.")
NO_LINE = N_("The policy has no line for {year}.")
NO_INCOME = N_("No income of {year} is recorded.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Income per head beside a line, both in fen per person.

    In a reference year there is neither a verdict nor a difference, whatever the figures are: the decision weighs
    income, own-paid spending, visible difficulty and the household's own strength (domain.md 2.5).
    """

    year: int
    compared_fen: int | None
    line_fen: int | None
    is_reference: bool
    verdict: Verdict | None
    message_id: str
    params: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def difference_fen(self) -> int | None:
        """Return income less line where the line is a standard; None in a reference year."""
        if self.verdict is None or self.compared_fen is None or self.line_fen is None:
            return None
        return self.compared_fen - self.line_fen


def compare(account: IncomeAccount, *, line_fen: int | None, is_reference: bool) -> Comparison:
    """Put ``account`` beside the line of its year; reference years use the account since 2021 (payout and spending)."""
    compared = account.monitored_per_capita_fen if is_reference else account.per_capita_fen
    verdict = None
    if compared is None:
        message = NO_INCOME
    elif line_fen is None:
        message = NO_LINE
    elif is_reference:
        message = REFERENCE
    else:
        verdict = Verdict.REACHED if compared >= line_fen else Verdict.BELOW
        message = REACHED if verdict is Verdict.REACHED else BELOW
    return Comparison(
        year=account.year,
        compared_fen=compared,
        line_fen=line_fen,
        is_reference=is_reference,
        verdict=verdict,
        message_id=message,
        params=MappingProxyType({"year": account.year}),
    )
