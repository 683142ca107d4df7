"""What the page of departments' lists asks of the store: each function here runs on the store thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.packs.model import Label

if TYPE_CHECKING:
    from poverty_desktop.exchange.person_list import PersonList
    from poverty_desktop.ids import RecordId
    from poverty_desktop.operations.done import Done
    from poverty_desktop.operations.register.hit_outcomes import Decision, Rectification
    from poverty_desktop.operations.register.hits_exchange import HitsTakenIn
    from poverty_desktop.operations.register.outside_lists import ListPreview
    from poverty_desktop.operations.session import Session
    from poverty_desktop.queries.register.outside_hits import HitCounts, HitRow, Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The hits asked for, and what may be chosen."""

    hits: tuple[HitRow, ...]
    counts: HitCounts
    lists: tuple[tuple[str, Label], ...]
    outcomes: tuple[tuple[str, Label], ...]
    columns: tuple[tuple[str, Label], ...]  # what a column of a department's list may be


def overview(shown: Shown, session: Session) -> Overview:
    """Return the hits of one kind, and how many there are of each."""
    from poverty_desktop.exchange.person_list import NAME, NUMBER
    from poverty_desktop.queries.register import outside_hits

    return Overview(
        hits=outside_hits.hits(session, shown=shown),
        counts=outside_hits.counts(session),
        lists=outside_hits.lists_on_offer(session),
        outcomes=outside_hits.outcomes_on_offer(session),
        columns=(
            (NUMBER, session.pack.by_name[RecordKind.PERSON, "document_number"].label),
            (NAME, session.pack.by_name[RecordKind.PERSON, "name"].label),
        ),
    )


def preview(path: Path, list_kind: str, department: str, chosen: Mapping[str, str], session: Session) -> ListPreview:
    """Return what taking in a list would do; ``chosen`` says by caption which column is which."""
    from poverty_desktop.operations.register import outside_lists

    return outside_lists.preview(session, path, list_kind=list_kind, department=department, chosen=chosen)


def compare(source: PersonList, list_kind: str, department: str, session: Session) -> ListPreview:
    """Return what taking in a list would do that was read before."""
    from poverty_desktop.operations.register import outside_lists

    return outside_lists.compare(session, source, list_kind=list_kind, department=department)


def take_in(source: PersonList, list_kind: str, department: str, session: Session) -> Done[int]:
    """Keep the hits of a list that was read before, as one of the kind and department that stand there now."""
    from poverty_desktop.operations.register import outside_lists

    found = outside_lists.compare(session, source, list_kind=list_kind, department=department)
    return outside_lists.take_in(session, found)


def decide(hits: Sequence[RecordId], decision: Decision, session: Session) -> Done[int]:
    """Say what came of looking into hits."""
    from poverty_desktop.operations.register import hit_outcomes

    return hit_outcomes.decide(session, hits, decision)


def rectify(hits: Sequence[RecordId], rectification: Rectification, session: Session) -> Done[int]:
    """Note that hits were put right."""
    from poverty_desktop.operations.register import hit_outcomes

    return hit_outcomes.rectify(session, hits, rectification)


def take_back(hits: Sequence[RecordId], session: Session) -> Done[int]:
    """Let hits wait again."""
    from poverty_desktop.operations.register import hit_outcomes

    return hit_outcomes.take_back(session, hits)


def write_out(path: Path, shown: Shown, session: Session) -> Done[int]:
    """Write the shown hits to Excel."""
    from poverty_desktop.operations.register import hits_exchange

    return hits_exchange.write_out(session, path, shown=shown)


def read_back(path: Path, session: Session) -> HitsTakenIn:
    """Return what taking in a sheet of hits would do."""
    from poverty_desktop.operations.register import hits_exchange

    return hits_exchange.preview(session, path)


def take_back_in(found: HitsTakenIn, session: Session) -> Done[int]:
    """Keep what a sheet of hits says."""
    from poverty_desktop.operations.register import hits_exchange

    return hits_exchange.take_in(session, found)
