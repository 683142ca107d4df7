"""A stick that is torn out at every single write and read: nothing half done has a name, and the next try succeeds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from registers import add_family, admit
from torn_stick import TornStick

from poverty_desktop.errors import PovertyDesktopError, StorageError
from poverty_desktop.office import receiving
from poverty_desktop.operations.handover import bundles, downstream, enrolment, team
from poverty_desktop.operations.handover.enrolment import device_keys
from poverty_desktop.queries import today
from poverty_desktop.store import backup
from poverty_desktop.sync import delivery, limits
from poverty_desktop.sync.refusal import Reason, Refusal

MOST = 200


@pytest.fixture
def laptop(office, field, tmp_path):
    admit(office, field, tmp_path / "admission")
    add_family(field)
    return field


@pytest.fixture
def stick(tmp_path, monkeypatch):
    folder = tmp_path / "stick"
    folder.mkdir()
    return TornStick(folder, monkeypatch)


def named(stick: TornStick) -> list[Path]:
    return sorted(path for path in stick.folder.rglob("*") if path.is_file() and path.suffix != ".part")


def torn_everywhere(stick: TornStick, work: Callable[[], object]) -> int:
    """Tear the stick out at each use of ``work`` in turn, until it goes through; return at how many."""
    said: list[PovertyDesktopError] = []
    for number in range(1, MOST):
        before = {path: path.read_bytes() for path in named(stick)}
        stick.tear_at(number)
        try:
            work()
        except PovertyDesktopError as error:
            said.append(error)
        else:
            stick.put_back()
            for error in said:
                is_unreadable = isinstance(error, Refusal) and error.reason is Reason.UNREADABLE
                assert isinstance(error, StorageError) or is_unreadable
            return number
        assert stick.put_back()
        for path, data in before.items():
            assert path.read_bytes() == data
        aside = stick.folder.parent / "aside"
        aside.mkdir(exist_ok=True)
        for path in named(stick):
            if path not in before:  # it has a name, so it is whole, though nobody was told; see the tests
                path.replace(aside / f"{number}-{path.name}")
    raise AssertionError("it never went through")


def test_that_a_bundle_is_whole_or_not_there_wherever_the_stick_is_torn_out(office, laptop, stick, tmp_path):
    torn = torn_everywhere(stick, lambda: bundles.export_bundle(laptop, stick.folder))
    assert torn > 8
    unsaid = sorted((tmp_path / "aside").iterdir())
    assert unsaid
    for path in (*unsaid, *named(stick)):  # whole as well, though the stick went before anybody was told
        assert bundles.receive(office, path, tmp_path).value.transactions == 1
    assert office.db.conn.execute("SELECT count(*) FROM tx").fetchone()[0] == 1


def test_that_the_office_takes_in_and_answers_wherever_the_stick_is_torn_out(office, laptop, stick):
    path = bundles.export_bundle(laptop, stick.folder).value.path
    torn_everywhere(stick, lambda: bundles.receive(office, path))
    assert office.db.conn.execute("SELECT count(*) FROM tx").fetchone()[0] == 1

    def read() -> None:
        news = downstream.take_in(laptop, stick.folder).value
        for trouble in news.troubles:  # of several receipts one may lie behind the moment
            raise trouble

    torn_everywhere(stick, read)
    assert today.unsent(laptop) == 0


def test_that_what_goes_down_is_whole_or_not_there_wherever_the_stick_is_torn_out(
    office, laptop, another, stick, tmp_path
):
    other = another(worker="乙")
    admit(office, other, tmp_path / "admission")
    bundles.receive(office, bundles.export_bundle(laptop, stick.folder).value.path)
    torn_everywhere(stick, lambda: downstream.send(office, stick.folder, [device_keys(other).device]))
    downstream.take_in(other, stick.folder)
    assert backup.fingerprint(other.db) == backup.fingerprint(laptop.db)


def test_that_a_request_and_a_teams_bundle_are_whole_or_not_there(office, laptop, another, stick, tmp_path):
    other = another(worker="乙")
    torn_everywhere(stick, lambda: enrolment.ask(other, stick.folder))
    admit(office, other, tmp_path / "admission")
    add_family(other)
    torn_everywhere(stick, lambda: team.hand_over(other, stick.folder))
    assert team.take_in(laptop, stick.folder).value.accepted == 1


def test_that_two_laptops_write_into_one_shared_folder_at_the_same_moment(
    office, laptop, another, tmp_path, monkeypatch
):
    other = another(worker="乙")
    admit(office, other, tmp_path / "admission")
    add_family(other)
    share = tmp_path / "share"
    share.mkdir()
    hashed = delivery._hash
    inside: list[object] = []

    def between(*args):
        if not inside:  # while the first is still reading back what it wrote, the second comes
            inside.append(None)
            inside[0] = bundles.export_bundle(other, share).value.path
        return hashed(*args)

    monkeypatch.setattr(delivery, "_hash", between)
    first = bundles.export_bundle(laptop, share).value.path
    assert first != inside[0]
    assert [bundles.receive(office, path).value.accepted for path in (first, inside[0])] == [1, 1]
    assert not list(share.glob("*.part"))


def test_that_a_part_which_a_torn_stick_left_goes_with_the_next_file_of_its_name(laptop, stick):
    import os

    left = stick.folder / "Request.fpq.aaaaaa.part"
    young = stick.folder / "Request.fpq.bbbbbb.part"
    for path in (left, young):
        path.write_bytes(b"half")
    os.utime(left, (1, 1))
    delivery.deliver(stick.folder / "Request.fpq", lambda file: file.write(b"whole"), _silent())
    assert not left.exists()
    assert young.exists()


def test_that_a_bundle_on_a_stick_that_gives_other_bytes_is_said_at_once(laptop, stick, monkeypatch):
    monkeypatch.setattr(delivery, "_hash", lambda *_args: ("0" * 64, limits.KIB))
    with pytest.raises(PovertyDesktopError) as error:
        bundles.export_bundle(laptop, stick.folder)
    assert "not safe" in error.value.message_id
    assert named(stick) == []


def _silent():
    from poverty_desktop.progress import Progress

    return Progress()


def test_that_nothing_is_taken_in_where_no_receipt_can_be_written(office, laptop, tmp_path):
    path = bundles.export_bundle(laptop, tmp_path).value.path
    before = backup.fingerprint(office.db)
    with pytest.raises(StorageError) as caught:
        bundles.receive(office, path, tmp_path / "gone")
    assert caught.value.message_id == receiving.NO_ROOM_FOR_THE_ANSWER
    assert backup.fingerprint(office.db) == before
    assert bundles.receive(office, path).value.accepted == 1
    assert not list(tmp_path.glob("*.part"))
