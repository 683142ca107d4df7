"""Rows and lists are what the journal says, whatever way it came to say so."""

from __future__ import annotations

from dataclasses import replace

import pytest
from registers import NEIGHBOUR, add_family, change, is_alive, living, new, remove, save, unsettled, value

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import NOT_APPLICABLE, Value
from poverty_desktop.ids import RecordId
from poverty_desktop.queries.handover import conflict_rows, conflicts
from poverty_desktop.queries.register import households
from poverty_desktop.queries.register.list_rows import HouseholdFilter
from poverty_desktop.store import accounting, accounts, log, projection, summary
from poverty_desktop.store.engine import Write
from poverty_desktop.store.of_pack import once


@pytest.fixture
def follows(field):
    """After the test, the register must be what its journal alone gives."""
    yield
    before = living(field)
    with Write(field.db):
        projection.rebuild(field.db, field.pack)
    assert living(field) == before


def _line(field, household) -> tuple[int, int]:
    row = field.db.conn.execute(
        "SELECT member_count, conflicts FROM household_summary WHERE household = ?", (household,)
    ).fetchone()
    return row if row else (0, 0)


def _found(field, text: str) -> list[bytes]:
    return [row.id for row in households.find(field, HouseholdFilter(text=text)).rows]


@pytest.mark.usefixtures("follows")
def test_that_a_member_who_moves_leaves_one_household_and_appears_in_the_other(field):
    old = add_family(field)
    target = add_family(field, head={"name": Value("王五")})
    save(field, change(RecordKind.MEMBERSHIP, old.membership, household=Value(target.household)))
    assert _line(field, old.household) == (0, 0)
    assert _line(field, target.household) == (2, 0)
    assert _found(field, "张三") == [target.household]


@pytest.mark.usefixtures("follows")
@pytest.mark.parametrize("way", ["ended", "membership", "person", "household"])
def test_that_who_is_no_longer_there_is_not_found(field, way):
    family = add_family(field)
    assert _found(field, "zs") == [family.household]
    match way:
        case "ended":
            edit = change(RecordKind.MEMBERSHIP, family.membership, to_date=Value("2026-01-01"))
        case "membership":
            edit = remove(RecordKind.MEMBERSHIP, family.membership)
        case "person":
            edit = remove(RecordKind.PERSON, family.head)
        case _:
            edit = remove(RecordKind.HOUSEHOLD, family.household)
    save(field, edit)
    assert _found(field, "zs") == []
    assert _line(field, family.household)[0] == 0


@pytest.mark.parametrize(
    "typed", ["zhang san", "ZHANG  SAN", "zhang s", "ｚｈａｎｇ san", "１３９００", "0001 １３９", "zhang 139"]
)
def test_that_wide_digits_and_blanks_within_a_name_find_the_same(field, typed):
    family = add_family(
        field,
        head={"name": Value("张三"), "phone": Value("13900000000"), "document_number": Value("420581198001010001")},
    )
    add_family(field, head={"name": Value("王五"), "document_number": Value("420581198001010002")})
    assert _found(field, typed) == [family.household]


def test_that_the_head_whose_whole_name_is_typed_comes_first(field):
    other = add_family(field, head={"name": Value("张二")})
    save(
        field,
        new(RecordKind.PERSON, guest := RecordId(field.ids.new()), {"name": Value("张三")}),
        new(
            RecordKind.MEMBERSHIP,
            RecordId(field.ids.new()),
            {"person": Value(guest), "household": Value(other.household), "relation": Value("03")},
        ),
    )
    whole = add_family(field, head={"name": Value("张三")})
    found = households.find(field, HouseholdFilter(text="zhang san"), sort="match").rows
    assert found[0].id == whole.household


@pytest.mark.usefixtures("follows")
def test_that_a_person_of_two_households_is_found_in_both(field):
    one, two = add_family(field), add_family(field, head={"name": Value("王五")})
    save(
        field,
        new(
            RecordKind.MEMBERSHIP,
            RecordId(field.ids.new()),
            {"person": Value(one.head), "household": Value(two.household), "relation": Value("03")},
        ),
    )
    assert set(_found(field, "张三")) == {one.household, two.household}


@pytest.mark.usefixtures("follows")
def test_that_a_record_called_new_that_is_here_already_gets_the_values_and_no_second_beginning(field):
    family = add_family(field)
    save(field, new(RecordKind.HOUSEHOLD_YEAR, family.year, {"house_area": Value("80")}))
    assert value(field, RecordKind.HOUSEHOLD_YEAR, family.year, "wage_income") == 1_200_000
    assert value(field, RecordKind.HOUSEHOLD_YEAR, family.year, "house_area") == 80.0
    created = [
        operation
        for operation in log.operations_of(field.db, RecordKind.HOUSEHOLD_YEAR, family.year)
        if operation.field == 0
    ]
    assert len(created) == 1


