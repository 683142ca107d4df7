"""A household's year in money: lines that fit its people and land, support where it is due, totals that add up."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from poverty_desktop.domain.income_entries import half_up
from poverty_desktop.packs.pack import Pack
from poverty_desktop.sample.circumstances import SERIOUS, WEAK, Facts, Person
from poverty_desktop.sample.encoder import Encoder
from poverty_desktop.sample.filing import Status
from poverty_desktop.sample.receipts import (
    BUSINESS,
    TRANSFER,
    Receipt,
    add_per_person,
    net_fen,
    priced,
    receipts,
    shrink,
)

TYPICAL_LINE_FEN = 850_000  # the level of 2025, at which wages and prices of this sample are written
_SUMS = {
    "计划生育金": "family_planning_income",
    "低保金": "subsistence_income",
    "特困供养金": "extreme_poverty_income",
    "养老保险金": "pension_income",
    "公益林补偿": "ecological_income",
    "退耕还林补助": "ecological_income",
    "资产收益分红": "dividend_income",
}
_CLASSES = ("wage_income", "business_income", "property_income", "transfer_income", "business_expenditure")
_DETAILS = (
    *("family_planning_income", "subsistence_income", "extreme_poverty_income", "pension_income"),
    *("ecological_income", "other_transfer_income", "dividend_income", "other_property_income"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line ready for the register: the code of its item and the receipt."""

    item: str
    receipt: Receipt


class Economy:
    """The money side of one year under one pack."""

    def __init__(self, pack: Pack, encoder: Encoder, year: int) -> None:
        self._encoder = encoder
        self._year = year
        self.line_fen = _line_of(pack, year)
        self.level = min(1.3, max(0.35, (self.line_fen / TYPICAL_LINE_FEN) ** 0.55))

    def draw(self, chance: random.Random, people: Sequence[Person], land: Facts, status: Status) -> list[Receipt]:
        """Return the lines of the household; people's facts of support and work are set to agree with them."""
        _grant_support(chance, people, is_filed=status.is_filed)
        lines = receipts(chance, people, land, level=self.level, is_filed=status.is_filed)
        covered = [person for person in people if person.facts["subsistence_allowance"] != "未享受"]
        kept = [person for person in people if person.facts["extreme_poverty_support"] != "不享受"]
        add_per_person(lines, covered, "低保金", _tens(30_000 * self.level))
        add_per_person(lines, kept, "特困供养金", _tens(85_000 * self.level))
        add_per_person(lines, [p for p in covered if p.disability], "困难残疾人生活补贴", _tens(8_000 * self.level))
        if status.is_poor:
            self._lower(chance, lines, len(people))
        else:
            low = chance.uniform(0.82, 1.25) if status.monitoring else chance.uniform(1.04, 1.5)
            self._raise(chance, lines, people, round(self.line_fen * low) * len(people))
        return lines

    def totals(self, lines: Sequence[Receipt], size: int) -> tuple[list[Entry], Facts]:
        """Return the lines with their item codes, and the totals of the year as the pack counts them."""
        sums = dict.fromkeys((*_CLASSES, *_DETAILS), 0)
        beside: dict[str, int] = {}
        entries = []
        for line in lines:
            item = self._encoder.income_item(line.category, line.item, self._year, exactly=not line.is_income)
            if item is None:
                continue
            entries.append(Entry(item=item.code, receipt=line))
            if item.property_name in _CLASSES and item.counted != "no":
                sums[item.property_name] += line.amount_fen
                if detail := _detail(line):
                    sums[detail] += line.amount_fen
            elif item.property_name and item.property_name not in _CLASSES:
                beside[item.property_name] = beside.get(item.property_name, 0) + line.amount_fen
        gross = sum(sums[name] for name in _CLASSES[:4])
        net = gross - sums["business_expenditure"]
        per_head = half_up(Decimal(net) / size)
        return entries, {**sums, **beside, "gross_income": gross, "net_income": net, "net_income_per_capita": per_head}

    def _lower(self, chance: random.Random, lines: list[Receipt], size: int) -> None:
        target = round(self.line_fen * chance.uniform(0.5, 0.98) * size)
        for _ in range(6):
            if net_fen(lines) <= target:
                return
            shrink(lines, max(0.2, target / net_fen(lines)))
        monthly = [line for line in lines if line.category == TRANSFER and line.quantity == 12]
        paid = sum(line.amount_fen for line in monthly)
        spare = max(0.1, 1 - (net_fen(lines) - target) / paid) if paid else 1.0
        for line in monthly:
            line.unit_price_fen = max(500, round((line.unit_price_fen or 0) * min(1.0, spare) / 500) * 500 - 500)
            line.amount_fen = 12 * line.unit_price_fen

    def _raise(self, chance: random.Random, lines: list[Receipt], people: Sequence[Person], target_fen: int) -> None:
        missing = target_fen - net_fen(lines)
        if missing <= 0:
            return
        support = [line for line in lines if line.item in ("低保金", "特困供养金")]
        workers = [person for person in people if person.can_work]
        if support:
            extra = _tens(missing / (12 * len(support))) + 1_000
            for line in support:
                line.unit_price_fen = (line.unit_price_fen or 0) + extra
                line.amount_fen += extra * 12
        elif workers:
            source = chance.choice(("农闲零活", "山货采集", "代销店", "农机服务"))
            lines.append(
                Receipt(category=BUSINESS, item="其他经营收入", source=source, amount_fen=_tens(missing) + 1_000)
            )
        elif max(person.age for person in people) >= 60 and chance.random() < 0.55:
            lines.append(priced(TRANSFER, "赡养费", "分户子女赡养", 12, _tens(missing / 12) + 1_000))
        else:
            for person in people:
                person.facts["subsistence_allowance"] = "农村低保"
            add_per_person(lines, people, "低保金", _tens(missing / (12 * len(people))) + 1_000)


def _grant_support(chance: random.Random, people: Sequence[Person], *, is_filed: bool) -> None:
    helpless = not any(person.can_work or person.labour == WEAK for person in people)
    hard = any(SERIOUS in person.health or person.is_severely_disabled for person in people)
    if (
        helpless
        and len(people) <= 2
        and all(p.age >= 60 for p in people)
        and chance.random() < (0.5 if is_filed else 0.04)
    ):
        for person in people:
            person.facts["extreme_poverty_support"] = "农村特困"
    elif (helpless or hard or not any(p.can_work for p in people)) and chance.random() < (0.55 if is_filed else 0.05):
        whole = helpless or chance.random() < 0.5
        for person in people:
            if whole or not person.is_healthy:
                person.facts["subsistence_allowance"] = "农村低保"


def _detail(line: Receipt) -> str | None:
    if line.category == TRANSFER:
        return _SUMS.get(line.item, "other_transfer_income")
    return _SUMS.get(line.item, "other_property_income") if line.category == "property" else None


def _line_of(pack: Pack, year: int) -> int:
    """Return the line of ``year`` or of the nearest year that has one, to give the sample its level of money."""
    if found := pack.line(year):
        return found.amount_fen
    known = sorted(pack.lines, key=lambda line: (abs(line.year - year), line.meaning))
    return known[0].amount_fen if known else TYPICAL_LINE_FEN


def _tens(fen: float) -> int:
    """Return ``fen`` rounded to ten yuan."""
    return round(fen / 1_000) * 1_000
