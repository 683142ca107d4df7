"""What is to be said about a row of a roster: msgids with parameters, chosen into words at the screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from poverty_desktop.i18n import N_, _, language
from poverty_desktop.packs.model import Label

IN_COLUMN = N_("“{caption}”: {words}")

_NOTHING: Mapping[str, object] = MappingProxyType({})


class Severity(StrEnum):
    """Whether the row can come in."""

    REJECT = "reject"
    ATTENTION = "attention"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One objection to a row or to one of its cells; the cell's own text is kept beside it.

    ``params`` may be shown and logged and never hold a name or a number of a person; ``original`` is only shown.
    """

    severity: Severity
    message: str
    params: Mapping[str, object] = field(default_factory=lambda: _NOTHING)
    caption: str = ""  # of the source column; empty when the whole row is meant
    original: str = field(default="", repr=False)

    @property
    def is_reject(self) -> bool:
        """Say whether the row stays out because of this."""
        return self.severity is Severity.REJECT


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a row is treated as it is."""

    message: str
    params: Mapping[str, object] = field(default_factory=lambda: _NOTHING)


def reject(message: str, *, caption: str = "", original: str = "", **params: object) -> Problem:
    """Return a problem that keeps the row out."""
    return Problem(severity=Severity.REJECT, message=message, params=params, caption=caption, original=original)


def attention(message: str, *, caption: str = "", original: str = "", **params: object) -> Problem:
    """Return a problem that the row comes in with."""
    return Problem(severity=Severity.ATTENTION, message=message, params=params, caption=caption, original=original)


def sentence(said: Problem | Reason) -> str:
    """Return the sentence in the language of the screen; where a column is meant, it is named, once."""
    params = {name: _worded(value) for name, value in said.params.items()}
    if isinstance(said, Problem):
        params.setdefault("caption", said.caption)
    words = _(said.message).format(**params)
    caption = str(params.get("caption") or "")
    if caption and caption not in words:
        return _(IN_COLUMN).format(caption=caption, words=words)
    return words


def _worded(value: object) -> object:
    if isinstance(value, Label):
        return value(language())
    return _(value) if isinstance(value, str) else value
