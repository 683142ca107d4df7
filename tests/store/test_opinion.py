"""The second opinion: two lists to look at with the facts behind them, measures that add up, nothing decided."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from registers import NEIGHBOUR, PASSPHRASE, YEAR, add_family, change, new, remove, save, shipped_pack

from poverty_desktop.checks import opinion
from poverty_desktop.checks.opinion_values import By
from poverty_desktop.checks.reading import household_row
from poverty_desktop.cli.main import main
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import BLANK, Value
from poverty_desktop.errors import RuleError
from poverty_desktop.ids import RecordId
from poverty_desktop.operations.lookback import survey_weights
from poverty_desktop.packs.register_schema import schema_of
from poverty_desktop.queries.register.years import household_year_id, person_year_id
from poverty_desktop.store import log

FACTS_YEAR = YEAR - 1
"""The last year that the shipped pack has a line for."""
WELL = {
    "wage_income": Value(3_000_000), "safe_drinking_water": Value(1), "dangerous_house": Value(0),
    "sanitary_toilet": Value(1), "fuel": Value("04"),
}  # fmt: skip
SOUND = {"education": Value("03"), "health": Value("01"), "resident_medical": Value(1)}


def _home(session, household=None, *, person=None, village="420581001001", **year):
    family = add_family(session, village=village, household={"village": Value(village), **(household or {})})
    save(
        session,
        new(
            RecordKind.HOUSEHOLD_YEAR,
            household_year_id(family.household, FACTS_YEAR),
            {"household": Value(family.household), "year": Value(FACTS_YEAR), **WELL, **year},
        ),
        new(
            RecordKind.PERSON_YEAR,
            person_year_id(family.head, FACTS_YEAR),
            {"person": Value(family.head), "year": Value(FACTS_YEAR), **SOUND, **(person or {})},
        ),
        remove(RecordKind.HOUSEHOLD_YEAR, family.year),
        village=village,
    )
    return family


def test_that_poor_and_not_filed_and_filed_and_not_poor_are_lists_with_their_facts(field):
    missed = _home(field, wage_income=Value(100_000), safe_drinking_water=Value(0), fuel=Value("01"))
    filed = _home(
        field, {"household_type": Value("03"), "monitoring_category": Value("01")}, wage_income=Value(100_000),
        safe_drinking_water=Value(0), fuel=Value("01"),
    )  # fmt: skip
    better = _home(field, {"household_type": Value("03"), "monitoring_category": Value("02")})
    _home(field, {"household_type": Value("02")})  # out of poverty, and not poor: nothing to look at
    blank = _home(field, fuel=BLANK)
    before = log.position(field.db)
    found = opinion.opinion(field, FACTS_YEAR, "en")
    assert [item.household for item in found.missed] == [missed.household]
    assert [item.household for item in found.looked_back] == [better.household]
    (row,) = found.missed
    assert row.score == Fraction(1, 4) + Fraction(1, 16) + Fraction(1, 16)
    assert row.deprived[0] == "Net income per head below the line of 8600 yuan"
    assert [(item.household, item.blank[0]) for item in found.unjudged] == [
        (blank.household, "Cooks with firewood, dung or coal")
    ]
    assert blank.household not in {item.household for item in found.judged}
    assert filed.household in {item.household for item in found.judged}
    assert found.whole.headcount == Fraction(2, 4)
    assert sum(item.contribution for item in found.indicators) == 1
    assert log.position(field.db) == before  # an opinion writes nothing


def test_that_figures_add_up_over_villages(office):
    for village, wage in (("420581001001", 100_000), (NEIGHBOUR, 3_000_000), (NEIGHBOUR, 500_000)):
        _home(office, village=village, wage_income=Value(wage), safe_drinking_water=Value(0), fuel=Value("01"))
    found = opinion.opinion(office, FACTS_YEAR, "en")
    assert [group.households for group in found.groups] == [1, 2]
    assert found.whole.adjusted == sum(group.adjusted * group.persons for group in found.groups) / found.whole.persons
    assert found.whole.gaps[0] == Fraction(2, 3)
    one = opinion.opinion(office, FACTS_YEAR, "en", village=NEIGHBOUR)
    assert (one.whole.households, one.whole.gaps[0]) == (2, Fraction(1, 2))
    assert one.whole.gini == Fraction(2_500_000, 2 * 3_500_000)


def test_that_figures_are_told_apart_by_file_and_by_size_and_a_sample_stands_for_the_rest(field):
    poor = _home(field, wage_income=Value(100_000), safe_drinking_water=Value(0), fuel=Value("01"))
    rich = _home(field, wage_income=Value(3_000_000), safe_drinking_water=Value(1), fuel=Value("04"))
    for by in (By.FILING, By.INDEX, By.LINE, By.SIZE):
        found = opinion.opinion(field, FACTS_YEAR, "en", by=by)
        if by is By.LINE:  # who is behind the share below the line
            (below,) = (group for group in found.groups if group.name == "below the line")
            assert Fraction(below.persons, found.whole.persons) == found.whole.gaps[0]
            assert [item.household for item in found.members(below, by)] == [poor.household]
        assert sum(group.persons for group in found.groups) == found.whole.persons
    assert {group.name for group in found.groups} == {"1 person"}
    weighted = opinion.opinion(
        field, FACTS_YEAR, "en", sampled={poor.household: Fraction(3), rich.household: Fraction(1)}
    )
    assert weighted.whole.gaps[0] == Fraction(3, 4)
    only = opinion.opinion(field, FACTS_YEAR, "en", sampled={rich.household: Fraction(5)})
    assert (only.whole.households, only.whole.gaps[0]) == (1, 0)


def test_that_a_year_that_is_over_counts_who_belonged_to_the_household_then(field):
    home = _home(field, wage_income=Value(100_000), safe_drinking_water=Value(0), fuel=Value("01"))
    gone, person = RecordId(field.ids.new()), RecordId(field.ids.new())
    save(
        field,
        new(RecordKind.PERSON, person, {"name": Value("李四"), "sex": Value("2")}),
        new(
            RecordKind.MEMBERSHIP,
            gone,
            {
                "person": Value(person),
                "household": Value(home.household),
                "relation": Value("02"),
                "to_date": Value(f"{YEAR}-03-01"),
            },
        ),
    )
    later = _home(field)
    save(field, change(RecordKind.MEMBERSHIP, later.membership, from_date=Value(f"{YEAR}-02-01")))
    found = opinion.opinion(field, FACTS_YEAR, "en", by=By.SIZE)
    assert found.members_on == f"{FACTS_YEAR}-12-31"
    assert found.whole.persons == 2
    assert [(group.name, group.persons) for group in found.groups] == [("2 persons", 2)]
    assert [item.household for item in found.judged] == [home.household]


def test_that_a_year_that_is_over_keeps_its_incomes_when_facts_of_the_next_come(field):
    home = _home(field, wage_income=Value(100_000), safe_drinking_water=Value(0), fuel=Value("01"))
    before = opinion.opinion(field, FACTS_YEAR, "en")
    asked = household_row(field, schema_of(field.pack), home.household, FACTS_YEAR).cells["per_capita_income"]
    values = {"household": Value(home.household), "year": Value(YEAR), "wage_income": Value(900_000)}
    save(field, new(RecordKind.HOUSEHOLD_YEAR, household_year_id(home.household, YEAR), values))
    after = opinion.opinion(field, FACTS_YEAR, "en")
    assert (after.judged, after.unjudged) == (before.judged, before.unjudged)
    assert before.judged[0].per_capita_fen is not None
    now = household_row(field, schema_of(field.pack), home.household, FACTS_YEAR).cells["per_capita_income"]
    assert now == asked == before.judged[0].per_capita_fen / 100


def test_that_a_year_without_a_line_has_no_index(field):
    _home(field)
    assert opinion.opinion(field, YEAR, "en").judged == ()
    with pytest.raises(RuleError):
        opinion.opinion(field, FACTS_YEAR, "en", index="nowhere")


def test_that_the_shipped_index_weighs_four_dimensions_alike():
    found: dict[str, Fraction] = {}
    for item in shipped_pack().deprivations:
        found[item.dimension.en] = found.get(item.dimension.en, Fraction(0)) + item.weight
        assert item.cutoff == Fraction(1, 3)
    assert set(found.values()) == {Fraction(1, 4)}


def test_that_the_terminal_tells_figures_and_lists(field, tmp_path, capsys):
    _home(field, wage_income=Value(100_000), safe_drinking_water=Value(0), fuel=Value("01"))
    secret = tmp_path / "secret"
    secret.write_text(PASSPHRASE, "utf-8")
    rest = [str(field.folder), "--passphrase-file", str(secret), "--language", "en", "--year", str(FACTS_YEAR)]
    assert main(["opinion", *rest, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["missed"], told["figures"][0]["H"], told["cutoff"]) == (1, "1.0000", "1/3")
    assert main(["opinion", *rest, "--list", "missed", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["head"], row["score"]) == ("张三", "0.3750")
    assert main(["opinion", *rest, "--by", "size"]) == 0
    assert "never a decision" in capsys.readouterr().out


def test_that_weights_of_a_file_are_those_of_the_column_that_was_chosen(field, tmp_path):
    first = _home(field, {"national_number": Value("420581000001")})
    second = _home(field, {"national_number": Value("420581000002")})
    file = tmp_path / "weights.csv"
    rows = ["户编号,人口,抽样权数,另一列", "420581000001,3,12.5,1", "420581000002,2,7.5,1", "420581000002,4,7.5,1"]
    file.write_text("\n".join([*rows, "420581999999,3,9,1"]), "utf-8")
    found = survey_weights.read(field, file)
    used = found.weights()
    assert (used.column, used.left, used.stands_for) == ("抽样权数", 1, 20)
    assert used.households == {first.household: Fraction(25, 2), second.household: Fraction(15, 2)}
    judged = opinion.opinion(field, FACTS_YEAR, "en", sampled=used.households).judged
    assert {item.weight for item in judged} == {Fraction(25, 2), Fraction(15, 2)}
    with pytest.raises(RuleError, match="two different weights"):
        found.weights("人口")
    with pytest.raises(RuleError, match="Choose one of"):
        found.weights("权数")
    file.write_text("户编号,权数\n420581000001,很多", "utf-8")
    with pytest.raises(RuleError, match="needs a number"):
        survey_weights.read(field, file)
