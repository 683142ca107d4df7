"""Photos of interviews, end to end: sealed on the disk, named by the journal, handed over, backed up, swept."""

from __future__ import annotations

import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from photo_form import HOUSE, PAPER, PLACE, begin, with_photo_form
from registers import PASSPHRASE, add_family, admit, unlock
from sample_pictures import SECRET, heic_picture, phone_picture, png_picture

from poverty_desktop.cli.main import main
from poverty_desktop.cli.opening import PASSPHRASE_VARIABLE
from poverty_desktop.crypto import blobs as sealing
from poverty_desktop.domain import media as names
from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.exchange.phone_pictures import Match
from poverty_desktop.operations.handover import bundles, receipts
from poverty_desktop.operations.interviewing import interviews, media, reviews
from poverty_desktop.operations.paperwork import papers
from poverty_desktop.operations.register import household_photos, portraits
from poverty_desktop.operations.workspaces import backup as backups
from poverty_desktop.operations.workspaces import undo, verification
from poverty_desktop.operations.workspaces import workspace as workspaces
from poverty_desktop.queries.register import photos
from poverty_desktop.store import backup, backup_file, blobs
from poverty_desktop.sync import limits


def _file(folder: Path, name: str, data: bytes) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(data)
    return folder / name


def _answer(opened, path: str) -> str:
    return opened.interview.running.tree.find(path).text


def _attached(session) -> list[tuple[object, ...]]:
    return session.db.conn.execute("SELECT hash, caption, taken_on FROM attachment WHERE alive").fetchall()


def _everything_on_disk(folder: Path) -> bytes:
    return b"".join(item.read_bytes() for item in sorted(folder.rglob("*")) if item.is_file())


@pytest.fixture
def opened(field):
    return begin(field, add_family(field).household)


def _completed(field, opened, **answers: bytes):
    for path, data in (answers or {HOUSE: phone_picture()}).items():
        media.attach(field, opened, path, data)
    interviews.complete(field, opened)


def test_that_a_photo_is_sealed_beside_the_register_and_nothing_of_it_lies_open(field, opened, tmp_path):
    source = _file(tmp_path / "phone", "IMG_0001.jpg", phone_picture())
    media.attach_file(field, opened, HOUSE, source)
    name = _answer(opened, HOUSE)
    photo = media.read(field, name)
    assert photo.startswith(b"\xff\xd8")
    reference = names.named_in(name)
    assert reference.digest == names.salted_digest(reference.salt, photo)
    [kept] = [item for item in (field.folder / "blobs").rglob("*") if item.is_file()]
    assert (kept.parent.name + kept.name) == reference.digest.hex()
    media.thumbnail(field, name, 120)
    disk = _everything_on_disk(field.folder)
    for told in (photo[:64], photo[-64:], SECRET, b"JFIF", b"IMG_0001", name.encode()):
        assert told not in disk


def test_that_the_same_picture_twice_has_two_names(field, opened):
    for path in (HOUSE, PAPER):
        media.attach(field, opened, path, png_picture())
    assert _answer(opened, HOUSE) != _answer(opened, PAPER)
    assert media.read(field, _answer(opened, HOUSE)) == media.read(field, _answer(opened, PAPER))


def test_that_a_file_is_kept_as_it_is_and_a_picture_among_files_loses_what_it_tells(field, opened):
    media.attach(field, opened, PAPER, b"%PDF-1.4 certificate", "zheng shu.PDF")
    assert _answer(opened, PAPER).endswith(".pdf")
    assert media.read(field, _answer(opened, PAPER)) == b"%PDF-1.4 certificate"
    media.attach(field, opened, PAPER, phone_picture(), "scan.jpeg")
    assert SECRET not in media.read(field, _answer(opened, PAPER))


