"""A pack whose procedures cannot work is refused at the cell that is wrong."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pack_sources import edited_pack, find, problems_in, put

from poverty_desktop.domain.procedure import DateRule, Moment, Share
from poverty_desktop.domain.workdays import Unit
from poverty_desktop.packs.publish import publish
from poverty_desktop.packs.sheets.procedure_texts import read_rule, read_share, write_rule


def told(folder: Path, sheet: str, edit) -> list[tuple[str, str]]:
    edited_pack(folder, edit)
    return [(problem.column, problem.message_id) for problem in problems_in(folder, sheet)]


def row_of(book: openpyxl.Workbook, procedure: str, step: str) -> int:
    sheet = book["procedure_steps"]
    names = {cell.value: cell.column for cell in sheet[2]}
    return next(
        row
        for row in range(3, sheet.max_row + 1)
        if sheet.cell(row, names["procedure"]).value == procedure and sheet.cell(row, names["step"]).value == step
    )


@pytest.mark.parametrize(
    ("step", "column", "text", "message"),
    [
        ("county", "after", "nowhere", "There is no step"),
        ("county", "after", "township; county", "cannot come after itself"),
        ("county", "after", "township maybe", "is no step"),
        ("review", "after", "visit; county", "circle"),
        ("county", "earliest", "measures+3d", "never lies before"),
        ("county", "earliest", "display.end+5x", "is no date rule"),
        ("county", "earliest", "visit.end+5d", "is no display"),
        ("county", "latest", "household.nothing+1m", "no date or month"),
        ("county", "latest", "household.phone+1m", "no date or month"),
        ("county", "needs", "measures", "never lies before"),
        ("county", "sets", "household.nothing=1", "no data item"),
        ("county", "sets", "household.household_type=77", "is no value of"),
        ("county", "sets", "household.identified_on=@year", "is no value of"),
        ("county", "sets", "nothing", "is not written as"),
        ("county", "signatures", "household stranger", "not in the code list"),
        ("display", "paper", "approval", "has a number of days"),
        ("review", "paper", "approval", "Votes stand in minutes"),
        ("review", "majority", "3/2", "is no share"),
        ("display", "display_days", "0", "at least one day"),
        ("display", "display_unit", "m", "days (d) or working days"),
        ("county", "actor", "nobody", "is not known here"),
    ],
)
def test_that_a_wrong_cell_of_a_step_is_refused_there(tmp_path, step, column, text, message):
    def edit(book):
        put(book["procedure_steps"], row_of(book, "identification", step), column, text)

    found = told(tmp_path, "procedure_steps", edit)
    assert any(message in said for _column, said in found), found
    assert column in {where for where, _said in found}


def test_that_steps_that_nothing_leads_to_are_refused(tmp_path):
    def edit(book):
        put(book["procedure_steps"], row_of(book, "adjustment", "village"), "after", "township")

    rows = [said for _column, said in told(tmp_path, "procedure_steps", edit)]
    assert rows.count("Nothing leads to this step.") == 3


def test_that_a_step_from_which_no_end_is_reached_is_refused(tmp_path):
    def edit(book):
        put(book["procedure_steps"], row_of(book, "adjustment", "entry"), "ends", None)

    assert ("ends", "No end can be reached from this step.") in told(tmp_path, "procedure_steps", edit)


def test_that_a_procedure_without_steps_and_steps_without_a_procedure_are_refused(tmp_path):
    def edit(book):
        sheet = book["procedures"]
        put(sheet, find(sheet, "id", "adjustment"), "id", "another")

    edited_pack(tmp_path, edit)
    assert [problem.column for problem in problems_in(tmp_path, "procedures")] == ["id"]
    assert {problem.column for problem in problems_in(tmp_path, "procedure_steps")} == {"procedure"}


def test_that_a_household_type_that_the_pack_does_not_have_is_refused(tmp_path):
    def edit(book):
        put(book["procedures"], find(book["procedures"], "id", "exit"), "household_types", "04 88")

    assert [column for column, _said in told(tmp_path, "procedures", edit)] == ["household_types"]


def test_that_only_days_of_a_weekend_become_working_days(tmp_path):
    def edit(book):
        put(book["holidays"], find(book["holidays"], "day", "2026-10-10"), "day", "2026-10-12")

    found = told(tmp_path, "holidays", edit)
    assert found == [("kind", "Only a day of a weekend can become a working day.")]


def test_that_a_day_stands_in_the_calendar_once_and_is_a_date(tmp_path):
    def edit(book):
        put(book["holidays"], find(book["holidays"], "day", "2026-10-02"), "day", "2026-10-01")
        put(book["holidays"], find(book["holidays"], "day", "2026-10-03"), "day", "3 October")

    assert {column for column, _said in told(tmp_path, "holidays", edit)} == {"day"}


def test_that_procedures_survive_publishing_and_a_pack_without_them_has_none(tmp_path):
    shipped = publish(edited_pack(tmp_path, lambda _book: None, with_forms=True), previous=None).pack
    (tmp_path / "bare").mkdir()

    def bare(book):
        resting = ("village_conditions", "checks", "indicators", "targets", "assessment_items")
        for name in ("procedures", "procedure_steps", "holidays", *resting):
            del book[name]

    without = publish(edited_pack(tmp_path / "bare", bare, with_forms=True), previous=None).pack
    assert shipped.procedure("exit") is not None
    assert shipped.procedure("exit").row("village_display").step.display_days == 7
    assert without.procedures == ()
    assert not without.calendar.off


@given(
    st.builds(
        DateRule,
        anchor=st.from_regex("[a-z][a-z0-9_]{0,8}", fullmatch=True).filter(lambda text: text not in ("on", "end")),
        count=st.integers(-999, 999),
        unit=st.sampled_from(Unit),
        moment=st.sampled_from(Moment),
    )
)
def test_that_a_date_rule_is_read_as_it_is_written(rule):
    assert read_rule(write_rule(rule)) == rule


@pytest.mark.parametrize("text", [">=2/3", ">1/2", ">=1/1"])
def test_that_a_share_is_read_as_it_is_written(text):
    share = read_share(text)
    assert isinstance(share, Share)
    assert read_share(str(share)) == share or text == ">=1/1"


@pytest.mark.parametrize(
    ("column", "text", "message"),
    [
        ("procedure", "exit", "of a village"),
        ("property", "main_industries", "no number of village_year"),
        ("property", "nothing", "no number of village_year"),
        ("comparison", "about", "is not known here"),
        ("value", "", "Give a value"),
        ("value", "many", "is no number"),
        ("of", "groups", "not both"),
        ("province", "42", "12 digits"),
    ],
)
def test_that_a_wrong_cell_of_a_condition_is_refused_there(tmp_path, column, text, message):
    def edit(book):
        put(book["village_conditions"], 3, column, text)

    ((_column, said), *_rest) = told(tmp_path, "village_conditions", edit)
    assert message in said


def test_that_a_village_authorises_nobody_and_changes_no_household(tmp_path):
    def edit(book):
        row = row_of(book, "village_exit", "marking")
        put(book["procedure_steps"], row, "paper", "authorisation")
        put(book["procedure_steps"], row, "sets", "household.household_type=02")

    said = [message for _column, message in told(tmp_path, "procedure_steps", edit)]
    assert any("authorises nobody" in message for message in said)
    assert any("no data item" in message for message in said)
