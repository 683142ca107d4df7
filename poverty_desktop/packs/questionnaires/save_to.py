"""From ``save_to`` in a questionnaire to the property of the register that an answer fills."""

from __future__ import annotations

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.packs.model import Property
from poverty_desktop.packs.pack import Pack

FORBIDDEN_IN_ODK = ("name", "label")
"""ODK Entities forbid these words in ``save_to``; a questionnaire writes ``person_name`` for a person's ``name``."""


def property_name(kind: RecordKind, save_to: str) -> str:
    """Return the name of the property that ``save_to`` means in the dataset of ``kind``."""
    for word in FORBIDDEN_IN_ODK:
        if save_to == f"{kind.table}_{word}":
            return word
    return save_to


def save_to_of(kind: RecordKind, name: str) -> str:
    """Return how a questionnaire writes the property ``name``: the inverse of :func:`property_name`."""
    return f"{kind.table}_{name}" if name in FORBIDDEN_IN_ODK else name


def property_of(pack: Pack, kind: RecordKind, save_to: str) -> Property | None:
    """Return the property that ``save_to`` fills in a record of ``kind``, or None where there is none."""
    return pack.by_name.get((kind, property_name(kind, save_to)))
