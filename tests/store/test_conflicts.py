"""Decisions on conflicts: what the list shows, who may decide, and what stands and travels afterwards."""

from __future__ import annotations

import json

import pytest
from registers import PASSPHRASE, add_family, admit, change, deliver, is_alive, remove, save, value

from poverty_desktop.cli.main import main
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.ids import laptop_digits
from poverty_desktop.journal.fold import Status
from poverty_desktop.operations.handover import bundles, conflicts, downstream
from poverty_desktop.operations.handover.enrolment import device_keys
from poverty_desktop.operations.workspaces import undo
from poverty_desktop.queries.handover import bundles as pages
from poverty_desktop.queries.handover import conflict_groups
from poverty_desktop.queries.handover.conflict_rows import conflict_list
from poverty_desktop.queries.handover.laptop_names import called
from poverty_desktop.queries.register import history
from poverty_desktop.store import log


@pytest.fixture
def quarrel(office, field, another, tmp_path):
    """One household whose name of the group, sex of the head and phone were written twice, unseen by each other."""
    two = another(worker="乙")
    admit(office, field, tmp_path / "one")
    family = add_family(field)
    deliver(field, two)
    save(field, change(RecordKind.HOUSEHOLD, family.household, group_name=Value("二组")))
    save(two, change(RecordKind.HOUSEHOLD, family.household, group_name=Value("三组")))
    save(field, change(RecordKind.HOUSEHOLD, family.household, phone=Value("1")))
    save(two, change(RecordKind.HOUSEHOLD, family.household, phone=Value("2")))
    save(field, change(RecordKind.PERSON, family.head, sex=Value("1"), name=Value("张三丰")))
    save(two, change(RecordKind.PERSON, family.head, name=Value("张山")))
    for session in (field, two):
        deliver(session, office)
    return family


def row_of(session, name: str):
    found = conflict_list(session, "en")
    return next(row for row in found.rows if row.item is not None and row.item.name == name), found.seen


def test_that_the_list_has_every_value_with_its_author(quarrel, office):
    rows = conflict_list(office, "en").rows
    assert {row.item.name for row in rows} == {"group_name", "phone", "name"}
    assert [row.status for row in rows] == sorted((row.status for row in rows), reverse=True)
    row, _seen = row_of(office, "name")
    assert {(item.text, item.by) for item in row.values} == {("张三丰", "测试员"), ("张山", "乙")}
    assert sum(item.is_shown for item in row.values) == 1
    assert (row.household, row.status) == (quarrel.household, Status.HARD)
    assert row.since == max(item.at for item in row.values)


def test_that_two_laptops_of_one_village_and_one_name_are_told_apart_as_the_page_of_devices_does(
    office, field, another, tmp_path, english
):
    twin = another(worker=field.worker)
    for session in (field, twin):
        admit(office, session, tmp_path / "admission")

    def up(session):
        bundles.receive(office, bundles.export_bundle(session, tmp_path).value.path)

    def down(session):
        [sent] = downstream.send(office, tmp_path, [device_keys(session).device]).value
        downstream.take_in(session, sent.path)

    family = add_family(field)
    up(field)
    down(twin)
    for session, group in ((field, "二组"), (twin, "三组")):
        save(session, change(RecordKind.HOUSEHOLD, family.household, group_name=Value(group)))
        up(session)
    row, _seen = row_of(office, "group_name")
    assert len({item.by for item in row.values}) == 1
    listed = pages.intake(office, has_keys=True).devices
    assert len({device.name for device in listed}) == 1
    assert {item.device for item in row.values} == {called(device.name, device.digits) for device in listed}
    assert len({item.device for item in row.values}) == 2
    for item in row.values:
        assert conflict_groups.by(row, item.by, item.device) == item
    down(field)  # a teammate's laptop has no name there, and its digits all the same
    told = {item.device for item in row_of(field, "group_name")[0].values}
    assert told == {"this laptop", f"laptop {laptop_digits(device_keys(twin).device)}"}


def test_that_a_decision_stands_with_its_reason_and_the_others_stay_in_the_history(quarrel, office):
    row, seen = row_of(office, "name")
    conflicts.decide(office, row, Value("张三丰"), seen=seen, reason="身份证核对")
    assert value(office, RecordKind.PERSON, quarrel.head, "name") == "张三丰"
    assert "name" not in {row.item.name for row in conflict_list(office, "en").rows}
    told = history.of_fact(office, RecordKind.PERSON, quarrel.head, "name", "en")
    assert told[0].reason == "身份证核对"
    assert {"张三丰", "张山"} <= {item.after for item in told}


