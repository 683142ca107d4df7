"""The article's table of 2015 opened on a county of the same structure: every figure down to households and papers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from poverty_desktop.assessment.progress import Standing
from poverty_desktop.checks import places, target_board
from poverty_desktop.clock import ManualClock
from poverty_desktop.crypto.wrapping import PassphraseCost
from poverty_desktop.domain.place_order import place_key
from poverty_desktop.i18n import format_yuan
from poverty_desktop.ids import SeededIds
from poverty_desktop.operations.assessment import counted, figure_pictures, freezing, target_lists
from poverty_desktop.operations.assessment.figure_pictures import Kind
from poverty_desktop.operations.workspaces import sample
from poverty_desktop.packs import load
from poverty_desktop.packs.indicators import Level
from poverty_desktop.queries.assessment import overdue_work
from poverty_desktop.queries.assessment.overdue_work import Overdue
from poverty_desktop.queries.money import money
from poverty_desktop.sample import plan
from poverty_desktop.store import workspace
from poverty_desktop.store.session import Session

YEAR = 2015


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    session, _code = workspace.create(
        tmp_path_factory.mktemp("table") / "office",
        "",
        role="office",
        name="演练县",
        village="",
        worker="演练队员",
        pack=load.load_shipped(),
        published_pack=load.shipped_bytes(),
        clock=ManualClock(datetime(2026, 11, 30, 9, tzinfo=UTC)),
        ids=SeededIds(15),
        is_practice=True,
        cost=PassphraseCost(memory_kib=64, passes=1, lanes=1),
    )
    drawn = plan.county(session.pack, year=2025, households=420, persons=1_200, villages=12, teams=12)
    sample.fill(session, drawn, with_funds=True)
    yield session
    session.db.conn.close()


def _projects(session: Session) -> set[bytes]:
    """Return the projects of the year of the table."""
    rows = session.db.conn.execute("SELECT id FROM village_project WHERE alive AND year = ?", (YEAR,))
    return {bytes(row[0]) for row in rows}


def test_that_the_table_opens_as_it_was_printed_and_every_figure_unfolds_to_papers(office, tmp_path: Path):
    board = target_board.board(office)
    promised = {row.indicator.id: row for row in board.rows if row.target is not None}
    assert (board.year, board.level) == (YEAR, Level.COUNTY)
    assert {name: row.target.amount for name, row in promised.items()} == {
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
    growth = promised["income_growth"]
    assert (growth.goal, board.awaited) == (pytest.approx(10.7), ())
    assert growth.figure is not None
    assert "统计公报" in board.entered[0].document

    for name, row in promised.items():
        rows = counted.rows(office, row.indicator, YEAR)
        if not row.indicator.is_percent:
            assert sum(item.amount for item in rows) == row.figure, name
        by_place = target_board.unfolded(office, YEAR, name, board.place)
        if not row.indicator.is_percent:
            assert sum(place.figure or 0 for place in by_place) == row.figure, name
        for item in rows[:3]:
            proofs = counted.proofs(office, row.indicator, YEAR, item)
            assert proofs, name
            assert item.household is not None or item.village_name
    said = [
        proof.said
        for name in ("housing", "migrants", "transferred")
        for item in counted.rows(office, promised[name].indicator, YEAR)
        for proof in counted.proofs(office, promised[name].indicator, YEAR, item)
    ]
    assert any("〔2015〕" in text for text in said)  # what was paid, and by which source documents
    ledgers = money.ledgers(office)[1]
    assert ledgers.differences == ()
    flow = figure_pictures.draw(office, Kind.MONEY, YEAR)
    paid = sum(line.paid_fen for line in ledgers.households.values() if line.project in _projects(office))
    assert (flow.rows[-1][2], paid > 0) == (format_yuan(paid), True)
    lifted = counted.rows(office, promised["lifted"].indicator, YEAR)
    steps = counted.proofs(office, promised["lifted"].indicator, YEAR, lifted[0])
    assert len(steps) == 11
    assert sum("signed" in step.said or "签字" in step.said for step in steps) == 6
    assert target_lists.export_counted(
        office, promised["lifted"].indicator, YEAR, lifted, tmp_path / "lifted.xlsx"
    ) == len(lifted)

    drawn = figure_pictures.draw(office, Kind.OVER_TIME, YEAR, indicator="lifted")
    assert drawn.rows[-1][1].replace(",", "") == f"{promised['lifted'].figure:.0f}"


def test_that_a_village_that_is_behind_sees_which_promised_work_is_overdue(office):
    towns = target_board.unfolded(office, YEAR, "lifted", places.home(office))
    villages = [row for town in towns for row in target_board.unfolded(office, YEAR, "lifted", town.place)]
    behind = [row for row in villages if row.progress.standing is Standing.MISSED]
    assert behind
    found = overdue_work.overdue(office, YEAR, begin="")
    assert {row.kind for row in found} == {Overdue.MEASURE}
    assert all(row.household is not None and row.due < "2026" and row.what for row in found)
    names = [(row.village, place_key(row.group_name), row.head_name) for row in found]
    assert names == sorted(names)  # by place, never by income
    slow = found[0].village
    own = overdue_work.overdue(office, YEAR, begin=slow)
    assert own == tuple(row for row in found if row.village == slow)


def test_that_the_year_s_result_can_be_proved_later(office):
    assert freezing.freeze(office, year=YEAR).value >= 9
    kept = [item for item in freezing.frozen(office, year=YEAR) if item.indicator in ("lifted", "training")]
    assert all(item.agrees for item in freezing.recompute(office, [item.id for item in kept]))
