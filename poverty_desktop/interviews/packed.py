"""A whole submission as one value of the journal: the XML as it is, or deflated where it is too long for a value."""

from __future__ import annotations

import base64
import binascii
import zlib

from poverty_desktop.errors import StorageError
from poverty_desktop.i18n import N_

MOST_PLAIN = 60_000
"""Bytes of XML that are kept readable; a value of the journal has at most 64 KiB."""
MOST_BYTES = 16 * 1024 * 1024
MARK = "zlib;base64,"
DAMAGED = N_("The stored answers of this interview are damaged. Restore the workspace from a backup.")


def pack_submission(xml: bytes) -> str:
    """Return ``xml`` as text for the journal: itself, or ``zlib;base64,`` and its deflated bytes (RFC 1950, 4648).

    A survey of a family of twenty is some fifty thousand bytes, one of sixty a hundred and fifty thousand, and some
    ten thousand when deflated.
    """
    if len(xml) <= MOST_PLAIN:
        return xml.decode()
    return MARK + base64.b64encode(zlib.compress(xml, 9)).decode("ascii")


def unpack_submission(text: str) -> bytes:
    """Return the XML; raises ``StorageError`` where the text is damaged or swells beyond ``MOST_BYTES``."""
    if not text.startswith(MARK):
        return text.encode()
    inflate = zlib.decompressobj()
    try:
        xml = inflate.decompress(base64.b64decode(text.removeprefix(MARK), validate=True), MOST_BYTES)
    except (binascii.Error, zlib.error) as error:
        raise StorageError(DAMAGED) from error
    if not inflate.eof:
        raise StorageError(DAMAGED)
    return xml
