"""The counties of the country that are in use today, as a person looks for them: by name, pinyin or six digits."""

from __future__ import annotations

from dataclasses import dataclass

from poverty_desktop.domain.pinyin import search_keys
from poverty_desktop.packs.pack import Pack


@dataclass(frozen=True, slots=True, kw_only=True)
class County:
    """One county; ``above`` is province and city, from high to low, as far as the list names them."""

    code: str  # six digits
    name: str
    above: tuple[str, ...]

    @property
    def path(self) -> str:
        """Return province and city in one line."""
        return " ".join(self.above)

    @property
    def keys(self) -> str:
        """Return what is typed for the name on a keyboard without characters: pinyin and initials."""
        found = search_keys(self.name)
        return f"{found.all_full} {found.all_initials}"


def counties(pack: Pack) -> tuple[County, ...]:
    """Return the counties in use, by code.

    A city that has no counties (东莞市, 嘉峪关市) stands for one itself: its villages' codes begin with its own.
    """
    newest = max((last for _name, _first, last in pack.county_codes.values()), default=0)
    names = {code: name for code, (name, _first, last) in pack.county_codes.items() if last == newest}
    whole = {code[:4] for code in names if not code.endswith("00")}
    return tuple(
        County(code=code, name=name, above=above(names, code))
        for code, name in sorted(names.items())
        if not code.endswith("00") or (not code.endswith("0000") and code[:4] not in whole)
    )


def above(names: dict[str, str], code: str) -> tuple[str, ...]:
    """Return the names of province and city of a six-digit code; a county right below its province has no city."""
    own = {code[:2] + "0000": 0, code[:4] + "00": 1}
    return tuple(names[item] for item in own if item in names and item != code)


def find_counties(pack: Pack, text: str) -> tuple[County, ...]:
    """Return the counties whose name, pinyin or code ``text`` gives; a whole name or code passes over longer ones."""
    wanted = text.strip()
    if not wanted:
        return ()
    every = counties(pack)
    whole = tuple(item for item in every if wanted in (item.code, item.name, f"{item.path} {item.name}"))
    if whole:
        return whole
    keys = wanted.lower()
    return tuple(
        item
        for item in every
        if wanted in item.name or item.code.startswith(wanted) or any(key.startswith(keys) for key in item.keys.split())
    )
