"""Right persons, everybody accounted for, every figure to be opened: from a faulty roster to a balanced village."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from rosters import COLUMNS, VILLAGE, YEAR, village_rows, write_sheet

from poverty_desktop.checks import run
from poverty_desktop.checks.why import why
from poverty_desktop.clock import ManualClock
from poverty_desktop.crypto.wrapping import PassphraseCost
from poverty_desktop.domain.verification import Standing
from poverty_desktop.ids import HouseholdId, RecordId, SeededIds
from poverty_desktop.operations.lookback import outcomes, rounds
from poverty_desktop.operations.lookback.outcome_given import Given
from poverty_desktop.operations.lookback.rounds import NewRound
from poverty_desktop.operations.register import roster
from poverty_desktop.packs import load
from poverty_desktop.packs.pack import Pack
from poverty_desktop.queries.casework import entry_list
from poverty_desktop.queries.lookback import rounds as rounds_now
from poverty_desktop.queries.register import household_file
from poverty_desktop.sample.roster import RosterRow, sheet
from poverty_desktop.store import workspace
from poverty_desktop.store.session import Session

FAULTS: Mapping[str, Mapping[str, str]] = {
    "D02": {"健康状况": "健康,长期慢性病"},
    "D05": {"民族": ""},
    "G02": {"联系电话": "2381234567"},
}
"""One fault for each check, as cells of a head's row."""


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load.load_shipped()


def laptop(folder: Path, pack: Pack, rows: Sequence[tuple[str, ...]]) -> Session:
    """Return a workspace into which a roster was taken."""
    session, _code = workspace.create(
        folder / "village",
        "seven persimmon trees 1986",
        role="field",
        name="测试村",
        village=VILLAGE,
        worker="测试员",
        pack=pack,
        published_pack=load.shipped_bytes(),
        clock=ManualClock(datetime(YEAR, 11, 30, 9, tzinfo=UTC)),
        ids=SeededIds(4),
        cost=PassphraseCost(memory_kib=64, passes=1, lanes=1),
    )
    table = roster.read(write_sheet(folder / "roster.xlsx", iter(rows)), on_offer=roster.maps(session))
    roster.import_roster(session, roster.preview(session, table, roster.best_map(session, table)))
    return session


def planted(rows: Sequence[RosterRow]) -> tuple[list[tuple[str, ...]], dict[str, str]]:
    """Return the sheet with one fault in the head's row of as many households, and which household has which."""
    relation, number = COLUMNS.index("与户主关系"), COLUMNS.index("户编号")
    lines = list(sheet(rows))
    top = len(lines) - len(rows)
    heads = [place for place, row in enumerate(rows) if row.cells[relation] == "户主"]
    where: dict[str, str] = {}
    for (check, cells), place in zip(FAULTS.items(), heads, strict=False):
        line = list(lines[top + place])
        for caption, cell in cells.items():
            line[COLUMNS.index(caption)] = cell
        lines[top + place] = tuple(line)
        where[line[number]] = check
    return lines, where


def found(session: Session) -> set[tuple[str, str]]:
    """Run every check; return household number and check of each finding."""
    numbers = dict(session.db.conn.execute("SELECT id, national_number FROM household"))
    return {(numbers[hit.household], hit.check) for hit in run.run(session, YEAR).hits}


def test_that_planted_faults_are_found_everybody_is_accounted_for_and_figures_open(tmp_path: Path, pack: Pack) -> None:
    rows = village_rows(pack, filed=24, dirt_share=0.0)
    for name in ("clean", "faulty"):
        (tmp_path / name).mkdir()
    lines, where = planted(rows)
    clean = laptop(tmp_path / "clean", pack, list(sheet(rows)))
    session = laptop(tmp_path / "faulty", pack, lines)
    try:
        assert found(session) - found(clean) == set(where.items())

        # the finding opens down to the facts of the household
        check = next(item for item in pack.checks if item.id == "D02")
        hit = next(item for item in run.run(session, YEAR).hits if item.check == "D02")
        home = HouseholdId(RecordId(hit.household))
        reason = why(session, check, home, hit.record, YEAR, "zh_CN")
        assert reason is not None
        assert any("长期慢性病" in line for line in reason.lines)

        # a look-back round over the village ends with a balance of every person
        record = rounds.begin(session, NewRound(name="回头看", deadline=date(YEAR, 12, 31))).value[0]
        state = rounds_now.state(session, record)
        base = session.db.conn.execute("SELECT count(*) FROM membership WHERE alive AND to_date IS NULL").fetchone()[0]
        assert state.row.balance.base == base == len(rows)
        gone = state.persons[-1]
        death = Given(outcome="04", happened_on=date(YEAR, 10, 1), evidence="04")
        outcomes.give(session, record, [gone.id], death)
        outcomes.confirm_households(session, record, [item.id for item in state.households])
        state = rounds_now.state(session, record)
        balance = state.row.balance
        assert (balance.open, balance.after) == (0, base - 1)
        persons = {standing: state.of(standing) for standing in Standing}
        assert sum(map(len, persons.values())) == len({person.id for person in state.persons}) == base
        assert [person.person for person in persons[Standing.LEFT]] == [gone.person]
        (line,) = entry_list.entries(session, language="zh_CN")
        assert (line.kind, line.person) == ("leave", gone.person)

        # the figure "left" opens to the person, and the person to the file with day and reason
        file = household_file.open_file(session, gone.household, language="zh_CN")
        assert any(member.left_on == date(YEAR, 10, 1) for member in file.members)
    finally:
        clean.db.conn.close()
        session.db.conn.close()
