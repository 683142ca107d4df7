"""The project library: propose a project, move it through its procedure, set its goals, roll it into the next year."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import BLANK, Value
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import RecordId, derive_id
from poverty_desktop.operations.casework import procedures as writing
from poverty_desktop.operations.casework.project_entry import GONE
from poverty_desktop.operations.casework.step_entry import StepEntry
from poverty_desktop.operations.done import Done
from poverty_desktop.operations.register import villages
from poverty_desktop.queries.casework import procedures
from poverty_desktop.queries.money import money
from poverty_desktop.queries.money.project_paper import project_row
from poverty_desktop.store import log
from poverty_desktop.store.session import Session
from poverty_desktop.store.villages import village_of
from poverty_desktop.store.writing import RecordEdit, Save, commit

PROCEDURE = "project"
BELOW_ZERO = N_("An amount cannot be below zero.")
NOTHING_CHOSEN = N_("Choose a project first.")
STARTED = N_("“{project}” is not waiting in the library, so it cannot go into another year.")
HAS_MONEY = N_("“{project}” has money or contracts. It can be cleared out of the library, not taken away.")
NO_GOAL = N_("Write the goal and its target.")
ROLLED = N_("Into the plan of {year}: {count} projects")
GOAL_SET = N_("Set a goal of a project")
_WAITING = frozenset({"04", "05"})


def propose(session: Session, village: str, year: int, values: Mapping[str, Value]) -> Done[RecordId]:
    """Write a project down as the village proposes it; raises ``RuleError`` without a name or with a bad amount."""
    money.require(session.pack)
    _check_amounts(values)
    return villages.add_project(session, village, year, values)


def move(session: Session, project: RecordId, entry: StepEntry) -> Done[RecordId]:
    """Note a step of a project's way through the library; with its first step the procedure begins.

    Raises ``RuleError`` where the step stands against a rule, the project lacks something or touches the negative list
    and no reason is given, and what :func:`procedures.note_step` raises.
    """
    row = project_row(session, project)
    if not row:
        raise RuleError(GONE)
    running = next((state for state in procedures.of_project(session, project) if state.is_running), None)
    if running is None:
        return writing.begin(
            session, str(row["village"] or ""), PROCEDURE, on=entry.on, entries=[entry], project=project
        )
    done = writing.note_step(session, [running.id], entry)
    return Done(value=running.id, changes=done.changes, undo_label=done.undo_label, params=done.params)


def roll(session: Session, projects: Sequence[RecordId], year: int) -> Done[int]:
    """Put projects that wait in the library into another year's plan (yearly rolling update).

    Raises ``RuleError`` where one has begun or has ended already.
    """
    if not projects:
        raise RuleError(NOTHING_CHOSEN)
    saves = []
    for project in dict.fromkeys(projects):
        row = project_row(session, project)
        if not row:
            raise RuleError(GONE)
        if row["stage"] not in _WAITING:
            raise RuleError(STARTED, project=str(row["name"] or "–"))
        edit = RecordEdit(kind=RecordKind.VILLAGE_PROJECT, record=project, values={"year": Value(year)})
        saves.append(Save(village=str(row["village"] or ""), edits=(edit,)))
    params: dict[str, object] = {"year": year, "count": len(saves)}
    committed = commit(session, saves, seen=log.position(session.db), label=ROLLED, params=json.dumps(params))
    return Done(value=len(saves), changes=frozenset(committed.kinds), undo_label=ROLLED, params=params)


def remove(session: Session, project: RecordId) -> Done[None]:
    """Take a project out that was written down by mistake; raises ``RuleError`` for one with money or contracts."""
    books = money.books(session)
    paid_for = {item.project for item in books.appropriations} | {item.project for item in books.contracts}
    if project in paid_for | {item.project for item in books.payments}:
        raise RuleError(HAS_MONEY, project=str(project_row(session, project).get("name") or "–"))
    return villages.remove_project(session, project)


def set_goal(
    session: Session, project: RecordId, kind: str, name: str, *, target: str = "", unit: str = "", actual: str = ""
) -> Done[RecordId]:
    """Write a goal of a project, or what of it was reached; the same goal of the same kind is one record.

    Raises ``RuleError`` where the kind is unknown or nothing is said.
    """
    money.require(session.pack)
    row = project_row(session, project)
    if not row:
        raise RuleError(GONE)
    if session.pack.code_lists["performance_kind"].find(kind) is None or not name.strip() or not (target or actual):
        raise RuleError(NO_GOAL)
    record = derive_id(RecordKind.PERFORMANCE, project, kind, name.strip())
    known = session.db.conn.execute("SELECT 1 FROM performance WHERE alive AND id = ?", (record,)).fetchone()
    values = {"project": Value(project), "kind": Value(kind), "name": Value(name.strip())} if known is None else {}
    values |= {
        label: Value(text.strip())
        for label, text in (("target", target), ("unit", unit), ("actual", actual))
        if text.strip()
    }
    edit = RecordEdit(kind=RecordKind.PERFORMANCE, record=record, values=values, is_new=known is None)
    committed = commit(
        session,
        [Save(village=village_of(session, RecordKind.VILLAGE_PROJECT, project), edits=(edit,))],
        seen=log.position(session.db),
        label=GOAL_SET,
    )
    return Done(value=record, changes=frozenset(committed.kinds), undo_label=GOAL_SET)


def correct(session: Session, project: RecordId, name: str, value: Value) -> Done[None]:
    """Give a fact of a project a value; raises ``RuleError`` for an amount below zero or an unknown item."""
    _check_amounts({name: value})
    return villages.correct_project(session, project, name, value)


def _check_amounts(values: Mapping[str, Value]) -> None:
    for value in values.values():
        if value != BLANK and isinstance(value.scalar, int) and value.scalar < 0:
            raise RuleError(BELOW_ZERO)
