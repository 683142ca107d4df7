"""The village: its yearly record, its households' sums, its checks, its programme, its form."""

from __future__ import annotations

import json

import pytest
from registers import (
    CHEAP,
    NEIGHBOUR,
    NOW,
    PASSPHRASE,
    VILLAGE,
    YEAR,
    add_family,
    change,
    deliver,
    new,
    remove,
    reopen,
    save,
    shipped_pack,
)

from poverty_desktop.checks import causes, live_village, reading, run, village_sums, why, worklist
from poverty_desktop.cli.main import main
from poverty_desktop.clock import ManualClock
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import BLANK, Value
from poverty_desktop.errors import RuleError
from poverty_desktop.expressions.grown import Row
from poverty_desktop.ids import HouseholdId, RecordId, SeededIds
from poverty_desktop.operations.lookback import checks as operations
from poverty_desktop.operations.paperwork import village_papers
from poverty_desktop.operations.register import membership_events, villages
from poverty_desktop.operations.workspaces import undo
from poverty_desktop.packs import load
from poverty_desktop.packs.checks import Scope
from poverty_desktop.packs.model import PropertyType
from poverty_desktop.packs.register_schema import ELEMENTS, schema_of
from poverty_desktop.packs.validation.check_examples import TODAY, read_example
from poverty_desktop.queries.register import history, village_file
from poverty_desktop.queries.register.years import household_year_id, person_year_id
from poverty_desktop.store import packs as kept
from poverty_desktop.store import projection, workspace
from poverty_desktop.store.engine import Write

VILLAGE_CHECKS = [check for check in shipped_pack().checks if check.scope is Scope.VILLAGE]
BY_NATURE = {
    "O01": {"O02", "O03", "O04", "O07"}, "O02": {"O03", "O04"}, "O03": {"O02", "O04"}, "O04": {"O02", "O03"},
    "O05": {"O02", "O03", "O04"}, "O06": {"O02", "O03", "O04"}, "O07": {"O02", "O03", "O04"},
    "H10": {"O02", "O03", "O04"}, "O10": {"O01", "O02", "O03", "O04"}, "O11": {"O02", "O03", "O04"},
    "I17": {"O02", "O03", "O04"}, "M05": {"O02", "O03", "O04"},
    **{f"O{number}": {"O02", "O03", "O04"} for number in range(20, 27)},
}  # fmt: skip
"""A record of which only what a check is about is filled in is found incomplete too."""


def _set(session, name, value, *, village=VILLAGE, year=YEAR):
    return villages.correct(session, village, year, name, Value(value))


def _facts(session, **rest):
    file = village_file.open_village(session, VILLAGE, year=YEAR, language="en", **rest)
    return {fact.property.name: fact for section in file.sections for fact in section.facts}


def test_that_a_village_has_one_record_a_year_that_begins_with_its_first_fact(field):
    assert not village_file.open_village(field, VILLAGE, year=YEAR).is_recorded
    _set(field, "total_households", 130)
    _set(field, "bus", 1)
    _set(field, "bus", 0, year=YEAR - 1)
    assert field.db.conn.execute("SELECT count(*) FROM village_year WHERE alive").fetchone() == (2,)
    facts = _facts(field)
    assert (facts["total_households"].text, facts["bus"].text) == ("130 households", "yes")
    assert facts["bus"].last_year_text == "no"
    assert facts["bus"].changed_by == "测试员"
    file = village_file.open_village(field, VILLAGE)
    assert (file.is_recorded, file.year, file.years) == (True, YEAR, (YEAR, YEAR - 1))
    rows = history.of_fact(field, RecordKind.VILLAGE_YEAR, file.record, "bus", "en")
    assert [row.after for row in rows] == ["yes"]


def test_that_a_record_of_years_ago_does_not_hide_this_year_and_a_paper_still_quotes_it(field):
    assert village_file.recorded_year(field, VILLAGE) is None
    _set(field, "total_households", 130, year=2015)
    file = village_file.open_village(field, VILLAGE)
    assert (file.is_recorded, file.year, file.years) == (False, YEAR, (YEAR, 2015))
    assert village_file.recorded_year(field, VILLAGE) == 2015
    _set(field, "total_households", 131, year=YEAR + 1)
    assert village_file.open_village(field, VILLAGE).year == YEAR + 1


