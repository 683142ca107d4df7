"""One fault for each check that a roster can carry: a village of faulty households, and its clean twin.

A number of the wrong length, and a birth or sex that its number contradicts, are judged by the import itself; what a
roster cannot carry is planted in ``test_every_fault_of_the_register``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rosters import VILLAGE, write_sheet

from poverty_desktop.checks import run
from poverty_desktop.clock import ManualClock
from poverty_desktop.crypto.wrapping import PassphraseCost
from poverty_desktop.domain.identity_number import check_character
from poverty_desktop.exchange import column_map
from poverty_desktop.exchange.column_map import Grouping
from poverty_desktop.ids import SeededIds
from poverty_desktop.operations.register import roster
from poverty_desktop.packs import load
from poverty_desktop.packs.pack import Pack
from poverty_desktop.store import workspace
from poverty_desktop.store.session import Session

Facts = Mapping[str, str]

HOUSEHOLD: Facts = {
    "household.group_name": "一组",
    "household.household_type": "01",
    "household_year.cultivated_land": "5",
    "household_year.woodland": "0",
    "household_year.fruit_land": "0",
    "household_year.pasture": "0",
    "household_year.water_surface": "0",
    "household_year.returned_forest": "0",
    "household_year.domestic_electricity": "是",
    "household_year.safe_drinking_water": "是",
    "household_year.drinking_water_difficulty": "否",
    "household_year.road_distance": "0.5",
    "household_year.road_type": "03",
    "household_year.house_area": "120",
    "household_year.dangerous_house": "否",
    "household_year.house_grade": "A",
    "household_year.sanitary_toilet": "是",
    "household_year.wage_income": "0",
    "household_year.business_income": "60000",
    "household_year.property_income": "0",
    "household_year.transfer_income": "1200",
    "household_year.pension_income": "1200",
    "household_year.business_expenditure": "20000",
    "household_year.gross_income": "61200",
    "household_year.net_income": "41200",
    "household_year.net_income_per_capita": "10300",
}
_INSURED = {
    "person.ethnicity": "HA",
    "person_year.health": "01",
    "person_year.labour": "01",
    "person_year.education": "03",
    "person_year.resident_medical": "是",
    "person_year.employee_medical": "否",
    "person_year.serious_illness_insurance": "是",
    "person_year.resident_pension": "是",
    "person_year.employee_pension": "否",
}
MEMBERS: tuple[Facts, ...] = (
    {
        **_INSURED,
        "person.name": "甲某",
        "membership.relation": "01",
        "person.sex": "1",
        "person.birth_date": "1980-01-01",
    },
    {
        **_INSURED,
        "person.name": "乙某",
        "membership.relation": "02",
        "person.sex": "2",
        "person.birth_date": "1982-02-02",
    },
    {
        **_INSURED,
        "person.name": "丙某",
        "membership.relation": "03",
        "person.sex": "1",
        "person.birth_date": "2014-05-05",
        "person_year.education": "",
        "person_year.schooling": "03",
        "person_year.labour": "04",
        "person_year.resident_pension": "",
    },
    {
        **_INSURED,
        "person.name": "丁某",
        "membership.relation": "12",
        "person.sex": "2",
        "person.birth_date": "1955-03-03",
        "person_year.labour": "04",
    },
)
HEAD, SPOUSE, CHILD, MOTHER = range(4)

Change = Mapping[str, str]
FAULTS: dict[int, dict[str, tuple[set[str], Mapping[int | None, Change]]]] = {2019: {}, 2025: {}}
"""By year and name: the checks that fire, and what is changed in the rows of the household (None) or of a member."""


def fault(name: str, *also: str, home: Change | None = None, year: int = 2025, **members: Change) -> None:
    """Enter one household: its name begins with the check that its fault is for, ``also`` is what goes with it."""
    of_member = {"head": HEAD, "spouse": SPOUSE, "child": CHILD, "mother": MOTHER}
    changes: dict[int | None, Change] = {of_member[who]: facts for who, facts in members.items()}
    if home:
        changes[None] = home
    assert name not in FAULTS[year]
    FAULTS[year][name] = ({name.partition(" ")[0], *also}, changes)


Y, H, P = "person_year.", "household_year.", "person."
fault("A03", head={P + "document_number": "wrong check"})
fault("A04", "D04", head={P + "document_number": "wrong check of a certificate"})
fault("A05", head={P + "document_number": "420581198013010014", P + "birth_date": "1980-01-01"})
fault("A08", head={P + "document_number": ""})
fault("A11", head={P + "document_number": "unknown region"})
fault("A13", head={P + "name": "甲A某"})
fault("A14", mother={P + "death_date": "2024-01-01"})
fault("A15", mother={P + "birth_date": "1920-01-01"})
fault("B02", spouse={"membership.relation": "01"})
fault("B04", mother={"membership.relation": "02"})
fault("B06", mother={"membership.relation": "24"})
fault("B07", mother={"membership.relation": ""})
fault(
    "B08",
    child={
        "membership.relation": "03",
        P + "birth_date": "1990-05-05",
        Y + "schooling": "",
        Y + "education": "03",
        Y + "labour": "01",
        Y + "resident_pension": "是",
    },
)
fault("B17", mother={Y + "subsistence_allowance": "03"}, home={"household.attribute": "07"})
fault("C01", mother={Y + "education": ""})
fault("C02", child={Y + "education": "02"})
fault("C03", child={Y + "schooling": "01"})
fault("C04", child={Y + "schooling": "02"})
fault("C05", child={P + "birth_date": "2010-05-05"})
fault("C06", child={Y + "schooling": "06", P + "birth_date": "2014-09-02"})
fault("C07", child={Y + "schooling": "07"})
fault("C08", child={Y + "schooling": "22", P + "birth_date": "2008-05-05"})
fault("C09", child={Y + "schooling": "27", P + "birth_date": "2006-05-05"})
fault(
    "C10",
    child={
        Y + "schooling": "",
        Y + "education": "02",
        P + "birth_date": "2008-05-05",
        Y + "labour": "01",
        Y + "resident_pension": "是",
    },
)
fault("C12", child={Y + "dropout_reason": "01"})
fault("D01", mother={Y + "health": ""})
fault("D02", head={Y + "health": "01 02"})
fault("D03", mother={Y + "health": "04"})
fault("D04", mother={P + "disability_grade": "3"})
fault("D05", head={P + "ethnicity": ""})
fault("D06", mother={Y + "labour": ""})
fault("D07", child={Y + "labour": "01"})
fault("D08", mother={Y + "labour": "01"})
fault("D09", spouse={Y + "labour": "05"})
fault("D10", spouse={Y + "health": "02"})
fault("D11", "D10", spouse={Y + "health": "04", P + "disability_grade": "1"})
fault("D12", child={Y + "schooling": "09", P + "birth_date": "2008-05-05", Y + "labour": "01"})
fault("D13", "B17", spouse={Y + "extreme_poverty_support": "03"}, home={"household.attribute": "01"})
fault(
    "D14",
    head={
        Y + "labour": "02",
        Y + "skill_certificate": "否",
        Y + "work_scope": "01",
        Y + "work_months": "6",
        Y + "monthly_wage": "3000",
    },
    home={
        H + "wage_income": "18000",
        H + "gross_income": "79200",
        H + "net_income": "59200",
        H + "net_income_per_capita": "14800",
    },
)
fault("D17", head={Y + "education": "08"})
fault("E01", head={Y + "resident_medical": "否", Y + "serious_illness_insurance": ""})
fault("E02", head={Y + "employee_medical": "是"})
fault("E03", head={Y + "serious_illness_insurance": "否"})
fault("E05", head={Y + "resident_pension": ""})
fault("E06", head={Y + "employee_pension": "是"})
fault("E07", "E01", head={Y + "resident_medical": "否", Y + "medical_aid": "是"})
fault("E10", home={H + "pension_income": "0"})
fault("E11", child={Y + "resident_pension": "是"})
fault("E18", mother={Y + "subsistence_allowance": "03", Y + "extreme_poverty_support": "03"})
_WORKS = {Y + "work_scope": "01", Y + "work_months": "6", Y + "monthly_wage": "3000"}
_WAGES = {
    H + "wage_income": "18000",
    H + "gross_income": "79200",
    H + "net_income": "59200",
    H + "net_income_per_capita": "14800",
}
_AWAY = {
    **_WORKS,
    Y + "work_scope": "04",
    Y + "work_place": "广东省深圳市",
    Y + "employer": "某厂",
    Y + "job_channel": "02",
    P + "phone": "13900000001",
}
fault("E17", mother={Y + "extreme_poverty_support": "03", **_WORKS, Y + "labour": "05"}, home=_WAGES)
fault("F01", "F03", "F18", child={Y + "schooling": "09", P + "birth_date": "2008-05-05", Y + "work_plan": "是"})
fault(
    "F02",
    "F03",
    child={P + "birth_date": "2010-01-05", Y + "schooling": "", Y + "education": "03", **_WORKS},
    home=_WAGES,
)
fault("F03", mother=_WORKS, home=_WAGES)
fault("F04", head={**_AWAY, Y + "work_place": ""}, home=_WAGES)
fault("F05", head={**_WORKS, Y + "monthly_wage": ""}, home=_WAGES)
fault("F05 away", head={**_AWAY, Y + "employer": ""}, home=_WAGES)
fault("F06", head={**_WORKS, Y + "monthly_wage": "31000"}, home=_WAGES)
fault("F07", head={**_WORKS, Y + "monthly_wage": "300"}, home=_WAGES)
fault("F09", head={Y + "work_started_on": "2020-01-01", Y + "work_months": "0"})
fault("F10", head={**_WORKS, Y + "work_started_on": "2020-01-01"}, home=_WAGES)
fault("F11", head={**_AWAY, Y + "job_channel": "05"}, home=_WAGES)
fault("F12", head={Y + "public_post": "04"})
fault("F13", child={Y + "public_post": "04", Y + "public_post_months": "6"}, home=_WAGES)
fault("F14", mother={Y + "public_post": "04", Y + "public_post_months": "6"}, home=_WAGES)
fault("F16", head={**_WORKS, Y + "work_months": "0"})
fault("F17", head={**_AWAY, P + "phone": "075588888888"}, home=_WAGES)
fault("F18", head={Y + "work_plan": "是"})
fault("F19", home=_WAGES)
fault("G01", home={"household.phone": ""})
fault("G02", home={"household.phone": "2381234567"})
fault("G03", head={**_AWAY}, spouse={**_AWAY, Y + "work_place": "浙江省宁波市"}, home=_WAGES)
fault("H01", home={H + "pasture": ""})
fault("H02", home={H + "cultivated_land": "500"})
fault("H03", home={H + "road_distance": "6"})
fault("H04", home={H + "road_type": ""})
fault("H05", home={H + "house_area": "30"})
fault("H06", home={H + "dangerous_house": ""})
fault("H07", home={H + "safe_drinking_water": ""})
fault("H08", home={H + "sanitary_toilet": "否"})
fault("H09", home={H + "domestic_electricity": ""})
fault("I01", home={H + "gross_income": "70000"})
fault(
    "I05",
    head=_WORKS,
    home={
        H + "wage_income": "50",
        H + "gross_income": "61250",
        H + "net_income": "41250",
        H + "net_income_per_capita": "10312.50",
    },
)
fault("I06", head=_WORKS)
fault(
    "I07",
    mother={Y + "subsistence_allowance": "03"},
    home={
        H + "transfer_income": "0",
        H + "gross_income": "60000",
        H + "net_income": "40000",
        H + "net_income_per_capita": "10000",
    },
)
fault("I10", home={H + "business_expenditure": "0", H + "net_income": "61200", H + "net_income_per_capita": "15300"})
fault(
    "I12",
    home={
        H + "business_income": "900000",
        H + "gross_income": "901200",
        H + "net_income": "881200",
        H + "net_income_per_capita": "220300",
    },
)
fault(
    "I15",
    home={
        H + "property_income": "-100",
        H + "gross_income": "61100",
        H + "net_income": "41100",
        H + "net_income_per_capita": "10275",
    },
)
fault("I16", mother={P + "birth_date": "1965-12-03", Y + "labour": "01"})
fault("I18", home={H + "net_income_per_capita": "9000"})
fault(
    "I19",
    "K05",
    "I10",
    home={
        H + "business_income": "1000",
        H + "gross_income": "2200",
        H + "net_income": "-17800",
        H + "net_income_per_capita": "-4450",
    },
)
fault(
    "K05",
    home={
        H + "business_income": "40000",
        H + "gross_income": "41200",
        H + "net_income": "21200",
        H + "net_income_per_capita": "5300",
    },
)
_LEFT = {"household.household_type": "02"}
fault("N01", home=_LEFT)
fault("K01", "N01", home={**_LEFT, H + "dangerous_house": "是", H + "house_grade": "D"})
fault("K02", "N01", home={**_LEFT, H + "safe_drinking_water": "否"})
fault("K03", "E01", "N01", home=_LEFT, head={Y + "resident_medical": "否", Y + "serious_illness_insurance": ""})
fault("K04", "C03", "N01", home=_LEFT, child={Y + "schooling": "01"})
fault(
    "I03",
    "N01",
    home={
        **_LEFT,
        H + "business_income": "40000",
        H + "gross_income": "41200",
        H + "net_income": "21200",
        H + "net_income_per_capita": "5300",
    },
)
_MONITORED = {
    "household.monitoring_category": "01",
    "household.identified_on": "2025-11",
    "household.household_type": "03",
}
_NEW = ("L14", "N01")
fault("J01", *_NEW, home=_MONITORED)
fault("J02", *_NEW, home={**_MONITORED, H + "risks": "99"})
fault("J03", *_NEW, "M01", home={**_MONITORED, H + "risks": "03"})
fault("J04", *_NEW, "M01", "I09", home={**_MONITORED, H + "risks": "01"})
fault("J05", *_NEW, "M01", home={**_MONITORED, H + "risks": "08"})
fault("J06", *_NEW, "M01", home={**_MONITORED, H + "risks": "07"})
fault("J07", *_NEW, "M01", "J05", home={**_MONITORED, H + "risks": "08", H + "safe_drinking_water": "否"})
fault("J11", *_NEW, "M01", home={**_MONITORED, H + "risks": "09"})
fault("L03", *_NEW, "J01", home={**_MONITORED, "household.identified_on": "2025-03"})
fault("L09", *_NEW, "J01", home={**_MONITORED, "household.identified_on": "2026-03"})
fault("E04", *_NEW, "J01", "E03", home=_MONITORED, head={Y + "serious_illness_insurance": "否"})
for twin in ("", " twin"):
    fault(f"A12{twin}", spouse={P + "name": "同名某"})
    fault(f"G04{twin}", home={"household.phone": "13899990000"})
for twin in ("", " second", " third"):
    fault(f"I13{twin}", head=_WORKS, home={**_WAGES, H + "surveyor": "同一人"})
_POOR = {"household.household_type": "04", "household.attribute": "01"}
_OF_A = ("N01",)
fault("B16", *_OF_A, year=2019, home=_POOR)
fault("B16 same", *_OF_A, year=2019, home={**_POOR, H + "main_cause": "11", H + "other_causes": "11"})
fault(
    "I02",
    "N01",
    year=2019,
    home={
        "household.household_type": "02",
        "household.exit_status": "02",
        H + "main_cause": "11",
        H + "business_income": "30000",
        H + "gross_income": "31200",
        H + "net_income": "11200",
        H + "net_income_per_capita": "2800",
    },
)
fault("J08", *_OF_A, year=2019, home={**_POOR, H + "main_cause": "01"})
fault("J10 water", *_OF_A, year=2019, home={**_POOR, H + "main_cause": "06"})
fault("J10 road", *_OF_A, year=2019, home={**_POOR, H + "main_cause": "10"})
fault("J09", *_OF_A, year=2019, home={**_POOR, H + "main_cause": "05", H + "cultivated_land": "6"})


def numbers(facts: list[dict[str, str]], serial: int) -> None:
    """Give every member a faultless number for the date of birth and the sex, unless one is planted."""
    for row in facts:
        wanted = row.get("person.document_number")
        region = "429999" if wanted == "unknown region" else "420581"
        birth = row["person.birth_date"].replace("-", "")
        body = f"{region}{birth}{2 * serial + (row['person.sex'] == '1'):03d}"
        number = body + check_character(body)
        if wanted in ("wrong check", "wrong check of a certificate"):
            other = "0" if number[-1] != "0" else "1"
            number = body + other + ("43" if "certificate" in wanted else "")
        row["person.document_number"] = (
            number if wanted in (None, "unknown region") or wanted.startswith("wrong") else wanted
        )


def rows(pack: Pack, year: int, *, is_faulty: bool) -> tuple[list[str], list[tuple[str, ...]]]:
    """Return the targets of the columns, and a sheet with one household for each fault."""
    planted = FAULTS[year].values()
    homes = [_home(year, serial, changes if is_faulty else {}) for serial, (_checks, changes) in enumerate(planted)]
    targets = sorted({name for home in homes for row in home for name in row})
    return targets, [tuple(_cell(pack, name, row.get(name, "")) for name in targets) for home in homes for row in home]


def _home(year: int, serial: int, changes: Mapping[int | None, Change]) -> list[dict[str, str]]:
    phone = {"household.phone": f"138{serial:08d}", "household.national_number": str(1000 + serial)}
    house = {**HOUSEHOLD, **phone, "household_year.surveyor": f"填表人{serial}", **changes.get(None, {})}
    found = []
    for place, member in enumerate(MEMBERS):
        change = changes.get(place, {})
        named = {"person.name": member["person.name"] + chr(0x4E00 + serial)}  # nobody has the name of another
        born = {"person.birth_date": _at_that_age(member["person.birth_date"], year)}
        row = {**house, **member, **named, **born, **change}
        found.append(row)
    numbers(found, serial)
    return found


def _at_that_age(birth: str, year: int) -> str:
    """Return a birth of the people of 2025 so that they are as old in ``year``."""
    return f"{int(birth[:4]) - 2025 + year}{birth[4:]}"


def _cell(pack: Pack, target: str, text: str) -> str:
    table, _dot, name = target.partition(".")
    item = next(item for item in pack.properties if item.kind.table == table and item.name == name)
    if not item.code_list or not text:
        return text
    labels = {code.code: code.label.zh for code in pack.code_lists[item.code_list].codes}
    return "、".join(labels[code] for code in text.split())


def taken_in(folder: Path, pack: Pack, year: int, *, is_faulty: bool) -> Session:
    """Return a workspace into which the sheet was imported as a person would, who says which column is what."""
    folder.mkdir()
    session, _code = workspace.create(
        folder / "village",
        "seven persimmon trees 1986",
        role="field",
        name="测试村",
        village=VILLAGE,
        worker="测试员",
        pack=pack,
        published_pack=load.shipped_bytes(),
        clock=ManualClock(datetime(2025, 11, 30, 9, tzinfo=UTC)),
        ids=SeededIds(4),
        cost=PassphraseCost(memory_kib=64, passes=1, lanes=1),
    )
    targets, lines = rows(pack, year, is_faulty=is_faulty)
    table = roster.read(write_sheet(folder / "roster.xlsx", iter([tuple(targets), *lines])), header_row=1)
    chosen = column_map.from_choices("自定", dict(enumerate(targets)), table, grouping=Grouping.NUMBER)
    shown = roster.preview(session, table, chosen, year=year)
    roster.import_roster(session, shown)
    return session


def found(session: Session, year: int) -> dict[str, set[str]]:
    """Return the checks that fired in each household, by the fault it stands for."""
    names = {str(1000 + serial): name for serial, name in enumerate(FAULTS[year])}
    homes = dict(session.db.conn.execute("SELECT id, national_number FROM household"))
    by_fault: dict[str, set[str]] = {}
    for hit in run.run(session, year).hits:
        by_fault.setdefault(names[homes[hit.household]], set()).add(hit.check)
    return by_fault


@pytest.mark.parametrize("is_faulty", [True, False], ids=["faulty", "clean twin"])
@pytest.mark.parametrize("year", FAULTS)
def test_that_each_planted_fault_is_found_alone_and_the_clean_twin_is_silent(
    tmp_path: Path, year: int, *, is_faulty: bool
) -> None:
    session = taken_in(tmp_path / "laptop", load.load_shipped(), year, is_faulty=is_faulty)
    try:
        expected = {name: checks for name, (checks, _changes) in FAULTS[year].items()} if is_faulty else {}
        assert found(session, year) == expected
    finally:
        session.db.conn.close()
