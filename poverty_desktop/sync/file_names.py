"""The names of the files that travel: plain ASCII, no village and no person in them, and no name decides anything."""

from __future__ import annotations

import re
from typing import Final

from poverty_desktop.sync import limits

BUNDLE_SUFFIX: Final = ".fpb"
DOWNSTREAM_SUFFIX: Final = ".fpd"
RECEIPT_SUFFIX: Final = ".fpr"
REQUEST_SUFFIX: Final = ".fpq"
ADMISSION_SUFFIX: Final = ".fpa"
KEY_SUFFIX: Final = ".fpk"
MAX_NAME_CHARS: Final = 64

_OFFICE_DIGITS, _DEVICE_DIGITS, _NUMBER_DIGITS = 6, 8, 6
_STEM = rf"[0-9a-f]{{{_OFFICE_DIGITS}}}_[0-9a-f]{{{_DEVICE_DIGITS}}}_[0-9]{{{_NUMBER_DIGITS}}}"
_BUNDLE = re.compile(rf"{_STEM}_[1-9][0-9]{{0,2}}of[1-9][0-9]{{0,2}}\.fpb", re.ASCII)
_DOWNSTREAM = re.compile(rf"{_STEM}_[1-9][0-9]{{0,2}}of[1-9][0-9]{{0,2}}\.fpd", re.ASCII)
_RECEIPT = re.compile(rf"{_STEM}\.fpr", re.ASCII)
_REQUEST = re.compile(rf"[0-9a-f]{{{_DEVICE_DIGITS}}}\.fpq", re.ASCII)
_ADMISSION = re.compile(rf"[0-9a-f]{{{_OFFICE_DIGITS}}}_[0-9a-f]{{{_DEVICE_DIGITS}}}\.fpa", re.ASCII)


def bundle_name(office: bytes, device: bytes, number: int, *, volume: int = 1, volumes: int = 1) -> str:
    """Return ``<office6>_<device8>_<no6>_<vol>of<n>.fpb``."""
    return f"{_stem(office, device, number)}_{volume}of{volumes}{BUNDLE_SUFFIX}"


def downstream_name(office: bytes, device: bytes, number: int, *, volume: int = 1, volumes: int = 1) -> str:
    """Return ``<office6>_<device8>_<no6>_<vol>of<n>.fpd``: what an office sends to a laptop."""
    return f"{_stem(office, device, number)}_{volume}of{volumes}{DOWNSTREAM_SUFFIX}"


def receipt_name(office: bytes, device: bytes, number: int) -> str:
    """Return ``<office6>_<device8>_<no6>.fpr``."""
    return f"{_stem(office, device, number)}{RECEIPT_SUFFIX}"


def request_name(device: bytes) -> str:
    """Return ``<device8>.fpq``."""
    return f"{_device(device)}{REQUEST_SUFFIX}"


def admission_name(office: bytes, device: bytes) -> str:
    """Return ``<office6>_<device8>.fpa``."""
    return f"{_office(office)}_{_device(device)}{ADMISSION_SUFFIX}"


def key_name(office: bytes, *, what: str) -> str:
    """Return ``<office6>_<what>.fpk``; ``what`` is ``office`` or ``escrow``."""
    return f"{_office(office)}_{what}{KEY_SUFFIX}"


def is_known_name(name: str) -> bool:
    """Tell whether ``name`` is one that this program writes for files that come in from outside."""
    patterns = (_BUNDLE, _DOWNSTREAM, _RECEIPT, _REQUEST, _ADMISSION)
    return len(name) <= MAX_NAME_CHARS and any(pattern.fullmatch(name) for pattern in patterns)


def is_bundle_name(name: str) -> bool:
    """Tell whether ``name`` is that of a bundle's volume."""
    return len(name) <= MAX_NAME_CHARS and _BUNDLE.fullmatch(name) is not None


def is_for(name: str, office: bytes, device: bytes) -> bool:
    """Tell whether ``name`` is that of a downstream bundle or a receipt of this office for this laptop."""
    is_downstream = _DOWNSTREAM.fullmatch(name) is not None or _RECEIPT.fullmatch(name) is not None
    return len(name) <= MAX_NAME_CHARS and is_downstream and name.startswith(f"{_office(office)}_{_device(device)}_")


def is_downstream_name(name: str) -> bool:
    """Tell whether ``name`` is that of what an office sends to a laptop."""
    return len(name) <= MAX_NAME_CHARS and _DOWNSTREAM.fullmatch(name) is not None


def is_receipt_name(name: str) -> bool:
    """Tell whether ``name`` is that of a receipt."""
    return len(name) <= MAX_NAME_CHARS and _RECEIPT.fullmatch(name) is not None


def _stem(office: bytes, device: bytes, number: int) -> str:
    if not 0 < number <= limits.BUNDLE_NUMBER:
        raise ValueError("a bundle's number has at most six digits")
    return f"{_office(office)}_{_device(device)}_{number:0{_NUMBER_DIGITS}d}"


def _office(office: bytes) -> str:
    return office.hex()[-_OFFICE_DIGITS:]  # the random end: ids begin with the time, which neighbours share


def _device(device: bytes) -> str:
    return device.hex()[-_DEVICE_DIGITS:]
