from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from households import SURVEY, known
from xlsforms import YES_NO, form, row, start, xform

from poverty_desktop.domain.values import Why
from poverty_desktop.errors import RuleError
from poverty_desktop.interviews import questions
from poverty_desktop.interviews.load import load_form
from poverty_desktop.interviews.questions import Heading, Question, Table
from poverty_desktop.interviews.reasons import why_hidden

EN, ZH = "English (en)", "中文 (zh)"


def labelled(kind: str, name: str, en: str, zh: str, **columns: str) -> dict[str, str]:
    return {"type": kind, "name": name, f"label::{EN}": en, f"label::{ZH}": zh, **columns}


FORM = form(
    [
        labelled("text", "who", "Who?", "姓名？"),
        labelled(
            "integer", "age", "How old is ${who}?", "${who}几岁？", **{f"hint::{ZH}": "周岁", "guidance_hint": "years"}
        ),
        labelled("begin group", "work", "Work", "务工", relevant="${age} > 15"),
        labelled("select_multiple job", "jobs", "Jobs", "工作", required="yes"),
        labelled("begin group", "pay", "Pay", "收入"),
        labelled("range", "hours", "Hours", "小时", parameters="start=0 end=24 step=1"),
        labelled("end group", "", "", ""),
        labelled("end group", "", "", ""),
        labelled("acknowledge", "ok", "Agreed", "同意"),
        labelled("begin repeat", "child", "Children", "子女"),
        labelled("text", "called", "Name", "名字"),
        labelled("end repeat", "", "", ""),
    ],
    choices=[
        {"list_name": "job", "name": "f", f"label::{EN}": "Farm", f"label::{ZH}": "务农"},
        {"list_name": "job", "name": "c", f"label::{EN}": "City", f"label::{ZH}": "进城"},
    ],
)


def test_that_sections_are_the_groups_and_tables_and_the_loose_questions_between() -> None:
    found = questions.sections(start(FORM, language=ZH))
    assert [(section.path, section.label) for section in found] == [
        ("/data/who", ""),
        ("/data/work", "务工"),
        ("/data/ok", ""),
        ("/data/child", "子女"),
    ]
    assert [section.first_label for section in found][:3] == ["姓名？", "工作", "同意"]


def long_group(name: str, label: str, count: int = 6) -> list[dict[str, str]]:
    asked = [row("text", f"{name}_{number}", f"{label} {number}") for number in range(count)]
    return [row("begin group", name, label), *asked, row("end group")]


LONG = form(
    [
        row("begin group", "year", "This year", relevant="${here} = '1'"),
        *long_group("house", "House"),
        row("text", "between", "Between"),
        *long_group("land", "Land"),
        row("begin repeat", "income", "Income"),
        row("text", "source", "From"),
        row("end repeat"),
        *long_group("causes", "Causes"),
        row("select_one yes_no", "any", "Any need?"),
        row("begin repeat", "need", "Needs", relevant="${any} = '1'"),
        row("text", "what", "What?"),
        row("end repeat"),
        row("end group"),
        row("select_one yes_no", "here", "At home?", default="1"),
    ],
    choices=[*YES_NO],
)


def test_that_a_long_group_of_groups_is_spread_over_sections() -> None:
    interview = start(LONG)
    found = questions.sections(interview)
    assert [(section.path, section.label, section.total) for section in found] == [
        ("/data/year/house", "House", 6),
        ("/data/year/between", "This year", 1),
        ("/data/year/land", "Land", 6),
        ("/data/year/income", "Income", 1),
        ("/data/year/causes", "Causes", 6),
        ("/data/year/need", "Needs", 1),
        ("/data/here", "", 1),
    ]
    assert [item.path for item in questions.items(interview, "/data/year/need")] == [
        "/data/year/any",
        "/data/year/need",
    ]
    for section in found:
        for item in questions.items(interview, section.path):
            assert questions.section_of(interview, item.path) == section.path
    for path in questions.order(interview):
        assert questions.section_of(interview, path) in {section.path for section in found}
    assert questions.section_of(interview, "/data/year") == "/data/year/house"
    interview.answer("/data/here", "0")
    assert [section.path for section in questions.sections(interview) if section.is_relevant] == ["/data/here"]


def test_that_an_empty_table_is_asked_when_its_first_row_would_be() -> None:
    interview = start(LONG)
    interview.remove_repeat("/data/year/need[1]")
    assert not questions.table(interview, "/data/year/need").is_relevant
    assert "/data/year/need" in interview.answer("/data/year/any", "1").changed
    assert questions.table(interview, "/data/year/need").is_relevant


