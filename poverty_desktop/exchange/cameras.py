"""Cameras of this laptop: which there are, and pictures from one of them as JPEG.

Nothing of it is loaded before somebody presses the button. On Linux the kernel's own interface is used, elsewhere
OpenCV where it is installed (``pip install poverty-desktop[camera]``).
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_

NO_CAMERA = N_("No camera is found at this laptop. Plug one in, or take the picture with your phone.")
BUSY = N_("The camera gives no picture. Close the other program that uses it, or plug it in again.")
FORBIDDEN = N_("This account may not use the camera: the group “video” is missing. Take the picture with your phone.")
QUALITY = 90
WANTED = (1280, 960)
"""The size that is asked for; a photo of an answer has 1280 pixels at most."""


class Stream(Protocol):
    """A camera at work."""

    def frame(self) -> bytes:
        """Return the next picture as JPEG; raises ``RuleError`` where none comes."""

    def close(self) -> None:
        """Let go of the camera."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """One camera, what it is called, and how it is begun; ``open`` raises ``RuleError`` with what to do."""

    name: str
    open: Callable[[], Stream]


def cameras() -> tuple[Camera, ...]:
    """Return the cameras of this laptop; raises ``RuleError`` where there is none."""
    if sys.platform == "linux":
        from poverty_desktop.exchange import video4linux

        found = video4linux.cameras()
    else:
        from poverty_desktop.exchange import opencv_cameras

        found = opencv_cameras.cameras()
    if not found:
        raise RuleError(NO_CAMERA)
    return found


def jpeg_of_yuyv(data: bytes, width: int, height: int, row_bytes: int) -> bytes:
    """Return a picture in YUYV, the plain format that every camera has, as JPEG."""
    from PIL import Image

    if row_bytes > width * 2:
        data = b"".join(data[at * row_bytes : at * row_bytes + width * 2] for at in range(height))
    size, half = (width, height), (width // 2, height)
    light = Image.frombytes("L", size, data[0::2])
    blue, red = (Image.frombytes("L", half, data[start::4]).resize(size) for start in (1, 3))
    out = io.BytesIO()
    Image.merge("YCbCr", (light, blue, red)).save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