def test_that_what_does_not_fit_is_refused_and_an_action_can_be_taken_back(field):
    with pytest.raises(RuleError):
        _set(field, "total_households", "many")
    with pytest.raises(RuleError):
        _set(field, "wealth", 1)
    _set(field, "total_households", 130)
    _set(field, "total_households", 131)
    undo.undo(field)
    assert _facts(field)["total_households"].value == Value(130)
    villages.correct(field, VILLAGE, YEAR, "total_households", BLANK)
    assert not _facts(field)["total_households"].value


def test_that_the_programme_is_a_plan_of_projects_with_progress(field):
    record = villages.add_project(field, VILLAGE, YEAR, {"name": Value("三组通组路硬化"), "aspect": Value("03")}).value
    villages.correct_project(field, record, "progress", Value(60))
    (project,) = village_file.open_village(field, VILLAGE, year=YEAR, language="en").projects
    assert (project.record, project.name) == (record, "三组通组路硬化")
    assert {fact.property.name: fact.text for fact in project.section.facts}["progress"] == "60 %"
    with pytest.raises(RuleError):
        villages.add_project(field, VILLAGE, YEAR, {})
    villages.remove_project(field, record)
    assert village_file.open_village(field, VILLAGE, year=YEAR).projects == ()
    with pytest.raises(RuleError):
        villages.correct_project(field, record, "progress", Value(70))


def test_that_the_households_sums_are_those_of_this_village_only(field):
    assert village_sums.sums_of(field, VILLAGE, YEAR) == {}
    for number in range(3):
        family = add_family(field, household={"household_type": Value("02")})
        save(field, change(RecordKind.HOUSEHOLD_YEAR, family.year, cultivated_land=Value(f"{number}.5")))
    add_family(field, village=NEIGHBOUR, household={"village": Value(NEIGHBOUR)})
    sums = village_sums.sums_of(field, VILLAGE, YEAR)
    assert (sums["total_households"], sums["total_population"], sums["filed_households"]) == (3, 3, 3)
    assert sums["cultivated_land"] == 4.5
    assert set(sums) == set(field.pack.village_sums)
    assert village_sums.sums_of(field, VILLAGE, YEAR - 1) == {}


def _values(kind, cells):
    found = {}
    for name, cell in cells.items():
        item = shipped_pack().by_name.get((kind, name))
        if item is None or cell is None:
            continue
        whole = item.type in (PropertyType.INTEGER, PropertyType.YEAR, PropertyType.BOOLEAN)
        if item.type is PropertyType.MONEY:
            found[name] = Value(round(float(cell) * 100))
        elif whole:
            found[name] = Value(int(float(cell)))
        else:
            found[name] = Value(str(cell).removesuffix(".0"))
    return found


def _money(session, project, cells):
    """Return the records that make what a project's example says of its money."""

    def record(kind, **values):
        return new(kind, RecordId(session.ids.new()), {"project": Value(project), **values})

    if given := cells.get("given_money"):
        day = {"appropriated_on": Value(str(cells["given_on"]))} if cells.get("given_on") else {}
        yield record(RecordKind.APPROPRIATION, amount=Value(round(float(given) * 100)), **day)
    if spent := cells.get("spent_money"):
        fen = Value(round(float(spent) * 100))
        yield record(RecordKind.PAYMENT, way=Value("02"), state=Value("04"), amount=fen)
    count = round(float(cells.get("paid_lines") or 0))
    for number in range(count):
        share = cells["least_share"] if number else cells["most_share"]
        home = Value(session.ids.new())
        fen = Value(round(float(share) * 100))
        yield record(RecordKind.BENEFICIARY, household=home, state=Value("01"), amount=fen)


