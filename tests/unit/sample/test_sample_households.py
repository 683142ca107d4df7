"""The synthetic households are valid, unlike any real person, and make sense."""

from __future__ import annotations

import dataclasses
from collections import Counter
from datetime import date
from functools import lru_cache
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poverty_desktop.domain.guarantee import Guarantee
from poverty_desktop.domain.guarantees import HouseFacts, MemberFacts, State, lights
from poverty_desktop.domain.household import Member, check_relations
from poverty_desktop.domain.identity_number import Sex, read
from poverty_desktop.domain.income import account
from poverty_desktop.domain.income_entries import Beside, Category, Counted, HouseholdIncome, ItemRule, Line
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.person import age_at, is_luhn_valid, school_year_start
from poverty_desktop.domain.relations import relation_rule
from poverty_desktop.errors import RuleError
from poverty_desktop.ids import derive_id
from poverty_desktop.packs.conform import require_fit
from poverty_desktop.packs.load import load_shipped
from poverty_desktop.sample.county import households
from poverty_desktop.sample.numbers import PHONE_RANGES, CountyCode, PlaceCodes
from poverty_desktop.sample.plan import Plan, VillagePlan, county, practice_village

YEAR = 2025
LAST_DAY = date(2025, 9, 30)
shipped = lru_cache(load_shipped)  # a pack is too large to be an argument that hypothesis prints


@lru_cache
def relation_rules():
    return {
        code.label.zh: relation_rule(code.schemes.get("gbt4761", "")) for code in shipped().code_lists["relation"].codes
    }


def people(made):
    return [member for household in made for member in household.members]


def text(record, name):
    value = record.values.get(name)
    return None if value is None else value.scalar


def test_that_every_value_fits_the_pack(pack, village, small_county):
    for household in (*village, *small_county):
        for record in household.records():
            for name, value in record.values.items():
                require_fit(pack.by_name[record.kind, name], value, pack)


def test_that_figures_lie_in_the_bounds_of_the_pack(pack, village, small_county):
    outside = Counter()
    for household in (*village, *small_county):
        for record in household.records():
            for name, value in record.values.items():
                item = pack.by_name[record.kind, name]
                if item.type.value in ("decimal", "integer", "year"):
                    low = item.minimum is not None and float(value.scalar) < float(item.minimum)
                    high = item.maximum is not None and float(value.scalar) > float(item.maximum)
                    outside[name] += low or high
    assert +outside == Counter()


def test_that_every_id_number_is_sound_unique_and_nobodys(pack, small_county):
    spans = pack.county_codes
    seen = set()
    for member in people(small_county):
        reading = read(text(member.person, "document_number"), today=LAST_DAY, is_known_prefix=spans.__contains__)
        assert reading.problems == ()
        number = reading.number
        assert number.citizen_number not in seen
        seen.add(number.citizen_number)
        assert number.citizen_number[14:17] in ("996", "997", "998", "999")
        assert number.birth_date.isoformat() == text(member.person, "birth_date")
        assert number.sex is member.made.kin.sex
        assert number.sex.value == text(member.person, "sex")
        _, first, last = spans[number.prefix]
        assert first <= min(max(number.birth_date.year, 1980), 2020) <= last
        assert number.is_certificate == (text(member.person, "document_type") == "02")
        if number.is_certificate:
            assert number.disability_category == text(member.person, "disability_category")
            assert number.disability_grade == text(member.person, "disability_grade")
    assert len(seen) == 2_005


def test_that_phones_and_cards_are_nobodys(village):
    phones = [text(m.person, "phone") for m in people(village)] + [text(h.household, "phone") for h in village]
    assert all(phone[:3] in PHONE_RANGES for phone in phones if phone)
    assert sum(phone is not None for phone in phones) > 300
    cards = [card for h in village if (card := text(h.household, "bank_account"))]
    assert cards
    assert all(card.startswith("998801") and is_luhn_valid(card) for card in cards)


def test_that_every_household_has_one_head_and_relations_that_fit(village, small_county):
    for household in (*village, *small_county):
        members = [
            Member(person=member.person.id, relation=made.kin.relation, sex=made.kin.sex, birth_date=made.kin.birth)
            for member in household.members
            for made in (member.made,)
        ]
        assert check_relations(members, relation_rules()) == ()
        assert household.members[0].made.kin.relation == "户主"


def test_that_spouses_are_of_legal_age_and_nobody_is_a_minor_head(small_county):
    for household in small_county:
        for member in household.members:
            kin = member.made.kin
            if kin.relation == "户主":
                assert kin.age >= 18
            if kin.is_married:
                assert kin.age >= (22 if kin.sex is Sex.MALE else 20)
            assert 0 <= kin.age < 100
            assert kin.age == age_at(kin.birth, LAST_DAY)


def test_that_names_are_names_and_differ_within_a_family(village, small_county):
    for household in (*village, *small_county):
        names = [text(member.person, "name") for member in household.members]
        assert len(set(names)) == len(names)
        assert all(2 <= len(name) <= 30 and not any(c.isascii() for c in name) for name in names)


