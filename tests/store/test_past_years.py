"""A year that is over stays as it was, whatever the next one brings (decision 27)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
import xlsxwriter
import year_figures
from registers import NOW, VILLAGE, YEAR, Family, add_family, change, new, remove, save

from poverty_desktop.checks import indicators, live, opinion, run, village_sums
from poverty_desktop.clock import ManualClock
from poverty_desktop.domain import identity_number
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.membership_events import Event
from poverty_desktop.domain.values import BLANK, Value
from poverty_desktop.exchange.column_map import ColumnMap, Grouping, from_choices
from poverty_desktop.exchange.matching import Choice, Decision
from poverty_desktop.exchange.table import Table
from poverty_desktop.ids import HouseholdId, PersonId, RecordId
from poverty_desktop.operations.lookback import survey_weights
from poverty_desktop.operations.register import duplicates, membership_events, roster
from poverty_desktop.operations.workspaces import sample, workspace
from poverty_desktop.queries.assessment import figure_series
from poverty_desktop.queries.paperwork import papers
from poverty_desktop.queries.register import household_file, households
from poverty_desktop.queries.register.years import household_year_id, person_year_id
from poverty_desktop.sample import county, plan
from poverty_desktop.sample.roster import COLUMNS, RosterRow, sheet
from poverty_desktop.sample.roster import roster as rows_of
from poverty_desktop.store.session import Session

LAST, NEXT = YEAR - 1, YEAR
_DAY = date(NEXT, 3, 3)
_Cells = dict[str, str]


@pytest.fixture
def village(tmp_path: Path) -> Iterator[Session]:
    session = sample.create_practice(tmp_path / "village", clock=ManualClock(NOW))
    yield session
    workspace.close(session)


def _number(birth: date, serial: int) -> str:
    body = f"420581{birth:%Y%m%d}{serial:03d}"
    return body + identity_number.check_character(body)


def _next_roster(session: Session) -> list[_Cells]:
    """Return the export of the next year: other incomes, some born, married in, gone, and one new household."""
    drawn = plan.practice_village(session.pack, year=LAST)
    homes: dict[str, list[_Cells]] = {}
    for row in rows_of(session.pack, county.households(session.pack, drawn)):
        cells = dict(zip(COLUMNS, row.cells, strict=True))
        homes.setdefault(cells["户编号"], []).append(cells)
    for number, (home, members) in enumerate(homes.items()):
        for cells in members:
            cells["人均纯收入"] = f"{float(cells['人均纯收入']) * (0.2 + number % 5):.2f}"
            cells["参加大病医疗"] = "是" if number % 2 else "否"
            cells["饮水安全"] = "否" if number % 3 else "是"
        if number % 4 == 0:
            born = _number(date(NEXT, 2, 14), number)
            members.append(_newcomer(members[0], born, f"新生{number}", f"{home}88", "之子"))
        if number % 4 == 1:
            bride = _number(date(1996, 3, 14), number)
            members.append(_newcomer(members[0], bride, f"迁入{number}", f"{home}89", "之儿媳"))
        if number % 4 == 2 and len(members) > 1:
            members.pop()
        for cells in members:
            cells["人数"] = str(len(members))
    first = next(iter(homes.values()))[0]
    stranger = _newcomer(first, _number(date(1980, 1, 1), 333), "新户主", "4205819999000101", "户主")
    return [cells for members in homes.values() for cells in members] + [
        {**stranger, "户编号": "42058199990001", "人数": "1"}
    ]


def _newcomer(beside: _Cells, number: str, name: str, own_number: str, relation: str) -> _Cells:
    return {**beside, "证件号码": number, "姓名": name, "人编号": own_number, "与户主关系": relation}


def _take_in(session: Session, folder: Path, rows: list[_Cells], year: int) -> roster.RosterPreview:
    path = folder / f"{year}.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("Sheet1")
        for number, cells in enumerate(sheet(RosterRow(cells=tuple(row.values())) for row in rows)):
            page.write_row(number, 0, cells)
    table = roster.read(path)
    shown = roster.preview(session, table, roster.best_map(session, table), year=year)
    roster.import_roster(session, shown)
    return shown


def _filed(session: Session) -> list[HouseholdId]:
    found = session.db.conn.execute("SELECT id FROM household WHERE alive AND household_type != '01' ORDER BY id")
    return [HouseholdId(RecordId(bytes(row[0]))) for row in found]


def _members(session: Session, household: HouseholdId) -> list[RecordId]:
    sql = "SELECT id FROM membership WHERE household = ? AND alive AND to_date IS NULL ORDER BY relation, id"
    return [RecordId(bytes(row[0])) for row in session.db.conn.execute(sql, (household,))]


def _reason(session: Session, event: Event, out: str = "reason_out") -> str:
    return membership_events.reason_for(session.pack, out, event)


def _live_on(session: Session, homes: list[HouseholdId]) -> HouseholdId:
    """Let a year go by in these households: deaths, a birth, a split, a merger, other incomes.

    Returns the household that has another head.
    """
    large = [home for home in homes if len(_members(session, home)) > 3]
    died = _reason(session, Event.DIED)
    for home in large[:3]:
        membership_events.leave(session, _members(session, home)[1:2], day=_DAY, reason=died)
    head, heir = _members(session, large[3])[:2]
    membership_events.leave(session, [head], day=_DAY, reason=died, relations={heir: "01"})
    child = {"name": Value("小宝"), "document_number": Value(_number(_DAY, 700))}
    born = _reason(session, Event.BORN, "reason_in")
    membership_events.join(session, large[4], child, day=_DAY, reason=born, relation="04")
    one, other = _members(session, large[5])[-2:]
    membership_events.split(session, large[5], {one: "01", other: "02"}, day=_DAY)
    kept, ending = [home for home in homes if len(_members(session, home)) == 2][:2]
    membership_events.merge(session, kept, ending, dict.fromkeys(_members(session, ending), "10"), day=_DAY)
    known = {row[0] for row in session.db.conn.execute("SELECT id FROM household_year WHERE year = ?", (NEXT,))}
    earned = {"wage_income": Value(9_000_000), "dangerous_house": Value(1)}
    for home in (
        home for number, home in enumerate(homes) if number < 20 or household_year_id(home, NEXT) not in known
    ):
        record = household_year_id(home, NEXT)
        whole = {"household": Value(home), "year": Value(NEXT), **earned}
        edit = change(RecordKind.HOUSEHOLD_YEAR, record, **earned) if record in known else None
        save(session, edit or new(RecordKind.HOUSEHOLD_YEAR, record, whole), village=session.village)
    return large[3]


def test_that_the_roster_of_the_next_year_leaves_every_figure_of_the_years_before(village, tmp_path):
    homes = _filed(village)[:40]
    asked = {year: year_figures.of_village(village, year, village.village) for year in (2015, LAST)}
    of_homes = year_figures.of_households(village, LAST, homes)
    shown = _take_in(village, tmp_path, _next_roster(village), NEXT)
    assert shown.plan.person_count > 30
    assert shown.plan.household_count == 1
    inherited = _live_on(village, homes).hex()
    for year, before in asked.items():
        assert year_figures.changed(before, year_figures.of_village(village, year, village.village)) == {}
    found = year_figures.changed(of_homes, year_figures.of_households(village, LAST, homes))
    # A relation to the head has no day: the heir's is the one of now.
    assert set(found) == {f"{what} {inherited}" for what in ("members", "file", "card")}
    assert [row[0] for row in found[f"members {inherited}"][1]] == [row[0] for row in of_homes[f"members {inherited}"]]
    now = opinion.opinion(village, NEXT, "en")
    assert {item.per_capita_fen for item in now.judged} != {item[1][0] for item in _judged(asked[LAST])}


def _judged(figures):
    return [(name, said) for name, said in figures.items() if name.startswith("judged ")]


def _list(folder: Path, *rows: str) -> Table:
    path = folder / "list.csv"
    path.write_text("\n".join(("户号,人名,称呼,证件,代码", *(f"{row},{VILLAGE}" for row in rows))), "utf-8")
    return roster.read(path, header_row=1)


def _map(table: Table) -> ColumnMap:
    targets = (
        "household.national_number", "person.name", "membership.relation", "person.document_number", "village.code",
    )  # fmt: skip
    return from_choices("本村名册", dict(enumerate(targets)), table, grouping=Grouping.NUMBER)


@pytest.mark.parametrize("known", [LAST, NEXT])
def test_that_an_import_says_since_when_a_newcomer_belongs_where_an_earlier_year_is_known(field, tmp_path, known):
    family = add_family(field, household={"national_number": Value("42058100000001")})
    if known == LAST:
        facts = {"household": Value(family.household), "year": Value(LAST), "wage_income": Value(100)}
        save(field, new(RecordKind.HOUSEHOLD_YEAR, household_year_id(family.household, LAST), facts))
    bride = f"42058100000001,王新来,配偶,{_number(date(1996, 3, 14), 1)}"
    table = _list(tmp_path, "42058100000001,张三,户主,420581197002039992", bride)
    roster.import_roster(field, roster.preview(field, table, _map(table)))
    sql = "SELECT m.from_date FROM membership m JOIN person p ON p.id = m.person WHERE p.name = '王新来'"
    assert field.db.conn.execute(sql).fetchall() == [(f"{NEXT}-01-01" if known == LAST else None,)]


def test_that_who_moves_by_an_import_belongs_to_one_household_on_any_day(field, tmp_path):
    number = _number(date(1980, 1, 1), 1)
    old = add_family(field, household={"national_number": Value("42058100000001")})
    add_family(
        field,
        household={"national_number": Value("42058100000002")},
        head={"name": Value("李四"), "document_number": Value(number), "birth_date": Value("1980-01-01")},
    )
    table = _list(tmp_path, f"42058100000002,李四,户主,{number}", "42058100000002,张三,其他,420581197002039992")
    shown = roster.preview(field, table, _map(table))
    (asked,) = [row for row in shown.plan.rows if row.options]
    choice = next(option for option in asked.options if option.choice is Choice.MOVE)
    decided = Decision(choice=choice.choice, target=choice.target)
    roster.import_roster(field, roster.decide(field, shown, {(RecordKind.PERSON, asked.number): decided}))
    sql = "SELECT from_date, to_date FROM membership WHERE person = ? ORDER BY from_date"
    today = field.clock.today().isoformat()
    assert field.db.conn.execute(sql, (old.head,)).fetchall() == [(None, today), (today, None)]


def _with_last_year(session: Session, **year: Value) -> Family:
    """Add a filed household with facts of the year before, and none of this one."""
    family = add_family(session, household={"household_type": Value("02")})
    facts = {"household": Value(family.household), "year": Value(LAST), "wage_income": Value(600_000), **year}
    own = {"person": Value(family.head), "year": Value(LAST), "resident_medical": Value(1)}
    save(
        session,
        remove(RecordKind.HOUSEHOLD_YEAR, family.year),
        remove(RecordKind.PERSON_YEAR, family.head_year),
        new(RecordKind.HOUSEHOLD_YEAR, household_year_id(family.household, LAST), facts),
        new(RecordKind.PERSON_YEAR, person_year_id(family.head, LAST), own),
    )
    return family


def _facts_of_this_year(session: Session, family: Family) -> None:
    facts = {"household": Value(family.household), "year": Value(NEXT), "wage_income": Value(5_000_000)}
    save(session, new(RecordKind.HOUSEHOLD_YEAR, family.year, facts))


def _also(session: Session, family: Family, name: str, since: str = "", relation: str = "03") -> PersonId:
    member = PersonId(RecordId(session.ids.new()))
    joined = {"from_date": Value(since)} if since else {}
    belongs = {"person": Value(member), "household": Value(family.household), "relation": Value(relation), **joined}
    save(
        session,
        new(RecordKind.PERSON, member, {"name": Value(name), "birth_date": Value("1990-01-01")}),
        new(RecordKind.MEMBERSHIP, RecordId(session.ids.new()), belongs),
    )
    return member


def test_that_who_was_entered_twice_belonged_to_the_household_on_no_day(field):
    family = _with_last_year(field)
    twin = _also(field, family, "张三")
    assert household_file.open_file(field, family.household, year=LAST).income.per_capita_fen == 300_000
    assert village_sums.sums_of(field, VILLAGE, LAST)["total_population"] == 2
    duplicates.join(field, family.head, twin)
    assert household_file.open_file(field, family.household, year=LAST).income.per_capita_fen == 600_000
    assert village_sums.sums_of(field, VILLAGE, LAST)["total_population"] == 1


def test_that_a_household_that_stood_twice_was_one_in_every_year(field):
    kept = _with_last_year(field)
    twin = _with_last_year(field)
    sums = village_sums.sums_of(field, VILLAGE, LAST)
    assert (sums["total_households"], sums["total_population"]) == (2, 2)
    before = household_file.open_file(field, kept.household, year=LAST).income
    duplicates.join_households(field, [(kept.head, twin.head)])
    sums = village_sums.sums_of(field, VILLAGE, LAST)
    assert (sums["total_households"], sums["total_population"]) == (1, 1)
    assert household_file.open_file(field, kept.household, year=LAST).income == before


def test_that_of_two_entries_of_a_member_the_earlier_joining_stays(field):
    family = _with_last_year(field)
    early = _also(field, family, "李四")
    late = _also(field, family, "李四", since=f"{NEXT}-01-01")
    duplicates.join(field, late, early)
    sql = "SELECT from_date FROM membership WHERE person = ?"
    assert field.db.conn.execute(sql, (late,)).fetchone() == (None,)
    assert village_sums.sums_of(field, VILLAGE, LAST)["total_population"] == 2


def test_that_a_household_split_off_or_come_later_was_none_in_the_year_before(field):
    family = _with_last_year(field)
    _also(field, family, "李四")
    before = village_sums.sums_of(field, VILLAGE, LAST)["total_households"]
    (gone,) = _members(field, family.household)[1:]
    split = membership_events.split(field, family.household, {gone: "01"}, day=_DAY).value
    save(field, change(RecordKind.HOUSEHOLD, split, household_type=Value("02")))
    assert village_sums.sums_of(field, VILLAGE, LAST)["total_households"] == before == 1
    assert indicators.tallies(field, LAST, ["surveyed"])["surveyed"][VILLAGE].whole == 1
    assert indicators.tallies(field, NEXT, ["surveyed"])["surveyed"][VILLAGE].whole == 2


def test_that_an_earlier_year_of_a_household_shows_who_belonged_to_it_then(field):
    family = _with_last_year(field)
    mother = _also(field, family, "王母", relation="06")
    son = _also(field, family, "张小", since=f"{NEXT}-02-01")
    before = household_file.open_file(field, family.household, year=LAST)
    assert [item.person for item in before.members] == [family.head, son, mother]
    died = _reason(field, Event.DIED)
    head, other = family.membership, _members(field, family.household)[1]
    membership_events.leave(field, [head], day=_DAY, reason=died, relations={other: "01"})
    _facts_of_this_year(field, family)
    then = household_file.open_file(field, family.household, year=LAST)
    assert [(item.person, item.is_there, item.came_later) for item in then.members] == [
        (family.head, True, False),
        (mother, True, False),
        (son, False, True),
    ]
    assert [item.person for item in then.members if item.is_head] == [family.head]
    assert (then.row.head_name, then.row.member_count, then.members_on) == ("张三", 2, date(LAST, 12, 31))
    now = household_file.open_file(field, family.household)
    assert [(item.person, item.is_there) for item in now.members] == [(son, True), (mother, True), (family.head, False)]
    assert (now.row.head_name, now.row.member_count, now.members_on) == ("张小", 2, None)
    paper = papers.household_paper(field, family.household, year=LAST)
    assert [member.name for member in paper.members] == ["张三", "王母"]
    assert paper.head_name == "张三"


def test_that_what_is_found_in_an_earlier_year_of_a_household_is_about_who_belonged_to_it_then(field):
    family = _with_last_year(field)
    _also(field, family, "王母", relation="06")
    before = {(hit.check, hit.record) for hit in live.of_household(field, family.household, LAST)}
    found = {(hit.check, hit.record) for hit in run.run(field, LAST).hits}
    assert before <= found
    son = _also(field, family, "张小", since=f"{NEXT}-02-01", relation="06")
    membership_events.leave(field, [family.membership], day=_DAY, reason=_reason(field, Event.DIED))
    _facts_of_this_year(field, family)
    then = {(hit.check, hit.record) for hit in live.of_household(field, family.household, LAST)}
    now = {(hit.check, hit.record) for hit in live.of_household(field, family.household, NEXT)}
    assert then == before
    assert {(hit.check, hit.record) for hit in run.run(field, LAST).hits} == found
    assert {son} <= {record for _check, record in now}


def test_that_an_earlier_year_of_a_household_shows_its_own_income_beside_its_own_line(field):
    family = _with_last_year(field)
    before = household_file.open_file(field, family.household, year=LAST).row
    assert (before.per_capita_fen, before.line_fen) == (600_000, field.pack.line(LAST).amount_fen)
    assert households.one(field, family.household).per_capita_fen == 600_000
    _facts_of_this_year(field, family)
    assert household_file.open_file(field, family.household, year=LAST).row == before
    assert household_file.open_file(field, family.household).row.per_capita_fen == 5_000_000


def test_that_the_guarantees_of_an_earlier_year_ask_nothing_of_who_came_later(field):
    family = _with_last_year(field)
    before = household_file.lights(field, family.household, LAST)
    _also(field, family, "张小", since=f"{NEXT}-02-01")
    _facts_of_this_year(field, family)
    assert household_file.lights(field, family.household, LAST) == before


def test_that_incomes_in_bands_are_those_of_their_own_year(field):
    family = _with_last_year(field, wage_income=Value(800_000), business_expenditure=Value(200_000))
    before = figure_series.incomes(field, LAST)
    assert before == {family.household: 600_000}
    _facts_of_this_year(field, family)
    assert figure_series.incomes(field, LAST) == before
    assert figure_series.incomes(field, NEXT) == {family.household: 5_000_000}


def test_that_an_income_nobody_asked_for_is_in_no_band(field):
    _with_last_year(field, wage_income=BLANK)
    assert figure_series.incomes(field, LAST) == {}


def test_that_a_counted_row_tells_the_income_of_its_own_year(field, english):
    family = _with_last_year(field, wage_income=Value(1_600_000))
    before = year_figures.of_village(field, LAST, VILLAGE)["behind income_above"]
    assert "16,000.00" in next(iter(before))[2]
    _facts_of_this_year(field, family)
    assert year_figures.of_village(field, LAST, VILLAGE)["behind income_above"] == before


def test_that_survey_weights_find_the_household_of_who_has_left_it_since(field, tmp_path):
    family = _with_last_year(field)
    _also(field, family, "李四")
    path = tmp_path / "weights.csv"
    path.write_text("证件号码,权重\n420581197002039992,2.5", "utf-8")
    before = survey_weights.read(field, path).weights().households
    died = _reason(field, Event.DIED)
    membership_events.leave(field, [family.membership], day=_DAY, reason=died)
    assert survey_weights.read(field, path).weights().households == before == {family.household: Fraction(5, 2)}
