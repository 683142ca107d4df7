"""What is true of one person in one year: health, school, labour, work and insurance, chosen so that they agree."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date

from poverty_desktop.domain.identity_number import Sex
from poverty_desktop.domain.person import age_at, school_year_start
from poverty_desktop.sample.families import Relative

Facts = dict[str, object]
"""Property name to plain value: text, number, date, bool, money in fen, or the Chinese wording of a code."""

HEALTHY, CHRONIC, SERIOUS, DISABLED = "健康", "长期慢性病", "患有大病", "残疾"
COMMON, SKILLED, WEAK, LOST, NONE = "普通劳动力", "技能劳动力", "弱劳动力或半劳动力", "丧失劳动力", "无劳动力"
PRESCHOOL = "学龄前儿童"

_LOCAL_EMPLOYERS = ("柑橘合作社", "茶厂", "建筑队", "砖瓦厂", "食品加工厂", "运输队", "磷矿", "养殖场")
_AWAY = {
    "乡（镇）外县内务工": (("本市城区", "本市工业园"), ("化工厂", "纺织厂", "餐馆", "物流园")),
    "县外省内务工": (("宜昌市", "武汉市", "荆州市", "襄阳市"), ("建筑工地", "电子厂", "家政公司", "物流公司")),
    "省外务工": (
        ("广东省深圳市", "广东省东莞市", "浙江省宁波市", "浙江省温州市", "江苏省苏州市", "福建省泉州市", "上海市"),
        ("电子厂", "服装厂", "鞋厂", "建筑工地", "快递公司", "家具厂"),
    ),
}
_CHANNELS = ("自主外出", "亲友介绍", "政府组织输出")
_POSTS = ("护林员", "护路员", "保洁员", "护河（水）员")
_CATEGORIES = (
    ("肢体残疾", 50),
    ("视力残疾", 12),
    ("听力残疾", 12),
    ("言语残疾", 3),
    ("智力残疾", 12),
    ("精神残疾", 11),
)
CATEGORY_DIGITS = {"视力残疾": "1", "听力残疾": "2", "言语残疾": "3", "肢体残疾": "4", "智力残疾": "5", "精神残疾": "6"}
_LEVELS = ("文盲或半文盲", "小学", "初中", "高中", "大专", "本科及以上")
_EDUCATION = (
    (1949, (46, 42, 10, 2, 0, 0)),
    (1964, (16, 48, 30, 6, 0, 0)),
    (1979, (4, 32, 54, 9, 1, 0)),
    (1992, (1, 14, 62, 16, 5, 2)),
    (2100, (0, 0, 46, 30, 15, 9)),
)  # by year of birth, weights of the levels
GRADES = ("一级", "二级", "三级", "四级")


@dataclass(slots=True, kw_only=True)
class Person:
    """One person with everything that was decided about the year; the facts go to the register as they are."""

    kin: Relative
    age: int
    health: tuple[str, ...]
    labour: str
    disability: tuple[str, str] | None = None  # category and grade
    school: str | None = None
    facts: Facts = field(default_factory=dict)

    @property
    def is_healthy(self) -> bool:
        """Say whether nothing is wrong with the person's health."""
        return self.health == (HEALTHY,)

    @property
    def can_work(self) -> bool:
        """Say whether the person counts as full labour."""
        return self.labour in (COMMON, SKILLED)

    @property
    def earns(self) -> bool:
        """Say whether the person works for wages this year."""
        return "work_months" in self.facts

    @property
    def is_severely_disabled(self) -> bool:
        """Say whether the disability is of grade one or two."""
        return self.disability is not None and self.disability[1] in GRADES[:2]


def person(chance: random.Random, kin: Relative, reference: date, *, is_filed: bool) -> Person:
    """Decide one person's year."""
    disability = _disability(chance, kin.age, is_filed=is_filed)
    health = _health(chance, kin.age, disability, is_filed=is_filed)
    school_age = age_at(kin.birth, school_year_start(reference)) or 0
    facts: Facts = {"health": health}
    school = _school(chance, school_age, disability, facts)
    if school is None and "dropout_reason" not in facts:
        facts["education"] = _education(chance, kin.birth.year, kin.age, kin.sex)
    made = Person(
        kin=kin,
        age=kin.age,
        health=health,
        labour=_labour(chance, kin.age, health, disability, in_school=school is not None),
        disability=disability,
        school=school,
        facts=facts,
    )
    facts["labour"] = made.labour
    _work(chance, made)
    _insurance(chance, made)
    facts["residence_months"] = 12 - int(str(facts.get("work_months", 0))) if is_away(facts) else 12
    facts["mandarin"] = kin.age < 60 or chance.random() < 0.35
    return made


def is_away(facts: Facts) -> bool:
    """Say whether somebody works outside the county."""
    return facts.get("work_scope") in ("县外省内务工", "省外务工")


def _disability(chance: random.Random, age: int, *, is_filed: bool) -> tuple[str, str] | None:
    if chance.random() > (0.028 + age / 1500) * (1.6 if is_filed else 0.7):
        return None
    labels, weights = zip(*_CATEGORIES, strict=True)
    return chance.choices(labels, weights)[0], chance.choices(GRADES, (14, 30, 32, 24))[0]


