"""Ages, memberships, heads and relations, masks."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poverty_desktop.domain.household import Member, RelationRule, check_relations, head_of
from poverty_desktop.domain.identity_number import Sex, check_character
from poverty_desktop.domain.membership import Membership, current_members, family_size, households_of
from poverty_desktop.domain.person import (
    age_at,
    derived_birth_date,
    derived_sex,
    is_luhn_valid,
    mask_account,
    mask_phone,
    school_year_start,
)
from poverty_desktop.domain.relations import relation_rule


@pytest.mark.parametrize(
    ("birth", "on", "age"),
    [
        (date(2010, 9, 1), date(2026, 9, 1), 16),
        (date(2010, 9, 2), date(2026, 9, 1), 15),
        (date(2000, 2, 29), date(2001, 2, 28), 0),
        (date(2000, 2, 29), date(2001, 3, 1), 1),
        (date(2000, 2, 29), date(2004, 2, 29), 4),
        (date(2026, 1, 1), date(2025, 1, 1), None),
    ],
)
def test_that_age_is_in_full_years_at_the_stated_day(birth, on, age):
    assert age_at(birth, on) == age


@given(st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.integers(0, 120))
def test_that_age_grows_by_one_a_year(birth, years):
    on = date(birth.year + years, 12, 31)
    assert age_at(birth, on) == years


def test_that_a_school_year_opens_in_september():
    assert school_year_start(date(2026, 8, 31)) == date(2025, 9, 1)
    assert school_year_start(date(2026, 9, 1)) == date(2026, 9, 1)


def test_that_an_id_tells_birth_and_sex_only_when_it_is_sound():
    first = "42058119920304998"
    sound = first + check_character(first)
    assert derived_birth_date(sound) == date(1992, 3, 4)
    assert derived_sex(sound + "42") is Sex.FEMALE
    broken = first + ("1" if sound[17] != "1" else "2")
    assert derived_birth_date(broken) is None
    assert derived_sex(broken) is None
    assert derived_birth_date("999999199203040000") is None


def test_that_phones_and_accounts_are_masked():
    assert mask_phone("13800138000") == "138••••8000"
    assert mask_phone("07174823456") == "071••••3456"
    assert mask_phone("4823456") == "••••456"
    assert mask_phone("110") == "•••"
    assert mask_account("6222020111122220000") == "••••0000"
    assert mask_account("1234") == "••••"


def test_that_bank_cards_follow_luhn():
    assert is_luhn_valid("4111111111111111")
    assert not is_luhn_valid("4111111111111112")
    assert not is_luhn_valid("123")


def test_that_membership_ends_on_the_day_it_ends():
    one = Membership(person=b"1", household=b"h", relation="01", from_date=date(2020, 1, 1), to_date=date(2026, 9, 30))
    two = Membership(person=b"2", household=b"h", relation="02")
    assert current_members([one, two], date(2026, 9, 29)) == (one, two)
    assert current_members([one, two], date(2026, 9, 30)) == (two,)
    assert current_members([one, two], date(2019, 12, 31)) == (two,)
    assert family_size([one, one, two], date(2026, 1, 1)) == 2
    other = Membership(person=b"2", household=b"g", relation="04")
    assert households_of(b"2", [one, two, other], date(2026, 1, 1)) == (b"h", b"g")


RULES = {
    "head": RelationRule(is_head=True),
    "spouse": RelationRule(is_spouse=True),
    "son": RelationRule(sex=Sex.MALE, generations=1),
    "mother": RelationRule(sex=Sex.FEMALE, generations=-1),
    "grandson": RelationRule(sex=Sex.MALE, generations=2),
}
HEAD = Member(person=b"a", relation="head", sex=Sex.MALE, birth_date=date(1970, 1, 1))


def found(*members):
    return [(item.person, item.problem.code) for item in check_relations(members, RULES)]


def test_that_a_family_that_makes_sense_has_no_problem():
    family = (
        HEAD,
        Member(person=b"b", relation="spouse", sex=Sex.FEMALE, birth_date=date(1972, 1, 1)),
        Member(person=b"c", relation="son", sex=Sex.MALE, birth_date=date(1995, 1, 1)),
        Member(person=b"d", relation="mother", sex=Sex.FEMALE, birth_date=date(1945, 1, 1)),
        Member(person=b"e", relation="grandson", sex=Sex.MALE, birth_date=date(2020, 1, 1)),
        Member(person=b"f", relation="other"),
    )
    assert found(*family) == []
    assert head_of(family, RULES) is HEAD


def test_that_a_household_has_exactly_one_head():
    assert found(Member(person=b"b", relation="son")) == [(None, "head_missing")]
    assert found(HEAD, Member(person=b"b", relation="head")) == [(None, "head_many")]
    assert head_of((HEAD, Member(person=b"b", relation="head")), RULES) is None


@pytest.mark.parametrize(
    ("member", "code"),
    [
        (Member(person=b"b", relation="spouse", sex=Sex.MALE), "spouse_sex"),
        (Member(person=b"b", relation="son", sex=Sex.FEMALE), "relation_sex"),
        (Member(person=b"b", relation="son", sex=Sex.MALE, birth_date=date(1983, 12, 31)), "relation_age"),
        (Member(person=b"b", relation="son", sex=Sex.MALE, birth_date=date(1960, 1, 1)), "relation_age"),
        (Member(person=b"b", relation="mother", birth_date=date(1960, 1, 1)), "relation_age"),
        (Member(person=b"b", relation="grandson", birth_date=date(1990, 1, 1)), "relation_age"),
    ],
)
def test_that_a_relation_must_fit_sex_and_age(member, code):
    assert found(HEAD, member) == [(b"b", code)]


def test_that_two_spouses_are_a_problem():
    two = [Member(person=key, relation="spouse", sex=Sex.FEMALE) for key in (b"b", b"c")]
    assert found(HEAD, *two) == [(None, "spouse_many")]


@pytest.mark.parametrize(
    ("number", "sex", "generations"),
    [
        ("20", Sex.MALE, 1),
        ("27", Sex.MALE, 1),
        ("28", Sex.MALE, 1),  # 女婿
        ("30", Sex.FEMALE, 1),
        ("38", Sex.FEMALE, 1),  # 儿媳
        ("40", None, 2),
        ("41", Sex.MALE, 2),
        ("44", Sex.FEMALE, 2),
        ("47", Sex.MALE, 3),
        ("50", None, -1),
        ("51", Sex.MALE, -1),
        ("56", Sex.FEMALE, -1),
        ("62", Sex.FEMALE, -2),
        ("66", Sex.MALE, -3),
        ("70", None, None),
        ("74", Sex.FEMALE, None),
        ("83", Sex.MALE, None),
        ("93", Sex.MALE, None),
        ("94", Sex.FEMALE, None),
        ("99", None, None),
        ("", None, None),
    ],
)
def test_that_a_relation_of_the_standard_tells_sex_and_generation(number, sex, generations):
    rule = relation_rule(number)
    assert (rule.sex, rule.generations) == (sex, generations)
    assert not rule.is_head
    assert not rule.is_spouse


def test_that_head_and_spouse_are_told():
    assert relation_rule("02").is_head
    assert [relation_rule(number).is_spouse for number in ("10", "11", "12")] == [True, True, True]
    assert relation_rule("11").sex is Sex.MALE
    assert relation_rule("10").generations is None