@pytest.mark.parametrize(
    ("path", "data", "said"),
    [
        (HOUSE, b"%PDF", "not a picture"),
        (HOUSE, heic_picture(), "HEIC"),
        (PAPER, heic_picture(), "HEIC"),
        (PAPER, b"", "empty"),
        (PLACE, png_picture(), "takes no photo"),
    ],
)
def test_that_what_a_question_cannot_take_is_refused_and_leaves_nothing(field, opened, path, data, said):
    with pytest.raises(RuleError, match=said):
        media.attach(field, opened, path, data)
    assert _answer(opened, path) == ""
    assert list(blobs.kept(field.folder)) == []


def test_that_a_file_beyond_the_limit_is_refused(field, opened, monkeypatch, tmp_path):
    assert names.MAX_BYTES == limits.BLOB_BYTES
    monkeypatch.setattr(names, "MAX_BYTES", 1000)
    with pytest.raises(RuleError, match="at most"):
        media.attach(field, opened, PAPER, bytes(1001), "a.bin")
    with pytest.raises(RuleError, match="too large"):
        media.attach_file(field, opened, PAPER, _file(tmp_path / "s", "a.bin", bytes(1001)))


def test_that_a_place_is_stored_only_where_it_is_asked_for(field, opened, tmp_path):
    source = _file(tmp_path / "phone", "a.jpg", phone_picture())
    media.attach_file(field, opened, HOUSE, source)
    assert _answer(opened, PLACE) == ""
    media.answer_place(field, opened, PLACE, source)
    assert _answer(opened, PLACE).startswith("30.39 111.45")
    with pytest.raises(RuleError, match="does not say where"):
        media.answer_place(field, opened, PLACE, _file(tmp_path / "phone", "b.jpg", phone_picture(place=False)))


def test_that_pictures_are_matched_with_the_time_of_the_interview_and_none_is_taken_by_itself(field, opened, tmp_path):
    span = media.visit_span(field, opened)
    local = span.start.astimezone().replace(tzinfo=None)
    folder = tmp_path / "phone"
    _file(folder, "then.jpg", phone_picture(size=(80, 60), taken=local, offset=None))
    _file(folder, "later.jpg", phone_picture(size=(80, 60), taken=local + timedelta(days=2), offset=None))
    found = media.find_pictures(field, opened, folder)
    assert [(item.path.name, item.match) for item in found.shown] == [
        ("then.jpg", Match.DURING),
        ("later.jpg", Match.OTHER_DAY),
    ]
    assert list(blobs.kept(field.folder)) == []
    assert _answer(opened, HOUSE) == ""


def test_that_a_completed_interview_files_its_photos_with_the_household(field, opened):
    media.attach(field, opened, HOUSE, phone_picture())
    media.attach(field, opened, PAPER, b"%PDF-1.4", "x.pdf")
    reference = names.named_in(_answer(opened, HOUSE))
    interviews.complete(field, opened)
    assert (reference.to_bytes(), "Photo of the house", "2026-11-23") in _attached(field)
    assert len(_attached(field)) == 2
    assert field.db.conn.execute("SELECT count(*) FROM setting WHERE name LIKE 'taken:%'").fetchone() == (0,)
    answers = field.db.conn.execute("SELECT answers FROM interview").fetchone()[0]
    assert reference.to_name("jpg") in answers


def test_that_a_corrected_interview_files_its_photo_once(field, opened):
    _completed(field, opened)
    correction = reviews.correct(field, opened.id).value
    interviews.complete(field, correction)
    assert len(_attached(field)) == 1


def test_that_a_photo_goes_only_when_no_draft_and_no_entry_refers_to_it(field, opened):
    media.attach(field, opened, HOUSE, png_picture())
    first = _answer(opened, HOUSE)
    media.attach(field, opened, HOUSE, phone_picture())
    assert media.read(field, first)  # an answer that was given before still stands in the draft
    interviews.complete(field, opened)
    with pytest.raises(RuleError, match="has not arrived"):
        media.read(field, first)
    [(kept, _caption, _day)] = _attached(field)
    undo.undo(field)
    assert _attached(field) == []
    assert blobs.sweep(field) == 0
    undo.redo(field)
    assert blobs.read(field, names.read_reference(kept))


