"""What happened in the village waits on a list until an export of the national system has it."""

from __future__ import annotations

from datetime import date

import openpyxl
import pypdf
import pytest
from registers import VILLAGE, add_family, change, save

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.membership_events import Event
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.exchange.column_map import Grouping, from_choices
from poverty_desktop.exchange.plan import Action, Choice, Decision, Take
from poverty_desktop.operations.casework import procedures
from poverty_desktop.operations.casework.step_entry import StepEntry
from poverty_desktop.operations.lookback import newcomers, outcomes, rounds
from poverty_desktop.operations.lookback.newcomers import Newcomer
from poverty_desktop.operations.lookback.outcome_given import Given
from poverty_desktop.operations.lookback.rounds import NewRound
from poverty_desktop.operations.register import duplicates, entry_list, membership_events, roster
from poverty_desktop.operations.register.entry_lines import lines_of_interview
from poverty_desktop.operations.workspaces import undo
from poverty_desktop.queries.casework import clocks
from poverty_desktop.queries.casework.entry_list import Waits, entries
from poverty_desktop.queries.lookback import rounds as rounds_now
from poverty_desktop.queries.register.snapshot import records

pytestmark = pytest.mark.usefixtures("english")

TARGETS = (
    "household.national_number", "person.name", "membership.relation", "person.document_number", "village.code",
    "household.household_type",
)  # fmt: skip
HEADER = "户号,人名,称呼,证件,代码,户类型"
HEAD_ID, CHILD_ID = "420581197002039992", "420581200105010013"
DAY = date(2026, 6, 1)


@pytest.fixture
def family(field):
    return add_family(field)


@pytest.fixture
def child(field, family):
    person = {"name": Value("张小"), "birth_date": Value("2001-05-01"), "document_number": Value(CHILD_ID)}
    reason = membership_events.reason_for(field.pack, "reason_in", Event.BORN)
    return membership_events.join(
        field, family.household, person, day=date(2001, 5, 1), reason=reason, relation="03"
    ).value


def member(name, relation, number, *, household="4205810001", kind="一般农户"):
    return f"{household},{name},{relation},{number},{VILLAGE},{kind}"


def preview(session, folder, *rows):
    path = folder / f"export-{len(list(folder.iterdir()))}.csv"
    path.write_text("\n".join((HEADER, *rows)), "utf-8")
    table = roster.read(path, header_row=1)
    chosen = from_choices("导出表", dict(enumerate(TARGETS)), table, grouping=Grouping.NUMBER)
    return roster.preview(session, table, chosen)


def kinds(session, *, is_open=True):
    return sorted(row.kind for row in entries(session, language="en", is_open=is_open))


def leave(session, person, event=Event.MARRIED_OUT):
    membership = next(records(session, RecordKind.MEMBERSHIP, "person = ? AND to_date IS NULL", [person])).id
    reason = membership_events.reason_for(session.pack, "reason_out", event)
    membership_events.leave(session, [membership], day=DAY, reason=reason)


def test_that_every_event_puts_a_line_on_the_list_and_undo_takes_it_off(field, family, child):
    assert kinds(field) == ["join"]
    leave(field, child)
    assert kinds(field) == ["join", "leave"]
    (row,) = (row for row in entries(field, language="en") if row.kind == "leave")
    assert (row.person_name, row.document, row.how) == ("张小", CHILD_ID, "Married out")
    undo.undo(field)
    assert kinds(field) == ["join"]


def test_that_the_list_goes_by_the_order_of_the_groups(field):
    reason = membership_events.reason_for(field.pack, "reason_in", Event.BORN)
    for group in ("十组", "二组", "七组"):
        home = add_family(field, household={"group_name": Value(group)}).household
        membership_events.join(field, home, {"name": Value("张小")}, day=DAY, reason=reason, relation="03")
    assert [row.group_name for row in entries(field, language="zh_CN")] == ["二组", "七组", "十组"]


