"""The divisions that a workspace knows beside its policy pack, for a person entered them, and its home among them."""

from __future__ import annotations

import json
from collections.abc import Iterable

from poverty_desktop.packs.model import Division
from poverty_desktop.packs.pack import Pack
from poverty_desktop.store import settings
from poverty_desktop.store.database import Database

_ENTERED = "entered_divisions"
_HOME = "home_village"
_FORMER = "former_villages"


def entered(db: Database) -> tuple[Division, ...]:
    """Return what was entered by hand, as it was entered."""
    return tuple(
        Division(code=code, name=name, level=level, parent=parent, is_by_hand=True)
        for code, name, level, parent in json.loads(settings.get(db, _ENTERED, "[]"))
    )


def enter(db: Database, divisions: Iterable[Division]) -> None:
    """Keep ``divisions`` beside those kept already; runs inside the caller's write."""
    known = {item.code: item for item in (*entered(db), *divisions)}
    rows = [[item.code, item.name, item.level, item.parent] for item in known.values()]
    settings.put(db, _ENTERED, json.dumps(rows, ensure_ascii=False))


def completed(db: Database, pack: Pack) -> Pack:
    """Return ``pack`` with the divisions entered here; what the pack names itself, it names."""
    found = entered(db)
    if not found:
        return pack
    from poverty_desktop.packs.by_hand import with_divisions

    return with_divisions(pack, found)


def home(db: Database, founded: str) -> str:
    """Return the village of the workspace now; ``founded`` is the one it was made for."""
    return settings.get(db, _HOME, founded)


def former_homes(db: Database) -> tuple[str, ...]:
    """Return the codes that the village had in this workspace before: its older chains are bound to them."""
    return tuple(json.loads(settings.get(db, _FORMER, "[]")))


def move_home(db: Database, old: str, new: str) -> None:
    """Let ``new`` be the code of the village from now on; runs inside the caller's write."""
    settings.put(db, _HOME, new)
    settings.put(db, _FORMER, json.dumps([*former_homes(db), old]))
