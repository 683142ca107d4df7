"""Cameras by the interface of the Linux kernel (Video4Linux 2, ``linux/videodev2.h``), without any library.

Every camera on USB gives JPEG or YUYV by memory-mapped buffers; one that gives neither is not listed.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import mmap
import os
import select
import struct
from functools import partial
from pathlib import Path

from poverty_desktop.errors import RuleError
from poverty_desktop.exchange.cameras import BUSY, FORBIDDEN, WANTED, Camera, jpeg_of_yuyv

_QUERYCAP, _ENUM_FMT, _S_FMT = 0x80685600, 0xC0405602, 0xC0D05605
_REQBUFS, _QUERYBUF, _QBUF, _DQBUF = 0xC0145608, 0xC0585609, 0xC058560F, 0xC0585611
_STREAMON, _STREAMOFF = 0x40045612, 0x40045613
_CAPTURE, _STREAMING, _HAS_DEVICE_CAPS = 0x1, 0x04000000, 0x80000000
_IS_CAPTURE, _IS_MAPPED, _IS_BROKEN = 1, 1, 0x40  # V4L2_BUF_TYPE_VIDEO_CAPTURE, V4L2_MEMORY_MMAP, V4L2_BUF_FLAG_ERROR
_JPEGS, _YUYV = (b"MJPG", b"JPEG"), b"YUYV"
_BUFFERS = 4
_PATIENCE_S = 1.5
_MOST_BROKEN = 30
"""So many pictures in a row may arrive broken, as the first ones of some cameras do."""


def cameras() -> tuple[Camera, ...]:
    """Return what can take pictures; raises ``RuleError`` where this account may use none of those there are."""
    found: list[Camera] = []
    is_forbidden = False
    for path in sorted(Path("/dev").glob("video*"), key=lambda item: (len(item.name), item.name)):
        try:
            handle = os.open(path, os.O_RDWR | os.O_NONBLOCK)
        except OSError as error:
            is_forbidden = is_forbidden or error.errno in (errno.EACCES, errno.EPERM)
            continue
        try:
            name = _name(handle)
            form = _form(handle) if name else b""
        except OSError:
            form = b""
        finally:
            os.close(handle)
        if form:
            found.append(Camera(name=name, open=partial(V4lStream, path, form)))
    if is_forbidden and not found:
        raise RuleError(FORBIDDEN)
    return tuple(found)


def _name(handle: int) -> str:
    """Return what the camera is called, "" where the device takes no pictures."""
    told = bytearray(104)
    fcntl.ioctl(handle, _QUERYCAP, told)
    of_all, of_this = struct.unpack_from("<II", told, 84)
    able = of_this if of_all & _HAS_DEVICE_CAPS else of_all
    if not (able & _CAPTURE and able & _STREAMING):
        return ""
    return bytes(told[16:48]).partition(b"\0")[0].decode("utf-8", "replace").strip() or "video"


def _form(handle: int) -> bytes:
    """Return in which format the camera is asked for pictures, b"" where it has neither."""
    given: list[bytes] = []
    for number in range(64):
        asked = bytearray(64)
        struct.pack_into("<II", asked, 0, number, _IS_CAPTURE)
        try:
            fcntl.ioctl(handle, _ENUM_FMT, asked)
        except OSError:  # EINVAL: that was the last
            break
        given.append(bytes(asked[44:48]))
    return next((form for form in (*_JPEGS, _YUYV) if form in given), b"")


class V4lStream:
    """One camera that gives pictures into four buffers."""

    def __init__(self, path: Path, form: bytes) -> None:
        self._maps: list[mmap.mmap] = []
        self._handle = -1
        try:
            self._handle = os.open(path, os.O_RDWR | os.O_NONBLOCK)
            self._settle(form)
            for number in range(self._buffers()):
                self._maps.append(self._mapped(number))
                fcntl.ioctl(self._handle, _QBUF, _buffer(number))
            fcntl.ioctl(self._handle, _STREAMON, struct.pack("<i", _IS_CAPTURE))
        except OSError as error:
            self.close()
            raise RuleError(FORBIDDEN if error.errno == errno.EACCES else BUSY) from error

    def frame(self) -> bytes:
        """Return the next whole picture as JPEG; raises ``RuleError`` where none comes within a second and a half."""
        try:
            for _try in range(_MOST_BROKEN):
                if not select.select([self._handle], [], [], _PATIENCE_S)[0]:
                    break
                told = _buffer(0)
                fcntl.ioctl(self._handle, _DQBUF, told)
                number, _kind, used, flags = struct.unpack_from("<IIII", told, 0)
                data = self._maps[number][:used]
                fcntl.ioctl(self._handle, _QBUF, _buffer(number))
                if used and not flags & _IS_BROKEN:
                    return data if self._is_jpeg else jpeg_of_yuyv(data, *self._size)
        except OSError as error:
            raise RuleError(BUSY) from error
        raise RuleError(BUSY)

    def close(self) -> None:
        """Stop the camera and give the buffers back; may be called twice."""
        if self._handle < 0:
            return
        with contextlib.suppress(OSError):  # it was pulled out
            fcntl.ioctl(self._handle, _STREAMOFF, struct.pack("<i", _IS_CAPTURE))
        for mapped in self._maps:
            mapped.close()
        os.close(self._handle)
        self._handle, self._maps = -1, []

    def _settle(self, form: bytes) -> None:
        asked = bytearray(208)
        struct.pack_into("<I", asked, 0, _IS_CAPTURE)
        struct.pack_into("<II4sI", asked, 8, *WANTED, form, 1)  # 1: progressive
        fcntl.ioctl(self._handle, _S_FMT, asked)
        width, height, given, _field, row_bytes = struct.unpack_from("<II4sII", asked, 8)
        if given not in (*_JPEGS, _YUYV):
            raise OSError(errno.EINVAL, "another format")
        self._is_jpeg = given in _JPEGS
        self._size = (width, height, row_bytes)

    def _buffers(self) -> int:
        asked = bytearray(20)
        struct.pack_into("<III", asked, 0, _BUFFERS, _IS_CAPTURE, _IS_MAPPED)
        fcntl.ioctl(self._handle, _REQBUFS, asked)
        return int(struct.unpack_from("<I", asked, 0)[0])

    def _mapped(self, number: int) -> mmap.mmap:
        told = _buffer(number)
        fcntl.ioctl(self._handle, _QUERYBUF, told)
        offset, length = struct.unpack_from("<I4xI", told, 64)
        return mmap.mmap(self._handle, length, mmap.MAP_SHARED, mmap.PROT_READ, offset=offset)


def _buffer(number: int) -> bytearray:
    made = bytearray(88)
    struct.pack_into("<II", made, 0, number, _IS_CAPTURE)
    struct.pack_into("<I", made, 60, _IS_MAPPED)
    return made
