"""Hand over, end to end, between real workspaces: what arrives, what is refused, and what the receipt says of it."""

from __future__ import annotations

import random
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from registers import (
    NEIGHBOUR,
    NOW,
    VILLAGE,
    add_family,
    admit,
    change,
    deliver,
    living,
    make_field,
    make_office,
    new,
    save,
    unlock,
    value,
)

from poverty_desktop import paths
from poverty_desktop.clock import ManualClock
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.office.receiving import office_keys
from poverty_desktop.operations.handover import bundles, downstream, enrolment, receipts
from poverty_desktop.operations.handover.enrolment import device_keys
from poverty_desktop.operations.workspaces import backup as backups
from poverty_desktop.queries import today
from poverty_desktop.queries.handover import bundles as pages
from poverty_desktop.queries.handover import conflicts
from poverty_desktop.queries.handover.standing import count
from poverty_desktop.queries.register import households
from poverty_desktop.queries.register.list_rows import HouseholdFilter, Standing
from poverty_desktop.queries.register.years import household_year_id
from poverty_desktop.store import backup, log, projection, workspace
from poverty_desktop.store.engine import Write
from poverty_desktop.store.unsent import unsent_of
from poverty_desktop.sync.refusal import Reason, Refusal


class Pair:
    """An office, a laptop it has admitted, and the stick that goes between them."""

    def __init__(self, folder: Path, office, field) -> None:
        self.folder, self.office, self.field = folder, office, field
        self.stick = folder / "stick"
        self.stick.mkdir()
        admit(office, field, folder / "admission")

    def export(self, field=None) -> Path:
        return bundles.export_bundle(field or self.field, self.stick).value.path

    def receive(self, path: Path):
        return bundles.receive(self.office, path).value

    def hand_over(self, field=None):
        """Bring a bundle to the office and the receipt back."""
        received = self.receive(self.export(field))
        return received, receipts.take_receipt(field or self.field, received.receipt).value


@pytest.fixture
def pair(tmp_path, office, field):
    return Pair(tmp_path, office, field)


def _page(pair: Pair, field=None):
    return pages.handover(field or pair.field, is_admitted=True, office_name="")


def test_that_what_was_saved_here_is_at_the_office_and_the_receipt_says_so(pair):
    family = add_family(pair.field)
    add_family(pair.field)
    assert today.unsent(pair.field) == 2
    assert (_page(pair).households_waiting, _page(pair).households_at_office) == (2, 0)
    received, receipt = pair.hand_over()
    assert (received.transactions, received.accepted, received.known, received.refused) == (2, 2, 0, 0)
    assert backup.fingerprint(pair.office.db) != b""
    assert living(pair.office)["household"] == living(pair.field)["household"]
    assert living(pair.office)["household_summary"] == living(pair.field)["household_summary"]
    assert (receipt.merged, receipt.durable, receipt.is_new) == (2, 0, True)
    assert today.unsent(pair.field) == 0
    page = _page(pair)
    assert (page.unsent, page.at_office, page.safe_at_office) == (0, 2, 0)
    assert (page.households_waiting, page.households_at_office, page.households_safe) == (0, 2, 0)
    assert page.bundles[0].state == "received"
    save(pair.field, change(RecordKind.PERSON, family.head, phone=Value("1")))
    assert (_page(pair).households_waiting, _page(pair).households_at_office) == (1, 1)


def _standing(session, standing: Standing) -> set[bytes]:
    found = households.find(session, HouseholdFilter(standing=standing))
    assert found.total == len(found.rows) == count(session, standing)
    return {row.id for row in found.rows}


def test_that_every_household_is_listed_where_its_work_stands(pair):
    first, second = add_family(pair.field), add_family(pair.field)
    both = {first.household, second.household}
    everywhere = (Standing.WAITING, Standing.AT_OFFICE, Standing.SAFE)
    assert [_standing(pair.field, one) for one in everywhere] == [both, set(), set()]
    pair.hand_over()
    assert [_standing(pair.field, one) for one in everywhere] == [set(), both, set()]
    backups.back_up(pair.office, pair.folder)
    save(pair.field, change(RecordKind.PERSON, second.head, phone=Value("1")))
    pair.hand_over()
    save(pair.field, change(RecordKind.PERSON, first.head, phone=Value("2")))
    assert _standing(pair.field, Standing.WAITING) == {first.household}
    assert _standing(pair.field, Standing.AT_OFFICE) == {second.household}
    assert _standing(pair.field, Standing.SAFE) == set()
    assert [
        row.id for row in households.find(pair.field, HouseholdFilter(standing=Standing.WAITING, text="q")).rows
    ] == []


