from __future__ import annotations

import pytest
from xlsforms import YES_NO, form, is_relevant, row, start, text

from poverty_desktop.errors import RuleError
from poverty_desktop.interviews import questions

ROSTER = form(
    [
        row("text", "village", "Village"),
        row("begin repeat", "member", "Member"),
        row("calculate", "number", calculation="position(..)"),
        row("text", "name", "Name"),
        row("integer", "age", "Age", default="1 + 1"),
        row("select_one yes_no", "school", "Is ${name} at school?", relevant="${age} < 18"),
        row("begin repeat", "illness", "Illness"),
        row("text", "what", "What"),
        row("calculate", "whose", calculation="concat(${name}, ' ', ${what})"),
        row("end repeat"),
        row("calculate", "illnesses", calculation="count(${illness})"),
        row("end repeat"),
        row("calculate", "people", calculation="count(${member})"),
        row("calculate", "years", calculation="sum(${age})"),
        row("calculate", "oldest", calculation="max(${age})"),
        row("select_one ${name}", "speaker", "Who spoke?"),
    ],
    choices=YES_NO,
)
COUNTED = form(
    [
        row("integer", "size", "How many?"),
        row("begin repeat", "member", "Member", repeat_count="${size}"),
        row("text", "name", "Name"),
        row("calculate", "place", calculation="concat(position(..), ' of ', ${size})"),
        row("end repeat"),
        row("calculate", "names", calculation="join(',', ${name})"),
    ]
)


def test_that_an_answer_reaches_its_own_row_only() -> None:
    interview = start(ROSTER)
    interview.add_repeat("/data/member")
    effect = interview.answer("/data/member[2]/age", "40")
    assert is_relevant(interview, "/data/member[1]/school")
    assert not is_relevant(interview, "/data/member[2]/school")
    assert not any(path.startswith("/data/member[1]") for path in effect.changed)
    assert text(interview, "/data/years") == "42"
    assert text(interview, "/data/oldest") == "40"


def test_that_a_new_row_gets_its_defaults_and_is_counted() -> None:
    interview = start(ROSTER)
    effect = interview.add_repeat("/data/member")
    assert effect.path == "/data/member[2]"
    assert "/data/member" in effect.changed
    assert text(interview, "/data/member[2]/age") == "2"
    assert text(interview, "/data/people") == "2"
    assert text(interview, "/data/member[2]/number") == "2"


def test_that_rows_below_a_removed_one_move_up() -> None:
    interview = start(ROSTER)
    for _count in range(2):
        interview.add_repeat("/data/member")
    for number, name in enumerate("abc", start=1):
        interview.answer(f"/data/member[{number}]/name", name)
    interview.remove_repeat("/data/member[2]")
    assert text(interview, "/data/member[2]/name") == "c"
    assert text(interview, "/data/member[2]/number") == "2"
    assert text(interview, "/data/people") == "2"
    with pytest.raises(RuleError):
        interview.answer("/data/member[3]/name", "d")


def test_that_rows_may_hold_rows() -> None:
    interview = start(ROSTER)
    interview.add_repeat("/data/member")
    interview.answer("/data/member[2]/name", "b")
    assert text(interview, "/data/member[2]/illnesses") == "0"
    interview.add_repeat("/data/member[2]/illness")
    interview.add_repeat("/data/member[2]/illness")
    interview.answer("/data/member[2]/illness[2]/what", "cough")
    assert text(interview, "/data/member[2]/illness[2]/whose") == "b cough"
    assert text(interview, "/data/member[2]/illnesses") == "2"
    assert text(interview, "/data/member[1]/illnesses") == "1"
    interview.answer("/data/member[2]/name", "B")
    assert text(interview, "/data/member[2]/illness[2]/whose") == "B cough"
    interview.remove_repeat("/data/member[2]/illness[1]")
    assert text(interview, "/data/member[2]/illness[1]/whose") == "B cough"


