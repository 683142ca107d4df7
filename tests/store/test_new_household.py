"""A household that is in no list is written down with its head; nobody is written down twice."""

from __future__ import annotations

import pytest

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.operations.register import membership_events, new_household
from poverty_desktop.queries.register.snapshot import records

NUMBER = "11010119900307803X"


def _head(name: str = "赵小满", number: str = NUMBER) -> dict[str, Value]:
    return {"name": Value(name), "document_number": Value(number)}


def test_that_a_new_household_is_ordinary_and_its_head_has_what_the_number_tells(field) -> None:
    made = new_household.add(field, {"group_name": Value("二组")}, _head(number=NUMBER.lower())).value
    (household,) = records(field, RecordKind.HOUSEHOLD, "id = ?", [made])
    (person,) = records(field, RecordKind.PERSON, "1", [])
    assert (household.values["household_type"], household.values["group_name"]) == (Value("01"), Value("二组"))
    assert household.values["village"] == Value(field.village)
    assert person.values["document_number"] == Value(NUMBER)
    assert person.values["birth_date"] == Value("1990-03-07")


def test_that_who_is_on_the_books_is_not_written_down_again_and_who_left_comes_back(field) -> None:
    first = new_household.add(field, {}, _head()).value
    with pytest.raises(RuleError, match="still on the books"):
        new_household.add(field, {}, _head("赵满"))
    assert len(list(records(field, RecordKind.HOUSEHOLD, "1", []))) == 1
    (member,) = records(field, RecordKind.MEMBERSHIP, "household = ?", [first])
    membership_events.leave(field, [member.id], day=field.clock.today(), reason="02", relations={}, note="")
    new_household.add(field, {}, _head())
    assert len(list(records(field, RecordKind.PERSON, "1", []))) == 1


def test_that_a_head_without_a_name_and_an_office_without_a_village_are_refused(field, office) -> None:
    with pytest.raises(RuleError, match="name of the head"):
        new_household.add(field, {}, {})
    with pytest.raises(RuleError, match="workspace of its village"):
        new_household.add(office, {}, _head())
