"""Whatever a line does, a file arrives whole and once, or a clear sentence says that it did not."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import random
import socket
import ssl
from pathlib import Path

import pytest
from bad_line import BadLine, Fault
from houses import courier, house, identity, served
from sync_factory import NOW_MS, world

from poverty_desktop.crypto.signing import new_signing_key
from poverty_desktop.errors import Cancelled, RuleError, StorageError
from poverty_desktop.ids import SeededIds
from poverty_desktop.network import troubles, wire
from poverty_desktop.progress import Progress

SIZE = 150_000
RECORD = 16_384
"""What is cut off inside one record of TLS did not arrive."""


def most_connections(after: int) -> int:
    """Return how many are needed where each brings what it can: whole records behind handshake and admission."""
    return 2 - (-SIZE // (max(1, (after - 6_000) // RECORD) * RECORD))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "bundle.fpb"
    path.write_bytes(random.Random(7).randbytes(SIZE))
    return path


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return tmp_path / "service"


@pytest.mark.parametrize("after", [23_000, 40_013, 100_003, 149_999, 156_000])
def test_that_a_file_goes_on_where_it_was_cut_and_is_done_once(base, file, after):
    with (
        served(base) as at,
        BadLine(at.service.port, lambda _count: Fault(cut_up=after)) as line,
        courier(line.port) as one,
    ):
        while one.send(file)[0] != wire.TAKEN:
            pass
        assert at.contents == [file.read_bytes()]
        assert len(at.tasks) == 1
        assert line.count <= most_connections(after)  # what had arrived was not sent again


@pytest.mark.parametrize("at_byte", [*range(0, 5_000, 800), 90_000])
def test_that_a_garbled_byte_is_found_out_and_the_file_arrives_all_the_same(base, file, at_byte):
    def fault(count: int) -> Fault:
        return [Fault(garble_up=at_byte + 600), Fault(garble_down=at_byte), Fault()][min(count, 2)]

    with served(base) as at, BadLine(at.service.port, fault) as line, courier(line.port) as one:
        for _try in range(3):
            with contextlib.suppress(RuleError):  # before anybody is known to be there, one failure is enough
                one.send(file)
                break
        assert at.contents == [file.read_bytes()]


def test_that_a_line_of_single_bytes_carries_too(base, tmp_path):
    small = tmp_path / "small.fpb"
    small.write_bytes(b"x" * 3_000)
    with served(base) as at, BadLine(at.service.port, lambda _count: Fault(piece=7)) as line:
        with courier(line.port) as one:
            one.send(small)
        assert at.contents == [b"x" * 3_000]


@pytest.mark.parametrize("after", [23_000, 100_003])
def test_that_what_lies_ready_is_fetched_on_from_where_it_was_cut(base, file, tmp_path, after):
    with served(base) as at:
        ready = at.service.shelf(identity().device).outgoing / "down.fpd"
        ready.write_bytes(file.read_bytes())
        target = tmp_path / "home.fpd"
        with BadLine(at.service.port, lambda _count: Fault(cut_down=after)) as line, courier(line.port) as one:
            (offer,) = one.wait().offers
            one.fetch(offer, target)
        assert target.read_bytes() == file.read_bytes()
        assert line.count <= most_connections(after)


def test_that_a_line_through_which_nothing_comes_ends_in_a_sentence_and_does_not_try_for_ever(base, file):
    def fault(count: int) -> Fault:
        return Fault(cut_up=9_000) if count == 0 else Fault(cut_up=10)

    pauses: list[float] = []
    with served(base) as at, BadLine(at.service.port, fault) as line, courier(line.port, pauses=pauses) as one:
        one.enter()
        with pytest.raises(RuleError) as error:
            one.send(file)
    assert error.value.message_id == troubles.CUT
    assert pauses == sorted(pauses)
    assert len(pauses) == 7


def test_that_the_same_piece_and_the_same_file_twice_do_nothing_twice(base, file):
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    with served(base) as at, courier(at.service.port) as one:
        one.enter()
        data = file.read_bytes()
        assert one._put(digest, 0, SIZE, data[:50_000])[0] == 50_000
        assert one._put(digest, 0, SIZE, data[:50_000])[0] == 50_000
        assert one._put(digest, 50_000, SIZE, data[50_000:]) == (SIZE, wire.WAITING)
        assert one._put(digest, 50_000, SIZE, data[50_000:]) == (SIZE, wire.TAKEN)
        assert one.send(file) == (wire.TAKEN, "")
        assert at.contents == [data]
        one.ask_for_news()
        one.ask_for_news()
        assert [task.digest for task in at.tasks] == [digest, "", ""]


def test_that_bytes_that_are_not_what_they_are_called_are_thrown_away(base, file):
    with served(base) as at, courier(at.service.port) as one:
        one.enter()
        with pytest.raises(RuleError) as error:
            one._put("0" * 64, 0, SIZE, file.read_bytes())
        assert error.value.message_id == troubles.OTHER_BYTES
        assert list(at.service.shelf(identity().device).incoming.iterdir()) == []
        assert at.tasks == []


def test_that_an_office_without_room_says_so_and_keeps_what_came(base, file, monkeypatch):
    with served(base) as at, courier(at.service.port) as one:
        usage = type("Usage", (), {"free": 10_000})
        monkeypatch.setattr("poverty_desktop.network.shelf.shutil.disk_usage", lambda _folder: usage)
        with pytest.raises(RuleError) as error:
            one.send(file)
        assert error.value.message_id == troubles.FULL_THERE
        monkeypatch.undo()
        one.send(file)
        assert at.contents == [file.read_bytes()]


def test_that_a_laptop_is_let_in_by_its_key_alone(base):
    mine, foreign = identity(), identity(world(2))
    cases = [
        (house(), foreign, troubles.STRANGER),
        (house(revoked=frozenset({mine.chain[0].serial})), mine, troubles.REVOKED),
        (house(barred=frozenset({mine.device})), mine, troubles.REVOKED),
        (house(villages=frozenset({"420581100299"})), mine, troubles.STRANGER),
        (house(world(2)), mine, troubles.WRONG_OFFICE),
    ]
    for at_house, who, sentence in cases:
        with served(base, at_house) as at, courier(at.service.port, who) as one:
            with pytest.raises(RuleError) as error:
                one.enter()
            assert error.value.message_id == sentence
            assert at.service.visits() == []


def test_that_another_key_is_believed_only_on_a_later_card_of_the_office(base):
    with served(base) as at:
        with courier(at.service.port, known=b"\1" * 32, since_ms=NOW_MS) as one, pytest.raises(RuleError) as error:
            one.enter()
        assert error.value.message_id == troubles.WRONG_OFFICE
        assert at.service.visits() == []
        with courier(at.service.port, known=b"\1" * 32, since_ms=NOW_MS - 1) as one:
            one.enter()


def test_that_a_card_is_worth_nothing_without_its_key(base):
    """Who has seen the card of the office may show it, but cannot speak under the key that it names."""
    key = new_signing_key(SeededIds(98))
    with served(base, house(server_key=key)) as at, courier(at.service.port) as one, pytest.raises(RuleError) as error:
        one.enter()
    assert error.value.message_id == troubles.WRONG_OFFICE


def test_that_a_wrong_clock_is_named_as_what_it_is(base):
    from datetime import timedelta

    for later, sentence in (
        (timedelta(days=800), troubles.CLOCK_DIFFERS),
        (-timedelta(days=9), troubles.CLOCK_DIFFERS),
    ):
        with served(base, later=later) as at, courier(at.service.port) as one:
            with pytest.raises(RuleError) as error:
                one.enter()
            assert error.value.message_id == sentence
            assert error.value.params == {"days": abs(later).days}


def test_that_a_way_that_was_stopped_goes_on_the_next_time(base, file, tmp_path):
    def stop_after(bytes_done: int) -> Progress:
        progress = Progress(lambda _what, done, total: progress.cancel() if bytes_done <= done < total else None)
        return progress

    with served(base) as at:
        ready = at.service.shelf(identity().device).outgoing / "down.fpd"
        ready.write_bytes(file.read_bytes())
        target = tmp_path / "home.fpd"
        with courier(at.service.port, progress=stop_after(40_000)) as one:
            (offer,) = one.wait().offers
            with pytest.raises(Cancelled):
                one.fetch(offer, target)
        assert not target.exists()
        (part,) = tmp_path.glob("*.part")
        assert 40_000 <= part.stat().st_size < SIZE
        with courier(at.service.port) as one:
            one.fetch(offer, target)
        assert target.read_bytes() == file.read_bytes()


def test_that_a_full_disk_of_the_laptop_is_said_and_what_came_stays(base, file, tmp_path, monkeypatch):
    with served(base) as at, courier(at.service.port) as one:
        (at.service.shelf(identity().device).outgoing / "down.fpd").write_bytes(file.read_bytes())
        (offer,) = one.wait().offers
        whole = Path.open

        def full(path: Path, mode: str = "r", *rest: object) -> object:
            if path.parent == tmp_path and mode in ("wb", "ab"):
                raise OSError(errno.ENOSPC, "No space left on device")
            return whole(path, mode, *rest)

        monkeypatch.setattr(Path, "open", full)
        with pytest.raises(StorageError) as error:
            one.fetch(offer, tmp_path / "home.fpd")
        assert error.value.message_id == troubles.FULL_HERE
        monkeypatch.undo()
        one.fetch(offer, tmp_path / "home.fpd")
        assert (tmp_path / "home.fpd").read_bytes() == file.read_bytes()


def spoken(port: int, *pieces: bytes) -> bytes:
    """Say something under TLS without any manners, and return what comes back."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    found = b""
    with socket.create_connection(("127.0.0.1", port), 10) as bare, context.wrap_socket(bare) as line:
        try:
            for piece in pieces:
                line.sendall(piece)
            while data := line.recv(4096):
                found += data
        except OSError:
            pass
    return found


