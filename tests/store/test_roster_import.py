"""A roster from file to register through the operations: decisions, villages, remembered columns, stopping."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from registers import NEIGHBOUR, VILLAGE, change, deliver, make_office, save

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.origin import Origin
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import Cancelled, RuleError, StorageError
from poverty_desktop.exchange.column_map import ColumnMap, ColumnRule, Grouping, from_choices, read_map
from poverty_desktop.exchange.matching import Choice
from poverty_desktop.exchange.plan import Action, Decision, Take
from poverty_desktop.exchange.planned import STAYS_WORDS
from poverty_desktop.ids import RecordId
from poverty_desktop.operations.interviewing.interviews import COMPLETED
from poverty_desktop.operations.register import roster
from poverty_desktop.operations.register.roster import RosterPreview
from poverty_desktop.operations.workspaces import undo
from poverty_desktop.progress import Progress
from poverty_desktop.store.session import Session

TARGETS = (
    "household.national_number", "person.name", "membership.relation", "person.national_number", "village.code",
)  # fmt: skip
HEADER = "户号,人名,称呼,人号,代码"
HEAD = f"42058100000001,测试甲,户主,420581000000011,{VILLAGE}"
SPOUSE = f"42058100000001,测试乙,配偶,420581000000012,{VILLAGE}"
RENAMED = f"42058100000001,测试丁,户主,420581000000011,{VILLAGE}"
STRANGER = f"42058100000002,测试丙,户主,420581000000021,{NEIGHBOUR}"


def written(folder: Path, *rows: str) -> Path:
    path = folder / f"roster-{len(list(folder.iterdir()))}.csv"
    path.write_text("\n".join((HEADER, *rows)), "utf-8")
    return path


def own_map(path: Path) -> ColumnMap:
    table = roster.read(path, header_row=1)
    return from_choices("本村名册", dict(enumerate(TARGETS)), table, grouping=Grouping.NUMBER)


def preview(session: Session, folder: Path, *rows: str) -> RosterPreview:
    path = written(folder, *rows)
    return roster.preview(session, roster.read(path, header_row=1), own_map(path))


def actions(shown: RosterPreview) -> list[Action]:
    return [row.action for row in shown.plan.rows]


def test_that_rows_of_another_village_stay_out_of_a_field_workspace(field: Session, tmp_path: Path) -> None:
    assert actions(preview(field, tmp_path, HEAD, STRANGER)) == [Action.NEW_HOUSEHOLD, Action.REJECT]


def test_that_an_office_takes_rows_of_every_village(office: Session, tmp_path: Path) -> None:
    assert actions(preview(office, tmp_path, HEAD, STRANGER)) == [Action.NEW_HOUSEHOLD, Action.NEW_HOUSEHOLD]


def test_that_a_drafted_map_of_an_own_list_is_written_corrected_and_read_again(field: Session, tmp_path: Path) -> None:
    path = tmp_path / "whole.csv"
    path.write_text("序号,户主,村民小组,人口\n1,测试甲,一组,4\n2,测试乙,二组,2", "utf-8")
    table = roster.read(path)
    drafted = roster.draft_map(field, table, "全村")
    assert (drafted.grouping, drafted.columns[1].target) == (Grouping.ROW, "person.name")
    roster.write_map(drafted, tmp_path / "map.json")
    assert read_map(tmp_path / "map.json") == drafted
    shown = roster.preview(field, table, drafted)
    assert actions(shown) == [Action.NEW_HOUSEHOLD, Action.NEW_HOUSEHOLD]
    assert {row.membership["relation"].scalar for row in shown.roster.rows} == {"01"}
    assert not any(row.problems for row in shown.plan.rows)
    with pytest.raises(StorageError):
        roster.write_map(drafted, tmp_path / "nowhere" / "map.json")


def test_that_an_import_is_one_step_of_undo(field: Session, tmp_path: Path) -> None:
    shown = preview(field, tmp_path, HEAD, SPOUSE)
    assert roster.import_roster(field, shown).value.rows == 2
    undo.undo(field)
    assert not roster.existing(field).persons


def test_that_an_answer_belongs_to_its_row_and_can_be_taken_back(field: Session, tmp_path: Path) -> None:
    roster.import_roster(field, preview(field, tmp_path, HEAD, SPOUSE))
    shown = preview(field, tmp_path, RENAMED, SPOUSE)
    assert actions(shown) == [Action.ASK, Action.UNCHANGED]
    asked = shown.plan.rows[0]
    assert asked.about is RecordKind.PERSON
    known = next(option.target for option in asked.options if option.choice is Choice.USE)
    key = (RecordKind.PERSON, asked.number)
    decided = roster.decide(field, shown, {key: Decision(choice=Choice.USE, target=known)})
    assert actions(decided) == [Action.UPDATE, Action.UNCHANGED]
    assert actions(roster.decide(field, decided, {key: None})) == [Action.ASK, Action.UNCHANGED]
    assert roster.import_roster(field, decided).value.rows == 1
    assert {str(person.values["name"].scalar) for person in roster.existing(field).persons.values()} == {
        "测试丁",
        "测试乙",
    }


def test_that_a_preview_is_compared_again_once_the_register_changed(field: Session, tmp_path: Path) -> None:
    shown = preview(field, tmp_path, HEAD)
    roster.import_roster(field, preview(field, tmp_path, HEAD, SPOUSE))
    assert actions(roster.decide(field, shown, {})) == [Action.UNCHANGED]


def test_that_a_file_that_says_nothing_new_is_said_to_be_so(field: Session, tmp_path: Path) -> None:
    shown = preview(field, tmp_path, HEAD)
    roster.import_roster(field, shown)
    with pytest.raises(RuleError) as told:
        roster.import_roster(field, roster.decide(field, shown, {}))
    assert told.value.message_id == roster.NOTHING_NEW


def test_that_an_own_map_is_remembered_and_its_captions_find_the_header(field: Session, tmp_path: Path) -> None:
    path = written(tmp_path, HEAD, SPOUSE)
    with pytest.raises(RuleError):
        roster.best_map(field, roster.read(path, header_row=1))
    roster.import_roster(field, preview(field, tmp_path, HEAD, SPOUSE))
    table = roster.read(path, on_offer=roster.maps(field))
    assert table.header_row == 1
    assert roster.best_map(field, table).name == "本村名册"


def test_that_shipped_maps_are_not_remembered_twice(field: Session) -> None:
    shipped = roster.maps(field)
    roster.remember(field, shipped[0])
    assert roster.maps(field) == shipped
    more = ColumnRule(target="person.birth_date", captions=("出生日期",))
    roster.remember(field, replace(shipped[0], columns=(*shipped[0].columns, more)))
    assert roster.maps(field) == shipped
    roster.remember(field, replace(shipped[0], header_row=7))
    assert [item.name for item in roster.maps(field)] == [item.name for item in shipped]
    assert roster.maps(field)[0].header_row == 7


def test_that_stopping_before_the_rows_are_saved_leaves_the_register_alone(field: Session, tmp_path: Path) -> None:
    shown = preview(field, tmp_path, HEAD)
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        roster.import_roster(field, shown, progress)
    assert not roster.existing(field).persons


def test_that_what_was_changed_after_the_import_is_kept_and_said(field: Session, tmp_path: Path) -> None:
    known = f"42058100000001,测试乙,配偶,420581000000012,{VILLAGE}"
    roster.import_roster(field, preview(field, tmp_path, HEAD, known))
    member = next(item for item in roster.existing(field).members if str(item.values["relation"].scalar) != "01")
    save(field, change(RecordKind.MEMBERSHIP, RecordId(member.membership), relation=Value("05")))
    differs = known.replace("配偶", "之子")
    shown = preview(field, tmp_path, HEAD, differs)
    assert actions(shown) == [Action.UNCHANGED, Action.UNCHANGED]
    assert shown.plan.kept_count == 1
    assert [problem.message for problem in shown.plan.rows[1].problems] == [STAYS_WORDS[Origin.BY_HAND]]
    taken = roster.decide(field, shown, {}, take=Take.ALL)
    assert actions(taken) == [Action.UNCHANGED, Action.UPDATE]
    roster.import_roster(field, taken)
    assert actions(preview(field, tmp_path, HEAD, known)) == [Action.UNCHANGED, Action.UPDATE]


def said_of_spouse(session: Session, tmp_path: Path) -> list[str]:
    """Return why the relation of the second row stays, where the file has another."""
    shown = preview(session, tmp_path, HEAD, SPOUSE.replace("配偶", "之子"))
    assert actions(shown) == [Action.UNCHANGED, Action.UNCHANGED]
    return [problem.message for problem in shown.plan.rows[1].problems]


def spouse_of(session: Session) -> RecordId:
    members = roster.existing(session).members
    return RecordId(next(item.membership for item in members if str(item.values["relation"].scalar) != "01"))


def test_that_what_an_interview_said_is_told_as_an_interview(field: Session, tmp_path: Path) -> None:
    roster.import_roster(field, preview(field, tmp_path, HEAD, SPOUSE))
    save(field, change(RecordKind.MEMBERSHIP, spouse_of(field), relation=Value("05")), label=COMPLETED)
    assert said_of_spouse(field, tmp_path) == [STAYS_WORDS[Origin.INTERVIEW]]


def test_that_what_another_laptop_said_is_told_as_its_word(field: Session, another, tmp_path: Path) -> None:
    roster.import_roster(field, preview(field, tmp_path, HEAD, SPOUSE))
    other = another()
    deliver(field, other)
    assert said_of_spouse(other, tmp_path) == [STAYS_WORDS[Origin.LAPTOP]]
    save(other, change(RecordKind.MEMBERSHIP, spouse_of(other), relation=Value("05")))
    assert said_of_spouse(other, tmp_path) == [STAYS_WORDS[Origin.BY_HAND]]
    deliver(other, field)
    assert said_of_spouse(field, tmp_path) == [STAYS_WORDS[Origin.LAPTOP]]


def test_that_what_the_office_said_is_told_as_its_word(field: Session, tmp_path: Path) -> None:
    office = make_office(tmp_path / "office-of-roster")
    roster.import_roster(field, preview(field, tmp_path, HEAD, SPOUSE))
    deliver(field, office)
    save(office, change(RecordKind.MEMBERSHIP, spouse_of(office), relation=Value("05")))
    deliver(office, field)
    assert said_of_spouse(field, tmp_path) == [STAYS_WORDS[Origin.OFFICE]]
    office.db.conn.close()


def test_that_rows_left_out_by_choice_are_saved_with_the_others(field: Session, tmp_path: Path) -> None:
    roster.import_roster(field, preview(field, tmp_path, HEAD, SPOUSE))
    shown = preview(field, tmp_path, RENAMED, SPOUSE)
    key = (RecordKind.PERSON, shown.plan.rows[0].number)
    left = roster.decide(field, shown, {key: Decision(choice=Choice.SKIP)})
    assert actions(left) == [Action.SKIP, Action.UNCHANGED]
    assert roster.save_rejected(left, tmp_path / "left.xlsx") == 1
