"""What the file says of a household: status, causes, needs, measures and visits, each following from its facts."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from poverty_desktop.sample.circumstances import CHRONIC, DISABLED, SERIOUS, Facts, Person

MONITORING_FROM = 2021  # the three monitored categories exist since then (domain.md 0.4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How a household stands in the file in the year."""

    is_filed: bool
    is_poor: bool = False  # filed and not yet out of poverty
    monitoring: str | None = None
    identified_on: date | None = None
    exit_year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """A need and the measure that answers it."""

    need: Facts
    measure: Facts | None


def status(chance: random.Random, year: int, *, is_filed: bool) -> Status:
    """Draw the official history of a household."""
    if not is_filed:
        risk = year >= MONITORING_FROM and chance.random() < 0.012
        category = chance.choice(("边缘易致贫户", "突发严重困难户")) if risk else None
        month = date(year - chance.randint(0, 2), chance.randint(1, 9), 1) if risk else None
        return Status(is_filed=False, monitoring=category, identified_on=month)
    identified = chance.choices((2013, 2015, 2016, 2017), (82, 8, 6, 4))[0]
    latest = min(identified, year)
    exit_year = max(chance.choices(range(2014, 2021), (8, 16, 22, 22, 18, 11, 3))[0], identified + 1)
    monitored = year >= MONITORING_FROM and chance.random() < 0.07
    return Status(
        is_filed=True,
        is_poor=exit_year > year,
        monitoring="脱贫不稳定户" if monitored else None,
        identified_on=date(
            latest, 12 if latest == 2013 else min(chance.randint(6, 12), 9 if latest == year else 12), 1
        ),
        exit_year=exit_year if exit_year <= year else None,
    )


def official_facts(found: Status, people: Sequence[Person], year: int, planned_exit: int) -> Facts:
    """Return the household's official properties; the attribute follows the members' support."""
    if not found.is_filed:
        facts: Facts = {"household_type": "监测对象" if found.monitoring else "一般农户"}
        if found.monitoring:
            facts |= {"monitoring_category": found.monitoring, "identified_on": found.identified_on}
        return facts
    supported = "一般"
    if any(person.facts["extreme_poverty_support"] != "不享受" for person in people):
        supported = "特困供养"
    elif any(person.facts["subsistence_allowance"] != "未享受" for person in people):
        supported = "低保"
    out = not found.is_poor
    facts = {
        "household_type": "监测对象" if found.monitoring else "脱贫户" if out else "建档立卡贫困户",
        "attribute": supported + ("脱贫户" if out else "贫困户"),
        "exit_status": "脱贫" if out else "未脱贫",
        "identification_standard": "国家标准",
        "identified_on": found.identified_on,
    }
    if found.monitoring:
        facts["monitoring_category"] = found.monitoring
    if out:
        facts["exit_year"] = found.exit_year
    else:
        facts["planned_exit_year"] = max(planned_exit, year)
    return facts


def causes(chance: random.Random, people: Sequence[Person], house: Facts) -> list[str]:
    """Return main cause and up to two others in the wording of 致贫原因, each borne out by a fact."""
    found = []
    if any(SERIOUS in person.health for person in people):
        found.append("因病")
    if any(DISABLED in person.health for person in people):
        found.append("因残")
    if any((person.school or "").startswith(("高职", "本科", "硕士")) for person in people):
        found.append("因学")
    if not any(person.can_work for person in people):
        found.append("缺劳力")
    if "因病" not in found and any(CHRONIC in person.health for person in people) and chance.random() < 0.5:
        found.append("因病")
    if float(str(house["cultivated_land"])) < 0.8 * len(people):
        found.append("缺土地")
    if house["road_type"] == "泥土路":
        found.append("交通条件落后")
    if any(person.can_work for person in people):
        found.append(chance.choices(("缺技术", "缺资金", "自身发展动力不足"), (60, 30, 10))[0])
    if chance.random() < 0.02:
        found.insert(0, "因灾")
    return found[:3] if chance.random() < 0.4 else found[: chance.randint(1, 2)]


_RISK_OF = {"因病": "因病", "因残": "因残", "因学": "因学", "缺劳力": "缺劳动力", "因灾": "因自然灾害"}


def risks(chance: random.Random, main_causes: Sequence[str], house: Facts) -> list[str]:
    """Return the risks of a monitored household in the wording of 致贫返贫风险."""
    found = [_RISK_OF[cause] for cause in main_causes if cause in _RISK_OF]
    if house["dangerous_house"]:
        found.append("因安全住房")
    if not house["safe_drinking_water"]:
        found.append("因安全饮水")
    return list(dict.fromkeys(found)) or [chance.choice(("因务工就业不稳", "因产业项目失败", "因意外事故"))]