HOSTILE = [
    b"GET /1/out HTTP/1.1\r\nAuthorization: Bearer " + b"0" * 64 + b"\r\n\r\n",
    b"GET /1/in/../../etc/passwd HTTP/1.1\r\n\r\n",
    b"GET / HTTP/0.9\r\n\r\n",
    b"BREW /pot HTTP/1.1\r\n\r\n",
    b"GET /1/hello HTTP/9.9\r\n\r\n",
    b"POST /1/login HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
    b"POST /1/login HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
    b"POST /1/login HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
    b"POST /1/login HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    b"POST /1/login HTTP/1.1\r\nContent-Length: 5\r\nConnection: close\r\n\r\n\x84\x00\x00\x00\x00",
    b"PUT /1/in/" + b"a" * 64 + b" HTTP/1.1\r\nUpload-Offset: 0\r\nUpload-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
    b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\n" + b"".join(b"X-%d: %s\r\n" % (n, b"y" * 200) for n in range(200)) + b"\r\n",
    b"\x00" * 10_000,
    b"\r\n" * 5000,
]


@pytest.mark.parametrize("said", HOSTILE, ids=range(len(HOSTILE)))
def test_that_a_hostile_request_gets_a_number_and_no_word_and_the_service_goes_on(base, said, capfd):
    with served(base) as at:
        answer = spoken(at.service.port, said)
        head, _gap, body = answer.partition(b"\r\n\r\n")
        assert body == b""
        assert not answer or head.split(b" ")[1] in (b"400", b"401", b"403", b"404", b"414", b"431", b"501", b"505")
        for told in (b"poverty", b"Python", b"Server:", b"Traceback", b"passwd"):
            assert told not in answer
        with courier(at.service.port) as one:
            one.enter()
        assert at.tasks == []
    assert capfd.readouterr() == ("", "")


def test_that_many_strangers_do_not_keep_a_laptop_out_for_long_and_end_by_themselves(base, monkeypatch):
    monkeypatch.setattr("poverty_desktop.network.service.STRANGER_S", 0.0)
    with served(base) as at:
        silent = [socket.create_connection(("127.0.0.1", at.service.port), 10) for _one in range(12)]
        for one in silent:
            assert one.recv(1) == b""  # too many from one address, or nobody has spoken for them in time
            one.close()
        monkeypatch.undo()
        with courier(at.service.port) as late:
            late.enter()


def test_that_a_stopped_service_ends_its_connections_and_forgets_its_key_file(base, file):
    with served(base) as at:
        one = courier(at.service.port)
        one.enter()
        assert not list(base.glob("*.pem"))
    with pytest.raises(RuleError):
        one.send(file)
    one.close()
