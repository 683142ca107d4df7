"""Projects and money: the library's procedure, the fund ledger, lists to households, the bank's answer."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from registers import VILLAGE, YEAR, add_family, admit, change, save

from poverty_desktop.domain.fund_differences import Difference
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.measure import Status
from poverty_desktop.domain.money import Purpose, State
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import render
from poverty_desktop.operations.casework import procedure_papers, project_entry
from poverty_desktop.operations.casework.step_entry import StepEntry
from poverty_desktop.operations.handover import bundles, downstream
from poverty_desktop.operations.handover.enrolment import device_keys
from poverty_desktop.operations.money import (
    bank_matching,
    bank_results,
    distribution,
    fund_checks,
    funds,
    list_drafts,
    payment_papers,
    project_lists,
    projects,
)
from poverty_desktop.operations.money.funds import NewPayment
from poverty_desktop.operations.money.list_drafts import ListWish
from poverty_desktop.operations.money.payee import Fault
from poverty_desktop.operations.workspaces import undo
from poverty_desktop.queries.assistance import measure_lines
from poverty_desktop.queries.casework import procedures
from poverty_desktop.queries.money import money, money_risks, payment_lists, project_library
from poverty_desktop.queries.money.money_risks import Risk
from poverty_desktop.queries.money.project_library import Wanted

GOODS = "0101"
WHOLE = {
    "name": Value("一组道路硬化"),
    "kind": Value("03"),
    "nature": Value("01"),
    "place": Value("一组"),
    "content": Value("硬化通组路2公里"),
    "unit": Value("镇政府"),
    "planned": Value(50_000_00),
    "sources": Value("01"),
    "households": Value(30),
    "goal": Value("2公里通车"),
    "participation": Value("村民代表会议表决"),
}

MEETING = StepEntry(
    step="proposal",
    on=date(2026, 9, 1),
    entitled=30,
    present=25,
    agreed=24,
    opposed=0,
    abstained=1,
    signatures=("village_secretary", "village_head", "representatives"),
)


def luhn(body: str) -> str:
    """Return a card number: the body with its check digit."""
    total = sum(int(digit) for digit in body[-2::-2])
    total += sum(sum(divmod(2 * int(digit), 10)) for digit in body[-1::-2])
    return body + str(-total % 10)


def card(number: int) -> str:
    return luhn(f"622848{number:012d}")


@pytest.fixture
def road(office):
    """A project that is in the library and has 50,000 yuan of one source."""
    return in_library(office, **WHOLE)


def in_library(office, **values):
    return projects.propose(office, VILLAGE, YEAR, {**values, "stage": Value("04")}).value


def give(office, project, yuan, document="鄂财农〔2026〕1号"):
    known = [fund.id for fund in money.books(office).funds if fund.document == document]
    fund = known[0] if known else funds.receive(office, document, yuan * 100, year=YEAR, level="02", kind="01").value
    funds.allocate(office, fund, project, yuan * 100, on=date(2026, 3, 1))
    return fund


def refused(call, *arguments, **more):
    with pytest.raises(RuleError) as error:
        call(*arguments, **more)
    assert render(error.value)
    return error.value.message_id


def test_that_a_project_goes_through_the_library_by_its_procedure_and_its_stage_follows(office):
    project = projects.propose(office, VILLAGE, YEAR, {"name": Value("办公楼维修")}).value
    meeting = MEETING
    assert project_library.projects(office, Wanted(), "en")[0].stage == ""
    projects.move(office, project, meeting)
    assert project_library.projects(office, Wanted(), "en")[0].stage == "01"
    projects.move(office, project, StepEntry(step="village_display", on=date(2026, 9, 2), until=date(2026, 9, 14)))
    township = StepEntry(step="township", on=date(2026, 9, 20), signatures=("station_head", "township_head"))
    assert refused(projects.move, office, project, township) == project_entry.FORBIDDEN
    projects.correct(office, project, "name", Value("一组道路硬化"))
    assert refused(projects.move, office, project, township) == project_entry.LACKS
    for name, value in WHOLE.items():
        projects.correct(office, project, name, value)
    projects.move(office, project, township)
    (row,) = project_library.projects(office, Wanted(stage="02"), "en")
    assert (row.stage_label, row.needs_work) == ("Reviewed by the township", False)
    assert project_library.next_words(office, project, "en") == "Display in the township"
    undo.undo(office)
    assert project_library.projects(office, Wanted(), "en")[0].stage == "01"
    assert not procedures.of_village(office, VILLAGE)


def test_that_the_papers_of_a_project_show_the_project_and_no_person(office, tmp_path):
    project = projects.propose(office, VILLAGE, YEAR, WHOLE).value
    entry = MEETING
    procedure = projects.move(office, project, entry).value
    projects.set_goal(office, project, "11", "硬化里程", target="2", unit="公里")
    for step in ("proposal", "village_display", "township", "announcement"):
        document = procedure_papers.compose(office, procedure, step)
        words = "".join(text.words for page in document.pages for text in page.texts)
        assert "一组道路硬化" in words, step


def test_that_money_needs_a_source_a_library_a_contract_and_acceptance(office, road):
    outside = projects.propose(office, VILLAGE, YEAR, {"name": Value("广场"), "stage": Value("01")}).value
    fund = funds.receive(office, "鄂财农〔2026〕1号", 60_000_00, year=YEAR).value
    assert refused(funds.receive, office, "鄂财农〔2026〕1号", 1, year=YEAR) == funds.KNOWN_DOCUMENT
    assert refused(funds.receive, office, "2号", -1, year=YEAR) == fund_checks.NOT_POSITIVE
    assert refused(funds.allocate, office, fund, outside, 1) == funds.OUTSIDE_LIBRARY
    assert refused(funds.allocate, office, fund, road, 60_000_01) == funds.OVER_SOURCE
    funds.allocate(office, fund, road, 50_000_00, on=date(2026, 3, 1))
    over = refused(funds.contract, office, road, "某公司", 50_000_01, signed_on=date(2026, 4, 1))
    assert over == funds.CONTRACT_OVER
    made = funds.contract(office, road, "某公司", 40_000_00, signed_on=date(2026, 4, 1)).value
    pay = funds.pay
    early = NewPayment(contract=made, amount_fen=10_000_00, on=date(2026, 3, 30))
    assert refused(pay, office, early) == funds.BEFORE_CONTRACT
    advance = NewPayment(contract=made, amount_fen=12_000_01, purpose=Purpose.ADVANCE, on=date(2026, 4, 2))
    assert refused(pay, office, advance) == funds.BEFORE_ACCEPTANCE
    first = pay(
        office, NewPayment(contract=made, amount_fen=12_000_00, purpose=Purpose.ADVANCE, on=date(2026, 4, 2))
    ).value
    funds.note_state(office, first, State.IN_TRANSIT, on=date(2026, 4, 3))
    assert refused(funds.note_state, office, first, State.RETURNED) == funds.NO_REASON
    funds.note_state(office, first, State.PAID, on=date(2026, 4, 5))
    last = NewPayment(contract=made, amount_fen=28_000_00, purpose=Purpose.SETTLEMENT, on=date(2026, 8, 1))
    assert refused(pay, office, last) == funds.BEFORE_ACCEPTANCE
    assert refused(funds.accept, office, made, on=date(2026, 3, 1)) == funds.NOT_ACCEPTED_BEFORE
    funds.accept(office, made, on=date(2026, 7, 1), settled_fen=38_000_00)
    assert refused(pay, office, last) == funds.OVER_CONTRACT
    pay(
        office,
        NewPayment(
            contract=made, amount_fen=26_000_00, purpose=Purpose.SETTLEMENT, on=date(2026, 8, 1), state=State.PAID
        ),
    )
    _books, ledgers = money.ledgers(office)
    assert refused(projects.remove, office, road) == projects.HAS_MONEY
    line = ledgers.projects[road]
    assert (line.allocated_fen, line.paid_fen, line.in_transit_fen, line.remaining_fen) == (
        50_000_00,
        38_000_00,
        0,
        12_000_00,
    )
    assert ledgers.differences == ()
    assert ledgers.funds[fund].left_fen == 10_000_00


def overruns(office):
    return next(found.cases for found in money_risks.risks(office, "zh_CN") if found.kind is Risk.OVERRUN)


def test_that_more_allocated_than_planned_is_a_risk_that_opens_to_its_allocation(office, road):
    give(office, road, 50_000)
    assert not overruns(office)
    give(office, road, 5_000, document="鄂财农〔2026〕2号")
    (case,) = overruns(office)
    assert case.amount_fen == 5_000_00
    assert len(case.records) == 2  # both allocations, each with its source


def test_that_a_village_sees_money_but_does_not_move_it(field):
    assert refused(funds.receive, field, "1号", 100, year=YEAR) == fund_checks.ONLY_OFFICE


@pytest.fixture
def subsidy(office):
    """A project for households with money, and three filed households with accounts."""
    project = in_library(office, name=Value("养殖奖补"), kind=Value("01"), route=Value("01"), item=Value(GOODS))
    give(office, project, 9_000)
    families = []
    for number in range(3):
        family = add_family(
            office,
            household={"national_number": Value(f"42058100{number:02d}")},
            head={"name": Value(f"张{'甲乙丙'[number]}"), "document_number": Value(f"42058119800101{number:03d}X")},
        )
        save(
            office,
            change(
                RecordKind.HOUSEHOLD, family.household, household_type=Value("04"), bank_account=Value(card(number))
            ),
            change(RecordKind.HOUSEHOLD_YEAR, family.year, cultivated_land=Value("3")),
            change(RecordKind.PERSON_YEAR, family.head_year, labour=Value("01")),
        )
        families.append(family)
    return project, families


def wish(project, **more):
    return ListWish(project=project, item=GOODS, year=YEAR, period="2026", amount_fen=1_000_00, **more)


def book(path: Path, rows):
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    workbook.save(path)
    return path


def test_that_a_list_of_the_entitled_is_drawn_printed_sent_answered_and_becomes_the_measures_line(
    office, subsidy, tmp_path
):
    project, families = subsidy
    found = list_drafts.from_register(office, wish(project))
    assert [payee.faults for payee in found.payees] == [(), (), ()]
    payment = list_drafts.draw_up(office, found, {}).value
    assert refused(distribution.send, office, payment) == distribution.PRINT_FIRST
    pages = payment_papers.print_list(office, payment, tmp_path / "list.pdf").value
    assert pages == 1
    assert payment_papers.bank_file(office, payment, tmp_path / "bank.xlsx") == 3
    distribution.send(office, payment, on=date(2026, 10, 1))
    assert money.ledgers(office)[1].in_transit_fen == 3_000_00
    answer = book(
        tmp_path / "answer.xlsx",
        [
            ["批量代发结果", None, None, None, None],
            ["户名", "账号", "交易金额", "处理结果", "失败原因"],
            ["张甲", card(0), "1000.00", "成功", ""],
            ["张乙", card(1), "1000.00", "失败", "账户已销户"],
            ["张丙", card(2), "900.00", "成功", ""],
            ["李四", card(7), "1000.00", "成功", ""],
            ["合计", None, "3900.00", None, None],
        ],
    )
    preview = bank_results.preview(office, payment, answer, {})
    assert dict(preview.reasons) == {bank_matching.BankRefusal.OTHER_AMOUNT: 1, bank_matching.BankRefusal.NO_LINE: 1}
    assert (len(preview.new), preview.silent) == (2, 1)
    bank_results.take_in(office, preview)
    states = {line.head_name: line.state for line in payment_lists.lines(office, payment, "en")}
    assert states == {"张甲": State.PAID, "张乙": State.RETURNED, "张丙": State.IN_TRANSIT}
    (measure,) = measure_lines.of_household(office, families[0].household, YEAR, "en")
    assert (measure.status, measure.amount_fen, measure.project) == (Status.DELIVERED, 1_000_00, "养殖奖补")
    ledgers = money.ledgers(office)[1]
    line = ledgers.projects[project]
    assert (line.paid_fen, line.in_transit_fen, line.remaining_fen) == (1_000_00, 1_000_00, 7_000_00)
    assert ledgers.differences == ()
    assert (
        refused(bank_results.take_in, office, bank_results.preview(office, payment, answer, {}))
        == bank_results.NOTHING_NEW
    )

    returned = next(line for line in payment_lists.lines(office, payment, "en") if line.state is State.RETURNED)
    assert returned.returned_because == "账户已销户"
    assert refused(distribution.mend, office, returned.id, "12345") == distribution.BAD_ACCOUNT
    distribution.mend(office, returned.id, card(11))
    payment_papers.print_list(office, payment, tmp_path / "again.pdf")
    distribution.send(office, payment, on=date(2026, 11, 1))
    again = book(
        tmp_path / "again.xlsx", [["户名", "账号", "结果"], ["张乙", card(11), "成功"], ["张丙", card(2), "成功"]]
    )
    bank_results.take_in(office, bank_results.preview(office, payment, again, {}))
    assert len(measure_lines.of_household(office, families[1].household, YEAR, "en")) == 1
    assert money.ledgers(office)[1].projects[project].paid_fen == 3_000_00
    assert payment_lists.lists(office, "en")[0].state is State.PAID
    assert [row.amount_fen for row in payment_lists.of_household(office, families[1].household, "en")] == [1_000_00]


def test_that_what_speaks_against_a_row_is_caught_before_the_list_is_printed(office, subsidy, tmp_path):
    project, families = subsidy
    save(office, change(RecordKind.PERSON, families[1].head, death_date=Value("2026-05-01")))
    rows = [
        ["姓名", "身份证号", "金额", "银行卡号"],
        ["张甲", "42058119800101000X", 1000, card(2)],
        ["张乙", "42058119800101001X", 1000, ""],
        ["张丙", "42058119800101002X", -5, "62284800000000001"],
        ["外人", "420581197001010010", 1000, card(5)],
        ["张丙", "42058119800101002X", 1000, card(2)],
    ]
    found = list_drafts.from_file(office, book(tmp_path / "list.xlsx", rows), wish(project))
    by_row = {payee.row: set(payee.faults) for payee in found.payees}
    assert by_row[2] == {Fault.OTHERS_ACCOUNT}
    assert by_row[3] == {Fault.DEAD}
    assert by_row[4] >= {Fault.NO_AMOUNT, Fault.TWICE, Fault.CHECK_DIGIT}
    assert by_row[5] == {Fault.NOBODY}
    assert refused(list_drafts.draw_up, office, found, {}) == list_drafts.WANTS_REASONS
    payment = list_drafts.draw_up(office, found, {2: "", 3: "丧葬期内补发上年度"}).value
    (line,) = payment_lists.lines(office, payment, "en")
    assert (line.reason, line.amount_fen) == ("丧葬期内补发上年度", 1_000_00)
    twice = list_drafts.from_file(office, tmp_path / "list.xlsx", wish(project))
    assert Fault.PAID_BEFORE in next(payee for payee in twice.payees if payee.row == 3).faults


def test_that_a_list_above_the_projects_money_or_for_works_is_refused_whole(office, subsidy, road):
    project, _families = subsidy
    found = list_drafts.from_register(
        office, ListWish(project=project, item=GOODS, year=YEAR, period="2026", amount_fen=3_000_01)
    )
    assert refused(list_drafts.draw_up, office, found, {}) == fund_checks.OVER_ALLOCATED
    assert payment_lists.lists(office, "en") == ()
    save(office, change(RecordKind.VILLAGE_PROJECT, road, route=Value("02")))
    assert (
        refused(list_drafts.from_register, office, ListWish(project=road, item=GOODS, year=YEAR, period="1"))
        == list_drafts.WORKS
    )


def test_that_what_the_household_was_not_told_of_is_a_difference_to_the_fen(office, subsidy, tmp_path):
    project, families = subsidy
    payment = list_drafts.draw_up(office, list_drafts.from_register(office, wish(project)), {}).value
    payment_papers.print_list(office, payment, tmp_path / "list.pdf")
    distribution.send(office, payment)
    answer = book(tmp_path / "a.xlsx", [["账号", "结果"], *([card(number), "成功"] for number in range(3))])
    bank_results.take_in(office, bank_results.preview(office, payment, answer, {}))
    (line,) = measure_lines.of_household(office, families[0].household, YEAR, "en")
    save(office, change(RecordKind.MEASURE, line.id, amount=Value(999_99)))
    (found,) = money.ledgers(office)[1].differences
    assert (found.kind, found.amount_fen, found.project) == (Difference.OTHER_AMOUNT, 1, project)
    assert {kind for kind, _id in found.records} == {RecordKind.MEASURE, RecordKind.BENEFICIARY}


def test_that_an_excel_list_of_projects_comes_into_the_library_with_a_reason_for_what_does_not_fit(office, tmp_path):
    add_family(office)
    village = office.pack.divisions[VILLAGE].name
    rows = [
        ["2026年项目库", None, None, None, None],
        ["序号", "项目名称", "行政村", "计划资金（万元）", "受益户数", "群众意见"],
        [1, "饮水管网", village, 12.5, 40, "同意"],
        [2, "办公楼改造", village, 30, 1],
        [3, "茶园", "没有的村", 3, 4],
        [4, "坏数", village, "很多", 4],
        [5, "负数", village, -3, 4],
        ["合计", None, None, 45.5, None],
    ]
    path = book(tmp_path / "projects.xlsx", rows)
    choice = project_lists.ProjectListChoice(year=YEAR)
    found = project_lists.preview(office, path, choice)
    assert [item.name for item in found.new] == ["饮水管网", "办公楼改造"]
    assert found.new[1].forbidden
    assert {item.why for item in found.refused} == {"no_village", "unread", "below_zero"}
    assert found.source.unused == ("群众意见",)
    project_lists.take_in(office, found)
    row = next(row for row in project_library.projects(office, Wanted(), "en") if row.name == "饮水管网")
    assert (row.planned_fen, row.households, row.stage) == (12_5000_00, 40, "01")
    assert (
        refused(project_lists.take_in, office, project_lists.preview(office, path, choice)) == project_lists.NOTHING_NEW
    )


def test_that_a_village_gets_its_projects_and_its_households_money_with_the_offices_bundle(office, field, tmp_path):
    admit(office, field, tmp_path / "admission")
    stick = tmp_path / "stick"
    stick.mkdir()
    own = {"national_number": Value("4205810000"), "bank_account": Value(card(0)), "household_type": Value("04")}
    family = add_family(field, household=own)
    bundles.receive(office, bundles.export_bundle(field, stick).value.path)
    project = in_library(office, name=Value("养殖奖补"), kind=Value("01"), route=Value("01"), item=Value(GOODS))
    give(office, project, 2_000)
    listed = book(tmp_path / "list.xlsx", [["户编号", "金额"], ["4205810000", 1500]])
    found = list_drafts.from_file(office, listed, wish(project))
    payment = list_drafts.draw_up(office, found, {payee.row: "核实过" for payee in found.explainable}).value
    payment_papers.print_list(office, payment, tmp_path / "list.pdf")
    distribution.send(office, payment)
    downstream.send(office, stick, [device_keys(field).device])
    downstream.take_in(field, stick)
    (line,) = payment_lists.of_household(field, family.household, "en")
    assert (line.project, line.amount_fen, line.state) == ("养殖奖补", 1_500_00, State.IN_TRANSIT)
    (row,) = project_library.projects(field, Wanted(), "en")
    assert (row.allocated_fen, row.in_transit_fen) == (2_000_00, 1_500_00)
    assert money.books(field).funds == ()
