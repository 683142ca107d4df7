"""Excel out: rejected rows with their reasons, and household lists that the import reads back."""

from __future__ import annotations

import gc
import re
import resource
import stat
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from exchange_rosters import NATIONAL, TODAY, identity, national_roster, national_row, pack, shipped_map

from poverty_desktop import i18n
from poverty_desktop.domain.values import NOT_APPLICABLE, Value
from poverty_desktop.errors import StorageError
from poverty_desktop.exchange.existing import EMPTY
from poverty_desktop.exchange.household_list import write_household_list
from poverty_desktop.exchange.plan import Action, plan_import
from poverty_desktop.exchange.rejected import write_rejected
from poverty_desktop.exchange.roster import Roster, read_roster
from poverty_desktop.exchange.table import read_table
from poverty_desktop.exchange.text_sheet import CANNOT_WRITE, write_text_sheet


@pytest.fixture
def chinese() -> Iterator[None]:
    i18n.set_language("zh_CN")
    yield
    i18n.set_language("en")


def cells(path: Path) -> list[list[object]]:
    return [list(row) for row in openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)]


def rejects(folder: Path) -> Roster:
    return national_roster(
        folder,
        national_row(1),
        national_row(2, 2, 证件号码="4.2E+17", 姓名="=HYPERLINK(1)"),
        national_row(3, 3, 姓名="", 行政村="无名村"),
    )


def test_that_rejected_rows_stand_with_all_columns_and_their_reasons(tmp_path):
    roster = rejects(tmp_path)
    target = tmp_path / "rejected.xlsx"
    assert write_rejected(target, plan_import(roster, EMPTY, pack()), roster) == 2
    written = cells(target)
    assert written[0] == [*NATIONAL, "Row in the file", "Why it was not taken in"]
    assert [row[26] for row in written[1:]] == ["5", "6"]
    assert written[1][7] == "4.2E+17"
    assert "Type it again from the card" in str(written[1][27])
    assert len(str(written[2][27]).split("\n")) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["rejected.xlsx", "roster.xlsx"]


def corrected(path: Path) -> Path:
    """Return the sheet of rejected rows after its broken ID numbers were typed again."""
    book = openpyxl.load_workbook(path)
    for number, row in enumerate(book.worksheets[0].iter_rows(min_row=2), start=40):
        if row[7].value == "4.2E+17":
            row[7].value = identity(number)
    target = path.with_name("corrected.xlsx")
    book.save(target)
    return target


def test_that_correcting_one_cell_of_the_rejected_rows_brings_the_household_in_whole(tmp_path):
    relations = ("户主", "配偶", "之子")
    rows = [national_row(n, 1, 与户主关系=relation, 人数="3") for n, relation in enumerate(relations, start=1)]
    rows[0][7] = "4.2E+17"
    roster = national_roster(tmp_path, *rows, national_row(9, 2))
    plan = plan_import(roster, EMPTY, pack())
    assert write_rejected(tmp_path / "rejected.xlsx", plan, roster) == 3
    again = read_roster(
        read_table(corrected(tmp_path / "rejected.xlsx")), shipped_map("national_26"), pack(), year=2026, today=TODAY
    )
    assert [row.action for row in plan_import(again, EMPTY, pack()).rows] == [
        Action.NEW_HOUSEHOLD, Action.NEW_MEMBER, Action.NEW_MEMBER,
    ]  # fmt: skip


def test_that_a_rejected_row_without_a_household_number_does_not_join_strangers_later(tmp_path):
    rows = [
        national_row(1, 1, 证件号码="4.2E+17"),
        national_row(2, 2),
        national_row(3, 2, 与户主关系="配偶", 户编号="", 证件号码="4.2E+17"),
    ]
    roster = national_roster(tmp_path, *rows)
    plan = plan_import(roster, EMPTY, pack())
    assert write_rejected(tmp_path / "rejected.xlsx", plan, roster) == 2
    written = cells(tmp_path / "rejected.xlsx")[1:]
    assert [row[26] for row in written] == ["4", "5", "6"]
    assert "only so that the rows below it find their household" in str(written[1][27])
    again = read_roster(
        read_table(corrected(tmp_path / "rejected.xlsx")), shipped_map("national_26"), pack(), year=2026, today=TODAY
    )
    assert again.rows[2].household_key == again.rows[1].household_key != again.rows[0].household_key


def test_that_nothing_in_a_written_sheet_is_a_formula(tmp_path):
    dangerous = ["=1+1", "+1", "-1", "@SUM(A1)", "http://x", "\t=1", "x" * 40_000, "\x01"]
    write_text_sheet(tmp_path / "x.xlsx", [dangerous], name="x", captions=[str(n) for n in range(8)])
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    row = next(book.worksheets[0].iter_rows(min_row=2))
    assert {cell.data_type for cell in row} == {"s"}
    assert [cell.hyperlink for cell in row] == [None] * 8
    assert [cell.value for cell in row[:6]] == dangerous[:6]


