"""Forms that are huge, circular or meant to harm: a clear sentence or bounded work, never a hang.

More formulas: ``FUZZ_EXAMPLES=20000 .venv/bin/python -m pytest tests/unit/interviews/test_interview_hostile.py``.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsforms import form, row, start, text, xform

from poverty_desktop.errors import RuleError
from poverty_desktop.expressions.errors import ExpressionError
from poverty_desktop.expressions.evaluate import compile_expression
from poverty_desktop.interviews import questions
from poverty_desktop.interviews.load import load_form
from poverty_desktop.interviews.outline import MOST_TOGETHER

SMALL = xform([row("text", "a", "A"), row("text", "b", "B", relevant="${a} = '1'")])
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
PARAMETER = '<!DOCTYPE x [<!ENTITY % a SYSTEM "http://example.invalid/x.dtd"> %a;]>'


def with_doctype(doctype: str) -> str:
    return doctype + SMALL.partition("?>")[2].replace(">A<", ">&a;<")


@pytest.mark.parametrize("doctype", [BOMB, OUTSIDE, PARAMETER], ids=["expansion", "file", "network"])
def test_that_entities_of_any_sort_are_refused(doctype: str) -> None:
    with pytest.raises(RuleError):
        load_form(with_doctype(doctype))


@pytest.mark.timeout(20)
@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*$", "(a|aa)+$", "([a-z]+)*x", "(.*a){25}", "a{0,40}a{0,40}b"])
def test_that_a_pattern_cannot_keep_an_answer_waiting(pattern: str) -> None:
    asked = xform([row("text", "a", "A", constraint="regex(., 'PATTERN')")])
    interview = start(load_form(asked.replace("PATTERN", pattern)))
    interview.answer("/data/a", "a" * 5_000 + "!")
    assert [problem.kind for problem in interview.problems()] == ["constraint"]


@pytest.mark.timeout(60)
def test_that_five_thousand_questions_load_and_follow_an_answer() -> None:
    rows = [row("integer", "q0", "Q0")]
    rows += [
        row("integer", f"q{n}", f"Q {n} after ${{q{n - 1}}}", relevant=f"${{q0}} > {n % 7}", constraint=". >= 0")
        for n in range(1, 5_000)
    ]
    interview = start(form(rows))
    interview.answer("/data/q0", "9")
    found = questions.sections(interview)
    assert sum(section.total for section in found) == 5_000
    assert max(section.total for section in found) == MOST_TOGETHER  # the screen draws a section whole
    assert questions.section_of(interview, "/data/q100") == "/data/q60"
    assert [found[1].label, len(questions.items(interview, found[1].path))] == ["Questions 61 to 120", 60]


@pytest.mark.timeout(60)
def test_that_five_thousand_formulas_in_a_circle_are_named_not_waited_for() -> None:
    rows = [row("text", "t", "T")]
    rows += [row("calculate", f"c{n}", calculation=f"${{c{(n + 1) % 5_000}}} + 1") for n in range(5_000)]
    with pytest.raises(RuleError, match="circle") as refused:
        form(rows)
    assert len(str(refused.value)) < 300


@pytest.mark.timeout(60)
def test_that_two_thousand_rows_are_bounded_work() -> None:
    roster = form(
        [
            row("integer", "size", "Size"),
            row("begin repeat", "person", "Person", repeat_count="${size}"),
            row("text", "name", "Name"),
            row("integer", "age", "Age", relevant="${name} != ''"),
            row("calculate", "said", calculation="concat(position(..), ' ', ${name})"),
            row("end repeat"),
            row("calculate", "sum", calculation="sum(${age})"),
            row("calculate", "grown", calculation="count(${person}[${age} > 17])"),
        ]
    )
    interview = start(roster)
    interview.answer("/data/size", "2000")
    for number in (1, 1_000, 2_000):
        interview.answer(f"/data/person[{number}]/name", "a")
        interview.answer(f"/data/person[{number}]/age", "20")
    assert (text(interview, "/data/sum"), text(interview, "/data/grown")) == ("60", "3")
    assert len(questions.table(interview, "/data/person").rows) == 2_000


def test_that_a_choice_that_looks_like_a_formula_is_a_text() -> None:
    choices = [
        {"list_name": "c", "name": "=1+1", "label": "=HYPERLINK(1)"},
        {"list_name": "c", "name": "@x", "label": "-"},
    ]
    asked = form([row("select_one c", "a", "A"), row("calculate", "b", calculation="${a}")], choices=choices)
    interview = start(asked)
    interview.answer("/data/a", "=1+1")
    assert questions.question(interview, "/data/a").shown == "=HYPERLINK(1)"
    assert text(interview, "/data/b") == "=1+1"


@settings(max_examples=int(os.environ.get("FUZZ_EXAMPLES", "150")), deadline=None)
@given(
    formula=st.lists(
        st.sampled_from(
            ["/data/a", "..", "//", "*", "[", "]", "(", ")", "or", "and", "-", "'", '"', "1e9", "count(", "position(",
             "=", "instance('x')", "current()/", "::", "child", "ancestor", "|", ".", "$x", "regex(.,", "if(", ","]
        ),
        max_size=14,
    ).map(" ".join)
)  # fmt: skip
def test_that_any_formula_is_refused_or_computed(formula: str) -> None:
    try:
        faults = compile_expression(formula).faults
    except ExpressionError:
        return
    changed = SMALL.replace(""" /data/a  = '1'""", formula.replace("&", "").replace("<", "").replace('"', ""))
    if faults or changed == SMALL:
        return
    try:
        loaded = load_form(changed)
    except RuleError:
        return
    start(loaded).answer("/data/a", "1")


def test_that_deep_brackets_and_long_chains_are_bounded() -> None:
    for formula in ("(" * 100_000 + "1" + ")" * 100_000, "-" * 100_000 + "1", "a[" * 50_000 + "]" * 50_000):
        with pytest.raises(ExpressionError):
            compile_expression(formula)
    assert compile_expression(" + ".join(["1"] * 10_000)).tree is not None


def test_that_a_form_nested_beyond_reason_is_refused() -> None:
    deep = "<g>" * 20_000 + "</g>" * 20_000
    with pytest.raises(RuleError):
        load_form(SMALL.replace("<a/>", f"<a/>{deep}"))
