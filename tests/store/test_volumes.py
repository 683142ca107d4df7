"""A bundle in volumes: cut, carried over days in any order, gone on with after a torn-out stick, whole or nothing."""

from __future__ import annotations

import itertools
import random
import shutil

import pytest
from registers import add_family, admit, living, make_field, new, save

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.ids import RecordId
from poverty_desktop.operations.handover import bundles, downstream, receipts
from poverty_desktop.operations.handover.enrolment import device_keys
from poverty_desktop.queries.handover import bundles as pages
from poverty_desktop.store import blobs
from poverty_desktop.sync import delivery, dispatch, limits, outbox
from poverty_desktop.sync.refusal import Reason, Refusal

SIZE = 300_000
PHOTO = 100_000


class Way:
    """A laptop with photos that do not fit into one file, its office, and the sticks between them."""

    def __init__(self, folder, office, field):
        self.folder, self.office, self.field = folder, office, field
        self.stick = folder / "stick"
        self.stick.mkdir()
        admit(office, field, folder / "admission")
        self.family = add_family(field)
        self.references = [self.photo(number) for number in range(8)]

    def photo(self, number):
        reference = blobs.keep(self.field, random.Random(number).randbytes(PHOTO))
        values = {"household": Value(self.family.household), "hash": Value(reference.to_bytes())}
        save(self.field, new(RecordKind.ATTACHMENT, RecordId(self.field.ids.new()), values))
        return reference

    def export(self, stick=None, **options):
        return bundles.export_bundle(self.field, stick or self.stick, volume_bytes=SIZE, **options).value

    def receive(self, path):
        return bundles.receive(self.office, path, self.folder).value

    def answer(self, received):
        return receipts.take_receipt(self.field, received.receipt).value

    def at_office(self):
        return [blobs.has(self.office, reference.digest) for reference in self.references]


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(limits, "LEAST_VOLUME_BYTES", 1)


@pytest.fixture
def way(tmp_path, office, field):
    return Way(tmp_path, office, field)


def _outbox(session):
    return outbox.sets(dispatch.outbox_of(session))


def test_that_what_fits_stays_one_file_as_it_always_was(way):
    done = bundles.export_bundle(way.field, way.stick).value
    assert (done.volume_count, done.volumes) == (1, ())
    assert len([*way.stick.iterdir()]) == 1
    assert way.receive(done.path).missing_volumes == ()


def test_that_volumes_are_taken_in_in_any_order_and_only_the_last_brings_the_bundle_in(way):
    done = way.export()
    assert done.volume_count == 4
    assert [path.name.rsplit("_", 1)[1] for path in done.volumes] == [f"volume{n}of4.fpb" for n in range(1, 5)]
    before = living(way.office)
    waited = []
    for path in (done.volumes[2], done.volumes[0], done.volumes[3]):
        received = way.receive(path)
        waited.append(received.missing_volumes)
        assert living(way.office) == before
        assert way.answer(received).merged == 0
    assert waited == [(1, 2, 4), (2, 4), (2,)]
    [row] = pages.intake(way.office, has_keys=True).bundles
    assert (row.state, row.detail["missing"], row.detail["volumes"]) == ("waiting", [2], 4)
    received = way.receive(done.volumes[1])
    assert received.missing_volumes == ()
    assert received.accepted == 9
    assert living(way.office) == living(way.field)
    assert all(way.at_office())
    assert way.answer(received).merged == 9
    assert _outbox(way.field) == [], "the office has it: nothing lies ready any more"
    assert not [*(way.office.folder / "inbox" / "volumes").iterdir()]
    assert [item.state for item in pages.intake(way.office, has_keys=True).bundles] == ["merged"]


def test_that_a_volume_given_twice_or_after_all_of_them_changes_nothing(way):
    done = way.export()
    for path in (done.volumes[0], done.volumes[0]):
        assert way.receive(path).missing_volumes == (2, 3, 4)
    for path in done.volumes[1:]:
        way.receive(path)
    before = living(way.office)
    again = way.receive(done.volumes[1])
    assert (again.missing_volumes, again.accepted, again.known) == ((), 0, 9)
    assert living(way.office) == before
    assert way.answer(again).merged == 9


def test_that_volumes_are_known_by_their_content_whatever_they_are_called(way):
    done = way.export()
    names = [path.name for path in done.volumes]
    moved = [path.rename(path.with_name(f"x{number}.fpb")) for number, path in enumerate(done.volumes)]
    for path, name in zip(reversed(moved), names, strict=True):
        received = way.receive(path.rename(path.with_name(name)))
    assert received.missing_volumes == ()
    assert all(way.at_office())


