"""Needs, the catalogue at one household and over the register, and the one line that a measure lives on."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from registers import NEIGHBOUR, PASSPHRASE, YEAR, add_family, change, save

from poverty_desktop.checks import entitlement, suggestions, verdicts
from poverty_desktop.checks.suggestions import LockKind
from poverty_desktop.checks.verdicts import Entitled
from poverty_desktop.cli.main import main
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.measure import Status
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import render
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.operations.assistance import measure_lists, measures, needs
from poverty_desktop.operations.assistance.measure_matching import ListChoice, Refusal
from poverty_desktop.operations.assistance.measures import PlanLine, Step
from poverty_desktop.operations.assistance.needs import NeedLine
from poverty_desktop.operations.workspaces import undo, workspace
from poverty_desktop.queries.assistance import help_counts, measure_lines, need_board

TRAINING, VOCATIONAL, DISABLED, HOUSE, WATER = "0203", "1001", "1105", "0501", "0701"


@pytest.fixture
def family(field):
    """A filed household whose head is able to work and 40 years old."""
    found = add_family(field)
    save(
        field,
        change(RecordKind.HOUSEHOLD, found.household, household_type=Value("04")),
        change(RecordKind.PERSON, found.head, birth_date=Value("1986-05-01")),
        change(RecordKind.PERSON_YEAR, found.head_year, labour=Value("01"), health=Value("01")),
        change(RecordKind.HOUSEHOLD_YEAR, found.year, main_cause=Value("07"), safe_drinking_water=Value(1)),
    )
    return found


def _one(field, family, item):
    return verdicts.Catalogue(field, YEAR, "en", items=[item]).of(family.household)[0]


def _plan(field, family, item, **more):
    return measures.plan(field, family.household, YEAR, [PlanLine(item=item, **more)]).value[0]


def _line(field, family, line):
    return next(row for row in measure_lines.of_household(field, family.household, YEAR, "en") if row.id == line)


def test_that_an_item_says_why_yes_why_not_and_what_is_missing(field, family):
    yes = _one(field, family, TRAINING)
    assert yes.entitled is Entitled.YES
    assert any("Labour" in fact for fact in yes.facts)
    no = _one(field, family, WATER)
    assert (no.entitled, no.missing) == (Entitled.UNKNOWN, ("Difficulty getting drinking water",))
    save(field, change(RecordKind.HOUSEHOLD_YEAR, family.year, drinking_water_difficulty=Value(0)))
    no = _one(field, family, WATER)
    assert (no.entitled, no.missing) == (Entitled.NO, ())
    assert any("Safe drinking water" in way for way in no.ways)
    house = _one(field, family, HOUSE)
    assert set(house.missing) == {"Dangerous house", "House grade"}
    save(field, change(RecordKind.HOUSEHOLD_YEAR, family.year, dangerous_house=Value(1), house_grade=Value("D")))
    assert _one(field, family, HOUSE).amount_fen == 2_800_000


def test_that_the_register_and_the_household_give_the_same_answer(field, family):
    other = add_family(field)
    save(field, change(RecordKind.PERSON, other.head, disability_grade=Value("1")))
    for one in (family, other):
        expected = {(v.item.id, v.person) for v in verdicts.of_household(field, one.household, YEAR, "en")
                    if v.entitled is Entitled.YES and not v.receives}  # fmt: skip
        with entitlement.opened(field, YEAR) as register:
            items = [item.id for item in field.pack.measures]
            found = {(case.item.id, case.person) for case in register.unmet(items) if case.household == one.household}
        assert found == expected


def test_that_who_is_entitled_without_having_it_and_who_has_it_without_are_listed(field, family):
    save(field, change(RecordKind.PERSON, family.head, disability_grade=Value("1")))
    with entitlement.opened(field, YEAR) as register:
        assert DISABLED in {case.item.id for case in register.unmet()}
    line = _plan(field, family, DISABLED, person=RecordId(family.head))
    with entitlement.opened(field, YEAR) as register:
        (case,) = (case for case in register.unmet() if case.item.id == DISABLED)
        assert (case.line, case.status, case.person) == (line, Status.PLANNED, family.head)
    measures.move(field, [line], Step(status=Status.DELIVERED))
    save(field, change(RecordKind.PERSON, family.head, disability_grade=Value("4")))
    with entitlement.opened(field, YEAR) as register:
        assert DISABLED not in {case.item.id for case in register.unmet()}
        assert [(case.item.id, case.line) for case in register.unfit()] == [(DISABLED, line)]
        count = next(row for row in register.counts() if row.item.id == DISABLED)
    assert (count.entitled, count.unmet, count.unfit) == (0, 0, 1)
    assert entitlement.year_counts(field, YEAR, village=NEIGHBOUR)[0].entitled == 0


@pytest.mark.parametrize("item", ["0106", "0701", "0803", "1104", "1105"])
def test_that_an_item_judged_alone_gives_what_it_gives_among_all(field, family, item):
    together = next(row for row in entitlement.year_counts(field, YEAR) if row.item.id == item)
    with entitlement.opened(field, YEAR, items=[item]) as register:
        assert register.counts() == (together,)
        assert len(list(register.entitled(item))) == together.entitled
        assert len(list(register.unmet([item]))) == together.unmet
        assert len(list(register.unfit([item]))) == together.unfit


def test_that_a_cause_and_a_need_bring_the_key_to_the_top_and_a_planned_line_closes_the_lock(field, family):
    need = needs.take(field, family.household, YEAR, NeedLine(kind="02", description="想学电焊")).value
    advice = suggestions.of_household(field, family.household, YEAR, "en")
    assert [(lock.kind, lock.is_open) for lock in advice.locks] == [(LockKind.MAIN_CAUSE, True), (LockKind.NEED, True)]
    best = advice.suggestions[0]
    assert (best.item.id, best.need) == (TRAINING, need)
    assert any("想学电焊" in reason for reason in best.reasons)
    assert any("Main cause" in reason for reason in best.reasons)
    _plan(field, family, TRAINING, person=best.verdict.person, need=best.need)
    advice = suggestions.of_household(field, family.household, YEAR, "en")
    assert not any(lock.is_open for lock in advice.locks)
    assert TRAINING not in {item.item.id for item in advice.suggestions}


def test_that_one_line_lives_from_plan_to_confirmed_effect(field, family):
    wish = NeedLine(kind="02", description="想学电焊", amount_fen=60_000)
    need = needs.take(field, family.household, YEAR, wish).value
    board = need_board.needs(field, YEAR)
    assert [(row.id, row.answers, row.is_met) for row in board] == [(need, 0, False)]
    line = _plan(field, family, TRAINING, person=RecordId(family.head), need=need, quantity="6", amount_fen=30_000)
    measures.move(field, [line], Step(status=Status.APPROVED))
    assert need_board.by_kind(field, YEAR)[0].under_way == 1
    measures.move(field, [line], Step(status=Status.DELIVERED, evidence="结业证", person_times=6))
    with pytest.raises(RuleError) as refused:
        measures.move(field, [line], Step(status=Status.CONFIRMED))
    assert refused.value.message_id == measures.NO_SIGNATURE
    measures.move(field, [line], Step(status=Status.CONFIRMED, confirmed_by="张三", effect="月增收", satisfaction="01"))
    found = _line(field, family, line)
    assert (found.status, found.evidence, found.confirmed_by) == (Status.CONFIRMED, "结业证", "张三")
    assert (found.quantity, found.unit, found.satisfaction) == ("6", "天", "Satisfied")
    assert found.finished_on
    assert need_board.needs(field, YEAR)[0].is_met
    assert need_board.by_kind(field, YEAR)[0].met == 1
    with pytest.raises(RuleError) as refused:
        measures.move(field, [line], Step(status=Status.PLANNED))
    assert refused.value.message_id == measures.NO_WAY
    undo.undo(field)
    assert _line(field, family, line).status is Status.DELIVERED


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ({"item": TRAINING}, measures.NO_MEMBER),
        ({"item": "9999"}, measures.NO_ITEM),
        ({"item": "0601"}, measures.OUT_OF_TIME),
        ({"item": "0101", "amount_fen": -1}, measures.BELOW_ZERO),
        ({"item": "0102", "quantity": "-3"}, measures.NO_QUANTITY),
        ({"item": "0102", "quantity": "三头"}, measures.NO_QUANTITY),
        ({"item": "0101", "due_on": date(2020, 1, 1)}, measures.TOO_EARLY),
        ({"item": "0101", "need": RecordId(b"n" * 16)}, measures.NO_NEED),
        ({"item": TRAINING, "person": RecordId(b"p" * 16)}, measures.LEFT),
    ],
)
def test_that_a_plan_that_cannot_be_is_one_sentence_and_changes_nothing(field, family, line, expected):
    with pytest.raises(RuleError) as refused:
        measures.plan(field, family.household, YEAR, [PlanLine(item="0103"), PlanLine(**line)])
    assert refused.value.message_id == expected
    assert render(refused.value)
    assert measure_lines.of_household(field, family.household, YEAR) == ()


def test_that_nobody_plans_for_who_has_left_or_for_a_household_that_is_gone(field, family):
    save(field, change(RecordKind.MEMBERSHIP, family.membership, to_date=Value("2026-03-01")))
    with pytest.raises(RuleError) as refused:
        _plan(field, family, TRAINING, person=RecordId(family.head))
    assert refused.value.message_id == measures.LEFT
    with pytest.raises(RuleError):
        measures.plan(field, HouseholdId(RecordId(b"x" * 16)), YEAR, [PlanLine(item="0101")])


def test_that_a_measure_stands_in_the_plan_once_and_a_dropped_one_may_come_again(field, family):
    line = _plan(field, family, "0101")
    with pytest.raises(RuleError) as refused:
        _plan(field, family, "0101")
    assert refused.value.message_id == measures.TWICE
    with pytest.raises(RuleError) as refused:
        measures.move(field, [line], Step(status=Status.DROPPED))
    assert refused.value.message_id == measures.NO_REASON
    measures.move(field, [line], Step(status=Status.DROPPED, dropped_because="自己已买"))
    _plan(field, family, "0101")


def test_that_needs_are_concrete_and_at_most_three(field, family):
    for number in range(3):
        needs.take(field, family.household, YEAR, NeedLine(kind="01", description=f"需要{number}"))
    with pytest.raises(RuleError) as refused:
        needs.take(field, family.household, YEAR, NeedLine(kind="01", description="再来一个"))
    assert refused.value.message_id == needs.TOO_MANY
    needs.withdraw(field, need_board.needs(field, YEAR)[0].id)
    for line, expected in (
        (NeedLine(kind="77", description="甲"), needs.NO_KIND),
        (NeedLine(kind="01", description=" "), needs.NO_WORDS),
        (NeedLine(kind="01", description="甲", amount_fen=-5), measures.BELOW_ZERO),
    ):
        with pytest.raises(RuleError) as refused:
            needs.take(field, family.household, YEAR, line)
        assert refused.value.message_id == expected


def test_that_households_and_person_times_are_counted_without_doubles(field, family):
    first = _plan(field, family, TRAINING, person=RecordId(family.head))
    second = _plan(field, family, "0101", amount_fen=100_000)
    third = _plan(field, family, "0102")
    measures.move(field, [first], Step(status=Status.DELIVERED, person_times=3))
    measures.move(field, [second], Step(status=Status.DELIVERED))
    total = help_counts.total(field, YEAR)
    assert (total.planned, total.received, total.households, total.persons) == (3, 2, 1, 1)
    assert (total.person_times, total.amount_fen) == (3, 100_000)
    kinds = {row.code: row.households for row in help_counts.by_kind(field, YEAR)}
    assert kinds == {"01": 1, "02": 1}
    assert third


@pytest.fixture
def roster(tmp_path):
    """A list as a department writes it: a title over it, captions of its own, a total below."""

    def write(*table, name="雨露.xlsx"):
        book = openpyxl.Workbook()
        for row in (["某县2026年补助发放表"], *table, ["合计", "", "", "", "9000"]):
            book.active.append(list(row))
        path = tmp_path / name
        book.save(path)
        return path

    return write


def _lists(*rows):
    return (["序号", "姓名", "身份证号码", "补助项目", "补助金额", "发放日期"], *rows)


def test_that_a_departments_list_moves_what_waits_begins_what_is_new_and_says_why_a_row_does_not_fit(
    field, family, roster
):
    own, other = "11010519800101004X", "110105198001010031"
    save(field, change(RecordKind.PERSON, family.head, name=Value("甲"), document_number=Value(own)))
    gone = add_family(field, head={"name": Value("离开"), "document_number": Value(other)})
    save(field, change(RecordKind.MEMBERSHIP, gone.membership, to_date=Value("2026-01-05")))
    line = _plan(field, family, TRAINING, person=RecordId(family.head))
    path = roster(
        *_lists(
            ["1", "甲", own, "技能培训", "300", "2026-06-01"],
            ["2", "甲", own, "残疾人补贴", "1200元", "2026-06-01"],
            ["3", "外人", "110105198001010058", "技能培训", "300", "2026-06-01"],
            ["4", "离开", other, "技能培训", "300", "2026-06-01"],
            ["5", "甲", own, "神秘补贴", "300", "2026-06-01"],
            ["6", "甲", own, "易地搬迁", "300", "2026-06-01"],
            ["7", "甲", own, "助学金", "-300", "2026-06-01"],
            ["8", "甲", own, "助学金", "300", "2027-06-01"],
            ["9", "", "", "技能培训", "300", "2026-06-01"],
        )
    )
    found = measure_lists.preview(field, path, ListChoice(year=YEAR, title="六月发放"))
    assert [item.line for item in found.new] == [line, None]
    assert [item.why for item in found.refused] == [
        Refusal.NOBODY, Refusal.LEFT, Refusal.NO_ITEM, Refusal.OUT_OF_TIME, Refusal.BELOW_ZERO, Refusal.AHEAD,
        Refusal.NO_PERSON,
    ]  # fmt: skip
    assert measure_lists.take_in(field, found).value == 2
    lines = {row.item: row for row in measure_lines.of_household(field, family.household, YEAR)}
    assert lines[TRAINING].id == line
    assert {row.status for row in lines.values()} == {Status.DELIVERED}
    assert (lines[DISABLED].amount_fen, lines[DISABLED].finished_on) == (120_000, "2026-06-01")
    assert {row.source_list for row in lines.values()} == {"六月发放"}
    again = measure_lists.preview(field, path, ListChoice(year=YEAR, title="六月发放"))
    assert again.new == ()
    with pytest.raises(RuleError) as refused:
        measure_lists.take_in(field, again)
    assert refused.value.message_id == measure_lists.NOTHING_NEW
    undo.undo(field)
    assert [row.status for row in measure_lines.of_household(field, family.household, YEAR)] == [Status.PLANNED]


def test_that_a_number_beside_anothers_name_is_refused_and_a_slip_or_the_heads_name_is_not(field, family, roster):
    own, spouse = "11010519800101004X", "110105198001010031"
    save(field, change(RecordKind.PERSON, family.head, name=Value("欧阳建国"), document_number=Value(own)))
    add_family(field, head={"name": Value("李四"), "document_number": Value(spouse)})
    path = roster(
        ["2026年补贴花名册", "", "", "", ""],
        ["序号", "受益人", "身份证", "手机", "补贴名称"],
        ["1", "欧阳建囯", own, "13500000000", "残疾人补贴"],
        ["2", "张三丰", spouse, "", "残疾人补贴"],
    )
    found = measure_lists.preview(field, path, ListChoice(year=YEAR, title="残联"))
    assert [item.row for item in found.new] == [4]
    assert [(item.row, item.why) for item in found.refused] == [(5, Refusal.OTHER_NAME)]
    assert found.source.unused == ("手机",)


def test_that_a_list_of_one_measure_by_household_number_or_name_fits_too(field, family, roster):
    save(field, change(RecordKind.HOUSEHOLD, family.household, national_number=Value("4201")))
    path = roster(["户编号", "户主", "金额"], ["4201", "张三", "2000"], ["4202", "李四", "2000"])
    found = measure_lists.preview(field, path, ListChoice(year=YEAR, item="0101"))
    assert [(item.household, item.person, item.is_by_name) for item in found.new] == [(family.household, None, False)]
    path = roster(["户主", "金额"], ["张三", "2000"], name="b.xlsx")
    (by_name,) = measure_lists.preview(field, path, ListChoice(year=YEAR, item="0101")).new
    assert by_name.is_by_name
    with pytest.raises(RuleError) as refused:
        measure_lists.preview(field, path, ListChoice(year=YEAR))
    assert refused.value.message_id == measure_lists.NO_MEASURE
    add_family(field)
    assert measure_lists.preview(field, path, ListChoice(year=YEAR, item="0101")).reasons == {Refusal.SEVERAL: 1}


def test_that_a_workspace_with_an_older_pack_shows_its_lines_and_says_what_is_missing(field, family, monkeypatch):
    line = _plan(field, family, "0101")
    older = [item for item in field.pack.properties if item.number not in range(8108, 8127) and item.number != 8003]
    monkeypatch.setattr(field, "pack", replace(field.pack, measures=(), properties=tuple(older)))
    assert [row.id for row in measure_lines.of_household(field, family.household, YEAR)] == [line]
    assert need_board.needs(field, YEAR) == ()
    for ask in (
        lambda: entitlement.year_counts(field, YEAR),
        lambda: measures.plan(field, family.household, YEAR, [PlanLine(item="0101")]),
    ):
        with pytest.raises(RuleError) as refused:
            ask()
        assert refused.value.message_id == entitlement.OLD_PACK


def test_that_the_terminal_takes_a_need_plans_moves_and_tells_the_same(field, family, roster, tmp_path, capsys):
    secret = tmp_path / "secret"
    secret.write_text(PASSPHRASE, "utf-8")

    def ask(command, *arguments, code=0):
        line = [command, str(field.folder), *map(str, arguments), "--passphrase-file", str(secret)]
        year = ["--year", str(YEAR)] if command != "measure-move" else []
        assert main([*line, "--language", "en", "--json", *year]) == code
        said = capsys.readouterr()
        return json.loads(said.out) if code == 0 else said.err

    workspace.close(field)
    need = ask("needs", "张三", "--take", "想学电焊", "--kind", "02", "--amount", "600")["id"]
    told = ask("eligible", "张三", "--measure", "技能培训", "--pdf", tmp_path / "notice.pdf")
    assert (told[0]["entitled"], told[0]["member"]) == ("yes", "张三")
    assert (tmp_path / "notice.pdf").read_bytes().startswith(b"%PDF")
    line = ask("measure-plan", "张三", "技能培训", "--member", "张三", "--need", need, "--quantity", "6")["id"]
    assert ask("measure-move", "06", line) == {"saved": 1}
    path = roster(["姓名", "金额"], ["张三", "300"], ["李四", "300"])
    taken = ask("measure-list", path, "--measure", TRAINING, "--by-name")
    assert (taken["new"], taken["refused"]) == (1, ["row 4: not a member of a household here"])
    assert ask("needs", "张三")[0]["need met"] is True
    assert "signed" in ask("measure-move", "07", line, code=1)
    assert ask("measure-move", "07", line, "--signed", "张三") == {"saved": 1}
    assert ask("measures", "张三")[0]["status"] == "Effect confirmed"
    assert {row["measure"]: row["done"] for row in ask("measures")} == {"Skills training": 1}
    assert all(row["entitled"] >= 0 for row in ask("eligible"))
    assert ask("eligible", "--unmet") is not None


def test_that_the_terminal_answers_in_the_words_of_its_language(field, family, tmp_path, capsys):
    secret = tmp_path / "secret"
    secret.write_text(PASSPHRASE, "utf-8")
    workspace.close(field)
    line = ["eligible", str(field.folder), "张三", "--measure", "技能培训", "--year", str(YEAR)]
    assert main([*line, "--passphrase-file", str(secret), "--language", "zh_CN"]) == 0
    assert capsys.readouterr().out.split("\t")[2:4] == ["是", "否"]
