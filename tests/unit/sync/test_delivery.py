"""Files on their way in: hostile names, links, giants; and the names that we give."""

from __future__ import annotations

import errno
import hashlib
import io
import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sync_factory import chain, write

from poverty_desktop import i18n
from poverty_desktop.errors import StorageError
from poverty_desktop.progress import Progress
from poverty_desktop.sync import delivery, file_names, limits, uncached
from poverty_desktop.sync.file_names import FileName
from poverty_desktop.sync.refusal import Reason, Refusal

OFFICE, DEVICE, DAY = b"o" * 16, bytes(range(16)), date(2026, 11, 30)
GOOD = "数据包_乐园村_电脑9567_第12号_2026-11-30.fpb"
FOREIGN = [
    "数据包 (1).fpb", "新建文本文档.txt", "bundle.FPB", "x" * 200, "-rf.fpb", "$(reboot).fpb", "%n%n.fpb", ".fpb",
    "\u202eb.fpb", "autorun.inf", "CON", "a:b.fpb", " ", "张三家.fpb",
]  # fmt: skip
RESERVED = set('\\/:*?"<>|') | {chr(number) for number in range(32)}


def every_name(place: str, *, device: bytes = DEVICE, number: int = 12) -> list[FileName]:
    moment = datetime(2026, 11, 30, 9, 48, 5, tzinfo=UTC)
    return [
        file_names.bundle_name(place, OFFICE, device, number, DAY),
        file_names.receipt_name(place, OFFICE, device, number, DAY),
        file_names.request_name(place, device),
        file_names.admission_name(place, OFFICE, device),
        file_names.key_name(place, OFFICE, what="office"),
        file_names.key_name(place, OFFICE, what="escrow"),
        file_names.backup_name(place, moment, ".fpbackup"),
    ]


@pytest.fixture
def chinese() -> Iterator[None]:
    i18n.set_language("zh_CN")
    yield
    i18n.set_language("en")


@pytest.mark.usefixtures("chinese")
def test_that_a_name_says_what_the_file_is_and_whose() -> None:
    assert [name.readable for name in every_name("乐园村")] == [
        "数据包_乐园村_电脑9567_第12号_2026-11-30.fpb",
        "回执_乐园村_电脑9567_第12号_2026-11-30.fpr",
        "备案申请_乐园村_电脑9567.fpq",
        "备案文件_乐园村_电脑9567.fpa",
        "单位密钥_乐园村.fpk",
        "第二保管人密钥_乐园村.fpk",
        "备份_乐园村_2026-11-30_094805.fpbackup",
    ]


@given(st.text(max_size=80), st.binary(min_size=16, max_size=16), st.integers(1, 999_999))
@settings(deadline=None)
def test_that_every_disk_takes_the_names_we_give(place: str, device: bytes, number: int) -> None:
    names = every_name(place, device=device, number=number)
    for name in (*names, *every_name("驻" * 80, device=device, number=number)):
        stem = name.readable.rpartition(".")[0]
        assert not set(name.readable) & RESERVED
        assert stem == stem.strip(" .")
        assert len(f"{name.readable}.123456.part".encode()) <= 255
        assert name.plain.isascii()
        assert not set(name.plain) & (RESERVED | {" "})
    assert len({name.readable for name in names}) == len({name.plain for name in names}) == len(names)


def test_that_two_laptops_of_one_village_and_morning_have_different_names() -> None:
    """Ids begin with the time: the name takes their random end."""
    first, second = b"same time" + b"1" * 7, b"same time" + b"2" * 7
    for one, other in zip(every_name("乐园村", device=first)[:4], every_name("乐园村", device=second)[:4], strict=True):
        assert one.readable != other.readable
        assert one.plain != other.plain


@pytest.mark.parametrize("number", [0, -1, 1_000_000])
def test_that_a_number_beyond_six_digits_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="six digits"):
        file_names.bundle_name("乐园村", OFFICE, DEVICE, number, DAY)


def test_that_a_disk_without_chinese_gets_the_plain_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = file_names.request_name("乐园村", DEVICE)
    assert delivery.place_for(tmp_path, name) == tmp_path / name.readable
    touch = Path.touch

    def ascii_only(path: Path) -> None:
        if not path.name.isascii():
            raise OSError(errno.EINVAL, "Invalid argument")
        touch(path)

    monkeypatch.setattr(Path, "touch", ascii_only)
    assert delivery.place_for(tmp_path, name) == tmp_path / name.plain
    assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("chinese")
def test_that_an_older_file_of_the_name_stays_where_it_must(tmp_path: Path) -> None:
    name = file_names.request_name("乐园村", DEVICE)
    (tmp_path / name.readable).write_bytes(b"older")
    assert delivery.place_for(tmp_path, name, keeps_old=True).name == "备案申请_乐园村_电脑9567_2.fpq"
    assert delivery.place_for(tmp_path, name).name == name.readable


def test_that_a_foreign_name_is_shown_in_one_harmless_line() -> None:
    assert file_names.shown("数据包 1.fpb\n\u202egpj\x00") == "数据包 1.fpbgpj"
    assert len(file_names.shown("x" * 300)) == 80


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
    assert copy.name == written.sha256
    assert copy.read_bytes() == written.path.read_bytes()
    assert seen == [written.length]
    assert delivery.take_copy(written.path, inbox) == copy
    assert list(inbox.iterdir()) == [copy]


@pytest.mark.parametrize("name", FOREIGN)
def test_that_a_file_is_taken_whatever_its_name_is_and_bears_it_no_more(tmp_path: Path, inbox: Path, name: str) -> None:
    source = tmp_path / name
    source.write_bytes(b"x")
    copy = delivery.take_copy(source, inbox)
    assert copy.name == hashlib.sha256(b"x").hexdigest()
    assert list(inbox.iterdir()) == [copy]


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


@pytest.mark.parametrize(
    "length", [0, 1, 511, 4096, 5000, uncached.CHUNK, uncached.CHUNK + 1, 3 * uncached.CHUNK + 4096]
)
def test_that_a_file_is_read_past_the_cache_to_its_last_byte(tmp_path: Path, length: int) -> None:
    path = tmp_path / "file"
    data = os.urandom(length)
    path.write_bytes(data)
    assert b"".join(uncached.pieces(path)) == data


def test_that_a_disk_that_reads_only_through_its_cache_is_read_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x" * 5000)

    def refuse(_path: Path) -> io.FileIO:
        raise OSError(errno.EINVAL, "Invalid argument")

    monkeypatch.setattr(uncached, "_direct", refuse)
    assert b"".join(uncached.pieces(path)) == b"x" * 5000

    def fail(_path: Path) -> io.FileIO:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(uncached, "_direct", fail)
    with pytest.raises(OSError, match="Input/output"):
        list(uncached.pieces(path))
