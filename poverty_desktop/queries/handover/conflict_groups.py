"""Conflicts of one making: the same fact, written differently by the same people, decided together in one direction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from poverty_desktop.domain.values import Value
from poverty_desktop.queries.handover.conflict_rows import ConflictRow, ConflictValue

Decision = tuple[ConflictRow, Value | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a decision on one conflict does: the value that stands now, the one that will, or why it is left alone."""

    row: ConflictRow
    now: str = field(repr=False)
    then: str = field(repr=False)
    changes: bool


def like(rows: Iterable[ConflictRow], row: ConflictRow) -> tuple[ConflictRow, ...]:
    """Return the conflicts like ``row``, itself included: the same fact, between the same authors on their laptops.

    Those that wait for an entry cannot be decided yet and are left out.
    """
    return tuple(item for item in rows if not item.is_incomplete and _making(item) == _making(row))


def by(row: ConflictRow, author: str, device: str | None = None) -> ConflictValue | None:
    """Return the one value of a conflict that ``author`` wrote, on the laptop ``device`` if one is named.

    None where there is none, or where there are several.
    """
    found = [value for value in row.values if value.by == author and device in (None, value.device)]
    return found[0] if len(found) == 1 else None


def by_either(row: ConflictRow, name: str) -> ConflictValue | None:
    """Return the one value that somebody or some laptop of this name wrote."""
    found = [value for value in row.values if name in (value.by, value.device)]
    return found[0] if len(found) == 1 else None


def kept(row: ConflictRow, value: ConflictValue) -> Value | None:
    """Return what is to stand where ``value`` is kept: None takes the record out."""
    return None if row.item is None and not value.is_shown else value.value


def effects(chosen: Sequence[tuple[ConflictRow, ConflictValue]]) -> tuple[Effect, ...]:
    """Return what keeping these values changes."""
    return tuple(
        Effect(
            row=row,
            now=next((item.text for item in row.values if item.is_shown), ""),
            then=value.text,
            changes=not value.is_shown,
        )
        for row, value in chosen
    )


def _making(row: ConflictRow) -> tuple[object, ...]:
    return row.kind, row.number, frozenset((value.by, value.device) for value in row.values)
