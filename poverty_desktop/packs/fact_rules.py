"""Rules over a household's facts that find nothing wrong: evidence for causes, and the indicators of an index.

Each holds a check, so that one language, one compiler and one judgement at publishing serve them all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from poverty_desktop.packs.checks import Check
from poverty_desktop.packs.model import Label
from poverty_desktop.packs.published.check_codec import decode_check, encode_check

Cells = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A fact that speaks for causes (weight above 0) or against them; ``causes`` are code list and code."""

    causes: tuple[tuple[str, str], ...]
    weight: int
    check: Check


@dataclass(frozen=True, slots=True, kw_only=True)
class Deprivation:
    """One indicator of a multidimensional index (Alkire and Foster 2011).

    The household is deprived where the check fires. ``known_if`` says when the facts are there to judge by; a household
    about which one indicator cannot be judged is left out of the index. ``cutoff`` is that of the whole index.
    """

    index: str
    dimension: Label
    weight: Fraction
    cutoff: Fraction
    known_if: str
    check: Check

    @property
    def known(self) -> Check:
        """Return the check that fires where the indicator can be judged."""
        return replace(self.check, id=f"{self.check.id}K", fires_if=self.known_if, applies_if="", params={})


def encode_evidence(item: Evidence) -> Cells:
    """Return the cells of a piece of evidence."""
    causes = [f"{name}:{code}" for name, code in item.causes]
    return {"causes": causes, "weight": item.weight, "check": encode_check(item.check)}


def decode_evidence(row: Cells) -> Evidence:
    """Return the evidence of one decoded row."""
    pairs = [text.partition(":") for text in row["causes"]]
    return Evidence(
        causes=tuple((name, code) for name, _colon, code in pairs),
        weight=row["weight"],
        check=decode_check(row["check"]),
    )


def encode_deprivation(item: Deprivation) -> Cells:
    """Return the cells of an indicator."""
    return {
        "index": item.index,
        "dimension_zh": item.dimension.zh,
        "dimension_en": item.dimension.en,
        "weight": str(item.weight),
        "cutoff": str(item.cutoff),
        "known_if": item.known_if,
        "check": encode_check(item.check),
    }


def decode_deprivation(row: Cells) -> Deprivation:
    """Return the indicator of one decoded row."""
    return Deprivation(
        index=row["index"],
        dimension=Label(zh=row["dimension_zh"], en=row["dimension_en"]),
        weight=Fraction(row["weight"]),
        cutoff=Fraction(row["cutoff"]),
        known_if=row["known_if"],
        check=decode_check(row["check"]),
    )
