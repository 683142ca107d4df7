"""Finding the village that a row names, among the divisions of the pack; a name that fits two is never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from poverty_desktop.domain import textual
from poverty_desktop.exchange.problems import Problem, attention, reject
from poverty_desktop.i18n import N_
from poverty_desktop.packs.model import Division
from poverty_desktop.packs.pack import Pack

UNKNOWN_VILLAGE = N_("The village that the row names is not in the policy pack. Choose the village for the whole file.")
TAKEN_AS_CHOSEN = N_("The policy pack does not know the village that the row names; the chosen village was taken.")
TWO_VILLAGES = N_("Several villages have the name in this row. Add a column with the town, or choose the village.")
NO_VILLAGE = N_("The row does not say its village. Choose the village for the whole file.")
OTHER_VILLAGE = N_("The row belongs to a village that this workspace does not keep.")

_COMMITTEE = re.compile(r"(村民委员会|村委会|居民委员会|居委会|委员会|委会)$")
_TOWN_KIND = re.compile(r"(街道办事处|街道|民族乡|乡|镇)$")
_VILLAGE_KIND = re.compile(r"(社区|行政村|村)$")
_COUNTY_KIND = re.compile(r"(自治县|市辖区|县|市|区|旗)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A village's code, if there is one, and what is to be said about it."""

    code: str | None
    problem: Problem | None = None


class PlaceFinder:
    """Looks villages up by code or by the names of village, town and county; equal rows are looked up once."""

    def __init__(self, pack: Pack, *, chosen: str | None, scope: frozenset[str] | None) -> None:
        self._divisions = pack.divisions
        self._chosen = chosen
        self._scope = scope
        self._by_name: dict[str, list[Division]] = {}
        for division in pack.divisions.values():
            if division.level == "village":
                for name in village_names(division.name):
                    self._by_name.setdefault(name, []).append(division)
        self._known: dict[tuple[str, str, str, str], Place] = {}

    def find(self, *, county: str = "", town: str = "", village: str = "", code: str = "") -> Place:
        """Return the village of a row from the texts of its cells."""
        key = (county, town, village, code)
        place = self._known.get(key)
        if place is None:
            place = self._known[key] = self._within_scope(self._find(*map(textual.clean_text, key)))
        return place

    def _find(self, county: str, town: str, village: str, code: str) -> Place:
        division = self._divisions.get(code.removesuffix(".0"))
        if division is not None and division.level == "village":
            return Place(code=division.code)
        if not village and not code:
            return Place(code=self._chosen, problem=None if self._chosen else reject(NO_VILLAGE))
        found = self._named(village, town, county)
        if len(found) == 1:
            return Place(code=found[0].code)
        if self._chosen is not None:
            is_among = self._chosen in {division.code for division in found}
            return Place(code=self._chosen, problem=None if is_among else attention(TAKEN_AS_CHOSEN))
        return Place(code=None, problem=reject(TWO_VILLAGES if found else UNKNOWN_VILLAGE))

    def _named(self, village: str, town: str, county: str) -> list[Division]:
        """Return the villages of that name; the first, fullest form of the name that any village has decides."""
        for name in village_names(village):
            found = self._by_name.get(name, [])
            for text, kind in ((town, _TOWN_KIND), (county, _COUNTY_KIND)):
                if text:
                    found = [item for item in found if self._lies_in(item, _bare(text, kind), kind)]
            if found:
                return found
        return []

    def _lies_in(self, division: Division, name: str, kind: re.Pattern[str]) -> bool:
        """Say whether a division above has this bare name; a pack without divisions above contradicts nothing."""
        names = set()
        parent = self._divisions.get(division.parent or "")
        while parent is not None:
            names.add(_bare(parent.name, kind))
            parent = self._divisions.get(parent.parent or "")
        return not names or name in names

    def _within_scope(self, place: Place) -> Place:
        if place.code is not None and self._scope is not None and place.code not in self._scope:
            return Place(code=place.code, problem=reject(OTHER_VILLAGE))
        return place


def village_names(name: str) -> Iterator[str]:
    """Yield the forms that people use of a village's name, the fullest first: 甲村村委会, 甲村, 甲."""
    yielded = set()
    short = _COMMITTEE.sub("", name)
    if short != name and name.endswith(("村委会", "村民委员会")) and not short.endswith("村"):
        short += "村"
    for form in (name, short, _VILLAGE_KIND.sub("", short)):
        if form and form not in yielded:
            yielded.add(form)
            yield form


def _bare(name: str, kind: re.Pattern[str]) -> str:
    text = textual.clean_text(name)
    return kind.sub("", text) or text


def place_of(cells: Mapping[str, str], finder: PlaceFinder) -> Place:
    """Return the village from the cells of the ``village.…`` columns, by target."""
    return finder.find(
        county=cells.get("village.county", ""),
        town=cells.get("village.town", ""),
        village=cells.get("village.village", ""),
        code=cells.get("village.code", ""),
    )
