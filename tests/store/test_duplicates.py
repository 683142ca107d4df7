"""Two entries of one person: found, joined without loss, remembered as two, and all of it taken back."""

from __future__ import annotations

import pytest
from registers import (
    NEIGHBOUR,
    YEAR,
    Family,
    add_family,
    change,
    deliver,
    is_alive,
    living,
    make_office,
    new,
    save,
    value,
)

from poverty_desktop.domain.duplicates import Tier
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.membership import ENTERED_TWICE
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.ids import PersonId, RecordId
from poverty_desktop.operations.register import duplicates
from poverty_desktop.operations.workspaces import undo
from poverty_desktop.queries.register import duplicates as found
from poverty_desktop.queries.register.years import person_year_id
from poverty_desktop.store.session import Session

NAME = {"name": Value("王桂英"), "birth_date": Value("1960-05-04"), "sex": Value("2")}
NUMBER = {"document_number": Value("420581196005049964")}


def _twice(session: Session) -> tuple[Family, Family]:
    """Enter one woman in two households; only the second entry knows her phone."""
    one = add_family(session, head={**NAME, **NUMBER})
    other = add_family(session, head={**NAME, **NUMBER, "phone": Value("13800000000")})
    return one, other


def _second(session: Session, family: Family, **person: Value) -> PersonId:
    """Add a second member to a household."""
    member = PersonId(RecordId(session.ids.new()))
    membership = {"person": Value(member), "household": Value(family.household), "relation": Value("02")}
    save(
        session,
        new(RecordKind.PERSON, member, person),
        new(RecordKind.MEMBERSHIP, RecordId(session.ids.new()), membership),
    )
    return member


def test_that_one_person_in_two_households_is_a_candidate(field: Session) -> None:
    one, other = _twice(field)
    (row,) = found.candidates(field)
    assert row.candidate.tier is Tier.CERTAIN
    assert {row.candidate.one.person, row.candidate.other.person} == {one.head, other.head}
    assert row.heads == ("王桂英", "王桂英")


def test_that_joining_fills_what_only_the_second_entry_knows(field: Session) -> None:
    one, other = _twice(field)
    save(field, change(RecordKind.PERSON_YEAR, person_year_id(other.head, YEAR), education=Value("03")))
    duplicates.join(field, one.head, other.head)
    assert value(field, RecordKind.PERSON, one.head, "phone") == "13800000000"
    assert value(field, RecordKind.PERSON_YEAR, person_year_id(one.head, YEAR), "education") == "03"
    assert found.candidates(field) == ()


def test_that_the_second_entry_leaves_and_nothing_is_deleted(field: Session) -> None:
    one, other = _twice(field)
    _second(field, other, name=Value("李小明"))
    duplicates.join(field, one.head, other.head)
    row = field.db.conn.execute("SELECT to_date, reason_out FROM membership WHERE person = ?", (other.head,)).fetchone()
    assert row == ("2026-11-23", ENTERED_TWICE)
    assert is_alive(field, RecordKind.PERSON, other.head)
    assert is_alive(field, RecordKind.HOUSEHOLD, other.household)


def test_that_a_household_left_empty_is_taken_out(field: Session) -> None:
    one, other = _twice(field)
    duplicates.join(field, one.head, other.head)
    assert not is_alive(field, RecordKind.HOUSEHOLD, other.household)
    assert is_alive(field, RecordKind.HOUSEHOLD, one.household)


def test_that_differing_facts_stay_unless_they_are_taken(field: Session) -> None:
    one = add_family(field, head={**NAME, **NUMBER, "phone": Value("13900000000")})
    other = add_family(field, head={**NAME, **NUMBER, "phone": Value("13800000000"), "ethnicity": Value("TJ")})
    duplicates.join(field, one.head, other.head, taken=["ethnicity"])
    assert value(field, RecordKind.PERSON, one.head, "phone") == "13900000000"
    assert value(field, RecordKind.PERSON, one.head, "ethnicity") == "TJ"


def test_that_years_of_the_second_entry_come_along(field: Session) -> None:
    one, other = _twice(field)
    earlier = person_year_id(other.head, YEAR - 1)
    facts = {"person": Value(other.head), "year": Value(YEAR - 1), "health": Value("02")}
    save(field, new(RecordKind.PERSON_YEAR, earlier, facts))
    duplicates.join(field, one.head, other.head)
    assert value(field, RecordKind.PERSON_YEAR, person_year_id(one.head, YEAR - 1), "health") == "02"


def test_that_within_one_household_the_head_stays_head_and_lines_follow(field: Session) -> None:
    family = add_family(field, head={**NAME, **NUMBER})
    again = _second(field, family, **NAME, **NUMBER)
    line = RecordId(field.ids.new())
    told = {
        "household": Value(family.household),
        "person": Value(family.head),
        "year": Value(YEAR),
        "item": Value(field.pack.income_items[0].code),
        "amount": Value(100_00),
    }
    save(field, new(RecordKind.INCOME_LINE, line, told))
    duplicates.join(field, again, family.head)
    assert value(field, RecordKind.INCOME_LINE, line, "person") == again
    row = field.db.conn.execute(
        "SELECT relation FROM membership WHERE person = ? AND to_date IS NULL", (again,)
    ).fetchone()
    assert row == ("01",)


