"""Indicators: how what was promised is counted; and the targets that ship as an example.

An indicator holds a check, so that one language, one compiler and one judgement at publishing serve it too: who (or
which village) meets the condition is counted, and every one of them can be listed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from poverty_desktop.packs.checks import Check, Scope
from poverty_desktop.packs.model import Label
from poverty_desktop.packs.published.check_codec import decode_check, encode_check

Cells = Mapping[str, Any]


class Level(StrEnum):
    """For whom a target is set, and down to where an indicator is told apart, from high to low."""

    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"
    TEAM = "team"  # counted in the village where it lives


class Counting(StrEnum):
    """What becomes of the rows that meet the condition."""

    COUNT = "count"  # how many there are
    SUM = "sum"  # what their amounts add up to
    SHARE = "share"  # percent of those that the indicator looks at (``out_of``)
    RATIO = "ratio"  # percent that their amounts are of those they are held against (``out_of``)
    GROWTH = "growth"  # by how many percent their amounts exceed those they are held against (``out_of``)
    ENTERED = "entered"  # nothing in the register: a figure with its source document


class Direction(StrEnum):
    """Whether more or less of it is better."""

    MORE = "more"
    LESS = "less"


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One row of the sheet ``indicators``.

    ``check`` fires on whatever counts; of an entered one nothing does. ``amount`` is a number of each row that counts,
    ``out_of`` a condition for a share and a number for a ratio or growth. ``evidence`` names what made a row count, for
    the list behind the figure: ``procedure:exit``, ``measure:0501``, or nothing for the facts that ``check.fields``
    name.
    """

    check: Check
    unit: Label
    level: Level
    counting: Counting
    direction: Direction = Direction.MORE
    amount: str = ""
    out_of: str = ""
    evidence: tuple[tuple[str, str], ...] = ()

    @property
    def id(self) -> str:
        """Return its name in targets and figures."""
        return self.check.id

    @property
    def title(self) -> Label:
        """Return what people call it."""
        return self.check.title

    @property
    def scope(self) -> Scope:
        """Return what is counted: persons, households or villages."""
        return self.check.scope

    @property
    def is_entered(self) -> bool:
        """Say whether the register cannot know it."""
        return self.counting is Counting.ENTERED

    @property
    def is_percent(self) -> bool:
        """Say whether the figure is percent, which does not add up over places."""
        return self.counting in (Counting.SHARE, Counting.RATIO, Counting.GROWTH)

    def holds_in(self, year: int, era: str) -> bool:
        """Say whether it is in force in ``year``, which belongs to ``era``."""
        return self.check.holds_in(year, era)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleTarget:
    """One row of the sheet ``targets``: a target of a named set, to be taken over for a place.

    ``place`` is blank for the county that takes the set over. ``amount`` is at least (or at most) what is to be
    reached; where ``than`` names an entered indicator, its figure is, and the amount is what must be added to it.
    """

    set_name: str
    indicator: str
    level: Level
    year: int
    amount: Decimal
    source: str
    than: str = ""
    place: str = ""


def encode_indicator(item: Indicator) -> Cells:
    """Return the cells of an indicator, those that say nothing left out."""
    cells = {
        "unit_zh": item.unit.zh,
        "unit_en": item.unit.en,
        "level": item.level.value,
        "counting": item.counting.value,
        "direction": item.direction.value,
        "amount": item.amount,
        "out_of": item.out_of,
        "evidence": [f"{kind}:{name}" for kind, name in item.evidence],
        "check": {"fires_if": "", "fires": "", "silent": "", **encode_check(item.check)},
    }
    return {name: cell for name, cell in cells.items() if cell not in ("", [])}


def decode_indicator(row: Cells) -> Indicator:
    """Return the indicator of one decoded row; fails on a cell that is missing or of the wrong type."""
    pairs = [text.partition(":") for text in row.get("evidence", ())]
    return Indicator(
        check=decode_check(row["check"]),
        unit=Label(zh=row["unit_zh"], en=row["unit_en"]),
        level=Level(row["level"]),
        counting=Counting(row["counting"]),
        direction=Direction(row["direction"]),
        amount=row.get("amount", ""),
        out_of=row.get("out_of", ""),
        evidence=tuple((kind, name) for kind, _colon, name in pairs),
    )


def encode_target(item: ExampleTarget) -> Cells:
    """Return the cells of a target, those that say nothing left out."""
    cells = {
        "set": item.set_name,
        "indicator": item.indicator,
        "level": item.level.value,
        "year": item.year,
        "amount": str(item.amount),
        "source": item.source,
        "than": item.than,
        "place": item.place,
    }
    return {name: cell for name, cell in cells.items() if cell != ""}


def decode_target(row: Cells) -> ExampleTarget:
    """Return the target of one decoded row; fails on a cell that is missing or of the wrong type."""
    return ExampleTarget(
        set_name=row["set"],
        indicator=row["indicator"],
        level=Level(row["level"]),
        year=row["year"],
        amount=Decimal(row["amount"]),
        source=row["source"],
        than=row.get("than", ""),
        place=row.get("place", ""),
    )