def test_that_throwing_an_interview_away_takes_its_photos_along(field, opened):
    media.attach(field, opened, HOUSE, png_picture())
    (field.folder / "blobs" / "ab").mkdir(exist_ok=True)
    (field.folder / "blobs" / "ab" / "torn.part").write_bytes(b"cut off by a power cut")
    interviews.discard(field, opened)
    assert [item for item in (field.folder / "blobs").rglob("*") if item.is_file()] == []


def test_that_a_damaged_or_exchanged_photo_is_not_shown(field, opened):
    for path in (HOUSE, PAPER):
        media.attach(field, opened, path, png_picture())
    first, second = (names.named_in(_answer(opened, path)) for path in (HOUSE, PAPER))
    places = [blobs.place(field.folder, item.digest) for item in (first, second)]
    sound = places[0].read_bytes()
    for broken in (sound[:-1], sound[:50] + bytes([sound[50] ^ 1]) + sound[51:], places[1].read_bytes(), b"short"):
        places[0].write_bytes(broken)
        with pytest.raises(StorageError, match="damaged"):
            blobs.read(field, first)
    places[0].write_bytes(sound)
    assert blobs.read(field, first)
    assert blobs.length(field, first.digest) == len(blobs.read(field, first))


def test_that_a_full_disk_leaves_no_part_and_no_answer(field, opened, monkeypatch):
    def full(_target, _data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("poverty_desktop.store.blobs.paths.write_whole", full)
    with pytest.raises(StorageError, match="could not be saved"):
        media.attach(field, opened, HOUSE, png_picture())
    assert _answer(opened, HOUSE) == ""
    assert list(blobs.kept(field.folder)) == []


def test_that_the_photos_of_a_household_are_listed_and_written_out_on_demand(field, opened, tmp_path):
    media.attach(field, opened, PAPER, b"%PDF-1.4", "x.pdf")
    _completed(field, opened, **{HOUSE: phone_picture()})
    shown = household_photos.show(field, opened.household, 60)
    assert [(item.row.caption, bool(item.thumbnail), item.row.is_here) for item in shown] == [
        ("Photo of the house", True, True),
        ("Certificate", False, True),
    ]
    written = household_photos.write_out(field, opened.household, tmp_path / "out")
    assert [item.suffix for item in written] == [".jpg", ".pdf"]
    assert field.db.conn.execute("SELECT count(*) FROM disclosure WHERE what = 'export'").fetchone() == (1,)
    for digest in list(blobs.kept(field.folder)):
        blobs.place(field.folder, digest).unlink()
    assert not any(item.row.is_here for item in household_photos.show(field, opened.household, 60))
    with pytest.raises(RuleError, match="no photo"):
        household_photos.write_out(field, opened.household, tmp_path / "out")


def test_that_the_terminal_lists_photos_and_writes_them_out(field, opened, tmp_path, monkeypatch, capsys):
    _completed(field, opened)
    workspaces.close(field)
    monkeypatch.setenv(PASSPHRASE_VARIABLE, PASSPHRASE)
    known = ["photos", str(field.folder), opened.household.hex(), "--json", "--language", "en"]
    assert main(known) == 0
    assert json.loads(capsys.readouterr().out) == [
        {
            "number": 1,
            "caption": "Photo of the house",
            "taken_on": "2026-11-23",
            "is_here": True,
            "is_householder": False,
        }
    ]
    assert main([*known, "--householder", "2"]) == 1
    assert main([*known, "--householder", "1"]) == 0
    capsys.readouterr()
    assert main(known) == 0
    assert json.loads(capsys.readouterr().out)[0]["is_householder"]
    assert main([*known, "--folder", str(tmp_path / "out")]) == 0
    assert len(list((tmp_path / "out").iterdir())) == 1


def test_that_the_householders_photo_stands_in_the_handbook_and_nowhere_else_until_it_is_taken_back(field, opened):
    media.attach(field, opened, PAPER, b"%PDF-1.4", "x.pdf")
    _completed(field, opened, **{HOUSE: phone_picture()})

    def portraits_of(paper: str) -> list[int]:
        pages = papers.compose(field, papers.wanted(paper), opened.household).document.pages
        return [len(picture.jpeg) for page in pages for picture in page.pictures]

    assert portraits_of("handbook") == []
    [house, other] = photos.of_household(field, opened.household)
    assert portraits.choose(field, opened.household, house.record).value
    [shown] = portraits_of("handbook")
    assert shown < blobs.length(field, house.reference.digest)
    assert portraits_of("wall_card") == portraits_of("assistance_card") == portraits_of("register_form") == []
    portraits.choose(field, opened.household, other.record)  # a scanned PDF: no picture to print
    assert [row.is_portrait for row in photos.of_household(field, opened.household)] == [False, True]
    assert portraits_of("handbook") == []
    assert not portraits.choose(field, opened.household, other.record).value
    assert photos.portrait(field, opened.household) is None
    with pytest.raises(RuleError, match="no such photo"):
        portraits.choose(field, add_family(field).household, house.record)


class Pair:
    def __init__(self, folder: Path, office, field) -> None:
        self.office, self.field, self.stick = with_photo_form(office), field, folder / "stick"
        self.stick.mkdir()
        admit(office, field, folder / "admission")

    def hand_over(self):
        sent = bundles.export_bundle(self.field, self.stick).value
        received = bundles.receive(self.office, sent.path).value
        return sent, received, receipts.take_receipt(self.field, received.receipt).value


@pytest.fixture
def pair(tmp_path, office, field):
    return Pair(tmp_path, office, field)


def test_that_photos_travel_with_their_entries_and_once(pair, opened):
    _completed(pair.field, opened)
    sent, received, receipt = pair.hand_over()
    assert (sent.photos, received.photos, received.photos_missing, receipt.photos_wanted) == (1, 1, 0, 0)
    [(kept, _caption, _day)] = _attached(pair.office)
    reference = names.read_reference(kept)
    assert blobs.read(pair.office, reference) == blobs.read(pair.field, reference)
    assert blobs.place(pair.office.folder, reference.digest).read_bytes() != (
        blobs.place(pair.field.folder, reference.digest).read_bytes()
    )  # each workspace seals with its own key
    again = bundles.receive(pair.office, sent.path).value
    assert (again.photos, again.photos_missing, again.accepted) == (0, 0, 0)
    with pytest.raises(RuleError, match="nothing to hand over"):
        bundles.export_bundle(pair.field, pair.stick)


def test_that_a_missing_photo_is_named_in_the_receipt_and_sent_again_alone(pair, opened):
    _completed(pair.field, opened)
    [digest] = blobs.kept(pair.field.folder)
    hidden = blobs.place(pair.field.folder, digest)
    sealed = hidden.read_bytes()
    hidden.unlink()
    sent, received, receipt = pair.hand_over()
    assert (sent.photos, received.photos_missing, receipt.photos_wanted) == (0, 1, 1)
    hidden.write_bytes(sealed)
    sent, received, receipt = pair.hand_over()
    assert (sent.transactions, sent.photos, received.photos, receipt.photos_wanted) == (0, 1, 1, 0)
    assert blobs.has(pair.office, digest)


def test_that_what_does_not_fit_into_one_bundle_comes_with_the_next(pair, opened, monkeypatch):
    monkeypatch.setattr(limits, "BLOBS", 1)
    _completed(pair.field, opened, **{HOUSE: png_picture(), PAPER: phone_picture()})
    counts = [(sent.photos, receipt.photos_wanted) for sent, _received, receipt in (pair.hand_over(), pair.hand_over())]
    assert counts == [(1, 1), (1, 0)]
    assert set(blobs.kept(pair.office.folder)) == set(blobs.kept(pair.field.folder))


def test_that_a_large_file_travels_in_chunks(pair, opened, monkeypatch):
    monkeypatch.setattr(limits, "BLOB_CHUNK_BYTES", 1000)
    data = bytes(range(256)) * 10
    media.attach(pair.field, opened, PAPER, data, "x.mp4")
    interviews.complete(pair.field, opened)
    pair.hand_over()
    [(kept, _caption, _day)] = _attached(pair.office)
    assert blobs.read(pair.office, names.read_reference(kept)) == data


def test_that_the_office_keeps_only_what_its_entries_name_and_what_is_what_it_is_called(pair, opened, monkeypatch):
    _completed(pair.field, opened)
    monkeypatch.setattr("poverty_desktop.operations.handover.bundles.blobs.read", lambda *_: b"something else")
    _sent, received, _receipt = pair.hand_over()
    assert (received.photos, received.photos_missing) == (0, 1)
    assert list(blobs.kept(pair.office.folder)) == []


def test_that_a_backup_holds_the_photos_and_proves_them(field, opened, tmp_path):
    _completed(field, opened)
    stick = tmp_path / "stick"
    stick.mkdir()
    path = backups.back_up(field, stick).value
    [digest] = blobs.kept(field.folder)
    backups.restore(path, tmp_path / "restored")
    again = unlock(tmp_path / "restored")
    [(kept, _caption, _day)] = _attached(again)
    reference = names.read_reference(kept)
    assert reference.digest == digest
    assert blobs.read(again, reference) == blobs.read(field, reference)
    again.db.conn.close()


def test_that_a_damaged_photo_keeps_no_register_from_being_backed_up_and_is_named_by_the_check(field, opened, tmp_path):
    _completed(field, opened)
    verified = verification.verify(field)
    assert (verified.photos, verified.photos_missing) == (1, 0)
    [digest] = blobs.kept(field.folder)
    place = blobs.place(field.folder, digest)
    place.write_bytes(sealing.INTRO + bytes(60))
    stick = tmp_path / "stick"
    stick.mkdir()
    assert backups.back_up(field, stick).value.exists()
    with pytest.raises(StorageError, match="1 photos or files are damaged"):
        verification.verify(field)
    place.unlink()
    assert verification.verify(field).photos_missing == 1


def test_that_a_backup_that_spoils_a_photo_is_not_called_one(field, opened, tmp_path, monkeypatch):
    _completed(field, opened)
    stick = tmp_path / "stick"
    stick.mkdir()
    write = backup_file.write

    def spoil(folder, copy, part, **others):
        [digest] = blobs.kept(field.folder)
        place = blobs.place(field.folder, digest)
        sound = place.read_bytes()
        place.write_bytes(sound[:-1])
        write(folder, copy, part, **others)
        place.write_bytes(sound)

    monkeypatch.setattr(backup_file, "write", spoil)
    with pytest.raises(StorageError, match="does not restore"):
        backups.back_up(field, stick)
    assert list(stick.iterdir()) == []


def test_that_a_backup_whose_photo_was_changed_lays_nothing_down(field, opened, tmp_path):
    _completed(field, opened)
    stick = tmp_path / "stick"
    stick.mkdir()
    path = backups.back_up(field, stick).value
    changed = tmp_path / f"changed{backup_file.SUFFIX}"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data[:-1] if name.startswith("blobs/") else data)
    with pytest.raises(StorageError, match="not a backup"):
        backup.restore(changed, tmp_path / "target")
    assert [item for item in (tmp_path / "target").rglob("*") if item.is_file()] == []


def test_that_a_name_with_a_path_in_it_is_no_member_of_a_backup(field, opened, tmp_path):
    _completed(field, opened)
    stick = tmp_path / "stick"
    stick.mkdir()
    path = backups.back_up(field, stick).value
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("blobs/../../evil", b"x")
    backups.restore(path, tmp_path / "deep" / "target")
    assert not list(tmp_path.rglob("evil"))