def test_that_some_names_have_rare_characters(pack):
    plan = county(pack, year=YEAR, households=3_000, persons=8_600, villages=60, teams=60)
    characters = Counter(c for household in households(pack, plan) for m in household.members for c in m.made.kin.name)
    assert any(ord(c) > 0xFFFF for c in characters)
    assert any(0x3400 <= ord(c) < 0x4DC0 for c in characters)
    assert "·" in characters


def test_that_school_work_and_labour_follow_age(village, small_county):
    grades = {"小学": (6, 14), "七年级": (12, 17), "八年级": (12, 17), "九年级": (12, 17)}
    for member in people((*village, *small_county)):
        facts, made = member.made.facts, member.made
        age = age_at(made.kin.birth, school_year_start(LAST_DAY)) or 0
        has = [name for name in ("education", "schooling", "dropout_reason") if name in facts]
        assert len(has) == 1
        if made.school in grades:
            low, high = grades[made.school]
            assert low <= age <= high
        if made.age < 16 or made.school:
            assert made.labour == "无劳动力"
            assert not made.earns
        if made.age >= 60:
            assert made.labour in ("弱劳动力或半劳动力", "无劳动力")
        if 16 <= made.age < 60 and made.is_healthy and not made.school:
            assert made.labour in ("普通劳动力", "技能劳动力")
        if made.earns:
            assert made.can_work
            assert 1 <= facts["work_months"] <= 12
            assert 10_000 <= facts["monthly_wage"] <= 3_000_000
        assert not (facts["resident_medical"] and facts["employee_medical"])
        assert ("健康" in made.health) == (len(made.health) == 1 and made.is_healthy)


def test_that_causes_are_borne_out_by_members(village, small_county):
    evidence = {
        "因病": lambda h: any({"患有大病", "长期慢性病"} & set(m.made.health) for m in h.members),
        "因残": lambda h: any("残疾" in m.made.health for m in h.members),
        "因学": lambda h: any((m.made.school or "").startswith(("高职", "本科", "硕士")) for m in h.members),
        "缺劳力": lambda h: not any(m.made.can_work for m in h.members),
        "缺技术": lambda h: any(m.made.can_work for m in h.members),
        "交通条件落后": lambda h: h.plain_year["road_type"] == "泥土路",
    }
    for household in (*village, *small_county):
        if not household.is_filed:
            assert "main_cause" not in household.plain_year
            continue
        main, others = household.plain_year["main_cause"], household.plain_year.get("other_causes", ())
        assert main not in others
        assert len(others) <= 2
        for cause in (main, *others):
            assert evidence.get(cause, lambda _: True)(household)


def test_that_attributes_and_measures_follow_the_members_support(village, small_county):
    for household in (*village, *small_county):
        if not household.is_filed:
            continue
        kept = any(m.made.facts["extreme_poverty_support"] != "不享受" for m in household.members)
        allowed = any(m.made.facts["subsistence_allowance"] != "未享受" for m in household.members)
        attribute = household.plain["attribute"]
        assert attribute.startswith("特困供养" if kept else "低保" if allowed else "一般")
        names = {text(measure, "name") for measure in household.measures}
        assert ("低保" in names) == allowed
        assert ("特困供养" in names) == kept
        for measure in household.measures:
            started, finished = text(measure, "started_on"), text(measure, "finished_on")
            assert finished is None or started <= finished <= LAST_DAY.isoformat()


def test_that_totals_are_what_the_income_account_says(pack, village, small_county):
    rules = [
        ItemRule(
            code=item.code,
            category=Category(item.category),
            counted=Counted(item.counted),
            beside=Beside.of(item.property_name),
            valid_from=item.valid_from,
            valid_to=item.valid_to,
        )
        for item in pack.income_items
    ]
    for household in (*village, *small_county):
        lines = tuple(
            Line(item=text(record, "item"), amount_fen=text(record, "amount")) for record in household.income_lines
        )
        income = HouseholdIncome(year=YEAR, family_size=len(household.members), lines=lines)
        result = account(income, rules)
        year = household.year
        assert result.gross_fen == text(year, "gross_income")
        assert result.expense_fen == text(year, "business_expenditure")
        assert result.net_fen == text(year, "net_income")
        assert result.per_capita_fen == text(year, "net_income_per_capita")
        assert result.eligible_spending_fen == text(year, "eligible_spending")
        assert not result.unplaced


def test_that_quantity_times_price_is_the_amount(village):
    for household in village:
        for record in household.income_lines:
            quantity, price = text(record, "quantity"), text(record, "unit_price")
            if quantity is not None:
                assert abs(float(quantity) * price - text(record, "amount")) <= 0.5 + 1e-6


