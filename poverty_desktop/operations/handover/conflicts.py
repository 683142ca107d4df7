"""Decide a conflict: keep one of the values or write another, with a reason; the decision travels to every laptop."""

from __future__ import annotations

import json
from collections.abc import Sequence

from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.operations.done import Done
from poverty_desktop.packs.model import Label, MergeClass
from poverty_desktop.queries.handover.conflict_rows import ConflictRow
from poverty_desktop.store import log
from poverty_desktop.store.permitted import DECIDING_RANKS
from poverty_desktop.store.session import Session
from poverty_desktop.store.villages import village_of
from poverty_desktop.store.writing import RecordEdit, Save, commit

DECIDED = N_("Decided: {label}")
DECIDED_SEVERAL = N_("Decided several conflicts")
DECIDED_EXISTENCE = N_("Decided whether a record stays")
NO_ROWS = N_("Select the conflicts to decide first.")
NO_REASON = N_("Give the reason for this decision. It stands beside the value for ever.")
NOT_YOURS = N_("The office decides about this fact. Hand over; its decision comes with its next stick.")
INCOMPLETE = N_("An entry that stood before has not arrived yet from another laptop. Wait for its bundle.")
SETTLED = N_("This was decided already. Look at the list again.")


def decide(session: Session, row: ConflictRow, value: Value | None, *, seen: int, reason: str) -> Done[None]:
    """Let ``value`` stand for a fact with several; ``seen`` is the journal position of the list.

    For whether a record exists at all, a value says that it stays and None that it is taken out. Every value that
    stood before stays in the history. A value that came in since reopens the conflict. Raises ``RuleError`` without
    a reason, where the office must decide, where entries before are missing, or where it was decided meanwhile.
    """
    if row.item is None:
        return _commit(session, [(row, value)], seen=seen, reason=reason, label=DECIDED_EXISTENCE, params={})
    params = {"label": row.item.label}
    return _commit(session, [(row, value)], seen=seen, reason=reason, label=DECIDED, params=params)


def decide_all(
    session: Session, decisions: Sequence[tuple[ConflictRow, Value | None]], *, seen: int, reason: str
) -> Done[None]:
    """Decide several conflicts for one reason, in one action; all of them or none.

    Values and errors as in :func:`decide`; raises ``RuleError`` without a conflict as well.
    """
    if not decisions:
        raise RuleError(NO_ROWS)
    return _commit(session, decisions, seen=seen, reason=reason, label=DECIDED_SEVERAL, params={})


def _commit(
    session: Session,
    decisions: Sequence[tuple[ConflictRow, Value | None]],
    *,
    seen: int,
    reason: str,
    label: str,
    params: dict[str, Label],
) -> Done[None]:
    if not reason.strip():
        raise RuleError(NO_REASON)
    saves = []
    for row, value in decisions:
        _require_open(session, row)
        village = village_of(session, row.kind, row.record)
        saves.append(Save(village=village, edits=(_edit(row, value),)))
    committed = commit(
        session,
        saves,
        seen=min(seen, log.position(session.db)),
        reason=reason.strip(),
        label=label,
        params=json.dumps({name: [item.zh, item.en] for name, item in params.items()}, ensure_ascii=False),
    )
    return Done(value=None, changes=frozenset(committed.kinds), undo_label=label, params=params)


def _require_open(session: Session, row: ConflictRow) -> None:
    merge_class = row.item.merge_class if row.item is not None else MergeClass.MEMBERSHIP
    if session.rank < DECIDING_RANKS.get(merge_class, session.rank):
        raise RuleError(NOT_YOURS)
    if row.is_incomplete:
        raise RuleError(INCOMPLETE)
    still = session.db.conn.execute(
        "SELECT 1 FROM unsettled WHERE ent = ? AND eid = ? AND field = ?", (int(row.kind), row.record, row.number)
    )
    if still.fetchone() is None:
        raise RuleError(SETTLED)


def _edit(row: ConflictRow, value: Value | None) -> RecordEdit:
    if row.item is None:
        return RecordEdit(
            kind=row.kind, record=row.record, values={}, restores=value is not None, removes=value is None
        )
    assert value is not None
    return RecordEdit(kind=row.kind, record=row.record, values={row.item.name: value}, resolves=True)
