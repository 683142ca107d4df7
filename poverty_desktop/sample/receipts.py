"""Where a household's money comes from and goes to in a year, line by line."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from poverty_desktop.domain.income_entries import half_up
from poverty_desktop.sample.circumstances import CHRONIC, DISABLED, SERIOUS, WEAK, Facts, Person

WAGE, BUSINESS, PROPERTY, TRANSFER, EXPENSE = "wage", "business", "property", "transfer", "expense"


@dataclass(slots=True, kw_only=True)
class Receipt:
    """One receipt or expense: the wording of its item, a quantity at a price or an amount, all in fen."""

    category: str
    item: str
    source: str
    amount_fen: int
    quantity: Decimal | None = None
    unit_price_fen: int | None = None
    person: Person | None = None
    is_income: bool = True  # False: outside income and expense by the usual policy


def priced(category: str, item: str, source: str, quantity: Decimal | int, price_fen: int) -> Receipt:
    """Return a receipt of ``quantity`` at ``price_fen`` each."""
    number = Decimal(quantity)
    return Receipt(
        category=category,
        item=item,
        source=source,
        amount_fen=half_up(number * price_fen),
        quantity=number,
        unit_price_fen=price_fen,
    )


def receipts(
    chance: random.Random, people: Sequence[Person], land: Facts, *, level: float, is_filed: bool
) -> list[Receipt]:
    """Return the lines of a year; ``level`` scales wages and prices to the year (1 is 2025)."""
    lines = [*_wages(people, level), *_farm(chance, people, land, level)]
    lines += _property(chance, land, level, is_filed=is_filed)
    lines += _transfers(people, land, level)
    lines += _beside_income(chance, people, level, is_filed=is_filed)
    return lines


def net_fen(lines: Sequence[Receipt]) -> int:
    """Return income less production expense under the usual policy, to steer the sample only."""
    counted = [line for line in lines if line.is_income]
    return sum(-line.amount_fen if line.category == EXPENSE else line.amount_fen for line in counted)


def shrink(lines: list[Receipt], factor: float) -> None:
    """Cut work and harvest by ``factor``: fewer months, less sold; a line keeps at least one unit."""
    for line in lines:
        if line.category not in (WAGE, BUSINESS) or line.quantity is None or line.unit_price_fen is None:
            continue
        cut = max(Decimal(1), (line.quantity * Decimal(str(factor))).quantize(Decimal(1)))
        if line.category == WAGE and line.person is not None:
            key = "work_months" if line.person.earns else "public_post_months"
            line.person.facts[key] = int(cut)
        line.quantity, line.amount_fen = cut, int(cut * line.unit_price_fen)
    sold = sum(line.amount_fen for line in lines if line.category == BUSINESS)
    costs = [line for line in lines if line.category == EXPENSE and line.is_income]
    spent = sum(line.amount_fen for line in costs)
    if costs and spent > sold // 2:
        for line in costs:
            line.amount_fen = _round(line.amount_fen * sold / (2 * spent))


def add_per_person(lines: list[Receipt], people: Sequence[Person], item: str, monthly_fen: int) -> None:
    """Add a monthly transfer to each of ``people``."""
    for person in people:
        line = priced(TRANSFER, item, person.kin.name, 12, monthly_fen)
        line.person = person
        lines.append(line)


def _wages(people: Sequence[Person], level: float) -> list[Receipt]:
    lines = []
    for person in people:
        if person.earns:
            wage = round(int(str(person.facts["monthly_wage"])) * level / 5000) * 5000
            person.facts["monthly_wage"] = wage
            months = int(str(person.facts["work_months"]))
            lines.append(priced(WAGE, "务工收入", person.kin.name, months, wage))
        elif "public_post" in person.facts:
            lines.append(priced(WAGE, "村级公益性岗位", person.kin.name, 12, _round(60000 * level)))
        else:
            continue
        lines[-1].person = person
    return lines


def _farm(chance: random.Random, people: Sequence[Person], land: Facts, level: float) -> list[Receipt]:
    hands = sum(1.0 if person.can_work else 0.5 for person in people if person.can_work or person.labour == WEAK)
    if not hands:
        return []
    field, orchard = Decimal(str(land["cultivated_land"])), Decimal(str(land["fruit_land"]))
    lines: list[Receipt] = []
    costs = {"种植业支出": 0.0, "养殖业支出": 0.0, "林果业支出": 0.0}

    def sell(item: str, source: str, quantity: Decimal | int, price_fen: float, cost: str, share: float) -> None:
        line = priced(BUSINESS, item, source, quantity, _round(price_fen * level, 5))
        lines.append(line)
        costs[cost] += line.amount_fen * share

    used = min(field, Decimal(str(hands * 2.5)))
    if used >= Decimal("0.5"):
        crop, yield_kg, price = chance.choice((("水稻", 480, 265), ("玉米", 400, 230), ("油菜籽", 150, 580)))
        sell("种植业收入", crop, int(used * yield_kg * Decimal("0.8")), price, "种植业支出", chance.uniform(0.34, 0.44))
    if orchard:
        fruit, yield_kg, price = chance.choice((("柑橘", 1500, 190), ("茶叶", 60, 3200)))
        sell("林果业收入", fruit, int(orchard * yield_kg), price, "林果业支出", chance.uniform(0.15, 0.3))
    if chance.random() < 0.34:
        sell("养殖业收入", "生猪", chance.randint(1, 4), 190_000, "养殖业支出", chance.uniform(0.5, 0.7))
    if chance.random() < 0.28:
        sell("养殖业收入", "土鸡", chance.randint(10, 60), 9_000, "养殖业支出", chance.uniform(0.3, 0.5))
    for item, amount in costs.items():
        if amount:
            lines.append(Receipt(category=EXPENSE, item=item, source="种子、肥料、饲料等", amount_fen=_round(amount)))
    return lines


def _property(chance: random.Random, land: Facts, level: float, *, is_filed: bool) -> list[Receipt]:
    lines = []
    if Decimal(str(land["cultivated_land"])) > 2 and chance.random() < 0.2:
        mu = Decimal(chance.randint(2, 4)) / 2
        lines.append(priced(PROPERTY, "土地流转收入", "耕地流转", mu, _round(50_000 * level)))
    if is_filed and chance.random() < 0.35:
        amount = _round(chance.randint(300, 900) * 100 * level)
        lines.append(Receipt(category=PROPERTY, item="资产收益分红", source="村光伏电站", amount_fen=amount))
    return lines


def _transfers(people: Sequence[Person], land: Facts, level: float) -> list[Receipt]:
    lines: list[Receipt] = []
    older = [person for person in people if person.age >= 60 and person.facts["resident_pension"]]
    add_per_person(lines, older, "养老保险金", _round(16_500 * level))
    add_per_person(lines, [person for person in people if person.age >= 80], "高龄补贴", _round(6_000 * level))
    severe = [person for person in people if person.is_severely_disabled]
    add_per_person(lines, severe, "重度残疾人护理补贴", _round(10_000 * level))
    field, woodland = Decimal(str(land["cultivated_land"])), Decimal(str(land["woodland"]))
    if field:
        lines.append(priced(TRANSFER, "耕地地力保护补贴", "财政补贴", field, _round(8_350 * level, 10)))
    if woodland:
        lines.append(priced(TRANSFER, "公益林补偿", "财政补贴", woodland, _round(1_525 * level, 25)))
    return lines


def _beside_income(chance: random.Random, people: Sequence[Person], level: float, *, is_filed: bool) -> list[Receipt]:
    """Return school grants, refunds and medical spending, which usual policies do not count as income."""
    lines: list[Receipt] = []

    def add(category: str, item: str, source: str, fen: float, person: Person) -> None:
        lines.append(
            Receipt(category=category, item=item, source=source, amount_fen=_round(fen), person=person, is_income=False)
        )

    for person in people:
        school = person.school or ""
        if is_filed and school.startswith(("中职", "高职")):
            add(TRANSFER, "教育资助（雨露计划、助学金等）", f"雨露计划（{person.kin.given}）", 300_000, person)
        if SERIOUS in person.health:
            bill = chance.randint(12_000, 70_000) * 100 * level
            add(TRANSFER, "医疗报销、医疗救助", f"住院报销（{person.kin.given}）", bill * 0.75, person)
            add(EXPENSE, "合规自付支出", f"住院自付（{person.kin.given}）", bill * 0.2, person)
            if chance.random() < 0.15:
                add(TRANSFER, "保险理赔（含防贫保险）", f"防贫保险（{person.kin.given}）", bill * 0.1, person)
        elif CHRONIC in person.health and chance.random() < 0.5:
            add(
                EXPENSE,
                "合规自付支出",
                f"门诊用药（{person.kin.given}）",
                chance.randint(400, 2400) * 100 * level,
                person,
            )
        elif DISABLED in person.health and chance.random() < 0.1:
            add(EXPENSE, "合规自付支出", f"康复（{person.kin.given}）", chance.randint(300, 1500) * 100 * level, person)
    return lines


def _round(fen: float, step: int = 1_000) -> int:
    """Return ``fen`` rounded to ``step``, ten yuan unless said otherwise, and at least one step."""
    return max(step, round(fen / step) * step)