def test_that_incomes_are_consistent_with_the_line(pack, small_county):
    line = pack.line(YEAR).amount_fen
    per_head = sorted(text(h.year, "net_income_per_capita") for h in small_county)
    out_of_poverty = [
        text(h.year, "net_income_per_capita") for h in small_county if h.plain["household_type"] == "脱贫户"
    ]
    assert min(out_of_poverty) >= line
    assert line < per_head[len(per_head) // 2] < 4 * line


def test_that_before_the_exit_most_filed_households_are_below_the_line(pack):
    plan = county(pack, year=2015, households=300, persons=860, villages=5, teams=5)
    made = list(households(pack, plan))
    line = pack.line(2015).amount_fen
    poor = [h for h in made if h.plain["exit_status"] == "未脱贫"]
    assert len(poor) > 150
    assert sum(text(h.year, "net_income_per_capita") < line for h in poor) > 0.95 * len(poor)
    assert all("monitoring_category" not in h.plain for h in made)
    assert all("exit_year" not in h.plain for h in poor)


def test_that_the_lights_are_mostly_good_but_not_all(village, small_county):
    states = Counter()
    for household in (*village, *small_county):
        year = household.plain_year
        house = HouseFacts(
            dangerous_house=year["dangerous_house"],
            house_grade=year["house_grade"],
            house_area=year["house_area"],
            safe_drinking_water=year["safe_drinking_water"],
            drinking_water_difficulty=year["drinking_water_difficulty"],
        )
        members = [
            MemberFacts(
                person=member.person.id,
                birth_date=member.made.kin.birth,
                at_school=member.made.school is not None and member.made.school != "学龄前儿童",
                has_finished=member.made.facts.get("education") == "初中",
                resident_medical=member.made.facts["resident_medical"],
                employee_medical=member.made.facts["employee_medical"],
            )
            for member in household.members
        ]
        states.update((light.guarantee, light.state) for light in lights(house, members, on=LAST_DAY))
    for guarantee in Guarantee:
        assert states[guarantee, State.GOOD] > 900
        assert states[guarantee, State.UNKNOWN] == 0
    assert states[Guarantee.HOUSING, State.BAD] > 0
    assert states[Guarantee.WATER, State.BAD] > 0


def test_that_ids_are_derived_where_a_record_has_a_natural_key(village):
    for household in village:
        assert household.year.id == derive_id(RecordKind.HOUSEHOLD_YEAR, household.id, YEAR)
        for member in household.members:
            assert member.year.id == derive_id(RecordKind.PERSON_YEAR, member.person.id, YEAR)
            assert text(member.membership, "person") == member.person.id
            assert text(member.membership, "household") == household.id
        for line in household.income_lines:
            key = (household.id, YEAR, text(line, "item"), text(line, "source"))
            assert line.id == derive_id(RecordKind.INCOME_LINE, *key)
    ids = [record.id for household in village for record in household.records()]
    assert len(set(ids)) == len(ids)


def test_that_the_same_seed_gives_the_same_village_and_another_seed_another(pack, village):
    again = tuple(households(pack, practice_village(pack, year=YEAR)))
    assert again == village
    other = list(islice(households(pack, practice_village(pack, year=YEAR, seed=2)), 5))
    assert [h.household.values for h in other] != [h.household.values for h in village[:5]]


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), size=st.integers(1, 8), year=st.sampled_from([2014, 2016, 2020, 2021, 2026]))
def test_that_every_seed_size_and_year_gives_sound_households(seed, size, year):
    pack = shipped()
    place = VillagePlan(code="420581104210", filed_sizes=(size,) * 3, other_sizes=(size,))
    plan = Plan(seed=seed, year=year, villages=(place,))
    day = pack.accounting_period(year)[1]
    for household in households(pack, plan):
        assert len(household.members) == size
        members = [
            Member(person=m.person.id, relation=m.made.kin.relation, sex=m.made.kin.sex, birth_date=m.made.kin.birth)
            for m in household.members
        ]
        assert check_relations(members, relation_rules()) == ()
        for member in household.members:
            assert read(text(member.person, "document_number"), today=day).problems == ()


def test_that_prefixes_can_be_given_and_are_those_of_the_birth_year(pack):
    places = [
        CountyCode(code="420581", name="宜都市", first_year=1998, last_year=2020),
        CountyCode(code="422722", name="宜都县", first_year=1980, last_year=1997),
        CountyCode(code="420500", name="宜昌市", first_year=1980, last_year=2020),
    ]
    plan = practice_village(pack, year=YEAR, filed=5, unfiled=5)
    for member in people(households(pack, plan, places=places)):
        wanted = "420581" if member.made.kin.birth.year >= 1998 else "422722"
        assert text(member.person, "document_number")[:6] == wanted
    with pytest.raises(ValueError, match="counties"):
        PlaceCodes([], "420581")


def test_that_a_pack_without_a_needed_wording_is_refused_without_a_fact(pack):
    poor = dataclasses.replace(pack, code_lists={**pack.code_lists, "relation": pack.code_lists["sex"]})
    with pytest.raises(RuleError) as caught:
        next(households(poor, practice_village(pack, year=YEAR)))
    assert caught.value.params == {"list": "relation"}


def test_that_properties_unknown_to_the_pack_are_left_out(pack):
    fewer = dataclasses.replace(pack, properties=tuple(p for p in pack.properties if p.name != "fuel"))
    made = next(households(fewer, practice_village(pack, year=YEAR)))
    assert "fuel" not in made.year.values
    assert "road_type" in made.year.values
