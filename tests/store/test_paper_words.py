"""What the household reads on its papers: persons counted with their unit, who is meant, ages with their day."""

from __future__ import annotations

import pytest
from registers import YEAR, add_family, change, family_edits, save, text
from registers import new as new_record

from poverty_desktop import i18n
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.ids import HouseholdId, PersonId, RecordId
from poverty_desktop.queries.paperwork import papers
from poverty_desktop.queries.register.years import person_year_id
from poverty_desktop.store.session import Session


@pytest.fixture(autouse=True)
def chinese():
    before = i18n.language()
    i18n.set_language("zh_CN")
    yield
    i18n.set_language(before)


def _family_of_two(field: Session) -> HouseholdId:
    """Add a household whose second member alone has no medical insurance."""
    family, edits = family_edits(field.ids)
    save(field, *edits)
    save(field, change(RecordKind.PERSON_YEAR, family.head_year, resident_medical=Value(1), employee_medical=Value(0)))
    person = PersonId(RecordId(field.ids.new()))
    save(
        field,
        new_record(RecordKind.PERSON, person, {"name": text("李四妹"), "birth_date": text("1971-05-06")}),
        new_record(
            RecordKind.MEMBERSHIP,
            RecordId(field.ids.new()),
            {"person": Value(person), "household": Value(family.household), "relation": text("02")},
        ),
        new_record(
            RecordKind.PERSON_YEAR,
            person_year_id(person, YEAR),
            {
                "person": Value(person),
                "year": Value(YEAR),
                "resident_medical": Value(0),
                "employee_medical": Value(0),
            },
        ),
    )
    return family.household


def test_that_the_card_names_the_member_whom_a_guarantee_is_about(field):
    card = papers.card_paper(field, _family_of_two(field))
    medical = next(fact for fact in card.sections[1].facts if fact.label == "基本医疗")
    assert "李四妹：未参加基本医疗保险。" in str(medical.text)
    assert "张三" not in str(medical.text)


def test_that_members_are_counted_in_persons(field):
    household = _family_of_two(field)
    cover = {fact.label: fact.text for fact in papers.household_paper(field, household).cover}
    assert cover["成员"] == "2 人"
    assert {fact.label: fact.text for fact in papers.card_paper(field, household).sections[0].facts}["成员"] == "2 人"


def test_that_the_card_says_on_which_day_the_members_are_that_old(field):
    family = add_family(field)
    day = field.pack.accounting_period(YEAR)[1]
    said = f"年龄按截至{day.year}年{day.month}月{day.day}日的周岁计算。"
    assert said in papers.card_paper(field, family.household).notes