def test_that_a_split_and_a_merger_stand_on_the_list(field, family, child):
    membership = next(records(field, RecordKind.MEMBERSHIP, "person = ? AND to_date IS NULL", [child])).id
    new = membership_events.split(field, family.household, {membership: "01"}, day=DAY).value
    assert kinds(field) == ["join", "join", "leave", "split"]
    moved = next(records(field, RecordKind.MEMBERSHIP, "person = ? AND to_date IS NULL", [child])).id
    membership_events.merge(field, family.household, new, {moved: "03"}, day=DAY)
    assert kinds(field).count("merge") == 1


def test_that_the_next_export_closes_what_was_entered(field, family, child, tmp_path):
    shown = preview(field, tmp_path, member("张三", "户主", HEAD_ID), member("张小", "之子", CHILD_ID))
    taken = roster.import_roster(field, shown).value
    assert taken.words() == "1 line of the entry list was closed."
    assert kinds(field) == []
    assert kinds(field, is_open=False) == ["join"]
    undo.undo(field)
    assert kinds(field) == ["join"]


def test_that_what_the_export_does_not_have_yet_is_told_and_stays_open(field, family, child, tmp_path):
    save(field, change(RecordKind.PERSON, family.head, phone=Value("07171111111")))
    shown = preview(field, tmp_path, member("张三", "户主", HEAD_ID, kind="脱贫户"))
    assert roster.import_roster(field, shown).value.words() == "1 line stays open because the file says otherwise."
    (row,) = entries(field, language="en")
    assert row.differs == "Not a member in the export."


def test_that_an_export_of_yesterday_does_not_bring_back_who_left(field, family, child, tmp_path):
    both = (member("张三", "户主", HEAD_ID), member("张小", "之子", CHILD_ID))
    roster.import_roster(field, preview(field, tmp_path, *both))
    leave(field, child)
    shown = preview(field, tmp_path, *both)
    assert [row.action for row in shown.plan.rows] == [Action.UNCHANGED, Action.UNCHANGED]
    assert "left the household here" in shown.plan.rows[1].reason.message
    roster.import_roster(field, shown)
    (row,) = entries(field, language="en")
    assert row.differs == "Still a member in the export."
    assert not list(records(field, RecordKind.MEMBERSHIP, "person = ? AND to_date IS NULL", [child]))
    roster.import_roster(field, preview(field, tmp_path, both[0]))
    assert kinds(field) == []


def test_that_a_status_is_compared_value_by_value(field, family, tmp_path):
    save(field, change(RecordKind.HOUSEHOLD, family.household, household_type=Value("03")))
    procedure = procedures.begin(field, family.household, "removal", on=date(2026, 3, 1)).value
    late = StepEntry(step="county", on=date(2026, 3, 20), exception_reason="补录")
    procedures.note_step(field, [procedure], late)
    (row,) = entries(field, language="en")
    assert row.how == "Household type: Ordinary rural household"
    roster.import_roster(field, preview(field, tmp_path, member("张三", "户主", HEAD_ID, kind="监测对象")))
    (row,) = entries(field, language="en")
    assert row.differs == "In the export: Household type: Monitored household"
    save(field, change(RecordKind.HOUSEHOLD, family.household, household_type=Value("01")))
    roster.import_roster(field, preview(field, tmp_path, member("张三", "户主", HEAD_ID)))
    assert kinds(field) == []


def test_that_a_household_that_the_export_does_not_hold_keeps_its_lines(field, family, child, tmp_path):
    other = member("李四", "户主", "420581196001010019", household="4205810009")
    roster.import_roster(field, preview(field, tmp_path, other))
    (row,) = entries(field, language="en")
    assert (row.kind, row.differs) == ("join", "")


