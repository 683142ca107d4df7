"""What the sample county promised for 2015 and what of it was done: exits by procedure, measures, training, villages.

Everything hangs on what the sample says anyway (who left poverty in 2015), is drawn beside it and bears derived ids, so
that the people of a seed stay who they are.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.ids import HouseholdId, RecordId, derive_id
from poverty_desktop.packs.pack import Pack
from poverty_desktop.sample.circumstances import Facts, Person
from poverty_desktop.sample.encoder import Encoder
from poverty_desktop.sample.model import SampleRecord
from poverty_desktop.sample.plan import Plan

YEAR = 2015
"""The year of the article's table."""
EXIT = "exit"
_PROGRAMME, _OLD, _KEY = 9, 2, 8
"""How many villages began the whole-village programme (two in the old areas), and how many of ten are key villages."""

_EXIT_DAYS = (
    ("nomination", 0, None),
    ("visit", 3, None),
    ("consent", 5, None),
    ("review", 8, None),
    ("village_display", 9, 8),
    ("village_sign", 18, None),
    ("township", 26, None),
    ("township_display", 27, 8),
    ("county", 36, None),
    ("county_display", 37, 8),
    ("marking", 46, None),
)
"""The steps of an exit, the day of each counted from the first, and how many days a display hangs."""


def is_kept(pack: Pack) -> bool:
    """Say whether the pack knows what the table of 2015 is counted from."""
    found = pack.procedure(EXIT)
    names = {row.step.id for row in found.steps} if found else set()
    return names >= {name for name, _day, _hangs in _EXIT_DAYS} and (RecordKind.MEASURE, "person_times") in pack.by_name


def of_household(
    plan: Plan,
    pack: Pack,
    encoder: Encoder,
    household: HouseholdId,
    village: str,
    plain: Facts,
    people: Sequence[tuple[RecordId, Person]],
) -> tuple[SampleRecord, ...]:
    """Return what was done for one filed household in 2015."""
    chance = random.Random(f"{plan.seed} {household.hex()} 2015")  # noqa: S311 - the same every time
    slow = random.Random(f"{plan.seed} {village} 2015").random() < 0.2  # noqa: S311 - the same every time
    found: list[SampleRecord] = []
    if plain.get("exit_year") == YEAR and chance.random() < (0.35 if slow else 0.88):
        found += _exit(pack, encoder, household, date(YEAR, 8, 20) + timedelta(days=chance.randint(0, 60)))
    found += _measures(chance, encoder, household, people, is_slow=slow)
    return tuple(found)


def _exit(pack: Pack, encoder: Encoder, household: HouseholdId, first: date) -> Iterator[SampleRecord]:
    """Yield a completed exit with its eleven steps, each with its signatures and days."""
    known = pack.procedure(EXIT)
    signers = {row.step.id: row.step.signatures for row in known.steps} if known is not None else {}
    procedure = RecordId(derive_id(RecordKind.PROCEDURE, household, EXIT, YEAR))
    facts: Facts = {"household": household, "kind": EXIT, "begun_on": first}
    yield SampleRecord(kind=RecordKind.PROCEDURE, id=procedure, values=encoder.values(RecordKind.PROCEDURE, facts))
    for number, (name, after, hangs) in enumerate(_EXIT_DAYS, start=1):
        on = first + timedelta(days=after)
        step: Facts = {
            "procedure": procedure,
            "household": household,
            "name": name,
            "number": number,
            "done_on": on,
            "ended_on": on + timedelta(days=hangs) if hangs else None,
            "outcome": "passed",
            "signatures": signers.get(name) or None,
        }
        record = RecordId(derive_id(RecordKind.STEP, procedure, number))
        yield SampleRecord(kind=RecordKind.STEP, id=record, values=encoder.values(RecordKind.STEP, step))


