"""One fault for each check that a roster cannot carry, written as operations write it; and its clean twin.

With ``test_every_fault_of_a_roster`` every check that is shipped has a fault of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import test_every_fault_of_a_roster as of_a_roster
from planting import Planter

from poverty_desktop.checks import run
from poverty_desktop.clock import ManualClock
from poverty_desktop.crypto.wrapping import PassphraseCost
from poverty_desktop.domain.identity_number import check_character
from poverty_desktop.ids import SeededIds
from poverty_desktop.packs import load
from poverty_desktop.store import workspace
from poverty_desktop.store.engine import Write
from poverty_desktop.store.session import Session

FAULTS: dict[int, dict[str, tuple[set[str], str, str]]] = {2019: {}, 2025: {}}
"""By year and name: the checks that fire, the line that plants them, and the same line without the fault."""


def fault(name: str, line: str, *also: str, clean: str = "", year: int = 2025) -> None:
    """Enter one fault: its name begins with the check that it is for, ``also`` is what goes with it."""
    assert name not in FAULTS[year]
    FAULTS[year][name] = ({name.partition(" ")[0], *also}, line, clean)


def number_of(birth: str, serial: int) -> str:
    """Return a sound number for a birth; an odd ``serial`` is a man's."""
    body = f"420581{birth.replace('-', '')}{serial:03d}"
    return body + check_character(body)


def earns(persons: int, per_head: int) -> str:
    """Return the income of a home of so many persons, all of it its own business beside the pension."""
    net = persons * per_head
    return (
        f"business_income={net + 18800}; gross_income={net + 20000}; net_income={net}; net_income_per_capita={per_head}"
    )


HELD = number_of("1980-01-01", 901)
GIVEN = "status=02; started_on=2025-03-01"
DONE = "status=03; started_on=2025-03-01; finished_on=2025-06-01; evidence=验收单"
SEEN = "visit: visited_on=2025-11-20; mode=01; visitors=某队员; content=了解情况; signed_by=户主"
HELPED = "helper: name=帮扶%n; role=01; from_date=2025-01-05"
FARMS = f"measure: kind=01; name=种植奖补; amount=500; {GIVEN}"
IS_MONITORED = "household: household_type=03; monitoring_category=01; identified_on=2023-05; risks=05"
MONITORED = " | ".join((IS_MONITORED, FARMS, SEEN, HELPED))
"""A monitored household with everything that it is to have."""
WORKS = (
    "work_scope=04; work_months=6; work_place=广东省深圳市; employer=某厂; job_channel=02; monthly_wage=3000;"
    " phone=13900000001"
)
WAGES = "wage_income=18000; gross_income=79200; net_income=59200; net_income_per_capita=14800"
GONE_OUT = "household: risk_eliminated=1; identified_on=2023-05; eliminated_on=2025-03; elimination_mode=02"
FILE = "procedure: kind=identification; begun_on=2025-10-08"
PUPIL = "child: birth_date=2009-03-01; schooling=10"
THREE = f"home: {earns(3, 13000)}; gone=child"
ALONE = f"home: {earns(1, 40000)}; gone=spouse child mother; house_area=45"
PROJECT = "village: | village_project: name=道路硬化; content=2公里; kind=05; goal=按期完工; stage=05"


fault("A01", f"home | head: document_number={HELD} | home | head: document_number={HELD}")
fault("A02", f"head: document_number={HELD[:17]}")
fault("A06", f"head: document_number={number_of('1980-01-01', 905)}; birth_date=1980-01-02")
fault("A07", f"spouse: document_number={number_of('1982-02-02', 901)}")
fault("A09", f"head: document_number={number_of('1980-01-01', 907)}; document_type=02")
fault(
    "A10",
    f"head: document_number={number_of('1980-01-01', 909)}93; document_type=02; health=04; disability_grade=3;"
    " labour=03",
)
fault("B01", "head: relation=99")
fault("B05", "spouse: sex=1")
fault("B09", "spouse: birth_date=2007-01-01")
fault("B11", "home: gone=head spouse child mother; house_area=0; pension_income=0")
fault("B12", f"{THREE} | head: birth_date=2008-06-01")
fault("B13", f"home | head: document_number={number_of('1980-01-01', 903)} | home: household_type=02 | {HELPED}"
      f" | head: document_number={number_of('1980-01-01', 903)}", "A01")  # fmt: skip
