"""Whether a bank account can be right before money is sent to it: its characters, its length, its check digit."""

from __future__ import annotations

from enum import StrEnum

from poverty_desktop.domain.person import is_luhn_valid

_SHORTEST, _LONGEST = 9, 30
_CARD_LENGTHS = range(16, 20)
_CARD_BEGINNINGS = ("3", "4", "5", "62", "9")
"""Cards are numbered by ISO/IEC 7812 and end on a check digit; accounts of a passbook are not."""


class AccountFault(StrEnum):
    """What is wrong with a number alone."""

    NONE = "none"
    SIGNS = "signs"
    LENGTH = "length"
    CHECK_DIGIT = "check_digit"


def plain_account(text: str) -> str:
    """Return an account as it is compared: without the blanks and dashes that people put between groups of digits."""
    return "".join(sign for sign in text if sign not in " \u3000-\t")


def account_fault(text: str) -> AccountFault | None:
    """Return what is wrong with an account, None where nothing speaks against it."""
    account = plain_account(text)
    if not account:
        return AccountFault.NONE
    if not account.isascii() or not account.isdigit():
        return AccountFault.SIGNS
    if not _SHORTEST <= len(account) <= _LONGEST:
        return AccountFault.LENGTH
    is_card = len(account) in _CARD_LENGTHS and account.startswith(_CARD_BEGINNINGS)
    return AccountFault.CHECK_DIGIT if is_card and not is_luhn_valid(account) else None
