"""How files become tables: where captions stand, what is left out, and the one sentence of a file that is none."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from exchange_rosters import NATIONAL, national_file, national_row, national_table, sheet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from poverty_desktop.errors import RuleError
from poverty_desktop.exchange import delimited, workbook
from poverty_desktop.exchange import table as tables
from poverty_desktop.exchange.column_map import known_captions, shipped
from poverty_desktop.exchange.table import read_table


def saved(folder: Path, data: bytes, name: str = "file.xlsx") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def refusal(path: Path, **settings: object) -> str:
    with pytest.raises(RuleError) as caught:
        read_table(path, **settings)
    return caught.value.message_id


def test_that_captions_under_two_title_rows_are_found(tmp_path):
    table = national_table(tmp_path, national_row(1), national_row(2, 2))
    assert table.header_row == 3
    assert table.captions == NATIONAL
    assert table.numbers == (4, 5)
    assert table.rows[1] == tuple(national_row(2, 2))


def test_that_captions_are_found_in_any_row_by_words_that_maps_know(tmp_path):
    data = sheet([["单位：某村"], ["姓名", "证件号码", "组"], ["张三丰", "1", "二组"]], titles=7)
    table = read_table(saved(tmp_path, data), known=known_captions(shipped()))
    assert table.header_row == 9
    assert table.captions == ("姓名", "证件号码", "组")


def test_that_persons_from_the_first_row_on_are_no_captions(tmp_path):
    people = [["张三丰", "420502198001010019", "商品房"], ["李四", "42050219820202002X", "轿车"]]
    table = read_table(saved(tmp_path, sheet(people, titles=0)), known=known_captions(shipped()))
    assert table.header_row == 0
    assert table.rows == tuple(map(tuple, people))
    signed = [*people, ["制表人：王某", "", ""], ["合计", "", ""]]
    table = read_table(saved(tmp_path, sheet(signed, titles=0)), known=known_captions(shipped()))
    assert (table.header_row, len(table.rows)) == (0, 2), "captions never stand below the first person"
    of_1985 = [["张三丰", "420502850101001", "商品房"], ["李四", "420502860202002", "轿车"]]
    assert len(read_table(saved(tmp_path, sheet(of_1985, titles=0))).rows) == 2


def test_that_a_row_the_user_names_is_the_header(tmp_path):
    data = sheet([["一", "二"], ["姓名", "民族"], ["张三丰", "汉族"]], titles=0)
    assert read_table(saved(tmp_path, data), header_row=2).captions == ("姓名", "民族")
    assert read_table(saved(tmp_path, data), header_row=0).rows[0] == ("一", "二")
    assert refusal(saved(tmp_path, data), header_row=9) == tables.NO_SUCH_ROW


def test_that_a_header_of_two_rows_takes_the_lower_words(tmp_path):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        page = book.add_worksheet()
        page.merge_range("A1:D1", "全村农户花名册")
        page.merge_range("A2:A3", "户编号")
        page.merge_range("B2:C2", "家庭成员")
        page.merge_range("D2:D3", "备注")
        page.write_row("B3", ["姓名", "性别"])
        page.write_row("A4", ["1", "张三丰", "男", ""])
    table = read_table(saved(tmp_path, buffer.getvalue()), header_row=2)
    assert table.captions == ("户编号", "姓名", "性别", "备注")
    assert table.numbers == (4,)


def test_that_a_column_without_a_word_takes_that_of_the_row_above(tmp_path):
    data = sheet(
        [
            ["单位：县车管所", "", "", "2026年11月"],
            ["序号", "车主信息", "", "车辆信息", "备注"],
            ["", "姓名", "身份证号码", "车牌号", ""],
            ["1", "张三丰", "420502198001010019", "鄂E00001", ""],
        ],
        titles=0,
    )
    table = read_table(saved(tmp_path, data), known=known_captions(shipped()))
    assert table.captions == ("序号", "姓名", "身份证号码", "车牌号", "备注")
    assert table.titles == ("单位：县车管所　2026年11月",), "captions over groups of columns are no title"
    for title in (["单位：县车管所", "", "2026年"], ["某村花名册", "", "填表人王某"]):
        data = sheet([title, ["", "姓名", "证件号码"], ["1", "张三丰", "x"]], titles=0)
        assert read_table(saved(tmp_path, data), known=known_captions(shipped())).captions == ("", "姓名", "证件号码")


def test_that_a_cell_over_several_rows_holds_for_each_of_them(tmp_path):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        page = book.add_worksheet()
        page.write_row("A1", ["户编号", "姓名"])
        page.merge_range("A2:A4", "0077")
        page.write_column("B2", ["张三丰", "李四光", "王五一"])
    table = read_table(saved(tmp_path, buffer.getvalue()))
    assert [row[0] for row in table.rows] == ["0077", "0077", "0077"]


def test_that_totals_signatures_blank_rows_and_repeated_captions_are_left_out(tmp_path):
    rows = [
        national_row(1),
        ["", " "],
        list(NATIONAL),
        national_row(2),
        ["合 计", "", "2人"],
        ["合计：2户2人"],
        ["制表人：某某", "", "负责人："],
    ]
    table = national_table(tmp_path, *rows)
    assert table.numbers == (4, 7)
    assert table.blank_rows == 1
    assert [(row.number, row.message) for row in table.skipped] == [
        (6, tables.SKIPPED_HEADER),
        (8, tables.SKIPPED_TOTAL),
        (9, tables.SKIPPED_TOTAL),
        (10, tables.SKIPPED_TOTAL),
    ]


def test_that_a_place_whose_name_begins_like_a_total_is_a_row(tmp_path):
    data = sheet([["自然村", "姓名"], ["小计湾", "张三丰"], ["总路咀", "李四光"]], titles=0)
    assert len(read_table(saved(tmp_path, data)).rows) == 2


def test_that_numbers_days_and_truths_become_the_text_a_person_would_type(tmp_path):
    book = openpyxl.Workbook()
    page = book.active
    page.append(["a", "b", "c", "d", "e", "f"])
    page.append([9.0, 3.3, True, date(2023, 5, 3), 420581196504129971, "001"])
    book.save(tmp_path / "x.xlsx")
    assert read_table(tmp_path / "x.xlsx").rows[0] == ("9", "3.3", "TRUE", "2023-05-03", "4.20581196504130E+17", "001")


def test_that_the_stated_size_of_a_sheet_is_not_believed(tmp_path):
    source = zipfile.ZipFile(national_file(tmp_path, [national_row(1), national_row(2)]))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            data = source.read(name)
            if name.endswith("sheet1.xml"):
                assert b"<dimension" in data
                data = data.replace(b'ref="A1:Z5"', b'ref="A1"')
            archive.writestr(name, data)
    assert len(read_table(saved(tmp_path, target.getvalue(), "other.xlsx")).rows) == 2


def test_that_a_million_formatted_blank_rows_cost_nothing(tmp_path):
    path = tmp_path / "blank.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True, "tmpdir": str(tmp_path)}) as book:
        page, bold = book.add_worksheet(), book.add_format({"bold": True})
        page.write_row(0, 0, ["姓名", "民族"])
        page.write_row(1, 0, ["张三丰", "汉族"])
        for row in range(2, 1_000_000, 10):
            page.write_blank(row, 0, None, bold)
    assert len(read_table(path).rows) == 1


@pytest.mark.parametrize("cell", ["XFD3", "AZ1048576"])
def test_that_one_value_far_away_is_named_before_it_fills_the_memory(tmp_path, cell):
    with xlsxwriter.Workbook(tmp_path / "far.xlsx") as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["姓名", "民族"])
        for row in range(1, 3000):
            page.write_row(row, 0, ["张三丰", "汉族"])
        page.write(cell, "x")
    assert refusal(tmp_path / "far.xlsx") == workbook.TOO_FAR


def test_that_hidden_and_empty_sheets_are_passed_over(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "x.xlsx") as book:
        book.add_worksheet("空表").activate()
        hidden = book.add_worksheet("代码")
        hidden.write(0, 0, "x")
        hidden.hide()
        page = book.add_worksheet("花名册")
        page.write_row(0, 0, ["姓名", "民族"])
        page.write_row(1, 0, ["张三丰", "汉族"])
    table = read_table(tmp_path / "x.xlsx")
    assert (table.sheet, table.sheet_index, table.sheets) == ("花名册", 2, ("空表", "代码", "花名册"))
    assert refusal(tmp_path / "x.xlsx", sheet="没有") == workbook.NO_SUCH_SHEET
    assert refusal(tmp_path / "x.xlsx", sheet="空表") == workbook.NOTHING_INSIDE


def test_that_the_table_is_found_behind_a_sheet_of_instructions(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "x.xlsx") as book:
        book.add_worksheet("填表说明").write_column(0, 0, ["填表说明", "请不要改动表头"])
        page = book.add_worksheet("名单")
        page.write_row(0, 0, ["姓名", "民族"])
        page.write_row(1, 0, ["张三丰", "汉族"])
    assert read_table(tmp_path / "x.xlsx", known=known_captions(shipped())).sheet == "名单"
    assert read_table(tmp_path / "x.xlsx", known=known_captions(shipped()), sheet="填表说明").sheet == "填表说明"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_that_text_tables_are_read_in_every_usual_encoding(tmp_path, encoding, delimiter):
    lines = [["姓名", "民族", "备注"], ["张三丰", "汉族", "甲"], ["㛃䶮", "苗族", "乙"]]
    text = "\r\n".join(delimiter.join(line) for line in lines)
    table = read_table(saved(tmp_path, text.encode(encoding), "x.csv"))
    assert table.captions == ("姓名", "民族", "备注")
    assert table.rows[1] == ("㛃䶮", "苗族", "乙")


def test_that_cells_written_as_excel_text_formulas_are_read(tmp_path):
    table = read_table(saved(tmp_path, '户编号,姓名\n="0077",张三丰\n'.encode(), "x.csv"))
    assert table.rows[0] == ("0077", "张三丰")


ODS = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="S">{rows}<table:table-row table:number-rows-repeated="1048000">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>'
    "</office:spreadsheet></office:body></office:document-content>"
)


def test_that_a_libreoffice_sheet_is_read_without_its_endless_blank_end(tmp_path):
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    lines = [["姓名", "民族"], ["张三丰", "汉族"]]
    rows = "".join(f"<table:table-row>{''.join(map(cell.format, line))}</table:table-row>" for line in lines)
    target = io.BytesIO()
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{manifest}"/>')
        archive.writestr("content.xml", ODS.format(rows=rows))
    table = read_table(saved(tmp_path, target.getvalue(), "x.ods"))
    assert (table.captions, table.rows, table.numbers) == (("姓名", "民族"), (("张三丰", "汉族"),), (2,))


def broken_inside() -> bytes:
    source = zipfile.ZipFile(io.BytesIO(sheet([["姓名", "民族"], ["张三丰", "汉族"]])))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            data = source.read(name)
            archive.writestr(name, data[: len(data) // 2] if "sheet1" in name else data)
    return target.getvalue()


def word_document() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<a/>")
    return target.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
GOOD = sheet([["姓名", "民族"], ["张三丰", "汉族"]])


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", workbook.NOTHING_INSIDE),
        (b"  \n", workbook.NOTHING_INSIDE),
        (GOOD[: len(GOOD) // 2], workbook.UNREADABLE),
        (broken_inside(), workbook.UNREADABLE),
        (word_document(), workbook.UNREADABLE),
        (OLE + bytes(600), workbook.UNREADABLE),
        (OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), workbook.LOCKED),
        (b"%PDF-1.7 ...", delimited.NOT_A_TABLE),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), delimited.NOT_A_TABLE),
        (bytes(range(256)) * 4, delimited.NOT_A_TABLE),
        ("<html><table><tr><td>姓名</td></tr></table></html>".encode(), delimited.WEB_PAGE),
        (b"a,b\n\xff\xff\xff\xff,1", delimited.UNKNOWN_LETTERS),
        ("姓名,民族\n李明,苗族\n".encode()[:-3], delimited.UNKNOWN_LETTERS),
        ("姓名,民族\n李明,苗族\n".encode("utf-8-sig")[:-3], delimited.UNKNOWN_LETTERS),
        ("姓名,證件號碼,與戶主關係\n王小二,1,戶主\n".encode("big5"), delimited.UNKNOWN_LETTERS),
        ("姓名,民族\n".encode(), tables.NO_ROWS),
        (b"1,2\n3,4\n", tables.NO_HEADER),
        (sheet([["姓名", "民族"]]), tables.NO_ROWS),
        (sheet([], titles=0), workbook.NOTHING_INSIDE),
    ],
)
def test_that_a_file_that_is_no_table_gets_one_sentence(tmp_path, data, message):
    assert refusal(saved(tmp_path, data)) == message


def test_that_a_missing_file_and_a_lone_fixed_width_file_get_one_sentence(tmp_path):
    assert refusal(tmp_path / "none.xlsx") == tables.CANNOT_OPEN
    assert refusal(tmp_path) == tables.CANNOT_OPEN
    assert refusal(saved(tmp_path, b"1010103000110", "census.dat")) == tables.NEEDS_DICTIONARY


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_that_a_workbook_with_changed_bytes_is_read_or_refused(tmp_path, changes):
    data = bytearray(GOOD)
    for place, value in changes:
        data[place] = value
    with suppress(RuleError):
        read_table(saved(tmp_path, bytes(data)))


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace"))))
def test_that_any_bytes_are_read_or_refused(tmp_path, data):
    with suppress(RuleError):
        table = read_table(saved(tmp_path, data))
        assert all(len(row) == table.width for row in table.rows)


def test_that_plain_text_named_like_a_workbook_is_said_to_be_none(tmp_path):
    assert refusal(saved(tmp_path, "会议记录\n今天下雨".encode())) == tables.NO_WORKBOOK
    assert read_table(saved(tmp_path, "姓名,户号\n测试甲,1".encode())).captions == ("姓名", "户号")
