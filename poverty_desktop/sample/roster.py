"""The sample as a national export: the 26-column roster with two title rows, and planted dirt that is known."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from poverty_desktop.packs.pack import Pack
from poverty_desktop.sample.model import SampleHousehold, SampleMember

COLUMNS = (
    "县(市、区、旗)", "乡(镇)", "行政村", "自然村", "户编号", "人编号", "姓名", "证件号码", "人数", "与户主关系",
    "民族", "文化程度", "在校生状况", "健康状况", "劳动技能", "务工状况", "务工时间（月）", "参加大病医疗", "脱贫属性",
    "贫困户属性", "主要致贫原因", "危房户", "饮水安全", "饮水困难", "人均纯收入", "联系电话",
)  # fmt: skip
"""The columns on which three independent applications agree (domain.md 1.10)."""

TITLE = "建档立卡信息人口查询（练习数据）"
HEADER_ROW = 3


class Dirt(StrEnum):
    """What can be wrong, or merely odd, in a row of an export."""

    FULL_WIDTH_NUMBER = "full_width_number"  # repaired
    LOWER_X = "lower_x"  # repaired
    BLANKS_IN_NUMBER = "blanks_in_number"  # repaired
    BLANK_IN_NAME = "blank_in_name"  # repaired
    DECIMAL_ZERO = "decimal_zero"  # repaired: 3.0 persons, 10.0 months
    GROUPED_MONEY = "grouped_money"  # repaired: 12,345.60
    SPACED_PHONE = "spaced_phone"  # repaired
    OTHER_WORDING = "other_wording"  # repaired by aliases: 之女 as 女儿
    PLACEHOLDER = "placeholder"  # 999999, kept and listed
    NO_NUMBER = "no_number"  # kept and listed
    EXPONENT = "exponent"  # beyond repair: 4.2E+17
    ROUNDED = "rounded"  # beyond repair: ends in 000
    WRONG_CHECK = "wrong_check"  # an error in the number
    SHORT_NUMBER = "short_number"  # an error in the number
    TEXT_IN_NUMBER = "text_in_number"  # words where months are expected
    UNKNOWN_RELATION = "unknown_relation"  # a wording that no list has


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRow:
    """One row of text cells in the order of ``COLUMNS``, and what was planted in it."""

    cells: tuple[str, ...]
    dirt: Dirt | None = None


def sheet(rows: Iterable[RosterRow]) -> Iterator[tuple[str, ...]]:
    """Yield the whole sheet: two title rows, the header in row 3, then the rows; every cell is text."""
    yield (TITLE,)
    yield ("单位：户、人、元",)
    yield COLUMNS
    for row in rows:
        yield row.cells


def roster(
    pack: Pack, households: Iterable[SampleHousehold], *, dirt_share: float = 0.0, seed: int = 1
) -> Iterator[RosterRow]:
    """Yield one row per member of the filed households, as the national export lists them.

    ``dirt_share`` of the rows get one planted fault each.
    """
    chance = random.Random(f"{seed} roster")  # noqa: S311 - the same every time
    for household in households:
        if not household.is_filed:
            continue
        place = _place(pack, str(household.plain["village"]))
        for member in household.members:
            cells = _cells(household, member, place)
            if chance.random() < dirt_share:
                yield _dirty(chance, cells)
            else:
                yield RosterRow(cells=tuple(cells.values()))


def _place(pack: Pack, code: str) -> tuple[str, str, str]:
    village = pack.divisions[code]
    town = pack.divisions[village.parent] if village.parent else None
    county = pack.divisions[town.parent] if town and town.parent else None
    return county.name if county else "", town.name if town else "", village.name


def _cells(household: SampleHousehold, member: SampleMember, place: tuple[str, str, str]) -> dict[str, str]:
    plain, year, facts = household.plain, household.plain_year, member.made.facts
    county, town, village = place
    per_head = int(str(year["net_income_per_capita"]))
    values = (
        county,
        town,
        village,
        str(plain["group_name"]),
        str(plain["national_number"]),
        str(member.plain["national_number"]),
        str(member.plain["name"]),
        str(member.plain["document_number"]),
        str(len(household.members)),
        member.made.kin.relation,
        str(member.plain["ethnicity"]),
        str(facts.get("education", "")),
        str(facts.get("schooling", "")),
        ",".join(member.made.health),
        member.made.labour,
        str(facts.get("work_scope", "")),
        str(facts.get("work_months", "")),
        "是" if facts["serious_illness_insurance"] else "否",
        str(plain["exit_status"]),
        str(plain["attribute"]),
        str(year["main_cause"]),
        "是" if year["dangerous_house"] else "否",
        "是" if year["safe_drinking_water"] else "否",
        "是" if year["drinking_water_difficulty"] else "否",
        f"{per_head // 100}.{per_head % 100:02d}",
        str(member.plain.get("phone", plain["phone"])),
    )
    return dict(zip(COLUMNS, values, strict=True))


_WORDINGS = {"之子": "儿子", "之女": "女儿", "之父": "父亲", "之母": "母亲", "之孙子": "孙子", "之儿媳": "儿媳"}


def _dirty(chance: random.Random, cells: dict[str, str]) -> RosterRow:
    number, months, relation = cells["证件号码"], cells["务工时间（月）"], cells["与户主关系"]
    possible = [
        dirt
        for dirt in Dirt
        if not (
            (dirt is Dirt.LOWER_X and number[17:18] != "X")
            or (dirt is Dirt.OTHER_WORDING and relation not in _WORDINGS)
            or (dirt is Dirt.TEXT_IN_NUMBER and not months)
            or (dirt in (Dirt.ROUNDED, Dirt.EXPONENT) and len(number) != 18)
            or (dirt is Dirt.UNKNOWN_RELATION and relation == "户主")
        )
    ]
    dirt = chance.choice(possible)
    name, money, phone = cells["姓名"], cells["人均纯收入"], cells["联系电话"]
    changes: dict[Dirt, dict[str, str]] = {
        Dirt.FULL_WIDTH_NUMBER: {"证件号码": number.translate({code: code + 0xFEE0 for code in range(0x30, 0x5B)})},
        Dirt.LOWER_X: {"证件号码": number.lower()},
        Dirt.BLANKS_IN_NUMBER: {"证件号码": f" {number[:6]} {number[6:14]} {number[14:]}"},
        Dirt.BLANK_IN_NAME: {"姓名": f"{name[:1]}　{name[1:]}"},
        Dirt.DECIMAL_ZERO: {"人数": cells["人数"] + ".0", "务工时间（月）": months and months + ".0"},
        Dirt.GROUPED_MONEY: {"人均纯收入": f"{int(money[:-3]):,}{money[-3:]}"},
        Dirt.SPACED_PHONE: {"联系电话": f"{phone[:3]} {phone[3:7]} {phone[7:]}"},
        Dirt.OTHER_WORDING: {"与户主关系": _WORDINGS.get(relation, relation)},
        Dirt.PLACEHOLDER: {"证件号码": "999999" + number[6:14] + "0000"},
        Dirt.NO_NUMBER: {"证件号码": ""},
        Dirt.EXPONENT: {"证件号码": f"{number[0]}.{number[1]}E+17"},
        Dirt.ROUNDED: {"证件号码": number[:15] + "000"},
        Dirt.WRONG_CHECK: {"证件号码": number[:17] + ("1" if number[17] != "1" else "2") + number[18:]},
        Dirt.SHORT_NUMBER: {"证件号码": number[:-1]},
        Dirt.TEXT_IN_NUMBER: {"务工时间（月）": "大半年"},
        Dirt.UNKNOWN_RELATION: {"与户主关系": "之干亲"},
    }
    return RosterRow(cells=tuple((cells | changes[dirt]).values()), dirt=dirt)
