"""A table of thousands of rows: what a step costs is counted, not timed, and what is kept is as if worked out anew."""

from __future__ import annotations

import random

import pytest
from random_typist import type_at_random
from xlsforms import YES_NO, form, published, row, start

from poverty_desktop.interviews import questions
from poverty_desktop.interviews.form import Form
from poverty_desktop.interviews.interview import Interview
from poverty_desktop.interviews.kept import Kept
from poverty_desktop.interviews.stands import Stand, beside, stand_at, stands
from poverty_desktop.interviews.views import Row

ROWS = 2_000
CHILD = "/data/child"


def woven() -> Form:
    """Return a form in which rows look at each other, at what stands outside, and at their own place."""
    return form(
        [
            row("text", "place", "Place"),
            row("begin repeat", "home", "Home"),
            row("text", "head", "Head of home ${place}"),
            row("begin repeat", "person", "Person of ${head}", relevant="${head} != ''"),
            row("text", "name", "Name ", required="yes", required_message="Say who lives with ${head}"),
            row("integer", "age", "Age of ${name}", constraint=". < ${limit}", constraint_message="Below ${limit}!"),
            row("select_one yes_no", "school", "At school in ${place}?", relevant="${age} < 18"),
            row("note", "line", "Number ${number}"),
            row("calculate", "number", calculation="position(..)"),
            row("end repeat"),
            row("integer", "rooms", "Rooms"),
            row("end repeat"),
            row("integer", "limit", "Limit"),
            row("select_one ${name}", "chosen", "Who speaks?"),
        ],
        choices=[*YES_NO],
    )


def every_row(interview: Interview) -> list[Row]:
    """Return the rows of all tables, in reading order."""
    found: list[Row] = []
    for section in questions.sections(interview):
        waiting = [item.path for item in questions.items(interview, section.path) if hasattr(item, "columns")]
        while waiting:
            shown = questions.rows(interview, questions.table(interview, waiting.pop(0)))
            found += shown
            waiting += [path for one in shown for path in one.tables]
    return found


def long_table() -> Interview:
    roster = form(
        [
            row("integer", "size", "Size"),
            row("begin repeat", "child", "Child", repeat_count="${size}"),
            row("text", "name", "Name", required="yes"),
            row("integer", "age", "Age"),
            row("select_one yes_no", "school", "School", relevant="${age} > 5"),
            row("end repeat"),
            row("calculate", "sum", calculation="sum(${age})"),
        ],
        choices=[*YES_NO],
    )
    interview = start(roster)
    interview.answer("/data/size", str(ROWS))
    return interview


def test_that_a_step_in_a_long_table_works_out_the_rows_it_touches() -> None:
    interview = long_table()
    shown = questions.rows(interview, questions.table(interview, CHILD))
    assert interview.kept.built == ROWS
    interview.answer(f"{CHILD}[1999]/age", "12")
    again = questions.rows(interview, questions.table(interview, CHILD))
    assert interview.kept.built == ROWS + 1
    assert [new is old for new, old in zip(again, shown, strict=True)].count(False) == 1
    interview.answer("/data/size", str(ROWS + 1))
    assert len(questions.rows(interview, questions.table(interview, CHILD))) == ROWS + 1
    assert interview.kept.built == ROWS + 2


def test_that_a_row_taken_out_leaves_the_others_as_they_are() -> None:
    interview = start(woven())
    for _row in range(5):
        interview.add_repeat("/data/home")
    for number in range(1, 6):
        interview.answer(f"/data/home[{number}]/head", f"H{number}")
    every_row(interview)
    built = interview.kept.built
    interview.remove_repeat("/data/home[2]")
    shown = questions.rows(interview, questions.table(interview, "/data/home"))
    assert [(one.number, one.path, one.cells[0].path, one.cells[0].text) for one in shown[1:3]] == [
        (2, "/data/home[2]", "/data/home[2]/head", "H3"),
        (3, "/data/home[3]", "/data/home[3]/head", "H4"),
    ]
    assert shown[1].tables == ("/data/home[2]/person",)
    assert interview.kept.built == built


def test_that_of_many_missing_answers_only_the_first_are_named() -> None:
    interview = long_table()
    found = interview.problems(named=3)
    assert [problem.path for problem in found[:4]] == [*(f"{CHILD}[{n}]/name" for n in (1, 2, 3)), ""]
    assert len(found) == len(interview.problems()) == ROWS


@pytest.mark.parametrize("seed", range(6))
def test_that_what_is_kept_is_as_if_worked_out_anew(seed: int) -> None:
    choose = random.Random(seed)
    interview = start(woven())
    interview.add_repeat("/data/home")
    for _round in range(60):
        type_at_random(interview, choose, 2)
        kept, missing, sections = every_row(interview), interview.troubled(), questions.sections(interview)
        interview.kept = Kept()
        assert kept == every_row(interview)
        assert (missing, sections) == (interview.troubled(), questions.sections(interview))


@pytest.mark.parametrize(
    "name", ["all-question-types-v2024091201-3.xlsx", "socio-economic-survey-v20240515.xlsx", "woven"]
)
def test_that_the_next_place_is_the_next_of_all_places(name: str) -> None:
    interview = start(woven() if name == "woven" else published(name))
    for _row in range(3 if name == "woven" else 0):
        interview.add_repeat("/data/home")
        interview.answer(f"/data/home[{_row + 1}]/head", "王")
    for path in ("/data/home[1]/person", "/data/home[1]/person", "/data/home[3]/person") if name == "woven" else ():
        interview.add_repeat(path)
    type_at_random(interview, random.Random(5), 60)
    for section in questions.sections(interview):
        places: list[Stand] = list(stands(interview, section.path))
        assert [stand_at(interview, place.path) for place in places] == places
        for before, after in zip([None, *places], [*places, None], strict=True):
            if before is not None:
                assert beside(interview, before, section.path, forward=True) == after
            if after is not None:
                assert beside(interview, after, section.path, forward=False) == before
