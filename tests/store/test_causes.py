"""Causes are ranked by the household's own facts and explained; nothing is decided, contradictions are findings."""

from __future__ import annotations

import json

import pytest
from registers import PASSPHRASE, YEAR, add_family, change, new, save

from poverty_desktop.checks import causes, live
from poverty_desktop.cli.main import main
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.ids import HouseholdId, RecordId


def _of(session, family, year=YEAR):
    return causes.of_household(session, family.household, year, "en")


def test_that_the_facts_rank_the_causes_and_each_ground_says_where_it_comes_from(field):
    family = add_family(field)
    save(
        field,
        change(RecordKind.PERSON_YEAR, family.head_year, health=Value("02 03"), labour=Value("04")),
        change(RecordKind.HOUSEHOLD_YEAR, family.year, dangerous_house=Value(0)),
    )
    rows = _of(field, family)
    by_label = {row.label: row for row in rows}
    assert [row.score for row in rows] == sorted((row.score for row in rows), reverse=True)
    illness = by_label["Illness"]
    assert [ground.weight for ground in illness.grounds_for] == [3, 2]
    assert by_label["Lack of labour"].score == 4
    house = next(row for row in rows if row.code == "09")
    assert house.grounds_against[0].facts == ("Dangerous house: no",)
    assert all(ground.source and ground.words for row in rows for ground in (*row.grounds_for, *row.grounds_against))
    assert not any(row.is_recorded for row in rows)


def test_that_a_recorded_cause_against_the_facts_is_said_and_is_a_finding(field):
    family = add_family(field)
    save(
        field,
        change(RecordKind.HOUSEHOLD, family.household, monitoring_category=Value("01"), household_type=Value("03")),
        change(RecordKind.HOUSEHOLD_YEAR, family.year, risks=Value("03 09"), dangerous_house=Value(0)),
    )
    rows = {row.code: row for row in _of(field, family)}
    assert rows["03"].is_recorded
    assert rows["03"].is_contradicted
    assert rows["09"].is_contradicted
    found = {hit.check for hit in live.of_household(field, family.household, YEAR)}
    assert {"J03", "J11", "M01"} <= found


def test_that_land_is_weighed_against_the_mean_of_the_village(field):
    families = [add_family(field) for _ in range(3)]
    for family, land in zip(families, ("1", "9", "8"), strict=True):
        save(field, change(RecordKind.HOUSEHOLD_YEAR, family.year, cultivated_land=Value(land), main_cause=Value("05")))
    scores = []
    for family in families:
        rows = {row.code: row for row in _of(field, family)}  # only a cause of the first era is recorded
        scores.append(rows["05"].score)
    assert scores == [3, -3, -3]


def test_that_a_household_that_is_gone_is_refused(field):
    with pytest.raises(RuleError):
        causes.of_household(field, HouseholdId(RecordId(b"x" * 16)), YEAR, "en")


def test_that_the_terminal_tells_the_same(field, capsys, tmp_path):
    family = add_family(field)
    save(
        field,
        change(RecordKind.PERSON_YEAR, family.head_year, health=Value("03")),
        new(
            RecordKind.NEED,
            RecordId(field.ids.new()),
            {"household": Value(family.household), "year": Value(YEAR), "kind": Value("08")},
        ),
    )
    rows = _of(field, family)
    secret = tmp_path / "secret"
    secret.write_text(PASSPHRASE, "utf-8")
    arguments = ["causes", str(field.folder), "张三", "--passphrase-file", str(secret), "--language", "en"]
    assert main([*arguments, "--json", "--year", str(YEAR)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [row["score"] for row in told] == [row.score for row in rows]
    assert main([*arguments, "--year", str(YEAR)]) == 0
    assert "serious illness" in capsys.readouterr().out
