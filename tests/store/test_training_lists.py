"""Person-times of training from a sign-in sheet, and steps of measures that cannot be."""

from __future__ import annotations

import json
from datetime import date

import openpyxl
import pytest
from registers import PASSPHRASE, YEAR, add_family, change, save

from poverty_desktop.cli.main import main
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.measure import Status
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.ids import RecordId
from poverty_desktop.operations.assistance import measures, training_lists
from poverty_desktop.operations.assistance.measures import PlanLine, Step
from poverty_desktop.operations.assistance.training_lists import CourseChoice
from poverty_desktop.operations.register import membership_events
from poverty_desktop.operations.register.list_members import Refusal
from poverty_desktop.operations.workspaces import workspace
from poverty_desktop.queries.assistance import help_counts

TRAINING, WATER = "0203", "0701"


@pytest.fixture
def family(field):
    found = add_family(field)
    save(field, change(RecordKind.PERSON, found.head, name=Value("户主甲")))
    return found


@pytest.fixture
def sheet(tmp_path):
    book = openpyxl.Workbook()
    page = book.active
    page.append(["柑橘栽培技术培训签到册"])
    page.append(["序号", "姓名", "培训时间", "签名"])
    for number, (name, day) in enumerate(
        (("户主甲", "2026-11-02"), ("户主甲", "2026-11-02"), ("户主甲", "2026-11-03"), ("外人", "2026-11-02"),
         ("户主甲", "2027-01-01")), start=1,
    ):  # fmt: skip
        page.append([number, name, day, ""])
    path = tmp_path / "签到.xlsx"
    book.save(path)
    return path


def test_that_one_person_one_day_one_course_is_one_person_time(field, family, sheet):
    choice = CourseChoice(item=TRAINING, year=YEAR, course="柑橘栽培")
    found = training_lists.preview(field, sheet, choice)
    assert [(row.row, row.why) for row in found.refused] == [
        (4, Refusal.COUNTED),
        (6, Refusal.NOBODY),
        (7, Refusal.AHEAD),
    ]
    assert training_lists.take_in(field, found).value == 2
    assert not training_lists.preview(field, sheet, choice).new
    (count,) = (row for row in help_counts.by_item(field, YEAR) if row.done)
    assert (count.person_times, count.households) == (2, 1)
    other = CourseChoice(item=TRAINING, year=YEAR, course="电焊")
    assert len(training_lists.preview(field, sheet, other).new) == 2


def test_that_a_sheet_says_which_course_and_measure_for_persons_it_is(field, family, sheet):
    for choice, said in (
        (CourseChoice(item="", year=YEAR, course="x"), "which measure"),
        (CourseChoice(item=TRAINING, year=YEAR), "which course"),
        (CourseChoice(item=WATER, year=YEAR, course="x"), "for households"),
    ):
        with pytest.raises(RuleError, match=said):
            training_lists.preview(field, sheet, choice)


def test_that_a_step_before_its_beginning_or_after_the_member_left_is_refused(field, family):
    line = measures.plan(field, family.household, YEAR, [PlanLine(item=TRAINING, person=RecordId(family.head))]).value[
        0
    ]
    measures.move(field, [line], Step(status=Status.UNDER_WAY, on=date(2026, 11, 10)))
    with pytest.raises(RuleError, match="began on 2026-11-10"):
        measures.move(field, [line], Step(status=Status.DELIVERED, on=date(2026, 11, 1)))
    with pytest.raises(RuleError, match="whole number"):
        measures.move(field, [line], Step(status=Status.DELIVERED, person_times=0))
    with pytest.raises(RuleError, match="below zero"):
        measures.move(field, [line], Step(status=Status.DELIVERED, amount_fen=-1))
    membership_events.leave(field, [family.membership], day=date(2026, 11, 15), reason="99")
    with pytest.raises(RuleError, match="left this household on 2026-11-15"):
        measures.move(field, [line], Step(status=Status.DELIVERED, on=date(2026, 11, 20)))
    measures.move(field, [line], Step(status=Status.DELIVERED, on=date(2026, 11, 12)))


def test_that_the_terminal_counts_a_sheet(field, family, sheet, monkeypatch, capsys):
    folder = field.folder
    workspace.close(field)
    monkeypatch.setenv("POVERTY_DESKTOP_PASSPHRASE", PASSPHRASE)
    words = ["--measure", TRAINING, "--course", "柑橘栽培", "--by-name", "--year", str(YEAR)]
    assert main(["training-list", str(folder), str(sheet), *words, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["new"], found["by name only"], len(found["refused"])) == (2, 2, 3)
