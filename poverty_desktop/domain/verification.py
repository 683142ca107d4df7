"""The balance of a verification round: who was on the books, who came, who went, who is still to be verified.

Pure arithmetic over outcomes; what each outcome does to the books is the pack's (domain.md 3.2 and 3.4).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeRule:
    """What one outcome means: a code of the list ``round_outcome`` with its attributes.

    ``balance`` is what it adds to the books: +1 for a person who was not on them, -1 for one who leaves them, 0 for
    one who stays. An outcome that ``leaves_open`` was looked into, but the person is still to be verified.
    """

    code: str
    balance: int
    key: str = ""
    leaves_open: bool = False
    needs_evidence: bool = False
    needs_date: bool = False
    is_unchanged: bool = False
    corrects: bool = False
    is_missed: bool = False  # somebody whom the books should have had all along
    evidence: str = ""  # taken where none is given
    reason_in: str = ""
    reason_out: str = ""


class Standing(StrEnum):
    """Where a person stands in a round."""

    OPEN = "open"  # on the books, not verified
    KEPT = "kept"  # on the books, verified
    LEFT = "left"  # was on the books and has left them
    JOINED = "joined"  # was not on the books and has joined them


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """系统在册 + 增加 − 减少 = 核后在册, and how many of these are still to be verified (待核)."""

    base: int = 0
    added: int = 0
    removed: int = 0
    open: int = 0

    @property
    def after(self) -> int:
        """Return how many are on the books after verification, not who is at home."""
        return self.base + self.added - self.removed

    def __add__(self, other: Balance) -> Balance:
        """Return the balance of both together."""
        return Balance(
            base=self.base + other.base,
            added=self.added + other.added,
            removed=self.removed + other.removed,
            open=self.open + other.open,
        )


def standing_of(
    rule: OutcomeRule | None, *, in_base: bool, is_member: bool = True, is_on_books: bool = True
) -> Standing:
    """Return where a person stands with this outcome; none means that nobody has looked yet.

    ``is_member`` says whether the membership of the base goes on, ``is_on_books`` whether that or one in another
    household of the village does. An outcome that does not fit verifies nobody: whoever was on the books and "joins"
    them, is confirmed where the register has the person gone, or is taken off where the membership goes on (two
    laptops found two things) stays open; whoever was not in the base has joined.
    """
    if not in_base:
        return Standing.JOINED
    if rule is None or rule.leaves_open or rule.balance > 0:
        return Standing.OPEN
    if rule.balance < 0:
        return Standing.OPEN if is_member else Standing.LEFT
    return Standing.KEPT if is_on_books else Standing.OPEN


def balance(standings: Iterable[Standing]) -> Balance:
    """Return the sum over persons; everybody is in exactly one of the four standings, so that it adds up."""
    counts = dict.fromkeys(Standing, 0)
    for standing in standings:
        counts[standing] += 1
    return Balance(
        base=counts[Standing.OPEN] + counts[Standing.KEPT] + counts[Standing.LEFT],
        added=counts[Standing.JOINED],
        removed=counts[Standing.LEFT],
        open=counts[Standing.OPEN],
    )
