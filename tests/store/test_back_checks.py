"""The sample of a back-check: drawn once, by anybody the same; its results give the rates."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from registers import add_family

from poverty_desktop.checks import indicators, village_scores
from poverty_desktop.domain import sampling
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.ids import RecordId
from poverty_desktop.operations.lookback import back_checks, rounds, sample_frame
from poverty_desktop.operations.lookback.back_checks import Finding
from poverty_desktop.operations.lookback.rounds import NewRound
from poverty_desktop.operations.workspaces import undo
from poverty_desktop.packs.assessment_items import Assessed
from poverty_desktop.packs.indicators import Counting
from poverty_desktop.queries.lookback import back_checks as queries
from poverty_desktop.queries.lookback.rate_kinds import RateKind
from poverty_desktop.queries.lookback.round_frame import Scope
from poverty_desktop.store.session import Session

SEED = "2026-12-01 03 11 17 22 28 05"
NEIGHBOUR = "420581001002"


def begun(session: Session, *, scope: Scope = Scope.VILLAGE, villages: tuple[str, ...] = ("",)) -> RecordId:
    for village in villages:
        for number in range(24):
            place = {"village": Value(village)} if village else {}
            kind = ("01", "04", "02")[number % 3]
            options = {"village": village} if village else {}
            add_family(session, household={"household_type": Value(kind), **place}, **options)  # type: ignore[arg-type]
    wanted = NewRound(name="回头看", deadline=date(2026, 12, 31), scope=scope)
    return rounds.begin(session, wanted).value[0]


def rate(session: Session, record: RecordId, kind: RateKind) -> queries.RateRow:
    return next(row for row in queries.back_check(session, record).rates if row.kind is kind)


def test_that_everybody_draws_the_same_households_from_seed_and_frame(field: Session) -> None:
    record = begun(field)
    drawn = back_checks.draw(field, record, f" {SEED} ", {"01": 3, "02": 3, "03": 4}).value
    assert [len([item for item in drawn.sample if item.category == c]) for c in ("01", "02", "03")] == [3, 3, 4]
    filed = [
        bytes(row[0])
        for row in field.db.conn.execute("SELECT household FROM outcome WHERE person IS NULL AND category = '01'")
    ]
    expected = sorted(filed, key=lambda home: sampling.rank(SEED, home))[:3]
    assert [item.household for item in drawn.sample if item.category == "01"] == expected
    assert len(drawn.frame_hash.split()) == 4
    assert {(stratum.households, stratum.persons) for stratum in drawn.strata} == {(8, 8)}


def test_that_a_sample_is_drawn_once_and_can_only_be_enlarged(field: Session) -> None:
    record = begun(field)
    back_checks.draw(field, record, SEED, {"01": 3})
    with pytest.raises(RuleError, match="another seed"):
        back_checks.draw(field, record, "another", {"01": 3})
    with pytest.raises(RuleError, match="not made smaller"):
        back_checks.draw(field, record, SEED, {"01": 2, "02": 5})
    larger = back_checks.draw(field, record, SEED, {"01": 5, "02": 2}).value
    assert len(larger.sample) == 7
    with pytest.raises(RuleError, match="published seed"):
        back_checks.draw(field, record, " ", {"01": 3})
    with pytest.raises(RuleError, match="how many"):
        back_checks.draw(field, record, SEED, {})
    undo.undo(field)
    assert len(queries.back_check(field, record).sample) == 3


def test_that_results_give_the_rates_with_the_households_behind_each(field: Session) -> None:
    record = begun(field)
    drawn = back_checks.draw(field, record, SEED, {"01": 4, "02": 4, "03": 4}).value
    poor = {"01": (1, 1, 1, 0), "02": (1, 0, 0, 0), "03": (0, 0, 0, 0)}
    for item in drawn.sample:
        count = poor[item.category][item.place - 1]
        back_checks.enter(
            field, record, item.household, Finding(persons_seen=1, persons_poor=count, approves=item.place > 1)
        )
    wrong_exit = rate(field, record, RateKind.WRONG_EXIT)
    assert wrong_exit.rate is not None
    assert wrong_exit.rate.rate == pytest.approx(0.25)
    assert [item.place for item in wrong_exit.households] == [1]
    assert rate(field, record, RateKind.WRONG_INCLUSION).rate.rate == pytest.approx(0.25)  # type: ignore[union-attr]
    missed = rate(field, record, RateKind.MISSED).rate
    assert missed is not None
    assert (missed.rate, missed.low) == (0, 0)
    assert missed.high == pytest.approx(1 - 0.025 ** ((1 - 4 / 8) / 4))
    # Remaining poor, missed and wrongly exited among all: (6 + 2 + 0) of 24 by the weights of two.
    assert rate(field, record, RateKind.INCIDENCE).rate.rate == pytest.approx(8 / 24)  # type: ignore[union-attr]
    assert rate(field, record, RateKind.APPROVAL).rate.rate == pytest.approx(0.75)  # type: ignore[union-attr]


def test_that_the_assessment_counts_the_same_rates_by_the_weights_of_the_categories(field: Session) -> None:
    record = begun(field)
    for item in back_checks.draw(field, record, SEED, {"01": 2, "02": 4, "03": 8}).value.sample:
        poor = int(item.place == 1)
        back_checks.enter(
            field, record, item.household, Finding(persons_seen=1, persons_poor=poor, approves=item.category != "01")
        )
    year = field.clock.today().year
    counted = indicators.tallies(field, year)
    figures = {
        RateKind.MISSED: "missed_rate",
        RateKind.WRONG_EXIT: "wrong_exit_rate",
        RateKind.WRONG_INCLUSION: "wrong_inclusion_rate",
        RateKind.APPROVAL: "approval",
    }
    for kind, name in figures.items():
        (tally,) = counted[name].values()
        assert tally.figure(Counting.RATIO) == pytest.approx(100 * rate(field, record, kind).rate.rate), name  # type: ignore[union-attr]
    (sheet,) = village_scores.sheets(field, Assessed.VILLAGE, year)
    approval = next(item for item in sheet.items if item.item.id == "v_approval")
    assert approval.computed is not None
    assert (approval.cases, approval.low is not None) == (14, True)
    assert not any(indicators.tallies(field, year - 1)["missed_rate"].values())


def test_that_a_rate_stays_unknown_while_a_category_was_not_looked_at(field: Session) -> None:
    record = begun(field)
    drawn = back_checks.draw(field, record, SEED, {"02": 2}).value
    for item in drawn.sample:
        back_checks.enter(field, record, item.household, Finding(persons_seen=1, persons_poor=0))
    assert rate(field, record, RateKind.WRONG_EXIT).rate is not None
    assert rate(field, record, RateKind.MISSED).rate is None
    assert rate(field, record, RateKind.INCIDENCE).rate is None
    assert rate(field, record, RateKind.APPROVAL).rate is None


def test_that_a_round_of_filed_households_says_nothing_of_the_whole_village(field: Session) -> None:
    record = begun(field, scope=Scope.FILED)
    for item in back_checks.draw(field, record, SEED, {"01": 9, "02": 9}).value.sample:
        back_checks.enter(field, record, item.household, Finding(persons_seen=1, persons_poor=1))
    assert rate(field, record, RateKind.INCIDENCE).rate is None
    wrong = rate(field, record, RateKind.WRONG_EXIT).rate
    assert wrong is not None
    assert wrong.is_census


def test_that_results_are_of_the_sample_and_of_those_seen(field: Session) -> None:
    record = begun(field)
    drawn = back_checks.draw(field, record, SEED, {"02": 2}).value
    outside = next(
        bytes(row[0])
        for row in field.db.conn.execute("SELECT household FROM outcome WHERE person IS NULL AND category = '01'")
    )
    with pytest.raises(RuleError, match="not in the sample"):
        back_checks.enter(field, record, outside, Finding(persons_seen=1, persons_poor=0))  # type: ignore[arg-type]
    with pytest.raises(RuleError, match="between none and all"):
        back_checks.enter(field, record, drawn.sample[0].household, Finding(persons_seen=1, persons_poor=2))


def test_that_an_office_draws_in_every_village_of_a_series_at_once(office: Session) -> None:
    record = begun(office, villages=("420581001001", NEIGHBOUR))
    drawn = back_checks.draw(office, record, SEED, {"01": 2, "03": 1}, whole_series=True).value
    assert {(stratum.village, stratum.category): stratum.drawn for stratum in drawn.strata} == {
        ("420581001001", "01"): 2,
        ("420581001001", "02"): 0,
        ("420581001001", "03"): 1,
        (NEIGHBOUR, "01"): 2,
        (NEIGHBOUR, "02"): 0,
        (NEIGHBOUR, "03"): 1,
    }
    assert len(queries.back_check(office, record).sample) == 3


def test_that_anybody_draws_the_sample_again_from_the_frame_with_nothing_of_this_program(
    field: Session, tmp_path: Path
) -> None:
    record = begun(field)
    frame, script = tmp_path / "frame.csv", Path(__file__).parents[2] / "docs" / "draw_sample.py"
    back_checks.draw(field, record, SEED, {"01": 2, "03": 3})
    assert sample_frame.write(field, record, frame) == len(queries.back_check(field, record).frame)
    drawn = queries.back_check(field, record)
    wanted: dict[str, list[int]] = {}
    for item in drawn.sample:
        wanted.setdefault(item.stratum, []).append(item.sheet_number)
    order = [f"{stratum}={len(sheets)}" for stratum, sheets in wanted.items()]
    line = [sys.executable, str(script), str(frame), SEED, *order]
    said = subprocess.run(line, capture_output=True, text=True, check=True).stdout.splitlines()
    assert said[0] == f"frame {drawn.frame_hash}"
    assert said[1:] == [f"{stratum} {' '.join(map(str, sheets))}" for stratum, sheets in wanted.items()]
    assert "张" not in frame.read_text("utf-8")  # the frame names nobody
