"""Pictures as phones write them: with time, place, maker, thumbnail, profile and comments in every corner."""

from __future__ import annotations

import io
from datetime import datetime

from PIL import Image, ImageDraw, PngImagePlugin

SECRET = b"TELLTALE"
"""Stands in every piece of metadata; none of it may be found in a photo."""


def phone_picture(
    *,
    size: tuple[int, int] = (1600, 1200),
    taken: datetime | None = datetime(2026, 11, 23, 9, 40),  # noqa: DTZ001 - EXIF has local time
    offset: str | None = "+08:00",
    place: bool = True,
    orientation: int = 1,
    noise: bool = False,
) -> bytes:
    """Return a JPEG whose upper left quarter is red."""
    image = Image.effect_noise(size, 90).convert("RGB") if noise else Image.new("RGB", size, "white")
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 2, size[1] // 2), fill=(220, 20, 20))
    exif = Image.Exif()
    exif[0x010F], exif[0x0112], exif[0x9C9C] = SECRET.decode(), orientation, SECRET
    detail = exif.get_ifd(0x8769)
    detail[0x927C], detail[0x9286] = SECRET, SECRET
    if taken is not None:
        detail[36867] = taken.strftime("%Y:%m:%d %H:%M:%S")
        if offset:
            detail[36881] = offset
    if place:
        gps = exif.get_ifd(0x8825)
        gps[1], gps[2] = "N", (30.0, 23.0, 24.0)
        gps[3], gps[4] = "E", (111.0, 27.0, 0.0)
        gps[5], gps[6] = b"\x00", 120.0
        gps[29] = "2026:11:23"
    out = io.BytesIO()
    image.save(
        out, "JPEG", quality=95, exif=exif, icc_profile=b"\x00" * 128 + SECRET, comment=SECRET,
        xmp=b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + SECRET + b"</x:xmpmeta>",
    )  # fmt: skip
    return out.getvalue()


def png_picture(*, transparent: bool = False) -> bytes:
    """Return a PNG with a text in it."""
    image = Image.new("RGBA" if transparent else "RGB", (40, 30), (0, 0, 0, 0) if transparent else (10, 20, 30))
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", SECRET.decode())
    out = io.BytesIO()
    image.save(out, "PNG", pnginfo=told)
    return out.getvalue()


def heic_picture() -> bytes:
    """Return the beginning of a HEIC file, which is all that is looked at."""
    return b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 64