def test_that_a_short_group_stays_one_section() -> None:
    short = form([row("begin group", "a", "A"), *long_group("b", "B"), *long_group("c", "C"), row("end group")])
    assert [section.path for section in questions.sections(start(short))] == ["/data/a"]


def test_that_sections_count_what_is_open() -> None:
    interview = start(FORM)
    first, work, *_rest = questions.sections(interview)
    assert (first.total, first.open, first.state) == (2, 2, "empty")
    assert (work.is_relevant, work.total) == (False, 0)
    interview.answer("/data/age", "20")
    interview.answer_nothing("/data/who", Why.REFUSED)
    first, work, *_rest = questions.sections(interview)
    assert (first.answered, first.state) == (2, "complete")
    assert (work.is_relevant, work.total, work.open_required, work.state) == (True, 2, 1, "empty")
    interview.answer("/data/work/pay/hours", "8")
    assert questions.sections(interview)[1].state == "started"
    interview.answer("/data/work/jobs", "f")
    interview.answer("/data/work/pay/hours", "")
    assert questions.sections(interview)[1].state == "enough"
    interview.answer("/data/work/pay/hours", "30")
    assert (questions.sections(interview)[1].problems, questions.sections(interview)[1].state) == (1, "problem")


def test_that_words_follow_the_language_and_the_answers() -> None:
    interview = start(FORM, language=ZH)
    interview.answer("/data/who", "小王")
    age = questions.question(interview, "/data/age")
    assert (age.label, age.hint) == ("小王几岁？", "周岁")
    assert age.guidance == "years"
    interview.answer("/data/age", "20")
    jobs = questions.question(interview, "/data/work/jobs")
    assert [choice.label for choice in jobs.choices] == ["务农", "进城"]
    interview.answer("/data/work/jobs", "c f")
    assert questions.question(interview, "/data/work/jobs").shown == "进城、务农"
    interview.set_language(EN)
    assert questions.question(interview, "/data/age").label == "How old is 小王?"
    assert questions.question(interview, "/data/work/jobs").shown == "City、Farm"


def test_that_a_new_name_changes_the_questions_that_say_it() -> None:
    interview = start(FORM)
    assert "/data/age" in interview.answer("/data/who", "a").changed


def test_that_a_section_lists_questions_headings_and_tables_in_order() -> None:
    interview = start(FORM, language=EN)
    first, second, third = questions.items(interview, "/data/work")
    assert isinstance(first, Question)
    assert (first.kind, first.is_relevant) == ("select_multiple", False)
    assert isinstance(second, Heading)
    assert (second.label, second.level) == ("Pay", 0)
    assert isinstance(third, Question)
    assert (third.kind, third.minimum, third.maximum) == ("range", "0", "24")
    (table,) = questions.items(interview, "/data/child")
    assert isinstance(table, Table)
    assert (table.path, table.label, [column.label for column in table.columns]) == (
        "/data/child",
        "Children",
        ["Name"],
    )
    with pytest.raises(RuleError):
        questions.items(interview, "/data/nowhere")


def test_that_a_row_has_a_cell_for_every_column() -> None:
    interview = start(SURVEY, known())
    table = questions.table(interview, "/data/member")
    row = questions.row(interview, table.rows[1])
    assert [cell.name for cell in row.cells] == [column.name for column in table.columns]
    assert row.is_known
    assert [(column.dataset, column.save_to) for column in table.columns][:2] == [("person", "person_name"), ("", "")]
    assert not questions.row(interview, interview.add_repeat("/data/member").path).is_known


def test_that_a_hidden_question_says_what_hides_it() -> None:
    interview = start(FORM, language=EN)
    interview.answer("/data/who", "小王")
    assert why_hidden(interview.running, "/data/work/pay/hours") == (
        "Not asked now: “How old is 小王?” has no answer, needed: to be more than 15."
    )
    interview.answer("/data/age", "9")
    assert "“How old is 小王?” is “9”" in why_hidden(interview.running, "/data/work/pay/hours")
    interview.answer("/data/age", "20")
    assert why_hidden(interview.running, "/data/work/pay/hours") == ""


