"""What the form of a new workspace asks about packs and places: each function here runs off the GUI thread."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop.packs.by_hand import VillageByHand
from poverty_desktop.progress import Progress

if TYPE_CHECKING:
    from poverty_desktop.operations.handover.pack_offers import OfferedPack
    from poverty_desktop.packs.model import Label


@dataclass(frozen=True, slots=True, kw_only=True)
class PickedPlace:
    """A village or county that can be chosen; ``path`` is what lies above it, ``keys`` are its pinyin and initials."""

    code: str
    name: str
    path: str
    keys: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """What a pack offers; ``source`` is where it came from, nothing for the one that ships with the program."""

    source: Path | None
    title: Label
    number: int
    villages: tuple[PickedPlace, ...]
    counties: tuple[PickedPlace, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedVillage:
    """A village entered by hand that is right: its whole name and the code it will have."""

    name: str
    path: str
    code: str
    is_local: bool


def offered(source: Path | None) -> OfferedPack:
    """Return the pack at ``source``, else the shipped one; errors as in ``pack_offers.offered``."""
    from poverty_desktop.operations.handover import pack_offers

    return pack_offers.shipped() if source is None else pack_offers.offered(source)


def places(source: Path | None, _progress: Progress) -> Places:
    """Return the villages of a pack and the counties of the country."""
    from poverty_desktop.domain.pinyin import search_keys
    from poverty_desktop.packs.counties import counties

    pack = offered(source).pack
    found = []
    for item in pack.divisions.values():
        if item.level != "village":
            continue
        above: list[str] = []
        parent = pack.divisions.get(item.parent or "")
        while parent is not None and parent.level in {"town", "county"}:
            above.insert(0, parent.name)
            parent = pack.divisions.get(parent.parent or "")
        keys = search_keys(item.name)
        found.append(
            PickedPlace(
                code=item.code, name=item.name, path=" ".join(above), keys=f"{keys.all_full} {keys.all_initials}"
            )
        )
    return Places(
        source=source,
        title=pack.title,
        number=pack.edition.number,
        villages=tuple(found),
        counties=tuple(
            PickedPlace(code=item.code, name=item.name, path=item.path, keys=item.keys) for item in counties(pack)
        ),
    )


def check(typed: VillageByHand, source: Path | None, _progress: Progress) -> CheckedVillage:
    """Return what a village entered by hand will be; raises ``RuleError`` for the first thing that is wrong."""
    from poverty_desktop.packs.by_hand import divisions_of, is_local

    *above, village = divisions_of(offered(source).pack, typed)
    return CheckedVillage(
        name=village.name,
        path=" ".join(item.name for item in above),
        code=village.code,
        is_local=is_local(village.code),
    )
