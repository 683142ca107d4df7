"""Cameras at the seam to the system: a device that answers as the kernel's interface does, and one of OpenCV."""

from __future__ import annotations

import contextlib
import errno
import io
import struct
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image

from poverty_desktop.errors import RuleError
from poverty_desktop.exchange import cameras as seam
from poverty_desktop.exchange import opencv_cameras, video4linux

SIZE = (64, 48)


def jpeg(*, tables: bool = True) -> bytes:
    """Return a picture, as many cameras give it: without the tables that every JPEG of theirs would share."""
    out = io.BytesIO()
    Image.new("RGB", SIZE, "#307050").save(out, "JPEG")
    data = out.getvalue()
    at, kept = 2, bytearray(data[:2])
    while not tables and data[at + 1] != 0xDA:
        length = int.from_bytes(data[at + 2 : at + 4], "big") + 2
        kept += b"" if data[at + 1] == 0xC4 else data[at : at + length]
        at += length
    return data if tables else bytes(kept + data[at:])


class Kernel:
    """Video devices by path: the formats that each offers, and the pictures that it gives."""

    def __init__(self, **devices: dict[str, object]) -> None:
        self.devices = devices
        self.handles: dict[int, str] = {}
        self.buffers: dict[int, bytearray] = {}
        self.waiting: list[int] = []
        self.is_on = False
        self.sent = 0

    def open(self, path, _flags):
        device = self.devices[Path(path).name]
        if "refuses" in device:
            raise OSError(device["refuses"], "no")
        handle = 100 + len(self.handles)
        self.handles[handle] = Path(path).name
        return handle

    def close(self, handle):
        del self.handles[handle]

    def ioctl(self, handle, request, data):
        device = self.devices[self.handles[handle]]
        match request & 0xFF:
            case 0:
                struct.pack_into("<16s32s", data, 0, b"fake", device["card"].encode())
                struct.pack_into("<II", data, 84, 0x84200001, device.get("able", 0x04200001))
            case 2:
                number = struct.unpack_from("<I", data, 0)[0]
                if number >= len(device["formats"]):
                    raise OSError(errno.EINVAL, "that was all")
                struct.pack_into("<4s", data, 44, device["formats"][number])
            case 5:
                if device.get("busy"):
                    raise OSError(errno.EBUSY, "busy")
                struct.pack_into("<II", data, 8, *SIZE)
                struct.pack_into("<I", data, 24, SIZE[0] * 2 + 8)
            case 8:
                struct.pack_into("<I", data, 0, 2)
            case 9:
                number = struct.unpack_from("<I", data, 0)[0]
                self.buffers[number] = bytearray(SIZE[0] * SIZE[1] * 4)
                struct.pack_into("<I4xI", data, 64, number * 4096, len(self.buffers[number]))
            case 15:
                self.waiting.append(struct.unpack_from("<I", data, 0)[0])
            case 17:
                number = self.waiting.pop(0)
                picture, flags = device["pictures"][min(self.sent, len(device["pictures"]) - 1)]
                self.sent += 1
                self.buffers[number][: len(picture)] = picture
                struct.pack_into("<IIII", data, 0, number, 1, len(picture), flags)
            case 18 | 19:
                assert struct.unpack("<i", data) == (1,)
                self.is_on = request & 0xFF == 18
        return 0

    def mmap(self, _handle, length, _flags, _rights, *, offset):
        kernel, number = self, offset // 4096

        class Mapped:
            def __getitem__(self, part):
                return bytes(kernel.buffers[number][part])

            def close(self):
                kernel.buffers.pop(number)

        assert length == len(self.buffers[number])
        return Mapped()


@pytest.fixture
def plugged(monkeypatch):
    def plug(**devices) -> Kernel:
        kernel = Kernel(**devices)
        names = SimpleNamespace(open=kernel.open, close=kernel.close, O_RDWR=2, O_NONBLOCK=2048)
        monkeypatch.setattr(video4linux, "os", names)
        monkeypatch.setattr(video4linux, "fcntl", SimpleNamespace(ioctl=kernel.ioctl))
        monkeypatch.setattr(video4linux, "mmap", SimpleNamespace(mmap=kernel.mmap, MAP_SHARED=1, PROT_READ=1))
        ready = [] if devices.get("video0", {}).get("silent") else [1]
        monkeypatch.setattr(video4linux, "select", SimpleNamespace(select=lambda *_args: (ready, [], [])))
        monkeypatch.setattr(video4linux, "Path", lambda _dev: SimpleNamespace(glob=lambda _p: map(Path, devices)))
        monkeypatch.setattr(sys, "platform", "linux")
        return kernel

    return plug


