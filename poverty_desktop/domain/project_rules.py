"""What a project must say to enter the library, and what its money must not be used for (domain.md 5.1, 5.4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

REQUIRED = (
    "name", "kind", "nature", "place", "content", "unit", "planned", "sources", "households", "goal", "participation",
)  # fmt: skip
"""Data items without which a project is incomplete."""
INDUSTRY = "01"
LINK = "benefit_link"
"""Industry projects without a link to households must be cleared out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forbidden:
    """A use that is forbidden, and the word in the project that tells of it."""

    code: str
    word: str


def missing(values: Mapping[str, object]) -> tuple[str, ...]:
    """Return the names of the items that a project lacks."""
    names = [*REQUIRED, *((LINK,) if values.get("kind") == INDUSTRY else ())]
    return tuple(name for name in names if values.get(name) in (None, ""))


def forbidden(text: str, terms: Mapping[str, Sequence[str]]) -> tuple[Forbidden, ...]:
    """Return the entries of the negative list that ``text`` touches; ``terms`` are the words by code."""
    return tuple(_found(text, terms))


def _found(text: str, terms: Mapping[str, Sequence[str]]) -> Iterator[Forbidden]:
    for code, words in terms.items():
        word = next((word for word in words if word and word in text), "")
        if word:
            yield Forbidden(code=code, word=word)