fault("B14", f"home: {earns(11, 12000)}; more=7")
fault("B15", f"{ALONE}; no_labour_household=1 | head: birth_date=1950-01-01; labour=04; subsistence_allowance=03")
fault("C13", f"measure: kind=10; name=雨露计划; {GIVEN}")
fault("C14", f"{MONITORED} | {PUPIL}", clean=f"{MONITORED} | {PUPIL} | measure: kind=10; name=雨露计划; {GIVEN}")
fault("C15", f"child: birth_date=2009-03-01; schooling=07 | measure: kind=09; name=学费减免; {GIVEN}")
fault("C16", "child: birth_date=2012-05-05; schooling=05 | last child: schooling=05",
      clean="child: birth_date=2012-05-05; schooling=05 | last child: schooling=04")  # fmt: skip
fault("D15", f"{ALONE}; pension_income=0 | head: labour=04; health=03")
fault("D16", f"{ALONE}; pension_income=0; no_labour_household=0 | head: labour=04; health=03; subsistence_allowance=03")
fault("E08", f"{MONITORED} | household: identified_on=2024-12")
fault("E09", f"{MONITORED} | household: identified_on=2025-05 | measure: kind=08; item=0801; {DONE}")
fault("E12", "household: risks=03 | mother: disability_grade=1; health=04")
fault("E13", f"{MONITORED} | mother: subsistence_allowance=03", clean=MONITORED)
fault("E14", f"{MONITORED} | mother: extreme_poverty_support=02", clean=MONITORED)
fault("E15", f"measure: kind=11; name=低保; {GIVEN}")
fault("E16", f"measure: kind=11; name=残疾人补贴; {GIVEN}")
fault("F08", f"household: {WAGES} | head: {WORKS}; work_started_on=2025-01-01"
      " | last head: work_started_on=2024-02-01; work_ended_on=2025-03-01")  # fmt: skip
fault("F15", " | ".join(f"measure: kind=03; item=030{n}; person=head; {GIVEN}" for n in (1, 2, 3)))
fault("F20", f"measure: kind=02; name=一次性交通补助; {GIVEN}")
fault("F21", f"measure: kind=02; name=外出务工补贴; {GIVEN}")
fault("H10", "village: cultivated_land=3", clean="village:")
fault("H11", f"household: dangerous_house=1; house_grade=D | measure: kind=05; {DONE}")
fault("H12", f"household: house_area=45 | measure: kind=05; {DONE}", clean=f"measure: kind=05; {DONE}")
fault("I04", f"{MONITORED} | household: identified_on=2025-06; {earns(4, 25000)}")
fault("I08", f"measure: kind=01; name=养殖; amount=500; {DONE} | household: property_income=40000; business_income=0;"
      " business_expenditure=0; gross_income=41200; net_income=41200; net_income_per_capita=10300")  # fmt: skip
fault("I09", f"{MONITORED} | household: risks=01 | mother: health=03 | measure: kind=08; name=医疗救助; {GIVEN}")
fault("I11", "last household: wage_income=0; business_income=60000; transfer_income=1200; net_income=41200",
      clean="last household: wage_income=0; business_income=55000; transfer_income=1200; net_income=36200")  # fmt: skip
fault("I17", f"village: total_households=3; total_population=12 | home: {earns(4, 8700)} | home: {earns(4, 8750)}"
      f" | home: {earns(4, 8800)}", clean="village:")  # fmt: skip
