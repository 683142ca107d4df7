"""Cameras by OpenCV, where the system has no interface of its own that a program reaches without a library."""

from __future__ import annotations

import importlib
from functools import partial
from typing import Any

from poverty_desktop.errors import RuleError
from poverty_desktop.exchange.cameras import BUSY, QUALITY, WANTED, Camera
from poverty_desktop.i18n import N_, _

NOT_INSTALLED = N_("The camera needs a part that is not installed here. Take the picture with your phone.")
_MOST = 4
"""OpenCV names no cameras; so many numbers are tried."""


def cameras() -> tuple[Camera, ...]:
    """Return the cameras that open; raises ``RuleError`` where OpenCV is not installed."""
    cv2 = _opencv()
    found: list[Camera] = []
    for number in range(_MOST):
        device = cv2.VideoCapture(number)
        if device.isOpened():
            found.append(Camera(name=_("Camera {n}").format(n=number + 1), open=partial(OpenCvStream, number)))
        device.release()
    return tuple(found)


class OpenCvStream:
    """One camera that is read picture by picture."""

    def __init__(self, number: int) -> None:
        self._cv2 = _opencv()
        self._device = self._cv2.VideoCapture(number)
        self._device.set(self._cv2.CAP_PROP_FRAME_WIDTH, WANTED[0])
        self._device.set(self._cv2.CAP_PROP_FRAME_HEIGHT, WANTED[1])
        if not self._device.isOpened():
            raise RuleError(BUSY)

    def frame(self) -> bytes:
        """Return the next picture as JPEG; raises ``RuleError`` where none comes."""
        is_read, pixels = self._device.read()
        if not is_read:
            raise RuleError(BUSY)
        is_written, data = self._cv2.imencode(".jpg", pixels, [self._cv2.IMWRITE_JPEG_QUALITY, QUALITY])
        if not is_written:
            raise RuleError(BUSY)
        return bytes(data)

    def close(self) -> None:
        """Let go of the camera."""
        self._device.release()


def _opencv() -> Any:
    try:
        return importlib.import_module("cv2")
    except ImportError as error:
        raise RuleError(NOT_INSTALLED) from error
