"""One field's value: something, or one of four different kinds of nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

Scalar = str | int | bytes
"""text · whole number (also fen and 0/1 for no/yes) · id of a record or hash of a photo.

Decimals, dates, months and years travel as canonical text: ``3.25``, ``2026-11-23``, ``2026-11``;
a year is an int."""


class Why(IntEnum):
    """Why a field has, or has not, a value. Blank, "no", zero and "not applicable" are different."""

    VALUE = 0
    BLANK = 1
    NOT_APPLICABLE = 2
    DONT_KNOW = 3
    REFUSED = 4


@dataclass(frozen=True, slots=True)
class Value:
    """A tagged value; ``scalar`` is set exactly when ``why`` is ``VALUE``."""

    scalar: Scalar | None
    why: Why = Why.VALUE

    def __post_init__(self) -> None:
        if (self.scalar is None) == (self.why is Why.VALUE):
            raise ValueError("a value has a scalar, and nothing else has")

    def __bool__(self) -> bool:
        """A value counts as true when there is one, be it zero."""
        return self.why is Why.VALUE


BLANK = Value(None, Why.BLANK)
NOT_APPLICABLE = Value(None, Why.NOT_APPLICABLE)
DONT_KNOW = Value(None, Why.DONT_KNOW)
REFUSED = Value(None, Why.REFUSED)
