"""A roster comes in: read, shown row by row with what will happen and why, decided, then written in one action."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from poverty_desktop import paths
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.exchange import column_map, plan, rejected, suggest, table
from poverty_desktop.exchange import roster as rosters
from poverty_desktop.exchange.column_map import ColumnMap
from poverty_desktop.exchange.existing import ExistingRegister
from poverty_desktop.exchange.plan import Action, Decision, Decisions, ImportPlan, Take
from poverty_desktop.exchange.roster import Roster
from poverty_desktop.garbage import undisturbed
from poverty_desktop.i18n import N_
from poverty_desktop.ids import RecordId
from poverty_desktop.operations.done import Done
from poverty_desktop.operations.register.entry_closing import TakenIn, closings, hold_back, taken_in
from poverty_desktop.operations.register.existing_register import bytes_of, existing
from poverty_desktop.progress import Progress
from poverty_desktop.queries.register import provenance, years
from poverty_desktop.store import log
from poverty_desktop.store.engine import Write
from poverty_desktop.store.session import Session
from poverty_desktop.store.villages import village_of
from poverty_desktop.store.writing import RecordEdit, Save, commit

NOTHING_NEW = N_("The register says the same as this file already. There is nothing to take in.")
CANNOT_WRITE = N_("The file could not be written. Choose another place; nothing else was changed.")
OPENING = N_("Opening the file")
IMPORTED = N_("Import a roster of {rows} rows")
STAYS_OUT = (Action.REJECT, Action.ASK, Action.SKIP)
"""What became of the rows that the file of rejected rows lists, those left out by choice among them."""


Answers = Mapping[tuple[RecordKind, int], Decision | None]
"""Answers by what the question was about and the row it stands at; ``None`` takes an answer back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterPreview:
    """What an import would do; ``seen`` is the journal position at which the register was compared.

    ``tells_of_lines`` says that the file closes lines of the entry list, or has something else than they say.
    """

    roster: Roster
    plan: ImportPlan
    seen: int
    year: int
    village: str | None
    take: Take
    decisions: Decisions
    register: ExistingRegister = field(repr=False)
    tells_of_lines: bool = False


def read(
    path: Path,
    *,
    sheet: str | None = None,
    header_row: int | None = None,
    dictionary: Path | None = None,
    as_codes: Collection[str] = (),
    on_offer: Iterable[ColumnMap] | None = None,
) -> table.Table:
    """Return the rows of a workbook, CSV or fixed-width file; raises ``RuleError`` for one that cannot be read.

    The captions of the maps ``on_offer`` (:func:`maps`; without them the shipped ones) tell the row of the column
    names; ``header_row`` says it outright.
    """
    known = column_map.known_captions(column_map.shipped() if on_offer is None else on_offer)
    with undisturbed():
        return table.read_table(
            path, sheet=sheet, header_row=header_row, known=known, dictionary=dictionary, as_codes=as_codes
        )


def maps(session: Session) -> tuple[ColumnMap, ...]:
    """Return the column maps on offer: those remembered here, the last used first, then the shipped ones."""
    remembered = [
        column_map.from_dict(json.loads(row[0]))
        for row in session.db.conn.execute("SELECT map FROM column_map ORDER BY used_at DESC")
    ]
    names = {item.name for item in remembered}
    return (*remembered, *(item for item in column_map.shipped() if item.name not in names))


def best_map(session: Session, source: table.Table) -> ColumnMap:
    """Return the map on offer that explains this file best, with what else is recognised with certainty.

    Raises ``RuleError`` where none does.
    """
    chosen = column_map.best_match(source, maps(session))
    if chosen is None:
        raise RuleError(N_("No column map fits this file. Say which column is what, and keep that as a column map."))
    return suggest.completed(chosen, source, suggest.suggest(source, session.pack, maps=maps(session)))


def draft_map(session: Session, source: table.Table, name: str) -> ColumnMap:
    """Return the map that fits this file, else one of what its columns most likely are, for a person to correct."""
    if column_map.best_match(source, maps(session)) is not None:
        return best_map(session, source)
    return suggest.draft(name, source, suggest.suggest(source, session.pack, maps=maps(session)))


def write_map(chosen: ColumnMap, path: Path) -> None:
    """Write a column map as the file that :func:`column_map.read_map` reads; raises ``StorageError``."""
    text = json.dumps(column_map.to_dict(chosen), ensure_ascii=False, indent=1)
    try:
        paths.write_whole(path, text.encode())
    except OSError as error:
        raise StorageError(CANNOT_WRITE) from error


def remember(session: Session, chosen: ColumnMap) -> None:
    """Keep a column map of one's own for the next file of its kind; the shipped ones are known anyway.

    A shipped one that only was completed for this file is completed the same way for the next.
    """
    for known in column_map.shipped():
        if replace(chosen, columns=chosen.columns[: len(known.columns)]) == known:
            return
    text = json.dumps(column_map.to_dict(chosen), ensure_ascii=False)
    with Write(session.db) as connection:
        connection.execute(
            "INSERT OR REPLACE INTO column_map VALUES(?,?,?)", (chosen.name, text, session.clock.now().isoformat())
        )


def scope(session: Session) -> frozenset[str] | None:
    """Return the villages whose rows may come in: a field workspace keeps its own, practice and office keep any."""
    return None if session.is_office or session.is_practice or not session.village else frozenset({session.village})