def test_that_an_empty_bundle_is_not_written(pair):
    add_family(pair.field)
    pair.hand_over()
    with pytest.raises(RuleError, match="nothing to hand over"):
        pair.export()


def test_that_only_what_the_office_lacks_is_sent(pair):
    add_family(pair.field)
    pair.hand_over()
    add_family(pair.field)
    received, receipt = pair.hand_over()
    assert (received.transactions, received.accepted) == (1, 1)
    assert receipt.merged == 2


def test_that_taking_a_bundle_in_twice_changes_nothing_and_gives_a_newer_receipt(pair):
    add_family(pair.field)
    path = pair.export()
    pair.receive(path)
    before = living(pair.office)
    again = pair.receive(path)
    assert (again.accepted, again.known) == (0, 1)
    assert living(pair.office) == before
    assert log.position(pair.office.db) == 1
    assert receipts.take_receipt(pair.field, again.receipt).value.merged == 1


@pytest.mark.parametrize("kind", ["bit", "cut", "empty", "longer"])
def test_that_a_damaged_bundle_is_refused_whole(pair, kind):
    for _number in range(3):
        add_family(pair.field)
    path = pair.export()
    data = path.read_bytes()
    before = living(pair.office)
    rnd = random.Random(kind)
    for _number in range(12):
        match kind:
            case "bit":
                broken = bytearray(data)
                broken[rnd.randrange(len(data))] ^= 1 << rnd.randrange(8)
                path.write_bytes(bytes(broken))
            case "cut":
                path.write_bytes(data[: rnd.randrange(len(data))])
            case "empty":
                path.write_bytes(b"")
            case "longer":
                path.write_bytes(data + rnd.randbytes(20))
        with pytest.raises(Refusal):
            pair.receive(path)
    assert living(pair.office) == before
    assert log.position(pair.office.db) == 0
    assert not [*(pair.office.folder / "inbox").iterdir()]
    assert not [item for item in pair.stick.iterdir() if item.suffix == ".fpr"]


def test_that_a_bundle_for_another_office_is_refused(pair, tmp_path):
    add_family(pair.field)
    path = pair.export()
    other = make_office(tmp_path / "other", seed=77)
    with pytest.raises(Refusal) as refused:
        bundles.receive(other, path)
    assert refused.value.reason is Reason.NOT_FOR_ME
    other.db.conn.close()


def test_that_a_laptop_that_is_not_admitted_writes_no_bundle(field, tmp_path):
    add_family(field)
    with pytest.raises(RuleError, match="not admitted"):
        bundles.export_bundle(field, tmp_path)


def test_that_an_office_without_keys_takes_nothing_in(tmp_path, pair):
    add_family(pair.field)
    path = pair.export()
    bare = make_office(tmp_path / "bare", seed=66, has_keys=False)
    with pytest.raises(RuleError, match="no office keys"):
        bundles.receive(bare, path)
    bare.db.conn.close()


@pytest.mark.parametrize("side", ["office", "laptop"])
def test_that_fingerprints_that_differ_admit_nobody(office, field, tmp_path, side):
    asked = enrolment.ask(field, tmp_path).value
    if side == "office":
        with pytest.raises(RuleError, match="fingerprints differ"):
            enrolment.admit(office, asked.path, "000000000000", tmp_path)
        assert office.db.conn.execute("SELECT count(*) FROM device").fetchone() == (0,)
    else:
        path = enrolment.admit(office, asked.path, asked.fingerprint, tmp_path).value
        with pytest.raises(RuleError, match="fingerprints differ"):
            enrolment.accept(field, path, "000000000000")
        assert enrolment.enrolment(field) is None


