"""Column maps: as data both ways, laid over tables, suggested but never applied by themselves."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from exchange_rosters import NATIONAL, identity, national_row, national_table, pack, sheet, shipped_map

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.errors import RuleError
from poverty_desktop.exchange import column_map as maps
from poverty_desktop.exchange.column_map import (
    SPECIAL_TARGETS,
    ColumnMap,
    ColumnRule,
    Grouping,
    best_match,
    from_choices,
    from_dict,
    match,
    read_map,
    shipped,
    targets,
    to_dict,
)
from poverty_desktop.exchange.rows import property_of
from poverty_desktop.exchange.suggest import LEAST, completed, suggest, surest
from poverty_desktop.exchange.table import Table, read_table
from poverty_desktop.packs.model import Label


def table_of(folder: Path, *rows: list[str]) -> Table:
    path = folder / "table.xlsx"
    path.write_bytes(sheet(rows, titles=0))
    return read_table(path, header_row=1)


@pytest.mark.parametrize("column_map", shipped(), ids=lambda item: item.name)
def test_that_a_shipped_map_names_only_what_the_pack_and_the_program_have(column_map):
    for target in [*(rule.target for rule in column_map.columns), *column_map.constants, *column_map.templates]:
        assert target in SPECIAL_TARGETS or property_of(target, pack()) is not None, target


@pytest.mark.parametrize("column_map", shipped(), ids=lambda item: item.name)
def test_that_a_map_is_the_same_after_being_remembered_as_json(column_map):
    assert from_dict(json.loads(json.dumps(to_dict(column_map)))) == column_map


def test_that_the_26_columns_of_the_national_roster_are_all_taken(tmp_path):
    laid = match(national_table(tmp_path, national_row()), shipped_map("national_26"))
    assert sorted(set(laid.columns)) == list(range(26))
    assert laid.missing == laid.unused == ()
    assert list(dict.fromkeys(rule.captions[0] for rule in shipped_map("national_26").columns)) == [
        caption.replace("（", "(").replace("）", ")") for caption in NATIONAL
    ]


def test_that_columns_are_found_by_caption_wherever_they_stand(tmp_path):
    table = table_of(tmp_path, ["姓　名", "县（市、区、旗）", "多余", "户编号"], ["a", "b", "c", "d"])
    laid = match(table, shipped_map("national_26"))
    found = {rule.target: index for rule, index in zip(shipped_map("national_26").columns, laid.columns, strict=True)}
    assert (found["person.name"], found["village.county"], found["household.national_number"]) == (0, 1, 3)
    assert laid.unused == (2,)
    assert len(laid.missing) == 24


def test_that_the_same_caption_twice_is_told_apart_by_its_occurrence(tmp_path):
    table = table_of(tmp_path, ["姓名", "联系电话", "联系电话"], ["张三丰", "1", "2"])
    column_map = from_choices(
        "x", {0: "person.name", 1: "household.phone", 2: "person.phone"}, table, grouping=Grouping.HEAD
    )
    assert [rule.occurrence for rule in column_map.columns] == [1, 1, 2]
    assert match(table, column_map).columns == (0, 1, 2)


def test_that_a_column_without_caption_is_found_by_its_position(tmp_path):
    table = table_of(tmp_path, ["姓名", ""], ["张三丰", "汉族"])
    column_map = from_choices("x", {0: "person.name", 1: "person.ethnicity"}, table, grouping=Grouping.HEAD)
    assert (column_map.columns[1].position, match(table, column_map).columns) == (2, (0, 1))


def test_that_the_map_which_explains_most_of_the_table_is_chosen(tmp_path):
    older = [rule.captions[0] for rule in shipped_map("national_35").columns]
    assert best_match(national_table(tmp_path, national_row()), shipped()) == shipped_map("national_26")
    assert best_match(table_of(tmp_path, older, ["x"] * len(older)), shipped()) == shipped_map("national_35")
    assert best_match(table_of(tmp_path, ["甲", "乙"], ["1", "2"]), shipped()) is None


def test_that_a_map_takes_in_besides_what_is_recognised_with_certainty(tmp_path):
    header = [*NATIONAL, "识别时间", "脱贫年度", "出生日期", "户型"]
    table = table_of(tmp_path, header, [*national_row(), "20140101", "2018", "19650412", "x"])
    base = shipped_map("national_26")
    made = completed(base, table, suggest(table, pack(), maps=shipped()))
    assert [(rule.captions[0], rule.target) for rule in made.columns[len(base.columns) :]] == [
        ("识别时间", "household.identified_on"),
        ("脱贫年度", "household.exit_year"),
        ("出生日期", "person.birth_date"),
    ]


def test_that_a_column_left_out_by_a_person_stays_out(tmp_path):
    table = table_of(tmp_path, ["姓名", "出生日期"], ["张三丰", "19650412"])
    base = from_choices("x", {0: "person.name", 1: "ignore"}, table, grouping=Grouping.HEAD)
    assert completed(base, table, suggest(table, pack(), maps=shipped())) == base


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        {},
        {"format": 2},
        {"format": 1, "name": "x", "title": {"zh": "x", "en": "x"}, "grouping": "else", "columns": []},
        {"format": 1, "name": "x", "title": "x", "grouping": "head", "columns": []},
        {
            "format": 1, "name": "x", "title": {"zh": "", "en": ""}, "grouping": "head",
            "columns": [{"target": "no.such"}],
        },
        {
            "format": 1, "name": "x", "title": {"zh": "", "en": ""}, "grouping": "head",
            "columns": [{"target": "person.name", "unit": "pound"}],
        },
        {
            "format": 1, "name": "x", "title": {"zh": "", "en": ""}, "grouping": "head",
            "columns": [{"target": "person.sex", "values_by_sex": {"x": ["1"]}}],
        },
    ],
)  # fmt: skip
def test_that_a_damaged_map_is_refused_in_one_sentence(tmp_path, document):
    with pytest.raises(RuleError) as caught:
        from_dict(document)
    assert caught.value.message_id == maps.NOT_A_MAP
    (tmp_path / "map.json").write_text("{" if document is None else json.dumps(document), encoding="utf-8")
    with pytest.raises(RuleError):
        read_map(tmp_path / "map.json")


def test_that_a_map_that_lacks_the_optional_parts_is_whole():
    document = {"format": 1, "name": "x", "title": {"zh": "甲", "en": "a"}, "grouping": "head", "columns": []}
    assert from_dict(document) == ColumnMap(name="x", title=Label(zh="甲", en="a"), grouping=Grouping.HEAD, columns=())
    rule = ColumnRule(target="person.name")
    assert (rule.occurrence, rule.position, rule.values) == (1, None, {})


def test_that_targets_offer_every_property_but_references_and_the_village():
    names = [target for target, _label in targets(pack())]
    assert "person.document_number" in names
    assert "village.village" in names
    assert "household.village" not in names
    assert "membership.person" not in names
    assert all(RecordKind[name.split(".")[0].upper()] for name in names if name not in SPECIAL_TARGETS)


@pytest.mark.parametrize(
    ("caption", "target"),
    [
        ("姓名", "person.name"),
        ("公民身份号码", "person.document_number"),
        ("身份证号", "person.document_number"),
        ("与户主关系", "membership.relation"),
        ("文化程度", "person_year.education"),
        ("是否参加大病保险", "person_year.serious_illness_insurance"),
        ("AAC082", "household_year.net_income_per_capita"),
        ("耕地面积（亩）", "household_year.cultivated_land"),
        ("序号", "ignore"),
        ("Date of birth", "person.birth_date"),
    ],
)
def test_that_captions_are_recognised_by_label_alias_and_official_code(tmp_path, caption, target):
    best = suggest(table_of(tmp_path, [caption, "甲乙丙"], ["x", "y"]), pack())[0]
    assert (best.column, best.target) == (0, target)
    assert best.confidence >= 0.9


@pytest.mark.parametrize(("other", "target"), [("组别", "person.name"), ("姓名", "check.head_name")])
def test_that_the_head_is_the_person_where_no_column_names_the_members(tmp_path, other, target):
    best = suggest(table_of(tmp_path, ["户主姓名", other], ["x", "y"]), pack())[0]
    assert (best.column, best.target) == (0, target)


def test_that_similar_captions_are_suggested_with_less_confidence(tmp_path):
    found = suggest(table_of(tmp_path, ["家庭人均纯收入(元)", "乱码乱码"], ["1", "2"]), pack())
    best = found[0]
    assert best.target == "household_year.net_income_per_capita"
    assert LEAST <= best.confidence < 1
    assert not [item for item in found if item.column == 1]


def test_that_cells_tell_what_a_bare_column_is(tmp_path):
    rows = [
        [identity(number), word]
        for number, word in zip(range(1, 6), ["小学", "初中", "高中", "初中", "大专"], strict=True)
    ]
    found = {item.column: item.target for item in reversed(suggest(table_of(tmp_path, ["甲", "乙"], *rows), pack()))}
    assert found == {0: "person.document_number", 1: "person_year.education"}


def test_that_cells_tell_who_is_who_where_there_are_no_captions(tmp_path):
    people = ["王大山", "陈 桂花", "王小明", "李春来", "阿依古丽·买买提"]
    rows = [
        ["王大山", name, identity(number), "一组", "13800000000"]
        for number, name in zip(range(1, 6), people, strict=True)
    ]
    rows[3][0] = rows[4][0] = "李春来"
    path = tmp_path / "table.xlsx"
    path.write_bytes(sheet(rows, titles=0))
    table = read_table(path)
    found = {item.column: item.target for item in reversed(suggest(table, pack()))}
    assert surest(suggest(table, pack()), table.width)[1:] == [
        "person.name", "person.document_number", "household.group_name", "household.phone",
    ]  # fmt: skip
    assert found[0] == "person.name", "a person decides which of two columns of names is the heads'"


def test_that_names_under_an_unknown_caption_may_be_a_helper_s(tmp_path):
    rows = [["王大山", "陈桂花"], ["李春来", "张三丰"], ["赵家宝", "周有光"]]
    found = suggest(table_of(tmp_path, ["户主姓名", "包保干部"], *rows), pack())
    assert {item.target for item in found if item.column == 1} <= {"ignore"}


def test_that_a_remembered_map_makes_a_suggestion_certain(tmp_path):
    table = table_of(tmp_path, ["奇怪的列名", "姓名"], ["x", "y"])
    remembered = from_choices("x", {0: "person.phone", 1: "person.name"}, table, grouping=Grouping.HEAD)
    assert suggest(table, pack(), maps=[remembered])[0].target == "person.phone"
    assert suggest(table, pack(), maps=[remembered])[0].confidence == 1.0