def test_that_rows_can_be_the_choices_of_a_question() -> None:
    interview = start(ROSTER)
    interview.answer("/data/member[1]/name", "a")
    interview.add_repeat("/data/member")
    effect = interview.answer("/data/member[2]/name", "b")
    assert "/data/speaker" in effect.changed
    assert [choice.code for choice in questions.question(interview, "/data/speaker").choices] == ["a", "b"]
    interview.answer("/data/speaker", "b")
    interview.remove_repeat("/data/member[2]")
    assert [problem.path for problem in interview.problems()] == ["/data/speaker"]


def test_that_a_count_makes_rows_and_takes_none_away() -> None:
    interview = start(COUNTED)
    assert len(questions.table(interview, "/data/member").rows) == 1
    interview.answer("/data/size", "3")
    for number, name in enumerate("abc", start=1):
        interview.answer(f"/data/member[{number}]/name", name)
    assert text(interview, "/data/names") == "a,b,c"
    assert text(interview, "/data/member[3]/place") == "3 of 3"
    assert not questions.table(interview, "/data/member").can_remove
    assert "/data/member" in interview.answer("/data/size", "2").changed
    assert text(interview, "/data/names") == "a,b,c"
    assert questions.table(interview, "/data/member").can_remove
    interview.remove_repeat("/data/member[2]")
    assert text(interview, "/data/names") == "a,c"
    assert text(interview, "/data/member[2]/place") == "2 of 2"
    with pytest.raises(RuleError):
        interview.remove_repeat("/data/member[2]")


def test_that_rows_are_counted_out_when_their_table_is_asked() -> None:
    later = form(
        [
            row("integer", "n", "N"),
            row("select_one yes_no", "any", "Any?"),
            row("begin group", "g", "G", relevant="${any} = '1'"),
            row("begin repeat", "pig", "Pig", repeat_count="${n}"),
            row("text", "name", "Name"),
            row("end repeat"),
            row("end group"),
        ],
        choices=YES_NO,
    )
    interview = start(later)
    interview.answer("/data/n", "3")
    assert len(questions.table(interview, "/data/g/pig").rows) == 1
    interview.answer("/data/any", "1")
    assert len(questions.table(interview, "/data/g/pig").rows) == 3


def test_that_a_counted_table_has_no_rows_to_add_or_remove_by_hand() -> None:
    interview = start(COUNTED)
    interview.answer("/data/size", "1")
    table = questions.table(interview, "/data/member")
    assert (table.can_add, table.can_remove) == (False, False)
    with pytest.raises(RuleError):
        interview.add_repeat("/data/member")
    with pytest.raises(RuleError):
        interview.remove_repeat("/data/member[1]")


def test_that_an_absurd_number_of_rows_is_a_problem_not_a_hang() -> None:
    interview = start(COUNTED)
    interview.answer("/data/size", "999999999")
    assert [(problem.path, problem.kind) for problem in interview.problems()] == [("/data/member", "count")]
    assert len(questions.table(interview, "/data/member").rows) == 1
    interview.answer("/data/size", "1")
    assert interview.problems() == ()


def test_that_a_hidden_table_hides_everything_in_its_rows() -> None:
    hidden = form(
        [
            row("select_one yes_no", "any", "Any?"),
            row("begin repeat", "land", "Land", relevant="${any} = '1'"),
            row("text", "use", "Use", required="yes"),
            row("end repeat"),
            row("calculate", "pieces", calculation="count(${land})"),
        ],
        choices=YES_NO,
    )
    interview = start(hidden)
    assert not is_relevant(interview, "/data/land[1]/use")
    assert text(interview, "/data/pieces") == "0"
    assert interview.problems() == ()
    interview.add_repeat("/data/land")
    assert not is_relevant(interview, "/data/land[2]/use")
    interview.answer("/data/any", "1")
    assert text(interview, "/data/pieces") == "2"
    assert [problem.path for problem in interview.problems()] == ["/data/land[1]/use", "/data/land[2]/use"]
