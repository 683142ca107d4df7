"""What a household file binds besides the register: papers of procedures, comparisons, changes, as far as recorded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Why
from poverty_desktop.i18n import _
from poverty_desktop.ids import HouseholdId
from poverty_desktop.packs.procedures import StepPaper
from poverty_desktop.pdf.values import Cell, FilePart, PaperColumn, PaperTable
from poverty_desktop.queries.casework import minutes, procedure_papers, procedures, public_papers
from poverty_desktop.queries.casework.procedure_notes import taken_of
from poverty_desktop.queries.casework.procedures import ProcedureState
from poverty_desktop.queries.register import facts
from poverty_desktop.store import database
from poverty_desktop.store.database import Row
from poverty_desktop.store.session import Session

if TYPE_CHECKING:
    from poverty_desktop.pdf.bound import Bound

OF_AN_END: Final = frozenset({"elimination", "exit", "removal"})
"""Procedures by which a household leaves a list: their forms lie apart in the file (domain.md 7.5, no. 18)."""

_COMPARED: Final = ("list", "department", "received_on", "detail", "outcome", "reason", "decided_on")
_VERIFIED: Final = ("outcome", "evidence", "checked_on", "corrections", "note")
_JOINED: Final = ("relation", "from_date", "reason_in", "to_date", "reason_out")


def bound_papers(session: Session, household: HouseholdId, language: str) -> dict[FilePart, list[Bound]]:
    """Return the papers of a household by the part they belong to; a part of which nothing is recorded is not there."""
    found: dict[FilePart, list[Bound]] = {}
    for state in reversed(procedures.of_household(session, household)):
        for part, paper in _of_procedure(session, state, language):
            found.setdefault(part, []).append(paper)
    for part, table in _tables(session, household, language):
        if table.rows:
            found.setdefault(part, []).append(table)
    return found


def _of_procedure(session: Session, state: ProcedureState, language: str) -> Iterable[tuple[FilePart, Bound]]:
    """Yield the papers of the steps that were taken, each once; no step that is only due has one here."""
    has_approval = False
    for row in state.procedure.steps:
        if row.paper is None or taken_of(state, row.step.id) is None:
            continue
        if row.paper is StepPaper.AUTHORISATION:
            yield FilePart.AUTHORISATION, procedure_papers.authorisation(session, state, row, language)
        elif row.paper is StepPaper.MINUTES:
            written = minutes.minutes(session, [state], row, language)
            yield FilePart.MINUTES, replace(written, title=_extract(written.title))
        elif row.paper is StepPaper.APPROVAL:
            if not has_approval:  # one form takes the opinions of all levels
                part = FilePart.EXIT if state.procedure.id in OF_AN_END else FilePart.APPROVAL
                yield part, procedure_papers.approval(session, state, language)
            has_approval = True
        else:
            listing = public_papers.listing(session, [state], row, language)
            yield FilePart.DISPLAY, replace(listing, title=_extract(listing.title))


def _extract(title: str) -> str:
    """Return the title of what tells of this household alone: the others' votes are not its papers."""
    return _("{title} (extract)").format(title=title)


def _tables(session: Session, household: HouseholdId, language: str) -> Iterable[tuple[FilePart, PaperTable]]:
    """Yield the tables whose kinds of record the pack knows."""
    yield (
        FilePart.VERIFICATION,
        _table(session, RecordKind.OUTCOME, _VERIFIED, household, _("Results of verification rounds"), language),
    )
    yield (
        FilePart.COMPARISON,
        _table(session, RecordKind.LIST_HIT, _COMPARED, household, _("Results of the data comparison"), language),
    )
    changes = _table(session, RecordKind.MEMBERSHIP, _JOINED, household, _("Changes of members"), language)
    yield FilePart.CHANGES, changes


def _table(
    session: Session, kind: RecordKind, names: Sequence[str], household: HouseholdId, title: str, language: str
) -> PaperTable:
    """Return records with the member whom each is about; what nobody noted anything in is no row."""
    pack = session.pack
    items = [pack.by_name[kind, name] for name in names if (kind, name) in pack.by_name]
    told = [item for item in items if item.name != "relation"]
    columns = (PaperColumn(label=_("Member")), *(PaperColumn(label=item.label(language)) for item in items))
    if not told:
        return PaperTable(title=title, columns=columns)
    noted = " OR ".join(f"x.{item.name} IS NOT NULL" for item in told)
    found = database.rows(
        session.db,
        f"SELECT x.*, p.name AS person_name FROM {kind.table} x LEFT JOIN person p ON p.id = x.person"
        f" WHERE x.alive AND x.household = ? AND ({noted}) ORDER BY x.id",
        [household],
    )

    def cells(row: Row) -> Iterable[Cell]:
        yield row["person_name"] or Why.NOT_APPLICABLE
        for item in items:
            value = facts.value_of(row, item)
            yield facts.text_of(pack, item, value, language) if value else value.why

    return PaperTable(title=title, columns=columns, rows=tuple(tuple(cells(row)) for row in found))
