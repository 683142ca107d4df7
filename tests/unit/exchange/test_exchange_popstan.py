"""A foreign census comes in through its dictionary and a column map (CC0 teaching data, see its README)."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from exchange_rosters import TODAY, VILLAGE, pack, shipped_map, texts

from poverty_desktop.errors import RuleError
from poverty_desktop.exchange import delimited, fixed_width
from poverty_desktop.exchange.ages import BIRTHS_CALCULATED
from poverty_desktop.exchange.existing import EMPTY
from poverty_desktop.exchange.plan import Action, plan_import
from poverty_desktop.exchange.problems import reject
from poverty_desktop.exchange.roster import NOBODY, Roster, read_roster
from poverty_desktop.exchange.table import NO_ROWS, Table, read_table

FOLDER = Path(__file__).parents[2] / "data" / "popstan"
DATA, DICTIONARY = FOLDER / "census.dat", FOLDER / "dictionary.dcf"
PERSONS, DWELLINGS, VACANT = 24_271, 4_872, 416


@pytest.fixture(scope="module")
def table() -> Table:
    return read_table(DATA, dictionary=DICTIONARY, as_codes=shipped_map("popstan").as_codes)


@pytest.fixture(scope="module")
def roster(table: Table) -> Roster:
    return read_roster(table, shipped_map("popstan"), pack(), year=2026, today=TODAY, village=VILLAGE)


def test_that_every_person_and_every_dwelling_is_a_row(table):
    place = {caption: index for index, caption in enumerate(table.captions)}
    assert len(table.rows) == PERSONS + VACANT
    assert sum(1 for row in table.rows if row[place["LINE"]]) == PERSONS
    assert table.numbers[0] == 1
    first = table.rows[0]
    assert [first[place[name]] for name in ("PROVINCE", "DISTRICT", "BUILDING", "P02_REL", "P03_SEX", "P04_AGE")] == [
        "Artesia", "01", "021", "Head", "Female", "19",
    ]  # fmt: skip
    assert first[place["H06_TENURE"]] == "Owned"
    assert table.hints[place["P02_REL"]] == "Relationship"


def test_that_labels_come_from_the_first_value_set_and_parts_of_items_are_read(table):
    place = {caption: index for index, caption in enumerate(table.captions)}
    words = Counter(row[place["P02_REL"]] for row in table.rows)
    assert words["Head"] == DWELLINGS - VACANT
    assert words["Child"] == 12_110
    assert {row[place["P15A_OCC"]] for row in table.rows if row[place["P15_OCC"]] == "Farmers, Fishers"} == {
        "Farming, Forestry, Fishing, Hunting"
    }


def test_that_the_census_comes_in_whole_through_its_map(roster):
    assert roster.person_count == PERSONS
    assert len(roster.households) == DWELLINGS
    said = Counter(problem.message for row in roster.rows for problem in row.problems)
    assert said == {NOBODY: VACANT}  # the counts on the housing records agree with the rows of every household
    assert [(problem.message, problem.params["count"]) for problem in roster.problems] == [(BIRTHS_CALCULATED, PERSONS)]
    head, child = roster.rows[0], roster.rows[1]
    assert texts(head.membership) == {"relation": "01"}
    assert head.household["national_number"].scalar == "Artesia-01-030-001-Urban-021-024-1"
    assert head.household_key == child.household_key
    sexes = Counter((row.person["sex"].scalar, row.membership["relation"].scalar) for row in roster.rows if row.person)
    assert (sexes["1", "04"], sexes["2", "03"]) == (0, 0)
    assert sexes["1", "03"] + sexes["2", "04"] == 12_110


def test_that_the_plan_makes_every_dwelling_a_household(roster):
    plan = plan_import(roster, EMPTY, pack())
    assert (plan.person_count, plan.household_count) == (PERSONS, DWELLINGS)
    assert plan.counts[Action.REJECT] == plan.counts[Action.ASK] == 0


def test_that_a_dwelling_whose_head_cannot_come_in_waits_as_a_whole(table):
    place = {caption: index for index, caption in enumerate(table.captions)}
    assert table.rows[0][place["P02_REL"]] == "Head"
    roster = read_roster(
        replace(table, rows=table.rows[:40], numbers=table.numbers[:40]),
        shipped_map("popstan"),
        pack(),
        year=2026,
        today=TODAY,
        village=VILLAGE,
    )
    refused = replace(roster.rows[0], problems=(reject("no"),))
    plan = plan_import(replace(roster, rows=(refused, *roster.rows[1:])), EMPTY, pack())
    own = [row for row in plan.rows if row.household_key == refused.household_key]
    assert len(own) > 1
    assert {row.action for row in own} == {Action.REJECT}
    assert plan.household_count == len(roster.households) - 1


def test_that_a_line_the_dictionary_does_not_describe_is_named(tmp_path):
    lines = DATA.read_text(encoding="utf-8-sig").splitlines()[:4]
    (tmp_path / "x.dat").write_text("\n".join([*lines, "9" + lines[0][1:]]), encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        fixed_width.read_fixed_width(tmp_path / "x.dat", DICTIONARY)
    assert (caught.value.message_id, caught.value.params) == (fixed_width.NOT_ITS_DICTIONARY, {"line": 5})


@pytest.mark.parametrize("text", ["", "[Dictionary]\nVersion=CSPro 7.7\n", "{}", "[1]", '{"levels": [{}]}', "[" * 9000])
def test_that_a_dictionary_of_another_kind_is_refused(tmp_path, text):
    (tmp_path / "x.dcf").write_text(text, encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        fixed_width.read_fixed_width(DATA, tmp_path / "x.dcf")
    assert caught.value.message_id == fixed_width.NOT_A_DICTIONARY


def test_that_empty_and_binary_data_are_refused(tmp_path):
    (tmp_path / "x.dat").write_bytes(b"\n\n")
    with pytest.raises(RuleError) as caught:
        fixed_width.read_fixed_width(tmp_path / "x.dat", DICTIONARY)
    assert caught.value.message_id == NO_ROWS
    (tmp_path / "x.dat").write_bytes(bytes(99))
    with pytest.raises(RuleError) as caught:
        fixed_width.read_fixed_width(tmp_path / "x.dat", DICTIONARY)
    assert caught.value.message_id == delimited.NOT_A_TABLE
