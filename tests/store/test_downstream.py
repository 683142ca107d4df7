"""The way back, between real workspaces: what an office sends down, what a laptop takes in, what each of them knows."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from county_of_sticks import County, key
from pack_stick import publish, wells
from registers import (
    NEIGHBOUR,
    VILLAGE,
    add_family,
    admit,
    change,
    living,
    make_office,
    new,
    save,
    unlock,
    value,
)

from poverty_desktop import paths
from poverty_desktop.checks import target_board
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import Cancelled, RuleError
from poverty_desktop.ids import RecordId
from poverty_desktop.office import revocations
from poverty_desktop.operations.assessment import targets
from poverty_desktop.operations.assessment.targets import NewTarget
from poverty_desktop.operations.handover import bundles, downstream, receipts
from poverty_desktop.operations.handover.enrolment import device_keys
from poverty_desktop.operations.workspaces import backup as backups
from poverty_desktop.operations.workspaces import undo
from poverty_desktop.packs.indicators import Level
from poverty_desktop.progress import Progress
from poverty_desktop.queries import today
from poverty_desktop.queries.handover import bundles as pages
from poverty_desktop.queries.handover import conflicts
from poverty_desktop.store import backup, blobs, log
from poverty_desktop.store.engine import Write
from poverty_desktop.sync import file_names
from poverty_desktop.sync.refusal import Reason, Refusal


@pytest.fixture
def county(tmp_path, office, field, another):
    return County(tmp_path, office, field, another(worker="乙"))


def equal(*sessions) -> bool:
    return len({backup.fingerprint(session.db) for session in sessions}) == 1


def test_that_what_one_laptop_wrote_reaches_the_other_through_the_office(county):
    family = add_family(county.one)
    county.up(county.one)
    news = county.down(county.two)
    assert (news.accepted, news.refused, news.opened) == (1, 0, 0)
    assert value(county.two, RecordKind.HOUSEHOLD, family.household, "group_name") == "一组"
    assert living(county.two)["household_summary"] == living(county.one)["household_summary"]
    assert today.unsent(county.two) == 0


def test_that_a_decision_of_the_office_reaches_the_laptop_with_who_made_it(county):
    family = add_family(county.one)
    county.up(county.one)
    save(county.office, change(RecordKind.HOUSEHOLD, family.household, phone=Value("office")))
    news = county.down(county.one)
    assert news.accepted == 1
    assert value(county.one, RecordKind.HOUSEHOLD, family.household, "phone") == "office"
    names = {row[0] for row in county.one.db.conn.execute("SELECT name FROM staff")}
    assert county.office.worker in names
    assert equal(county.one, county.office)


def test_that_only_what_the_laptop_lacks_is_sent_and_a_confirmed_downstream_bundle_is_not_sent_again(county):
    add_family(county.one)
    county.up(county.one)
    assert county.down(county.two).accepted == 1
    assert county.send(county.two).transactions == 1
    county.up(county.two)
    assert county.send(county.two).path is None
    add_family(county.one)
    county.up(county.one)
    assert county.send(county.two).transactions == 1


def test_that_a_laptop_gets_nothing_of_its_own_back(county):
    add_family(county.one)
    county.up(county.one)
    assert county.send(county.one).path is None


def test_that_a_lost_downstream_bundle_is_made_up_for_by_the_next(county):
    add_family(county.one)
    county.up(county.one)
    county.send(county.two).path.unlink()
    add_family(county.one)
    county.up(county.one)
    assert county.down(county.two).accepted == 2


def test_that_a_downstream_bundle_taken_in_twice_changes_nothing(county):
    add_family(county.one)
    county.up(county.one)
    county.down(county.two)
    before, position = living(county.two), log.position(county.two.db)
    again = downstream.take_in(county.two, county.stick(county.two)).value
    assert (again.accepted, again.known) == (0, 1)
    assert (living(county.two), log.position(county.two.db)) == (before, position)


def test_that_a_downstream_bundle_carries_the_receipt(county):
    add_family(county.one)
    add_family(county.two)
    county.up(county.one)
    received = county.up(county.two)
    received.receipt.unlink()
    assert today.unsent(county.two) == 1
    news = county.down(county.two)
    assert (news.receipt.merged, news.receipt.is_new) == (1, True)
    assert today.unsent(county.two) == 0


def test_that_a_laptop_with_nothing_to_hand_over_hears_by_stick_that_its_entries_are_safe(county):
    add_family(county.one)
    receipts.take_receipt(county.one, county.up(county.one).receipt)
    (row,) = downstream.send(county.office, county.stick(county.one), [device_keys(county.one).device]).value
    assert (row.path, row.receipt) == (None, None)
    backups.back_up(county.office, county.folder)
    (row,) = downstream.send(county.office, county.stick(county.one), [device_keys(county.one).device]).value
    assert row.path is None
    assert row.receipt is not None
    assert county.down(county.one).receipt.durable == 1
    (row,) = downstream.send(county.office, county.stick(county.one), [device_keys(county.one).device]).value
    assert (row.path, row.receipt) == (None, None)


def test_that_a_late_downstream_bundle_brings_its_entries_though_a_newer_receipt_stands(county):
    add_family(county.one)
    add_family(county.two)
    county.up(county.one)
    path = county.send(county.two).path
    late = shutil.copy(path, county.folder / path.name)
    received = county.up(county.two)
    assert receipts.take_receipt(county.two, received.receipt).value.is_new
    news = downstream.take_in(county.two, Path(late)).value
    assert (news.accepted, news.receipt) == (1, None)


def test_that_a_downstream_bundle_for_another_laptop_is_refused(county):
    add_family(county.one)
    county.up(county.one)
    path = county.send(county.two).path
    with pytest.raises(Refusal) as refused:
        downstream.take_in(county.one, path)
    assert refused.value.reason is Reason.NOT_FOR_ME
    with pytest.raises(RuleError, match="nothing new from the office for this laptop"):
        downstream.take_in(county.one, path.parent)


def test_that_a_laptop_believes_no_downstream_bundle_of_an_office_that_did_not_admit_it(county, tmp_path):
    other = make_office(tmp_path / "other", seed=77)
    admit(other, county.one, tmp_path / "theirs")
    admit(county.office, county.one, tmp_path / "ours")
    add_family(other)
    path = downstream.send(other, tmp_path, [key(county.one)]).value[0].path
    with pytest.raises(Refusal) as refused:
        downstream.take_in(county.one, path)
    assert refused.value.reason is Reason.UNKNOWN_SIGNER
    other.db.conn.close()


def test_that_nothing_of_a_village_goes_to_a_laptop_of_another(county, another, tmp_path):
    stranger = another(worker="丙", village=NEIGHBOUR)
    admit(county.office, stranger, tmp_path / "third")
    county.stick(stranger).mkdir()
    add_family(county.one)
    county.up(county.one)
    assert county.send(stranger).path is None


def test_that_entries_of_a_village_the_laptop_is_not_admitted_for_wait_in_quarantine(county, monkeypatch):
    add_family(county.office, village=NEIGHBOUR, household={"village": Value(NEIGHBOUR)})
    monkeypatch.setattr("poverty_desktop.office.receipts.villages_of", lambda *_arguments: [VILLAGE, NEIGHBOUR])
    news = county.down(county.one)
    assert (news.accepted, news.refused) == (0, 1)
    assert county.one.db.conn.execute("SELECT reason FROM quarantine").fetchall() == [("foreign",)]
    assert living(county.one)["household"] == []


def test_that_a_value_the_pack_does_not_know_waits_and_comes_in_once_it_fits(county, monkeypatch):
    family = add_family(county.one)
    county.up(county.one)
    save(county.office, change(RecordKind.HOUSEHOLD, family.household, phone=Value("1")))
    monkeypatch.setattr("poverty_desktop.store.gate.Gate.fits", lambda *_arguments: False)
    news = county.down(county.one)
    assert (news.accepted, news.refused) == (0, 1)
    monkeypatch.undo()
    assert downstream.take_in(county.one, county.stick(county.one)).value.accepted == 1
    assert county.one.db.conn.execute("SELECT count(*) FROM quarantine").fetchone() == (0,)


def test_that_two_edits_of_one_fact_are_a_conflict_on_both_laptops_until_the_office_decides(county):
    family = add_family(county.one)
    county.up(county.one)
    county.down(county.two)
    save(county.one, change(RecordKind.HOUSEHOLD, family.household, group_name=Value("二组"), phone=Value("1")))
    save(county.two, change(RecordKind.HOUSEHOLD, family.household, group_name=Value("三组"), address=Value("东坡")))
    county.up(county.one)
    county.up(county.two)
    assert county.down(county.one).opened == 1
    assert county.down(county.two).opened == 1
    assert conflicts.count(county.one) == conflicts.count(county.two) == conflicts.count(county.office) == 1
    save(county.office, change(RecordKind.HOUSEHOLD, family.household, group_name=Value("四组")))
    for session in (county.one, county.two):
        news = county.down(session)
        assert (news.decided, news.opened) == (1, 0)
        assert value(session, RecordKind.HOUSEHOLD, family.household, "group_name") == "四组"
        assert value(session, RecordKind.HOUSEHOLD, family.household, "address") == "东坡"
        assert value(session, RecordKind.HOUSEHOLD, family.household, "phone") == "1"
    assert equal(county.one, county.two, county.office)


def test_that_undo_takes_back_what_was_done_here_and_never_what_came_in(county):
    family = add_family(county.one)
    county.up(county.one)
    county.down(county.two)
    save(county.one, change(RecordKind.HOUSEHOLD, family.household, phone=Value("mine")))
    save(county.two, change(RecordKind.HOUSEHOLD, family.household, address=Value("theirs")))
    county.up(county.two)
    county.down(county.one)
    undo.undo(county.one)
    assert value(county.one, RecordKind.HOUSEHOLD, family.household, "phone") == "07170000000"
    assert value(county.one, RecordKind.HOUSEHOLD, family.household, "address") == "theirs"
    with pytest.raises(RuleError, match="the same facts were changed since"):
        undo.undo(county.one)
    assert undo.state(county.two).undo.label == "Edit"
    undo.undo(county.two)
    assert undo.state(county.two).undo is None
    assert value(county.two, RecordKind.HOUSEHOLD, family.household, "group_name") == "一组"


def test_that_the_office_sees_what_was_sent_to_a_laptop_and_what_it_confirmed(county):
    add_family(county.one)
    county.up(county.one)
    county.down(county.two)

    def states() -> list[str]:
        return [row.state for row in pages.bundle_rows(county.office) if row.direction == "out"]

    assert states() == ["written"]
    assert pages.handover(county.two, is_admitted=True, office_name="").has_to_confirm
    county.up(county.two)
    assert states() == ["confirmed"]
    assert not pages.handover(county.two, is_admitted=True, office_name="").has_to_confirm
    with pytest.raises(RuleError, match="nothing to hand over"):
        county.up(county.two)


def test_that_an_older_bundle_that_arrives_late_takes_nothing_for_granted(county):
    add_family(county.one)
    add_family(county.two)
    old = bundles.export_bundle(county.two, county.stick(county.two)).value.path
    county.up(county.one)
    county.down(county.two)
    new = bundles.export_bundle(county.two, county.stick(county.two)).value.path
    bundles.receive(county.office, new)
    assert county.send(county.two).path is None
    bundles.receive(county.office, old)
    assert county.send(county.two).transactions == 1  # too much, and never too little
    county.down(county.two)
    for _time in range(2):
        add_family(county.two)
        county.up(county.two)
    assert county.send(county.two).path is None


def test_that_a_laptop_restored_from_a_backup_gets_back_what_it_has_lost(county, tmp_path):
    family = add_family(county.one)
    county.round()
    image = backups.back_up(county.one, tmp_path).value
    save(county.one, change(RecordKind.HOUSEHOLD, family.household, phone=Value("lost here")))
    save(county.two, change(RecordKind.HOUSEHOLD, family.household, address=Value("lost here, too")))
    county.round()
    expected = living(county.one)
    county.one.db.conn.close()
    backups.restore(image, tmp_path / "again")
    county.one = unlock(tmp_path / "again")
    county.round()
    assert living(county.one) == expected
    assert equal(county.one, county.two, county.office)
    assert today.unsent(county.one) == 0
    county.one.db.conn.close()


def test_that_a_laptop_set_back_without_a_trace_asks_for_what_it_lacks_once_something_does_not_fit(county):
    family = add_family(county.one)
    county.round()
    county.two.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    witness = paths.settings_folder() / "witness" / county.two.identity
    image = {path: path.read_bytes() for path in (county.two.folder / "register.db", witness)}
    save(county.one, change(RecordKind.HOUSEHOLD, family.household, phone=Value("lost on the other")))
    county.round()
    county.two.db.conn.close()
    for name in ("register.db-wal", "register.db-shm"):
        (county.two.folder / name).unlink(missing_ok=True)
    for path, data in image.items():
        path.write_bytes(data)
    county.two = unlock(county.two.folder)
    assert not county.two.was_copied
    with pytest.raises(RuleError):
        county.up(county.two)
    save(county.one, change(RecordKind.HOUSEHOLD, family.household, address=Value("东坡")))
    county.up(county.one)
    assert county.down(county.two).refused == 1
    assert pages.handover(county.two, is_admitted=True, office_name="").has_to_confirm
    county.up(county.two)
    assert county.down(county.two).accepted == 2
    assert equal(county.one, county.two)
    county.two.db.conn.close()


def test_that_an_office_restored_from_a_backup_gets_its_decisions_back_from_a_laptop(county, tmp_path):
    family = add_family(county.one)
    county.round()
    image = backups.back_up(county.office, tmp_path).value
    save(county.office, change(RecordKind.HOUSEHOLD, family.household, phone=Value("decided")))
    save(county.two, change(RecordKind.HOUSEHOLD, family.household, address=Value("东坡")))
    county.up(county.two)
    county.down(county.one)
    county.office.db.conn.close()
    backups.restore(image, tmp_path / "again")
    county.office = unlock(tmp_path / "again")
    save(county.office, change(RecordKind.HOUSEHOLD, family.household, group_name=Value("五组")))
    county.round()
    county.round()
    assert value(county.office, RecordKind.HOUSEHOLD, family.household, "phone") == "decided"
    assert equal(county.one, county.two, county.office)
    assert value(county.two, RecordKind.HOUSEHOLD, family.household, "group_name") == "五组"
    county.office.db.conn.close()


def test_that_a_photo_of_one_laptop_reaches_the_other(county):
    family = add_family(county.one)
    reference = blobs.keep(county.one, b"a photo of a roof")
    values = {"household": Value(family.household), "hash": Value(reference.to_bytes())}
    save(county.one, new(RecordKind.ATTACHMENT, RecordId(county.one.ids.new()), values))
    county.up(county.one)
    assert county.down(county.two).photos == 1
    assert blobs.read(county.two, reference) == b"a photo of a roof"


def test_that_a_revoked_laptop_gets_nothing_and_what_it_brings_waits_for_a_person(county):
    family = add_family(county.one)
    county.round()
    save(county.one, change(RecordKind.HOUSEHOLD, family.household, phone=Value("stolen")))
    save(county.two, change(RecordKind.HOUSEHOLD, family.household, address=Value("secret")))
    assert revocations.revoke(county.office, key(county.one), "lost on the bus") == 1
    received = county.up(county.one)
    assert (received.accepted, received.refused, received.receipt) == (0, 1, None)
    assert county.office.db.conn.execute("SELECT reason FROM quarantine").fetchall() == [("revoked",)]
    county.up(county.two)
    assert [sent.device for sent in downstream.send(county.office, county.folder).value] == [key(county.two)]
    with pytest.raises(RuleError, match="revoked"):
        county.send(county.one)


def test_that_the_list_of_revoked_laptops_travels_and_what_came_in_before_still_goes_down(county):
    family = add_family(county.one)
    county.up(county.one)
    revocations.revoke(county.office, key(county.one), "lost")
    news = county.down(county.two)
    assert news.accepted == 1
    assert value(county.two, RecordKind.HOUSEHOLD, family.household, "phone") == "07170000000"
    county.up(county.two)
    assert county.send(county.two).path is None
    revocations.revoke(county.office, key(county.one), "once more")
    assert county.send(county.two).path is not None


def test_that_a_laptop_that_is_admitted_anew_after_a_revocation_brings_its_entries_in(county, tmp_path):
    add_family(county.one)
    revocations.revoke(county.office, key(county.one), "mislaid")
    assert county.up(county.one).refused == 1
    admit(county.office, county.one, tmp_path / "again")
    assert county.up(county.one).accepted == 1
    assert county.office.db.conn.execute("SELECT count(*) FROM quarantine").fetchone() == (0,)


def test_that_only_the_newest_downstream_bundle_lies_on_the_stick(county):
    add_family(county.one)
    county.up(county.one)
    first = county.send(county.two).path
    second = county.send(county.two).path
    assert first != second
    names = [item.name for item in county.stick(county.two).iterdir() if item.suffix == file_names.DOWNSTREAM_SUFFIX]
    assert names == [second.name]


def test_that_a_chain_reaches_only_as_far_as_its_laptop_has_signed(county):
    family = add_family(county.one)
    county.up(county.one)
    county.one.rank = 4
    save(county.one, change(RecordKind.HOUSEHOLD, family.household, phone=Value("king")))
    county.one.rank = 1
    county.up(county.one)
    with Write(county.office.db) as connection:
        connection.execute("DELETE FROM quarantine")
    assert county.down(county.two).accepted == 1


def test_that_cancelling_keeps_what_came_in_and_the_same_stick_goes_on(county):
    add_family(county.one)
    county.up(county.one)
    county.send(county.two)

    def stop(_what: str, _done: int, _total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        downstream.take_in(county.two, county.stick(county.two), Progress(stop))
    assert log.position(county.two.db) == 0
    assert downstream.take_in(county.two, county.stick(county.two)).value.accepted == 1


def test_that_a_damaged_file_on_the_stick_does_not_keep_the_others_out(county):
    add_family(county.one)
    add_family(county.two)
    county.up(county.one)
    county.up(county.two)
    path = county.send(county.two).path
    spoilt = bytearray(path.read_bytes())
    spoilt[len(spoilt) // 2] ^= 1
    path.write_bytes(bytes(spoilt))
    news = downstream.take_in(county.two, path.parent).value
    assert (news.accepted, news.receipt.merged, len(news.troubles)) == (0, 1, 1)
    assert log.position(county.two.db) == 1


def test_that_the_pack_lies_beside_what_goes_down_and_is_taken_over_first(county, tmp_path):
    publish(county.office, wells(tmp_path / "forms"))
    add_family(county.one)
    county.up(county.one)
    news = county.down(county.two)
    assert (news.accepted, news.pack.is_new, news.pack_trouble) == (1, True, None)
    assert "village_wells" in county.two.pack.forms


def test_that_a_stick_that_keeps_the_pack_out_still_carries_the_entries(county, tmp_path):
    publish(county.office, wells(tmp_path / "forms"))
    (county.stick(county.two) / "repo").write_text("a file where a folder should be", "utf-8")
    add_family(county.one)
    county.up(county.one)
    sent = county.send(county.two)
    assert (sent.transactions, sent.pack_trouble is not None) == (1, True)
    assert downstream.take_in(county.two, county.stick(county.two)).value.accepted == 1


def test_that_a_village_sees_what_the_office_set_for_it_and_cannot_set_it_otherwise(county):
    add_family(county.one)
    county.up(county.one)
    lifted = NewTarget(indicator="lifted", level=Level.VILLAGE, place=VILLAGE, year=2015, amount=Decimal(43))
    targets.set_targets(county.office, [lifted])
    county.down(county.one)
    board = target_board.board(county.one)
    assert (board.year, board.rows[0].indicator.id, board.rows[0].goal) == (2015, "lifted", 43)
    with pytest.raises(RuleError):
        targets.set_targets(county.one, [lifted])
    before = living(county.office)
    forged = change(RecordKind.TARGET, board.rows[0].target.id, amount=Value("1"))
    save(county.one, forged)
    county.up(county.one)
    assert living(county.office) == before
