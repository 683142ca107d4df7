"""Figures in a row: what counted by month, and households by band of income before and after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from poverty_desktop.domain.measure import DONE
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.packs.indicators import Indicator
from poverty_desktop.queries.assessment.counted_rows import Behind
from poverty_desktop.store import past_incomes
from poverty_desktop.store.engine import bound
from poverty_desktop.store.session import Session

BANDS_YUAN = (0, 2_000, 4_000, 6_000, 8_000, 10_000, 12_000, 16_000, 20_000)
"""Lower bounds of the bands; the last is open above."""
_AT_ONCE = 500


def by_month(session: Session, indicator: Indicator, year: int, behind: Sequence[Behind]) -> tuple[float, ...] | None:
    """Return what had been counted at the end of each month; None where no day says when something counted.

    A household's rows count from the day of its last step or line.
    """
    days: dict[bytes, str] = {}
    for kind, name in indicator.evidence:
        households = list(dict.fromkeys(item.household for item in behind if item.household))
        for start in range(0, len(households), _AT_ONCE):
            some = households[start : start + _AT_ONCE]
            marks = ",".join("?" * len(some))
            if kind == "procedure":
                sql = (
                    "SELECT p.household, max(s.done_on) FROM procedure p JOIN step s ON s.procedure = p.id AND s.alive"
                    f" WHERE p.alive AND p.kind = ? AND p.household IN ({marks}) GROUP BY p.household"
                )
                found = session.db.conn.execute(sql, [name, *bound(some)])
            else:
                done = ", ".join(f"'{status}'" for status in DONE)
                sql = (
                    "SELECT household, max(finished_on) FROM measure WHERE alive AND year = ?"
                    " AND (item = ? OR kind = ?)"
                    f" AND status IN ({done}) AND household IN ({marks}) GROUP BY household"
                )
                found = session.db.conn.execute(sql, [year, name, name, *bound(some)])
            for household, day in found:
                if day:
                    key = bytes(household)
                    days[key] = max(str(day), days.get(key, ""))
    if not days:
        return None
    months = Counter[int]()
    for item in behind:
        day = days.get(item.household, "")
        if day[:4] == str(year):
            months[int(day[5:7])] += round(item.amount)
    total, grown = 0.0, []
    for month in range(1, 13):
        total += months[month]
        grown.append(total)
    return tuple(grown)


def incomes(session: Session, year: int, *, begin: str = "") -> dict[HouseholdId, int]:
    """Return the income per head in fen of the filed households of a place in a year, where it is known."""
    filed = session.pack.codes_of("filed_household_types")
    marks = ",".join("?" * len(filed))
    rows = session.db.conn.execute(
        "SELECT h.id, CASE WHEN s.year = y.year THEN s.per_capita_fen END"
        " FROM household h JOIN household_year y ON y.household = h.id AND y.year = ? AND y.alive"
        " JOIN household_summary s ON s.household = h.id"
        f" WHERE h.alive AND h.village LIKE ? || '%' AND h.household_type IN ({marks})",
        (year, begin, *sorted(filed)),
    )
    there = {HouseholdId(RecordId(bytes(household))): fen for household, fen in rows}
    past = past_incomes.incomes(session, year)
    known = {household: past.get(household, fen) for household, fen in there.items()}
    return {household: fen for household, fen in known.items() if fen is not None}


def in_bands(fen: Sequence[int]) -> tuple[int, ...]:
    """Return how many incomes lie in each band."""
    counts = [0] * len(BANDS_YUAN)
    for amount in fen:
        band = sum(amount >= 100 * low for low in BANDS_YUAN) - 1
        counts[max(0, band)] += 1
    return tuple(counts)


def band_place(yuan: float) -> float:
    """Return where an amount stands, counted in bands from the left."""
    for number, low in enumerate(BANDS_YUAN):
        high = BANDS_YUAN[number + 1] if number + 1 < len(BANDS_YUAN) else low * 2
        if yuan < high:
            return number + (yuan - low) / (high - low)
    return float(len(BANDS_YUAN))
