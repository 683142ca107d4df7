"""Counties, townships and villages as the figures are told apart by them."""

from __future__ import annotations

from collections import Counter

from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.packs.indicators import Level
from poverty_desktop.packs.pack import Pack
from poverty_desktop.packs.sheets.layout import LEVEL_DIGITS
from poverty_desktop.store.session import Session

NO_PLACE = N_("There is no place {place} in the divisions of the policy pack.")
LEVELS = {"county": Level.COUNTY, "town": Level.TOWNSHIP, "village": Level.VILLAGE}
_DIGITS = {level: LEVEL_DIGITS[name] for name, level in LEVELS.items()} | {Level.TEAM: LEVEL_DIGITS["village"]}


def home(session: Session) -> str:
    """Return the place whose figures are shown first: a laptop's own village, an office's county, "" where unknown."""
    if session.village:
        return session.village
    rows = session.db.conn.execute(
        "SELECT substr(village, 1, 6), count(*) FROM household_summary WHERE village != '' GROUP BY 1"
    )
    counties = Counter({str(code): int(count) for code, count in rows})
    if counties:
        return f"{counties.most_common(1)[0][0]}000000"
    known = [item.code for item in session.pack.divisions.values() if item.level == "county"]
    return known[0] if known else ""


def level_of(pack: Pack, place: str) -> Level:
    """Return the level of a place; raises ``RuleError`` for one that the pack does not know or that is larger."""
    division = pack.divisions.get(place)
    if division is not None and division.level in LEVELS:
        return LEVELS[division.level]
    if division is None and len(place) == 12 and place.endswith("000000") and _is_county(pack, place):
        return Level.COUNTY
    raise RuleError(NO_PLACE, place=place)


def _is_county(pack: Pack, place: str) -> bool:
    """Say whether villages of the pack lie in a county that its divisions do not list themselves."""
    return any(code.startswith(place[:6]) for code in pack.divisions)


def name_of(pack: Pack, place: str) -> str:
    """Return the name of a place, its code where the pack has none."""
    division = pack.divisions.get(place)
    return division.name if division is not None else place


def prefix(place: str, level: Level) -> str:
    """Return what the code of every village in a place begins with."""
    return place[: _DIGITS[level]]


def above(place: str, level: Level) -> str:
    """Return the code of the place of ``level`` in which a village lies."""
    return prefix(place, level).ljust(12, "0")


def below(level: Level) -> Level | None:
    """Return the level under ``level``, None under a village."""
    return {Level.COUNTY: Level.TOWNSHIP, Level.TOWNSHIP: Level.VILLAGE}.get(level)


def find(session: Session, text: str) -> str:
    """Return the code of the place that is meant, by code or name; raises ``RuleError`` for none or several."""
    if not text:
        return home(session)
    divisions = session.pack.divisions.values()
    found = [item.code for item in divisions if text in (item.code, item.name) and item.level in LEVELS]
    if len(found) == 1:
        return found[0]
    if text == home(session):
        return text
    raise RuleError(NO_PLACE, place=text)
