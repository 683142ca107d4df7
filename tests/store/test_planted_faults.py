"""One fault for every check, planted into a village without any: exactly these are found, and nothing else."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

import pytest
from planted import BY_NATURE, Planter
from registers import VILLAGE, make_field, remove, save, shipped_pack

from poverty_desktop.checks import live, run
from poverty_desktop.clock import ManualClock
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.operations.workspaces import sample
from poverty_desktop.packs.checks import Scope, Severity
from poverty_desktop.sample import plan
from poverty_desktop.store.session import Session

TRUE_IN_A_VILLAGE = {
    "B15": "old people live alone",
    "C03": "somebody turns six between the survey and the day of the run",
    "D08": "somebody turns sixty between the survey and the day of the run",
    "D09": "somebody turns sixteen between the survey and the day of the run",
    "D15": "a household without labour lives from land and children, not from an allowance",
    "D17": "the skilled do not all work for wages",
    "E01": "a few are not insured",
    "F21": "who gets help to find work outside has not gone yet",
    "H08": "one house in fourteen has no sanitary toilet",
    "J10": "what made a household poor has been mended since",
    "I04": "a household with an income is monitored after an accident",
    "I09": "an illness has not cost anything yet",
    "K01": "a house has become dangerous",
    "K02": "a spring has run dry",
    "K03": "an exited household is not insured",
    "L10": "a household with labour is helped otherwise",
    "M02": "who got help to find work came back and works the land",
    "M10": "the measures of the year answer another need than the main cause",
    "L14": "nobody has come for a month",
}
"""What the synthetic village is found with because it is so there: each is to be looked at, none is wrong."""


def village(folder: Path, year: int) -> Session:
    """Return a generated village from which every household that has to be looked at has been taken away."""
    session = make_field(folder, village=VILLAGE, clock=ManualClock(datetime(year, 11, 30, 9, tzinfo=UTC)))
    drawn = plan.practice_village(session.pack, year=year, village=VILLAGE, filed=40, unfiled=90)
    sample.fill(session, drawn)
    hits = run.run(session, year).hits
    weights = {check.id: check.severity for check in session.pack.checks}
    for hit in hits:
        assert hit.check in TRUE_IN_A_VILLAGE, hit.check
        assert weights[hit.check] is Severity.VERIFY
    looked_at = {hit.household for hit in hits}
    edits = [remove(RecordKind.HOUSEHOLD, RecordId(household)) for household in sorted(looked_at)]
    save(session, *edits)
    return session


@pytest.mark.parametrize(("year", "era"), [(2025, "b"), (2019, "a")])
def test_that_every_planted_fault_is_found_and_the_clean_twin_has_none(tmp_path: Path, year: int, era: str) -> None:
    session = village(tmp_path / "village", year)
    try:
        twin = run.run(session, year)
        assert twin.hits == ()
        assert session.db.conn.execute("SELECT count(*) FROM household WHERE alive").fetchone()[0] > 40
        planter = Planter(session.pack, session.ids, session.clock.today(), year)
        planted: dict[bytes, str] = {}
        for check in session.pack.checks:
            if check.scope is Scope.VILLAGE:  # see test_villages
                continue
            if check.holds_in(year, session.pack.era(year)) and (era == "b" or "b" not in check.eras):
                for plant in planter.plant(check):
                    planted[plant.household] = check.id
                    if check.id == "N09":  # something was printed before the facts that are planted now
                        session.db.conn.execute(
                            "INSERT INTO printed_paper VALUES('1', x'01', 'register', ?, '2019-01-01T00:00:00+00:00')",
                            (plant.household,),
                        )
                    save(session, *plant.edits)
        found: dict[bytes, set[str]] = defaultdict(set)
        for hit in run.run(session, year).hits:
            found[hit.household].add(hit.check)
        expected = {home: {check} | BY_NATURE.get(check, set()) for home, check in planted.items()}
        assert found == expected
        if era == "b":
            of_households = {check.id for check in session.pack.checks if check.scope is not Scope.VILLAGE}
            assert of_households - set(planted.values()) == set(twin.not_run) & of_households
        spanning = {check.id for check in session.pack.checks if check.spans_households}
        for home, checks in expected.items():
            alone = {hit.check for hit in live.of_household(session, HouseholdId(RecordId(home)), year)}
            assert alone == checks - spanning
    finally:
        session.db.conn.close()


def test_that_every_check_is_planted_in_one_of_the_two_villages() -> None:
    for check in shipped_pack().checks:
        assert check.holds_in(2025, "b") or check.holds_in(2019, "a"), check.id
