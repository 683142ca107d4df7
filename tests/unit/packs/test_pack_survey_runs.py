"""The shipped survey as it behaves at the door, run by the interview engine."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from poverty_desktop.interviews import questions, save_to
from poverty_desktop.interviews.draft import DraftHead
from poverty_desktop.interviews.form import Form
from poverty_desktop.interviews.interview import Interview
from poverty_desktop.interviews.load import load_form
from poverty_desktop.interviews.prefill import KnownRecord
from poverty_desktop.packs.load import load_shipped

IDENTITY_CARD = "420581198506150242"  # invented; its check digit is right


@pytest.fixture(scope="module")
def form() -> Form:
    return load_form(load_shipped().forms["household_survey"].xform)


@pytest.fixture
def interview(form: Form) -> Interview:
    member = KnownRecord(
        dataset="person",
        id=b"person".ljust(16),
        values={"person_name": "张三", "sex": "1", "ethnicity": "TJ", "birth_date": "1970-03-02"},
        children=(
            KnownRecord(dataset="membership", id=b"membership".ljust(16), values={"relation": "01", "reason_in": "02"}),
            KnownRecord(dataset="person_year", id=b"person year".ljust(16), values={"health": "01", "labour": "01"}),
        ),
    )
    year = KnownRecord(dataset="household_year", id=b"household year".ljust(16), values={"house_area": "120"})
    household = KnownRecord(
        dataset="household",
        id=b"household".ljust(16),
        values={"group_name": "三组", "household_type": "02"},
        children=(member, year),
    )
    head = DraftHead(
        form_id=form.form_id,
        form_version=form.version,
        seed=bytes(16),
        started_at="2026-11-23T08:30:00.000+08:00",
        language=form.language_for("en"),
        known=(household,),
        properties={},
    )
    return Interview.start(form, head, now=lambda: datetime(2026, 11, 23, 1, tzinfo=UTC).astimezone(), instances={})


def test_that_known_facts_are_shown_and_left_alone(interview: Interview) -> None:
    assert questions.question(interview, "/data/member[1]/identity/ethnicity").text == "TJ"
    assert questions.question(interview, "/data/year/housing/house_area").text == "120"

    changes = save_to.entity_changes(interview)

    assert [(change.dataset, list(change.values)) for change in changes] == [("household_year", ["surveyed_on"])]


def test_that_an_identity_number_brings_sex_and_birth_date(interview: Interview) -> None:
    row = interview.add_repeat("/data/member").path
    interview.answer(f"{row}/identity/document_type", "01")
    interview.answer(f"{row}/identity/document_number", IDENTITY_CARD)

    assert questions.question(interview, f"{row}/identity/sex").text == "2"
    assert questions.question(interview, f"{row}/identity/birth_date").text == "1985-06-15"
    assert questions.question(interview, f"{row}/identity/document_number").problem == ""


@pytest.mark.parametrize(
    ("number", "is_accepted"),
    [
        (IDENTITY_CARD, True),
        (IDENTITY_CARD[:-1] + "3", False),
        (IDENTITY_CARD[:-1], False),
        (IDENTITY_CARD + "42", True),
        (IDENTITY_CARD + "42B1", True),
        (IDENTITY_CARD + "82", False),
        (IDENTITY_CARD + "45", False),
        ("999999198506150242", True),
        ("11010519491231002X", True),
        ("11010519491231002x", False),
    ],
)
def test_that_the_check_digit_is_looked_at(interview: Interview, number: str, is_accepted: bool) -> None:
    row = interview.add_repeat("/data/member").path
    interview.answer(f"{row}/identity/document_type", "01")
    interview.answer(f"{row}/identity/document_number", number)

    assert (questions.question(interview, f"{row}/identity/document_number").problem == "") is is_accepted


def test_that_healthy_excludes_illness(interview: Interview) -> None:
    interview.answer("/data/member[1]/annual/condition/health", "01 02")
    assert questions.question(interview, "/data/member[1]/annual/condition/health").problem


def test_that_a_member_who_left_is_asked_why_and_nothing_else(interview: Interview) -> None:
    interview.answer("/data/member[1]/belonging/change", "2")

    assert questions.question(interview, "/data/member[1]/belonging/reason_out").is_relevant
    assert not questions.question(interview, "/data/member[1]/annual/condition/health").is_relevant
    assert "person_year" not in {change.dataset for change in save_to.entity_changes(interview)}


def test_that_schooling_and_education_exclude_each_other(interview: Interview) -> None:
    learning = "/data/member[1]/annual/learning"
    interview.answer("/data/member[1]/identity/birth_date", "2012-03-02")
    interview.answer(f"{learning}/schooling", "05")
    assert not questions.question(interview, f"{learning}/education").is_relevant

    interview.answer(f"{learning}/schooling", "01")
    assert questions.question(interview, f"{learning}/education").is_relevant
    assert questions.question(interview, f"{learning}/dropout_reason").required


def test_that_an_amount_follows_from_quantity_and_price_and_may_be_changed(interview: Interview) -> None:
    row = interview.add_repeat("/data/year/income").path
    interview.answer(f"{row}/quantity", "10")
    interview.answer(f"{row}/unit_price", "35.55")
    assert questions.question(interview, f"{row}/income_amount").text == "355.5"

    interview.answer(f"{row}/income_amount", "300")
    assert questions.question(interview, f"{row}/income_amount").text == "300"
    interview.answer(f"{row}/income_amount", "300.005")
    assert questions.question(interview, f"{row}/income_amount").problem


def test_that_an_income_line_can_name_a_member(interview: Interview) -> None:
    row = interview.add_repeat("/data/year/income").path
    assert [choice.code for choice in questions.question(interview, f"{row}/income_person").choices] == ["1 张三"]


def test_that_a_household_has_at_most_three_needs(interview: Interview) -> None:
    rows = [interview.add_repeat("/data/year/need").path for _ in range(4)]
    for row in rows:
        interview.answer(f"{row}/need_kind", "01")

    problems = [questions.question(interview, f"{row}/need_kind").problem for row in rows]
    assert problems[:3] == ["", "", ""]
    assert "At most three" in problems[3]


def test_that_a_dangerous_house_is_grade_c_or_d(interview: Interview) -> None:
    housing = "/data/year/housing"
    interview.answer(f"{housing}/dangerous_house", "1")
    interview.answer(f"{housing}/house_grade", "B")
    assert questions.question(interview, f"{housing}/house_grade").problem

    interview.answer(f"{housing}/dangerous_house", "0")
    assert not questions.question(interview, f"{housing}/house_grade").problem