def test_that_households_not_on_file_wait_for_the_roster_of_the_whole_village(field, family, child, tmp_path):
    membership = next(records(field, RecordKind.MEMBERSHIP, "person = ? AND to_date IS NULL", [child])).id
    new = membership_events.split(field, family.household, {membership: "01"}, day=DAY).value
    moved = next(records(field, RecordKind.MEMBERSHIP, "person = ? AND to_date IS NULL", [child])).id
    membership_events.merge(field, family.household, new, {moved: "03"}, day=DAY)
    assert {row.waits_for for row in entries(field, language="en")} == {Waits.ROSTER}
    open_before = kinds(field)
    filed = member("李四", "户主", "420581196001010019", household="4205810009", kind="脱贫户")
    roster.import_roster(field, preview(field, tmp_path, filed))
    assert kinds(field) == open_before  # that the export lacks these households says nothing
    home = (member("张三", "户主", HEAD_ID), member("张小", "之子", CHILD_ID))
    roster.import_roster(field, preview(field, tmp_path, filed, *home))
    assert "merge" not in kinds(field)
    save(field, change(RecordKind.HOUSEHOLD, family.household, household_type=Value("03")))
    assert {row.waits_for for row in entries(field, language="en") if row.household == family.household} <= {
        Waits.EXPORT
    }


def test_that_lines_are_ticked_by_hand_in_one_step(field, family, child):
    lines = [row.id for row in entries(field, language="en")]
    entry_list.mark_entered(field, lines, on=DAY)
    assert clocks.counts(field).entries == 0
    undo.undo(field)
    assert clocks.counts(field).entries == 1
    with pytest.raises(RuleError, match="future"):
        entry_list.mark_entered(field, lines, on=date(2027, 1, 1))


def test_that_the_list_is_written_as_excel_and_pdf_with_everything_that_is_keyed_in(field, family, child, tmp_path):
    leave(field, child)
    assert entry_list.write_excel(field, tmp_path / "list.xlsx") == 2
    book = openpyxl.load_workbook(tmp_path / "list.xlsx")
    cells = [cell.value for row in book.active.iter_rows() for cell in row]
    assert CHILD_ID in cells
    assert "Married out" in cells
    assert entry_list.write_pdf(field, tmp_path / "list.pdf") == 2
    text = "".join(page.extract_text() for page in pypdf.PdfReader(tmp_path / "list.pdf").pages)
    assert CHILD_ID in text
    assert "no exit from poverty" in text


def test_that_an_empty_list_is_not_printed(field, tmp_path):
    with pytest.raises(RuleError, match="Nothing waits"):
        entry_list.write_pdf(field, tmp_path / "list.pdf")
    assert not list(tmp_path.glob("*.pdf"))


def test_that_a_death_noted_in_a_round_stands_on_the_list_and_the_next_export_closes_it(field, family, child, tmp_path):
    both = (member("张三", "户主", HEAD_ID), member("张小", "之子", CHILD_ID))
    roster.import_roster(field, preview(field, tmp_path, *both))
    record = rounds.begin(field, NewRound(name="回头看", deadline=date(2026, 12, 31))).value[0]
    row = next(row for row in rounds_now.state(field, record, language="en").persons if row.person == child)
    outcomes.give(field, record, [row.id], Given(outcome="04", happened_on=DAY, evidence="04"))
    (line,) = entries(field, language="en")
    assert (line.kind, line.person, line.how, line.happened_on) == ("leave", child, "Died", DAY)
    roster.import_roster(field, preview(field, tmp_path, both[0]))
    assert kinds(field) == []
    assert not list(records(field, RecordKind.MEMBERSHIP, "person = ? AND to_date IS NULL", [child]))


def test_that_an_older_export_neither_asks_about_the_dead_nor_closes_the_line(field, family, child, tmp_path):
    both = (member("张三", "户主", HEAD_ID), member("张小", "之子", CHILD_ID))
    roster.import_roster(field, preview(field, tmp_path, *both))
    leave(field, child, Event.DIED)
    shown = preview(field, tmp_path, *both)
    assert [row.action for row in shown.plan.rows] == [Action.UNCHANGED, Action.UNCHANGED]
    assert "left the household here" in shown.plan.rows[1].reason.message
    assert roster.import_roster(field, shown).value.differing == 1
    (row,) = entries(field, language="en")
    assert (row.kind, row.differs) == ("leave", "Still a member in the export.")


