"""The backup that makes itself: when it is due, what it keeps, its second copy, and what brings it back."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path

import pytest
from registers import PASSPHRASE, add_family, admit, change, living, make_field, make_office, save, unlock

from poverty_desktop.cli.main import main
from poverty_desktop.cli.opening import PASSPHRASE_VARIABLE
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.rotation import KeepRule
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import Cancelled, RuleError, StorageError
from poverty_desktop.operations.handover import bundles, receipts
from poverty_desktop.operations.workspaces import backup as backups
from poverty_desktop.operations.workspaces import daily_backup
from poverty_desktop.operations.workspaces import workspace as workspaces
from poverty_desktop.progress import Progress
from poverty_desktop.store import backup, backup_file, backup_places, backup_shelf, blobs, settings
from poverty_desktop.store.engine import Write


@pytest.fixture
def stick(tmp_path):
    folder = tmp_path / "stick" / "备份"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture(autouse=True)
def plugged(monkeypatch, tmp_path):
    """The sticks that are plugged in: those that a test puts here."""
    roots: list[object] = []
    monkeypatch.setattr(backup_places, "volumes", lambda: tuple(roots))
    return roots


def _day_after_day(session, days, *, each=lambda _session: None):
    for _day in range(days):
        add_family(session)
        each(session)
        daily_backup.back_up_now(session)
        session.clock.advance(timedelta(days=1))


def _kept(session):
    return backup_shelf.list_kept(backup_shelf.shelf_of(session.folder))


def test_that_a_backup_is_due_after_work_and_not_again_before_the_next(field):
    assert daily_backup.due(field) is not None
    daily_backup.back_up_now(field)
    assert daily_backup.due(field) is None
    add_family(field)
    assert daily_backup.due(field) is None, "two backups lie some hours apart while work goes on"
    assert daily_backup.due(field, is_closing=True) is not None
    field.clock.advance(daily_backup.APART)
    assert daily_backup.due(field) is not None


def test_that_a_clock_set_back_does_not_keep_a_backup_from_being_made(field):
    daily_backup.back_up_now(field)
    add_family(field)
    field.clock.advance(timedelta(days=-400))
    assert daily_backup.due(field) is not None


def test_that_backups_rotate_and_the_oldest_go_only_after_a_newer_one_is_proven(field, monkeypatch):
    daily_backup.set_rule(field, KeepRule(days=2, weeks=0, months=0))
    _day_after_day(field, 3)
    assert len(_kept(field)) == 2
    before = _kept(field)
    monkeypatch.setattr(backup, "_verify", _refuse)
    with pytest.raises(StorageError, match="does not restore"):
        daily_backup.back_up_now(field)
    assert _kept(field) == before


def _refuse(*_arguments):
    raise StorageError(backup.NOT_VERIFIED)


def test_that_a_backup_a_person_put_there_is_not_rotated_away(field):
    daily_backup.set_rule(field, KeepRule(days=1, weeks=0, months=0))
    shelf = backup_shelf.shelf_of(field.folder)
    shelf.mkdir()
    own = backups.back_up(field, shelf).value
    field.clock.advance(timedelta(days=1))
    _day_after_day(field, 3)
    assert own.exists()
    assert len(_kept(field)) == 2


def test_that_what_is_saved_while_a_backup_is_made_is_not_in_it_and_does_not_spoil_it(field, monkeypatch):
    add_family(field)
    fingerprint = backup.fingerprint

    def saved_meanwhile(db):
        if db is not field.db and not seen:
            seen.append(1)
            found = fingerprint(db)
            add_family(field)
            return found
        return fingerprint(db)

    seen: list[int] = []
    monkeypatch.setattr(backup, "fingerprint", saved_meanwhile)
    done = daily_backup.carry_out(daily_backup.order(field))
    daily_backup.note(field, done)
    assert done.proven.position == 1
    assert daily_backup.due(field, is_closing=True) is not None, "the second family is in no backup yet"


def test_that_every_kept_backup_restores_with_its_photos_as_a_replica_of_its_own(field, tmp_path):
    photos = []
    _day_after_day(field, 3, each=lambda session: photos.append(blobs.keep(session, os.urandom(2000))))
    for number, item in enumerate(reversed(_kept(field))):
        folder = tmp_path / f"again-{number}"
        assert backups.restore(item.path, folder) == 0
        again = unlock(folder)
        assert again.was_copied
        assert len(living(again)["household"]) == number + 1
        assert len([*blobs.kept(folder)]) == number + 1
        add_family(again)
        chains = {row[0] for row in again.db.conn.execute("SELECT rep FROM tx")}
        assert len(chains) == 2, "history does not fork: what is written now is a chain of its own"
        again.db.conn.close()
    assert len([*blobs.kept(backup_shelf.shelf_of(field.folder))]) == 3


def test_that_photos_which_no_backup_needs_any_more_leave_the_shelf(field):
    daily_backup.set_rule(field, KeepRule(days=1, weeks=0, months=0))
    reference = blobs.keep(field, b"x" * 100)
    _day_after_day(field, 1)
    shelf = backup_shelf.shelf_of(field.folder)
    assert len([*blobs.kept(shelf)]) == 1
    blobs.place(field.folder, reference.digest).unlink()
    _day_after_day(field, 1)
    assert [*blobs.kept(shelf)] == []


def test_that_a_photo_lost_from_the_shelf_costs_that_photo_only(field, tmp_path):
    add_family(field)
    blobs.keep(field, b"x" * 100)
    made = daily_backup.back_up_now(field).value.made
    [digest] = blobs.kept(made.parent)
    blobs.place(made.parent, digest).write_bytes(b"rotten")
    assert backups.restore(made, tmp_path / "again") == 1
    unlock(tmp_path / "again").db.conn.close()


def test_that_a_damaged_photo_on_the_shelf_is_made_good_within_eight_backups(field):
    blobs.keep(field, b"x" * 100)
    made = daily_backup.back_up_now(field).value.made
    [digest] = blobs.kept(made.parent)
    place = blobs.place(made.parent, digest)
    sound = place.read_bytes()
    place.write_bytes(bytes(len(sound)))
    _day_after_day(field, 8)
    assert place.read_bytes() == sound


def test_that_a_second_copy_follows_the_stick_wherever_it_is_plugged_in(field, stick, tmp_path, plugged):
    plugged.append(stick.parent)
    daily_backup.choose_second(field, stick)
    _day_after_day(field, 1)
    moved = tmp_path / "F"
    stick.parent.rename(moved)
    plugged[:] = []
    _day_after_day(field, 1)
    assert daily_backup.status(field).second_at < daily_backup.status(field).last_at, "it was not there"
    plugged.append(moved)
    wanted = daily_backup.due(field)
    assert wanted.copies_only
    daily_backup.note(field, daily_backup.carry_out(wanted))
    assert daily_backup.due(field) is None
    there = daily_backup.second_shelf(moved / "备份", field.identity)
    assert len(backup_shelf.list_kept(there)) == 2
    newest = backup_shelf.list_kept(there)[0].path
    backups.restore(newest, tmp_path / "again")
    again = unlock(tmp_path / "again")
    assert living(again) == living(field)
    again.db.conn.close()


def test_that_another_stick_in_the_same_place_is_not_taken_for_it(field, stick):
    daily_backup.choose_second(field, stick)
    mark = stick / backup_places.MARK_FILE
    mark.write_text(json.dumps({"mark": "another"}))
    assert daily_backup.back_up_now(field).value.second is None
    assert [item.name for item in stick.iterdir()] == [mark.name]


def test_that_two_laptops_share_one_stick_without_touching_each_others_backups(tmp_path, stick):
    first, second = make_field(tmp_path / "a", seed=3), make_field(tmp_path / "b", seed=4)
    for session in (first, second):
        daily_backup.choose_second(session, stick)
        daily_backup.set_rule(session, KeepRule(days=1, weeks=0, months=0))
    _day_after_day(first, 2)
    _day_after_day(second, 2)
    for session in (first, second):
        assert len(backup_shelf.list_kept(daily_backup.second_shelf(stick, session.identity))) == 1
        session.db.conn.close()


def test_that_a_stick_torn_out_in_the_middle_leaves_the_older_copy_and_a_clear_sentence(field, stick, monkeypatch):
    daily_backup.choose_second(field, stick)
    _day_after_day(field, 1)
    there = daily_backup.second_shelf(stick, field.identity)
    before = {item.name: item.read_bytes() for item in there.iterdir() if item.is_file()}
    for torn_at in ("sync", "sum_of"):
        with monkeypatch.context() as patch:
            patch.setattr(backup_shelf.backup_file, torn_at, _torn_out)
            add_family(field)
            if torn_at == "sync":
                patch.setattr(backup_shelf.backup_file, "write", _written_elsewhere)
            done = _copy_only(field)
        assert "plug it in again" in str(done.trouble)
        assert {item.name: item.read_bytes() for item in there.iterdir() if item.is_file()} == before


def _copy_only(session):
    return daily_backup.carry_out(daily_backup.order(session, copies_only=True))


def _torn_out(*_arguments):
    raise OSError(5, "Input/output error")


def _written_elsewhere(*_arguments, **_others):
    raise AssertionError("only the copy is made")


def test_that_a_stick_that_gives_back_other_bytes_is_found_out(field, stick, monkeypatch):
    daily_backup.choose_second(field, stick)
    daily_backup.carry_out(daily_backup.order(field))
    monkeypatch.setattr(backup_shelf, "_sum_past_cache", lambda _path: "0" * 64)
    field.clock.advance(timedelta(days=1))
    assert "other bytes" in str(daily_backup.carry_out(daily_backup.order(field)).trouble)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_that_a_program_reads_the_second_copy_under_one_key_in_every_language(
    field, stick, capsys, monkeypatch, language
):
    monkeypatch.setenv(PASSPHRASE_VARIABLE, PASSPHRASE)
    folder = field.folder
    workspaces.close(field)

    def told(*options: str) -> dict[str, object]:
        assert main(["backup", str(folder), *options, "--json", "--language", language]) == 0
        return json.loads(capsys.readouterr().out)

    assert told()["second_copy"] is None
    made = told("--second", str(stick))
    assert made.keys() == {"file", "second_copy", "removed"}
    assert Path(str(made["second_copy"])).is_relative_to(stick)
    capsys.readouterr()
    main(["backup", str(folder), "--no-second", "--language", language])
    assert ("not there" if language == "en" else "不在") in capsys.readouterr().out


def test_that_a_cancelled_backup_leaves_nothing_behind(field):
    for _number in range(3):
        add_family(field)
    for wanted in (1, 2, 4):
        progress = _StoppedAt(wanted)
        with pytest.raises(Cancelled):
            daily_backup.carry_out(daily_backup.order(field), progress)
        assert _kept(field) == []
        assert not [*field.folder.glob(".backup-*")]
        assert not [*backup_shelf.shelf_of(field.folder).glob("*.part")]


class _StoppedAt(Progress):
    def __init__(self, wanted):
        super().__init__()
        self._left = wanted

    def step(self, what, done, total):
        self._left -= 1
        if not self._left:
            self.cancel()
        super().step(what, done, total)


def test_that_the_second_place_is_not_inside_the_workspace(field):
    with pytest.raises(RuleError, match="outside the workspace"):
        daily_backup.choose_second(field, field.folder)


def test_that_only_the_nightly_backup_makes_what_came_in_safe_and_no_more_than_it_holds(tmp_path):
    office, field = make_office(tmp_path / "office"), make_field(tmp_path / "field")
    admit(office, field, tmp_path / "stick")
    family = add_family(field)
    _hand_over(field, office, tmp_path / "stick")
    assert _safe(field) == 0
    wanted = daily_backup.order(office)
    done = daily_backup.carry_out(wanted)
    save(field, change(RecordKind.HOUSEHOLD, family.household, phone=Value("later")))
    _hand_over(field, office, tmp_path / "stick")
    daily_backup.note(office, done)
    add_family(field)
    _hand_over(field, office, tmp_path / "stick")
    assert _safe(field) == 1, "what came in after the copy was made is not in it"
    for session in (office, field):
        session.db.conn.close()


def _hand_over(field, office, stick):
    sent = bundles.export_bundle(field, stick).value
    receipts.take_receipt(field, bundles.receive(office, sent.path).value.receipt)


def _safe(field):
    return field.db.conn.execute("SELECT coalesce(max(seq), 0) FROM ack WHERE durable = 1").fetchone()[0]


def test_that_a_restored_register_is_not_backed_up_before_it_is_written_to(field, tmp_path):
    add_family(field)
    made = daily_backup.back_up_now(field).value.made
    backups.restore(made, tmp_path / "again")
    again = unlock(tmp_path / "again")
    assert daily_backup.due(again) is None
    add_family(again)
    assert daily_backup.due(again, is_closing=True) is not None
    again.db.conn.close()


def test_that_the_list_of_backups_tells_of_every_workspace_and_leaves_out_what_is_damaged(field, stick, plugged):
    plugged.append(stick.parent)
    daily_backup.choose_second(field, stick)
    _day_after_day(field, 2)
    shelf = backup_shelf.shelf_of(field.folder)
    (shelf / f"broken{backup_file.SUFFIX}").write_bytes(b"PK nonsense")
    found = daily_backup.kept_of((field.folder,))
    assert [item.about.name for item in found] == ["测试村"] * 4
    assert len(daily_backup.kept_for(field)) == 4
    assert found[0].about.at > found[-1].about.at


def test_that_a_setting_of_an_older_program_does_not_hide_that_nothing_was_ever_backed_up(field):
    with Write(field.db):
        settings.put(field.db, "backup_rule", "")
    assert daily_backup.rule(field) == KeepRule()
    assert daily_backup.status(field).last_at is None