def _plant(session, row: Row, year):
    for name, value in _values(RecordKind.VILLAGE_YEAR, row.cells).items():
        villages.correct(session, VILLAGE, year, name, value)
    if "has_year" in row.cells and not session.db.conn.execute("SELECT 1 FROM village_year").fetchone():
        villages.correct(session, VILLAGE, year, "main_industries", Value("柑橘"))
    for project in row.children["village_project"]:
        values = _values(ELEMENTS["village_project"][0], project.cells)
        made = villages.add_project(session, VILLAGE, year, {"name": Value("项目"), **values}).value
        save(session, *_money(session, made, project.cells))
    for home in row.children["household"]:
        family = add_family(session, household=_values(RecordKind.HOUSEHOLD, {**home.cells, "village": VILLAGE}))
        save(session, remove(RecordKind.HOUSEHOLD_YEAR, family.year))  # of another year
        per_head = home.cells.get("per_capita_income")
        cells = {**home.cells, **({"wage_income": per_head} if per_head else {})}
        values = _values(RecordKind.HOUSEHOLD_YEAR, cells)
        save(
            session,
            new(
                RecordKind.HOUSEHOLD_YEAR,
                household_year_id(family.household, year),
                {"household": Value(family.household), "year": Value(year), **values},
            ),
            *(
                new(
                    RecordKind.PERSON_YEAR,
                    person_year_id(family.head, year),
                    {"person": Value(family.head), "year": Value(year), **_values(RecordKind.PERSON_YEAR, one.cells)},
                )
                for one in home.children["person"][:1]
            ),
            *(
                new(
                    RecordKind.MEASURE,
                    RecordId(session.ids.new()),
                    {
                        "household": Value(family.household),
                        "year": Value(year),
                        **_values(RecordKind.MEASURE, measure.cells),
                    },
                )
                for measure in home.children["measure"]
            ),
        )


@pytest.mark.parametrize("check", VILLAGE_CHECKS, ids=lambda check: check.id)
def test_that_every_check_of_a_village_finds_its_fault_and_is_silent_on_its_twin(field, another, check):
    for text, expected in ((check.fires, True), (check.silent, False)):
        session = field if expected else another()
        session.clock = ManualClock(session.clock.now().replace(year=TODAY.year))
        example = read_example(text, schema_of(session.pack))
        _plant(session, example.villages[0], example.year)
        found = {hit.check for hit in live_village.of_village(session, VILLAGE, example.year)}
        assert (check.id in found) is expected
        if expected:
            assert found <= {check.id} | BY_NATURE[check.id]


def test_that_a_finding_of_a_village_is_listed_explained_and_told(field):
    add_family(field)
    _set(field, "total_population", 9)
    operations.run(field, year=YEAR)
    rows = [row for row in worklist.findings(field, language="en") if row.check.id == "O07"]
    (row,) = rows
    assert row.record == village_file.village_year_id(VILLAGE, YEAR)
    assert row.head_name == row.village
    assert row.village_code == VILLAGE
    reason = why.why(field, row.check, row.household, row.record, YEAR, "en")
    assert reason is not None
    assert reason.lines
    key = operations.FindingKey(check="O07", household=row.household, record=row.record)
    operations.waive(field, [key], operations.Explanation(reason="01"))
    assert [item for item in worklist.findings(field, language="en") if item.check.id == "O07"] == []
    said = live_village.sentences(field, VILLAGE, YEAR, "en")
    assert not [text for text in said if text.startswith("Households, population")]
    operations.unwaive(field, [key])
    assert [text for text in live_village.sentences(field, VILLAGE, YEAR, "en") if text.startswith("Households, pop")]


def test_that_without_a_record_of_the_village_nothing_is_found(field):
    add_family(field)
    hits = run.run(field, YEAR, VILLAGE_CHECKS).hits
    assert hits == ()
    assert live_village.sentences(field, NEIGHBOUR, YEAR, "en") == ()


OWN = (RecordKind.VILLAGE_YEAR, RecordKind.VILLAGE_PROJECT)


def test_that_the_office_receives_the_village_and_every_projection_agrees(field, office):
    add_family(field)
    _set(field, "total_households", 130)
    villages.add_project(field, VILLAGE, YEAR, {"name": Value("路")})
    deliver(field, office)
    for session in (field, office):
        before = [session.db.conn.execute(f"SELECT * FROM {kind.table}").fetchall() for kind in OWN]
        assert all(before)
        with Write(session.db):
            projection.rebuild(session.db, session.pack)
        after = [session.db.conn.execute(f"SELECT * FROM {kind.table}").fetchall() for kind in OWN]
        assert after == before
    again = reopen(field)
    assert village_file.open_village(again, VILLAGE, year=YEAR).is_recorded
    again.db.conn.close()