@pytest.mark.usefixtures("follows")
def test_that_a_record_made_while_another_made_it_unseen_keeps_what_both_said(field):
    before = log.position(field.db)
    family = add_family(field)
    save(
        field,
        new(RecordKind.HOUSEHOLD_YEAR, family.year, {"house_area": Value("80"), "wage_income": Value(7)}),
        seen=before,
    )
    number = field.pack.by_name[RecordKind.HOUSEHOLD_YEAR, "wage_income"].number
    assert unsettled(field) == {(int(RecordKind.HOUSEHOLD_YEAR), family.year, number, 3)}
    assert value(field, RecordKind.HOUSEHOLD_YEAR, family.year, "household") == family.household
    assert _line(field, family.household) == (1, 1)
    assert conflicts.count(field) == 1


@pytest.mark.usefixtures("follows")
def test_that_conflicts_are_counted_wherever_they_hang_and_go_when_settled(field):
    family = add_family(field)
    seen = log.position(field.db)
    targets = (
        (RecordKind.HOUSEHOLD, family.household, "group_name", "A", "B"),
        (RecordKind.PERSON, family.head, "name", "甲", "乙"),
        (RecordKind.MEMBERSHIP, family.membership, "relation", "02", "03"),
        (RecordKind.HOUSEHOLD_YEAR, family.year, "house_area", "1", "2"),
        (RecordKind.PERSON_YEAR, family.head_year, "work_place", "A", "B"),
    )
    for kind, record, name, one, other in targets:
        save(field, change(kind, record, **{name: Value(one)}), seen=seen)
        save(field, change(kind, record, **{name: Value(other)}), seen=seen)
    assert _line(field, family.household)[1] == len(targets)
    for kind, record, name, one, _other in targets:
        save(field, change(kind, record, **{name: Value(one)}))
    assert _line(field, family.household)[1] == 0
    assert unsettled(field) == set()


@pytest.mark.usefixtures("follows")
def test_that_an_edit_that_had_not_seen_a_removal_keeps_the_household_and_says_so(field):
    family = add_family(field)
    seen = log.position(field.db)
    save(field, remove(RecordKind.HOUSEHOLD, family.household))
    save(field, change(RecordKind.HOUSEHOLD, family.household, phone=Value("1")), seen=seen)
    assert is_alive(field, RecordKind.HOUSEHOLD, family.household)
    assert unsettled(field) == {(int(RecordKind.HOUSEHOLD), family.household, 0, 3)}


@pytest.mark.usefixtures("follows")
def test_that_the_office_takes_up_a_proposal_by_saying_the_same(field):
    field.rank = 4
    family = add_family(field)
    field.rank = 1
    save(field, change(RecordKind.HOUSEHOLD, family.household, household_type=Value("02")))
    assert value(field, RecordKind.HOUSEHOLD, family.household, "household_type") == "01"
    position = log.position(field.db)
    save(field, change(RecordKind.HOUSEHOLD, family.household, household_type=Value("02")))
    assert log.position(field.db) == position
    field.rank = 4
    save(field, change(RecordKind.HOUSEHOLD, family.household, household_type=Value("02")))
    assert value(field, RecordKind.HOUSEHOLD, family.household, "household_type") == "02"
    assert unsettled(field) == set()


@pytest.mark.usefixtures("follows")
def test_that_a_nothing_keeps_its_reason_beside_the_column(field):
    family = add_family(field)
    save(field, change(RecordKind.PERSON, family.head, phone=NOT_APPLICABLE))
    assert value(field, RecordKind.PERSON, family.head, "phone") is None
    assert value(field, RecordKind.PERSON, family.head, "phone_why") == 2
    save(field, change(RecordKind.PERSON, family.head, phone=Value("138")))
    assert value(field, RecordKind.PERSON, family.head, "phone_why") is None


@pytest.mark.usefixtures("follows")
def test_that_the_line_of_a_household_says_what_its_whole_records_say(field):
    family = add_family(field)
    year = {
        "business_expenditure": Value(200_000), "insurance_payout": Value(1), "house_area": Value("10.5"),
        "dangerous_house": Value(1), "house_grade": Value("D"), "safe_drinking_water": Value(0),
        "surveyed_on": Value("2026-05-06"),
    }  # fmt: skip
    save(field, change(RecordKind.HOUSEHOLD_YEAR, family.year, **year))
    save(field, change(RecordKind.PERSON_YEAR, family.head_year, resident_medical=Value(1)))
    facts = next(iter(accounts.read_facts(field.db, [family.household])))
    account = accounting.account_of(field.pack, facts, accounting.item_rules(field.pack))
    lights = "".join(light.state.value[0] for light in summary.lights_of(field.pack, facts))
    line = field.db.conn.execute("SELECT per_capita_fen, lights, surveyed_on FROM household_summary").fetchone()
    assert line == (account.per_capita_fen, lights, "2026-05-06")
    assert account.per_capita_fen == 1_000_000