def _health(chance: random.Random, age: int, disability: tuple[str, str] | None, *, is_filed: bool) -> tuple[str, ...]:
    found = []
    factor = 1.5 if is_filed else 1.0
    if chance.random() < factor * max(0.005, (age - 25) / 160):
        found.append(CHRONIC)
    elif chance.random() < factor * (0.004 + age / 4500):
        found.append(SERIOUS)
    if disability:
        found.append(DISABLED)
    return tuple(found) or (HEALTHY,)


def _school(chance: random.Random, age: int, disability: tuple[str, str] | None, facts: Facts) -> str | None:
    """Return the stage of school in the wording of 在校生状况, or None for who is not at school."""
    school: str | None = None
    if age < 3:
        school = PRESCHOOL
    elif age < 6:
        school = "学前教育" if chance.random() < 0.88 else PRESCHOOL
    elif age < 16:
        if age < 15 and disability and disability[1] == "一级":
            facts["dropout_reason"] = "因残"
            return None
        if age >= 13 and chance.random() < 0.006:
            facts["dropout_reason"] = "厌学（自愿）"
            return None
        if age == 15 and chance.random() < 0.06:
            return None  # has finished the nine years
        school = {12: "七年级", 13: "八年级", 14: "九年级", 15: "普通高中一年级"}.get(age, "小学")
        if age == 15 and chance.random() < 0.4:
            school = "中职一年级"
    elif age < 18 and chance.random() < 0.86:
        year = "一二三"[age - 15]
        school = f"普通高中{year}年级" if chance.random() < 0.55 else f"中职{year}年级"
    elif 18 <= age < 22 and chance.random() < 0.5:
        is_university = age == 21 or chance.random() < 0.5
        school = f"本科{'一二三四'[age - 18]}年级" if is_university else f"高职高专{'一二三'[age - 18]}年级"
    elif 22 <= age < 25 and chance.random() < 0.02:
        school = "硕士研究生及以上"
    if school is not None:
        facts["schooling"] = school
    return school


def _education(chance: random.Random, born: int, age: int, sex: Sex) -> str:
    if age < 18:
        return "初中"
    weights = next(row for last, row in _EDUCATION if born <= last)
    if sex is Sex.FEMALE and born < 1970:
        weights = (weights[0] * 2, *weights[1:])
    if age < 22:
        weights = (0, 0, 55, 42, 3, 0)
    return chance.choices(_LEVELS, weights)[0]


def _labour(
    chance: random.Random,
    age: int,
    health: tuple[str, ...],
    disability: tuple[str, str] | None,
    *,
    in_school: bool,
) -> str:
    """Follow the manual: 16 to 59, able, not at school is 普通 or 技能; from 60 at most 弱 (domain.md 1.8.6)."""
    if age < 16 or in_school:
        return NONE
    severe = disability is not None and disability[1] in GRADES[:2]
    if age >= 60:
        able = (
            not severe
            and SERIOUS not in health
            and chance.random() < (0.85 if age < 70 else 0.35 if age < 78 else 0.03)
        )
        return WEAK if able else NONE
    if severe or SERIOUS in health:
        return LOST if chance.random() < 0.8 else WEAK
    if health != (HEALTHY,):
        return WEAK
    return SKILLED if chance.random() < 0.14 else COMMON


def _work(chance: random.Random, made: Person) -> None:
    facts, age = made.facts, made.age
    if made.can_work and chance.random() < (0.82 if age < 45 else 0.62):
        scope = chance.choices((*_AWAY, "乡（镇）内务工"), (18, 22, 38, 22))[0]
        places, employers = _AWAY.get(scope, (("本乡镇",), _LOCAL_EMPLOYERS))
        facts["work_scope"] = scope
        facts["work_place"] = chance.choice(places)
        facts["employer"] = chance.choice(employers)
        facts["work_months"] = chance.choices((6, 7, 8, 9, 10, 11, 12), (4, 6, 12, 18, 32, 16, 12))[0]
        base = {"省外务工": 4300, "县外省内务工": 3800, "乡（镇）外县内务工": 3100}.get(scope, 2500)
        wage = base * (1.2 if made.labour == SKILLED else 1.0) * chance.uniform(0.75, 1.35)
        facts["monthly_wage"] = round(wage / 50) * 5000
        facts["job_channel"] = chance.choice(_CHANNELS)
    elif made.labour == WEAK and 40 <= age < 68 and chance.random() < 0.09:
        facts["public_post"] = chance.choice(_POSTS)
        facts["public_post_months"] = 12
        facts["job_channel"] = "公益性岗位"


def _insurance(chance: random.Random, made: Person) -> None:
    facts, age = made.facts, made.age
    employed = made.earns and chance.random() < 0.07
    insured = chance.random() < 0.993
    facts["employee_medical"] = employed
    facts["resident_medical"] = insured and not employed
    facts["serious_illness_insurance"] = insured or employed
    grown = age >= 16 and made.school is None
    facts["employee_pension"] = employed
    facts["resident_pension"] = grown and not employed and chance.random() < 0.97
    facts["subsistence_allowance"] = "未享受"
    facts["extreme_poverty_support"] = "不享受"
    facts["medical_aid"] = SERIOUS in made.health and insured and chance.random() < 0.6
    facts["accident_insurance"] = chance.random() < 0.25
    facts["commercial_medical"] = chance.random() < 0.12
    facts["in_service"] = False
