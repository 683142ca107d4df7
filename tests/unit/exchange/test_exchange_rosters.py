"""Rows read into values: dirty cells, certificates, places, households, and what is said about each."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from exchange_rosters import (
    NATIONAL,
    TODAY,
    VILLAGE,
    identity,
    national_roster,
    national_row,
    national_table,
    pack,
    sheet,
    shipped_map,
    texts,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from poverty_desktop.domain import identity_number, textual
from poverty_desktop.domain.values import DONT_KNOW, NOT_APPLICABLE, Value
from poverty_desktop.errors import Cancelled, RuleError
from poverty_desktop.exchange import ages, cells, documents, grouping, household_checks, places, roster, rows
from poverty_desktop.exchange.column_map import ColumnMap, ColumnRule, Grouping
from poverty_desktop.exchange.problems import Severity, sentence
from poverty_desktop.exchange.roster import Roster, RosterRow, read_roster
from poverty_desktop.exchange.table import Table, read_table
from poverty_desktop.packs.model import Label
from poverty_desktop.progress import Progress

CERTIFICATE = identity(7) + "42"


def row_of(folder: Path, **changes: str) -> RosterRow:
    return national_roster(folder, national_row(**changes)).rows[0]


def messages(row: RosterRow) -> list[str]:
    return [problem.message for problem in row.problems]


def village_list(folder: Path, rows: list[list[str]], grouping: Grouping = Grouping.HEAD, **targets: str) -> Roster:
    """Read a whole-village roster in any columns; ``targets`` are caption=target."""
    path = folder / "village.xlsx"
    path.write_bytes(sheet(rows, titles=0))
    columns = tuple(ColumnRule(target=target, captions=(caption,)) for caption, target in targets.items())
    column_map = ColumnMap(name="x", title=Label(zh="x", en="x"), grouping=grouping, columns=columns)
    return read_roster(read_table(path, header_row=1), column_map, pack(), year=2026, today=TODAY, village=VILLAGE)


def test_that_a_clean_row_of_the_national_export_becomes_values(tmp_path):
    row = row_of(tmp_path)
    assert row.problems == ()
    assert (row.village, row.year, row.number) == (VILLAGE, 2026, 4)
    assert texts(row.household) == {
        "group_name": "三组", "national_number": "42058100000001", "exit_status": "02", "attribute": "07",
        "household_type": "02",
        "phone": "13800000001",
    }  # fmt: skip
    assert texts(row.household_year) == {
        "main_cause": "01", "dangerous_house": 0, "safe_drinking_water": 1, "drinking_water_difficulty": 0,
        "net_income_per_capita": 682050,
    }  # fmt: skip
    number = identity(1)
    assert texts(row.person) == {
        "name": "测试丁", "national_number": "420581000000001"[:15], "document_number": number, "document_type": "01",
        "birth_date": f"{number[6:10]}-{number[10:12]}-{number[12:14]}", "sex": "1", "ethnicity": "HA",
    } | {"name": row.person["name"].scalar, "national_number": row.person["national_number"].scalar}  # fmt: skip
    assert texts(row.membership) == {"relation": "01"}
    assert texts(row.person_year) == {
        "education": "03", "health": "01", "labour": "01", "work_scope": "04", "work_months": 9,
        "serious_illness_insurance": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("caption", "cell", "record", "name", "scalar"),
    [
        ("务工时间（月）", "9.0", "person_year", "work_months", 9),
        ("务工时间（月）", "０９", "person_year", "work_months", 9),
        ("务工时间（月）", "9个月", "person_year", "work_months", 9),
        ("人均纯收入", "6,820.5", "household_year", "net_income_per_capita", 682050),
        ("人均纯收入", "￥6820元", "household_year", "net_income_per_capita", 682000),
        ("人均纯收入", "0.0", "household_year", "net_income_per_capita", 0),
        ("健康状况", "长期慢性病,残疾", "person_year", "health", "02 04"),
        ("健康状况", "残疾、长期慢性病", "person_year", "health", "02 04"),
        ("民族", "汉", "person", "ethnicity", "HA"),
        ("民族", " 土家族 ", "person", "ethnicity", "TJ"),
        ("务工状况", "乡(镇)内务工", "person_year", "work_scope", "01"),
        ("户编号", "４２０５８１０００１", "household", "national_number", "4205810001"),
        ("户编号", "4205810001.0", "household", "national_number", "4205810001"),
        ("自然村", "3.0", "household", "group_name", "3"),
        ("姓名", "张 三", "person", "name", "张三"),
        ("姓名", "买买提•吐尔逊", "person", "name", "买买提·吐尔逊"),
        ("联系电话", "138 0000 0001", "household", "phone", "13800000001"),
        ("危房户", "√", "household_year", "dangerous_house", 1),
    ],
)
def test_that_a_dirty_cell_becomes_its_value(tmp_path, caption, cell, record, name, scalar):
    row = row_of(tmp_path, **{caption: cell})
    assert getattr(row, record)[name] == Value(scalar)
    assert row.problems == ()


def test_that_blank_not_applicable_and_unknown_are_three_things(tmp_path):
    assert "labour" not in row_of(tmp_path, 劳动技能="").person_year
    assert row_of(tmp_path, 劳动技能="不适用").person_year["labour"] == NOT_APPLICABLE
    assert row_of(tmp_path, 劳动技能="不清楚").person_year["labour"] == DONT_KNOW
    assert row_of(tmp_path, 务工状况="无").person_year["work_scope"] == NOT_APPLICABLE


@pytest.mark.parametrize(
    ("caption", "cell", "message"),
    [
        ("民族", "火星族", cells.UNKNOWN_WORD),
        ("民族", "02", cells.BARE_NUMBER),
        ("健康状况", "长期慢性病,装病", cells.UNKNOWN_WORD),
        ("务工时间（月）", "33", cells.OUT_OF_BOUNDS),
        ("姓名", "张3", cells.STRANGE_NAME),
    ],
)
def test_that_an_unclear_cell_is_flagged_with_its_words_and_not_guessed(tmp_path, caption, cell, message):
    row = row_of(tmp_path, **{caption: cell})
    (problem,) = row.problems
    assert (problem.message, problem.severity, problem.original) == (message, Severity.ATTENTION, cell)
    assert not row.is_rejected
    assert cell not in repr(problem)


def test_that_the_known_part_of_several_words_is_kept(tmp_path):
    assert row_of(tmp_path, 健康状况="长期慢性病,装病").person_year["health"] == Value("02")


def test_that_numbers_are_codes_only_under_a_named_numbering(tmp_path):
    table = national_table(tmp_path, national_row(民族="02"))
    by_scheme = {"poverty2014": "MA", "gbt3304": "MG"}
    for scheme, code in by_scheme.items():
        columns = (ColumnRule(target="person.name", captions=("姓名",)),)
        rule = ColumnRule(target="person.ethnicity", captions=("民族",), scheme=scheme)
        column_map = ColumnMap(
            name="x", title=Label(zh="x", en="x"), grouping=Grouping.COLUMNS,
            columns=(*columns, rule, ColumnRule(target="group.key", captions=("户编号",))),
        )  # fmt: skip
        found = read_roster(table, column_map, pack(), year=2026, today=TODAY, village=VILLAGE)
        assert found.rows[0].person["ethnicity"] == Value(code)


@pytest.mark.parametrize(("suffix", "category", "grade"), [("42", "4", "2"), ("71B1", "7", "1")])
def test_that_a_certificate_tells_the_disability(tmp_path, suffix, category, grade):
    number = identity(7) + suffix
    person = texts(row_of(tmp_path, 证件号码=number.lower()).person)
    assert person["document_number"] == number
    assert person["document_type"] == "02"
    assert (person["disability_category"], person["disability_grade"]) == (category, grade)
    assert person["sex"] == "1"


def test_that_a_placeholder_comes_in_flagged_and_tells_nothing(tmp_path):
    row = row_of(tmp_path, 证件号码="999999196504121234")
    assert messages(row) == [identity_number.PLACEHOLDER.message_id]
    assert not row.is_rejected
    assert "sex" not in row.person
    assert "birth_date" not in row.person


@pytest.mark.parametrize("cell", ["999999", "999999.0", "９９９９９９", "999,999"])
def test_that_the_number_for_nothing_known_is_read_as_blank_and_said(tmp_path, cell):
    row = row_of(tmp_path, 人均纯收入=cell, 联系电话=cell, 人数=cell, 户编号=cell, **{"务工时间（月）": cell})
    said = [problem.caption for problem in row.problems if problem.message == cells.PLACEHOLDER]
    assert sorted(said) == sorted(["人均纯收入", "联系电话", "人数", "户编号", "务工时间(月)"])
    assert not row.is_rejected
    assert not {"phone", "national_number"} & row.household.keys()
    assert not {"phone"} & row.person.keys()
    assert not row.household_year.get("per_capita_net")
    assert household_checks.COUNT_DISAGREES not in messages(row)


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("4.20581E+17", identity_number.DESTROYED.message_id),
        ("4.20581196504129971E+17", identity_number.DESTROYED.message_id),
        ("420581196504120000", identity_number.DESTROYED.message_id),
        ("420581650412123", identity_number.OLD_LENGTH.message_id),
        ("42058119650412", identity_number.bad_length(14).message_id),
        ("42058119650412ABCD", identity_number.BAD_CHARACTER.message_id),
    ],
)
def test_that_a_number_that_cannot_be_repaired_keeps_the_row_out_and_says_so(tmp_path, cell, message):
    row = row_of(tmp_path, 证件号码=cell)
    assert row.is_rejected
    assert message in messages(row)
    assert "document_number" not in row.person


def test_that_a_number_cell_of_excel_with_eighteen_digits_is_known_to_be_spoilt(tmp_path):
    line: list[object] = list(national_row())
    line[7] = 420581196504129971
    row = national_roster(tmp_path, line).rows[0]
    assert row.is_rejected
    assert messages(row) == [identity_number.DESTROYED.message_id]


def test_that_a_wrong_check_digit_comes_in_flagged_without_deriving_anything(tmp_path):
    number = identity(3)
    wrong = number[:-1] + ("1" if number[-1] != "1" else "2")
    row = row_of(tmp_path, 证件号码=wrong)
    assert messages(row) == [identity_number.BAD_CHECK.message_id]
    assert texts(row.person)["document_number"] == wrong
    assert "birth_date" not in row.person


def test_that_what_a_number_says_goes_before_what_is_written_beside_it(tmp_path):
    number = identity(4)
    lines = [["姓名", "证件号", "性别", "生日", "关系"], ["张三丰", number, "女", "19990101", "户主"]]
    row = village_list(
        tmp_path, lines, 姓名="person.name", 证件号="person.document_number", 性别="person.sex",
        生日="person.birth_date", 关系="membership.relation",
    ).rows[0]  # fmt: skip
    assert texts(row.person)["sex"] == "1"
    assert sorted(messages(row)) == sorted([documents.BIRTH_DISAGREES, documents.SEX_DISAGREES])


@pytest.mark.parametrize(
    ("cell", "day"),
    [("19650412", "1965-04-12"), ("1965年4月12日", "1965-04-12"), ("1965-4-12", "1965-04-12"), ("23844", "1965-04-12")],
)
def test_that_days_are_read_in_their_forms(tmp_path, cell, day):
    lines = [["姓名", "生日", "关系"], ["张三丰", cell, "户主"]]
    found = village_list(tmp_path, lines, 姓名="person.name", 生日="person.birth_date", 关系="membership.relation")
    assert found.rows[0].person["birth_date"] == Value(day)


@pytest.mark.parametrize("cell", ["202305", "2023年05月", "20230517", "2023-05"])
def test_that_months_are_read_in_their_forms(tmp_path, cell):
    lines = [["姓名", "识别", "关系"], ["张三丰", cell, "户主"]]
    found = village_list(
        tmp_path, lines, 姓名="person.name", 识别="household.identified_on", 关系="membership.relation"
    )
    assert found.rows[0].household["identified_on"] == Value("2023-05")


def test_that_amounts_in_ten_thousands_are_said_by_the_map(tmp_path):
    table = national_table(tmp_path, national_row(人均纯收入="1.25"))
    base = [rule for rule in shipped_map("national_26").columns if not rule.target.endswith("net_income_per_capita")]
    rule = ColumnRule(target="household_year.net_income_per_capita", captions=("人均纯收入",), unit="wan_yuan")
    column_map = ColumnMap(name="x", title=Label(zh="x", en="x"), grouping=Grouping.NUMBER, columns=(*base, rule))
    found = read_roster(table, column_map, pack(), year=2026, today=TODAY)
    assert found.rows[0].household_year["net_income_per_capita"] == Value(1_250_000)


@pytest.mark.parametrize(
    ("town", "village", "code"),
    [
        ("红花套镇", "杨家畈村", VILLAGE),
        ("红花套", "杨家畈", VILLAGE),
        ("", "杨家畈村委会", VILLAGE),
        ("红花套镇", "杨家畈村村民委员会", VILLAGE),
        ("陆城街道", "红花套", None),
    ],
)
def test_that_villages_are_found_by_the_names_people_use(tmp_path, town, village, code):
    row = row_of(tmp_path, **{"乡(镇)": town, "行政村": village})
    assert row.village == code
    assert row.is_rejected == (code is None)


def test_that_a_name_of_two_villages_is_never_guessed(tmp_path):
    row = row_of(tmp_path, 行政村="红花套")
    assert messages(row) == [places.TWO_VILLAGES]
    assert row.is_rejected


def test_that_the_chosen_village_stands_in_where_the_file_names_none(tmp_path):
    unknown = national_roster(tmp_path, national_row(行政村="无名村"), village=VILLAGE).rows[0]
    assert (unknown.village, messages(unknown)) == (VILLAGE, [places.TAKEN_AS_CHOSEN])
    blank = national_roster(tmp_path, national_row(行政村=""), village=VILLAGE).rows[0]
    assert (blank.village, messages(blank)) == (VILLAGE, [])
    assert messages(row_of(tmp_path, 行政村="")) == [places.NO_VILLAGE]


def test_that_rows_of_other_villages_are_rejected_by_scope(tmp_path):
    found = national_roster(tmp_path, national_row(), national_row(2, 2, 行政村="窑坡垴村"), scope=frozenset({VILLAGE}))
    assert [row.is_rejected for row in found.rows] == [False, True]
    assert messages(found.rows[1]) == [places.OTHER_VILLAGE]


def test_that_rows_of_one_number_make_one_household_wherever_they_stand(tmp_path):
    found = national_roster(
        tmp_path,
        national_row(1, 1, 人数="2"), national_row(2, 2), national_row(3, 1, 与户主关系="配偶", 人数="2"),
    )  # fmt: skip
    assert [household.rows for household in found.households.values()] == [(0, 2), (1,)]
    assert [household.number for household in found.households.values()] == [4, 5]
    assert not any(row.problems for row in found.rows)


def test_that_rows_without_number_join_the_household_above_and_say_so(tmp_path):
    found = national_roster(
        tmp_path,
        national_row(1, 1, 人数="2"),
        national_row(2, 户编号="", 与户主关系="之子", 人数="", 联系电话="", 人均纯收入=""),
        national_row(3, 户编号=""),
    )
    assert [household.rows for household in found.households.values()] == [(0, 1), (2,)]
    assert messages(found.rows[1]) == [grouping.WITH_HOUSEHOLD_ABOVE]
    assert messages(found.rows[2]) == [grouping.WITHOUT_NUMBER]


def test_that_a_spoilt_household_number_never_joins_strangers(tmp_path):
    found = national_roster(tmp_path, national_row(1, 户编号="4.20581E+16"), national_row(2, 户编号="4.20581E+16"))
    assert [row.is_rejected for row in found.rows] == [True, True]
    assert messages(found.rows[0]) == [cells.DIGITS_LOST]
    assert not found.households


def test_that_heads_counts_and_contradictions_are_compared_within_a_household(tmp_path):
    found = national_roster(
        tmp_path,
        national_row(1, 1, 人数="4", 与户主关系="配偶"),
        national_row(2, 2, 人数="2"),
        national_row(3, 2, 人数="2", 联系电话="13900000000"),
    )
    assert messages(found.rows[0]) == [household_checks.HEAD_MISSING, household_checks.COUNT_DISAGREES]
    assert messages(found.rows[2]) == [household_checks.SECOND_HEAD, household_checks.CONTRADICTS_ROW]
    assert found.households["number:42058100000002"].household["phone"] == Value("13800000002")
    assert not any(row.is_rejected for row in found.rows)


def test_that_a_household_in_two_villages_is_told(tmp_path):
    other = national_row(2, 1, 与户主关系="配偶", 人数="2", 行政村="窑坡垴村")
    found = national_roster(tmp_path, national_row(1, 1, 人数="2"), other)
    assert messages(found.rows[1]) == [household_checks.VILLAGE_DIFFERS]
    assert found.households[found.rows[0].household_key].village == VILLAGE


def test_that_a_number_whose_first_digits_no_county_ever_had_is_flagged(tmp_path):
    body = "129999" + identity(4)[6:17]
    row = row_of(tmp_path, 证件号码=body + identity_number.check_character(body))
    assert messages(row) == [identity_number.UNKNOWN_PREFIX.message_id]
    assert row.person["sex"] == Value("1")


def test_that_a_village_list_without_numbers_is_divided_at_each_head(tmp_path):
    lines = [
        ["序号", "户主", "成员", "关系"],
        ["1", "张三丰", "张三丰", "户主"],
        ["", "张三丰", "李四光", "妻"],
        ["2", "王五一", "王五一", "户主"],
        ["", "王五一", "王六二", "儿子"],
    ]
    found = village_list(tmp_path, lines, 户主="check.head_name", 成员="person.name", 关系="membership.relation")
    assert [household.rows for household in found.households.values()] == [(0, 1), (2, 3)]
    assert [texts(row.membership)["relation"] for row in found.rows] == ["01", "02", "01", "03"]
    assert found.unused_captions == ("序号",)


def test_that_members_before_the_first_head_belong_nowhere(tmp_path):
    lines = [["姓名", "关系"], ["张三丰", "之子"], ["李四光", "户主"]]
    found = village_list(tmp_path, lines, 姓名="person.name", 关系="membership.relation")
    assert messages(found.rows[0]) == [grouping.NO_HOUSEHOLD]
    assert found.rows[0].is_rejected


def test_that_several_columns_together_can_tell_households_apart(tmp_path):
    lines = [
        ["组", "门牌", "姓名"],
        ["1", "5", "张三丰"],
        ["2", "5", "李四光"],
        ["1", "5", "王五一"],
        ["", "", "赵六六"],
    ]
    found = village_list(tmp_path, lines, Grouping.COLUMNS, 组="group.key", 门牌="group.key", 姓名="person.name")
    assert [household.rows for household in found.households.values()] == [(0, 2), (1,)]
    assert messages(found.rows[3]) == [grouping.NO_KEY]


def test_that_ages_are_compared_with_dates_of_birth(tmp_path):
    number = identity(4)
    age = TODAY.year - int(number[6:10])
    lines = [
        ["姓名", "证件号", "年龄", "关系"],
        ["张三丰", number, f"{age}岁", "户主"],
        ["李四光", identity(9), "5", "户主"],
    ]
    found = village_list(
        tmp_path, lines, 姓名="person.name", 证件号="person.document_number", 年龄="check.age",
        关系="membership.relation",
    )  # fmt: skip
    assert messages(found.rows[0]) == []
    assert messages(found.rows[1]) == [ages.AGE_DISAGREES]


def test_that_nameless_and_empty_rows_say_what_they_lack(tmp_path):
    found = national_roster(tmp_path, national_row(姓名=""))
    assert messages(found.rows[0]) == [roster.NO_NAME]
    lines = [["姓名", "户号", "备注"], ["", "", "某某"], ["张三丰", "1", ""], ["", "2", ""]]
    other = village_list(tmp_path, lines, Grouping.NUMBER, 姓名="person.name", 户号="household.national_number")
    assert messages(other.rows[0])[0] == roster.NOTHING_KNOWN
    assert messages(other.rows[2]) == [roster.NOBODY]
    assert not other.rows[2].is_rejected


def test_that_a_file_without_names_is_refused(tmp_path):
    with pytest.raises(RuleError) as caught:
        village_list(tmp_path, [["户号"], ["1"]], 户号="household.national_number")
    assert caught.value.message_id == rows.NO_NAMES


def test_that_the_year_of_a_row_goes_before_the_year_of_the_file(tmp_path):
    lines = [["姓名", "年度", "关系", "收入"], ["张三丰", "2023年", "户主", "1"], ["李四光", "去年", "户主", "2"]]
    found = village_list(
        tmp_path, lines, 姓名="person.name", 年度="row.year", 关系="membership.relation",
        收入="household_year.wage_income",
    )  # fmt: skip
    assert [row.year for row in found.rows] == [2023, 2026]
    assert messages(found.rows[1]) == [roster.NOT_A_YEAR]


def test_that_reading_stops_when_it_is_cancelled(tmp_path):
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        national_roster(tmp_path, national_row(), progress=progress)


CELLS = st.one_of(
    st.sampled_from(
        ["", "-", "无", "1E+400", "9" * 40, "1.0", "=1+1", "户主", "nan", "2023.1", "不适用", "\u200b", "是"]
    ),
    st.text(max_size=24),
    st.text(alphabet="0123456789.Ee+-,／年月日X０", max_size=24),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(grid=st.lists(st.lists(CELLS, min_size=26, max_size=26), min_size=1, max_size=6), day=st.dates(date(2000, 1, 1)))
def test_that_garbage_in_any_cell_is_a_problem_and_never_a_crash(grid, day):
    table = Table(
        content_hash=bytes(32), sheet="", sheets=(), sheet_index=0, header_row=1, captions=NATIONAL, hints=("",) * 26,
        numbers=tuple(range(2, len(grid) + 2)), rows=tuple(map(tuple, grid)),
    )  # fmt: skip
    found = read_roster(table, shipped_map("national_26"), pack(), year=2026, today=day, village=VILLAGE)
    assert len(found.rows) == len(grid)
    for row in found.rows:
        assert row.is_rejected or row.household_key in found.households
        assert row.is_rejected or row.person.get("name") or row.household


def test_that_a_bare_placeholder_is_listed_and_never_blocks_the_row(tmp_path):
    row = row_of(tmp_path, 证件号码="999999")
    assert not row.is_rejected
    assert len(row.problems) == 1


def test_that_what_is_said_of_a_cell_names_its_column(tmp_path):
    row = row_of(tmp_path, 人均纯收入="很多")
    assert [sentence(problem) for problem in row.problems] == [f"“人均纯收入”: {textual.NOT_MONEY.message_id}"]