fault("K06", f"{MONITORED} | household: risk_eliminated=1; eliminated_on=2025-03; elimination_mode=02; risks=10;"
      f" safe_drinking_water=0 | measure: kind=07; name=饮水; {GIVEN}")  # fmt: skip
fault("L01", "household: risk_eliminated=1; identified_on=2023-05", clean=GONE_OUT)
fault("L02", f"{GONE_OUT}; elimination_mode=01", clean=f"{GONE_OUT}; elimination_mode=01 | {FARMS}")
fault("L04", f"{GONE_OUT}; surveyor=", clean=GONE_OUT)
fault("L05", f"{GONE_OUT}; identified_on=2024-12", clean=GONE_OUT)
fault("L06", f"{GONE_OUT}; identified_on=2021-12; eliminated_on=2022-01", clean=GONE_OUT)
fault("L07", f"{GONE_OUT}; no_labour_household=1", clean=GONE_OUT)
fault("L08", f"{MONITORED} | {GONE_OUT}; {earns(4, 5300)}", clean=f"{MONITORED} | {GONE_OUT}")
fault("L10", f"{IS_MONITORED}; risks=10; safe_drinking_water=0 | {SEEN} | {HELPED} | measure: kind=07; {GIVEN}")
fault("L11", f"{IS_MONITORED} | {SEEN} | {HELPED} | measure: kind=11; name=临时救助; {GIVEN}", "L10")
fault("L12", "measure: kind=01; amount=500; status=04", clean=FARMS)
fault("L13", f"{MONITORED} | measure: kind=06; {GIVEN}", clean=MONITORED)
fault("L14", f"{IS_MONITORED} | {FARMS} | {HELPED} | visit: visited_on=2025-06-01; mode=01; visitors=某队员;"
      " content=了解情况; signed_by=户主", clean=MONITORED)  # fmt: skip
_SHOWN = "step: name=display; number=1; done_on=2025-11-01; ended_on={}; least_end=2025-11-05; outcome=passed"
fault("L15", f"{FILE} | {_SHOWN.format('2025-11-03')}", clean=f"{FILE} | {_SHOWN.format('2025-11-05')}")
_SIGNED = "step: name=county; number=1; done_on={}; earliest=2025-11-10; latest=2025-11-16; outcome=passed"
fault("L16", f"{FILE} | {_SIGNED.format('2025-11-20')}", clean=f"{FILE} | {_SIGNED.format('2025-11-12')}")
fault("N04", f"{FILE} | {_SIGNED.format('2025-11-05')}", clean=f"{FILE} | {_SIGNED.format('2025-11-12')}")
_CLUE = "clue: source=05; received_on=2025-11-01; deadline={}; result={}"
fault("L17", _CLUE.format("2025-11-05", ""), clean=_CLUE.format("2025-11-05", "03"))
fault("L18", _CLUE.format("2025-12-05", "01"), clean=f"{_CLUE.format('2025-12-05', '01')} | {FILE}")
fault("M01", f"{MONITORED} | household: risks=02", clean=MONITORED)
fault("M02", f"measure: kind=02; name=就业补贴; {DONE}")
fault("M03", f"measure: kind=01; name=种植奖补; {GIVEN}", clean=FARMS)
fault("M04", f"home: {earns(3, 13000)}; pension_income=0 | mother: to_date=2025-03-01"
      " | measure: kind=11; item=1104; person=mother;"
      " status=02; started_on=2025-06-01")  # fmt: skip
