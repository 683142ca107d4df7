"""The names of the files that travel: what a person reads in a file window, and nothing that a program relies on.

A name says the kind of file, the village or office, which laptop, the number and the day; no person stands in it.
It is made of letters, digits, ``_`` and ``-``, so that FAT32, exFAT and NTFS take it. Where a disk is mounted so that
it takes no Chinese, the file gets its plain name (sync.md 2.7).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from poverty_desktop.i18n import _
from poverty_desktop.ids import laptop_digits
from poverty_desktop.sync import limits

BUNDLE_SUFFIX: Final = ".fpb"
DOWNSTREAM_SUFFIX: Final = ".fpd"
RECEIPT_SUFFIX: Final = ".fpr"
REQUEST_SUFFIX: Final = ".fpq"
ADMISSION_SUFFIX: Final = ".fpa"
KEY_SUFFIX: Final = ".fpk"
RESET_REQUEST_SUFFIX: Final = ".fpw"
RESET_ANSWER_SUFFIX: Final = ".fpn"
SUFFIXES: Final = (BUNDLE_SUFFIX, DOWNSTREAM_SUFFIX, RECEIPT_SUFFIX, REQUEST_SUFFIX, ADMISSION_SUFFIX, KEY_SUFFIX)
MAX_PLACE_CHARS: Final = 24
MAX_SHOWN_CHARS: Final = 80

_OFFICE_DIGITS, _DEVICE_DIGITS, _NUMBER_DIGITS = 6, 8, 6
_PLAIN = re.compile(r"([0-9a-f]{6})_([0-9a-f]{8})_[0-9]{6}", re.ASCII)
_READABLE = re.compile(r"_(?:电脑|laptop)([0-9]{4})_")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileName:
    """What a file is called, and what it is called where a disk takes plain ASCII only."""

    readable: str
    plain: str


def bundle_name(
    place: str, office: bytes, device: bytes, number: int, day: date, volume: tuple[int, int] = (1, 1)
) -> FileName:
    """Return the name of a laptop's bundle: ``数据包_乐园村_电脑4821_第12号_2026-11-30.fpb``.

    Of several volumes each says which of how many it is.
    """
    said = _("Bundle_{place}_laptop{laptop}_no{number}_{day}")
    return _numbered(said, place, office, device, number, day, volume=volume, suffix=BUNDLE_SUFFIX)


def downstream_name(
    place: str, office: bytes, device: bytes, number: int, day: date, volume: tuple[int, int] = (1, 1)
) -> FileName:
    """Return the name of what an office sends to a laptop; ``place`` and ``device`` are that laptop's."""
    said = _("Down_{place}_laptop{laptop}_no{number}_{day}")
    return _numbered(said, place, office, device, number, day, volume=volume, suffix=DOWNSTREAM_SUFFIX)


def receipt_name(place: str, office: bytes, device: bytes, number: int, day: date) -> FileName:
    """Return the name of a receipt; ``place`` and ``device`` are the laptop's it is for."""
    said = _("Receipt_{place}_laptop{laptop}_no{number}_{day}")
    return _numbered(said, place, office, device, number, day, volume=None, suffix=RECEIPT_SUFFIX)


def request_name(place: str, device: bytes) -> FileName:
    """Return the name of a laptop's request; a later one takes its place."""
    said = _("Request_{place}_laptop{laptop}").format(place=_cleaned(place), laptop=laptop_digits(device))
    return FileName(readable=said + REQUEST_SUFFIX, plain=_device(device) + REQUEST_SUFFIX)


def admission_name(place: str, office: bytes, device: bytes) -> FileName:
    """Return the name of the admission of one laptop; a later one takes its place."""
    said = _("Admission_{place}_laptop{laptop}").format(place=_cleaned(place), laptop=laptop_digits(device))
    return FileName(readable=said + ADMISSION_SUFFIX, plain=f"{_office(office)}_{_device(device)}{ADMISSION_SUFFIX}")


