"""What the page of procedures asks of the store: each function here runs on the store thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.packs.model import Label

if TYPE_CHECKING:
    from poverty_desktop.operations.casework.clue_lists import ClueImport
    from poverty_desktop.operations.done import Done
    from poverty_desktop.operations.session import Session
    from poverty_desktop.queries.casework.clue_candidates import Candidate
    from poverty_desktop.queries.casework.clues import ClueRow
    from poverty_desktop.queries.casework.entry_list import EntryRow
    from poverty_desktop.queries.casework.procedure_rows import ProcedureRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """The three lists, and what can be chosen beside a clue; ``leads_to`` is the procedure that a true clue begins."""

    running: tuple[ProcedureRow, ...]
    clues: tuple[ClueRow, ...]
    entries: tuple[EntryRow, ...]
    results: tuple[tuple[str, Label], ...]
    sources: tuple[tuple[str, Label], ...]
    columns: tuple[tuple[str, Label], ...]  # what a column of a department's list may be
    leads_to: str
    today: date


def lists(language: str, session: Session) -> Lists:
    """Return everything that the page shows."""
    from poverty_desktop.exchange.clue_sheet import ANSWERED, ASKED
    from poverty_desktop.queries.casework import clues, entry_list, procedure_rows

    named = session.pack.by_name
    era = session.pack.era(session.clock.today().year)
    leads_to = next(
        (item.id for item in session.pack.procedures if era in item.eras and item.row("clue") is not None), ""
    )
    return Lists(
        running=procedure_rows.running(session, language),
        clues=clues.clues(session, language=language),
        entries=entry_list.entries(session, language=language),
        results=_codes(session, "clue_result"),
        sources=_codes(session, "clue_source"),
        columns=tuple(
            (name, named[RecordKind.CLUE, name].label)
            for name in (*ASKED, *ANSWERED)
            if (RecordKind.CLUE, name) in named
        ),
        leads_to=leads_to,
        today=session.clock.today(),
    )


def _codes(session: Session, name: str) -> tuple[tuple[str, Label], ...]:
    found = session.pack.code_lists.get(name)
    return tuple((code.code, code.label) for code in found.codes) if found is not None else ()


def preview(path: Path, chosen: Mapping[str, str], session: Session) -> ClueImport:
    """Return what taking in a list would do; ``chosen`` says by caption which column is which."""
    from poverty_desktop.operations.casework import clues

    return clues.preview(session, path, chosen=chosen)


def take_in(shown: ClueImport, sender: str, session: Session) -> Done[int]:
    """Take a list in, received today where it does not say."""
    from poverty_desktop.operations.casework import clues

    return clues.take_in(session, shown, sender=sender, received_on=session.clock.today())


def add(values: Mapping[str, str], household: str, session: Session) -> Done[RecordId]:
    """Note one clue; ``household`` is what was typed to find it, "" for none."""
    from poverty_desktop.operations.casework import clues

    return clues.add(session, values, find(session, household) if household else None)


def link(clue: RecordId, household: str, session: Session) -> Done[None]:
    """Say which household a clue is about."""
    from poverty_desktop.operations.casework import clues

    return clues.link(session, clue, find(session, household))


def candidates(clue: RecordId, session: Session) -> tuple[Candidate, ...]:
    """Return whom a clue may be about."""
    from poverty_desktop.queries.casework import clue_candidates

    return clue_candidates.candidates(session, clue)


def link_to(clue: RecordId, household: HouseholdId, session: Session) -> Done[None]:
    """Say which household a clue is about: one of the candidates."""
    from poverty_desktop.operations.casework import clues

    return clues.link(session, clue, household)


def note_visit(clue: RecordId, day: str, result: str, visitors: str, note: str, session: Session) -> Done[None]:
    """Note what a visit found."""
    from poverty_desktop.operations.casework import clues

    on = date.fromisoformat(day) if day else session.clock.today()
    return clues.note_visit(session, clue, on=on, result=result, visitors=visitors, note=note)


def begin(clue: RecordId, kind: str, session: Session) -> Done[RecordId]:
    """Begin the procedure that a clue leads to."""
    from poverty_desktop.operations.casework import clues

    return clues.begin_procedure(session, clue, kind)


def feedback(batch: str, path: Path, session: Session) -> Done[int]:
    """Write a batch back in the sender's own columns."""
    from poverty_desktop.operations.casework import clues

    return clues.write_feedback(session, batch, path)


def mark_entered(lines: Sequence[RecordId], session: Session) -> Done[int]:
    """Note that lines were entered today."""
    from poverty_desktop.operations.register import entry_list

    return entry_list.mark_entered(session, lines, on=session.clock.today())


def write_entries(path: Path, session: Session) -> int:
    """Write the entry list as the ending of ``path`` says: PDF or Excel."""
    from poverty_desktop.operations.register import entry_list

    write = entry_list.write_pdf if path.suffix.lower() == ".pdf" else entry_list.write_excel
    return write(session, path)


def find(session: Session, text: str) -> HouseholdId:
    """Return the household that a typed text names; raises ``RuleError`` where that is none or several."""
    from poverty_desktop.queries.register.named import household_named

    return household_named(session, text)
