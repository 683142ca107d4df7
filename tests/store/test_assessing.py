"""Self-assessment by the team, review by the office, appeal and decision: on two machines, by bundles both ways."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from registers import VILLAGE, add_family, admit

from poverty_desktop.checks import target_board, village_scores
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.operations.assessment import assessing, assessment_papers, targets
from poverty_desktop.operations.assessment.targets import NewTarget
from poverty_desktop.operations.handover import bundles, downstream
from poverty_desktop.operations.handover.enrolment import device_keys
from poverty_desktop.operations.register import villages
from poverty_desktop.packs.assessment_items import Assessed, Scoring
from poverty_desktop.packs.indicators import Level

YEAR = 2026


def up(office, field, stick):
    return bundles.receive(office, bundles.export_bundle(field, stick).value.path).value


def down(office, field, stick):
    downstream.send(office, stick, [device_keys(field).device])
    return downstream.take_in(field, stick).value


def item_of(session, name):
    (found,) = [item for item in assessing.sheet(session, Assessed.TEAM, VILLAGE, YEAR).items if item.item.id == name]
    return found


@pytest.fixture
def stick(tmp_path: Path, office, field) -> Path:
    """A stick between an office and the laptop of a village with one family."""
    admit(office, field, tmp_path / "admission")
    add_family(field)
    made = tmp_path / "stick"
    made.mkdir()
    up(office, field, made)
    return made


def test_that_own_score_review_appeal_and_decision_travel_both_ways(office, field, stick):
    assessing.self_assess(field, VILLAGE, YEAR, "t_days", score=Decimal(19), words="每月二十二天")
    up(office, field, stick)
    assert (item_of(office, "t_days").self_score, item_of(office, "t_days").self_words) == (19, "每月二十二天")
    assessing.review(office, VILLAGE, YEAR, "t_days", score=Decimal(15), words="三月缺勤两天")
    down(office, field, stick)
    assert item_of(field, "t_days").points == 15
    assessing.appeal(field, VILLAGE, YEAR, "t_days", reason="当日到县参加培训，有通知")
    up(office, field, stick)
    assert item_of(office, "t_days").appeal.state == "raised"
    assessing.decide(office, VILLAGE, YEAR, "t_days", score=Decimal("18.5"), words="情况属实")
    down(office, field, stick)
    found = item_of(field, "t_days")
    assert (found.points, found.appeal.words, found.appeal.state) == (18.5, "情况属实", "decided")


def test_that_a_village_gets_its_own_targets_and_not_those_of_the_county(office, field, stick):
    targets.set_targets(
        office,
        [
            NewTarget(indicator="housing", level=level, place=place, year=YEAR, amount=Decimal(amount))
            for level, place, amount in ((Level.COUNTY, "420581000000", 20), (Level.VILLAGE, VILLAGE, 2))
        ],
    )
    down(office, field, stick)
    (found,) = target_board.targets(field, YEAR)
    assert (found.place, found.amount) == (VILLAGE, 2)


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        (lambda s: assessing.review(s, VILLAGE, YEAR, "t_days", score=Decimal(21), words="x"), assessing.OUT_OF_RANGE),
        (lambda s: assessing.review(s, VILLAGE, YEAR, "t_day", score=Decimal(1), words="x"), assessing.NO_ITEM),
        (lambda s: assessing.review(s, VILLAGE, YEAR, "t_days", score=Decimal(9), words=" "), assessing.NO_WORDS),
        (lambda s: assessing.appeal(s, VILLAGE, YEAR, "t_policy", reason="x"), assessing.NOT_REVIEWED),
        (lambda s: assessing.appeal(s, VILLAGE, YEAR, "t_days", reason=" "), assessing.NO_REASON),
        (lambda s: assessing.decide(s, VILLAGE, YEAR, "t_days", score=None, words="x"), assessing.NO_APPEAL),
    ],
)
def test_that_what_cannot_be_is_refused_in_words(office, act, expected):
    add_family(office)
    assessing.self_assess(office, VILLAGE, YEAR, "t_days", score=Decimal(19), words="")
    with pytest.raises(RuleError) as refused:
        act(office)
    assert refused.value.message_id == expected


def test_that_a_laptop_reviews_nothing(field):
    add_family(field)
    with pytest.raises(RuleError) as refused:
        assessing.review(field, VILLAGE, YEAR, "t_days", score=Decimal(9), words="x")
    assert refused.value.message_id == targets.ONLY_OFFICE


def test_that_villages_are_weighed_by_their_type_and_nothing_unknown_counts_against_them(office):
    add_family(office)
    villages.correct(office, VILLAGE, YEAR, "village_type", Value("02"))
    (sheet,) = village_scores.sheets(office, Assessed.VILLAGE, YEAR)
    assert sheet.village_type == "02"
    assert sum(item.item.points for item in sheet.items) == 100
    assert "v_missed" in {item.item.id for item in sheet.items}
    assert sheet.possible + sheet.unknown == 100
    assert all(item.computed is None for item in sheet.items if item.item.scoring is Scoring.MANUAL)
    villages.correct(office, VILLAGE, YEAR, "village_type", Value("01"))
    (sheet,) = village_scores.sheets(office, Assessed.VILLAGE, YEAR)
    assert "v_collective" in {item.item.id for item in sheet.items}


def test_that_the_result_sheet_is_written(office, tmp_path):
    add_family(office)
    printed = assessment_papers.print_sheet(office, Assessed.TEAM, VILLAGE, YEAR, tmp_path / "sheet.pdf")
    assert printed.pages == 1
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
