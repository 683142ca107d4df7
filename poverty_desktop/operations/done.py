"""What an operation gives back: a value, the kinds of record it changed, and how undo is called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from poverty_desktop.domain.kinds import RecordKind

T = TypeVar("T")


class Topic(StrEnum):
    """What may change besides the records of the register."""

    DRAFTS = "drafts"
    BUNDLES = "bundles"
    DEVICES = "devices"
    SETTINGS = "settings"
    PACK = "pack"
    UNDO = "undo"
    FINDINGS = "findings"


Changes = frozenset[RecordKind | Topic]


@dataclass(frozen=True, slots=True, kw_only=True)
class Done(Generic[T]):
    """The outcome of one user action; ``undo_label`` is a msgid with ``params``, empty where nothing can be undone.

    ``was_stopped`` says that the user stopped it between two parts: what was done before stays, and doing it again
    goes on with the rest.
    """

    value: T
    changes: Changes
    was_stopped: bool = False
    undo_label: str = ""
    params: Mapping[str, object] = field(default_factory=dict)
