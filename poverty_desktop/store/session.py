"""Who works in which open workspace, with which pack: what every query and operation is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from poverty_desktop.clock import Clock
from poverty_desktop.ids import ActorId, DeviceId, Ids, RecordId, ReplicaId
from poverty_desktop.packs.pack import Pack
from poverty_desktop.store.database import Database

RANK_TEAM = 1
RANK_LEADER = 2
RANK_TOWNSHIP = 3
RANK_COUNTY = 4


@dataclass(kw_only=True)
class Session:
    """An unlocked workspace; it belongs to the thread that opened it.

    ``was_copied`` says that the register woke up from a backup or as a copy: from its first write on it writes new
    chains, and everything is handed over again; ``is_awake`` says that the first write has begun its new life. Who
    ``is_reading`` only cannot write. ``introduced`` and ``named`` remember what the chains that are written here tell
    already: who the author is, and how far the village's other chains were known.
    """

    db: Database
    folder: Path
    identity: str  # of the workspace, 32 hexadecimal digits
    key: bytes = field(repr=False)
    pack: Pack
    clock: Clock
    ids: Ids
    device: DeviceId
    actor: ActorId
    worker: str
    rank: int
    role: str  # field or office
    name: str  # of the workspace: village or office
    village: str  # home division of a field workspace, 12 digits; "" in an office
    is_practice: bool
    was_copied: bool = False
    is_awake: bool = False
    is_reading: bool = False
    saved_at: datetime | None = None
    introduced: set[tuple[str, RecordId]] = field(default_factory=set)
    named: dict[ReplicaId, dict[ReplicaId, bytes]] = field(default_factory=dict)
    before_close: list[Callable[[], None]] = field(default_factory=list)  # what runs beside the register ends first

    @property
    def is_office(self) -> bool:
        """Say whether this workspace belongs to an office."""
        return self.role == "office"
