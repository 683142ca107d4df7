"""The catalogue of measures: what a household or person can be given, who is entitled, with which papers, how much.

Each item holds a check whose condition says who is entitled, so that one language, one compiler, one explanation and
one judgement at publishing serve checks and measures alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from poverty_desktop.packs.checks import Check, Scope
from poverty_desktop.packs.model import Certainty, Label
from poverty_desktop.packs.published.check_codec import decode_check, encode_check

Cells = Mapping[str, Any]

RECEIVES = "R"
"""What stands behind the id of an item in the id of the check that says who receives it by the register's facts."""


class Nature(StrEnum):
    """Whether who meets the conditions must get it (应享尽享), or it is arranged where it is wanted."""

    RIGHT = "right"
    OFFER = "offer"


@dataclass(frozen=True, slots=True, kw_only=True)
class AmountRule:
    """What a measure gives: in words, and where it can be computed as an expression in yuan.

    The expression is over the household or person and knows ``$quantity`` beside the names of every check; ``unit`` is
    what the quantity counts.
    """

    words: Label
    expression: str = ""
    params: Mapping[str, str] | None = None
    unit: Label | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureItem:
    """One measure of the second level (domain.md 4.3, 4.4); ``kind`` is the first level.

    ``check`` fires on who is entitled; ``receives_if`` is true of who has it by the register's facts already, without
    a line. ``aspects`` are the article's nine, ``batches`` the five; ``answers`` the causes and risks (list and code)
    and ``needs`` the kinds of need to which it is a key. ``names`` are other wordings in lists and older lines.
    """

    check: Check
    kind: str
    nature: Nature
    aspects: tuple[str, ...]
    batches: tuple[str, ...]
    evidence: Label
    amount: AmountRule
    department: str
    landing: Label
    policy: str
    certainty: Certainty
    province: str = ""
    receives_if: str = ""
    answers: tuple[tuple[str, str], ...] = ()
    needs: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Return the code of the item, as ``measure.item`` holds it."""
        return self.check.id

    @property
    def title(self) -> Label:
        """Return its name."""
        return self.check.title

    @property
    def is_personal(self) -> bool:
        """Say whether a person is entitled to it, not the household as a whole."""
        return self.check.scope is Scope.PERSON

    @property
    def received(self) -> Check | None:
        """Return the check that fires where the facts say that it is received, None where facts say nothing of it."""
        if not self.receives_if:
            return None
        return replace(self.check, id=f"{self.id}{RECEIVES}", fires_if=self.receives_if, applies_if="", params={})

    def holds_in(self, year: int, era: str, province: str) -> bool:
        """Say whether it is on offer in a year of an era to a province."""
        return self.province in ("", province) and self.check.holds_in(year, era)

    def is_called(self, name: str) -> bool:
        """Say whether a line or a list means this item by ``name``."""
        return name in (self.title.zh, self.title.en, *self.names)


def encode_measure(item: MeasureItem) -> Cells:
    """Return the cells of an item, those that say nothing left out."""
    amount = item.amount
    cells = {
        "kind": item.kind,
        "nature": item.nature.value,
        "aspects": list(item.aspects),
        "batches": list(item.batches),
        "evidence_zh": item.evidence.zh,
        "evidence_en": item.evidence.en,
        "amount_zh": amount.words.zh,
        "amount_en": amount.words.en,
        "amount_rule": amount.expression,
        "amount_params": dict(amount.params or {}),
        "unit_zh": amount.unit.zh if amount.unit else "",
        "unit_en": amount.unit.en if amount.unit else "",
        "department": item.department,
        "landing_zh": item.landing.zh,
        "landing_en": item.landing.en,
        "policy": item.policy,
        "certainty": item.certainty.value,
        "province": item.province,
        "receives_if": item.receives_if,
        "answers": [f"{name}:{code}" for name, code in item.answers],
        "needs": list(item.needs),
        "names": list(item.names),
        "check": encode_check(item.check),
    }
    return {name: cell for name, cell in cells.items() if cell not in ("", [], {})}


def decode_measure(row: Cells) -> MeasureItem:
    """Return the item of one decoded row; fails on a cell that is missing or of the wrong type."""
    pairs = [text.partition(":") for text in row.get("answers", ())]
    unit = Label(zh=row["unit_zh"], en=row["unit_en"]) if "unit_zh" in row else None
    return MeasureItem(
        check=decode_check(row["check"]),
        kind=row["kind"],
        nature=Nature(row["nature"]),
        aspects=tuple(row.get("aspects", ())),
        batches=tuple(row.get("batches", ())),
        evidence=Label(zh=row["evidence_zh"], en=row["evidence_en"]),
        amount=AmountRule(
            words=Label(zh=row["amount_zh"], en=row["amount_en"]),
            expression=row.get("amount_rule", ""),
            params=row.get("amount_params", {}),
            unit=unit,
        ),
        department=row["department"],
        landing=Label(zh=row["landing_zh"], en=row["landing_en"]),
        policy=row["policy"],
        certainty=Certainty(row["certainty"]),
        province=row.get("province", ""),
        receives_if=row.get("receives_if", ""),
        answers=tuple((name, code) for name, _colon, code in pairs),
        needs=tuple(row.get("needs", ())),
        names=tuple(row.get("names", ())),
    )