def test_that_two_persons_are_remembered(field: Session) -> None:
    one, other = _twice(field)
    duplicates.keep_apart(field, [(other.head, one.head)], note="两人均已见面")
    assert found.candidates(field) == ()
    undo.undo(field)
    assert len(found.candidates(field)) == 1


def test_that_joining_is_one_step_back(field: Session) -> None:
    one, other = _twice(field)
    before = living(field)
    duplicates.join(field, one.head, other.head)
    undo.undo(field)
    assert living(field) == before


def test_that_an_office_joins_across_villages_and_both_villages_learn_of_it(field: Session, tmp_path: object) -> None:
    one = add_family(field, head={**NAME, **NUMBER})
    other = add_family(field, village=NEIGHBOUR, household={"village": Value(NEIGHBOUR)}, head={**NAME, **NUMBER})
    office = make_office(tmp_path / "office", has_keys=False)  # type: ignore[operator]
    deliver(field, office)
    duplicates.join(office, one.head, other.head)
    deliver(office, field)
    assert living(field) == living(office)
    assert not is_alive(field, RecordKind.HOUSEHOLD, other.household)
    office.db.conn.close()


def test_that_who_has_left_cannot_be_joined(field: Session) -> None:
    one, other = _twice(field)
    duplicates.join(field, one.head, other.head)
    with pytest.raises(RuleError):
        duplicates.join(field, one.head, other.head)
    with pytest.raises(RuleError):
        duplicates.join(field, one.head, one.head)


def test_that_facts_stand_side_by_side_and_numbers_are_masked(field: Session) -> None:
    one, other = _twice(field)
    facts = {fact.item.name: fact for fact in found.compared(field, one.head, other.head, "en")}
    assert facts["phone"].texts == ("", "138••••0000")
    assert not facts["name"].is_different
    assert "1960" not in facts["document_number"].texts[0]


def _household_twice(session: Session) -> tuple[Family, Family]:
    one, other = _twice(session)
    child = {"name": Value("王小明"), "birth_date": Value("1990-07-08"), "sex": Value("1")}
    _second(session, one, **child)
    _second(session, other, **child)
    return one, other


def test_that_a_household_entered_twice_is_joined_in_one_step_and_taken_back_in_one(field: Session) -> None:
    one, other = _household_twice(field)
    save(field, change(RecordKind.HOUSEHOLD, other.household, address=Value("柳溪村18号")))
    rows = found.candidates(field)
    assert [len(row.whole) for row in rows] == [2, 2]
    kept = duplicates.join_households(field, rows[0].whole).value
    gone = other.household if kept == one.household else one.household
    assert is_alive(field, RecordKind.HOUSEHOLD, kept)
    assert not is_alive(field, RecordKind.HOUSEHOLD, gone)
    assert value(field, RecordKind.HOUSEHOLD, kept, "address") == "柳溪村18号"
    assert found.candidates(field) == ()
    undo.undo(field)
    assert is_alive(field, RecordKind.HOUSEHOLD, gone)
    assert len(found.candidates(field)) == 2


def test_that_what_hangs_on_a_household_that_stood_twice_goes_over_but_nothing_counts_twice(field: Session) -> None:
    one, other = _household_twice(field)
    pairs = found.candidates(field)[0].whole
    kept, left = (one, other) if one.head in {first for first, _second_entry in pairs} else (other, one)

    def line(family: Family, source: str) -> RecordId:
        record = RecordId(field.ids.new())
        said = {
            "household": Value(family.household),
            "year": Value(2026),
            "item": Value("101"),
            "source": Value(source),
        }
        save(field, new(RecordKind.INCOME_LINE, record, {**said, "person": Value(family.head), "amount": Value(100)}))
        return record

    visit = RecordId(field.ids.new())
    told = {"household": Value(left.household), "visited_on": Value("2026-03-01"), "content": Value("了解务工")}
    save(field, new(RecordKind.VISIT, visit, told))
    line(kept, "宜昌务工")
    again, more = line(left, "宜昌务工"), line(left, "卖柑橘")
    duplicates.join_households(field, pairs)
    assert value(field, RecordKind.VISIT, visit, "household") == kept.household
    assert value(field, RecordKind.INCOME_LINE, more, "household") == kept.household
    assert value(field, RecordKind.INCOME_LINE, more, "person") == kept.head
    assert value(field, RecordKind.INCOME_LINE, again, "household") == left.household
    undo.undo(field)
    assert value(field, RecordKind.VISIT, visit, "household") == left.household


def test_that_two_households_that_look_like_one_are_remembered_as_two(field: Session) -> None:
    _household_twice(field)
    assert duplicates.keep_apart(field, found.candidates(field)[0].whole).value == 2
    assert found.candidates(field) == ()


def test_that_a_member_without_a_counterpart_keeps_the_household(field: Session) -> None:
    one, other = _household_twice(field)
    _second(field, one, name=Value("张伟"), birth_date=Value("2001-01-01"))
    _second(field, other, name=Value("李娜"), birth_date=Value("1975-12-30"))
    assert [row.whole for row in found.candidates(field)] == [(), ()]


def test_that_pairs_of_more_than_two_households_are_refused(field: Session) -> None:
    one, other = _twice(field)
    third = add_family(field, head={"name": Value("李四")})
    with pytest.raises(RuleError):
        duplicates.join_households(field, [(one.head, other.head), (one.head, third.head)])
