from __future__ import annotations

import pytest
from xlsforms import YES_NO, form, is_relevant, row, start, text

from poverty_desktop.domain.values import Why
from poverty_desktop.errors import RuleError

HOUSEHOLD = form(
    [
        row("text", "village", "Village"),
        row(
            "integer",
            "people",
            "How many live here?",
            required="yes",
            constraint=". > 0",
            constraint_message="At least one.",
        ),
        row("select_one yes_no", "works", "Does anybody work away?", relevant="${people} > 1"),
        row("begin group", "work", "Work", relevant="${works} = '1'"),
        row("integer", "months", "Months away", constraint=". <= 12", required="yes"),
        row("decimal", "wage", "Wage a month"),
        row("calculate", "income", calculation="${months} * ${wage}"),
        row("end group"),
        row("note", "thanks", "${village}: ${income} yuan"),
        row("date", "day", "Day", default="today()"),
    ],
    choices=YES_NO,
)


def test_that_an_answer_opens_what_depends_on_it_and_nothing_else() -> None:
    interview = start(HOUSEHOLD)
    assert not is_relevant(interview, "/data/work/months")
    interview.answer("/data/people", "3")
    effect = interview.answer("/data/works", "1")
    assert is_relevant(interview, "/data/work/months")
    assert "/data/work/months" in effect.changed
    assert "/data/village" not in effect.changed
    assert "/data/people" not in effect.changed


def test_that_a_calculation_follows_its_answers() -> None:
    interview = start(HOUSEHOLD)
    for path, answer in (("people", "3"), ("works", "1"), ("work/months", "9"), ("work/wage", "5200")):
        interview.answer(f"/data/{path}", answer)
    assert text(interview, "/data/work/income") == "46800"
    interview.answer("/data/work/months", "10")
    assert text(interview, "/data/work/income") == "52000"


def test_that_hidden_answers_are_kept_and_come_back() -> None:
    interview = start(HOUSEHOLD)
    interview.answer("/data/people", "3")
    interview.answer("/data/works", "1")
    interview.answer("/data/work/months", "9")
    interview.answer("/data/people", "1")
    assert not is_relevant(interview, "/data/works")
    assert not is_relevant(interview, "/data/work/months")
    interview.answer("/data/people", "2")
    assert is_relevant(interview, "/data/work/months")
    assert text(interview, "/data/work/months") == "9"


def test_that_a_wrong_answer_is_kept_with_a_problem_until_it_is_right() -> None:
    interview = start(HOUSEHOLD)
    interview.answer("/data/people", "0")
    assert [(problem.kind, problem.words) for problem in interview.problems()] == [("constraint", "At least one.")]
    assert text(interview, "/data/people") == "0"
    interview.answer("/data/people", "four")
    assert [problem.kind for problem in interview.problems()] == ["type"]
    interview.answer("/data/people", "1")
    assert interview.problems() == ()


def test_that_refusing_to_answer_satisfies_a_required_question_but_blank_does_not() -> None:
    interview = start(HOUSEHOLD)
    assert [problem.path for problem in interview.problems()] == ["/data/people"]
    interview.answer_nothing("/data/people", Why.REFUSED)
    assert interview.problems() == ()
    interview.answer_nothing("/data/people", Why.BLANK)
    assert [problem.kind for problem in interview.problems()] == ["required"]


@pytest.mark.parametrize("why", [Why.DONT_KNOW, Why.REFUSED, Why.NOT_APPLICABLE])
def test_that_formulas_see_no_text_where_a_question_was_answered_with_nothing(why: Why) -> None:
    interview = start(HOUSEHOLD)
    interview.answer("/data/people", "3")
    interview.answer_nothing("/data/people", why)
    assert text(interview, "/data/people") == ""
    assert not is_relevant(interview, "/data/works")
    assert interview.running.tree.find("/data/people").why is why


