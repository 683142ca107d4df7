"""Why a question is not asked and an answer is refused: the facts that decide, in words."""

from __future__ import annotations

import pytest
from xlsforms import YES_NO, form, row, start

from poverty_desktop import i18n
from poverty_desktop.domain.values import Why
from poverty_desktop.interviews.interview import Interview
from poverty_desktop.interviews.reasons import why_hidden, why_refused

KINDS = [
    {"list_name": "kind", "name": "1", "label": "Ill"},
    {"list_name": "kind", "name": "2", "label": "Disabled"},
]


def interview(*rows: dict[str, str]) -> Interview:
    return start(form(list(rows), choices=[*YES_NO, *KINDS]))


def hidden(relevant: str, **answers: str) -> str:
    """Return why a question with this condition is not asked after these answers."""
    made = interview(
        row("select_one yes_no", "works", "Works?"),
        row("integer", "months", "Months"),
        row("select_multiple kind", "health", "Health"),
        row("date", "born", "Born on"),
        row("calculate", "year", calculation="substr(${born}, 0, 4)"),
        row("begin repeat", "need", "Needs"),
        row("text", "what", "What?"),
        row("end repeat"),
        row("text", "asked", "Asked", relevant=relevant),
    )
    for name, text in answers.items():
        made.answer(f"/data/{name}", text)
    return why_hidden(made.running, "/data/asked")


@pytest.mark.parametrize(
    ("relevant", "answers", "said"),
    [
        ("${works} = '1'", {}, "“Works?” has no answer, needed: to be “Yes”"),
        ("${works} = '1'", {"works": "0"}, "“Works?” is “No”, needed: to be “Yes”"),
        ("${works} != '0'", {"works": "0"}, "“Works?” is “No”, needed: not to be “No”"),
        ("not(${works} = '0')", {"works": "0"}, "“Works?” is “No”, needed: not to be “No”"),
        ("'1' = ${works}", {"works": "0"}, "“Works?” is “No”, needed: to be “Yes”"),
        ("${works} = '1' and ${months} > 3", {"works": "1"}, "“Months” has no answer, needed: to be more than 3"),
        (
            "${works} = '1' and ${months} > 3",
            {"works": "0", "months": "2"},
            "“Works?” is “No”, needed: to be “Yes”; “Months” is “2”, needed: to be more than 3",
        ),
        (
            "${months} < 2 or ${months} >= 10",
            {"months": "5"},
            "“Months” is “5”, needed: to be less than 2 or to be at least 10",
        ),
        ("${months} = '' or ${months} < 2", {"months": "5"}, "“Months” is “5”, needed: to be less than 2"),
        ("4 > ${months}", {"months": "5"}, "“Months” is “5”, needed: to be less than 4"),
        ("selected(${health}, '2')", {"health": "1"}, "“Health” is “Ill”, needed: “Disabled” to be chosen"),
        (
            "not(selected(${health}, '2'))",
            {"health": "1 2"},
            "“Health” is “Ill、Disabled”, needed: “Disabled” not to be",
        ),
        ("count-selected(${health}) > 1", {"health": "1"}, "“Health” has 1 choices, needed: to be more than 1"),
        ("${months} != ''", {}, "“Months” has no answer."),
        ("count(${need}) > 1", {}, "“Needs” has 1 rows, needed: to be more than 1"),
        ("${year} > 2000", {"born": "1990-01-02"}, "“Born on” is “1990-01-02”"),
        ("if(${works} = '1', ${months} > 3, false())", {"works": "0"}, "“Works?” is “No”, needed: to be “Yes”"),
        ("false()", {}, "This question is not asked here."),
    ],
)
def test_that_a_hidden_question_names_the_facts_that_hide_it(relevant: str, answers: dict[str, str], said: str) -> None:
    assert said in hidden(relevant, **answers)


def refused(constraint: str, text: str, kind: str = "text", **answers: str) -> str:
    made = interview(
        row("select_one yes_no", "works", "Works?"),
        row("integer", "fields", "Fields"),
        row(kind, "asked", "Asked", constraint=constraint),
    )
    for name, answer in answers.items():
        made.answer(f"/data/{name}", answer)
    made.answer("/data/asked", text)
    node = made.running.tree.find("/data/asked")
    assert node.problem == "constraint"
    return why_refused(made.running, node)


@pytest.mark.parametrize(
    ("constraint", "text", "answers", "said"),
    [
        (". <= ${fields}", "9", {"fields": "5"}, "“Asked” is “9”, needed: to be at most “Fields” (5)"),
        ("regex(., '^[0-9]{3}$')", "12", {}, "“Asked” is “12”, needed: to be written as prescribed"),
        ("string-length(.) = 3", "12", {}, "“Asked” has 2 characters, needed: to be “3”"),
        ("not(. = '1' and ${works} = '1')", "1", {"works": "1"}, "“Asked” is “1”; “Works?” is “Yes”."),
        ("(${works} = '1') = (. = 'C')", "C", {"works": "0"}, "“Works?” is “No”"),
    ],
)
def test_that_a_refused_answer_names_the_facts_it_does_not_go_with(
    constraint: str, text: str, answers: dict[str, str], said: str
) -> None:
    assert said in refused(constraint, text, **answers)


def test_that_a_reason_says_dont_know_and_keeps_private_answers_to_itself() -> None:
    made = start(
        form(
            [
                row("text", "number", "Number", save_to="person#document_number"),
                row("text", "asked", "Asked", relevant="${number} = 'x'"),
            ],
            entities=[{"dataset": "person", "label": "${number}", "create_if": "true()"}],
        )
    )
    made.answer("/data/number", "4205")
    private = frozenset({("person", "document_number")})
    assert "4205" in why_hidden(made.running, "/data/asked")
    assert "4205" not in why_hidden(made.running, "/data/asked", private)
    made.answer_nothing("/data/number", Why.REFUSED)
    assert "“Number” is “refused”" in why_hidden(made.running, "/data/asked", private)


def test_that_reasons_are_said_in_chinese() -> None:
    i18n.set_language("zh_CN")
    assert hidden("${works} = '1'", works="0") == "现在不问：“Works?”填的是“No”，要求是“Yes”。"
    assert refused("regex(., '^[0-9]{3}$')", "12") == "不符合要求：“Asked”填的是“12”，要求按规定的写法填。"


def test_that_a_pattern_is_told_by_the_sentence_of_the_form_where_it_has_one() -> None:
    rules = {"constraint": "regex(., '^[0-9]{3}$')", "constraint_message": "Three digits."}
    made = interview(row("text", "asked", "Asked", **rules))
    made.answer("/data/asked", "12")
    assert [problem.words for problem in made.problems()] == ["Three digits."]
    assert why_refused(made.running, made.running.tree.find("/data/asked")) == ""
