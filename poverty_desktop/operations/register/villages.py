"""Write the yearly record of a village and the projects of its whole-village programme."""

from __future__ import annotations

import json
from collections.abc import Mapping

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import RecordId
from poverty_desktop.operations.done import Done
from poverty_desktop.operations.register.facts import CORRECTED
from poverty_desktop.packs.model import Label
from poverty_desktop.queries.money import money
from poverty_desktop.queries.register.village_file import village_year_id
from poverty_desktop.store import log
from poverty_desktop.store.session import Session
from poverty_desktop.store.villages import is_known, village_of
from poverty_desktop.store.writing import RecordEdit, Save, commit

NEW_PROJECT = N_("Add a project")
REMOVED_PROJECT = N_("Take a project out")
HAS_MONEY = N_(
    "Money was given to this project, so it stays. To end it, register in the project library that it is cleared out."
)
NO_ITEM = N_("The policy pack has no data item {name} of {kind}.")


def correct(
    session: Session, village: str, year: int, property_name: str, value: Value, *, seen: int | None = None
) -> Done[None]:
    """Give a fact of the village's record of ``year`` a value; the record comes into being with the first one.

    Raises ``RuleError`` where the pack has no such item or the value does not fit.
    """
    item = session.pack.by_name.get((RecordKind.VILLAGE_YEAR, property_name))
    if item is None:
        raise RuleError(NO_ITEM, name=property_name, kind=RecordKind.VILLAGE_YEAR.table)
    edit = edit_of_year(session, village, year, {property_name: value})
    return _saved(session, village, edit, CORRECTED, item.label, seen)


def edit_of_year(session: Session, village: str, year: int, values: Mapping[str, Value]) -> RecordEdit:
    """Return the edit that gives facts of a village's record of ``year`` their values, the record made where needed."""
    record = village_year_id(village, year)
    is_new = not is_known(session, RecordKind.VILLAGE_YEAR, record)
    own = {"village": Value(village), "year": Value(year)} if is_new else {}
    return RecordEdit(kind=RecordKind.VILLAGE_YEAR, record=record, values={**own, **values}, is_new=is_new)


def add_project(session: Session, village: str, year: int, values: Mapping[str, Value]) -> Done[RecordId]:
    """Add a project to the programme of a village; raises ``RuleError`` for one without a name."""
    if not values.get("name"):
        raise RuleError(N_("Type the name of the project."))
    for name in values:
        if (RecordKind.VILLAGE_PROJECT, name) not in session.pack.by_name:
            raise RuleError(NO_ITEM, name=name, kind=RecordKind.VILLAGE_PROJECT.table)
    record = RecordId(session.ids.new())
    edit = RecordEdit(
        kind=RecordKind.VILLAGE_PROJECT,
        record=record,
        values={"village": Value(village), "year": Value(year), **values},
        is_new=True,
    )
    done = _saved(session, village, edit, NEW_PROJECT, None, None)
    return Done(value=record, changes=done.changes, undo_label=NEW_PROJECT)


def correct_project(
    session: Session, record: RecordId, property_name: str, value: Value, *, seen: int | None = None
) -> Done[None]:
    """Give a fact of a project a value; raises ``RuleError`` for a project or data item that there is not."""
    item = session.pack.by_name.get((RecordKind.VILLAGE_PROJECT, property_name))
    if item is None:
        raise RuleError(NO_ITEM, name=property_name, kind=RecordKind.VILLAGE_PROJECT.table)
    village = _village_of_project(session, record)
    edit = RecordEdit(kind=RecordKind.VILLAGE_PROJECT, record=record, values={property_name: value})
    return _saved(session, village, edit, CORRECTED, item.label, seen)


def remove_project(session: Session, record: RecordId) -> Done[None]:
    """Take a project out of the programme; the journal keeps it. Raises ``RuleError`` where money was given to it."""
    village = _village_of_project(session, record)
    if money.was_given(session, record):
        raise RuleError(HAS_MONEY)
    edit = RecordEdit(kind=RecordKind.VILLAGE_PROJECT, record=record, values={}, removes=True)
    return _saved(session, village, edit, REMOVED_PROJECT, None, None)


def _village_of_project(session: Session, record: RecordId) -> str:
    if not is_known(session, RecordKind.VILLAGE_PROJECT, record):
        raise RuleError(N_("This project is no longer in the register. Open the village again."))
    return village_of(session, RecordKind.VILLAGE_PROJECT, record)


def _saved(
    session: Session, village: str, edit: RecordEdit, label: str, words: Label | None, seen: int | None
) -> Done[None]:
    committed = commit(
        session,
        [Save(village=village, edits=(edit,))],
        seen=log.position(session.db) if seen is None else seen,
        label=label,
        params=json.dumps({"label": [words.zh, words.en]} if words else {}, ensure_ascii=False),
    )
    params = {"label": words} if words else {}
    return Done(value=None, changes=frozenset(committed.kinds), undo_label=label, params=params)