def test_that_a_death_is_taken_back_by_an_export_only_when_a_person_says_so(field, family, child, tmp_path):
    both = (member("张三", "户主", HEAD_ID), member("张小", "之子", CHILD_ID))
    roster.import_roster(field, preview(field, tmp_path, *both))
    leave(field, child, Event.DIED)
    roster.import_roster(field, preview(field, tmp_path, both[0]))
    assert kinds(field) == []
    shown = preview(field, tmp_path, both[0], member("张小", "之女", CHILD_ID))
    row = shown.plan.rows[1]
    assert (row.action, [option.choice for option in row.options]) == (Action.ASK, [Choice.LIVES, Choice.SKIP])
    with pytest.raises(RuleError):
        roster.import_roster(field, shown)
    lives = {(RecordKind.PERSON, row.number): Decision(choice=Choice.LIVES, target=child)}
    shown = roster.decide(field, shown, lives, take=Take.ALL)
    assert "death was noted by mistake" in shown.plan.rows[1].reason.message
    before = list(records(field, RecordKind.MEMBERSHIP, "person = ?", [child]))
    roster.import_roster(field, shown)
    (again,) = records(field, RecordKind.MEMBERSHIP, "person = ?", [child])
    assert again.id == before[0].id
    assert not again.values.keys() & {"to_date", "reason_out"}
    assert again.values["relation"] != before[0].values["relation"], "what else the file says comes in with it"
    (known,) = records(field, RecordKind.PERSON, "id = ?", [child])
    assert "death_date" not in known.values
    undo.undo(field)
    assert list(records(field, RecordKind.MEMBERSHIP, "person = ?", [child])) == before


def test_that_an_older_export_does_not_undo_a_split(field, family, child, tmp_path):
    both = (member("张三", "户主", HEAD_ID), member("张小", "之子", CHILD_ID))
    roster.import_roster(field, preview(field, tmp_path, *both))
    membership = next(records(field, RecordKind.MEMBERSHIP, "person = ? AND to_date IS NULL", [child])).id
    membership_events.split(field, family.household, {membership: "01"}, day=DAY)
    shown = preview(field, tmp_path, *both)
    assert shown.plan.counts[Action.ASK] == 0
    roster.import_roster(field, shown)
    (row,) = (row for row in entries(field, language="en") if row.kind == "leave")
    assert row.differs == "Still a member in the export."


def test_that_a_row_that_cannot_be_read_closes_no_line_of_its_person(field, family, child, tmp_path):
    roster.import_roster(
        field, preview(field, tmp_path, member("张三", "户主", HEAD_ID), member("张小", "之子", CHILD_ID))
    )
    leave(field, child)
    spoilt = (member("张三", "户主", HEAD_ID), member("张小", "之子", "4.2E+17"))
    shown = preview(field, tmp_path, *spoilt)
    assert shown.plan.counts[Action.REJECT] == 1
    with pytest.raises(RuleError, match="nothing to take in"):
        roster.import_roster(field, shown)
    assert kinds(field) == ["leave"]


def test_that_the_death_of_a_whole_household_is_closed_by_an_export_without_it(field, family, tmp_path):
    save(field, change(RecordKind.HOUSEHOLD, family.household, household_type=Value("03")))
    filed = (
        member("张三", "户主", HEAD_ID, kind="脱贫户"),
        member("李四", "户主", "420581196001010019", household="4205810009", kind="脱贫户"),
    )
    roster.import_roster(field, preview(field, tmp_path, *filed))
    leave(field, family.head, Event.DIED)
    (row,) = entries(field, language="en")
    assert (row.head_name, row.person_name) == ("张三", "张三")
    shown = preview(field, tmp_path, *filed)
    assert shown.plan.counts[Action.ASK] == 0
    roster.import_roster(field, shown)
    (row,) = entries(field, language="en")
    assert row.differs == "Still a member in the export."
    shown = preview(field, tmp_path, filed[1])
    assert shown.tells_of_lines
    roster.import_roster(field, shown)
    assert kinds(field) == []
    assert not preview(field, tmp_path, filed[1]).tells_of_lines


