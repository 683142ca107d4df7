"""Every mistake of a clerk is found at once and placed where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from pack_sources import column, edited_pack, find, problems_in, put

from poverty_desktop import i18n
from poverty_desktop.packs.load import load_shipped, shipped_folder
from poverty_desktop.packs.problems import PackRefusedError
from poverty_desktop.packs.publish import check, publish

# sheet, column to find the row by, text in it, column to spoil, what to write, part of the message
MISTAKES = [
    ("properties", "name", "village", "type", "string", "not known here"),
    ("properties", "name", "village", "kind", "families", "not known here"),
    ("properties", "name", "village", "number", "1101", "already in row"),
    ("properties", "name", "village", "number", "zehn", "not a whole number"),
    ("properties", "name", "address", "name", "group_name", "already in row"),
    ("properties", "name", "address", "name", "Address", "cannot be a name"),
    ("properties", "name", "address", "label_zh", None, "must be filled in"),
    ("properties", "name", "attribute", "code_list", "atribute", "no code list"),
    ("properties", "name", "address", "code_list", "sex", "Only choice and choices"),
    ("properties", "name", "address", "section", "nowhere", "not in the code list"),
    ("properties", "name", "address", "sensitivity", "hidden", "not known here"),
    ("properties", "name", "address", "merge_class", "G", "Class G is for choices"),
    ("properties", "name", "address", "pattern", "[0-9", "not a regular expression"),
    ("properties", "name", "person", "target", None, "names the kind of record"),
    ("properties", "name", "birth_date", "minimum", "1900-02-30", "cannot be read"),
    ("properties", "name", "identified_on", "minimum", "2010", "cannot be read"),
    ("properties", "name", "work_months", "minimum", "13", "below the minimum"),
    ("properties", "name", "house_area", "unit_en", None, "both the Chinese and the English"),
    ("codes", "label_zh", "配偶", "code", "01", "already in row"),
    ("codes", "label_zh", "配偶", "aliases", "户主", "already means another code"),
    ("codes", "label_zh", "配偶", "schemes", "2014:02", "not written as scheme=number"),
    ("codes", "label_zh", "配偶", "valid_to", "1990", "before the first"),
    ("codes", "label_zh", "配偶", "valid_from", "MMXIV", "not a whole number"),
    ("codes", "label_zh", "配偶", "source", None, "must be filled in"),
    ("codes", "label_zh", "配偶", "code", "0 2", "holds no blank"),
    ("codes", "label_zh", "配偶", "list", "income_item", "comes from the sheet income_items"),
    ("divisions", "name", "陆城街道", "code", "42058100100", "12 digits"),
    ("divisions", "name", "陆城街道", "code", "420581001001", "already in row"),
    ("divisions", "name", "陆城街道", "level", "street", "not known here"),
    ("divisions", "name", "陆城街道", "parent", "420582000000", "not in this sheet"),
    ("divisions", "name", "陆城街道", "parent", "420581001001", "not of a higher level"),
    ("divisions", "name", "陆城街道", "level", "county", "followed by zeros"),
    ("divisions", "name", "太保湖村委会", "parent", "420581100000", "as its parent's does"),
    ("divisions", "name", "湖北省", "parent", "420500000000", "no parent"),
    ("income_items", "label_zh", "务工收入", "category", "salary", "not known here"),
    ("income_items", "label_zh", "务工收入", "counted", "maybe", "not known here"),
    ("income_items", "label_zh", "务工收入", "property", "wages", "no amount of household_year"),
    ("income_items", "label_zh", "务工收入", "property", "house_area", "no amount of household_year"),
    ("income_items", "label_zh", "务工收入", "certainty", "sure", "not known here"),
    ("income_items", "label_zh", "务工收入", "code", "102", "already in row"),
    ("lines", "year", "2015", "source", None, "must be filled in"),
    ("lines", "year", "2015", "year", "last year", "not a whole number"),
    ("lines", "year", "2015", "year", "15", "not a year"),
    ("lines", "year", "2015", "amount_yuan", "about 2855", "not an amount"),
    ("lines", "year", "2015", "amount_yuan", "0", "not an amount"),
    ("lines", "year", "2015", "meaning", "poor", "not known here"),
    ("settings", "key", "accounting_year_start", "value", "13-01", "not written as it should be"),
    ("settings", "key", "accounting_year_start", "value", "10月1日", "not written as it should be"),
    ("settings", "key", "version", "value", "new", "not written as it should be"),
    ("settings", "key", "version", "key", "edition", "no setting edition"),
    ("settings", "key", "era_c_from", "value", "2020", "one after the other"),
    ("settings", "key", "title_en", "key", "title_zh", "already in row"),
    ("texts", "key", "handbook.a", "en", None, "must be filled in"),
    ("texts", "key", "handbook.a", "key", "handbook.b", "already in row"),
]


@pytest.mark.parametrize(
    ("sheet", "by", "text", "spoilt", "written", "message"), MISTAKES, ids=[f"{m[0]}-{m[3]}-{m[5]}" for m in MISTAKES]
)
def test_that_a_mistake_is_reported_with_its_place(
    tmp_path: Path, sheet: str, by: str, text: str, spoilt: str, written: str | None, message: str
) -> None:
    rows = []

    def spoil(book: object) -> None:
        tab = book[sheet]
        rows.append(find(tab, by, text))
        put(tab, rows[0], spoilt, written)

    found = problems_in(edited_pack(tmp_path, spoil), sheet)

    assert any(message in problem.sentence() for problem in found), [problem.sentence() for problem in found]
    placed = [problem for problem in found if message in problem.sentence()]
    if "already" not in message and "one after" not in message:
        assert placed[0].row == rows[0]
    assert all(problem.column for problem in placed)


def test_that_all_errors_are_reported_at_once(tmp_path: Path) -> None:
    def spoil(book: object) -> None:
        put(book["properties"], 5, "type", "string")
        put(book["codes"], 9, "label_en", None)
        put(book["lines"], 4, "source", None)

    folder = edited_pack(tmp_path, spoil, with_forms=True)
    with pytest.raises(PackRefusedError) as refusal:
        publish(folder, previous=None)

    places = {(problem.sheet, problem.row, problem.column) for problem in refusal.value.problems}
    assert {("properties", 5, "type"), ("codes", 9, "label_en"), ("lines", 4, "source")} <= places


def test_that_unknown_and_missing_sheets_are_reported(tmp_path: Path) -> None:
    def spoil(book: object) -> None:
        book.create_sheet("notes")
        del book["texts"]

    found = check(edited_pack(tmp_path, spoil), previous=None)

    sheets = {problem.sheet: problem for problem in found}
    assert "no such sheet" in sheets["notes"].sentence()
    assert "missing" in sheets["texts"].sentence()
    assert "说明" not in sheets


def test_that_wrong_columns_are_reported(tmp_path: Path) -> None:
    def spoil(book: object) -> None:
        sheet = book["lines"]
        sheet.cell(2, column(sheet, "source")).value = "origin"

    found = problems_in(edited_pack(tmp_path, spoil), "lines")

    assert {(problem.column, problem.row) for problem in found} == {("source", 2), ("origin", 2)}


def test_that_numbers_and_blank_rows_in_cells_do_no_harm(tmp_path: Path) -> None:
    def retype(book: object) -> None:
        sheet = book["lines"]
        put(sheet, 3, "year", 2010)
        put(sheet, 3, "amount_yuan", 2300)
        sheet.insert_rows(6)

    assert problems_in(edited_pack(tmp_path, retype), "lines") == []


def test_that_a_bad_county_code_is_reported(tmp_path: Path) -> None:
    folder = edited_pack(tmp_path, lambda book: None)
    (folder / "county_codes.csv").write_text(
        "code,name,first_year,last_year\n42058,宜都市,1998,2020\n420581,宜都市,1998,2020\n420581,宜都市,1998,2020\n",
        encoding="utf-8",
    )

    assert [problem.row for problem in problems_in(folder, "county_codes.csv")] == [2, 4]


def test_that_a_questionnaire_that_is_no_workbook_is_one_error_among_others(tmp_path: Path) -> None:
    folder = edited_pack(tmp_path, lambda book: put(book["lines"], 4, "source", None))
    (folder / "forms").mkdir()
    (folder / "forms" / "visit.xlsx").write_bytes(b"no workbook")

    places = [(problem.sheet, problem.row) for problem in check(folder, previous=None)]
    assert places == [("lines", 4), ("visit.xlsx", 0)]


def test_that_the_shipped_source_has_no_error() -> None:
    assert check(shipped_folder(), previous=None) == ()


def test_that_an_error_reads_in_chinese(tmp_path: Path) -> None:
    found = problems_in(edited_pack(tmp_path, lambda book: put(book["lines"], 4, "source", None)), "lines")
    i18n.set_language("zh_CN")
    try:
        assert found[0].place() == "“lines”表第4行“source”列"
        assert found[0].sentence() == "此格必须填写。"
    finally:
        i18n.set_language("en")


class TestHistory:
    """What a new version owes to the one before."""

    def _found(self, folder: Path, edit: object) -> list[str]:
        def raised(book: object) -> None:
            put(book["settings"], find(book["settings"], "key", "version"), "value", "2026.12")
            edit(book)

        source = edited_pack(folder, raised)
        found = check(source, previous=load_shipped())
        return [problem.sentence() for problem in found if "questionnaire" not in problem.sentence()]

    def test_that_a_changed_label_and_a_higher_version_are_welcome(self, tmp_path: Path) -> None:
        assert self._found(tmp_path, lambda book: put(book["properties"], 3, "label_zh", "所在行政村")) == []

    def test_that_a_type_never_changes(self, tmp_path: Path) -> None:
        def retype(book: object) -> None:
            put(book["properties"], find(book["properties"], "name", "address"), "type", "integer")

        assert any("never changes; it was text" in sentence for sentence in self._found(tmp_path, retype))

    def test_that_a_number_is_not_reused(self, tmp_path: Path) -> None:
        def rename(book: object) -> None:
            put(book["properties"], find(book["properties"], "name", "address"), "name", "postal_address")

        assert any("belongs to household.address" in sentence for sentence in self._found(tmp_path, rename))

    def test_that_a_property_keeps_its_number_and_its_place(self, tmp_path: Path) -> None:
        def renumber(book: object) -> None:
            put(book["properties"], find(book["properties"], "name", "address"), "number", "1199")

        found = self._found(tmp_path, renumber)
        assert any("published with number 1103" in sentence for sentence in found)
        assert any("Property 1103 household.address" in sentence for sentence in found)

    def test_that_an_office_takes_numbers_of_its_own_range(self, tmp_path: Path) -> None:
        def add(book: object) -> None:
            put(book["settings"], find(book["settings"], "key", "publisher"), "value", "office")
            sheet = book["properties"]
            copied = [cell.value for cell in sheet[find(sheet, "name", "address")]]
            for number, name in (("1198", "door_number"), ("100001", "gate_number")):
                sheet.append([number, "household", name, *copied[3:]])

        found = self._found(tmp_path, add)
        assert found == ["An office gives its new properties numbers from 100000."]

    def test_that_a_published_code_is_kept(self, tmp_path: Path) -> None:
        def remove(book: object) -> None:
            book["codes"].delete_rows(find(book["codes"], "label_zh", "之叔伯"))

        assert any("Code 27 of relation" in sentence for sentence in self._found(tmp_path, remove))

    def test_that_a_version_is_published_once(self, tmp_path: Path) -> None:
        source = edited_pack(tmp_path, lambda book: put(book["properties"], 3, "label_zh", "所在行政村"))
        found = check(source, previous=load_shipped())

        said = f"Version {load_shipped().version} is already published"
        assert any(said in problem.sentence() for problem in found)
