"""A picture from a phone or scanner becomes a photo of the register: upright, small, nothing left but the image."""

from __future__ import annotations

import io
import math
import warnings
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Final

from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.i18n import N_

if TYPE_CHECKING:
    from PIL import Image

LONGEST_SIDE: Final = 1280
MAX_JPEG_BYTES: Final = 300 * 1024
MAX_SOURCE_BYTES: Final = 64 * 1024 * 1024
MAX_PIXELS: Final = 200_000_000
ENDINGS: Final = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff", ".gif", ".heic", ".heif")
_FORMATS: Final = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF")
_HEAD_BYTES: Final = 1024 * 1024
_QUALITIES: Final = (85, 75, 65, 55, 45, 35)
_HEIF_BRANDS: Final = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"heif")

_EXIF_IFD, _GPS_IFD = 0x8769, 0x8825
_TAKEN, _TAKEN_OFFSET, _CHANGED = 36867, 36881, 306

NOT_A_PICTURE = N_("This file is not a picture that can be read. Choose a JPEG or PNG file.")
HEIC = N_(
    "This picture is in the HEIC format, which cannot be read here. Set the phone's camera to “most compatible”"
    " (JPEG), or send the picture to yourself as JPEG."
)
TOO_LARGE = N_("This picture is too large. Choose one below {limit} MB.")
UNREADABLE = N_("This file cannot be read. Check that its disk is there, then try again.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureFacts:
    """What a picture says of itself: when it was taken (aware, where it says so) and where, as ODK writes a point."""

    taken_at: datetime | None = None
    place: str = ""


def read_source(path: Path, *, most: int = MAX_SOURCE_BYTES) -> bytes:
    """Return the bytes of a file from outside; raises ``RuleError`` beyond the limit, ``StorageError``."""
    try:
        if path.stat().st_size > most:
            raise RuleError(TOO_LARGE, limit=most >> 20)
        return path.read_bytes()
    except OSError as error:
        raise StorageError(UNREADABLE) from error


def read_head(path: Path) -> bytes:
    """Return the beginning of a picture, which is where cameras say when; raises ``StorageError``."""
    try:
        with path.open("rb") as file:
            return file.read(_HEAD_BYTES)
    except OSError as error:
        raise StorageError(UNREADABLE) from error


def to_photo(data: bytes) -> bytes:
    """Return the picture as a JPEG of at most 1280 pixels and 300 KB, upright, without any metadata.

    Nothing of the file survives but the pixels: no EXIF, place, time, profile, comment, thumbnail. Raises
    ``RuleError`` for what is no readable picture.
    """
    from PIL import ImageOps

    with _opened(data) as source:
        source.draft("RGB", (LONGEST_SIDE * 2, LONGEST_SIDE * 2))
        try:
            upright = _on_white(ImageOps.exif_transpose(source))
        except (OSError, ValueError, SyntaxError, TypeError, OverflowError) as error:
            raise RuleError(NOT_A_PICTURE) from error
    side = LONGEST_SIDE
    while True:
        upright.thumbnail((side, side))
        for quality in _QUALITIES:
            written = _jpeg(upright, quality)
            if len(written) <= MAX_JPEG_BYTES:
                return written
        side = side * 3 // 4


def thumbnail(data: bytes, side: int) -> bytes:
    """Return a small upright JPEG of the picture for the screen; raises ``RuleError`` for what is no picture."""
    from PIL import ImageOps

    with _opened(data) as source:
        source.draft("RGB", (side * 2, side * 2))
        try:
            upright = _on_white(ImageOps.exif_transpose(source))
        except (OSError, ValueError, SyntaxError, TypeError, OverflowError) as error:
            raise RuleError(NOT_A_PICTURE) from error
    upright.thumbnail((side, side))
    return _jpeg(upright, 70)


def size_of(data: bytes) -> tuple[int, int]:
    """Return width and height in dots; raises ``RuleError`` for what is no picture."""
    with _opened(data) as source:
        return source.size


def facts_of(data: bytes) -> PictureFacts:
    """Return when and where the picture says it was taken; raises ``RuleError`` for what is no picture."""
    with _opened(data) as source:
        try:
            exif = source.getexif()
            detail, gps = exif.get_ifd(_EXIF_IFD), exif.get_ifd(_GPS_IFD)
        except (OSError, ValueError, SyntaxError, TypeError, KeyError):
            return PictureFacts()
    taken = _moment(detail.get(_TAKEN) or exif.get(_CHANGED), detail.get(_TAKEN_OFFSET))
    return PictureFacts(taken_at=taken, place=_place(gps))


def _opened(data: bytes) -> Image.Image:
    from PIL import Image

    if data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS:
        raise RuleError(HEIC)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of size: it is bounded below, before a pixel is read
            source = Image.open(io.BytesIO(data), formats=_FORMATS)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise RuleError(NOT_A_PICTURE) from error
    if source.width * source.height > MAX_PIXELS:
        source.close()
        raise RuleError(TOO_LARGE, limit=MAX_SOURCE_BYTES >> 20)
    return source


def _on_white(source: Image.Image) -> Image.Image:
    """Return the pixels alone: a new image, so that nothing that hung on the old one can be written with it."""
    from PIL import Image

    has_alpha = source.mode in ("RGBA", "LA", "PA") or "transparency" in source.info
    if has_alpha:
        source = source.convert("RGBA")
    bare = Image.new("RGB", source.size, "white")
    bare.paste(source, mask=source.getchannel("A") if has_alpha else None)
    return bare


def _jpeg(image: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def _moment(text: object, offset: object) -> datetime | None:
    """Return an EXIF time; without an offset it is the phone's local time and taken for that of this computer."""
    if not isinstance(text, str):
        return None
    try:
        plain = datetime.strptime(text.strip("\x00 "), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - the zone follows
    except ValueError:
        return None
    zone = _zone(offset)
    return plain.replace(tzinfo=zone) if zone is not None else plain.astimezone()


def _zone(text: object) -> timezone | None:
    if not isinstance(text, str) or len(text) < 6 or text[0] not in "+-":
        return None
    try:
        hours, minutes = int(text[1:3]), int(text[4:6])
        span = timedelta(hours=hours, minutes=minutes)
        return timezone(-span if text[0] == "-" else span)
    except ValueError:
        return None


def _place(gps: dict[int, object]) -> str:
    """Return latitude, longitude and altitude as ODK writes a point, "" where the picture has none."""
    latitude, longitude = _degrees(gps.get(2), gps.get(1), "S"), _degrees(gps.get(4), gps.get(3), "W")
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return ""
    try:
        altitude = float(str(gps.get(6, 0))) * (-1 if gps.get(5) in (1, b"\x01") else 1)
    except ValueError:
        altitude = 0.0
    return f"{latitude:.6f} {longitude:.6f} {altitude if math.isfinite(altitude) else 0.0:.1f} 0"


def _degrees(parts: object, side: object, negative: str) -> float | None:
    if not isinstance(parts, tuple) or len(parts) != 3:
        return None
    try:
        degrees, minutes, seconds = (float(part) for part in parts)
    except (ValueError, ZeroDivisionError, TypeError):
        return None
    found = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(found):
        return None
    return -found if str(side).strip("\x00 ").upper() == negative else found