def test_that_another_value_than_the_given_ones_may_be_written(quarrel, office):
    row, seen = row_of(office, "group_name")
    conflicts.decide(office, row, Value("六组"), seen=seen, reason="村委会证明")
    assert value(office, RecordKind.HOUSEHOLD, quarrel.household, "group_name") == "六组"


def test_that_a_value_that_arrives_after_the_list_was_read_reopens_the_conflict(quarrel, office, field):
    row, seen = row_of(office, "phone")
    save(field, change(RecordKind.HOUSEHOLD, quarrel.household, phone=Value("3")))
    deliver(field, office)
    conflicts.decide(office, row, Value("1"), seen=seen, reason="回访")
    again, _seen = row_of(office, "phone")
    assert {item.text for item in again.values} == {"1", "3"}


def test_that_a_decision_needs_a_reason_and_is_made_once(quarrel, office):
    row, seen = row_of(office, "phone")
    with pytest.raises(RuleError, match="Give the reason"):
        conflicts.decide(office, row, Value("1"), seen=seen, reason=" ")
    conflicts.decide(office, row, Value("1"), seen=seen, reason="回访")
    with pytest.raises(RuleError, match="decided already"):
        conflicts.decide(office, row, Value("2"), seen=seen, reason="回访")


def test_that_a_laptop_decides_about_a_phone_and_not_about_a_name(quarrel, office, field):
    deliver(office, field)
    for name, is_allowed in (("phone", True), ("name", False), ("group_name", None)):
        row, seen = row_of(field, name)
        if is_allowed is False:
            with pytest.raises(RuleError, match="office decides"):
                conflicts.decide(field, row, row.values[0].value, seen=seen, reason="r")
        elif is_allowed:
            conflicts.decide(field, row, row.values[0].value, seen=seen, reason="r")
    assert "phone" not in {row.item.name for row in conflict_list(field, "en").rows}


@pytest.mark.parametrize("stays", [True, False])
def test_that_it_is_decided_whether_a_household_stays_that_was_removed_here_and_changed_there(
    office, field, another, stays
):
    two = another(worker="乙")
    family = add_family(field)
    deliver(field, two)
    save(field, remove(RecordKind.HOUSEHOLD, family.household))
    save(two, change(RecordKind.HOUSEHOLD, family.household, phone=Value("2")))
    for session in (field, two):
        deliver(session, office)
    found = conflict_list(office, "en")
    (row,) = found.rows
    assert [item.by for item in row.values] == ["乙", "测试员"]
    conflicts.decide(office, row, row.values[0].value if stays else None, seen=found.seen, reason="入户核实")
    assert is_alive(office, RecordKind.HOUSEHOLD, family.household) == stays
    assert conflict_list(office, "en").rows == ()
    deliver(office, field)
    assert is_alive(field, RecordKind.HOUSEHOLD, family.household) == stays


def test_that_nothing_is_decided_while_an_entry_before_has_not_arrived(quarrel, office, field, another):
    row, seen = row_of(office, "phone")
    from dataclasses import replace

    before = log.position(office.db)
    with pytest.raises(RuleError, match="has not arrived yet"):
        conflicts.decide(office, replace(row, is_incomplete=True), Value("1"), seen=seen, reason="r")
    assert log.position(office.db) == before


def test_that_several_conflicts_are_decided_for_one_reason_in_one_action(quarrel, office):
    found = conflict_list(office, "en")
    chosen = [(row, row.values[0].value) for row in found.rows]
    conflicts.decide_all(office, chosen, seen=found.seen, reason="入户核实")
    assert conflict_list(office, "en").rows == ()
    for row, kept in chosen:
        assert value(office, row.kind, row.record, row.item.name) == kept.scalar
    undo.undo(office)
    again = conflict_list(office, "en")
    assert [(row.item.name, [(item.text, item.by, item.is_shown) for item in row.values]) for row in again.rows] == [
        (row.item.name, [(item.text, item.by, item.is_shown) for item in row.values]) for row in found.rows
    ]
    undo.redo(office)
    assert conflict_list(office, "en").rows == ()


