"""What the window needs from the system, said in one sentence before Qt would abort the process."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Mapping

DRAWING = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
}
"""Shared libraries that every Qt platform needs, with their Debian packages."""

SCREEN = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
"""Those of a real X11 window."""


def missing(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> str:
    """Return one sentence in Chinese and English that says what to do, or an empty text where all is there."""
    if not platform.startswith("linux"):
        return ""
    chosen = environment.get("QT_QPA_PLATFORM", "")
    if not (chosen or environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")):
        return (
            "没有可用的图形桌面：请在桌面环境里启动本程序。\n"
            "There is no graphical desktop: start this program from a desktop session."
        )
    wanted = DRAWING if chosen in {"offscreen", "minimal"} else DRAWING | SCREEN
    packages = [package for soname, package in wanted.items() if not _loads(soname)]
    if not packages:
        return ""
    line = "sudo apt-get install " + " ".join(packages)
    return f"缺少系统组件，请先执行：{line}\nSystem libraries are missing; first run: {line}"


def hasten_loading() -> None:
    """Let the functions of Qt's bindings be looked up when one is called, not all twelve thousand at the start.

    Call it before Qt is imported. Only Linux asks: elsewhere the system has no such choice.
    """
    if sys.platform.startswith("linux"):
        sys.setdlopenflags(os.RTLD_LAZY)


def _loads(soname: str) -> bool:
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True
