"""The shipped survey as it behaves at the door, run by the interview engine."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from poverty_desktop.domain.values import Why
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


def missing(interview: Interview) -> set[str]:
    return {problem.path for problem in interview.problems() if problem.kind == "required"}


def state_of(interview: Interview, path: str) -> str:
    return next(section.state for section in questions.sections(interview) if section.path == path)


def test_that_what_the_official_forms_demand_is_missing_until_it_is_answered(interview: Interview) -> None:
    annual = "/data/member[1]/annual"
    wanted = {
        "/data/home/household_phone",
        "/data/member[1]/identity/document_type",
        f"{annual}/learning/education",
        f"{annual}/working/work_months",
        f"{annual}/protection/resident_medical",
        f"{annual}/protection/employee_medical",
        f"{annual}/protection/resident_pension",
        "/data/year/housing/dangerous_house",
        "/data/year/living/safe_drinking_water",
        "/data/year/living/road_type",
        "/data/year/land/cultivated_land",
        "/data/year/no_income",
        "/data/year/has_need",
        "/data/year/closing/signing",
    }
    assert wanted <= missing(interview)
    assert "/data/year/housing/house_area" not in missing(interview)

    interview.answer(f"{annual}/protection/resident_medical", "1")
    assert f"{annual}/protection/employee_medical" not in missing(interview)
    interview.answer_nothing("/data/home/household_phone", Why.NOT_APPLICABLE)
    assert "/data/home/household_phone" not in missing(interview)


def test_that_months_of_work_are_asked_of_those_who_can_work_and_bring_what_belongs_to_them(
    interview: Interview,
) -> None:
    annual = "/data/member[1]/annual"
    interview.answer(f"{annual}/working/work_months", "9")
    assert {f"{annual}/working/{name}" for name in ("work_scope", "work_place", "monthly_wage", "job_channel")} <= (
        missing(interview)
    )

    interview.answer(f"{annual}/working/work_months", "")
    interview.answer(f"{annual}/condition/labour", "04")
    assert f"{annual}/working/work_months" not in missing(interview)


def test_that_why_somebody_joined_is_asked_only_of_who_joined_this_year(interview: Interview) -> None:
    reason = "/data/member[1]/belonging/reason_in"
    assert not questions.question(interview, reason).is_relevant
    assert "membership" not in {change.dataset for change in save_to.entity_changes(interview)}

    row = interview.add_repeat("/data/member").path
    assert questions.question(interview, f"{row}/belonging/change").text == "1"
    assert f"{row}/belonging/reason_in" in missing(interview)


def test_that_a_change_taken_back_leaves_the_reason_of_years_ago_in_the_register(interview: Interview) -> None:
    interview.answer("/data/member[1]/belonging/change", "1")
    assert questions.question(interview, "/data/member[1]/belonging/reason_in").text == "02"
    interview.answer("/data/member[1]/belonging/change", "0")

    assert "membership" not in {change.dataset for change in save_to.entity_changes(interview)}


def test_that_an_empty_table_is_done_only_when_somebody_confirmed_that_there_is_nothing(interview: Interview) -> None:
    assert state_of(interview, "/data/year/income") == "empty"
    interview.answer("/data/year/no_income", "1")
    assert state_of(interview, "/data/year/income") == "complete"

    row = interview.add_repeat("/data/year/income").path
    assert not questions.question(interview, "/data/year/no_income").is_relevant
    assert state_of(interview, "/data/year/income") == "empty"
    interview.answer(f"{row}/income_source", "蔬菜")
    assert state_of(interview, "/data/year/income") == "started"


def test_that_a_need_that_was_said_to_be_there_is_written_down(interview: Interview) -> None:
    interview.answer("/data/year/has_need", "1")
    assert questions.question(interview, "/data/year/has_need").problem
    row = interview.add_repeat("/data/year/need").path
    assert not questions.question(interview, "/data/year/has_need").problem
    interview.remove_repeat(row)
    assert questions.question(interview, "/data/year/has_need").problem
    interview.answer("/data/year/has_need", "0")
    assert state_of(interview, "/data/year/need") == "complete"
