"""The synthetic county: every household of a plan, one after the other, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from poverty_desktop.domain.identity_number import Sex
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.ids import HouseholdId, RecordId, SeededIds, derive_id
from poverty_desktop.packs.limits import number_of
from poverty_desktop.packs.pack import Pack
from poverty_desktop.packs.sheets.layout import DEPARTMENT_LIST
from poverty_desktop.sample import filing, promised
from poverty_desktop.sample.circumstances import CATEGORY_DIGITS, GRADES, WEAK, Facts, Person, is_away, person
from poverty_desktop.sample.conditions import conditions
from poverty_desktop.sample.economy import Economy, Entry
from poverty_desktop.sample.encoder import Encoder
from poverty_desktop.sample.families import Family
from poverty_desktop.sample.model import SampleHousehold, SampleMember, SampleRecord
from poverty_desktop.sample.names import Names
from poverty_desktop.sample.numbers import CountyCode, IdentityNumbers, PlaceCodes, bank_card, phone
from poverty_desktop.sample.plan import Plan, VillagePlan

_GROUPS = "一二三四五六七八九十"


def households(pack: Pack, plan: Plan, *, places: Sequence[CountyCode] | None = None) -> Iterator[SampleHousehold]:
    """Yield the households of ``plan`` one by one, village by village; nothing is kept but the ID numbers given.

    ``places`` are the six-digit codes of every edition of GB/T 2260; without them those of the pack.
    Raises ``RuleError`` where the pack lacks a wording of the sample.
    """
    codes = places or [
        CountyCode(code=code, name=name, first_year=first, last_year=last)
        for code, (name, first, last) in pack.county_codes.items()
    ]
    ids = SeededIds(plan.seed)
    encoder = Encoder(pack)
    economy = Economy(pack, encoder, plan.year)
    numbers: dict[str, IdentityNumbers] = {}
    filed_before = 0
    for village in plan.villages:
        county = village.code[:6]
        if county not in numbers:
            numbers[county] = IdentityNumbers(PlaceCodes(codes, county))
        maker = _Village(pack, plan, village, ids, encoder, economy, numbers[county], filed_before)
        yield from maker.households()
        filed_before = maker.filed


UNITS = ("县农业农村局", "县林业局", "县水利局", "县教育局", "县卫生健康局", "县交通运输局")
"""Where the helpers of the sample work."""


class _Village:
    """Makes the households of one village."""

    def __init__(
        self,
        pack: Pack,
        plan: Plan,
        village: VillagePlan,
        ids: SeededIds,
        encoder: Encoder,
        economy: Economy,
        numbers: IdentityNumbers,
        filed_before: int,
    ) -> None:
        self._chance = random.Random(f"{plan.seed} {village.code}")  # noqa: S311 - the same every time
        # What the first samples left open is drawn beside, so that the people of a seed stay who they are.
        self._beside = random.Random(f"{plan.seed} {village.code} beside")  # noqa: S311 - the same every time
        self._year = plan.year
        self._plan = plan
        self._knows_promises = plan.year > promised.YEAR and promised.is_kept(pack)
        self._pack = pack
        self._last_day = pack.accounting_period(plan.year)[1]
        self._village = village
        self._ids = ids
        self._encoder = encoder
        self._economy = economy
        self._numbers = numbers
        self.filed = filed_before
        self._names = Names(self._chance)
        division = pack.divisions[village.code]
        town = pack.divisions[division.parent].name if division.parent else ""
        self._address = town + _short(division.name)
        self._tujia_share = 0.62 if "土家" in town else 0.04
        self._team = [self._names.surname() + self._names.given(Sex.MALE, 1980) for _ in range(3)]
        self._beside_names = Names(self._beside)
        self._paired_count = 0
        self._last_paired = ("", "")
        self._helpers = [self._names.surname() + self._names.given(Sex.FEMALE, 1985) for _ in range(6)]

    def households(self) -> Iterator[SampleHousehold]:
        kinds = [(size, True) for size in self._village.filed_sizes]
        kinds += [(size, False) for size in self._village.other_sizes]
        self._chance.shuffle(kinds)
        groups = min(len(_GROUPS), max(2, len(kinds) // 30))
        for number, (size, is_filed) in enumerate(kinds):
            group = f"{_GROUPS[number * groups // len(kinds)]}组"
            yield self._household(number + 1, group, size, is_filed=is_filed)

    def _household(self, number: int, group: str, size: int, *, is_filed: bool) -> SampleHousehold:
        chance = self._chance
        is_tujia = chance.random() < self._tujia_share
        family = Family(chance, self._names, self._last_day, is_tujia=is_tujia).build(size)
        people = [person(chance, kin, self._last_day, is_filed=is_filed) for kin in family]
        house = conditions(chance, size, is_filed=is_filed)
        status = filing.status(chance, self._year, is_filed=is_filed)
        lines = self._economy.draw(chance, people, house, status)
        entries, totals = self._economy.totals(lines, size)

        household_id = HouseholdId(RecordId(self._ids.new()))
        plain: Facts = {
            "village": self._village.code,
            "group_name": group,
            "address": f"{self._address}{group}{number}号",
            "phone": phone(chance),
            "martyr_family": chance.random() < 0.01,
            "only_child_family": _daughters_and_sons(people) in ((1, 0), (0, 1)) and chance.random() < 0.4,
            "two_daughter_family": _daughters_and_sons(people) == (2, 0),
            **filing.official_facts(status, people, self._year, max(2020, self._year)),
        }
        if is_filed or status.monitoring:
            self.filed += 1
            plain["national_number"] = f"90{self.filed:08d}"
        if is_filed and chance.random() < 0.7:
            plain |= {"bank": "农村商业银行", "bank_account": bank_card(chance)}

        plain_year: Facts = {"year": self._year, **house, **totals, **self._survey()}
        plain_year["no_labour_household"] = not any(p.can_work or p.labour == WEAK for p in people)
        if house["resettled"]:
            plain_year["resettlement_site"] = "镇集中安置点"
        reasons = self._causes(people, house, status, plain_year)

        members = tuple(
            self._member(household_id, made, plain, position, is_tujia=is_tujia) for position, made in enumerate(people)
        )
        of_people = {id(made): member.person.id for made, member in zip(people, members, strict=True)}
        paired = self._paired() if is_filed or status.monitoring else None
        needs, measures = self._help(household_id, reasons, people, plain_year, paired)
        visited = (
            filing.visits(chance, chance.randint(1, 4), self._last_day, [*self._team, *self._helpers])
            if reasons
            else []
        )
        return SampleHousehold(
            id=household_id,
            household=self._record(RecordKind.HOUSEHOLD, household_id, plain),
            year=self._record(
                RecordKind.HOUSEHOLD_YEAR,
                derive_id(RecordKind.HOUSEHOLD_YEAR, household_id, self._year),
                {"household": household_id, **plain_year},
            ),
            members=members,
            income_lines=self._income_lines(household_id, entries, of_people),
            needs=needs,
            measures=measures,
            visits=self._hang_on(RecordKind.VISIT, household_id, visited),
            helpers=self._pairing(household_id, paired),
            is_filed=is_filed,
            plain=plain,
            plain_year=plain_year,
            promised=self._promised(household_id, plain, people, members) if is_filed else (),
        )

    def _promised(
        self, household: HouseholdId, plain: Facts, people: Sequence[Person], members: Sequence[SampleMember]
    ) -> tuple[SampleRecord, ...]:
        if not self._knows_promises:
            return ()
        named = [(member.person.id, made) for member, made in zip(members, people, strict=True)]
        return promised.of_household(self._plan, self._pack, self._encoder, household, self._village.code, plain, named)

    def _causes(self, people: Sequence[Person], house: Facts, status: filing.Status, year: Facts) -> list[str]:
        if not (status.is_filed or status.monitoring):
            return []
        found = filing.causes(self._chance, people, house)
        if status.is_filed:
            year["main_cause"] = found[0]
            if len(found) > 1:
                year["other_causes"] = tuple(found[1:])
        if status.monitoring:
            risks = tuple(filing.risks(self._chance, found, house))
            year["risks"] = risks
            if "因自然灾害" in risks:
                year["disaster_kind"] = self._chance.choice(("洪涝灾害", "旱灾", "气象灾害"))
        return found

    def _member(
        self, household_id: HouseholdId, made: Person, household: Facts, position: int, *, is_tujia: bool
    ) -> SampleMember:
        kin, chance = made.kin, self._chance
        person_id = RecordId(self._ids.new())
        married_in = kin.relation in ("之儿媳", "之女婿", "配偶")
        number = self._numbers.new(
            chance, kin.birth, kin.sex, is_local=chance.random() < (0.72 if married_in else 0.93)
        )
        plain: Facts = {
            "name": kin.name,
            "sex": "男" if kin.sex is Sex.MALE else "女",
            "document_type": "居民身份证",
            "document_number": number,
            "birth_date": kin.birth,
            "ethnicity": self._ethnicity(kin.name, is_tujia=is_tujia and (not married_in or chance.random() < 0.5)),
            "political_status": _politics(chance, made.age),
        }
        if made.disability:
            if chance.random() >= 0.85:
                chance = self._beside
            category, grade = made.disability
            plain |= {"disability_category": category, "disability_grade": grade}
            plain["disability_certificate_year"] = max(self._year - chance.randint(0, 12), kin.birth.year)
            if chance.random() < 0.5:
                digits = CATEGORY_DIGITS[category] + str(GRADES.index(grade) + 1)
                reissue = "B1" if chance.random() < 0.2 else ""
                plain |= {"document_type": "残疾人证", "document_number": number + digits + reissue}
            chance = self._chance
        if position == 0:
            plain["phone"] = household["phone"]
        elif 18 <= made.age < 75 and chance.random() < 0.6:
            plain["phone"] = phone(chance)
        elif is_away(made.facts):
            plain["phone"] = phone(self._beside)
        if "national_number" in household:
            plain["national_number"] = f"{household['national_number']}{position + 1:02d}"
        membership: Facts = {"person": person_id, "household": household_id, "relation": kin.relation}
        if made.age < 3:
            membership |= {"from_date": kin.birth, "reason_in": "新生儿"}
        elif kin.relation in ("之儿媳", "之女婿"):
            membership |= {"from_date": self._wedding(made), "reason_in": "婚入"}
        year: Facts = {"person": person_id, "year": self._year, **made.facts}
        return SampleMember(
            person=self._record(RecordKind.PERSON, person_id, plain),
            membership=self._record(RecordKind.MEMBERSHIP, RecordId(self._ids.new()), membership),
            year=self._record(RecordKind.PERSON_YEAR, derive_id(RecordKind.PERSON_YEAR, person_id, self._year), year),
            made=made,
            plain=plain,
        )

    def _wedding(self, made: Person) -> date:
        earliest = 21 * 365 + 6
        days = (self._last_day - made.kin.birth).days
        return made.kin.birth + timedelta(days=min(days, self._chance.randint(earliest, earliest + 6 * 365)))

    def _ethnicity(self, name: str, *, is_tujia: bool) -> str:
        if "·" in name:
            return "维吾尔族"
        return "土家族" if is_tujia else "汉族"

    def _survey(self) -> Facts:
        day = self._last_day - timedelta(days=self._chance.randint(1, 60))
        return {"surveyed_on": day, "surveyor": self._chance.choice(self._team)}

    def _income_lines(
        self, household_id: HouseholdId, entries: Sequence[Entry], of_people: Mapping[int, RecordId]
    ) -> tuple[SampleRecord, ...]:
        records, used = [], set()
        for entry in entries:
            line, source = entry.receipt, entry.receipt.source
            copy = 2
            while (entry.item, source) in used:
                source, copy = f"{line.source}（{copy}）", copy + 1
            used.add((entry.item, source))
            facts: Facts = {
                "household": household_id,
                "year": self._year,
                "item": entry.item,
                "source": source,
                "quantity": line.quantity,
                "unit_price": line.unit_price_fen,
                "amount": line.amount_fen,
                "person": of_people[id(line.person)] if line.person else None,
            }
            identity = derive_id(RecordKind.INCOME_LINE, household_id, self._year, entry.item, source)
            records.append(self._record(RecordKind.INCOME_LINE, identity, facts))
        return tuple(records)

    def _help(
        self,
        household_id: HouseholdId,
        reasons: Sequence[str],
        people: Sequence[Person],
        year: Facts,
        paired: tuple[str, str] | None,
    ) -> tuple[tuple[SampleRecord, ...], tuple[SampleRecord, ...]]:
        helper = self._chance.choice(self._helpers)
        if not reasons:
            return (), ()
        helper = paired[0] if paired is not None else helper
        found = filing.help_for(self._chance, reasons, people, year, self._last_day, helper)
        needs = self._hang_on(RecordKind.NEED, household_id, [item.need for item in found])
        measures = [
            {**item.measure, "need": need.id, **self._of_catalogue(item.measure)}
            for item, need in zip(found, needs, strict=True)
            if item.measure is not None
        ]
        return needs, self._hang_on(RecordKind.MEASURE, household_id, measures)

    def _paired(self) -> tuple[str, str]:
        """Return name and unit of the helper of the next filed household: each has as many as the pack allows."""
        most = number_of(self._pack.settings, "helper_most_households")
        if self._paired_count % most == 0:
            name = self._beside_names.surname() + self._beside_names.given(Sex.FEMALE, 1985)
            self._last_paired = (name, UNITS[self._paired_count // most % len(UNITS)])
        self._paired_count += 1
        return self._last_paired

    def _pairing(self, household_id: HouseholdId, paired: tuple[str, str] | None) -> tuple[SampleRecord, ...]:
        if paired is None:
            return ()
        facts: Facts = {
            "household": household_id,
            "name": paired[0],
            "unit": paired[1],
            "unit_level": "县直",
            "role": "帮扶责任人",
            "from_date": self._last_day.replace(month=1, day=15),
        }
        return (self._record(RecordKind.HELPER, derive_id(RecordKind.HELPER, household_id, paired[0]), facts),)

    def _of_catalogue(self, measure: Facts) -> Facts:
        """Return what the catalogue says of a measure that is called so, with the papers of one that is done."""
        item = next((item for item in self._pack.measures if item.is_called(str(measure["name"]))), None)
        if item is None:
            return {}
        department = self._pack.code_lists[DEPARTMENT_LIST].find(item.department)
        shown = {"evidence": item.evidence.zh} if measure["status"] == "已完成" else {}
        return {"item": item.title.zh, "department": department.label.zh if department else None, **shown}

    def _hang_on(
        self, kind: RecordKind, household_id: HouseholdId, all_facts: Sequence[Facts]
    ) -> tuple[SampleRecord, ...]:
        return tuple(
            self._record(kind, RecordId(self._ids.new()), {"household": household_id, **facts}) for facts in all_facts
        )

    def _record(self, kind: RecordKind, identity: RecordId, facts: Facts) -> SampleRecord:
        return SampleRecord(kind=kind, id=identity, values=self._encoder.values(kind, facts))


def _politics(chance: random.Random, age: int) -> str:
    draw = chance.random()
    if 14 <= age < 28 and draw < 0.3:
        return "共青团员"
    return "中共党员" if age >= 22 and draw > 0.955 else "群众"


def _daughters_and_sons(people: Sequence[Person]) -> tuple[int, int]:
    relations = [made.kin.relation for made in people]
    return relations.count("之女"), relations.count("之子")


def _short(name: str) -> str:
    for ending in ("村民委员会", "社区居委会", "村委会", "居委会"):
        if name.endswith(ending):
            return name.removesuffix(ending) + ("社区" if "居" in ending else "村")
    return name
