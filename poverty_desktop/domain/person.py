"""Small rules about one person: age, school year, what an ID number tells, and how secrets are masked."""

from __future__ import annotations

from datetime import date

from poverty_desktop.domain.identity_number import DOT, Sex, read

LUHN_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def age_at(birth: date, reference: date) -> int | None:
    """Return full years on ``reference`` (a stated day, never silently today); None before birth.

    Who was born on 29 February grows older on 1 March in common years.
    """
    if reference < birth:
        return None
    return reference.year - birth.year - ((reference.month, reference.day) < (birth.month, birth.day))


def school_year_start(day: date) -> date:
    """Return the 1 September that opened the school year of ``day``, the reference day for school age."""
    return date(day.year if day.month >= 9 else day.year - 1, 9, 1)


def derived_birth_date(document_number: str) -> date | None:
    """Return the birth date that a faultless ID or certificate number tells; placeholders tell nothing."""
    reading = read(document_number)
    number = reading.number
    return None if number is None or number.is_placeholder or not reading.is_valid else number.birth_date


def derived_sex(document_number: str) -> Sex | None:
    """Return the sex that a faultless ID or certificate number tells; placeholders tell nothing."""
    reading = read(document_number)
    number = reading.number
    return None if number is None or number.is_placeholder or not reading.is_valid else number.sex


def mask_phone(phone: str) -> str:
    """Return ``138••••1234``; of other numbers the last three digits."""
    if len(phone) == 11 and phone.isdigit():
        return phone[:3] + DOT * 4 + phone[-4:]
    return DOT * max(len(phone) - 3, 0) + phone[-3:] if len(phone) > 5 else DOT * len(phone)


def mask_account(account: str) -> str:
    """Return a bank account as dots and its last four digits."""
    return DOT * 4 + account[-4:] if len(account) > 8 else DOT * len(account)


def is_luhn_valid(account: str) -> bool:
    """Say whether a bank card number passes the Luhn check (ISO/IEC 7812-1); a failing one deserves a warning."""
    if not (account.isascii() and account.isdigit() and len(account) >= 12):
        return False
    digits = [int(digit) for digit in reversed(account)]
    return (sum(digits[::2]) + sum(LUHN_DOUBLED[digit] for digit in digits[1::2])) % 10 == 0
