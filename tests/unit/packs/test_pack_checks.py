"""The sheet ``checks``: every trap of domain.md 8.2.1 is refused with its place, and the shipped catalogue is sound."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as engine
from pack_sources import column, edited_pack, find, problems_in, put
from register_rows import tables, walk

from poverty_desktop.expressions.grown import Cell, Row, grow_all
from poverty_desktop.expressions.schema import Element, Leaf, LeafType
from poverty_desktop.expressions.sql_plan import Plan
from poverty_desktop.expressions.to_sql import compile_truth
from poverty_desktop.packs.checks import Check
from poverty_desktop.packs.load import load_shipped
from poverty_desktop.packs.publish import publish
from poverty_desktop.packs.register_schema import schema_of
from poverty_desktop.packs.validation.check_bodies import Occasion, condition
from poverty_desktop.packs.validation.check_examples import TODAY, fires, firing, read_example

PACK = load_shipped()
SCHEMA = schema_of(PACK)
START_SET = [
    "A01",
    "A02",
    "A03",
    "A04",
    "A05",
    "A06",
    "A07",
    "B01",
    "B02",
    "B04",
    "B05",
    "B06",
    "B07",
    "C01",
    "C02",
    "C03",
    "C05",
    "C06",
    "C07",
    "C08",
    "C09",
    "C10",
    "D01",
    "D02",
    "D03",
    "D04",
    "D05",
    "D06",
    "D07",
    "D08",
    "D09",
    "E01",
    "E02",
    "E03",
    "F01",
    "F02",
    "F03",
    "F04",
    "F05",
    "F06",
    "F12",
    "G01",
    "G02",
    "H01",
    "H02",
    "H03",
    "H04",
    "H05",
    "H06",
    "H07",
    "I01",
    "I02",
    "I03",
    "J01",
    "J02",
    "J03",
    "J04",
    "J05",
    "J06",
    "L03",
]


def occasion(year: int = TODAY.year) -> Occasion:
    line = PACK.line(year)
    return Occasion(
        year=year,
        today=TODAY,
        period_end=PACK.accounting_period(year)[1],
        line_fen=line.amount_fen if line else None,
        settings=PACK.settings,
    )


def spoilt(tmp_path: Path, cell: str, text: str | None, check: str = "B01") -> dict[str, str]:
    def spoil(book: object) -> None:
        sheet = book["checks"]
        put(sheet, find(sheet, "id", check), cell, text)
        if cell == "valid_to":
            put(sheet, find(sheet, "id", check), "era", "bc")

    found = problems_in(edited_pack(tmp_path, spoil), "checks")
    assert all(problem.row > 2 for problem in found)
    return {problem.column: problem.sentence() for problem in found}


@pytest.mark.parametrize(
    ("cell", "text", "at", "said"),
    [
        ("fires_if", "house_area < 0 and house_area > 100", "fires_if", "never hold"),
        ("fires_if", "main_cause = '01' and main_cause = '02'", "fires_if", "never hold"),
        ("fires_if", "main_cause != '01' or main_cause != '02'", "fires_if", "always holds"),
        ("fires_if", "montoring_category = ''", "fires_if", "Is monitoring_category meant"),
        ("fires_if", "gender = '1'", "fires_if", "has no data item gender"),
        ("fires_if", "住房面积 < 60", "fires_if", "Is house_area meant"),
        ("fires_if", "count（person) > 6", "fires_if", "Write (."),
        ("fires_if", "household_type = “01”", "fires_if", 'Write ".'),
        ("fires_if", "house_area ≥ 60", "fires_if", "Write >=."),
        ("fires_if", "house_area < 60 && count(person) > 3", "fires_if", "Write and."),
        ("fires_if", "count(person[relation = '女儿']) > 0", "fires_if", "no code"),
        ("fires_if", "count(person[relation = 3]) > 0", "fires_if", "can never meet"),
        ("fires_if", "safe_drinking_water = 'no'", "fires_if", "compare it with 1 or 0"),
        ("fires_if", "house_area > 100 and", "fires_if", "ends too early"),
        ("fires_if", "person/labour = '01'", "fires_if", "count(person[…]) > 0"),
        ("fires_if", "1 = 1", "fires_if", "looks at no data item"),
        ("fires_if", "count(person) > $most", "fires_if", "no parameter most"),
        ("fires_if", "today() > surveyed_on", "fires_if", "use $day"),
        ("fires_if", "count(person) >= 0", "fires_if", "always holds"),
        ("fires_if", "surveyed_on > date('2025-13-01')", "fires_if", "no day of the calendar"),
        ("valid_to", "2013", "era", "in force in no year"),
        ("message_zh", "人均{line", "message_zh", "A brace stands alone"),
        ("params", "head=head_relation; spare=3", "params", "used nowhere"),
        ("params", "head=nowhere", "params", "nor a setting"),
        ("params", "head", "params", "name=value"),
        ("scope", "persons", "scope", "Use one of"),
        ("severity", "X", "severity", "Use one of"),
        ("id", "B02", "id", "already in row"),
        ("fields", "hed", "fields", "no data item hed"),
        ("message_zh", "{hed}", "message_zh", "no data item hed"),
        ("message_en", None, "message_en", "must be filled in"),
        ("example_fires", "household: | person: relation=01", "example_fires", "does not fire"),
        ("example_silent", "household: | person: relation=02", "example_silent", "fires on this example"),
        ("example_silent", "household: | person: relation=77", "example_silent", "no value of relation"),
        ("example_silent", "person: relation=01", "example_silent", "begins with a household"),
    ],
)
def test_that_a_trap_is_refused_at_its_cell(tmp_path: Path, cell: str, text: str | None, at: str, said: str) -> None:
    found = spoilt(tmp_path, cell, text)
    assert said in found[at]


def test_that_a_pack_may_do_without_checks(tmp_path: Path) -> None:
    folder = edited_pack(tmp_path, lambda book: book.remove(book["checks"]), with_forms=True)
    assert publish(folder, previous=None).pack.checks == ()


def test_that_the_start_set_speaks_in_interviews() -> None:
    assert sorted(check.id for check in PACK.checks if check.in_interview) == sorted(START_SET)


def test_that_only_what_is_impossible_is_an_error_and_every_check_has_a_source() -> None:
    errors = {check.id for check in PACK.checks if check.severity == "E"}
    assert errors <= {
        "A01",
        "A02",
        "A03",
        "A04",
        "A05",
        "A06",
        "A07",
        "A10",
        "A14",
        "B01",
        "B02",
        "B04",
        "B05",
        "B06",
    } | {
        "D02",
        "I01",
        "O01",
    }
    assert all(check.source and check.title.zh and check.title.en for check in PACK.checks)


@pytest.mark.parametrize("check", PACK.checks, ids=lambda check: check.id)
def test_that_a_check_fires_on_its_example_and_is_silent_on_the_other(check: Check) -> None:
    for text, expected in ((check.fires, True), (check.silent, False)):
        example = read_example(text, SCHEMA)
        whole = condition(check, occasion(example.year))
        assert whole is not None
        assert fires(whole, check.scope, example, SCHEMA) is expected


def _random_row(element: Element, chance: random.Random) -> Row:
    cells: dict[str, Cell] = {}
    for prefix, part in (("", element), *((f"{name}/", it) for name, it in element.children.items() if it.is_single)):
        for leaf in part.leaves.values():
            found = cells[prefix + leaf.name] = _random_cell(leaf, chance)
            if found is None and chance.random() < 0.2:
                cells[f"{prefix}{leaf.name}@why"] = chance.choice(["na", "dk", "refused"])
    children = {
        name: [_random_row(below, chance) for _ in range(chance.randrange(4))]
        for name, below in element.children.items()
        if not below.is_single
    }
    return Row(cells=cells, children=children)


def _random_cell(leaf: Leaf, chance: random.Random) -> Cell:
    if chance.random() < 0.3:
        return None
    match leaf.type:
        case LeafType.NUMBER:
            return chance.choice(
                [0.0, 1.0, 6.0, 12.0, 35.5, 99.99, 5000.0, 12_345.67, -1.0, chance.randrange(10**6) / 100]
            )
        case LeafType.DATE:
            return date.fromordinal(chance.randrange(697_000, 739_600)).isoformat()
        case LeafType.BOOLEAN:
            return float(chance.randrange(2))
        case LeafType.CHOICE:
            return chance.choice(sorted(leaf.codes or ()))
        case LeafType.CHOICES:
            codes = sorted(leaf.codes or ())
            return " ".join(sorted(chance.sample(codes, min(len(codes), chance.randrange(1, 3)))))
        case _:
            if leaf.name in ("identified_on",):
                return f"{chance.randrange(2015, 2027)}-{chance.randrange(1, 13):02d}"
            return chance.choice(
                ["420581198001010013", "42058119800101001X43", "13800138000", "某甲", "某A", "999999198001010011"]
            )


def test_that_tree_and_sql_agree_on_every_shipped_check() -> None:
    chance = random.Random(20261129)
    (village,) = SCHEMA.children.values()
    registers = [[_random_row(village, chance), _random_row(village, chance)] for _ in range(25)]
    registers.append(
        [
            row
            for check in PACK.checks
            for text in (check.fires, check.silent)
            for row in read_example(text, SCHEMA).villages
        ]
    )
    fired: set[str] = set()
    for villages in registers:
        document = grow_all(SCHEMA, villages)
        for year in (2020, 2025):
            for scope in ("household", "person", "village"):
                checks = [check for check in PACK.checks if check.scope == scope]
                found = _by_sql(villages, scope, checks, year)
                for check in checks:
                    whole = condition(check, occasion(year))
                    assert whole is not None
                    expected = firing(whole, check.scope, document)
                    assert found[check.id] == len(expected), check.id
                    fired |= {check.id} if expected else set()
    assert fired == {check.id for check in PACK.checks}


def _by_sql(villages: list[Row], scope: str, checks: list[Check], year: int) -> dict[str, int]:
    plan = Plan(root=SCHEMA)
    columns = []
    for check in checks:
        whole = condition(check, occasion(year))
        assert whole is not None
        columns.append(compile_truth(plan, scope, whole))
    connection = engine.connect(":memory:")
    try:
        tables(plan, villages, connection)
        rows = connection.execute(plan.scan_sql(scope, columns)).fetchall()
    finally:
        connection.close()
    assert len(rows) == len(list(walk(villages, scope)))
    return {check.id: sum(row[2 + place] for row in rows) for place, check in enumerate(checks)}


def test_that_a_check_without_its_line_says_so() -> None:
    check = next(check for check in PACK.checks if check.id == "I02")
    assert condition(check, occasion(2016)) is not None
    assert condition(check, occasion(2012)) is None


def test_that_the_columns_of_the_sheet_are_those_that_are_read() -> None:
    import openpyxl

    from poverty_desktop.packs.load import shipped_folder
    from poverty_desktop.packs.sheets import layout

    sheet = openpyxl.load_workbook(shipped_folder() / "pack.xlsx")["checks"]
    assert {column(sheet, name) for name in layout.SHEETS["checks"].all} == set(range(1, sheet.max_column + 1))
