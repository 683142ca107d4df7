"""A village that no pack has, entered by hand: its place in the divisions, and a code where none is known.

The statistical code of a village (国统字〔2009〕91号) is six digits of the county, three of the town (001-099 street,
100-199 town, 200-399 township, 400-599 the like) and three of the village. A code made here has a town part from 600
to 998, which no rule gives out, so that it is never an official one; it follows from the names, so that two laptops
of one village make the same.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from poverty_desktop.domain import textual
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, format_list
from poverty_desktop.packs import counties
from poverty_desktop.packs.model import Division
from poverty_desktop.packs.pack import Pack

CODE_DIGITS = 12
MAX_NAME_CHARS = 40
_LOCAL_TOWNS = range(600, 999)
_LOCAL_VILLAGES = range(1, 1000)

COUNTY_MISSING = N_("Type the county: its name, its pinyin or the six digits of its code.")
COUNTY_UNKNOWN = N_("There is no county of this name or code. Type its full name or the six digits of its code.")
COUNTY_TWICE = N_("Several counties fit: {names}. Type the six digits of the code.")
COUNTY_OTHER = N_("The code begins with the digits of {name}, not of the county that was typed.")
COUNTY_OUTDATED = N_("The code of {name} was in use until {year}. Type the code of today.")
CODE_WRONG = N_("The statistical code of a village has 12 digits, and neither its town nor its village part is 000.")
CODE_RESERVED = N_(
    "No official code has these digits in the places seven to nine. Leave the code empty if it is not known."
)
TOWN_CODE_WRONG = N_(
    "The code of a town has 9 digits, or 12 that end in 000, and begins with the six digits of the county."
)
NAME_WRONG = N_("Type the names of town and village, at most {most} characters each.")
IN_PACK = N_("The policy pack has this village: {name}, code {code}. Choose it from the list.")


@dataclass(frozen=True, slots=True, kw_only=True)
class VillageByHand:
    """What a person types of a village; ``county`` is a name, pinyin or six digits, codes are "" where not known."""

    county: str
    town: str
    village: str
    code: str = ""
    town_code: str = ""


def divisions_of(pack: Pack, typed: VillageByHand) -> tuple[Division, ...]:
    """Return the village and the places above it, from high to low; the last is the village.

    Raises ``RuleError`` with one sentence for the first thing that is wrong, or where ``pack`` has the village.
    """
    town, village = (_name(text) for text in (typed.town, typed.village))
    code = _digits(typed.code)
    if code and (not re.fullmatch("[0-9]{12}", code) or "000" in (code[6:9], code[9:])):
        raise RuleError(CODE_WRONG)
    six, names = _county(pack, typed.county.strip(), code[:6])
    town_code = _town_code(typed.town_code, six) or (code[:9] + "000" if code else "")
    made = _made(six, town, village)
    if code and is_local(code) and code != made:
        raise RuleError(CODE_RESERVED)
    _require_absent(pack, code, six, town, village)
    levels = ("province", "city", "county")
    codes = (six[:2] + "0" * 10, six[:4] + "0" * 8, six + "0" * 6)
    chain = [(item, name, level) for item, name, level in zip(codes, names, levels, strict=True) if name]
    chain.append((town_code or _made(six, town, ""), town, "town"))
    chain.append((code or made, village, "village"))
    found: list[Division] = []
    for item, name, level in chain:
        parent = found[-1].code if found else None
        found.append(Division(code=item, name=name, level=level, parent=parent, is_by_hand=True))
    return tuple(found)


def is_local(code: str) -> bool:
    """Say whether a 12-digit code was made by the program: its town part is one that no rule gives out."""
    return re.fullmatch("[0-9]{12}", code) is not None and int(code[6:9]) in _LOCAL_TOWNS


def with_divisions(pack: Pack, entered: Iterable[Division]) -> Pack:
    """Return ``pack`` with what was entered by hand; what the pack itself names stays as it names it."""
    added = {item.code: item for item in entered if item.code not in pack.divisions}
    return pack.with_divisions({**pack.divisions, **added}) if added else pack


def _name(text: str) -> str:
    clean = textual.clean_text(text)
    if not clean or len(clean) > MAX_NAME_CHARS:
        raise RuleError(NAME_WRONG, most=MAX_NAME_CHARS)
    return clean


def _digits(text: str) -> str:
    return "".join(textual.clean_text(text).split())


def _county(pack: Pack, text: str, digits: str) -> tuple[str, tuple[str, str, str]]:
    """Return the six digits and the names of province, city and county; a city that is absent is ""."""
    if not digits and not text:
        raise RuleError(COUNTY_MISSING)
    found = counties.find_counties(pack, text) if text else ()
    if digits:
        own = next((item for item in counties.counties(pack) if item.code == digits), None)
        if own is None:
            return digits, _newer_county(pack, text, digits)
        if text and own not in found:
            raise RuleError(COUNTY_OTHER, name=own.name)
        return digits, _names(own)
    if not found:
        raise RuleError(COUNTY_UNKNOWN)
    if len(found) > 1:
        raise RuleError(COUNTY_TWICE, names=format_list(f"{item.path} {item.name} {item.code}" for item in found[:6]))
    return found[0].code, _names(found[0])


def _newer_county(pack: Pack, text: str, digits: str) -> tuple[str, str, str]:
    """Return the names for six digits that the list lacks: a county younger than the list is named by the person."""
    if digits in pack.county_codes:
        name, _first, last = pack.county_codes[digits]
        raise RuleError(COUNTY_OUTDATED, name=name, year=last)
    province = pack.county_codes.get(digits[:2] + "0000")
    if province is None or not textual.clean_text(text) or text.isascii():
        raise RuleError(COUNTY_UNKNOWN)
    city = pack.county_codes.get(digits[:4] + "00")
    return province[0], city[0] if city else "", _name(text)


def _names(county: counties.County) -> tuple[str, str, str]:
    province = county.above[0] if county.above else ""
    return province, county.above[1] if len(county.above) > 1 else "", county.name


def _town_code(text: str, six: str) -> str:
    digits = _digits(text)
    if not digits:
        return ""
    whole = digits + "000" if len(digits) == CODE_DIGITS - 3 else digits
    if not re.fullmatch("[0-9]{9}000", whole) or whole[6:9] == "000" or whole[:6] != six:
        raise RuleError(TOWN_CODE_WRONG)
    return whole


def _made(six: str, town: str, village: str) -> str:
    """Return the code made for a village, or for a town where ``village`` is "": one of 398,601 in its county."""
    number = int.from_bytes(hashlib.sha256(f"{six}\n{town}\n{village}".encode()).digest()[:8], "big")
    towns, rest = len(_LOCAL_TOWNS), number // len(_LOCAL_TOWNS)
    last = _LOCAL_VILLAGES[rest % len(_LOCAL_VILLAGES)] if village else 0
    return f"{six}{_LOCAL_TOWNS[number % towns]:03d}{last:03d}"


def _require_absent(pack: Pack, code: str, six: str, town: str, village: str) -> None:
    for item in pack.divisions.values():
        if item.level != "village" or item.is_by_hand:
            continue
        parent = pack.divisions.get(item.parent or "")
        is_same = item.code[:6] == six and item.name == village and parent is not None and parent.name == town
        if item.code == code or is_same:
            raise RuleError(IN_PACK, name=item.name, code=item.code)