def test_that_entries_of_other_villages_stay_here_and_are_counted(pair):
    add_family(pair.field)
    add_family(pair.field, village=NEIGHBOUR, household={"village": Value(NEIGHBOUR)})
    done = bundles.export_bundle(pair.field, pair.stick).value
    assert (done.transactions, done.left_out) == (1, 1)
    received = pair.receive(done.path)
    receipts.take_receipt(pair.field, received.receipt)
    assert today.unsent(pair.field) == 1
    with pytest.raises(RuleError, match="villages for which this laptop is not admitted"):
        pair.export()
    admit(pair.office, pair.field, pair.folder / "again", villages=(VILLAGE, NEIGHBOUR))
    received, _receipt = pair.hand_over()
    assert received.accepted == 1
    assert today.unsent(pair.field) == 0


def test_that_a_laptop_cannot_hand_in_entries_of_a_village_it_was_not_admitted_for(pair, monkeypatch):
    add_family(pair.field, village=NEIGHBOUR, household={"village": Value(NEIGHBOUR)})
    unsent = unsent_of(pair.field.db, pair.field.device)
    monkeypatch.setattr(
        "poverty_desktop.operations.handover.bundles.unsent_of",
        lambda *_arguments, **_options: [item._replace(village=VILLAGE) for item in unsent],
    )
    path = pair.export()
    monkeypatch.undo()
    with pytest.raises(Refusal) as refused:
        pair.receive(path)
    assert refused.value.reason is Reason.OUT_OF_SCOPE
    assert log.position(pair.office.db) == 0


def test_that_an_entry_of_a_higher_rank_than_allowed_waits_in_quarantine_with_all_that_follows(pair):
    family = add_family(pair.field)
    pair.field.rank = 4
    save(pair.field, change(RecordKind.HOUSEHOLD, family.household, phone=Value("king")))
    pair.field.rank = 1
    save(pair.field, change(RecordKind.HOUSEHOLD, family.household, phone=Value("after")))
    received, receipt = pair.hand_over()
    assert (received.accepted, received.refused) == (1, 2)
    assert value(pair.office, RecordKind.HOUSEHOLD, family.household, "phone") == "07170000000"
    kept = pair.office.db.conn.execute("SELECT reason, seq, length(header) > 50 FROM quarantine ORDER BY seq")
    assert kept.fetchall() == [("rank", 2, 1), ("rank", 3, 1)]
    assert (receipt.merged, receipt.quarantined) == (1, 1)
    assert today.unsent(pair.field) == 2
    again = pair.receive(pair.export())
    assert (again.accepted, again.refused) == (0, 2)
    assert pages.intake(pair.office, has_keys=True).quarantined == 2


def test_that_a_value_of_another_type_waits_in_quarantine(pair, monkeypatch):
    family = add_family(pair.field)
    monkeypatch.setattr("poverty_desktop.store.changes.require_fit", lambda *_arguments: None)
    save(pair.field, change(RecordKind.HOUSEHOLD, family.household, identified_on=Value("yesterday")))
    monkeypatch.undo()
    received, _receipt = pair.hand_over()
    assert (received.accepted, received.refused) == (1, 1)
    assert pair.office.db.conn.execute("SELECT reason FROM quarantine").fetchall() == [("value",)]


def test_that_two_laptops_that_had_not_seen_each_other_are_a_conflict_that_shows_both(pair, another):
    two = another(worker="乙")
    admit(pair.office, two, pair.folder / "two")
    family = add_family(pair.field)
    pair.hand_over()
    deliver(pair.field, two)
    save(pair.field, change(RecordKind.HOUSEHOLD, family.household, group_name=Value("二组")))
    save(two, change(RecordKind.HOUSEHOLD, family.household, group_name=Value("三组")))
    pair.hand_over()
    received, _receipt = pair.hand_over(two)
    assert received.conflicts_opened == 1
    assert conflicts.count(pair.office) == 1
    assert pair.office.db.conn.execute("SELECT conflicts FROM household_summary").fetchone() == (1,)


def test_that_two_laptops_that_made_the_same_year_of_a_household_made_one_record(pair, another):
    two = another(worker="乙")
    admit(pair.office, two, pair.folder / "two")
    family = add_family(pair.field)
    deliver(pair.field, two)
    year = {"household": Value(family.household), "year": Value(2025), "wage_income": Value(5)}

    record = household_year_id(family.household, 2025)
    for session in (pair.field, two):
        save(session, new(RecordKind.HOUSEHOLD_YEAR, record, year))
    pair.hand_over()
    pair.hand_over(two)
    assert pair.office.db.conn.execute("SELECT count(*) FROM household_year").fetchone() == (2,)
    assert conflicts.count(pair.office) == 0
    before = living(pair.office)
    with Write(pair.office.db):
        projection.rebuild(pair.office.db, pair.office.pack)
    assert living(pair.office) == before