def test_that_a_damaged_volume_is_refused_and_the_sound_ones_stay(way):
    done = way.export()
    way.receive(done.volumes[0])
    data = bytearray(done.volumes[1].read_bytes())
    for place in (40, len(data) // 2, len(data) - 1):
        broken = bytearray(data)
        broken[place] ^= 1
        (way.stick / "broken.fpb").write_bytes(bytes(broken))
        with pytest.raises(Refusal) as refused:
            way.receive(way.stick / "broken.fpb")
        assert refused.value.reason in (Reason.DAMAGED, Reason.NOT_FOR_ME, Reason.TRUNCATED)
    (way.stick / "broken.fpb").write_bytes(bytes(data[: len(data) // 2]))
    with pytest.raises(Refusal):
        way.receive(way.stick / "broken.fpb")
    assert way.receive(done.volumes[1]).missing_volumes == (3, 4)


def test_that_a_volume_of_another_bundle_fills_no_hole(way, tmp_path):
    done = way.export()
    way.receive(done.volumes[0])
    way.photo(99)
    other = way.export(begins_anew=True)
    received = way.receive(other.volumes[1])
    assert received.missing_volumes == tuple(n for n in range(1, other.volume_count + 1) if n != 2)
    assert way.receive(done.volumes[2]).missing_volumes == (2, 4)


def test_that_a_later_bundle_makes_the_one_that_waits_needless(way):
    first = way.export()
    way.receive(first.volumes[0])
    later = way.export(begins_anew=True)
    for path in later.volumes:
        received = way.receive(path)
    assert way.answer(received).missing_volumes == 0
    assert [item.state for item in pages.intake(way.office, has_keys=True).bundles] == ["merged"]


def test_that_a_torn_out_stick_loses_no_volume_and_the_next_hand_over_goes_on(way, monkeypatch, tmp_path):
    deliver = delivery.deliver
    written = []

    def torn(target, write, progress):
        if target.parent == way.stick and len(written) == 2:
            raise OSError(5, "Input/output error")
        written.append(target) if target.parent == way.stick else None
        return deliver(target, write, progress)

    with monkeypatch.context() as patch:
        patch.setattr(outbox, "deliver", torn)
        with pytest.raises(StorageError, match="goes on from there") as trouble:
            way.export()
    assert trouble.value.params == {"volume": 3, "volumes": 4}
    whole = sorted(way.stick.iterdir())
    assert len(whole) == 2
    untouched = [path.stat().st_mtime_ns for path in whole]
    other = tmp_path / "another stick"
    other.mkdir()
    done = way.export(other)
    assert done.goes_on
    assert len(done.volumes) == 2, "the first two were carried before"
    assert [path.stat().st_mtime_ns for path in whole] == untouched
    for path in itertools.chain(whole, done.volumes):
        received = way.receive(path)
    assert received.missing_volumes == ()


def test_that_what_lies_on_the_stick_and_is_whole_is_not_written_again(way):
    first = way.export()
    [found] = _outbox(way.field)
    data = first.volumes[2].read_bytes()
    first.volumes[2].write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    from poverty_desktop.progress import Progress

    carried = outbox.carry(found, way.stick, range(1, 5), Progress())
    assert carried.were_there == 3
    assert first.volumes[2].read_bytes() == data


def test_that_a_volume_lost_on_its_way_is_written_again_and_nothing_else(way):
    done = way.export()
    done.volumes[1].unlink()
    for path in (done.volumes[0], done.volumes[2], done.volumes[3]):
        received = way.receive(path)
    assert way.answer(received).missing_volumes == 1
    shutil.rmtree(way.stick)
    way.stick.mkdir()
    again = way.export()
    assert (again.goes_on, len(again.volumes)) == (True, 1)
    assert len([*way.stick.iterdir()]) == 1
    assert way.receive(again.volumes[0]).missing_volumes == ()
    assert all(way.at_office())


def test_that_only_what_the_office_lacks_travels_after_a_bundle_in_volumes(way):
    for path in way.export().volumes:
        received = way.receive(path)
    way.answer(received)
    way.references.append(way.photo(50))
    done = way.export()
    assert (done.transactions, done.photos, done.volume_count) == (1, 1, 1)


def test_that_a_laptop_takes_volumes_of_the_office_in_the_same_way(way, tmp_path, monkeypatch):
    for path in way.export().volumes:
        way.receive(path)
    second = make_field(tmp_path / "second", seed=5)
    admit(way.office, second, tmp_path / "admission 2")
    down = tmp_path / "down"
    down.mkdir()
    monkeypatch.setitem(dispatch.send.__kwdefaults__, "volume_bytes", SIZE)
    downstream.send(way.office, down, [device_keys(second).device])
    files = sorted(down.glob("*.fpd"))
    assert len(files) == 4
    assert downstream.take_in(second, files[1]).value.missing_volumes == (1, 3, 4)
    news = downstream.take_in(second, down).value
    assert (news.missing_volumes, news.photos, news.accepted) == ((), 8, 9)
    assert living(second)["household"] == living(way.field)["household"]
    second.db.conn.close()


@pytest.mark.parametrize("size", [0, limits.LARGEST_VOLUME_BYTES + 1])
def test_that_a_size_that_no_volume_may_have_is_refused(way, size, monkeypatch):
    monkeypatch.setattr(limits, "LEAST_VOLUME_BYTES", 16 << 20)
    with pytest.raises(RuleError, match="16 to 4032 MB"):
        bundles.export_bundle(way.field, way.stick, volume_bytes=size)
