"""Identity numbers: citizens' numbers of GB 11643 and the disability certificates that are built on them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from operator import mul

from poverty_desktop.domain.problems import Problem
from poverty_desktop.i18n import N_

CITIZEN_LENGTH = 18
OLD_CITIZEN_LENGTH = 15
CERTIFICATE_LENGTH = 20
REISSUED_LENGTH = 22
PLACEHOLDER_PREFIX = "999999"
EARLIEST_BIRTH = date(1900, 1, 1)
DOT = "•"

# GB 11643-1999, 4.2.4: weights of the first seventeen digits and the check character by the sum modulo 11.
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ZEROS = sum(WEIGHTS) * ord("0")
CHECK_CHARACTERS = "10X98765432"

_FOLD = {0xFF01 + offset: 0x21 + offset for offset in range(94)}
_FOLD |= dict.fromkeys(map(ord, "хХ×"), ord("X"))  # Cyrillic letters and the sign that input methods offer
_NOISE = re.compile(r"[\s\u00a0\u200b-\u200f\u2060\ufeff\u3000'‘’`-]+")
_EXPONENT = re.compile(r"\d+(\.\d+)?E[+]?\d+", re.IGNORECASE)
_SHAPE = re.compile(r"\d{17}[\dX]")
_CATEGORY_AND_GRADE = re.compile(r"[1-7][1-4]")
_REISSUE = re.compile(r"B\d")


class Sex(StrEnum):
    """Sex as numbered by GB/T 2261.1; an identity number knows these two."""

    MALE = "1"
    FEMALE = "2"


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityNumber:
    """A number that has been read; its ``repr`` shows nothing of it."""

    text: str = field(repr=False)  # normalised: 18, 20 or 22 characters
    birth_date: date | None = field(repr=False)  # None only in a placeholder without a date
    sex: Sex = field(repr=False)
    is_placeholder: bool = False

    @property
    def citizen_number(self) -> str:
        """Return the first 18 characters: two documents of one person agree in them."""
        return self.text[:CITIZEN_LENGTH]

    @property
    def prefix(self) -> str:
        """Return the six digits of the place of first registration."""
        return self.text[:6]

    @property
    def is_certificate(self) -> bool:
        """Say whether this is the number of a disability certificate."""
        return len(self.text) > CITIZEN_LENGTH

    @property
    def disability_category(self) -> str | None:
        """Return 1 to 7 of GB/T 26341 (sight, hearing, speech, limb, intellect, mind, multiple)."""
        return self.text[18] if self.is_certificate else None

    @property
    def disability_grade(self) -> str | None:
        """Return 1 (most severe) to 4."""
        return self.text[19] if self.is_certificate else None

    @property
    def reissue(self) -> str | None:
        """Return ``B1``, ``B2`` … of a re-issued certificate."""
        return self.text[20:] or None


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityReading:
    """What came of reading one cell: the number, if it is one, and everything to be said against it."""

    number: IdentityNumber | None
    normalised: str = field(repr=False)
    problems: tuple[Problem, ...] = ()

    @property
    def is_valid(self) -> bool:
        """Say whether there is a number without an error."""
        return self.number is not None and not any(problem.is_error for problem in self.problems)


BLANK_NUMBER = Problem(code="identity_blank", message_id=N_("There is no ID number."), is_error=False)
PLACEHOLDER = Problem(
    code="identity_placeholder",
    message_id=N_("A number that begins with 999999 stands for a person without an ID card."),
    is_error=False,
)
DESTROYED = Problem(
    code="identity_destroyed",
    message_id=N_(
        "Excel has changed this ID number and its last digits are lost. Type it again from the card, as text."
    ),
)
MAYBE_ROUNDED = Problem(
    code="identity_maybe_rounded",
    message_id=N_("This ID number ends in 000, as Excel makes them. Compare it with the card."),
    is_error=False,
)
OLD_LENGTH = Problem(
    code="identity_old",
    message_id=N_("This is an old ID number of 15 digits. Enter the 18 digits of the present card."),
)
BAD_CHARACTER = Problem(
    code="identity_character",
    message_id=N_("An ID number has digits only, with an X at most as the eighteenth character."),
)
BAD_CHECK = Problem(
    code="identity_check",
    message_id=N_("The check digit of the ID number is wrong. Compare every digit with the card."),
)
BAD_BIRTH = Problem(
    code="identity_birth",
    message_id=N_("Digits 7 to 14 of the ID number are not a possible date of birth. Compare them with the card."),
)
BAD_DISABILITY = Problem(
    code="identity_disability",
    message_id=N_("Digits 19 and 20 of the certificate must be a category from 1 to 7 and a grade from 1 to 4."),
)
BAD_REISSUE = Problem(
    code="identity_reissue",
    message_id=N_("A re-issued certificate ends in B and a digit, such as B1."),
)
UNKNOWN_PREFIX = Problem(
    code="identity_prefix",
    message_id=N_("No county of any year has the first six digits of this ID number. Compare them with the card."),
    is_error=False,
)


def bad_length(length: int) -> Problem:
    """Return the problem of a number with ``length`` characters."""
    return Problem(
        code="identity_length",
        message_id=N_("An ID number has 18 characters, a disability certificate 20 or 22; this one has {length}."),
        params={"length": length},
    )


def normalise(text: str) -> str:
    """Return ``text`` with full-width characters folded, blanks, apostrophes and hyphens dropped, x as X."""
    folded = _NOISE.sub("", text.translate(_FOLD)).upper()
    return folded.removesuffix(".0") if folded.removesuffix(".0").isdigit() else folded


def check_character(first_seventeen: str) -> str:
    """Return the eighteenth character for seventeen digits (GB 11643-1999; ISO 7064 MOD 11-2)."""
    if len(first_seventeen) != len(WEIGHTS) or not first_seventeen.isdigit():
        raise ValueError("the check character follows seventeen digits")
    total = sum(map(mul, WEIGHTS, first_seventeen.encode("ascii"))) - _ZEROS
    return CHECK_CHARACTERS[total % 11]


def modern(number: str) -> str:
    """Return the 18 characters that a number of 15 digits became in 1999; any other text as it is.

    The century was put before the year, which then was always 19, and the check character behind (GB 11643-1999).
    """
    if len(number) != OLD_CITIZEN_LENGTH or not (number.isascii() and number.isdigit()):
        return number
    body = f"{number[:6]}19{number[6:]}"
    return body + check_character(body)


def read(
    text: str, *, today: date | None = None, is_known_prefix: Callable[[str], bool] | None = None
) -> IdentityReading:
    """Read an identity number as people and exports write it.

    ``today`` refuses births in the future; ``is_known_prefix`` says whether some edition of GB/T 2260 has a
    six-digit code (the place of first registration, so never compared with the present village).
    Sources: domain.md 1.9.
    """
    normal = normalise(text)
    if not normal:
        return IdentityReading(number=None, normalised="", problems=(BLANK_NUMBER,))
    shape = _shape_problem(normal)
    if shape is not None and normal.startswith(PLACEHOLDER_PREFIX):
        return IdentityReading(number=None, normalised=normal, problems=(PLACEHOLDER,))
    if shape is not None:
        return IdentityReading(number=None, normalised=normal, problems=(shape,))

    citizen = normal[:CITIZEN_LENGTH]
    is_placeholder = citizen.startswith(PLACEHOLDER_PREFIX)
    birth = _birth_date(citizen, today)
    number = IdentityNumber(
        text=normal,
        birth_date=birth,
        sex=Sex.MALE if int(citizen[16]) % 2 else Sex.FEMALE,
        is_placeholder=is_placeholder,
    )
    problems = list(_certificate_problems(normal))
    if is_placeholder:
        problems.append(PLACEHOLDER)
    else:
        if check_character(citizen[:17]) != citizen[17]:
            problems.append(DESTROYED if citizen.endswith("000") else BAD_CHECK)
        elif citizen.endswith("000"):
            problems.append(MAYBE_ROUNDED)
        if birth is None:
            problems.append(BAD_BIRTH)
        if is_known_prefix is not None and not is_known_prefix(citizen[:6]):
            problems.append(UNKNOWN_PREFIX)
    return IdentityReading(number=number, normalised=normal, problems=tuple(problems))


def mask(text: str) -> str:
    """Return ``4205••••••••••1234``; a certificate's category and grade, being about health, are left out."""
    citizen = normalise(text)[:CITIZEN_LENGTH]
    if len(citizen) <= 8:
        return DOT * len(citizen)
    return citizen[:4] + DOT * (len(citizen) - 8) + citizen[-4:]


