"""Stop is pressed in the middle of something long: what was done stays whole, the rest goes on at the next press."""

from __future__ import annotations

import pytest
from county_of_sticks import County
from photo_form import HOUSE, begin, with_photo_form
from registers import add_family
from sample_pictures import phone_picture

from poverty_desktop.errors import Cancelled
from poverty_desktop.operations.handover import bundles, downstream, receipts
from poverty_desktop.operations.interviewing import interviews, media
from poverty_desktop.operations.workspaces import verification
from poverty_desktop.progress import Progress
from poverty_desktop.store import arrival, backup, log
from ui.bundles import calls

MERGING, PHOTOS, READING_BACK = "Merging the entries", "Keeping the photos", "Reading back what was written"


class StoppedAt(Progress):
    """Stop is pressed once ``what`` was told for the ``count``-th time."""

    def __init__(self, what: str, count: int = 1) -> None:
        super().__init__(self._hear)
        self._what, self._left = what, count

    def _hear(self, what: str, _done: int, _total: int) -> None:
        self._left -= what == self._what
        if not self._left:
            self.cancel()


@pytest.fixture
def county(tmp_path, office, field, another):
    return County(tmp_path, office, field, another(worker="乙"))


@pytest.fixture
def small_parts(monkeypatch):
    """Let a few entries be as many parts and segments as thousands are otherwise."""
    monkeypatch.setattr(arrival, "_MOST_AT_ONCE", 1)


def bundle_of(county, session, families: int = 1):
    for _number in range(families):
        add_family(session)
    return bundles.export_bundle(session, county.stick(session)).value.path


def receipt_files(path):
    return sorted(path.parent.glob("*.fpr"))


@pytest.mark.parametrize("part", [1, 2, 3])
def test_that_a_bundle_that_is_stopped_in_the_middle_of_its_merge_leaves_the_register_as_before(
    county, small_parts, part
):
    path = bundle_of(county, county.one, families=4)
    before = backup.fingerprint(county.office.db)
    with pytest.raises(Cancelled):
        bundles.receive(county.office, path, None, StoppedAt(MERGING, part))
    assert backup.fingerprint(county.office.db) == before
    assert log.position(county.office.db) == 0
    assert receipt_files(path) == []
    assert county.office.db.conn.execute("SELECT count(*) FROM bundle").fetchone() == (0,)
    received = bundles.receive(county.office, path).value
    assert (received.accepted, received.known) == (4, 0)
    verification.verify(county.office)


def test_that_a_laptop_stopped_in_the_middle_of_a_file_is_as_before(county, small_parts):
    add_family(county.one)
    add_family(county.one)
    county.up(county.one)
    path = county.send(county.two).path
    before = backup.fingerprint(county.two.db)
    with pytest.raises(Cancelled):
        downstream.take_in(county.two, path, StoppedAt(MERGING))
    assert backup.fingerprint(county.two.db) == before
    assert downstream.take_in(county.two, path).value.accepted == 2


def test_that_stop_comes_too_late_for_a_receipt_once_the_entries_are_in(county):
    path = bundle_of(county, county.one)
    received = bundles.receive(county.office, path, None, StoppedAt(READING_BACK)).value
    assert received.accepted == 1
    assert receipt_files(path) == [received.receipt]
    assert receipts.take_receipt(county.one, received.receipt).value.merged == 1


def test_that_stop_among_the_photos_keeps_the_entries_and_the_receipt_asks_for_the_rest(county):
    with_photo_form(county.office)
    opened = begin(county.one, add_family(county.one).household)
    media.attach(county.one, opened, HOUSE, phone_picture())
    interviews.complete(county.one, opened)
    path = bundle_of(county, county.one, families=0)
    progress = Progress()
    merge = arrival.accept

    def then_stop(*args, **options):
        outcome = merge(*args, **options)
        progress.cancel()
        return outcome

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(arrival, "accept", then_stop)
        received = bundles.receive(county.office, path, None, progress).value
    assert (received.photos, received.photos_missing) == (0, 1)
    assert receipts.take_receipt(county.one, received.receipt).value.photos_wanted == 1
    again = bundles.receive(county.office, path).value
    assert (again.accepted, again.photos, again.photos_missing) == (0, 1, 0)


def test_that_the_office_keeps_the_bundles_before_with_their_receipts_and_lists_those_that_are_left(
    county, small_parts
):
    files = [bundle_of(county, session, families=2) for session in (county.one, county.two)]
    done = calls.take_in(files, county.office, StoppedAt(MERGING, 3))
    assert done.was_stopped
    first, second = done.value
    assert (first.accepted, first.is_left, first.refusal, first.sent_trouble) == (2, False, "", "")
    assert first.receipt is not None
    assert first.receipt.is_file()
    assert (second.is_left, second.file_name) == (True, files[1].name)
    assert receipt_files(files[1]) == []
    assert log.position(county.office.db) == 2
    again = calls.take_in(files, county.office, Progress())
    assert [(row.known, row.accepted) for row in again.value] == [(2, 0), (0, 2)]
    assert not again.was_stopped


def test_that_a_laptop_keeps_the_files_before_and_is_told_that_there_is_more(county):
    add_family(county.one)
    county.up(county.one)
    first = county.send(county.two).path
    data = first.read_bytes()
    add_family(county.one)
    county.up(county.one)
    second = county.send(county.two).path
    first.write_bytes(data)  # two of them lie on the stick
    done = downstream.take_in(county.two, second.parent, StoppedAt(MERGING))
    assert done.was_stopped
    assert done.value.accepted == 1
    rest = downstream.take_in(county.two, second.parent)
    assert rest.value.accepted == 1
    assert not rest.was_stopped


def test_that_the_office_says_for_whom_it_wrote_before_it_was_stopped(county):
    add_family(county.one)
    add_family(county.two)
    county.up(county.one)
    county.up(county.two)
    folder = county.folder / "out"
    folder.mkdir()
    done = downstream.send(county.office, folder, None, StoppedAt(READING_BACK))
    assert done.was_stopped
    assert [sent.path is not None for sent in done.value] == [True]
    stopped = Progress()
    stopped.cancel()
    with pytest.raises(Cancelled):
        downstream.send(county.office, folder, None, stopped)
    assert len(downstream.send(county.office, folder).value) == 2


@pytest.mark.parametrize("call", ["check_chains", "fingerprint"])
def test_that_a_check_of_the_workspace_stops_inside_its_steps(county, call, monkeypatch):
    for _number in range(3):
        add_family(county.one)
    progress = Progress()
    module = verification.audit if call == "check_chains" else verification.backup
    real = getattr(module, call)

    def pressed(db):
        progress.cancel()
        return real(db)

    monkeypatch.setattr(backup, "_INSTRUCTIONS", 50)
    monkeypatch.setattr(module, call, pressed)
    with pytest.raises(Cancelled):
        verification.verify(county.one, progress)
    monkeypatch.undo()
    assert verification.verify(county.one).transactions == 3