def test_that_headings_and_reasons_are_chinese_on_a_chinese_screen(tmp_path, chinese):
    roster = rejects(tmp_path)
    write_rejected(tmp_path / "x.xlsx", plan_import(roster, EMPTY, pack()), roster)
    written = cells(tmp_path / "x.xlsx")
    for heading in written[0]:
        assert not re.search("[A-Za-z]", str(heading)), heading
    assert not re.search("[A-Za-z]", str(written[2][27])), written[2][27]


def test_that_a_corrected_sheet_of_rejects_comes_in_by_the_same_map(tmp_path):
    roster = rejects(tmp_path)
    write_rejected(tmp_path / "x.xlsx", plan_import(roster, EMPTY, pack()), roster)
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    book.worksheets[0]["H2"] = national_row(2, 2)[7]
    book.worksheets[0]["G2"] = "张三丰"
    book.save(tmp_path / "x.xlsx")
    again = read_roster(read_table(tmp_path / "x.xlsx"), shipped_map("national_26"), pack(), year=2026, today=TODAY)
    assert [row.is_rejected for row in again.rows] == [False, True]


def test_that_rows_that_still_ask_can_be_written_too(tmp_path):
    roster = national_roster(tmp_path, national_row(1), national_row(1, 2))
    plan = plan_import(roster, EMPTY, pack())
    assert write_rejected(tmp_path / "x.xlsx", plan, roster) == 0
    assert write_rejected(tmp_path / "x.xlsx", plan, roster, actions=(Action.ASK, Action.REJECT)) == 1


def test_that_a_place_that_cannot_be_written_is_said_and_nothing_is_left(tmp_path):
    with pytest.raises(StorageError) as caught:
        write_text_sheet(tmp_path / "none" / "x.xlsx", [["a"]], name="x", captions=["a"])
    assert caught.value.message_id == CANNOT_WRITE
    (tmp_path / "x.xlsx").mkdir()
    with pytest.raises(StorageError):
        write_text_sheet(tmp_path / "x.xlsx", [["a"]], name="x", captions=["a"])
    assert [path.name for path in tmp_path.iterdir()] == ["x.xlsx"]
    assert stat.S_ISDIR((tmp_path / "x.xlsx").stat().st_mode)


@pytest.mark.parametrize("name", ["national_26", "national_35"])
def test_that_a_written_list_is_read_back_as_it_was(tmp_path, name):
    roster = national_roster(
        tmp_path,
        national_row(1, 1, 人数="2", 健康状况="长期慢性病,残疾", 人均纯收入="-12.05", 务工状况="不适用"),
        national_row(2, 1, 人数="2", 与户主关系="配偶", 人均纯收入="-12.05"),
        national_row(3, 2, 民族="土家族"),
    )
    names = {"village.county": "宜都市", "village.town": "红花套镇", "village.village": "杨家畈村"}
    places = {target: Value(text) for target, text in names.items()}
    lines = []
    for row in roster.rows:
        line = {**places, "check.member_count": Value(str(len(roster.households[row.household_key].rows)))}
        for kind in ("household", "household_year", "person", "membership", "person_year"):
            line |= {f"{kind}.{key}": value for key, value in getattr(row, kind).items()}
        lines.append(line)
    if name == "national_35":
        for line in lines:
            line["household.identified_on"] = Value("2016-05")
            line["household.exit_year"] = Value(2019)
            line["household.monitoring_category"] = NOT_APPLICABLE
    column_map = shipped_map(name)
    assert write_household_list(tmp_path / "out.xlsx", lines, pack(), title="农户花名册", column_map=column_map) == 3
    table = read_table(tmp_path / "out.xlsx")
    assert table.header_row == 3
    again = read_roster(table, column_map, pack(), year=2026, today=TODAY)
    assert not any(row.problems for row in again.rows)
    for before, after, line in zip(roster.rows, again.rows, lines, strict=True):
        for kind in ("person", "membership", "person_year", "household_year"):
            assert getattr(after, kind) == getattr(before, kind)
        written = {key: value for key, value in line.items() if key.startswith("household.")}
        assert {f"household.{key}": value for key, value in after.household.items()} == written
        assert after.village == before.village


def test_that_every_cell_of_a_written_list_is_text_in_the_national_order(tmp_path):
    line = {"person.name": Value("张三丰"), "household_year.net_income_per_capita": Value(682050)}
    write_household_list(tmp_path / "x.xlsx", [line], pack(), title="农户花名册")
    book = openpyxl.load_workbook(tmp_path / "x.xlsx").worksheets[0]
    captions = [rule.captions[0] for rule in shipped_map("national_26").columns]
    assert [cell.value for cell in book[3]] == list(dict.fromkeys(captions))
    assert (book["G4"].value, book["Y4"].value, book["Y4"].data_type) == ("张三丰", "6820.50", "s")


def test_that_a_full_disk_is_one_sentence_and_leaves_nothing(tmp_path):
    """A file that may not grow stands for a full disk; what the archive complains of later would fail the test."""
    most, ceiling = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, ceiling))
    try:
        with pytest.raises(StorageError) as caught:
            write_text_sheet(tmp_path / "x.xlsx", [["a"]], name="x", captions=["a"])
        gc.collect()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, ceiling))
    assert caught.value.message_id == CANNOT_WRITE
    assert list(tmp_path.iterdir()) == []