_ALIKE = " | ".join(f"measure: kind=01; name=奖补{n}; status=01; amount=500" for n in range(5))
fault("M05", f"village: | {_ALIKE}", clean=f"village: | {_ALIKE}0")
fault("M06", f"{FARMS} | {FARMS}", clean=FARMS)
fault("M07", f"measure: kind=04; name=小额信贷; amount=60000; {GIVEN}")
fault("M08", "measure: kind=07; name=饮水; status=02; started_on=2020-01-01; finished_on=2020-03-01")
fault("M09", f"measure: kind=08; name=医疗救助; {DONE}; evidence=", clean=f"measure: kind=08; name=医疗救助; {DONE}")
fault("M10", "household: main_cause=01 | mother: health=03 | measure: kind=01; name=种植; amount=500; status=02;"
      " started_on=2019-03-01", year=2019)  # fmt: skip
_PAID = "beneficiary: item=0102; amount=500; paid_on=2025-06-01"
fault(
    "M20", f"home: {earns(3, 13000)}; pension_income=0 | mother: to_date=2025-03-01 | {_PAID}; person=mother; state=04"
)
fault("M21", f"{_PAID}; state=05", clean=f"{_PAID}; state=04")
fault("M22", f"{_PAID}; state=04; period=1 | {_PAID}; state=04; period=1", clean=f"{_PAID}; state=04; period=1")
_VOTE = "step: name=review; number=1; done_on=2025-11-03; present=20; agreed={}; opposed={}; outcome=passed"
fault("N02", " | ".join(["home | helper: name=同一干部; unit=某局; role=01; from_date=2025-01-05"] * 6))
fault("N03", "helper: name=某干部甲; from_date=2025-05-05; to_date=2025-01-05")
fault("N05", f"{FILE} | step: name=township; number=2; done_on=2025-11-03; outcome=passed"
      " | step: name=display; number=1; done_on=2025-11-05; ended_on=2025-11-12; outcome=passed")  # fmt: skip
fault("N06", f"{FILE} | {_VOTE.format(11, 8)}", clean=f"{FILE} | {_VOTE.format(19, 1)}")
fault("N07", "visit: visited_on=2025-11-03; content=了解务工情况", clean=SEEN)
fault("N09", "home")
fault("N10", f"{FILE} | step: name=comparison; number=1; done_on=2025-11-03; outcome=passed", clean=FILE)
fault("N11", f"{FILE} | step: name=township; number=1; done_on=2025-11-03; outcome=passed; exception_reason=提前")
fault("N12", "head: name=同名某 | helper: name=同名某; role=01; from_date=2025-01-05")
fault("N13", "visit: visited_on=2025-11-03; mode=01; visitors=某队员; content=了解务工情况", clean=SEEN)
_AT_NINE = "visit: visited_on=2025-11-03; started_at=09:00; visitors=某两队员; content=了解情况"
fault("N14", f"home | {_AT_NINE} | home | {_AT_NINE}")
fault("O01", "village: is_exited=1; total_population=", clean="village: is_exited=1")
fault("O02", "village: collective_income=")
fault("O03", "village: clinics=")
fault("O04", "village: pension_members=")
fault("O05", "village: road_to_town=0")
fault("O06", "village: unsafe_water_households=1; dangerous_house_households=1"
      " | household: safe_drinking_water=0; dangerous_house=1; house_grade=D")  # fmt: skip
fault("O07", "village: total_population=9")
fault("O10", "village: is_exited=1; unsafe_water_households=1 | household: safe_drinking_water=0",
      clean="village: is_exited=1")  # fmt: skip
fault("O11", "village: | village_project: name=水渠; ends_on=2025-01-01; status=02",
      clean="village: | village_project: name=水渠; ends_on=2025-01-01; status=03")  # fmt: skip
fault("O20", f"{PROJECT}; name=办公楼维修", clean=PROJECT)
fault("O21", f"{PROJECT}; kind=01", clean=f"{PROJECT}; kind=01; benefit_link=务工")
fault("O22", f"{PROJECT}; goal=", clean=PROJECT)
_PAYS = "appropriation: amount=1000; appropriated_on=2025-10-01 | payment: way=02; state=03; amount={}"
fault("O23", f"{PROJECT} | {_PAYS.format(2000)}", clean=f"{PROJECT} | {_PAYS.format(900)}")
fault("O24", f"{PROJECT} | appropriation: amount=1000; appropriated_on=2020-01-01",
      clean=f"{PROJECT} | appropriation: amount=1000; appropriated_on=2025-10-01")  # fmt: skip