def test_that_the_form_prints_facts_sums_and_projects(field, tmp_path):
    add_family(field)
    _set(field, "total_households", 130)
    villages.add_project(field, VILLAGE, YEAR, {"name": Value("三组通组路硬化")})
    done = village_papers.print_village(field, VILLAGE, tmp_path / "village.pdf", year=YEAR)
    assert done.path.read_bytes().startswith(b"%PDF")
    document = village_papers.compose(field, VILLAGE, year=YEAR).document
    words = " ".join(text.words for page in document.pages for text in page.texts)
    assert "130" in words
    assert "三组通组路硬化" in words
    assert not done.missing


def test_that_the_terminal_shows_and_fills_in_the_same(field, tmp_path, capsys):
    add_family(field)
    secret = tmp_path / "secret"
    secret.write_text(PASSPHRASE, "utf-8")
    rest = [str(field.folder), "--passphrase-file", str(secret), "--language", "en", "--json", "--year", str(YEAR)]
    field.db.conn.close()
    assert main(["village", *rest, "--set", "总人口数=9", "--set", "bus=yes"]) == 0
    told = json.loads(capsys.readouterr().out)
    facts = {row["label"]: (row["value"], row["households"]) for row in told["facts"]}
    assert facts["Population"] == ("9 persons", "1 persons")
    assert told["findings"]
    assert main(["projects", *rest, "--add", "路", "--set", "progress=10"]) == 0
    (project,) = json.loads(capsys.readouterr().out)
    assert project["progress"] == "10 %"
    assert main(["projects", *rest, "--project", project["id"], "--remove"]) == 0
    assert json.loads(capsys.readouterr().out) == []
    assert main(["projects", *rest, "--remove"]) == 1
    assert main(["village", *rest, "--set", "nonsense=1"]) == 1
    assert main(["village", *rest, "--village", "nowhere"]) == 1


def test_that_ids_of_two_villages_and_years_differ():
    made = {village_file.village_year_id(code, year) for code in (VILLAGE, NEIGHBOUR) for year in (YEAR, YEAR - 1)}
    assert len(made) == 4
    assert all(isinstance(item, bytes) and HouseholdId(RecordId(item)) for item in made)


def _older_pack():
    """Return the shipped pack as it was before it knew of villages."""
    tables = json.loads(load.shipped_bytes())
    tables["properties"] = [row for row in tables["properties"] if not row["kind"].startswith("village_")]
    tables["checks"] = [row for row in tables["checks"] if row["scope"] != "village"]
    for name in ("village_sums", "cause_evidence", "deprivations", "accounting", "income_rules"):
        tables.pop(name, None)
    data = json.dumps(tables).encode()
    return load.load(data), data


def test_that_a_workspace_with_a_pack_from_before_works_and_learns_of_villages_with_the_next(tmp_path):
    older, data = _older_pack()
    session, _code = workspace.create(
        tmp_path / "field",
        PASSPHRASE,
        role="field",
        name="测试村",
        village=VILLAGE,
        worker="测试员",
        pack=older,
        published_pack=data,
        clock=ManualClock(NOW),
        ids=SeededIds(1),
        cost=CHEAP,
    )
    family = add_family(session)
    operations.run(session, year=YEAR)
    file = village_file.open_village(session, VILLAGE, year=YEAR)
    assert (file.sections, file.projects, village_file.villages(session)[0][0]) == ((), (), VILLAGE)
    assert village_sums.sums_of(session, VILLAGE, YEAR) == {}
    assert live_village.sentences(session, VILLAGE, YEAR, "en") == ()
    assert causes.of_household(session, family.household, YEAR, "en") == ()
    with pytest.raises(RuleError):
        _set(session, "bus", 1)
    with Write(session.db):
        kept.put_in_force(session.db, load.load_shipped(), load.shipped_bytes(), older)
    session.pack = load.load_shipped()
    _set(session, "bus", 1)
    assert village_file.open_village(session, VILLAGE, year=YEAR).is_recorded
    session.db.conn.close()


