"""The first six digits of an identity number: every code of GB/T 2260 that was ever in use."""

from __future__ import annotations

from collections.abc import Mapping

from poverty_desktop.packs.pack import Pack

CountyPrefix = tuple[str, int, int]
"""The latest name, the first and the last year of the code in the editions that the pack was made from."""


def county_prefixes(pack: Pack) -> Mapping[str, CountyPrefix]:
    """Return name, first year and last year by six-digit code.

    A code whose last year is that of the newest edition is still in use, as far as the pack knows.
    """
    return pack.county_codes