def test_that_a_camera_gives_its_first_whole_picture_and_is_let_go(plugged):
    pictures = [(b"half", 0x40), (b"", 0), (jpeg(tables=False), 0)]
    kernel = plugged(
        video0={"card": "Laptop camera", "formats": [b"YUYV", b"MJPG"], "pictures": pictures},
        video1={"card": "Its facts", "formats": [b"UVCH"], "able": 0x00800000},
        video2={"card": "Odd", "formats": [b"H264"]},
    )
    [camera] = seam.cameras()
    assert (camera.name, kernel.handles) == ("Laptop camera", {})
    stream = camera.open()
    assert kernel.is_on
    with Image.open(io.BytesIO(stream.frame())) as seen:
        seen.load()
        assert (seen.format, seen.size) == ("JPEG", SIZE)
    stream.close()
    stream.close()
    assert (kernel.is_on, kernel.handles, kernel.buffers) == (False, {}, {})


def test_that_a_camera_without_jpeg_is_read_in_plain_form(plugged):
    line = bytes([200, 90, 200, 160]) * (SIZE[0] // 2) + bytes(8)
    plugged(video0={"card": "Plain", "formats": [b"YUYV"], "pictures": [(line * SIZE[1], 0)]})
    stream = seam.cameras()[0].open()
    with Image.open(io.BytesIO(stream.frame())) as seen:
        assert seen.size == SIZE
        assert all(abs(got - wanted) < 6 for got, wanted in zip(seen.getpixel((30, 30)), (245, 190, 133), strict=True))
    stream.close()


@pytest.mark.parametrize(
    ("devices", "words"),
    [
        ({}, "No camera is found"),
        ({"video0": {"refuses": errno.ENODEV}}, "No camera is found"),
        ({"video0": {"refuses": errno.EACCES}}, "group “video”"),
    ],
)
def test_that_no_camera_is_one_clear_sentence(plugged, devices, words):
    plugged(**devices)
    with pytest.raises(RuleError) as refused:
        seam.cameras()
    assert words in str(refused.value)


@pytest.mark.parametrize("trouble", ["busy", "silent"])
def test_that_a_camera_that_gives_nothing_says_so_and_is_let_go(plugged, trouble):
    kernel = plugged(video0={"card": "C", "formats": [b"MJPG"], "pictures": [(jpeg(), 0)], trouble: True})
    camera = seam.cameras()[0]

    def look() -> None:
        stream = camera.open()
        with contextlib.closing(stream):
            stream.frame()

    with pytest.raises(RuleError) as refused:
        look()
    assert "gives no picture" in str(refused.value)
    assert kernel.handles == {}


def test_that_elsewhere_opencv_is_used_where_it_is_installed(monkeypatch):
    released: list[int] = []

    class Capture:
        def __init__(self, number):
            self.number = number

        def isOpened(self):  # noqa: N802 - OpenCV's own name
            return self.number == 1

        def set(self, _what, _value):
            return True

        def read(self):
            return True, "pixels"

        def release(self):
            released.append(self.number)

    cv2 = SimpleNamespace(
        VideoCapture=Capture, CAP_PROP_FRAME_WIDTH=3, CAP_PROP_FRAME_HEIGHT=4, IMWRITE_JPEG_QUALITY=1,
        imencode=lambda _ending, _pixels, _how: (True, bytearray(b"jpeg")),
    )  # fmt: skip
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "cv2", cv2)
    [camera] = seam.cameras()
    stream = camera.open()
    assert stream.frame() == b"jpeg"
    stream.close()
    assert released == [0, 1, 2, 3, 1]
    monkeypatch.setitem(sys.modules, "cv2", None)
    with pytest.raises(RuleError) as refused:
        opencv_cameras.cameras()
    assert "not installed" in str(refused.value)