def test_that_answers_are_written_in_one_way() -> None:
    interview = start(HOUSEHOLD)
    assert interview.answer("/data/people", "０７").row.text == "7"
    assert interview.answer("/data/day", "2026年1月5日").row.text == "2026-01-05"
    assert interview.answer("/data/village", "   ").row.text == ""


def test_that_a_calculated_or_unknown_question_cannot_be_typed_into() -> None:
    interview = start(HOUSEHOLD)
    with pytest.raises(RuleError):
        interview.answer("/data/work/income", "1")
    with pytest.raises(RuleError):
        interview.answer("/data/thanks", "1")
    with pytest.raises(RuleError):
        interview.answer("/data/nothing", "1")
    with pytest.raises(RuleError):
        interview.answer("/data/people[2]", "1")
    with pytest.raises(RuleError):
        interview.answer("/data/work", "1")


def test_that_a_dynamic_default_stands_at_the_start() -> None:
    assert text(start(HOUSEHOLD), "/data/day") == "2026-11-23"


def test_that_a_trigger_sets_its_target_whenever_the_answer_changes() -> None:
    triggered = form(
        [
            row("text", "name", "Name"),
            row("calculate", "seen", calculation="now()", trigger="${name}"),
            row("text", "copy", "Copy", calculation="concat(${name}, '!')", trigger="${name}"),
            row("text", "again", "Again", calculation="concat(${copy}, '?')", trigger="${copy}"),
        ]
    )
    interview = start(triggered)
    assert text(interview, "/data/copy") == ""
    interview.answer("/data/name", "a")
    assert text(interview, "/data/copy") == "a!"
    assert text(interview, "/data/again") == "a!?"
    first = text(interview, "/data/seen")
    interview.answer("/data/copy", "typed over")
    assert text(interview, "/data/again") == "typed over?"
    assert text(interview, "/data/seen") == first
    interview.answer("/data/name", "b")
    assert text(interview, "/data/copy") == "b!"
    assert text(interview, "/data/seen") != first


def test_that_once_keeps_its_first_value() -> None:
    kept = form([row("integer", "age", "Age"), row("calculate", "first", calculation="once(${age})")])
    interview = start(kept)
    interview.answer("/data/age", "5")
    interview.answer("/data/age", "6")
    assert text(interview, "/data/first") == "5"


def test_that_choices_follow_a_filter_and_a_choice_that_is_gone_is_a_problem() -> None:
    places = form(
        [
            row("select_one town", "town", "Town"),
            row("select_one village", "village", "Village", choice_filter="town = ${town}"),
        ],
        choices=[
            {"list_name": "town", "name": "t1", "label": "T1"},
            {"list_name": "town", "name": "t2", "label": "T2"},
            {"list_name": "village", "name": "v1", "label": "V1", "town": "t1"},
            {"list_name": "village", "name": "v2", "label": "V2", "town": "t2"},
        ],
    )
    interview = start(places)
    interview.answer("/data/town", "t1")
    interview.answer("/data/village", "v1")
    assert interview.problems() == ()
    effect = interview.answer("/data/town", "t2")
    assert "/data/village" in effect.changed
    assert [problem.kind for problem in interview.problems()] == ["choice"]
    assert text(interview, "/data/village") == "v1"
    interview.answer("/data/village", "v2")
    assert interview.problems() == ()


def test_that_preloads_are_filled_and_the_end_only_at_the_end() -> None:
    meta = form(
        [
            row("start", "start"),
            row("end", "end"),
            row("today", "today"),
            row("username", "username"),
            row("deviceid", "deviceid"),
            row("text", "a", "A"),
        ]
    )
    interview = start(meta)
    assert text(interview, "/data/start") == "2026-11-23T08:30:00.000+00:00"
    assert text(interview, "/data/today") == "2026-11-23"
    assert text(interview, "/data/username") == "tester"
    assert text(interview, "/data/deviceid") == "laptop"
    assert text(interview, "/data/meta/instanceID").startswith("uuid:")
    assert text(interview, "/data/end") == ""
    interview.finish()
    assert text(interview, "/data/end") > text(interview, "/data/start")


