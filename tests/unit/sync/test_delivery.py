"""Files on their way in: hostile names, links, giants; and the names that we give."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sync_factory import chain, write

from poverty_desktop.errors import StorageError
from poverty_desktop.progress import Progress
from poverty_desktop.sync import delivery, file_names, limits
from poverty_desktop.sync.refusal import Reason, Refusal

GOOD = "abcdef_01234567_000001_1of1.fpb"
HOSTILE = [
    "..", ".", "", "../" + GOOD, "..\\" + GOOD, "a:b.fpb", GOOD + ":stream", "CON", "con.fpb", "NUL.fpb", "LPT1.fpb",
    GOOD + " ", GOOD + ".", GOOD + "\n", "\n" + GOOD, GOOD + "\x00", GOOD.upper(), "\u202e" + GOOD,
    "abcdef_01234567_000001_1of1\u200b.fpb", "ａbcdef_01234567_000001_1of1.fpb", "abcdef_01234567_٠٠٠٠٠١_1of1.fpb",
    "abcdef_01234567_000001_0of1.fpb", "abcdef_01234567_000001_1of0.fpb", "abcdef_01234567_000001_1of1000.fpb",
    "abcdef_01234567_1_1of1.fpb", "abcde_01234567_000001_1of1.fpb", "abcdef_0123456_000001_1of1.fpb",
    "x" * 300 + ".fpb", "abcdef_01234567_000001_1of1.fpb.exe", "abcdef_01234567_000001_1of1.FPB", "autorun.inf",
    "a/b.fpb", "~/.bashrc",
    "张三家.fpb", "abcdef_01234567_000001_1of1 (1).fpb", "$(reboot).fpb", "%n%n.fpb", "-rf.fpb", ".fpb", "desktop.ini",
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_that_a_hostile_name_is_not_a_name_of_ours(name: str) -> None:
    assert not file_names.is_known_name(name)
    assert not file_names.is_bundle_name(name)
    assert not file_names.is_receipt_name(name)


@given(st.text(max_size=80))
@settings(deadline=None, max_examples=300)
def test_that_a_name_is_ours_only_in_plain_ascii_without_any_separator(name: str) -> None:
    if file_names.is_known_name(name):
        assert name.isascii()
        assert not set(name) & set("/\\: \n\0")


@given(st.binary(min_size=16, max_size=16), st.binary(min_size=16, max_size=16), st.integers(1, 999_999))
@settings(deadline=None)
def test_that_the_names_we_give_are_ours(office: bytes, device: bytes, number: int) -> None:
    assert file_names.is_bundle_name(file_names.bundle_name(office, device, number))
    assert file_names.is_receipt_name(file_names.receipt_name(office, device, number))
    for name in (file_names.request_name(device), file_names.admission_name(office, device)):
        assert file_names.is_known_name(name)


def test_that_two_laptops_of_one_morning_have_different_names() -> None:
    """Ids begin with the time: the name takes their random end."""
    office, first, second = b"o" * 16, b"same time" + b"1" * 7, b"same time" + b"2" * 7
    assert file_names.bundle_name(office, first, 1) != file_names.bundle_name(office, second, 1)


@pytest.mark.parametrize("number", [0, -1, 1_000_000])
def test_that_a_number_beyond_six_digits_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="six digits"):
        file_names.bundle_name(b"o" * 16, b"d" * 16, number)


def refuse(source: Path, folder: Path, **how: int) -> Reason:
    with pytest.raises(Refusal) as refused:
        delivery.take_copy(source, folder, **how)
    assert not list(folder.iterdir())
    return refused.value.reason


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def test_that_a_bundle_is_copied_under_its_hash_and_once(tmp_path: Path, inbox: Path) -> None:
    written = write(tmp_path, chain(3))
    seen: list[int] = []
    copy = delivery.take_copy(written.path, inbox, Progress(lambda _what, done, _total: seen.append(done)))
    assert copy.name == f"{written.sha256}.fpb"
    assert copy.read_bytes() == written.path.read_bytes()
    assert seen == [written.length]
    assert delivery.take_copy(written.path, inbox) == copy
    assert list(inbox.iterdir()) == [copy]


def test_that_a_foreign_name_is_not_copied(tmp_path: Path, inbox: Path) -> None:
    source = tmp_path / "bundle (1).fpb"
    source.write_bytes(b"x")
    assert refuse(source, inbox) is Reason.WRONG_NAME


def test_that_links_devices_and_folders_are_not_followed(tmp_path: Path, inbox: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"x")
    link = tmp_path / GOOD
    link.symlink_to(secret)
    assert refuse(link, inbox) is Reason.UNREADABLE
    link.unlink()
    link.mkdir()
    assert refuse(link, inbox) is Reason.UNREADABLE
    link.rmdir()
    os.mkfifo(link)
    assert refuse(link, inbox) is Reason.UNREADABLE


def test_that_a_giant_and_a_vanished_file_are_refused(tmp_path: Path, inbox: Path) -> None:
    source = tmp_path / GOOD
    assert refuse(source, inbox) is Reason.UNREADABLE
    source.write_bytes(bytes(101))
    assert refuse(source, inbox, most=100) is Reason.TOO_LARGE


def test_that_a_full_disk_while_copying_leaves_nothing(
    tmp_path: Path, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    (tmp_path / GOOD).write_bytes(b"x")
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StorageError, match="full"):
        delivery.take_copy(tmp_path / GOOD, inbox)
    assert not list(inbox.iterdir())


def test_that_a_stick_pulled_out_while_copying_leaves_nothing(
    tmp_path: Path, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class PulledOut(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError(5, "Input/output error")

    (tmp_path / GOOD).write_bytes(b"x")
    monkeypatch.setattr(delivery, "_open", lambda _source: PulledOut())
    assert refuse(tmp_path / GOOD, inbox) is Reason.UNREADABLE


def test_that_a_small_file_is_read_within_its_limit(tmp_path: Path) -> None:
    source = tmp_path / "01234567.fpq"
    source.write_bytes(b"12345")
    assert delivery.read_small_file(source, most=5) == b"12345"
    for most, reason in ((4, Reason.TOO_LARGE),):
        with pytest.raises(Refusal) as refused:
            delivery.read_small_file(source, most=most)
        assert refused.value.reason is reason
    with pytest.raises(Refusal):
        delivery.read_small_file(tmp_path, most=5)


def test_that_delivering_replaces_an_older_file_of_the_same_name(tmp_path: Path) -> None:
    target = tmp_path / "01234567.fpq"
    target.write_bytes(b"old and longer")
    delivery.deliver(target, lambda file: file.write(b"new"), Progress())
    assert target.read_bytes() == b"new"
    assert [item.name for item in tmp_path.iterdir()] == [target.name]


def test_that_the_limits_are_those_of_the_specification() -> None:
    wanted = {
        "VOLUME_BYTES": 512 << 20,
        "MANIFEST_BYTES": 4 << 20,
        "SEGMENT_RAW_BYTES": 8 << 20,
        "TRANSACTION_BYTES": 1 << 20,
        "BLOB_BYTES": 20 << 20,
        "BLOB_CHUNK_BYTES": 4 << 20,
        "TRANSACTIONS": 200_000,
        "BLOBS": 1_000,
        "COMPRESSION_RATIO": 200,
        "ZSTD_WINDOW_LOG": 23,
    }
    assert {name: getattr(limits, name) for name in wanted} == wanted
