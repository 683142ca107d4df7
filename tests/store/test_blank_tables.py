"""Another office's empty table is filled from the register, keeps its layout, and is known again."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from registers import YEAR, change, family_edits, new, save, text

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.ids import RecordId
from poverty_desktop.operations.paperwork import blank_tables


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


def _heads(sheet, row: int, words: list[str | None], *areas: str) -> None:
    for column, head in enumerate(words, start=1):
        sheet.cell(row, column, head)
    for area in areas:
        sheet.merge_cells(area)


def test_that_lines_to_write_on_and_sums_above_the_data_are_no_heads(field, families, tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    _heads(sheet, 1, ["附件1：监测对象基本情况统计表"], "A1:F1")
    _heads(sheet, 2, ["填报单位（盖章）：", None, None, "填报时间：    年   月   日"])
    _heads(sheet, 3, ["序号", "户主姓名", "组别", "收入情况（元）"], "D3:E3", "A3:A4", "B3:B4", "C3:C4")
    _heads(sheet, 4, [None, None, None, "工资性", "人均纯收入"])
    _heads(sheet, 5, ["合计", None, None, "=SUM(D6:D7)", "=AVERAGE(E6:E7)"], "A5:C5")
    sheet["A6"], sheet["A7"], sheet["A8"] = 1, 2, "填表人："
    sheet.column_dimensions["C"].hidden = True
    book.save(tmp_path / "空表.xlsx")
    table, columns = blank_tables.look(field, tmp_path / "空表.xlsx")
    assert [column.head for column in table.columns][3:] == ["收入情况（元） / 工资性", "收入情况（元） / 人均纯收入"]
    assert list(columns.values()) == ["number", "head.name", "household.group_name", "income.wage", "income.per_head"]
    blank_tables.fill(field, tmp_path / "空表.xlsx", table, columns, families, tmp_path / "已填.xlsx", year=YEAR)
    filled = openpyxl.load_workbook(tmp_path / "已填.xlsx").active
    assert [filled.cell(row, 1).value for row in range(5, 11)] == ["合计", 1, 2, 3, 4, "填表人："]
    assert (filled["D5"].value, filled["E5"].value) == ("=SUM(D6:D9)", "=AVERAGE(E6:E9)")
    assert filled.column_dimensions["C"].hidden


def test_that_what_a_row_reckons_is_reckoned_in_every_row_and_sums_below_reach_over_them(field, families, tmp_path):
    from openpyxl.worksheet.datavalidation import DataValidation

    book = openpyxl.Workbook()
    sheet = book.active
    _heads(sheet, 1, ["序号", "姓名", "性别", "务工月数", "务工月收入", None])
    _heads(sheet, 2, ["甲", 1, 2, 3, 4])
    _heads(sheet, 3, [None, None, None, None, None, "=D3*E3"])
    _heads(sheet, 4, ["小计", None, None, "=SUM(D3:D3)", None, "=SUM($F$3:$F3)"])
    choices = DataValidation(type="list", formula1='"男,女"')
    choices.add("C3:C3")
    sheet.add_data_validation(choices)
    other = book.create_sheet("汇总")
    other["A1"] = f"='{sheet.title}'!F4"
    book.save(tmp_path / "空表.xlsx")
    table, columns = blank_tables.look(field, tmp_path / "空表.xlsx")
    assert table.first_row == 3
    blank_tables.fill(field, tmp_path / "空表.xlsx", table, columns, families, tmp_path / "已填.xlsx", year=YEAR)
    filled = openpyxl.load_workbook(tmp_path / "已填.xlsx")
    sheet = filled.worksheets[0]
    assert [sheet.cell(row, 6).value for row in range(3, 8)] == [
        "=D3*E3", "=D4*E4", "=D5*E5", "=D6*E6", "=SUM($F$3:$F6)"
    ]  # fmt: skip
    assert sheet["D7"].value == "=SUM(D3:D6)"
    assert filled["汇总"]["A1"].value.endswith("F7")
    assert str(sheet.data_validations.dataValidation[0].sqref) == "C3:C6"


def test_that_heads_below_the_householder_mean_the_householder_and_what_a_row_reckons_is_left_to_it(field, tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    _heads(
        sheet, 1, ["户主基本信息", None, "人口\n（人）", "生产经营净收入", "纯收入"], "A1:B1", "C1:C2", "D1:D2", "E1:E2"
    )
    _heads(sheet, 2, ["姓名", "身份证号码"])
    sheet["E3"] = "=C3+D3"
    book.save(tmp_path / "空表.xlsx")
    _table, columns = blank_tables.look(field, tmp_path / "空表.xlsx")
    assert list(columns.values()) == [
        "head.name", "head.document_number", "household.persons", "income.business_net"
    ]  # fmt: skip


def test_that_a_table_of_pupils_has_a_row_for_those_at_school_only(field, tmp_path):
    pupil, edits = family_edits(field.ids, head={"name": text("学生甲")})
    other, more = family_edits(field.ids, head={"name": text("农民乙")})
    save(field, *edits, *more)
    save(field, change(RecordKind.PERSON_YEAR, pupil.head_year, schooling=text("04")))
    book = openpyxl.Workbook()
    _heads(book.active, 1, ["学生姓名", "监护人（户主）姓名", "学校及年级"])
    book.save(tmp_path / "空表.xlsx")
    table, columns = blank_tables.look(field, tmp_path / "空表.xlsx")
    chosen = [pupil.household, other.household]
    blank_tables.fill(field, tmp_path / "空表.xlsx", table, columns, chosen, tmp_path / "已填.xlsx", year=YEAR)
    rows = list(openpyxl.load_workbook(tmp_path / "已填.xlsx").active.iter_rows(min_row=2, values_only=True))
    assert [row[:2] for row in rows] == [("学生甲", "学生甲")]


def test_that_the_sheet_with_the_table_is_found_and_a_table_of_measures_has_a_row_for_each(field, tmp_path):
    family, edits = family_edits(field.ids)
    save(field, *edits)
    save(
        field,
        *(
            new(
                RecordKind.MEASURE,
                RecordId(field.ids.new()),
                {
                    "household": Value(family.household), "year": Value(YEAR), "kind": Value("01"),
                    "name": text(name), "amount": Value(amount), "status": Value("03"),
                },
            )
            for name, amount in (("养羊", 3_000_000), ("种薯", 150_000))
        ),
    )  # fmt: skip
    book = openpyxl.Workbook()
    book.active["A1"] = "本表由各村填报"
    sheet = book.create_sheet("帮扶措施")
    _heads(sheet, 2, ["序号", "户主\n姓名", "措施内容", "帮扶金额(元)"])
    _heads(sheet, 3, ["例", "张某", "养羊", 1000])
    book.save(tmp_path / "空表.xlsx")
    table, columns = blank_tables.look(field, tmp_path / "空表.xlsx")
    assert (table.sheet, table.first_row) == ("帮扶措施", 4)
    done = blank_tables.fill(
        field, tmp_path / "空表.xlsx", table, columns, [family.household], tmp_path / "已填.xlsx", year=YEAR
    )
    filled = openpyxl.load_workbook(tmp_path / "已填.xlsx")["帮扶措施"]
    assert done.rows == 2
    assert sorted((filled.cell(row, 3).value, filled.cell(row, 4).value) for row in (4, 5)) == [
        ("养羊", 30000), ("种薯", 1500)
    ]  # fmt: skip
