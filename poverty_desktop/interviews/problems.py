"""What is wrong with an answer, and the sentence that says so."""

from __future__ import annotations

from dataclasses import dataclass

from poverty_desktop.domain.values import Why
from poverty_desktop.i18n import N_, _
from poverty_desktop.interviews.form import Control

REQUIRED = "required"
CONSTRAINT = "constraint"
TYPE = "type"
CHOICE = "choice"
COUNT = "count"

_REQUIRED_WORDS = N_("This question needs an answer.")
_CONSTRAINT_WORDS = N_("This answer is not allowed here. Look at it again.")
_CHOICE_WORDS = N_("This answer is not among the choices. Choose again.")
_TYPE_WORDS = {
    "integer": N_("Write a whole number here."),
    "decimal": N_("Write a number here."),
    "date": N_("Write a date here, such as 2026-11-23."),
    "time": N_("Write a time here, such as 08:30."),
    "datetime": N_("Write date and time here, such as 2026-11-23 08:30."),
    "geopoint": N_("Write latitude and longitude here, such as 30.39 111.45."),
    "geotrace": N_("Write the points of the way one after the other, such as 30.39 111.45; 30.40 111.46."),
    "geoshape": N_(
        "Write three corners or more one after the other, such as 30.39 111.45; 30.40 111.46; 30.41 111.44."
    ),
}
_TYPE_WORDS_OTHERS = N_("This answer cannot be read. Write it again.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why an interview cannot be completed yet: the question, the kind of problem, and the sentence to show."""

    path: str
    kind: str
    words: str


def generic_words(kind: str, value_type: str) -> str:
    """Return the program's own sentence for a kind of problem, in the language of the screen."""
    if kind == REQUIRED:
        return _(_REQUIRED_WORDS)
    if kind == CONSTRAINT:
        return _(_CONSTRAINT_WORDS)
    if kind == CHOICE:
        return _(_CHOICE_WORDS)
    return _(_TYPE_WORDS.get(value_type, _TYPE_WORDS_OTHERS))


def range_words(control: Control) -> str:
    """Return which numbers a scale takes, in the language of the screen."""
    words = _("Write a number from {low} to {high}, in steps of {step}.")
    return words.format(low=control.minimum, high=control.maximum, step=control.step or "1")


def lacks_answer(text: str, why: Why) -> bool:
    """Say whether a required question is still open: "don't know", "refused" and "not applicable" are answers."""
    return not text and why not in {Why.DONT_KNOW, Why.REFUSED, Why.NOT_APPLICABLE}
