"""What the start set of checks says of an interview in work: the register with the answers so far laid over it."""

from __future__ import annotations

from collections.abc import Mapping

from poverty_desktop.checks import live
from poverty_desktop.checks.live import Prepared, Spoken
from poverty_desktop.checks.reading import household_row, is_region_known
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value, Why
from poverty_desktop.errors import RuleError
from poverty_desktop.expressions.grown import Cell, Row
from poverty_desktop.ids import PersonId, RecordId
from poverty_desktop.operations.interviewing.completion import edits_of
from poverty_desktop.operations.interviewing.open_interview import OpenInterview
from poverty_desktop.packs.model import PropertyType
from poverty_desktop.packs.pack import Pack
from poverty_desktop.packs.register_schema import REGION
from poverty_desktop.queries.register.years import person_year_id
from poverty_desktop.store.session import Session
from poverty_desktop.store.writing import RecordEdit

_OF_HOUSEHOLD = (RecordKind.HOUSEHOLD, RecordKind.HOUSEHOLD_YEAR)
_WHYS = {Why.NOT_APPLICABLE: "na", Why.DONT_KNOW: "dk", Why.REFUSED: "refused"}
_NUMBERS = frozenset({PropertyType.INTEGER, PropertyType.DECIMAL, PropertyType.YEAR, PropertyType.BOOLEAN})


def findings_now(session: Session, opened: OpenInterview, language: str) -> tuple[Spoken, ...]:
    """Return what the checks that speak in an interview say of the answers so far, each fact once.

    A check waits until the first of its facts has an answer, so that nothing is called missing before it was asked.
    A second keying hears nothing: the register holds what the first person keyed, which the second must not be told.
    """
    if opened.keys_again is not None:
        return ()
    ready = live.prepared(session, opened.year)
    row = household_row(session, ready.schema, opened.household, opened.year)
    if row is None:
        household = ready.schema.children["village"].children["household"]
        row = Row(cells={}, children={name: [] for name in household.children}, key=bytes(opened.household))
    try:
        edits = edits_of(session, opened)
    except RuleError:
        return ()  # an answer that does not fit its data item is said beside its question
    _lay_over(session, opened, row, edits)
    return _once_for_each_fact(live.spoken_of(session, _speaking(ready), row, opened.household, language), row)


def _speaking(ready: Prepared) -> Prepared:
    chosen = tuple(pair for pair in ready.checks if pair[0].in_interview)
    return Prepared(key=ready.key, schema=ready.schema, occasion=ready.occasion, checks=chosen)


def _once_for_each_fact(found: tuple[Spoken, ...], row: Row) -> tuple[Spoken, ...]:
    persons = {person.key: person.cells for person in row.children["person"]}
    said: set[tuple[bytes, str]] = set()
    kept = []
    for finding in found:
        fields = finding.check.fields
        cells = persons.get(finding.record, row.cells)
        if fields and cells.get(fields[0]) in (None, ""):
            continue
        fact = (finding.record, fields[0] if fields else finding.check.id)
        if fact not in said:
            said.add(fact)
            kept.append(finding)
    return tuple(kept)


def _lay_over(session: Session, opened: OpenInterview, row: Row, edits: list[RecordEdit]) -> None:
    """Put the answers over the cells of the register, persons who are new at the end."""
    persons = {person.key: person for person in row.children["person"]}
    members = dict(
        session.db.conn.execute("SELECT id, person FROM membership WHERE household = ?", (opened.household,)).fetchall()
    )
    for edit in edits:
        target: Row | None = None
        if edit.kind in _OF_HOUSEHOLD:
            target = row
        elif edit.kind is RecordKind.PERSON:
            target = persons.get(bytes(edit.record))
            if target is None:
                target = persons[bytes(edit.record)] = Row(cells={}, key=bytes(edit.record))
                row.children["person"].append(target)
        elif edit.kind is RecordKind.MEMBERSHIP:
            person = edit.values.get("person")
            target = persons.get(_identity(person) or members.get(edit.record, b""))
        elif edit.kind is RecordKind.PERSON_YEAR:
            target = next(
                (
                    one
                    for key, one in persons.items()
                    if person_year_id(PersonId(RecordId(key)), opened.year) == edit.record
                ),
                None,
            )
        if target is not None:
            target.cells = {**target.cells, **_cells(opened.pack, edit.kind, edit.values)}
    for person_row in [one for one in row.children["person"] if one.cells.get("to_date")]:
        row.children["person"].remove(person_row)


def _identity(value: Value | None) -> bytes:
    return value.scalar if value is not None and isinstance(value.scalar, bytes) else b""


def _cells(pack: Pack, kind: RecordKind, values: Mapping[str, Value]) -> dict[str, Cell]:
    found: dict[str, Cell] = {}
    for name, value in values.items():
        item = pack.by_name.get((kind, name))
        if item is None or item.type in (PropertyType.REFERENCE, PropertyType.PHOTO):
            continue
        scalar = value.scalar
        if scalar is None or isinstance(scalar, bytes):
            found[name] = None
        elif item.type is PropertyType.MONEY:
            found[name] = int(scalar) / 100
        else:
            found[name] = float(scalar) if item.type in _NUMBERS else str(scalar)
        found[f"{name}@why"] = _WHYS.get(value.why)
    if "document_number" in found:
        found["id18"] = str(found["document_number"] or "")[:18] or None
        found[REGION] = is_region_known(pack, found["document_number"])
    if kind in (RecordKind.HOUSEHOLD_YEAR, RecordKind.PERSON_YEAR):
        found["has_year"] = 1.0
    return found