def preview(
    session: Session,
    source: table.Table,
    chosen: ColumnMap,
    *,
    decisions: Decisions | None = None,
    take: Take = Take.NEWER,
    year: int | None = None,
    village: str | None = None,
    progress: Progress | None = None,
) -> RosterPreview:
    """Return what would happen to every row and why; nothing is written and nothing is picked silently.

    ``village`` and ``year`` (the home village and the working year where not said) are taken where the file names
    none. Raises ``Cancelled``.
    """
    year = year or years.working_year(session)
    village = village or session.village or None
    with undisturbed():
        roster = rosters.read_roster(
            source,
            chosen,
            session.pack,
            year=year,
            today=session.clock.today(),
            village=village,
            scope=scope(session),
            progress=progress,
        )
        register, seen, decided = existing(session), log.position(session.db), dict(decisions or {})
        planned, register = _planned(session, roster, register, decided, take, progress)
    return RosterPreview(
        roster=roster,
        plan=planned,
        seen=seen,
        year=year,
        village=village,
        take=take,
        decisions=decided,
        register=register,
        tells_of_lines=bool(closings(session, roster, planned)),
    )


def decide(
    session: Session,
    shown: RosterPreview,
    answers: Answers,
    *,
    take: Take | None = None,
    progress: Progress | None = None,
) -> RosterPreview:
    """Return the preview with more answers to rows that asked, or with some taken back, as the register is now."""
    merged = {**shown.decisions, **answers}
    decided = {key: decision for key, decision in merged.items() if decision is not None}
    seen = log.position(session.db)
    register = shown.register if seen == shown.seen else existing(session)
    take = take or shown.take
    planned, register = _planned(session, shown.roster, register, decided, take, progress)
    return RosterPreview(
        roster=shown.roster,
        plan=planned,
        seen=seen,
        year=shown.year,
        village=shown.village,
        take=take,
        decisions=decided,
        register=register,
        tells_of_lines=bool(closings(session, shown.roster, planned)),
    )


def _planned(
    session: Session,
    roster: Roster,
    register: ExistingRegister,
    decisions: Decisions,
    take: Take,
    progress: Progress | None,
) -> tuple[ImportPlan, ExistingRegister]:
    """Return the plan, and the register with the origins of what stays in the records that the file would change."""

    def planned() -> ImportPlan:
        return plan.plan_import(roster, register, session.pack, decisions=decisions, take=take, progress=progress)

    made = planned()
    if take is Take.NEWER:
        replaced = {record.id for row in made.rows for record in row.records if record.old}
        from poverty_desktop.operations.interviewing.interviews import COMPLETED

        origins = provenance.not_from(session, replaced, IMPORTED, interviews=(COMPLETED,))
        if not origins.keys() <= register.origins.keys():
            register = replace(register, origins={**register.origins, **origins})
            made = planned()
    return hold_back(session, made, roster), register


def import_roster(session: Session, shown: RosterPreview, progress: Progress | None = None) -> Done[TakenIn]:
    """Write the rows of a preview in one action; return how many rows came in.

    With them the lines of the entry list are closed that the file bears out; what it has otherwise is noted there.
    Rows that still ask, or were rejected, stay out. Raises ``RuleError`` when no row can come in or none says anything
    new, ``Cancelled`` before the first row is saved.
    """
    progress = progress or Progress()
    with undisturbed():
        saves, count = _saves(session, shown, progress)
        closed = closings(session, shown.roster, shown.plan)
        if not count and not closed and shown.plan.counts[Action.UNCHANGED]:
            raise RuleError(NOTHING_NEW)
        if not count and not closed:
            raise RuleError(N_("No row of this file can come in. Look at the reasons beside the rows."))
        progress.step(N_("Saving"), 0, 0)  # the last moment to stop
        committed = commit(
            session, [*saves, *closed], seen=shown.seen, label=IMPORTED, params=json.dumps({"rows": count})
        )
    remember(session, shown.roster.map)
    done = taken_in(count, closed)
    return Done(value=done, changes=frozenset(committed.kinds), undo_label=IMPORTED, params={"rows": count})


def _saves(session: Session, shown: RosterPreview, progress: Progress) -> tuple[list[Save], int]:
    """Return one save for each household of the file, and how many rows come in."""
    by_household: dict[str, list[RecordEdit]] = {}
    villages: dict[str, str] = {}
    count = 0
    for index, row in enumerate(shown.plan.rows):
        if index % 500 == 0:
            progress.step(N_("Reading rows"), index, len(shown.plan.rows))
        written = [record for record in row.records if record.values]
        if not written:
            continue
        count += 1
        edits = by_household.setdefault(row.household_key, [])
        for record in written:
            edits.append(RecordEdit(kind=record.kind, record=record.id, values=record.values, is_new=record.is_new))
            if record.kind is RecordKind.HOUSEHOLD and record.is_new and record.values.get("village"):
                villages[row.household_key] = str(record.values["village"].scalar)
    saves = [
        Save(village=villages.get(key) or _village(session, edits), edits=tuple(edits))
        for key, edits in by_household.items()
    ]
    return saves, count


def save_rejected(shown: RosterPreview, path: Path, *, actions: Collection[Action] = STAYS_OUT) -> int:
    """Write the rows of ``actions`` as an Excel file with the reason beside each; return how many.

    Raises ``StorageError``.
    """
    return rejected.write_rejected(path, shown.plan, shown.roster, actions=actions)


def _village(session: Session, edits: list[RecordEdit]) -> str:
    known = next((edit for edit in edits if not edit.is_new), None)
    if known is not None:
        return village_of(session, known.kind, known.record)
    owner = next((edit.values["household"] for edit in edits if "household" in edit.values), None)
    if owner is None:
        return session.village
    return village_of(session, RecordKind.HOUSEHOLD, RecordId(bytes_of(owner)))