def test_that_a_cloned_laptop_is_a_fork_that_keeps_both_and_is_told(pair, tmp_path):
    family = add_family(pair.field)
    pair.hand_over()
    pair.field.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    witness = paths.settings_folder() / "witness" / pair.field.identity
    image = {path: path.read_bytes() for path in (pair.field.folder / "register.db", witness)}
    save(pair.field, change(RecordKind.HOUSEHOLD, family.household, group_name=Value("二组")))
    pair.hand_over()
    pair.field.db.conn.close()
    for name in ("register.db-wal", "register.db-shm"):
        (pair.field.folder / name).unlink(missing_ok=True)
    for path, data in image.items():
        path.write_bytes(data)
    clone = unlock(pair.field.folder)
    assert not clone.was_copied
    save(clone, change(RecordKind.HOUSEHOLD, family.household, group_name=Value("三组")))
    received, receipt = pair.hand_over(clone)
    assert (received.accepted, received.forks) == (1, 1)
    assert conflicts.count(pair.office) == 1
    assert receipt.merged == 2
    assert today.unsent(clone) == 0
    clone.db.conn.close()


def test_that_a_clone_that_took_in_the_other_branch_hands_over_both(pair, tmp_path):
    family = add_family(pair.field)
    late = pair.export()
    pair.field.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    witness = paths.settings_folder() / "witness" / pair.field.identity
    image = {path: path.read_bytes() for path in (pair.field.folder / "register.db", witness)}
    for group in ("二组", "三组"):
        save(pair.field, change(RecordKind.HOUSEHOLD, family.household, group_name=Value(group)))
    pair.hand_over()
    pair.receive(late)  # so that the office sends too much, and the clone gets what it never wrote
    pair.field.db.conn.close()
    for name in ("register.db-wal", "register.db-shm"):
        (pair.field.folder / name).unlink(missing_ok=True)
    for path, data in image.items():
        path.write_bytes(data)
    clone = unlock(pair.field.folder)
    save(clone, change(RecordKind.HOUSEHOLD, family.household, phone=Value("written on the clone")))
    downstream.send(pair.office, pair.stick, [device_keys(clone).device])
    downstream.take_in(clone, pair.stick)
    save(clone, change(RecordKind.HOUSEHOLD, family.household, phone=Value("and after the other branch")))
    received, _receipt = pair.hand_over(clone)
    assert (received.accepted, received.forks) == (2, 1)
    assert today.unsent(clone) == 0
    assert backup.fingerprint(clone.db) == backup.fingerprint(pair.office.db)
    clone.db.conn.close()


def test_that_a_laptop_restored_from_an_older_backup_is_not_asked_to_send_for_ever(pair, tmp_path):
    family = add_family(pair.field)
    pair.hand_over()
    save(pair.field, change(RecordKind.HOUSEHOLD, family.household, phone=Value("1")))
    image = backups.back_up(pair.field, tmp_path).value
    save(pair.field, change(RecordKind.HOUSEHOLD, family.household, phone=Value("2")))
    pair.hand_over()
    backups.restore(image, tmp_path / "again")
    restored = unlock(tmp_path / "again")
    assert restored.was_copied
    assert today.unsent(restored) == 1
    save(restored, change(RecordKind.HOUSEHOLD, family.household, address=Value("东坡")))
    assert today.unsent(restored) == 3
    for _time in range(2):
        received, receipt = pair.hand_over(restored)
        assert received.forks == 0
        assert receipt.merged == log.position(restored.db)
        assert today.unsent(restored) == 0
        save(restored, change(RecordKind.HOUSEHOLD, family.household, address=Value(f"西坡 {_time}")))
    pair.hand_over(restored)
    backups.back_up(pair.office, tmp_path)
    save(restored, change(RecordKind.HOUSEHOLD, family.household, address=Value("南坡")))
    pair.hand_over(restored)
    page = _page(pair, restored)
    assert (page.saved_here - page.safe_at_office, page.unsent) == (1, 0)
    restored.db.conn.close()