def _measures(
    chance: random.Random,
    encoder: Encoder,
    household: HouseholdId,
    people: Sequence[tuple[RecordId, Person]],
    *,
    is_slow: bool,
) -> Iterator[SampleRecord]:
    """Yield housing, migration, transfer and training: some done, some promised and overdue."""
    grown = [(record, made) for record, made in people if 26 <= made.age < 66 and made.can_work]
    share = 0.5 if is_slow else 1.0
    if chance.random() < 0.0045:
        yield _line(encoder, household, "住房安全保障", "危房改造", chance, chance.random() < 0.85 * share, yuan=18_000)
    if chance.random() < 0.0028:
        yield _line(encoder, household, "搬迁", "生态移民", chance, chance.random() < 0.95 * share, yuan=32_000)
    if grown and chance.random() < 0.0225:
        person = chance.choice(grown)[0]
        done = chance.random() < 0.9 * share
        yield _line(encoder, household, "教育帮扶", "雨露计划", chance, done, person=person, yuan=1_500)
    if grown and chance.random() < 0.45:
        person = chance.choice(grown)[0]
        done = chance.random() < 0.95 * share
        times = chance.choices((1, 2), (8, 2))[0] if done else None
        yield _line(encoder, household, "就业帮扶", "技能培训", chance, done, person=person, times=times)


def _line(
    encoder: Encoder,
    household: HouseholdId,
    kind: str,
    name: str,
    chance: random.Random,
    is_done: bool,  # noqa: FBT001 - of one's own
    *,
    person: RecordId | None = None,
    yuan: int = 0,
    times: int | None = None,
) -> SampleRecord:
    begun = date(YEAR, 3, 1) + timedelta(days=chance.randint(0, 120))
    facts: Facts = {
        "household": household,
        "year": YEAR,
        "kind": kind,
        "item": name,
        "name": name,
        "person": person,
        "status": "已完成" if is_done else "实施中",
        "planned_on": begun - timedelta(days=20),
        "started_on": begun,
        "due_on": date(YEAR, 12, 20),
        "finished_on": begun + timedelta(days=chance.randint(10, 150)) if is_done else None,
        "amount": yuan * 100 if yuan else None,
        "person_times": times,
        "evidence": "培训签到册" if times else ("验收表、照片" if is_done else None),
    }
    record = RecordId(derive_id(RecordKind.MEASURE, household, name, YEAR))
    return SampleRecord(kind=RecordKind.MEASURE, id=record, values=encoder.values(RecordKind.MEASURE, facts))


def of_villages(pack: Pack, plan: Plan) -> Iterator[tuple[str, tuple[SampleRecord, ...]]]:
    """Yield of each village with households its yearly records of 2014 and 2015, the programme's villages first."""
    encoder = Encoder(pack)
    codes = [village.code for village in plan.villages if village.filed_sizes]
    chance = random.Random(f"{plan.seed} villages 2015")  # noqa: S311 - the same every time
    drawn = chance.sample(codes, len(codes))
    programme = drawn[: max(1, _PROGRAMME * len(codes) // 120)]
    old = set(programme[: max(1, _OLD * len(codes) // 120)])
    keys = set(drawn[:: max(1, len(codes) // max(1, _KEY * len(codes) // 120))][: max(1, _KEY * len(codes) // 120)])
    for village in plan.villages:
        if not village.filed_sizes:
            continue
        code = village.code
        before = chance.randint(620_000, 840_000)
        population = sum(village.filed_sizes) + sum(village.other_sizes) + (0 if village.other_sizes else 900)
        now = round(before * chance.uniform(1.06, 1.17))
        kind = "老区村" if code in old else chance.choices(("贫困村", "非贫困村"), (7, 3))[0]
        records = []
        for year, income in ((YEAR - 1, before), (YEAR, now)):
            facts: Facts = {
                "village": code,
                "year": year,
                "village_type": kind,
                "total_population": population,
                "net_income_per_capita": income,
                "key_village": code in keys and year == YEAR,
                "programme": code in programme and year == YEAR,
                "programme_from": YEAR if code in programme and year == YEAR else None,
                "collective_income": chance.randint(0, 4_500_000),
            }
            record = RecordId(derive_id(RecordKind.VILLAGE_YEAR, code.encode(), year))
            values = encoder.values(RecordKind.VILLAGE_YEAR, facts)
            records.append(SampleRecord(kind=RecordKind.VILLAGE_YEAR, id=record, values=values))
        yield code, tuple(records)