fault("O25", f"{PROJECT}; stage=02 | appropriation: amount=1000; appropriated_on=2025-11-01")
_EQUAL = f"{PROJECT}; kind=01; benefit_link=务工"
_SHARES = " | ".join(f"beneficiary: item=0102; amount={{}}; period={n}; state=01" for n in range(30))
fault("O26", f"{_EQUAL} | {_SHARES.replace('{}', '500')}",
      clean=f"{_EQUAL} | {_SHARES.replace('{}', '500', 1).replace('{}', '800')}")  # fmt: skip
fault("X01", "entry_line: kind=join; happened_on=2025-10-01; differs=姓名")
fault("X09", "list_hit: list=02; listed_name=某人", clean="list_hit: list=02; listed_name=某人; outcome=02")
fault("X10", "list_hit: list=01; listed_name=某人; outcome=01",
      clean="list_hit: list=01; listed_name=某人; outcome=01; rectified_on=2025-11-03")  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Session]:
    """Yield an office, where every fault has a village of its own."""
    session, _code = workspace.create(
        tmp_path / "office",
        "seven persimmon trees 1986",
        role="office",
        name="测试县",
        village="",
        worker="核定员",
        pack=load.load_shipped(),
        published_pack=load.shipped_bytes(),
        clock=ManualClock(datetime(2025, 11, 30, 9, tzinfo=UTC)),
        ids=SeededIds(4),
        cost=PassphraseCost(memory_kib=64, passes=1, lanes=1),
    )
    yield session
    session.db.conn.close()


def found(session: Session, planter: Planter, villages: dict[str, str]) -> dict[str, set[str]]:
    """Return the checks that fired, by the fault whose home or village it was."""
    places = {
        bytes(record): villages[code]
        for record, code in session.db.conn.execute("SELECT id, village FROM village_year")
    }
    names = {**{bytes(home): name for home, name in planter.homes.items()}, **places}
    by_fault: dict[str, set[str]] = {}
    for hit in run.run(session, planter.year).hits:
        by_fault.setdefault(names[bytes(hit.household)], set()).add(hit.check)
    return by_fault


def print_earlier(session: Session, planter: Planter) -> None:
    """Note that a paper of the home of N09 was printed before its facts were written."""
    home = next(home for home, name in planter.homes.items() if name == "N09")
    with Write(session.db) as connection:
        connection.execute(
            "INSERT INTO printed_paper VALUES('1', x'00', 'handbook', ?, '2025-11-01T00:00:00+00:00')", (home,)
        )


@pytest.mark.parametrize("is_faulty", [True, False], ids=["faulty", "clean twin"])
@pytest.mark.parametrize("year", FAULTS)
def test_that_each_planted_fault_is_found_alone_and_the_clean_twin_is_silent(
    desk: Session, year: int, *, is_faulty: bool
) -> None:
    planter, villages = Planter(session=desk, year=year), {}
    for place, (name, (_checks, line, clean)) in enumerate(FAULTS[year].items()):
        village = f"420581{100 + place:03d}001"
        villages[village] = name
        planter.plant(village, name, line if is_faulty else clean)
    if is_faulty and "N09" in FAULTS[year]:
        print_earlier(desk, planter)
    expected = {name: checks for name, (checks, _line, _clean) in FAULTS[year].items()} if is_faulty else {}
    assert found(desk, planter, villages) == expected


def test_that_every_check_that_is_shipped_has_a_fault_of_its_own() -> None:
    planted = {name.partition(" ")[0] for faults in (*of_a_roster.FAULTS.values(), *FAULTS.values()) for name in faults}
    assert planted == {check.id for check in load.load_shipped().checks}
