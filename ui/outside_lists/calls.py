"""What the page of departments' lists asks of the store: each function here runs on the store thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop.packs.model import Label

if TYPE_CHECKING:
    from poverty_desktop.ids import RecordId
    from poverty_desktop.operations.done import Done
    from poverty_desktop.operations.register.outside_lists import Decision, ListPreview
    from poverty_desktop.operations.session import Session
    from poverty_desktop.queries.register.outside_hits import HitRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The hits asked for, and what may be chosen."""

    hits: tuple[HitRow, ...]
    lists: tuple[tuple[str, Label], ...]
    outcomes: tuple[tuple[str, Label], ...]


def overview(is_open: bool, session: Session) -> Overview:  # noqa: FBT001 - bound by partial
    """Return the open or the decided hits."""
    from poverty_desktop.queries.register import outside_hits

    return Overview(
        hits=outside_hits.hits(session, is_open=is_open),
        lists=outside_hits.lists_on_offer(session),
        outcomes=outside_hits.outcomes_on_offer(session),
    )


def preview(path: Path, list_kind: str, department: str, session: Session) -> ListPreview:
    """Return what taking in a list would do."""
    from poverty_desktop.operations.register import outside_lists

    return outside_lists.preview(session, path, list_kind=list_kind, department=department)


def take_in(found: ListPreview, session: Session) -> Done[int]:
    """Keep the hits of a list."""
    from poverty_desktop.operations.register import outside_lists

    return outside_lists.take_in(session, found)


def decide(hits: Sequence[RecordId], decision: Decision, session: Session) -> Done[int]:
    """Say what came of looking into hits."""
    from poverty_desktop.operations.register import outside_lists

    return outside_lists.decide(session, hits, decision)


def reopen(hits: Sequence[RecordId], session: Session) -> Done[int]:
    """Let hits wait again."""
    from poverty_desktop.operations.register import outside_lists

    return outside_lists.reopen(session, hits)


def write_out(path: Path, is_open: bool, session: Session) -> Done[int]:  # noqa: FBT001 - bound by partial
    """Write the shown hits to Excel."""
    from poverty_desktop.operations.register import outside_lists

    return outside_lists.write_out(session, path, is_open=is_open)