def test_that_an_outcome_that_is_changed_or_taken_back_leaves_one_line_or_none(field, family, child):
    record = rounds.begin(field, NewRound(name="回头看", deadline=date(2026, 12, 31))).value[0]
    row = next(row for row in rounds_now.state(field, record, language="en").persons if row.person == child)
    for code in ("04", "05"):
        outcomes.give(field, record, [row.id], Given(outcome=code, happened_on=DAY, evidence="04"))
    assert [line.how for line in entries(field, language="en") if line.kind == "leave"] == ["Married out"]
    outcomes.take_back(field, record, [row.id])
    assert kinds(field) == ["join"]
    outcomes.give(field, record, [row.id], Given(outcome="04", happened_on=DAY, evidence="04"))
    assert kinds(field) == ["join", "leave"]


def test_that_who_left_through_another_door_stands_on_the_list_once(field, family, child):
    record = rounds.begin(field, NewRound(name="回头看", deadline=date(2026, 12, 31))).value[0]
    row = next(row for row in rounds_now.state(field, record, language="en").persons if row.person == child)
    leave(field, child, Event.DIED)
    with pytest.raises(RuleError, match="since the round began"):
        outcomes.give(field, record, [row.id], Given(outcome="02"))
    assert outcomes.confirm_households(field, record, [family.household]).value == 1, "nobody confirms the dead"
    outcomes.give(field, record, [row.id], Given(outcome="04", happened_on=DAY, evidence="04"))
    assert kinds(field) == ["join", "leave"]
    outcomes.take_back(field, record, [row.id])
    assert kinds(field) == ["join", "leave"]
    assert not list(records(field, RecordKind.MEMBERSHIP, "person = ? AND to_date IS NULL", [child]))


def test_that_somebody_added_in_a_round_stands_on_the_list(field, family):
    record = rounds.begin(field, NewRound(name="回头看", deadline=date(2026, 12, 31))).value[0]
    born = Newcomer(relation="03", values={"name": Value("张新"), "birth_date": Value("2026-05-01")})
    person = newcomers.add(field, record, family.household, born, Given(outcome="21", happened_on=DAY)).value
    (line,) = entries(field, language="en")
    assert (line.kind, line.person) == ("join", person)
    assert line.how == "Born; Relation to head: Son; Date of birth: 2026-05-01"
    (row,) = (row for row in rounds_now.state(field, record, language="en").persons if row.person == person)
    outcomes.take_back(field, record, [row.id])
    assert kinds(field) == []
    with pytest.raises(RuleError, match="born only on"):
        newcomers.add(
            field, record, family.household, born, Given(outcome="21", happened_on=date(2026, 4, 1), evidence="01")
        )


def test_that_an_entry_that_stood_twice_leaves_as_any_member_does(field, family, child):
    again = add_family(field, head={"document_number": Value(HEAD_ID)})
    duplicates.join(field, family.head, again.head)
    lines = [(line.kind, line.how) for line in entries(field, language="en") if line.household == again.household]
    assert sorted(lines) == [("leave", "Entered twice or by mistake"), ("merge", "")]


def test_that_a_number_that_the_register_knows_is_nobody_new(field, family, child):
    person = {"name": Value("张小"), "document_number": Value(CHILD_ID)}
    reason = membership_events.reason_for(field.pack, "reason_in", Event.MOVED_IN)
    other = add_family(field, head={"document_number": Value("420581196005049964")})
    with pytest.raises(RuleError, match="still on the books"):
        membership_events.join(field, other.household, person, day=DAY, reason=reason, relation="99")
    leave(field, child)
    assert membership_events.join(field, other.household, person, day=DAY, reason=reason, relation="99").value == child


def test_that_a_member_taken_out_in_an_interview_stands_on_the_list_once(field, family, child):
    membership = next(records(field, RecordKind.MEMBERSHIP, "person = ? AND to_date IS NULL", [child])).id
    edit = change(RecordKind.MEMBERSHIP, membership, to_date=Value(DAY.isoformat()), reason_out=Value("02"))
    made = lines_of_interview(field, family.household, [edit], today=DAY)
    save(field, edit, *made)
    (row,) = (row for row in entries(field, language="en") if row.kind == "leave")
    assert (row.person, row.how, row.happened_on) == (child, "Married out", DAY)
    assert lines_of_interview(field, family.household, [edit], today=DAY) == (), "the same answers once more"