# cause -> kind of measure, what the household says it needs, the measure, usual amount in yuan (domain.md 4.2-4.4)
_ANSWERS: dict[str, tuple[tuple[str, str, str, int], ...]] = {
    "因病": (("健康帮扶", "希望减轻看病负担", "医疗救助", 3000), ("健康帮扶", "希望办理慢性病卡", "办理慢性病卡", 0)),
    "因残": (("综合保障", "希望落实残疾人补贴", "残疾人补贴", 1200),),
    "因学": (("教育帮扶", "希望解决子女上学费用", "助学贷款", 8000), ("教育帮扶", "希望得到助学资助", "助学金", 3000)),
    "缺劳力": (("综合保障", "希望得到临时救助", "临时救助", 1000), ("社会帮扶", "希望有人经常上门照看", "邻里照料", 0)),
    "缺技术": (
        ("就业帮扶", "希望参加技能培训", "技能培训", 600),
        ("产业帮扶", "希望学习柑橘管理", "种苗、化肥等物资帮扶", 1000),
    ),
    "缺资金": (("金融帮扶", "希望贷款发展养殖", "小额信贷", 30000), ("产业帮扶", "希望得到产业奖补", "产业奖补", 2000)),
    "缺土地": (
        ("就业帮扶", "希望就近务工", "外出务工补贴", 500),
        ("产业帮扶", "希望发展林下养鸡", "种苗、化肥等物资帮扶", 1500),
    ),
    "交通条件落后": (("基础设施建设", "希望硬化入户路", "入户路硬化", 0),),
    "自身发展动力不足": (("产业帮扶", "希望有人带着干", "致富带头人带动", 1500),),
    "因灾": (("社会帮扶", "希望灾后得到救助", "社会捐助", 1000),),
    "住房": (("住房安全保障", "希望改造危房", "危房改造", 20000),),
    "饮水": (("饮水安全保障", "希望接通自来水", "接自来水", 2500),),
}


def help_for(
    chance: random.Random,
    reasons: Sequence[str],
    people: Sequence[Person],
    year: Facts,
    last_day: date,
    helper: str,
) -> list[Help]:
    """Return needs and the measures that answer them, and support that members already have.

    One in eight needs still waits for its measure.
    """
    topics = list(reasons)
    topics += ["住房"] if year["dangerous_house"] else []
    topics += ["饮水"] if not year["safe_drinking_water"] else []
    offers = [(chance.choice(_ANSWERS[topic]), False) for topic in topics[:3]]
    offers += [(offer, True) for offer in _granted(people)]
    found = []
    for (kind, wish, name, yuan), is_granted in offers:
        money: Facts = {"amount": yuan * 100} if yuan else {}
        need: Facts = {
            "year": last_day.year,
            "kind": kind,
            "description": wish,
            "wanted_by": date(last_day.year, 12, 31),
        }
        if not is_granted and chance.random() < 0.12:
            found.append(Help(need=need | money, measure=None))
            continue
        state = "实施中" if is_granted else chance.choices(("已完成", "实施中", "计划"), (55, 33, 12))[0]
        measure: Facts = {"year": last_day.year, "kind": kind, "name": name, "status": state, "helper": helper}
        begun = last_day - timedelta(days=chance.randint(120, 300))
        if state != "计划":
            measure["started_on"] = begun
        if state == "已完成":
            finished = begun + timedelta(days=chance.randint(20, 110))
            measure |= {"status": "实施中"} if _is_without_effect(kind, year) else {"finished_on": finished}
        found.append(Help(need=need | money, measure=measure | money))
    return found


def _is_without_effect(kind: str, year: Facts) -> bool:
    """Say whether the facts of the year show nothing yet of a measure, so that it cannot be finished."""
    return (kind == "住房安全保障" and bool(year["dangerous_house"])) or (
        kind == "产业帮扶" and not year["business_income"]
    )


def _granted(people: Sequence[Person]) -> list[tuple[str, str, str, int]]:
    """Return the offers that the members' own facts bear out."""
    found = []
    if any(person.facts["subsistence_allowance"] != "未享受" for person in people):
        found.append(("综合保障", "希望得到基本生活保障", "低保", 0))
    if any(person.facts["extreme_poverty_support"] != "不享受" for person in people):
        found.append(("综合保障", "希望落实特困供养", "特困供养", 0))
    found += [
        ("公益性岗位帮扶", "希望就近上岗", str(person.facts["public_post"]), 0)
        for person in people
        if "public_post" in person.facts
    ]
    found += [
        ("教育帮扶", "希望减轻子女上学负担", "雨露计划", 3000)
        for person in people
        if (person.school or "").startswith(("中职", "高职"))
    ]
    return found


_TALK = (
    "了解家庭成员务工情况，核对全年收入。",
    "查看住房和饮水，均安全可用。",
    "宣讲医保参保政策，提醒按时缴费。",
    "了解孩子在校情况，嘱咐注意安全。",
    "看望老人，询问身体状况和用药。",
    "商量明年种植和养殖打算。",
    "核实帮扶措施落实情况，听取意见。",
)


def visits(chance: random.Random, count: int, last_day: date, visitors: Sequence[str]) -> list[Facts]:
    """Return ``count`` visits of the year before ``last_day``, oldest first."""
    days = sorted(last_day - timedelta(days=chance.randint(1, 330)) for _ in range(count))
    return [
        {"visited_on": day, "visitors": "、".join(chance.sample(visitors, 2)), "content": chance.choice(_TALK)}
        for day in days
    ]
