"""Another office's empty table is filled from the register, keeps its layout, and is known again."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from registers import YEAR, family_edits, save

from poverty_desktop.errors import RuleError
from poverty_desktop.operations import blank_tables


def _office_table(path: Path, *, members: bool = True) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "附件1"
    sheet.append(["某镇防返贫监测对象情况统计表"])
    sheet.merge_cells("A1:E1")
    sheet.append(["序号", "户主姓名", "家庭成员", None, "备注"])
    sheet.merge_cells("C2:D2")
    for place in ("A2:A3", "B2:B3", "E2:E3"):
        sheet.merge_cells(place)
    sheet["C3"], sheet["D3"] = ("姓名", "身份证号码") if members else ("家庭人口", "所在村")
    sheet["A4"] = 1
    sheet["A5"] = 2
    sheet["A6"] = "填表人："
    sheet.merge_cells("A6:E6")
    sheet.row_dimensions[4].height = 33
    book.save(path)
    return path


@pytest.fixture
def families(field):
    found = []
    for _number in range(4):
        family, edits = family_edits(field.ids)
        save(field, *edits)
        found.append(family.household)
    return found


def test_that_columns_below_merged_heads_are_found_and_guessed(field, tmp_path):
    table, columns = blank_tables.look(field, _office_table(tmp_path / "空表.xlsx"))
    assert [column.head for column in table.columns] == [
        "序号", "户主姓名", "家庭成员 / 姓名", "家庭成员 / 身份证号码", "备注"
    ]  # fmt: skip
    assert table.head_row == 3
    assert columns == {
        1: "number", 2: "head.name", 3: "person.name", 4: "person.document_number", 5: "household.remarks"
    }  # fmt: skip


def test_that_the_table_is_filled_and_what_stands_below_moves_down(field, families, tmp_path):
    path = _office_table(tmp_path / "空表.xlsx")
    before = path.read_bytes()
    table, columns = blank_tables.look(field, path)
    done = blank_tables.fill(field, path, table, columns, families, tmp_path / "已填.xlsx", year=YEAR)
    sheet = openpyxl.load_workbook(tmp_path / "已填.xlsx")["附件1"]
    assert done.rows == 4
    assert [sheet.cell(row, 1).value for row in range(4, 9)] == [1, 2, 3, 4, "填表人："]
    assert sheet["B4"].value == "张三"
    assert sheet["D4"].data_type == "s"
    assert {str(area) for area in sheet.merged_cells.ranges} == {"A1:E1", "C2:D2", "A2:A3", "B2:B3", "E2:E3", "A8:E8"}
    assert sheet.row_dimensions[7].height == 33
    assert path.read_bytes() == before


def test_that_a_table_of_households_has_one_row_each(field, families, tmp_path):
    path = _office_table(tmp_path / "空表.xlsx", members=False)
    table, columns = blank_tables.look(field, path)
    blank_tables.fill(field, path, table, columns, families[:1], tmp_path / "已填.xlsx", year=YEAR)
    sheet = openpyxl.load_workbook(tmp_path / "已填.xlsx")["附件1"]
    assert sheet["C4"].value == 1
    assert sheet["D4"].value


def test_that_what_was_said_of_a_column_is_remembered(field, families, tmp_path):
    path = _office_table(tmp_path / "空表.xlsx")
    table, _columns = blank_tables.look(field, path)
    said = {1: "number", 2: "head.name", 5: "household.address"}
    blank_tables.fill(field, path, table, said, families, tmp_path / "已填.xlsx")
    assert blank_tables.look(field, _office_table(tmp_path / "下月.xlsx"))[1] == said


def test_that_no_table_and_no_known_item_are_refused_in_words(field, families, tmp_path):
    (tmp_path / "空表.xlsx").write_bytes(b"no table")
    with pytest.raises(RuleError):
        blank_tables.look(field, tmp_path / "空表.xlsx")
    path = _office_table(tmp_path / "另一张.xlsx")
    table, _columns = blank_tables.look(field, path)
    with pytest.raises(RuleError, match="data item"):
        blank_tables.fill(field, path, table, {1: "household.nothing"}, families, tmp_path / "已填.xlsx")
    assert not (tmp_path / "已填.xlsx").exists()