def test_that_entries_are_safe_only_after_the_office_has_a_verified_backup(pair, tmp_path):
    add_family(pair.field)
    _received, receipt = pair.hand_over()
    assert (receipt.merged, receipt.durable) == (1, 0)
    backups.back_up(pair.office, tmp_path)
    add_family(pair.field)
    _received, receipt = pair.hand_over()
    assert (receipt.merged, receipt.durable) == (2, 1)
    assert _page(pair).households_safe == 1


def test_that_a_backup_that_does_not_verify_makes_nothing_safe(pair, tmp_path):
    add_family(pair.field)
    pair.hand_over()
    pair.office.db.conn.execute("UPDATE household SET phone = 'forged'")
    with pytest.raises(StorageError):
        backups.back_up(pair.office, tmp_path)
    add_family(pair.field)
    assert pair.hand_over()[1].durable == 0


def test_that_an_older_receipt_is_passed_over_and_the_same_one_changes_nothing(pair):
    add_family(pair.field)
    first = pair.receive(pair.export())
    second = pair.receive(pair.export())
    assert receipts.take_receipt(pair.field, second.receipt).value.is_new
    with pytest.raises(Refusal) as refused:
        receipts.take_receipt(pair.field, first.receipt)
    assert refused.value.reason is Reason.OUTDATED
    again = receipts.take_receipt(pair.field, second.receipt).value
    assert not again.is_new
    assert again.merged == 1


def test_that_a_receipt_for_another_laptop_is_refused(pair, another):
    two = another(worker="乙")
    admit(pair.office, two, pair.folder / "two")
    add_family(pair.field)
    received = pair.receive(pair.export())
    with pytest.raises(Refusal) as refused:
        receipts.take_receipt(two, received.receipt)
    assert refused.value.reason is Reason.NOT_FOR_ME


def test_that_an_office_that_was_restored_asks_again_for_what_it_lost_and_gets_it(pair, tmp_path):
    family = add_family(pair.field)
    pair.hand_over()
    image = backups.back_up(pair.office, tmp_path).value
    save(pair.field, change(RecordKind.HOUSEHOLD, family.household, phone=Value("lost at the office")))
    _received, before = pair.hand_over()
    assert before.merged == 2
    backups.restore(image, tmp_path / "office again")
    pair.office.db.conn.close()
    pair.office = unlock(tmp_path / "office again")
    assert pair.office.was_copied
    add_family(pair.field)
    received, receipt = pair.hand_over()
    assert (received.accepted, received.refused) == (0, 1)
    assert pair.office.db.conn.execute("SELECT reason, seq FROM quarantine").fetchall() == [("gap", 3)]
    assert pages.intake(pair.office, has_keys=True).quarantined == 1
    assert receipt.office_was_restored
    assert (receipt.merged, receipt.gaps, receipt.quarantined) == (1, 1, 0)
    assert today.unsent(pair.field) == 2
    received, receipt = pair.hand_over()
    assert (received.accepted, receipt.merged, receipt.office_was_restored) == (2, 3, False)
    assert pages.intake(pair.office, has_keys=True).quarantined == 0
    assert living(pair.office)["household"] == living(pair.field)["household"]
    pair.office.db.conn.close()


def test_that_a_restored_office_begins_one_epoch_and_not_one_at_each_start(pair, tmp_path):
    image = backups.back_up(pair.office, tmp_path).value
    backups.restore(image, tmp_path / "r")
    before = office_keys(pair.office).epoch
    looking = unlock(tmp_path / "r")
    assert office_keys(looking).epoch == before
    workspace.close(looking)
    epochs = set()
    for _start in range(2):
        session = unlock(tmp_path / "r")
        add_family(session)
        epochs.add(office_keys(session).epoch)
        workspace.close(session)
    assert len(epochs) == 1
    assert before not in epochs


def test_that_a_receipt_of_the_office_before_it_was_restored_is_never_believed_again(pair, tmp_path):
    add_family(pair.field)
    old = pair.receive(pair.export()).receipt
    shutil.copy(old, tmp_path / old.name)
    image = backups.back_up(pair.office, tmp_path).value
    backups.restore(image, tmp_path / "r")
    pair.office.db.conn.close()
    pair.office = unlock(tmp_path / "r")
    receipts.take_receipt(pair.field, tmp_path / old.name)
    add_family(pair.field)
    new = pair.receive(pair.export())
    assert receipts.take_receipt(pair.field, new.receipt).value.office_was_restored
    with pytest.raises(Refusal) as refused:
        receipts.take_receipt(pair.field, tmp_path / old.name)
    assert refused.value.reason is Reason.OUTDATED
    pair.office.db.conn.close()


