"""What an import would do: matches shown, questions asked, decisions taken back in, nothing picked silently."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from exchange_rosters import (
    NATIONAL,
    TODAY,
    VILLAGE,
    identity,
    national_file,
    national_roster,
    national_row,
    pack,
    shipped_map,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.exchange import household_checks, known_households, matching, planned, withholding
from poverty_desktop.exchange.existing import (
    EMPTY,
    ExistingHousehold,
    ExistingMember,
    ExistingPerson,
    ExistingRegister,
)
from poverty_desktop.exchange.grouping import head_code
from poverty_desktop.exchange.plan import Action, Choice, Decision, ImportPlan, Option, PlannedRow, Take, plan_import
from poverty_desktop.exchange.roster import Roster, read_roster
from poverty_desktop.exchange.table import Table, read_table
from poverty_desktop.ids import RecordId, derive_id

PERSON, HOUSEHOLD = RecordKind.PERSON, RecordKind.HOUSEHOLD


def applied(plan: ImportPlan, before: ExistingRegister = EMPTY) -> ExistingRegister:
    """Return the register after the plan was written: what the store and the queries do, in miniature."""
    values: dict[RecordKind, dict[bytes, dict[str, Value]]] = {kind: {} for kind in RecordKind}
    values[HOUSEHOLD] = {key: dict(item.values) for key, item in before.households.items()}
    values[PERSON] = {key: dict(item.values) for key, item in before.persons.items()}
    values[RecordKind.MEMBERSHIP] = {
        member.membership: {**member.values, "person": Value(member.person), "household": Value(member.household)}
        for member in before.members
    }
    for owners, kind in ((before.households, RecordKind.HOUSEHOLD_YEAR), (before.persons, RecordKind.PERSON_YEAR)):
        for item in owners.values():
            for year, own in item.year_values.items():
                reference = "household" if kind is RecordKind.HOUSEHOLD_YEAR else "person"
                values[kind][derive_id(kind, item.id, year)] = {
                    **own, reference: Value(item.id), "year": Value(year),
                }  # fmt: skip
    for row in plan.rows:
        for record in row.records:
            assert record.is_new == (record.id not in values[record.kind])
            values[record.kind].setdefault(record.id, {}).update(record.values)

    def years(kind: RecordKind, reference: str, owner: bytes) -> dict[int, Mapping[str, Value]]:
        return {int(str(own["year"].scalar)): own for own in values[kind].values() if own[reference].scalar == owner}

    return ExistingRegister(
        households={
            key: ExistingHousehold(id=key, values=own, year_values=years(RecordKind.HOUSEHOLD_YEAR, "household", key))
            for key, own in values[HOUSEHOLD].items()
        },
        persons={
            key: ExistingPerson(id=key, values=own, year_values=years(RecordKind.PERSON_YEAR, "person", key))
            for key, own in values[PERSON].items()
        },
        members=tuple(
            ExistingMember(
                membership=RecordId(key), person=bytes(own["person"].scalar), household=bytes(own["household"].scalar),
                values=own,
            )
            for key, own in values[RecordKind.MEMBERSHIP].items()
            if "to_date" not in own
        ),
    )  # fmt: skip


def planned_for(folder: Path, *rows: list[str], existing: ExistingRegister = EMPTY, **settings: object) -> ImportPlan:
    return plan_import(national_roster(folder, *rows), existing, pack(), **settings)


def register_of(folder: Path, *rows: list[str]) -> ExistingRegister:
    (folder / "first").mkdir(exist_ok=True)
    return applied(planned_for(folder / "first", *rows))


def actions(plan: ImportPlan) -> list[Action]:
    return [row.action for row in plan.rows]


def changes(row: PlannedRow) -> dict[str, tuple[object, object]]:
    return {
        f"{record.kind.table}.{name}": (getattr(record.old.get(name), "scalar", None), value.scalar)
        for record in row.records
        for name, value in record.values.items()
    }


def family(*, first: int = 1, household: int = 1, count: int = 2, **cells: str) -> list[list[str]]:
    relations = ["户主", "配偶", "之子", "之女"]
    return [
        national_row(first + index, household, **{"人数": str(count), "与户主关系": relations[index], **cells})
        for index in range(count)
    ]


def test_that_a_first_import_makes_households_and_members(tmp_path):
    plan = planned_for(tmp_path, *family(), *family(first=3, household=2, count=1))
    assert actions(plan) == [Action.NEW_HOUSEHOLD, Action.NEW_MEMBER, Action.NEW_HOUSEHOLD]
    assert (plan.household_count, plan.person_count, plan.counts[Action.NEW_MEMBER]) == (2, 3, 1)
    first = plan.rows[0]
    assert [record.kind for record in first.records] == [
        HOUSEHOLD, RecordKind.HOUSEHOLD_YEAR, PERSON, RecordKind.MEMBERSHIP, RecordKind.PERSON_YEAR,
    ]  # fmt: skip
    membership = first.records[3].values
    assert (membership["person"], membership["household"]) == (Value(first.person), Value(first.household))
    assert first.records[0].values["village"] == Value(VILLAGE)
    assert first.records[1].id == derive_id(RecordKind.HOUSEHOLD_YEAR, first.household, 2026)


def test_that_two_laptops_that_import_one_file_make_the_same_records(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    source = national_file(tmp_path / "a", family())
    copy = tmp_path / "b" / "renamed.xlsx"
    copy.write_bytes(source.read_bytes())
    plans = [
        plan_import(
            read_roster(read_table(path), shipped_map("national_26"), pack(), year=2026, today=TODAY), EMPTY, pack()
        )
        for path in (source, copy)
    ]
    assert plans[0].rows == plans[1].rows


def test_that_the_same_file_again_changes_nothing(tmp_path):
    rows = [*family(), *family(first=3, household=2, count=3)]
    existing = applied(planned_for(tmp_path, *rows))
    plan = planned_for(tmp_path, *rows, existing=existing)
    assert set(actions(plan)) == {Action.UNCHANGED}
    assert not any(record.values for row in plan.rows for record in row.records)
    assert plan.missing == ()


def test_that_another_file_with_the_same_people_finds_them_by_their_numbers(tmp_path):
    existing = register_of(tmp_path, *family())
    plan = planned_for(tmp_path, *family(联系电话="13900000009", 劳动技能="技能劳动力"), existing=existing)
    assert actions(plan) == [Action.UPDATE, Action.UPDATE]
    assert changes(plan.rows[0]) == {
        "household.phone": ("13800000001", "13900000009"),
        "person_year.labour": ("01", "02"),
    }
    assert changes(plan.rows[1]) == {"person_year.labour": ("01", "02")}
    assert plan.rows[0].reason.params == {"count": 2}


def test_that_a_blank_cell_takes_nothing_away(tmp_path):
    existing = register_of(tmp_path, *family())
    plan = planned_for(tmp_path, *family(联系电话="", 劳动技能="", 民族=""), existing=existing)
    assert actions(plan) == [Action.UNCHANGED, Action.UNCHANGED]


def test_that_a_new_year_makes_new_year_records_and_leaves_the_old(tmp_path):
    existing = register_of(tmp_path, *family())
    plan = plan_import(national_roster(tmp_path, *family(), year=2027), existing, pack())
    assert actions(plan) == [Action.UPDATE, Action.UPDATE]
    assert all(record.is_new for row in plan.rows for record in row.records)
    assert applied(plan, existing).persons[plan.rows[0].person].year_values.keys() == {2026, 2027}


def test_that_what_the_team_found_out_is_kept_when_only_official_facts_are_taken(tmp_path):
    existing = register_of(tmp_path, *family())
    later = family(联系电话="13900000009", 脱贫属性="返贫")
    official = planned_for(tmp_path, *later, existing=existing, take=Take.OFFICIAL)
    assert changes(official.rows[0]) == {
        "household.exit_status": ("02", "04"),
        "household.household_type": ("02", "04"),
    }
    assert official.rows[0].records[0].kept["phone"] == Value("13900000009")
    blanks = planned_for(tmp_path, *later, existing=existing, take=Take.BLANKS)
    assert actions(blanks) == [Action.UNCHANGED, Action.UNCHANGED]
    assert blanks.rows[0].reason.message == planned.KEPT


def test_that_a_new_member_joins_a_known_household_and_missing_ones_are_named(tmp_path):
    existing = register_of(tmp_path, *family(count=3))
    known = [row for row in family(count=3) if "配偶" not in row]
    plan = planned_for(tmp_path, *known, national_row(9, 1, 与户主关系="之女", 人数="3"), existing=existing)
    assert actions(plan) == [Action.UNCHANGED, Action.UNCHANGED, Action.NEW_MEMBER]
    assert [existing.persons[person].values["national_number"].scalar for person in plan.missing] == ["420581000000002"]


def test_that_the_same_number_with_another_name_is_a_question(tmp_path):
    existing = register_of(tmp_path, *family(count=1))
    rows = family(count=1, 姓名="别人名", 户编号="42058100000001")
    plan = planned_for(tmp_path, *rows, national_row(5, 1, 与户主关系="配偶"), existing=existing)
    # no member of the household is in the file by name, but the number of its head is
    assert actions(plan) == [Action.ASK, Action.NEW_MEMBER]
    ask = plan.rows[0]
    (person,) = existing.persons
    assert (ask.reason.message, ask.about) == (matching.NAME_DIFFERS, PERSON)
    assert ask.options == (
        Option(choice=Choice.USE, target=person), Option(choice=Choice.CREATE), Option(choice=Choice.SKIP),
    )  # fmt: skip
    assert ask.records == ()
    for decision, action in (
        (Decision(choice=Choice.USE, target=person), Action.UPDATE),
        (Decision(choice=Choice.CREATE), Action.NEW_MEMBER),
        (Decision(choice=Choice.SKIP), Action.SKIP),
        (Decision(choice=Choice.USE, target=bytes(16)), Action.ASK),
    ):
        again = planned_for(tmp_path, *rows, existing=existing, decisions={(PERSON, 4): decision})
        assert again.rows[0].action is action


def test_that_two_possible_persons_are_both_shown(tmp_path):
    existing = register_of(tmp_path, *family())
    row = national_row(1, 1, 证件号码=identity(2))
    plan = planned_for(tmp_path, row, existing=existing)
    assert plan.rows[0].reason.message == matching.PERSON_TWICE
    assert {option.target for option in plan.rows[0].options} == {*existing.persons, None}
    assert plan.rows[0].reason.params == {"count": 2}


def test_that_a_person_of_another_household_is_moved_only_by_decision(tmp_path):
    existing = register_of(tmp_path, *family(), *family(first=3, household=2))
    rows = [*family(first=3, household=2), national_row(2, 2, 与户主关系="之女", 人数="3")]
    plan = planned_for(tmp_path, *rows, existing=existing)
    ask = plan.rows[2]
    assert (ask.action, ask.reason.message) == (Action.ASK, matching.IN_OTHER_HOUSEHOLD)
    person = ask.options[0].target
    assert ask.options == (Option(choice=Choice.MOVE, target=person), Option(choice=Choice.SKIP))
    decision = Decision(choice=Choice.MOVE, target=person, reason_out="09")
    moved = planned_for(tmp_path, *rows, existing=existing, decisions={(PERSON, 6): decision}).rows[2]
    ended, joined = moved.records[0], moved.records[1]
    assert moved.action is Action.NEW_MEMBER
    assert ended.values == {"to_date": Value(TODAY.isoformat()), "reason_out": Value("09")}
    assert (joined.kind, joined.is_new, joined.values["person"]) == (RecordKind.MEMBERSHIP, True, Value(person))


def test_that_one_answer_settles_who_somebody_is_and_that_he_moves(tmp_path):
    existing = register_of(tmp_path, *family(), *family(first=3, household=2))
    rows = [*family(first=3, household=2), national_row(2, 2, 姓名="改名字", 与户主关系="之女", 人数="3")]
    first = planned_for(tmp_path, *rows, existing=existing)
    assert first.rows[2].reason.message == matching.NAME_DIFFERS
    person = first.rows[2].options[0].target
    use = {(PERSON, 6): Decision(choice=Choice.USE, target=person)}
    assert planned_for(tmp_path, *rows, existing=existing, decisions=use).rows[2].reason.message == (
        matching.IN_OTHER_HOUSEHOLD
    )
    move = {(PERSON, 6): Decision(choice=Choice.MOVE, target=person)}
    assert planned_for(tmp_path, *rows, existing=existing, decisions=move).rows[2].action is Action.NEW_MEMBER


def test_that_a_household_number_with_strangers_in_it_is_a_question_for_the_whole_household(tmp_path):
    existing = register_of(tmp_path, *family())
    rows = family(first=50, household=1)
    plan = planned_for(tmp_path, *rows, existing=existing)
    assert [row.reason.message for row in plan.rows] == [matching.OTHER_PEOPLE, planned.WAITS_FOR_HOUSEHOLD]
    assert (plan.rows[0].about, plan.rows[1].options) == (HOUSEHOLD, ())
    (household,) = existing.households
    use = {(HOUSEHOLD, 4): Decision(choice=Choice.USE, target=household)}
    assert actions(planned_for(tmp_path, *rows, existing=existing, decisions=use)) == [Action.NEW_MEMBER] * 2
    create = {(HOUSEHOLD, 4): Decision(choice=Choice.CREATE)}
    assert actions(planned_for(tmp_path, *rows, existing=existing, decisions=create))[0] is Action.NEW_HOUSEHOLD
    skip = {(HOUSEHOLD, 4): Decision(choice=Choice.SKIP)}
    assert actions(planned_for(tmp_path, *rows, existing=existing, decisions=skip)) == [Action.SKIP] * 2


def test_that_a_household_entered_offline_receives_its_national_number(tmp_path):
    existing = register_of(tmp_path, *family(户编号="", 人编号=""))
    plan = planned_for(tmp_path, *family(), existing=existing)
    assert actions(plan) == [Action.UPDATE, Action.UPDATE]
    assert changes(plan.rows[0])["household.national_number"] == (None, "42058100000001")


def test_that_a_head_with_the_same_name_alone_is_only_a_question(tmp_path):
    nameless = {"户编号": "", "人编号": "", "证件号码": ""}
    existing = register_of(tmp_path, *family(count=1, **nameless))
    plan = planned_for(tmp_path, *family(count=1, **nameless, 联系电话="13900000000"), existing=existing)
    assert plan.rows[0].reason.message == matching.SAME_HEAD_NAME
    other = national_row(1, **{**nameless, "行政村": "窑坡垴村"})
    assert actions(planned_for(tmp_path, other, existing=existing)) == [Action.NEW_HOUSEHOLD]


def test_that_name_and_birth_elsewhere_are_only_a_question(tmp_path):
    existing = register_of(tmp_path, *family())
    roster = national_roster(tmp_path, national_row(1, 7, 人编号="", 证件号码="", 姓名="新来者"))
    twin = dict(existing.persons[next(iter(existing.persons))].values)
    row = roster.rows[0]
    person = {"name": twin["name"], "birth_date": twin["birth_date"]}
    changed = _with_person(roster, person)
    assert plan_import(changed, existing, pack()).rows[0].reason.message == matching.SAME_NAME_AND_BIRTH
    assert row.problems


def _with_person(roster: Roster, person: Mapping[str, Value]) -> Roster:
    from dataclasses import replace

    return replace(roster, rows=(replace(roster.rows[0], person=person), *roster.rows[1:]))


def test_that_a_person_twice_in_one_household_is_rejected_and_in_two_is_a_question(tmp_path):
    twice = national_row(1, 1, 与户主关系="之子")
    plan = planned_for(tmp_path, *family(), twice, national_row(1, 8, 与户主关系="之孙子"))
    assert actions(plan)[2:] == [Action.REJECT, Action.ASK]
    assert plan.rows[2].reason.message == planned.SAME_PERSON_ABOVE
    assert plan.rows[2].reason.params == {"row": 4}
    assert plan.rows[3].reason.message == matching.TWICE_IN_FILE
    create = {(PERSON, 7): Decision(choice=Choice.CREATE)}
    rows = [*family(), twice, national_row(1, 8, 与户主关系="之孙子")]
    assert planned_for(tmp_path, *rows, decisions=create).rows[3].action is Action.NEW_HOUSEHOLD


def test_that_the_dead_do_not_come_back_by_import(tmp_path):
    existing = register_of(tmp_path, *family())
    gone = existing.members[1]
    died = ExistingRegister(
        households=existing.households,
        persons={
            **existing.persons,
            gone.person: ExistingPerson(
                id=gone.person,
                values={**existing.persons[gone.person].values, "death_date": Value("2026-05-01")},
                year_values=existing.persons[gone.person].year_values,
            ),
        },
        members=existing.members[:1],
    )
    plan = planned_for(tmp_path, *family(), existing=died)
    assert plan.rows[1].reason.message == matching.HAS_DIED
    known = {(PERSON, 3): Decision(choice=Choice.USE, target=gone.person)}
    assert planned_for(tmp_path, *family(), existing=died, decisions=known).rows[1].action is Action.ASK
    left = ExistingRegister(households=existing.households, persons=existing.persons, members=existing.members[:1])
    back = planned_for(tmp_path, *family(联系电话="1390000"), existing=left)
    assert (back.rows[1].action, back.rows[1].reason.message) == (Action.NEW_MEMBER, planned.RETURNS)
    assert [record.kind for record in back.rows[1].records] == [RecordKind.MEMBERSHIP]


def test_that_a_certificate_is_not_replaced_by_its_first_eighteen_digits(tmp_path):
    existing = register_of(tmp_path, *family(count=1, 证件号码=identity(1) + "42"))
    plan = planned_for(tmp_path, *family(count=1), existing=existing)
    assert actions(plan) == [Action.UNCHANGED]
    plain = register_of(tmp_path, *family(count=1))
    longer = planned_for(tmp_path, *family(count=1, 证件号码=identity(1) + "42"), existing=plain)
    assert changes(longer.rows[0])["person.document_number"] == (identity(1), identity(1) + "42")


def broken(row: list[str]) -> list[str]:
    """Return the row with an ID number that Excel has destroyed."""
    return [*row[:7], "4.2E+17", *row[8:]]


def test_that_a_refused_member_writes_nothing_and_the_others_say_who_is_missing(tmp_path):
    head, spouse, son = family(count=3)
    plan = planned_for(tmp_path, head, broken(spouse), son)
    assert actions(plan) == [Action.NEW_HOUSEHOLD, Action.REJECT, Action.NEW_MEMBER]
    assert plan.rows[1].records == ()
    for row in (plan.rows[0], plan.rows[2]):
        said = [problem for problem in row.problems if problem.message == withholding.ROW_REFUSED]
        assert [(problem.is_reject, problem.params) for problem in said] == [(False, {"row": 5})]


def test_that_several_refused_members_are_counted_in_one_sentence(tmp_path):
    head, spouse, son = family(count=3)
    plan = planned_for(tmp_path, head, broken(spouse), broken(son))
    assert plan.rows[0].problems[-1].message == withholding.ROWS_REFUSED
    assert plan.rows[0].problems[-1].params == {"row": 5, "count": 2}


def test_that_a_new_household_whose_head_is_refused_waits_as_a_whole(tmp_path):
    head, spouse = family()
    other = family(first=3, household=2, count=1)
    plan = planned_for(tmp_path, broken(head), spouse, *other)
    assert actions(plan) == [Action.REJECT, Action.REJECT, Action.NEW_HOUSEHOLD]
    assert (plan.household_count, plan.person_count) == (1, 1)
    assert (plan.rows[1].reason.message, plan.rows[1].reason.params) == (withholding.HEAD_REFUSED, {"row": 4})
    assert not any(row.records for row in plan.rows[:2])


def test_that_a_head_who_stands_below_holds_the_rows_above_back_too(tmp_path):
    head, spouse = family()
    assert actions(planned_for(tmp_path, spouse, broken(head))) == [Action.REJECT, Action.REJECT]


def test_that_a_refused_row_of_unknown_relation_may_be_the_head_where_no_other_is(tmp_path):
    head, spouse = family()
    assert actions(planned_for(tmp_path, broken([*head[:9], "", *head[10:]]), spouse)) == [Action.REJECT] * 2
    rows = [[*row[:9], "", *row[10:]] for row in (head, spouse)]
    assert actions(planned_for(tmp_path, rows[0], broken(rows[1]))) == [Action.NEW_HOUSEHOLD, Action.REJECT]


def test_that_a_new_household_waits_until_it_is_decided_who_its_head_is(tmp_path):
    existing = register_of(tmp_path, *family(household=9, count=1))
    head, spouse = family(household=1)
    plan = planned_for(tmp_path, head, spouse, existing=existing)
    answer = Decision(choice=Choice.CREATE)
    plan = planned_for(tmp_path, head, spouse, existing=existing, decisions={(HOUSEHOLD, 4): answer})
    assert actions(plan) == [Action.ASK, Action.ASK]
    assert (plan.rows[1].reason.message, plan.rows[1].options) == (withholding.WAITS_FOR_HEAD, ())


def test_that_a_household_of_the_register_takes_what_is_sure_when_its_heads_row_is_refused(tmp_path):
    head, spouse = family()
    existing = register_of(tmp_path, head, spouse)
    head[NATIONAL.index("联系电话")] = "13900000000"
    spouse[NATIONAL.index("文化程度")] = "高中"
    son = national_row(7, 1, 与户主关系="之子")
    plan = planned_for(tmp_path, broken(head), spouse, son, existing=existing)
    assert actions(plan) == [Action.REJECT, Action.UPDATE, Action.NEW_MEMBER]
    assert "household.phone" not in changes(plan.rows[1])


def test_that_nobody_joins_and_no_relation_changes_when_another_heads_row_is_refused(tmp_path):
    head, spouse = family()
    existing = register_of(tmp_path, head, spouse)
    heir = national_row(7, 1, 与户主关系="户主", 姓名="新户主")
    spouse[NATIONAL.index("与户主关系")] = "之母"
    head[NATIONAL.index("与户主关系")] = "配偶"
    head[NATIONAL.index("危房户")] = spouse[NATIONAL.index("危房户")] = "是"
    plan = planned_for(tmp_path, head, broken(heir), spouse, existing=existing)
    assert actions(plan) == [Action.REJECT] * 3
    head[NATIONAL.index("与户主关系")] = "户主"
    plan = planned_for(tmp_path, spouse, broken([*heir[:9], "户主", *heir[10:]]), head, existing=existing)
    assert actions(plan) == [Action.REJECT, Action.REJECT, Action.UPDATE]
    assert {record.kind for record in plan.rows[2].records} == {RecordKind.HOUSEHOLD_YEAR}
    assert plan.rows[0].reason.message == withholding.HEAD_UNSURE


def test_that_reasons_never_hold_a_name_or_a_number_of_a_person(tmp_path):
    existing = register_of(tmp_path, *family(), *family(first=3, household=2))
    rows = [
        *family(姓名="别人名"), national_row(2, 2, 人数="9"), national_row(5, 5, 证件号码="12345", 民族="火星族"),
    ]  # fmt: skip
    plan = planned_for(tmp_path, *rows, existing=existing)
    said = repr(plan.rows) + repr([row.reason for row in plan.rows])
    for secret in ("别人名", identity(1), identity(2), "12345'", "火星族"):
        assert secret not in said


ROWS = st.builds(
    lambda number, household, relation, name, has_document, phone: national_row(
        number, household, **{
            "与户主关系": relation, "姓名": name, "联系电话": phone,
            "户编号": f"4205810000000{household}" if household else "",
        } | ({} if has_document else {"证件号码": "", "人编号": ""}),
    ),
    st.integers(1, 4),
    st.integers(0, 3),
    st.sampled_from(["户主", "配偶", "之子", "邻居"]),
    st.sampled_from(["张三丰", "李四光", ""]),
    st.booleans(),
    st.sampled_from(["13800000001", "13900000002", ""]),
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(rows=st.lists(ROWS, min_size=1, max_size=8), later=st.lists(ROWS, min_size=1, max_size=8))
def test_that_what_was_written_is_found_again_and_nothing_is_written_twice(rows, later):
    first = roster_of(rows)
    plan = plan_import(first, EMPTY, pack())
    existing = applied(plan)
    again = plan_import(first, existing, pack())
    for before, after in zip(plan.rows, again.rows, strict=True):
        if before.action in (Action.NEW_HOUSEHOLD, Action.NEW_MEMBER):
            assert after.action is Action.UNCHANGED
    for key, household in first.households.items():
        heads = {row.action for row in plan.rows if row.household_key == key and is_head(first, row)}
        if heads and heads <= {Action.REJECT, Action.ASK}:
            assert not any(row.records for row in plan.rows if row.household_key == key), household
    second = plan_import(roster_of(later), existing, pack())
    for row in second.rows:
        assert bool(row.options) <= (row.action is Action.ASK)
        assert not row.records or row.action not in (Action.ASK, Action.REJECT, Action.SKIP)
    assert len(applied(second, existing).persons) == len(existing.persons) + second.person_count


def is_head(roster: Roster, row: PlannedRow) -> bool:
    relation = roster.rows[row.number - 4].membership.get("relation")
    return bool(relation) and relation.scalar == head_code(pack())


def roster_of(rows: list[list[str]]) -> Roster:
    table = Table(
        content_hash=hashlib.sha256(repr(rows).encode()).digest(), sheet="", sheets=(), sheet_index=0, header_row=3,
        captions=NATIONAL, hints=("",) * 26, numbers=tuple(range(4, len(rows) + 4)), rows=tuple(map(tuple, rows)),
    )  # fmt: skip
    return read_roster(table, shipped_map("national_26"), pack(), year=2026, today=TODAY)


def test_that_a_row_that_stands_twice_leaves_nobody_missing(tmp_path):
    rows = family(count=2)
    plan = planned_for(tmp_path, *rows, rows[1])
    assert actions(plan) == [Action.NEW_HOUSEHOLD, Action.NEW_MEMBER, Action.REJECT]
    said = {problem.message for row in plan.rows for problem in row.problems}
    assert not said & {withholding.ROW_REFUSED, withholding.ROWS_REFUSED}


def test_that_rows_brought_later_are_judged_by_what_the_register_holds(tmp_path):
    head, spouse, son = family(count=3)
    existing = applied(planned_for(tmp_path, head, broken(spouse), son))
    asking = planned_for(tmp_path, spouse, existing=existing)
    assert actions(asking) == [Action.ASK]
    assert asking.rows[0].problems == ()
    (use,) = (option for option in asking.rows[0].options if option.choice is Choice.USE)
    here = {(HOUSEHOLD, 4): Decision(choice=Choice.USE, target=use.target)}
    plan = planned_for(tmp_path, spouse, existing=existing, decisions=here)
    assert actions(plan) == [Action.NEW_MEMBER]
    assert plan.rows[0].problems == ()
    spouse[NATIONAL.index("人数")] = "5"
    plan = planned_for(tmp_path, spouse, existing=existing, decisions=here)
    (said,) = plan.rows[0].problems
    assert (said.message, said.params) == (known_households.COUNT_DISAGREES_TOGETHER, {"said": 5, "found": 3})


def test_that_a_row_refused_again_still_counts_as_a_member(tmp_path):
    head, spouse, son = family(count=3)
    existing = applied(planned_for(tmp_path, head, broken(spouse), son))
    (row,) = planned_for(tmp_path, broken(spouse), existing=existing).rows
    said = {problem.message for problem in row.problems}
    assert not said & {household_checks.HEAD_MISSING, household_checks.COUNT_DISAGREES}
    assert known_households.COUNT_DISAGREES_TOGETHER not in said


def test_that_a_household_whose_head_the_file_demotes_has_no_head(tmp_path):
    head, spouse = family()
    existing = applied(planned_for(tmp_path, head, spouse))
    head[NATIONAL.index("与户主关系")] = "之父"
    plan = planned_for(tmp_path, head, spouse, existing=existing)
    assert household_checks.HEAD_MISSING in [problem.message for problem in plan.rows[0].problems]
