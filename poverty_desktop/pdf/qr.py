"""The code on a paper: a hash without personal data, as a QR symbol and as a number that can be typed.

ISO/IEC 18004; the text uses only characters of its alphanumeric mode, so the symbol stays small.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

QUIET_ZONE = 4  # modules, ISO/IEC 18004 9.1
_PROOF_BYTES = 16
_NUMBER_DIGITS = 12


def paper_code(kind: str, record_id: bytes, proof: bytes) -> str:
    """Return what the QR code of an internal paper says: format, kind of paper, random id of the record, hash."""
    return f"PD1/{kind}/{record_id.hex()}/{proof[:_PROOF_BYTES].hex()}".upper()


def paper_number(proof: bytes) -> str:
    """Return the same hash as twelve digits in groups of four, to be typed where nothing can scan."""
    digits = f"{int.from_bytes(proof[:8], 'big') % 10**_NUMBER_DIGITS:0{_NUMBER_DIGITS}d}"
    return " ".join(digits[start : start + 4] for start in range(0, _NUMBER_DIGITS, 4))


@lru_cache(maxsize=8)
def symbol(code: str) -> tuple[bytes, ...]:
    """Return the rows of the QR symbol at error level M, one byte (0 or 1) per module, without quiet zone.

    The mask is fixed: every mask is a valid symbol, and judging all eight costs five times the drawing.
    """
    import segno

    made = segno.make_qr(code, error="m", mask=3, boost_error=False)
    return tuple(bytes(row) for row in made.matrix)


def bars(rows: tuple[bytes, ...]) -> Iterator[tuple[int, int, int]]:
    """Yield (column, row, length) of every run of dark modules."""
    for row_number, row in enumerate(rows):
        column = 0
        while (column := row.find(1, column)) >= 0:
            end = row.find(0, column)
            end = len(row) if end < 0 else end
            yield column, row_number, end - column
            column = end