@pytest.mark.usefixtures("follows")
def test_that_one_action_in_two_villages_writes_a_chain_for_each_and_names_the_author_in_both(field):
    one = add_family(field)
    two = add_family(field, village=NEIGHBOUR, household={"village": Value(NEIGHBOUR)})
    assert one.household != two.household
    chains = field.db.conn.execute("SELECT village, is_own FROM replica ORDER BY village").fetchall()
    assert [village for village, _own in chains] == sorted({village for village, _own in chains})
    assert len(chains) == 2
    for village, _own in chains:
        assert log.has_written(field.db, village, RecordId(field.actor))
    assert field.db.conn.execute("SELECT count(*) FROM staff").fetchone() == (1,)


def test_that_a_chain_names_what_its_author_had_seen_of_the_others_of_its_village_and_only_once(field):
    family = add_family(field)
    other, far = RecordId(b"o" * 16), RecordId(b"f" * 16)
    village = field.db.conn.execute("SELECT village FROM replica").fetchone()[0]
    for replica, place in ((other, village), (far, NEIGHBOUR)):
        field.db.conn.execute("INSERT INTO replica VALUES(?,?,x'00',0,'')", (replica, place))
        field.db.conn.execute(
            "INSERT INTO tx SELECT ?, ?, 1, x'', header, salt, vals, 1, (SELECT max(arrived) + 1 FROM tx), ? FROM tx"
            " LIMIT 1",
            (replica * 2, replica, replica),
        )
    save(field, change(RecordKind.HOUSEHOLD, family.household, phone=Value("1")))
    save(field, change(RecordKind.HOUSEHOLD, family.household, phone=Value("2")))
    told = [item.header.dependencies for item in log.read(field.db, "origin = 0")]
    assert told == [{}, {other: other}, {}]


def test_that_an_empty_text_is_a_blank_in_the_register(field):
    family = add_family(field)
    save(field, change(RecordKind.HOUSEHOLD, family.household, phone=Value("")))
    assert field.db.conn.execute("SELECT phone FROM household").fetchone()[0] is None


def test_that_no_question_about_a_record_or_an_action_reads_the_whole_index(field):
    """The index lies in the order of arrival: what is asked by record or by action must find its rows by an index."""
    family = add_family(field)
    save(field, change(RecordKind.HOUSEHOLD, family.household, phone=Value("1")), seen=0)
    asked: set[str] = set()
    field.db.conn.set_trace_callback(asked.add)
    log.operations_of(field.db, int(RecordKind.HOUSEHOLD), family.household)
    list(log.operations_after(field.db, int(RecordKind.HOUSEHOLD), family.household, 0))
    list(log.entries_of_many(field.db, int(RecordKind.HOUSEHOLD), [family.household]))
    log.changes_of(field.db, family.household)
    save(field, change(RecordKind.HOUSEHOLD, family.household, phone=Value("2")), seen=0)
    assert conflict_rows.conflict_list(field).rows
    field.db.conn.set_trace_callback(None)
    about = [sql for sql in asked if sql.startswith("SELECT") and " op" in sql]
    assert len(about) >= 4
    plans = {sql: [row[3] for row in field.db.conn.execute(f"EXPLAIN QUERY PLAN {sql}")] for sql in about}
    assert not [
        sql for sql, plan in plans.items() if any(step.split()[:2] in (["SCAN", "op"], ["SCAN", "o"]) for step in plan)
    ]


def test_that_a_rebuild_empties_the_tables_that_fit_the_pack_and_makes_the_others_anew(field):
    """To make fifty tables takes longer than to fill them, and every open question must be understood again then."""
    add_family(field)
    connection = field.db.conn
    before, made = living(field), connection.execute("PRAGMA schema_version").fetchone()
    with Write(field.db):
        connection.execute("UPDATE household SET phone = 'never said'")
        projection.rebuild(field.db, field.pack)
    assert living(field) == before
    assert connection.execute("PRAGMA schema_version").fetchone() == made
    connection.execute("ALTER TABLE household ADD COLUMN no_property TEXT")
    connection.execute("DROP INDEX membership_household")
    with Write(field.db):
        projection.rebuild(field.db, field.pack)
    assert living(field) == before
    assert connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'membership_household'").fetchone()


def test_that_what_is_made_of_a_pack_is_made_once_and_for_that_pack_only(field):
    asked = []

    @once
    def name_of(pack):
        asked.append(pack)
        return pack.name

    others = [replace(field.pack, name=f"another {number}") for number in range(9)]
    assert [name_of(pack) for pack in (field.pack, field.pack, *others, field.pack)] == [
        field.pack.name, field.pack.name, *(pack.name for pack in others), field.pack.name
    ]  # fmt: skip
    assert len(asked) == 2 + len(others)