def test_that_a_late_receipt_from_before_another_restore_does_not_shut_out_the_office(pair, tmp_path):
    image = backups.back_up(pair.office, tmp_path).value
    add_family(pair.field)
    pair.hand_over()
    late = None
    for name in ("first", "second"):
        pair.office.db.conn.close()
        backups.restore(image, tmp_path / name)
        pair.office = unlock(tmp_path / name)
        add_family(pair.field)
        received = pair.receive(pair.export())
        if late is None:
            late = tmp_path / "late.fpr"
            shutil.copy(received.receipt, late)
    assert receipts.take_receipt(pair.field, received.receipt).value.office_was_restored
    receipts.take_receipt(pair.field, late)
    with pytest.raises(Refusal):
        receipts.take_receipt(pair.field, received.receipt)
    pair.hand_over()
    pair.hand_over() if today.unsent(pair.field) else None
    assert today.unsent(pair.field) == 0
    with pytest.raises(Refusal):
        receipts.take_receipt(pair.field, late)
    pair.office.db.conn.close()


def test_that_a_restored_office_calls_nothing_safe_before_its_next_backup(pair, tmp_path):
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    add_family(pair.field)
    pair.hand_over()
    backups.back_up(pair.office, tmp_path / "one")
    image = backups.back_up(pair.office, tmp_path / "two").value
    pair.office.db.conn.close()
    backups.restore(image, tmp_path / "again")
    pair.office = unlock(tmp_path / "again")
    add_family(pair.field)
    _received, receipt = pair.hand_over()
    assert (receipt.merged, receipt.durable) == (2, 0)
    (tmp_path / "three").mkdir()
    backups.back_up(pair.office, tmp_path / "three")
    add_family(pair.field)
    _received, receipt = pair.hand_over()
    assert (receipt.merged, receipt.durable) == (3, 2)
    pair.office.db.conn.close()


def test_that_a_laptop_that_woke_up_as_a_copy_takes_the_same_receipt_again(pair, tmp_path):
    add_family(pair.field)
    received, _receipt = pair.hand_over()
    workspace.close(pair.field)
    pair.field.folder.rename(tmp_path / "moved")
    moved = unlock(tmp_path / "moved")
    assert today.unsent(moved) == 0
    assert pages.handover(moved, is_admitted=True, office_name="").was_copied
    add_family(moved)
    assert today.unsent(moved) == 2
    assert pages.handover(moved, is_admitted=True, office_name="").was_copied
    assert receipts.take_receipt(moved, received.receipt).value.merged == 1
    assert today.unsent(moved) == 1
    assert not pages.handover(moved, is_admitted=True, office_name="").was_copied
    moved.db.conn.close()


def test_that_a_receipt_that_cannot_be_written_loses_nothing(pair):
    add_family(pair.field)
    path = pair.export()
    with pytest.raises(StorageError):
        bundles.receive(pair.office, path, pair.folder / "no such stick")
    again = pair.receive(path)
    assert (again.accepted, again.known) == (1, 0)  # without room for its receipt nothing was taken in
    assert receipts.take_receipt(pair.field, again.receipt).value.merged == 1


def test_that_a_bundle_on_a_stick_that_is_gone_says_so_and_the_next_is_written(pair):
    add_family(pair.field)
    with pytest.raises(StorageError):
        bundles.export_bundle(pair.field, pair.folder / "no such stick")
    assert pair.receive(pair.export()).accepted == 1


def test_that_an_expired_laptop_keeps_its_entries_until_it_is_admitted_again(tmp_path):
    clock = ManualClock(NOW)
    office = make_office(tmp_path / "o", clock=clock)
    field = make_field(tmp_path / "f", clock=clock)
    pair = Pair(tmp_path, office, field)
    add_family(field)
    clock.advance(timedelta(days=400))
    path = pair.export()
    with pytest.raises(Refusal) as refused:
        pair.receive(path)
    assert refused.value.reason is Reason.EXPIRED
    admit(office, field, tmp_path / "again")
    assert pair.hand_over()[0].accepted == 1
    for session in (office, field):
        session.db.conn.close()
