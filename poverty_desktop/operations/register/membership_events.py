"""Births, deaths, marriages, moves, splits and mergers: dated memberships, one operation and one undo step each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.membership_events import Event
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, PersonId, RecordId
from poverty_desktop.operations.done import Done
from poverty_desktop.operations.register.entry_lines import new_line
from poverty_desktop.operations.register.membership_edits import (
    NOT_A_MEMBER,
    Joining,
    Placed,
    joining,
    leaving,
    moving,
    placed,
    reason_code,
    reason_for,
)
from poverty_desktop.packs.model import Label
from poverty_desktop.queries.register.snapshot import Record, records
from poverty_desktop.store import log
from poverty_desktop.store.session import Session
from poverty_desktop.store.villages import village_of
from poverty_desktop.store.writing import RecordEdit, Save, commit

__all__ = ["Joining", "join", "joining", "leave", "leaving", "merge", "reason_for", "split"]

T = TypeVar("T")
LEFT = N_("Leaves the household: {label}")
JOINED = N_("Joins the household: {label}")
SPLIT = N_("Split of a household")
MERGED = N_("Merger of two households")
NOBODY = N_("Choose at least one member.")
NO_NEW_HEAD = N_("Choose who is the head of the new household.")
EVERYBODY = N_("Someone must stay in the old household. If all leave together, no household is split.")
SAME_HOUSEHOLD = N_("Choose two different households.")
EMPTY_HOUSEHOLD = N_("This household has no members now.")
_SHARED = ("village", "group_name", "address", "phone")
"""What a household that is split off has in common with the old one; its official status is decided anew."""


def leave(
    session: Session,
    memberships: Sequence[RecordId],
    *,
    day: date,
    reason: str,
    relations: Mapping[RecordId, str] | None = None,
    note: str = "",
) -> Done[None]:
    """Let members leave together; ``relations`` are new relations to the head of those who stay, by membership.

    They stay in the register. This is never a way out of poverty (domain.md 3.4). Errors as in :func:`leaving`.
    """
    if not memberships:
        raise RuleError(NOBODY)
    edits = [edit for one in memberships for edit in leaving(session, one, day=day, reason=reason)]
    edits += _related(session, relations or {})
    return _commit(session, edits, None, LEFT, label=reason_code(session.pack, "reason_out", reason).label, note=note)


def join(
    session: Session,
    household: HouseholdId,
    who: PersonId | Mapping[str, Value],
    *,
    day: date,
    reason: str,
    relation: str,
    note: str = "",
) -> Done[PersonId]:
    """Let a new or a known person join a household; errors as in :func:`joining`."""
    found = joining(session, household, who, day=day, reason=reason, relation=relation)
    label = reason_code(session.pack, "reason_in", reason).label
    return _commit(session, found.edits, found.person, JOINED, label=label, note=note)


def split(
    session: Session,
    household: HouseholdId,
    relations: Mapping[RecordId, str],
    *,
    day: date,
    staying: Mapping[RecordId, str] | None = None,
    note: str = "",
) -> Done[HouseholdId]:
    """Split a household: the memberships in ``relations`` go on in a new one with these relations to its head.

    ``staying`` are new relations of those who stay. Raises ``RuleError`` where nobody is chosen, nobody stays, the
    new household has not exactly one head, or one of them is no member now.
    """
    members = {item.id: item for item in _current(session, household)}
    if not relations:
        raise RuleError(NOBODY)
    if not set(relations) <= set(members):
        raise RuleError(NOT_A_MEMBER)
    if set(relations) == set(members):
        raise RuleError(EVERYBODY)
    heads = session.pack.codes_of("head_relation")
    if sum(relation in heads for relation in relations.values()) != 1:
        raise RuleError(NO_NEW_HEAD)
    old = next(iter(records(session, RecordKind.HOUSEHOLD, "id = ?", [household])))
    new = HouseholdId(RecordId(session.ids.new()))
    village = village_of(session, RecordKind.HOUSEHOLD, household)
    values = {name: old.values[name] for name in _SHARED if name in old.values}
    edits = [(village, RecordEdit(kind=RecordKind.HOUSEHOLD, record=new, values=values, is_new=True))]
    for membership, relation in relations.items():
        edits += moving(session, members[membership], new, village, relation, day, (Event.SPLIT_OUT, Event.SPLIT_IN))
    edits += _related(session, staying or {})
    edits += [(village, line) for line in new_line(session, new, "split", day=day)]
    return _commit(session, edits, new, SPLIT, note=note)


def merge(
    session: Session,
    kept: HouseholdId,
    ending: HouseholdId,
    relations: Mapping[RecordId, str],
    *,
    day: date,
    note: str = "",
) -> Done[None]:
    """Merge two households: every member of ``ending`` goes on in ``kept``; its record stays, without members.

    ``relations`` are their relations to the head of ``kept`` by membership. Raises ``RuleError`` where the two are
    one, ``ending`` has no members, or a member has no relation.
    """
    if kept == ending:
        raise RuleError(SAME_HOUSEHOLD)
    members = _current(session, ending)
    if not members:
        raise RuleError(EMPTY_HOUSEHOLD)
    if {member.id for member in members} != set(relations):
        raise RuleError(N_("Say of every member of the household that ends how they are related to the new head."))
    village = village_of(session, RecordKind.HOUSEHOLD, kept)
    edits = [
        edit
        for member in members
        for edit in moving(
            session, member, kept, village, relations[member.id], day, (Event.MERGED_OUT, Event.MERGED_IN)
        )
    ]
    ended = village_of(session, RecordKind.HOUSEHOLD, ending)
    edits += [(ended, line) for line in new_line(session, ending, "merge", day=day)]
    return _commit(session, edits, None, MERGED, note=note)


def _commit(
    session: Session,
    edits: Iterable[Placed],
    value: T,
    undo_label: str,
    *,
    label: Label | None = None,
    note: str = "",
) -> Done[T]:
    by_village: dict[str, list[RecordEdit]] = {}
    for village, edit in edits:
        by_village.setdefault(village, []).append(edit)
    params = {"label": [label.zh, label.en]} if label else {}
    committed = commit(
        session,
        [Save(village=village, edits=tuple(some)) for village, some in by_village.items()],
        seen=log.position(session.db),
        reason=note,
        label=undo_label,
        params=json.dumps(params, ensure_ascii=False),
    )
    return Done(
        value=value,
        changes=frozenset(committed.kinds),
        undo_label=undo_label,
        params={"label": label} if label else {},
    )


def _related(session: Session, relations: Mapping[RecordId, str]) -> list[Placed]:
    return [
        placed(session, RecordKind.MEMBERSHIP, membership, {"relation": Value(relation)})
        for membership, relation in relations.items()
    ]


def _current(session: Session, household: HouseholdId) -> tuple[Record, ...]:
    return tuple(records(session, RecordKind.MEMBERSHIP, "household = ? AND to_date IS NULL", [household]))