def test_that_the_village_of_a_past_year_is_checked_against_its_members_of_then(field):
    """One of two moved away last winter and a third came: the year before stays what it was."""
    last = YEAR - 1
    family = add_family(field)
    people = {name: RecordId(field.ids.new()) for name in ("left", "came")}
    dates = {"left": {"to_date": Value(f"{YEAR}-02-01")}, "came": {"from_date": Value(f"{YEAR}-03-01")}}
    year_before = {"household": Value(family.household), "year": Value(last)}
    save(field, new(RecordKind.HOUSEHOLD_YEAR, household_year_id(family.household, last), year_before))
    for name, person in people.items():
        belongs = {
            "person": Value(person),
            "household": Value(family.household),
            "relation": Value("03"),
            **dates[name],
        }
        save(field, new(RecordKind.PERSON, person, {"name": Value(name)}))
        save(field, new(RecordKind.MEMBERSHIP, RecordId(field.ids.new()), belongs))
    save(field, new(RecordKind.MEMBERSHIP, RecordId(field.ids.new()), {**belongs, "person": Value(people["left"])}))
    assert village_sums.sums_of(field, VILLAGE, last)["total_population"] == 2
    assert village_sums.sums_of(field, VILLAGE, YEAR)["total_population"] == 3
    for year, gone in ((last, 0), (YEAR, 1)):
        (household,) = reading.village_row(field, schema_of(field.pack), VILLAGE, year).children["household"]
        assert len(household.children["former"]) == gone
    for told, expected in ((2, False), (3, True)):
        for name, value in (("total_households", 1), ("total_population", told)):
            _set(field, name, value, year=last)
        found = [hit for hit in run.run(field, last).hits if hit.check == "O07"]
        assert bool(found) is expected
    (check,) = (check for check in field.pack.checks if check.id == "O07")
    reason = why.why(field, check, found[0].household, found[0].record, last, "en")
    assert reason is not None


def test_that_the_households_behind_a_sum_stand_in_the_order_of_the_groups(field):
    for group in ("十组", "二组", "七组"):
        add_family(field, household={"group_name": Value(group)})
    parts = village_sums.parts_of(field, VILLAGE, YEAR, "total_households")
    assert [part.group_name for part in parts] == ["二组", "七组", "十组"]


def test_that_every_sum_opens_to_the_households_behind_it(field):
    families = [add_family(field) for _ in range(3)]
    save(field, change(RecordKind.HOUSEHOLD_YEAR, families[0].year, cultivated_land=Value("2.5")))
    save(field, change(RecordKind.PERSON_YEAR, families[1].head_year, labour=Value("02")))
    sums = village_sums.sums_of(field, VILLAGE, YEAR)
    for name, total in sums.items():
        parts = village_sums.parts_of(field, VILLAGE, YEAR, name)
        assert sum(part.amount for part in parts) == total, name
        assert all(part.amount for part in parts)
    (land,) = village_sums.parts_of(field, VILLAGE, YEAR, "cultivated_land")
    assert (land.household, land.head_name, land.amount) == (families[0].household, "张三", 2.5)
    assert [part.household for part in village_sums.parts_of(field, VILLAGE, YEAR, "labour_population")] == [
        families[1].household
    ]
    with pytest.raises(RuleError):
        village_sums.parts_of(field, VILLAGE, YEAR, "roads")


def test_that_a_household_whose_members_all_went_over_into_another_is_no_household_of_the_village_any_more(field):
    kept, ending = add_family(field), add_family(field, household={"national_number": Value("4205810002")})
    assert village_sums.sums_of(field, VILLAGE, YEAR)["total_households"] == 2
    day = field.clock.today()
    membership_events.merge(field, kept.household, ending.household, {ending.membership: "04"}, day=day)
    sums = village_sums.sums_of(field, VILLAGE, YEAR)
    assert (sums["total_households"], sums["total_population"]) == (1, 2)
    parts = village_sums.parts_of(field, VILLAGE, YEAR, "total_households")
    assert [part.household for part in parts] == [kept.household]
