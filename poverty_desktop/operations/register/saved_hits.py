"""Hits of departments' lists written as one action; the findings that rest on them are looked at again at once."""

from __future__ import annotations

import json
from collections.abc import Sequence

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.ids import HouseholdId
from poverty_desktop.operations.done import Done, Topic
from poverty_desktop.operations.lookback import checks
from poverty_desktop.store import log
from poverty_desktop.store.session import Session
from poverty_desktop.store.villages import village_of
from poverty_desktop.store.writing import RecordEdit, Save, commit


def save_hits(session: Session, edits: Sequence[tuple[HouseholdId, RecordEdit]], label: str) -> Done[int]:
    """Write hits and what is filed with them, each with its household, as one action called ``label``.

    Returns how many hits it were.

    Where the checks have been run, those that look at hits are asked again: what was put right leaves the worklist, and
    what turned out true comes onto it, without a new run over everything.
    """
    by_village: dict[str, list[RecordEdit]] = {}
    for household, edit in edits:
        by_village.setdefault(village_of(session, RecordKind.HOUSEHOLD, household), []).append(edit)
    count = sum(edit.kind is RecordKind.LIST_HIT for _household, edit in edits)
    params = {"count": count}
    before = log.position(session.db)
    committed = commit(
        session,
        [Save(village=village, edits=tuple(found)) for village, found in by_village.items()],
        seen=before,
        label=label,
        params=json.dumps(params),
    )
    is_renewed = checks.ask_again(session, RecordKind.LIST_HIT, before=before)
    topics = frozenset({Topic.FINDINGS}) if is_renewed else frozenset()
    return Done(value=count, changes=frozenset(committed.kinds) | topics, undo_label=label, params=params)
