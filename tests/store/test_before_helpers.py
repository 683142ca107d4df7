"""A workspace from before helpers, visits in three lines, duties and their pack opens, works, and then learns them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from registers import CHEAP, NOW, PASSPHRASE, VILLAGE, YEAR, add_family, change, save, unlock

from poverty_desktop.checks import live
from poverty_desktop.clock import ManualClock
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.periods import Period
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.ids import SeededIds
from poverty_desktop.operations.assistance import duties, helpers, team_days, visits
from poverty_desktop.operations.assistance.helpers import Helper
from poverty_desktop.operations.assistance.visits import VisitTyped
from poverty_desktop.operations.workspaces import verification
from poverty_desktop.packs import load
from poverty_desktop.queries.assistance import coverage, merits, need_board
from poverty_desktop.queries.assistance import helpers as rows
from poverty_desktop.queries.assistance import visits as visit_rows
from poverty_desktop.queries.casework import clocks
from poverty_desktop.store import workspace

KINDS = ("helper", "team_day", "duty", "merit", "duty_note")
CHECKS = ("N01", "N02", "N03", "N07", "N12", "N13", "N14")
LATER = {"started_at", "said", "agreed", "mode", "signed_by", "no_signature", "sheet", "meeting", "recorder", "met_on",
         "met_note"}  # fmt: skip


def older_pack() -> bytes:
    tables = json.loads(load.shipped_bytes())
    tables = {name: found for name, found in tables.items() if name not in ("visit_rules", "duties")}
    tables["checks"] = [row for row in tables["checks"] if row["id"] not in CHECKS]
    tables["settings"] = [row for row in tables["settings"] if not row[0].startswith(("helper_", "team_"))]
    tables["paper_blocks"] = [row for row in tables["paper_blocks"] if "helper." not in json.dumps(row)]
    tables["properties"] = [
        row
        for row in tables["properties"]
        if row["kind"] not in KINDS
        and not (row["kind"] in ("visit", "need") and row["name"] in LATER)
        and (row["kind"], row["name"]) != ("attachment", "visit")
    ]
    return json.dumps(tables, ensure_ascii=False, sort_keys=True).encode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    data = older_pack()
    session, _code = workspace.create(
        tmp_path / "older", PASSPHRASE, role="field", name="测试村", village=VILLAGE, worker="测试员",
        pack=load.load(data), published_pack=data, clock=ManualClock(NOW), ids=SeededIds(7), cost=CHEAP,
    )  # fmt: skip
    family = add_family(session)
    save(session, change(RecordKind.HOUSEHOLD, family.household, household_type=Value("02")))
    for table in KINDS:
        session.db.conn.execute(f"DROP TABLE {table}")
    session.db.conn.execute("PRAGMA user_version = 4")
    session.db.conn.close()
    return tmp_path / "older"


def test_that_it_opens_and_says_what_needs_a_newer_pack(folder):
    old = workspace.unlock(folder, PASSPHRASE, clock=ManualClock(NOW), ids=SeededIds(8))
    (household,) = (row.household for row in coverage.listed(old, Period.MONTH, NOW.date()))
    assert coverage.listed(old, Period.MONTH, NOW.date())[0].is_overdue
    assert clocks.counts(old).visits == ()
    assert (rows.every(old), rows.of_household(old, household), merits.listed(old)) == ((), (), ())
    assert (visit_rows.listed(old), need_board.needs(old, YEAR)) == ((), ())
    live.of_household(old, household, YEAR)
    for act in (
        lambda: helpers.pair(old, [household], Helper(name="刘干部")),
        lambda: visits.write_down(old, [household], VisitTyped(visitors="测试员", seen="好")),
        lambda: team_days.enter(old, team_days.DaysTyped(person="测试员", first=date(2026, 11, 3), state="01")),
        lambda: duties.from_pack(old),
    ):
        with pytest.raises(RuleError, match="newer pack"):
            act()
    verification.verify(old)
    old.db.conn.close()


def test_that_the_pack_of_the_program_brings_them(folder):
    session = unlock(folder)
    (household,) = (row.household for row in coverage.listed(session, Period.MONTH, NOW.date()))
    assert helpers.pair(session, [household], Helper(name="刘干部")).value.load == 1
    visits.write_down(session, [household], VisitTyped(visitors="测试员", seen="好", no_signature="不在家"))
    assert (
        team_days.enter(session, team_days.DaysTyped(person="测试员", first=date(2026, 11, 3), state="01")).value == 1
    )
    assert duties.from_pack(session).value > 3
    verification.verify(session)
    session.db.conn.close()
