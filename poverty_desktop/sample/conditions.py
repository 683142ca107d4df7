"""House, land, water, road and light of a household, as a village of hills along a river has them."""

from __future__ import annotations

import random
from decimal import Decimal

from poverty_desktop.sample.circumstances import Facts


def conditions(chance: random.Random, size: int, *, is_filed: bool) -> Facts:
    """Return 生产生活条件 of one household and year; areas in mu and square metres, distances in kilometres."""
    field = _mu(chance.uniform(0.4, 1.9) * min(size, 5))
    woodland = _mu(chance.uniform(1, 9) * min(size, 4)) if chance.random() < 0.7 else Decimal(0)
    orchard = min(_mu(chance.uniform(0.5, 4)), woodland) if chance.random() < 0.45 else Decimal(0)
    area = Decimal(min(60 * size, max(22 * size, round(chance.uniform(24, 48) * min(size, 5) + 25))))
    dangerous = chance.random() < (0.012 if is_filed else 0.004)
    unsafe_water = chance.random() < (0.010 if is_filed else 0.006)
    modern = chance.random() < (0.55 if is_filed else 0.75)
    return {
        "cultivated_land": field,
        "irrigated_land": _mu(float(field) * chance.uniform(0.2, 0.9)) if chance.random() < 0.8 else Decimal(0),
        "woodland": woodland,
        "returned_forest": min(_mu(chance.uniform(0.5, 3)), woodland) if chance.random() < 0.12 else Decimal(0),
        "fruit_land": orchard,
        "pasture": Decimal(0),
        "water_surface": _mu(chance.uniform(0.3, 3)) if chance.random() < 0.05 else Decimal(0),
        "production_electricity": True,
        "domestic_electricity": True,
        "broadcast_tv": chance.random() < 0.99,
        "safe_drinking_water": not unsafe_water,
        "drinking_water_difficulty": unsafe_water and chance.random() < 0.6,
        "road_distance": Decimal(round(abs(chance.gauss(0, 0.9)), 1)).quantize(Decimal("0.1")),
        "road_type": chance.choices(("水泥路", "沥青路", "砂石路", "泥土路"), (78, 12, 8, 2))[0],
        "house_area": area,
        "house_structure": _structure(chance, is_dangerous=dangerous, is_modern=modern),
        "dangerous_house": dangerous,
        "house_grade": chance.choice("CD") if dangerous else ("A" if modern else "B"),
        "sanitary_toilet": chance.random() < 0.93,
        "fuel": chance.choices(("清洁能源", "柴草", "煤炭"), (72, 23, 5))[0],
        "joined_cooperative": chance.random() < (0.5 if is_filed else 0.3),
        "led_by_enterprise": chance.random() < (0.2 if is_filed else 0.08),
        "led_by_entrepreneur": chance.random() < (0.12 if is_filed else 0.04),
        "resettled": is_filed and chance.random() < 0.08,
    }


def _structure(chance: random.Random, *, is_dangerous: bool, is_modern: bool) -> str:
    if is_dangerous:
        return "土木"
    return chance.choice(("砖混", "钢混") if is_modern else ("砖混", "砖木"))


def _mu(amount: float) -> Decimal:
    return Decimal(round(amount * 10)) / 10