def key_name(place: str, office: bytes, *, what: str) -> FileName:
    """Return the name of a key file of the office called ``place``; ``what`` is ``office`` or ``escrow``."""
    said = _("Office_key_{place}") if what == "office" else _("Second_holder_key_{place}")
    return FileName(
        readable=said.format(place=_cleaned(place)) + KEY_SUFFIX, plain=f"{_office(office)}_{what}{KEY_SUFFIX}"
    )


def reset_request_name(place: str, workspace: bytes) -> FileName:
    """Return the name of the request of a laptop whose passphrase is forgotten; a later one takes its place."""
    said = _("Forgotten_passphrase_{place}").format(place=_cleaned(place))
    return FileName(readable=said + RESET_REQUEST_SUFFIX, plain=_device(workspace) + RESET_REQUEST_SUFFIX)


def reset_answer_name(place: str, workspace: bytes) -> FileName:
    """Return the name of the answer to it."""
    said = _("Passphrase_answer_{place}").format(place=_cleaned(place))
    return FileName(readable=said + RESET_ANSWER_SUFFIX, plain=_device(workspace) + RESET_ANSWER_SUFFIX)


def backup_name(place: str, moment: datetime, suffix: str) -> FileName:
    """Return the name of a backup of the workspace called ``place``, made at the local ``moment``."""
    at = moment.strftime("%Y-%m-%d_%H%M%S")
    said = _("Backup_{place}_{moment}").format(place=_cleaned(place), moment=at)
    return FileName(readable=said + suffix, plain=f"backup-{moment:%Y%m%d-%H%M%S}{suffix}")


def may_be_for(name: str, office: bytes, device: bytes) -> bool:
    """Say whether a file of this name can be something that the office sent to the laptop: all but what says otherwise.

    A name decides nothing; it only spares opening what was plainly written for another laptop.
    """
    if not name.endswith((DOWNSTREAM_SUFFIX, RECEIPT_SUFFIX)):
        return False
    if plain := _PLAIN.match(name):
        return plain.groups() == (_office(office), _device(device))
    said = _READABLE.search(name)
    return said is None or said[1] == laptop_digits(device)


def shown(name: str) -> str:
    """Return the name of a foreign file as it may stand in a list: one line, nothing invisible, not endless."""
    kept = "".join(letter for letter in name if unicodedata.category(letter)[0] not in "CZ" or letter == " ")
    return kept if len(kept) <= MAX_SHOWN_CHARS else kept[: MAX_SHOWN_CHARS - 1] + "…"


def _numbered(
    said: str,
    place: str,
    office: bytes,
    device: bytes,
    number: int,
    day: date,
    *,
    volume: tuple[int, int] | None,
    suffix: str,
) -> FileName:
    if not 0 < number <= limits.BUNDLE_NUMBER:
        raise ValueError("a bundle's number has at most six digits")
    readable = said.format(place=_cleaned(place), laptop=laptop_digits(device), number=number, day=day.isoformat())
    plain = f"{_office(office)}_{_device(device)}_{number:0{_NUMBER_DIGITS}d}"
    if volume is not None:
        plain += f"_{volume[0]}of{volume[1]}"
        if volume[1] > 1:
            readable += _("_volume{volume}of{volumes}").format(volume=volume[0], volumes=volume[1])
    return FileName(readable=readable + suffix, plain=plain + suffix)


def _cleaned(place: str) -> str:
    """Return the letters and digits of a name, so many that every disk takes them."""
    kept = "".join(letter for letter in unicodedata.normalize("NFC", place) if letter.isalnum())
    return kept[:MAX_PLACE_CHARS] or "0"


def _office(office: bytes) -> str:
    return office.hex()[-_OFFICE_DIGITS:]  # the random end: ids begin with the time, which neighbours share


def _device(device: bytes) -> str:
    return device.hex()[-_DEVICE_DIGITS:]