def test_that_the_next_open_question_skips_what_is_hidden_or_answered() -> None:
    interview = start(FORM)
    assert questions.next_open(interview) == "/data/who"
    interview.answer("/data/who", "a")
    assert questions.next_open(interview, "/data/who") == "/data/age"
    interview.answer("/data/age", "3")
    assert questions.next_open(interview, "/data/age") == "/data/ok"
    for path in ("/data/ok", "/data/child[1]/called"):
        interview.answer(path, "OK")
    assert questions.next_open(interview, "/data/age") is None
    assert questions.order(interview) == ("/data/who", "/data/age", "/data/ok", "/data/child[1]/called")


def test_that_a_path_knows_its_section() -> None:
    interview = start(FORM)
    assert questions.section_of(interview, "/data/work/pay/hours") == "/data/work"
    assert questions.section_of(interview, "/data/child[1]/called") == "/data/child"
    assert questions.section_of(interview, "/data/age") == "/data/who"
    with pytest.raises(RuleError):
        questions.section_of(interview, "/data/nowhere")


def test_that_a_note_is_shown_beside_its_answer() -> None:
    interview = start(FORM)
    assert "/data/who" in interview.annotate("/data/who", "ask the neighbour").changed
    assert questions.question(interview, "/data/who").note == "ask the neighbour"


def test_that_shuffled_choices_stay_as_they_were_shuffled() -> None:
    shuffled = form(
        [
            row("text", "other", "Other"),
            row("select_one many", "pick", "Pick", parameters="randomize=true"),
        ],
        choices=[{"list_name": "many", "name": f"c{n}", "label": f"C{n}"} for n in range(20)],
    )
    interview = start(shuffled)
    first = questions.question(interview, "/data/pick").choices
    interview.answer("/data/other", "x")
    assert questions.question(interview, "/data/pick").choices == first
    assert sorted(choice.code for choice in first) == sorted(f"c{n}" for n in range(20))


def test_that_or_other_opens_its_own_question() -> None:
    other = form([row("select_one yes_no or_other", "q", "Q")], choices=YES_NO)
    interview = start(other)
    assert questions.order(interview) == ("/data/q",)
    interview.answer("/data/q", "other")
    assert questions.order(interview) == ("/data/q", "/data/q_other")


def test_that_a_moment_is_shown_as_the_clock_on_the_wall_says_it():
    interview = start(form([row("dateTime", "met", "Met")]))
    interview.answer("/data/met", "2026-11-23 08:30")
    assert questions.question(interview, "/data/met").shown == "2026-11-23 08:30"
    there = datetime(2026, 11, 23, 8, 30, tzinfo=timezone(timedelta(hours=3)))
    interview.answer("/data/met", there.isoformat())
    assert questions.question(interview, "/data/met").shown == f"{there.astimezone():%Y-%m-%d %H:%M}"


def test_that_a_text_whose_formula_fails_is_said_without_it() -> None:
    asked = xform([row("text", "a", "A"), row("text", "b", "Tell ${a} now")])
    broken = asked.replace('value=" /data/a "', """value="instance('nothing')/root/item[name = /data/a]/label" """)
    assert broken != asked
    assert questions.question(start(load_form(broken)), "/data/b").label == "Tell  now"


@pytest.mark.parametrize(
    ("path", "typed", "kept", "said"),
    [
        ("/data/share", "0.75", "0.75", ""),
        ("/data/share", "0.3", "0.3", "Write a number from 0 to 1, in steps of 0.25."),
        ("/data/share", "2", "2", "Write a number from 0 to 1, in steps of 0.25."),
        ("/data/way", "30.1 111.2；30.2 111.3", "30.1 111.2 0.0 0.0; 30.2 111.3 0.0 0.0", ""),
        ("/data/way", "30.1 111.2", "30.1 111.2", "Write the points of the way one after the other"),
        (
            "/data/field",
            "30 111; 31 111; 31 112",
            "30.0 111.0 0.0 0.0; 31.0 111.0 0.0 0.0; 31.0 112.0 0.0 0.0; 30.0 111.0 0.0 0.0",
            "",
        ),
        ("/data/field", "30 111; 31 111", "30 111; 31 111", "Write three corners or more"),
    ],
)
def test_that_a_scale_a_way_and_a_field_are_taken_or_told_how_to_write(path, typed, kept, said):
    interview = start(
        form(
            [
                row("range", "share", "Share", parameters="start=0 end=1 step=0.25"),
                row("geotrace", "way", "Way"),
                row("geoshape", "field", "Field"),
            ]
        )
    )
    interview.answer(path, typed)
    question = questions.question(interview, path)
    assert question.text == kept
    assert question.problem.startswith(said) if said else question.problem == ""