def test_that_an_answer_may_not_carry_what_xml_cannot_hold() -> None:
    interview = start(HOUSEHOLD)
    assert interview.answer("/data/village", "a\x00b\x1f\ud800").row.text == "ab"
    with pytest.raises(RuleError):
        interview.answer("/data/village", "x" * 100_001)


def test_that_a_calculated_truth_or_number_counts_as_what_it_is() -> None:
    # The values and relevance here are those that JavaRosa (in ODK Validate of pyxform 4.5) gives for this form.
    counted = form(
        [
            row("integer", "a", "A"),
            row("calculate", "yes", calculation="${a} > 5"),
            row("calculate", "flag", calculation="if(${a} > 5, 1, 0)"),
            row("calculate", "twice", calculation="${a} * 2"),
            row("calculate", "sum", calculation="sum(${yes}) + ${flag}"),
            row("text", "q1", "Q1", relevant="${yes}"),
            row("text", "q2", "Q2", relevant="${flag}"),
            row("text", "q3", "Q3", relevant="${yes} = 'true'"),
            row("text", "q4", "Q4", relevant="${yes} = 1"),
            row("text", "q5", "Q5", relevant="${twice} = ''"),
        ]
    )
    interview = start(counted)
    asked = ["q1", "q2", "q3", "q4", "q5"]
    assert [is_relevant(interview, f"/data/{name}") for name in asked] == [False, False, False, False, True]
    assert [text(interview, f"/data/{name}") for name in ("yes", "flag", "twice", "sum")] == ["0", "0", "", "0"]
    interview.answer("/data/a", "7")
    assert [is_relevant(interview, f"/data/{name}") for name in asked] == [True, True, True, True, False]
    assert [text(interview, f"/data/{name}") for name in ("yes", "flag", "twice", "sum")] == ["1", "1", "14", "2"]


def test_that_a_calculated_day_is_written_as_javarosa_does_and_reckoned_with() -> None:
    dated = form(
        [
            row("date", "born", "Born"),
            row("calculate", "same", calculation="date(${born})"),
            row("calculate", "age", calculation="int((today() - ${same}) div 365.25)"),
            row("calculate", "said", calculation="concat(${same}, ' ', ${flag}, ' ', true())"),
            row("calculate", "flag", calculation="${age} > 100"),
            row("text", "q", "Q", relevant="${same} = ${born}"),
        ]
    )
    interview = start(dated)
    interview.answer("/data/born", "2000-02-03")
    assert text(interview, "/data/same") == "2000-02-03T00:00:00.000+00:00"
    assert text(interview, "/data/age") == "26"
    assert text(interview, "/data/said") == "2000-02-03 false true"
    assert is_relevant(interview, "/data/q")


def test_that_places_are_written_with_height_and_accuracy() -> None:
    place = form([row("geopoint", "here", "Here")])
    interview = start(place)
    assert interview.answer("/data/here", "30.39 111.45").row.text == "30.39 111.45 0.0 0.0"
    interview.answer("/data/here", "95 200")
    assert [problem.kind for problem in interview.problems()] == ["type"]


def test_that_a_number_with_a_pattern_is_taken_in_full_width_and_other_text_stays_as_typed() -> None:
    made = start(
        form(
            [
                row("text", "account", "Account", constraint="regex(., '^[0-9]{3}-?[0-9X]$')"),
                row("text", "remark", "Remark"),
            ]
        )
    )
    assert made.answer("/data/account", "１２３－Ｘ").row.text == "123-X"
    assert made.problems() == ()
    made.answer("/data/remark", "１２３（Ｘ）")
    assert text(made, "/data/remark") == "１２３（Ｘ）"