def _shape_problem(normal: str) -> Problem | None:
    if _EXPONENT.fullmatch(normal):
        return DESTROYED
    if len(normal) == OLD_CITIZEN_LENGTH and normal.isdigit():
        return OLD_LENGTH
    if len(normal) not in (CITIZEN_LENGTH, CERTIFICATE_LENGTH, REISSUED_LENGTH):
        return bad_length(len(normal))
    if not normal.isascii() or not _SHAPE.fullmatch(normal[:CITIZEN_LENGTH]):
        return BAD_CHARACTER
    return None


def _certificate_problems(normal: str) -> tuple[Problem, ...]:
    problems = []
    if len(normal) >= CERTIFICATE_LENGTH and not _CATEGORY_AND_GRADE.fullmatch(normal[18:20]):
        problems.append(BAD_DISABILITY)
    if len(normal) == REISSUED_LENGTH and not _REISSUE.fullmatch(normal[20:]):
        problems.append(BAD_REISSUE)
    return tuple(problems)


def _birth_date(citizen: str, today: date | None) -> date | None:
    try:
        birth = date(int(citizen[6:10]), int(citizen[10:12]), int(citizen[12:14]))
    except ValueError:
        return None
    return birth if birth >= EARLIEST_BIRTH and (today is None or birth <= today) else None
