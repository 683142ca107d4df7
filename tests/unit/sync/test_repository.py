"""The office's repository on a stick: what a laptop believes of it, and every attack that the standard names."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sync_factory import NOW, clock, world

from poverty_desktop.crypto.signing import new_signing_key
from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.ids import SeededIds
from poverty_desktop.sync import repository, repository_reader, repository_writer
from poverty_desktop.sync.office_keys import OfficeKeys, without_root
from poverty_desktop.sync.refusal import Reason, Refusal
from poverty_desktop.sync.repository_reader import Fetched, Known
from poverty_desktop.sync.repository_writer import Series

FIRST, SECOND = b'{"first": 1}\n' * 400, b'{"second": 2}\n' * 400


class Office:
    """An office that releases one pack after the other onto a stick."""

    def __init__(self, stick: Path, *, seed: int = 1) -> None:
        self.keys: OfficeKeys = world(seed).office
        self.stick, self.clock, self.series = stick, clock(), Series()

    @property
    def place(self) -> Path:
        return self.stick / repository.FOLDER

    def release(self, pack: bytes, stick: Path | None = None) -> Path:
        self.series = repository_writer.release(self.keys, self.series, self.clock)
        return repository_writer.write_repository(self.keys, self.series, pack, stick or self.stick, clock=self.clock)

    def file(self, part: str, ending: str) -> Path:
        return next(file for file in (self.place / part).iterdir() if file.name.endswith(ending))


@pytest.fixture
def office(tmp_path: Path) -> Office:
    (tmp_path / "stick").mkdir()
    return Office(tmp_path / "stick")


def fetch(office: Office, known: Known | None = None, *, after: timedelta = timedelta(0)) -> Fetched:
    return repository_reader.fetch(office.place, world().office.root_certificate.public, known, at=NOW + after)


def refused(office: Office, known: Known | None = None, *, after: timedelta = timedelta(0)) -> Refusal:
    with pytest.raises(Refusal) as caught:
        fetch(office, known, after=after)
    return caught.value


def test_that_a_laptop_gets_what_the_office_laid_down(office):
    office.release(FIRST)
    found = fetch(office)
    assert found.pack == FIRST
    known = repository_reader.read_known(repository_reader.known_to_bytes(found.known))
    assert known == found.known
    office.release(SECOND)
    assert fetch(office, known).pack == SECOND


def test_that_the_same_release_may_be_taken_in_again(office):
    office.release(FIRST)
    known = fetch(office).known
    assert fetch(office, known).pack == FIRST


def test_that_only_the_newest_release_stays_on_the_stick(office):
    office.release(FIRST)
    (office.place / repository.TARGETS / "letter.txt").write_text("left alone")
    office.release(SECOND)
    assert len(list((office.place / repository.METADATA).iterdir())) == 4
    assert sorted(file.suffix for file in (office.place / repository.TARGETS).iterdir()) == [".json", ".txt"]


def test_that_a_stranger_is_not_believed_at_first_sight(office, tmp_path):
    stranger = Office(office.stick, seed=2)
    stranger.release(FIRST)
    error = refused(office)
    assert (error.reason, error.message_id) == (Reason.UNKNOWN_SIGNER, repository_reader.STRANGER)


def test_that_a_root_of_ones_own_under_the_name_of_the_pinned_key_is_not_believed(office):
    """A forger may write the pinned key id beside a key of their own."""
    office.release(FIRST)
    root = office.place / repository.METADATA / "1.root.json"
    forged = json.loads(root.read_bytes())
    other = new_signing_key(SeededIds(5))
    (identity,) = forged["signed"]["roles"]["root"]["keyids"]
    forged["signed"]["keys"][identity]["keyval"]["public"] = other.public.hex()
    root.write_text(json.dumps(forged))
    assert refused(office).message_id == repository_reader.STRANGER


def test_that_a_second_root_key_or_a_threshold_is_not_taken_from_the_stick(office):
    keys = office.keys
    signed = repository_writer.release(keys, Series(), office.clock)
    weaker = replace(keys, root=new_signing_key(SeededIds(9)))
    office.series = repository_writer.release(weaker, Series(), office.clock)
    assert office.series.roots != signed.roots
    repository_writer.write_repository(weaker, office.series, FIRST, office.stick, clock=office.clock)
    assert refused(office).message_id == repository_reader.STRANGER


def test_that_an_older_release_is_refused_once_a_newer_one_was_seen(office, tmp_path):
    """Rollback attack."""
    office.release(FIRST)
    old = tmp_path / "old"
    shutil.copytree(office.place, old)
    office.release(SECOND)
    known = fetch(office).known
    shutil.rmtree(office.place)
    shutil.copytree(old, office.place)
    error = refused(office, known)
    assert (error.reason, error.message_id) == (Reason.OUTDATED, repository_reader.OLDER)


def test_that_what_has_run_out_is_refused(office):
    """Freeze attack: somebody keeps giving the last word that suits them."""
    office.release(FIRST)
    assert fetch(office, after=timedelta(days=44)).pack == FIRST
    error = refused(office, after=timedelta(days=46))
    assert (error.reason, error.message_id) == (Reason.EXPIRED, repository_reader.STALE)


def test_that_a_known_release_runs_out_too_and_can_be_renewed(office):
    office.release(FIRST)
    known = fetch(office).known
    assert refused(office, known, after=timedelta(days=46)).reason is Reason.EXPIRED
    office.clock.advance(timedelta(days=46))
    office.release(FIRST)
    assert fetch(office, known, after=timedelta(days=46)).pack == FIRST


def test_that_parts_of_two_releases_do_not_go_together(office, tmp_path):
    """Mix and match attack: new targets under an old snapshot, each signed by the office."""
    office.release(FIRST)
    old = tmp_path / "old"
    shutil.copytree(office.place, old)
    office.release(SECOND)
    for ending in (".snapshot.json", ".targets.json"):
        new = office.file(repository.METADATA, ending)
        new.write_bytes(next((old / repository.METADATA).glob(f"*{ending}")).read_bytes())
        assert refused(office).message_id == repository_reader.CHANGED


@pytest.mark.parametrize("ending", [".policy-pack.json", ".targets.json", ".snapshot.json", "timestamp.json"])
def test_that_a_changed_file_is_refused(office, ending):
    office.release(FIRST)
    part = repository.TARGETS if "pack" in ending else repository.METADATA
    file = office.file(part, ending)
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(bytes(data))
    assert refused(office).message_id == repository_reader.CHANGED


def test_that_a_target_that_never_ends_is_refused(office):
    """Endless data attack: more bytes than the office has signed for."""
    office.release(FIRST)
    file = office.file(repository.TARGETS, ".policy-pack.json")
    file.write_bytes(file.read_bytes() + b"x" * 4096)
    assert refused(office).message_id == repository_reader.ENDLESS


@pytest.mark.parametrize("name", ["timestamp.json", "1.root.json"])
def test_that_metadata_that_never_ends_is_refused(office, name):
    office.release(FIRST)
    (office.place / repository.METADATA / name).write_bytes(b" " * (repository.ROOT_BYTES + 1))
    assert refused(office).message_id == repository_reader.ENDLESS


@pytest.mark.parametrize(
    "ending", [".policy-pack.json", ".targets.json", ".snapshot.json", "timestamp.json", "1.root.json"]
)
def test_that_a_missing_file_is_told(office, ending):
    office.release(FIRST)
    part = repository.TARGETS if "pack" in ending else repository.METADATA
    office.file(part, ending).unlink()
    assert refused(office).message_id == repository_reader.INCOMPLETE


def test_that_only_plain_files_are_read(office, tmp_path):
    office.release(FIRST)
    file = office.file(repository.TARGETS, ".policy-pack.json")
    shutil.move(file, tmp_path / "elsewhere")
    file.symlink_to(tmp_path / "elsewhere")
    assert refused(office).message_id == repository_reader.INCOMPLETE


def test_that_nonsense_is_refused_in_one_sentence(office):
    office.release(FIRST)
    for text in ("", "{", "[]", "{}", '{"signatures": [], "signed": {"_type": "timestamp"}}', "\ufffd"):
        (office.place / repository.METADATA / "timestamp.json").write_text(text)
        assert refused(office).message_id == repository_reader.CHANGED


def test_that_a_release_pulled_out_halfway_leaves_the_one_before(office, monkeypatch):
    office.release(FIRST)
    deliver = repository_writer._deliver

    def pulled(target: Path, data: bytes, progress: object) -> None:
        if target.name == "timestamp.json":
            raise StorageError("pulled")
        deliver(target, data, progress)

    monkeypatch.setattr(repository_writer, "_deliver", pulled)
    with pytest.raises(StorageError):
        office.release(SECOND)
    assert fetch(office).pack == FIRST


def test_that_a_new_key_of_the_publisher_is_followed_from_root_to_root(office):
    office.release(FIRST)
    known = fetch(office).known
    office.keys = replace(office.keys, publisher=new_signing_key(SeededIds(7)))
    office.release(SECOND)
    assert (office.place / repository.METADATA / "2.root.json").exists()
    found = fetch(office, known)
    assert found.pack == SECOND
    assert fetch(office).pack == SECOND
    office.keys = replace(office.keys, publisher=world().office.publisher)
    office.series = replace(office.series, roots=office.series.roots[:1])
    office.release(FIRST)
    assert refused(office, found.known).message_id == repository_reader.CHANGED


def test_that_a_release_needs_the_root_key_once_only(office):
    office.release(FIRST)
    office.keys = without_root(office.keys)
    office.release(SECOND)
    assert fetch(office).pack == SECOND
    office.keys = replace(office.keys, publisher=new_signing_key(SeededIds(7)))
    with pytest.raises(RuleError, match="root key"):
        office.release(FIRST)


def test_that_an_office_that_was_restored_goes_on_above_what_it_has_forgotten(office):
    office.release(FIRST)
    backup = office.series
    for _time in range(3):
        office.release(SECOND)
    known = fetch(office).known
    office.series = backup
    office.clock.advance(timedelta(minutes=1))
    office.release(FIRST)
    assert fetch(office, known).pack == FIRST


def test_that_the_stick_of_another_office_is_left_alone(office):
    Office(office.stick, seed=2).release(FIRST)
    before = {file: file.read_bytes() for file in office.place.rglob("*.json")}
    with pytest.raises(RuleError, match="another office"):
        office.release(SECOND)
    assert {file: file.read_bytes() for file in office.place.rglob("*.json")} == before


def test_that_what_was_seen_of_another_office_is_forgotten(office, tmp_path):
    office.release(FIRST)
    known = fetch(office).known
    (tmp_path / "other").mkdir()
    other = Office(tmp_path / "other", seed=2)
    other.release(SECOND)
    found = repository_reader.fetch(other.place, other.keys.root_certificate.public, known, at=NOW)
    assert found.pack == SECOND


@pytest.mark.parametrize("data", [b"", b"\x80", b"\x83\x01\x02\x03"])
def test_that_damaged_memory_is_told(data):
    with pytest.raises(StorageError):
        repository_reader.read_known(data)
    with pytest.raises(StorageError):
        repository_writer.read_series(data)


def test_that_a_series_is_remembered(office):
    office.release(FIRST)
    assert repository_writer.read_series(repository_writer.series_to_bytes(office.series)) == office.series
    assert repository_writer.read_series(None) == Series()


def test_that_a_repository_is_found_in_beside_and_by_a_file(office, tmp_path):
    office.release(FIRST)
    receipt = office.stick / "receipt.fpr"
    receipt.touch()
    for place in (office.stick, office.place, receipt):
        assert repository.find(place) == office.place
    assert repository.find(tmp_path) is None


def test_that_nothing_secret_lies_on_the_stick(office):
    office.release(FIRST)
    everything = b"".join(file.read_bytes() for file in office.place.rglob("*") if file.is_file())
    for key in (office.keys.root, office.keys.publisher):
        assert key is not None
        assert key.private.hex().encode() not in everything