def test_that_of_several_conflicts_none_is_decided_where_one_cannot_be(quarrel, office, field):
    deliver(office, field)
    found = conflict_list(field, "en")
    with pytest.raises(RuleError, match="office decides"):
        conflicts.decide_all(field, [(row, row.values[0].value) for row in found.rows], seen=found.seen, reason="r")
    assert len(conflict_list(field, "en").rows) == len(found.rows)
    with pytest.raises(RuleError, match="Select the conflicts"):
        conflicts.decide_all(field, [], seen=found.seen, reason="r")


@pytest.fixture
def many(office, field, another):
    """Three households whose group two people wrote differently, and one phone beside them; delivered to the office."""
    two = another(worker="乙")
    families = [add_family(field, head={"name": Value(name)}) for name in ("张一", "张二", "张三")]
    deliver(field, two)
    for number, family in enumerate(families):
        save(field, change(RecordKind.HOUSEHOLD, family.household, group_name=Value(f"{number}组")))
        save(two, change(RecordKind.HOUSEHOLD, family.household, group_name=Value(f"{number + 5}组")))
    save(field, change(RecordKind.HOUSEHOLD, families[0].household, phone=Value("1")))
    save(two, change(RecordKind.HOUSEHOLD, families[0].household, phone=Value("2")))
    for session in (field, two):
        deliver(session, office)
    return families


def groups_of(session, families):
    return [value(session, RecordKind.HOUSEHOLD, family.household, "group_name") for family in families]


def test_that_conflicts_of_one_making_are_decided_together_and_undone_at_once(many, office):
    found = conflict_list(office, "en")
    row = next(row for row in found.rows if row.item.name == "group_name")
    alike = conflict_groups.like(found.rows, row)
    assert {item.item.name for item in alike} == {"group_name"}
    assert len(alike) == 3
    chosen = [(item, conflict_groups.by(item, "测试员")) for item in alike]
    told = conflict_groups.effects(chosen)
    assert {item.then for item in told} == {"0组", "1组", "2组"}
    assert all(item.changes == (item.now != item.then) for item in told)
    before = groups_of(office, many)
    decisions = [(item, conflict_groups.kept(item, kept)) for item, kept in chosen]
    conflicts.decide_all(office, decisions, seen=found.seen, reason="甲到过现场")
    assert groups_of(office, many) == ["0组", "1组", "2组"]
    assert [row.item.name for row in conflict_list(office, "en").rows] == ["phone"]
    undo.undo(office)
    assert groups_of(office, many) == before
    assert len(conflict_list(office, "en").rows) == 4


def test_that_the_terminal_decides_a_whole_group_after_telling_what_would_change(many, office, capsys, monkeypatch):
    monkeypatch.setenv("POVERTY_DESKTOP_PASSPHRASE", PASSPHRASE)
    folder = str(office.folder)
    office.db.conn.close()
    group = ["resolve", folder, "--all-of", "household.group_name", "--keep-by", "乙", "--json", "--language", "en"]
    assert main([*group, "--dry-run"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {row["then"] for row in told} == {"5组", "6组", "7组"}
    assert main(group) == 1
    assert "reason" in capsys.readouterr().err
    assert main(["resolve", folder, "--all-of", "household.group_name", "--keep-by", "丙", "--reason", "x"]) == 1
    assert main([*group, "--reason", "乙到过现场"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["conflicts decided"], said["conflicts left"]) == (3, 1)


def test_that_the_terminal_decides_several_by_name_or_none(many, office, capsys, monkeypatch):
    monkeypatch.setenv("POVERTY_DESKTOP_PASSPHRASE", PASSPHRASE)
    folder = str(office.folder)
    office.db.conn.close()
    assert main(["conflicts", folder, "--json", "--language", "en"]) == 0
    names = [row["conflict"] for row in json.loads(capsys.readouterr().out) if "group_name" in row["conflict"]]
    decide = ["resolve", folder, *names[:2], "--keep", "1", "--reason", "村委会证明", "--json", "--language", "en"]
    assert main([*decide[:2], "household.group_name.00", *decide[2:]]) == 1
    assert main(decide) == 0
    assert json.loads(capsys.readouterr().out)["conflicts left"] == 2
