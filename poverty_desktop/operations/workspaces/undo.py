"""Undo and redo across the whole program: the inverse of the last action, written as a new one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import BatchId
from poverty_desktop.operations.done import Done, Topic
from poverty_desktop.operations.lookback import checks
from poverty_desktop.packs.model import Label
from poverty_desktop.store import inverse, log
from poverty_desktop.store.session import Session
from poverty_desktop.store.writing import commit

NOTHING_TO_UNDO = N_("There is nothing to undo.")
TAKEN_BACK = N_("Taken back")
DONE_AGAIN = N_("Done again")
NOTHING_TO_REDO = N_("There is nothing to redo.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One action that can be taken back or done again: its batch, and its name as a msgid with parameters."""

    batch: BatchId
    label: str
    params: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoState:
    """What undo and redo would do now."""

    undo: Step | None
    redo: Step | None


def state(session: Session) -> UndoState:
    """Return what the next undo and the next redo would be."""
    done, taken_back = _stacks(session)
    return UndoState(
        undo=_step(session, done[-1]) if done else None, redo=_step(session, taken_back[-1]) if taken_back else None
    )


def undo(session: Session) -> Done[str]:
    """Take back the last action.

    Raises ``RuleError`` when there is none, or when somebody else has changed the same facts since.
    """
    step = state(session).undo
    if step is None:
        raise RuleError(NOTHING_TO_UNDO)
    return _invert(session, step, TAKEN_BACK)


def redo(session: Session) -> Done[str]:
    """Do again what was last taken back; errors as in :func:`undo`."""
    step = state(session).redo
    if step is None:
        raise RuleError(NOTHING_TO_REDO)
    return _invert(session, step, DONE_AGAIN)


def _invert(session: Session, step: Step, reason: str) -> Done[str]:
    saves, position = inverse.of_batch(session, step.batch)
    before = log.position(session.db)
    committed = commit(
        session,
        saves,
        seen=position,
        reason=reason,
        undoes=step.batch,
        label=step.label,
        params=_to_json(step.params),
    )
    changes = frozenset(committed.kinds) | {Topic.UNDO}
    if RecordKind.LIST_HIT in committed.kinds and checks.ask_again(session, RecordKind.LIST_HIT, before=before):
        changes |= {Topic.FINDINGS}
    return Done(value=step.label, changes=changes, params=step.params)


def _stacks(session: Session) -> tuple[list[bytes], list[bytes]]:
    """Replay the actions: an ordinary one is pushed and empties redo; an inverse moves a step across."""
    done: list[bytes] = []
    taken_back: list[bytes] = []
    for batch, undoes in session.db.conn.execute("SELECT batch, undoes FROM action ORDER BY number"):
        if undoes is None:
            done.append(batch)
            taken_back.clear()
        elif done and done[-1] == undoes:
            done.pop()
            taken_back.append(batch)
        elif taken_back and taken_back[-1] == undoes:
            taken_back.pop()
            done.append(batch)
    return done, taken_back


def _step(session: Session, batch: bytes) -> Step:
    label, params = session.db.conn.execute("SELECT label, params FROM action WHERE batch = ?", (batch,)).fetchone()
    return Step(batch=BatchId(batch), label=label, params=_from_json(params))


def _to_json(params: Mapping[str, object]) -> str:
    return json.dumps(
        {name: [value.zh, value.en] if isinstance(value, Label) else value for name, value in params.items()},
        ensure_ascii=False,
    )


def _from_json(text: str) -> Mapping[str, object]:
    raw = json.loads(text)
    return {name: Label(zh=value[0], en=value[1]) if isinstance(value, list) else value for name, value in raw.items()}
