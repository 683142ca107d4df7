"""Policy packs that a workspace can begin with: the shipped one, or one that its office published."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from poverty_desktop.clock import Clock, SystemClock
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.packs import load
from poverty_desktop.packs.pack import Pack

NOT_OURS = N_(
    "The policy pack does not continue the one of this program: it was made from something else. Nothing was changed;"
    " ask the office for the pack that it publishes."
)
NO_PACK = N_("There is no published policy pack here. Choose the file published.json or the folder that holds it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedPack:
    """A pack and the bytes as they were published; who published it is proved when the office admits the laptop."""

    pack: Pack
    published: bytes = field(repr=False)


def shipped() -> OfferedPack:
    """Return the pack that comes with the program; raises ``StorageError`` where it is damaged."""
    return OfferedPack(pack=load.load_shipped(), published=load.shipped_bytes())


def offered(place: Path, clock: Clock | None = None) -> OfferedPack:
    """Return the pack in a published file, in the folder that holds one, or on a stick that an office has written.

    Raises ``RuleError`` where there is none, it is a stranger to this program, or its questionnaires need a newer
    one; ``StorageError`` where it is damaged. Nothing is changed.
    """
    from poverty_desktop.packs.history import is_successor

    data = _published(place, clock or SystemClock())
    pack, own = load.load(data), load.load_shipped()
    if not is_successor(pack, own):
        raise RuleError(NOT_OURS)
    from poverty_desktop.operations.handover.packs import require_runs

    require_runs(pack, own)
    return OfferedPack(pack=pack, published=data)


def _published(place: Path, clock: Clock) -> bytes:
    from poverty_desktop.sync import repository

    file = place / load.PUBLISHED_NAME if place.is_dir() else place
    if file.is_file():
        return load.published_bytes(file)
    found = repository.find(place) if place.exists() else None
    if found is None:
        raise RuleError(NO_PACK)
    from poverty_desktop.sync import repository_reader

    return repository_reader.fetch_unpinned(found, at=clock.now()).pack
