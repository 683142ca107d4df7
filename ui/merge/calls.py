"""What the page of conflicts asks the store thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from poverty_desktop.i18n import language

if TYPE_CHECKING:
    from poverty_desktop.domain.values import Value
    from poverty_desktop.operations.done import Done
    from poverty_desktop.operations.session import Session
    from poverty_desktop.queries.handover.conflict_rows import ConflictList, ConflictRow
    from poverty_desktop.queries.register.file_rows import HistoryRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What stands around one conflict: the history of the fact, and the household in a few words."""

    history: tuple[HistoryRow, ...] = field(default=(), repr=False)
    household: tuple[str, ...] = field(default=(), repr=False)
    options: tuple[tuple[str, str], ...] = ()


def listed(session: Session) -> ConflictList:
    """Return every fact that waits for a decision."""
    from poverty_desktop.queries.handover import conflict_rows

    return conflict_rows.conflict_list(session, language())


def around(row: ConflictRow, session: Session) -> Around:
    """Return the history of a fact, its household, and what may be chosen for it."""
    from poverty_desktop.queries.register import facts, history
    from poverty_desktop.queries.register.household_words import household_words

    told: tuple[HistoryRow, ...] = ()
    if row.item is not None:
        told = history.of_fact(session, row.kind, row.record, row.item.name, language())
    return Around(
        history=told,
        household=() if row.household is None else household_words(session, row.household, language()),
        options=() if row.item is None else facts.options_of(session.pack, row.item, language()),
    )


def decide_all(
    decisions: Sequence[tuple[ConflictRow, Value | None]], seen: int, reason: str, session: Session
) -> Done[None]:
    """Let values stand for several facts, in one action."""
    from poverty_desktop.operations.handover import conflicts

    return conflicts.decide_all(session, decisions, seen=seen, reason=reason)


def reveal(row: ConflictRow, session: Session) -> None:
    """Write down that the private values of a conflict were looked at."""
    from poverty_desktop.operations import disclosure

    disclosure.note(session, "reveal", [row.record])


def decide(row: ConflictRow, value: Value | None, seen: int, reason: str, session: Session) -> Done[None]:
    """Let a value stand."""
    from poverty_desktop.operations.handover import conflicts

    return conflicts.decide(session, row, value, seen=seen, reason=reason)
