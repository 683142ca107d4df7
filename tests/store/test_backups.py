"""A backup counts only when it was read back and the register follows from it; restored, it is a new replica."""

from __future__ import annotations

import random
import zipfile

import pytest
from registers import PASSPHRASE, add_family, change, living, save, unlock

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.operations.workspaces import backup as backups
from poverty_desktop.store import backup, backup_file, engine


@pytest.fixture
def stick(tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def test_that_a_restored_backup_is_the_register_and_writes_chains_of_its_own(field, stick, tmp_path):
    family = add_family(field)
    path = backups.back_up(field, stick).value
    assert [item.name for item in stick.iterdir()] == [path.name]
    assert not [item for item in field.folder.iterdir() if item.name.startswith(".backup")]
    save(field, change(RecordKind.HOUSEHOLD, family.household, phone=Value("after")))
    backups.restore(path, tmp_path / "restored")
    again = unlock(tmp_path / "restored")
    assert again.was_copied
    assert backup.fingerprint(again.db) != backup.fingerprint(field.db)
    assert again.db.conn.execute("SELECT phone FROM household").fetchone() == ("07170000000",)
    save(again, change(RecordKind.HOUSEHOLD, family.household, phone=Value("elsewhere")))
    chains = again.db.conn.execute("SELECT rep, max(seq) FROM tx GROUP BY rep").fetchall()
    assert sorted(last for _rep, last in chains) == [1, 1]
    again.db.conn.close()


def test_that_a_backup_brought_back_to_its_own_folder_is_a_new_replica_even_after_a_crash(field, stick):
    add_family(field)
    path = backups.back_up(field, stick).value
    add_family(field)
    folder = field.folder
    field.db.conn.close()  # as a crash does: nothing is noted
    for item in folder.iterdir():
        item.unlink()
    backups.restore(path, folder)
    again = unlock(folder)
    assert again.was_copied
    again.db.conn.close()


def test_that_a_backup_tells_of_itself_even_where_the_witness_missed_what_came_after(field, stick, monkeypatch):
    monkeypatch.setattr("poverty_desktop.store.writing.incarnation.follow", lambda _session: None)
    add_family(field)
    path = backups.back_up(field, stick).value
    add_family(field)
    folder = field.folder
    field.db.conn.close()
    for item in folder.iterdir():
        item.unlink()
    backups.restore(path, folder)
    again = unlock(folder)
    assert again.was_copied
    again.db.conn.close()


def test_that_the_live_workspace_goes_on_as_it_was_after_a_backup(field, stick):
    add_family(field)
    backups.back_up(field, stick)
    folder = field.folder
    field.db.conn.close()
    again = unlock(folder)
    assert not again.was_copied
    again.db.conn.close()


def test_that_a_backup_of_a_register_that_does_not_follow_from_its_journal_is_not_kept(field, stick):
    family = add_family(field)
    field.db.conn.execute("UPDATE household SET phone = 'forged' WHERE id = ?", (family.household,))
    with pytest.raises(StorageError, match="does not restore"):
        backups.back_up(field, stick)
    assert [*stick.iterdir()] == []


def test_that_what_the_stick_gives_back_is_what_counts(field, stick, monkeypatch):
    add_family(field)
    write = backup_file.write

    def forgetful(folder, copy, part, **others):
        write(folder, copy, part, **others)
        data = bytearray(part.read_bytes())
        data[len(data) // 2] ^= 1
        part.write_bytes(bytes(data))

    monkeypatch.setattr(backup_file, "write", forgetful)
    with pytest.raises(StorageError):
        backups.back_up(field, stick)
    assert [*stick.iterdir()] == []


def test_that_a_stick_that_is_full_or_gone_says_so(field, stick, monkeypatch):
    with pytest.raises(StorageError, match="could not be written"):
        backups.back_up(field, stick / "gone")

    def refuse(*_arguments: object) -> None:
        raise OSError("no space")

    monkeypatch.setattr("poverty_desktop.store.backup_file.os.fsync", refuse)
    with pytest.raises(StorageError, match="could not be written"):
        backups.back_up(field, stick)
    assert [*stick.iterdir()] == []


def test_that_no_damaged_backup_is_laid_down_and_nothing_is_left_of_it(field, stick, tmp_path):
    add_family(field)
    path = backups.back_up(field, stick).value
    data = path.read_bytes()
    rnd = random.Random(1)
    damaged = [data[: int(len(data) * share)] for share in (0, 0.1, 0.5, 0.99)]
    for _number in range(60):
        flipped = bytearray(data)
        flipped[rnd.choice((rnd.randrange(len(data)), rnd.randrange(400), len(data) - 1 - rnd.randrange(500)))] ^= (
            1 << rnd.randrange(8)
        )
        damaged.append(bytes(flipped))
    refused = 0
    for number, content in enumerate(damaged):
        broken = stick / f"broken-{number}.fpbackup"
        broken.write_bytes(content)
        target = tmp_path / f"restored-{number}"
        try:
            backups.restore(broken, target)
        except StorageError:
            refused += 1
            assert not target.exists() or not [*target.iterdir()]
            continue
        again = unlock(target)  # a flipped bit in a date or a flag of the archive changes no file in it
        assert living(again) == living(field)
        again.db.conn.close()
    assert refused > 50


def test_that_an_archive_with_other_files_is_no_backup(stick, tmp_path):
    path = stick / "holiday.fpbackup"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../evil", "x")
        archive.writestr("manifest.json", "[]")
    with pytest.raises(StorageError, match="not a backup"):
        backups.restore(path, tmp_path / "r")
    with pytest.raises(StorageError, match="not a backup"):
        backups.restore(stick / "nothing", tmp_path / "r")


def test_that_a_folder_in_use_is_not_restored_over(field, stick):
    path = backups.back_up(field, stick).value
    with pytest.raises(RuleError, match="already holds files"):
        backups.restore(path, field.folder)


def test_that_the_backup_opens_with_the_passphrase_of_its_day_and_holds_nothing_in_the_clear(field, stick, tmp_path):
    add_family(field, head={"name": Value("绝密标记")})
    path = backups.back_up(field, stick).value
    assert "绝密标记".encode() not in path.read_bytes()
    backups.restore(path, tmp_path / "r")
    with pytest.raises(RuleError, match="passphrase is wrong"):
        unlock(tmp_path / "r", passphrase="something else")
    unlock(tmp_path / "r", passphrase=PASSPHRASE).db.conn.close()


def test_that_the_copy_of_a_backup_is_whole(field, stick, tmp_path):
    for _number in range(20):
        add_family(field)
    path = backups.back_up(field, stick).value
    backups.restore(path, tmp_path / "r")
    again = unlock(tmp_path / "r")
    engine.check_integrity(again.db)
    assert living(again) == living(field)
    again.db.conn.close()
