"""The sheets ``indicators``, ``targets`` and ``assessment_items``: what ships, and every cell that can be wrong."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pack_sources import edited_pack, find, problems_in, put

from poverty_desktop.packs.assessment_items import (
    Assessed,
    decode_assessment_item,
    encode_assessment_item,
    items_for,
)
from poverty_desktop.packs.indicators import decode_indicator, decode_target, encode_indicator, encode_target
from poverty_desktop.packs.load import load_shipped


def test_that_the_article_s_table_ships_as_it_was_printed():
    pack = load_shipped()
    amounts = {item.indicator: item.amount for item in pack.targets if item.set_name == "article_2015"}
    assert amounts == {
        "lifted": 2500,
        "whole_village": 9,
        "whole_village_old": 2,
        "key_village": 10,
        "housing": 20,
        "migrants": 70,
        "transferred": 100,
        "training": 2500,
        "income_growth": 0,
    }
    (growth,) = [item for item in pack.targets if item.indicator == "income_growth"]
    assert (growth.than, growth.year) == ("city_income_growth", 2015)


def test_that_only_a_completed_procedure_counts_as_lifted():
    lifted = load_shipped().indicator("lifted")
    assert lifted is not None
    assert "completed_year" in lifted.check.fires_if
    assert "exit_year" not in lifted.check.fires_if
    assert "per_capita" not in lifted.check.fires_if


def test_that_every_row_survives_publishing():
    pack = load_shipped()
    assert all(decode_indicator(encode_indicator(item)) == item for item in pack.indicators)
    assert all(decode_target(encode_target(item)) == item for item in pack.targets)
    assert all(decode_assessment_item(encode_assessment_item(item)) == item for item in pack.assessment_items)


@pytest.mark.parametrize("year", [2015, 2025])
@pytest.mark.parametrize("subject", list(Assessed))
def test_that_the_points_for_each_type_of_village_make_a_hundred(subject, year):
    pack = load_shipped()
    for code in pack.code_lists["village_type"].codes:
        assert sum(item.points for item in items_for(pack.assessment_items, subject, code.code, year)) == 100


INDICATORS = [
    ("lifted", "counted_if", "count(../procedur[kind = 'exit']) > 0", "procedur"),
    ("whole_village", "example_counted", "village: programme=0", "Nobody in this example is counted"),
    ("whole_village_old", "example_not", "village: programme=1; programme_from=2025; village_type=07", "Somebody in"),
    ("key_village", "counts", "town", "is not known here"),
    ("housing", "evidence", "measure:9999", "is not in the code list"),
    ("migrants", "evidence", "photo", "is not written as"),
    ("transferred", "level", "house", "is not known here"),
    ("training", "amount", "sum(measure/person_time)", "person_time"),
    ("income_growth", "out_of", None, "must be filled in"),
    ("city_income_growth", "counted_if", "programme = 1", "has no use for it"),
    ("safe_house", "out_of", "household_typ != ''", "household_typ"),
    ("safe_water", "params", "least=5", "used nowhere"),
    ("insured", "counting", "average", "is not known here"),
    ("industry", "valid_to", "20", "is not a year"),
    ("measures_done", "id", "Measures", "small letters"),
]
TARGETS = [
    ("lifted", "indicator", "rescued", "There is no indicator"),
    ("whole_village", "amount", "nine", "is no number"),
    ("key_village", "level", "province", "is not known here"),
    ("housing", "place", "420581", "12 digits"),
    ("migrants", "year", "15", "is not a year"),
    ("transferred", "amount", "-5", "cannot be below zero"),
    ("training", "indicator", "city_income_growth", "is entered by hand"),
    ("income_growth", "than", "lifted", "no indicator that is entered by hand"),
]
ITEMS = [
    ("v_house", "points", "12", "add up to"),
    ("v_water", "village_type", "77", "is not in the code list"),
    ("v_industry", "indicator", "factories", "There is no indicator"),
    ("v_collective", "full_at", "0", "cannot be given at the same figure"),
    ("t_days", "indicator", "surveyed", "none where they are not"),
    ("t_data", "scoring", "guess", "is not known here"),
]


@pytest.mark.parametrize(
    ("sheet", "key", "wrong"),
    [("indicators", "id", INDICATORS), ("targets", "indicator", TARGETS), ("assessment_items", "id", ITEMS)],
    ids=["indicators", "targets", "assessment_items"],
)
def test_that_a_wrong_cell_is_refused_with_its_row_and_column(tmp_path, sheet, key, wrong):
    rows = {}

    def edit(book):
        page = book[sheet]
        for name, column, text, _expected in wrong:
            rows[name] = find(page, key, name)
            put(page, rows[name], column, text)

    found = problems_in(edited_pack(tmp_path, edit), sheet)
    for name, column, _text, expected in wrong:
        said = [(problem.column, str(problem)) for problem in found if problem.row == rows[name]]
        if name == "v_house":  # said once, at the first item of the type
            said = [(problem.column, str(problem)) for problem in found if problem.column == column]
        assert any(at == column and expected in text for at, text in said), (name, said)


def test_that_amounts_stay_exact():
    target = load_shipped().targets[0]
    assert decode_target({**encode_target(target), "amount": "0.10"}).amount == Decimal("0.10")
