"""Say which photo of a household shows the householder; papers that have a place for it print that one."""

from __future__ import annotations

from typing import Final

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import BLANK, Value
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.operations.done import Done
from poverty_desktop.queries.register import photos
from poverty_desktop.store import log
from poverty_desktop.store.session import Session
from poverty_desktop.store.villages import village_of
from poverty_desktop.store.writing import RecordEdit, Save, commit

CHOSEN: Final = N_("Choose the householder's photo")
TAKEN_BACK: Final = N_("Take the mark of the householder's photo away")
NO_PHOTO: Final = N_("This household has no such photo. Open its photos again.")
NO_PORTRAITS: Final = N_("The policy pack of this workspace does not say what a photo shows. Take in a newer pack.")


def choose(session: Session, household: HouseholdId, photo: RecordId) -> Done[bool]:
    """Make a photo the householder's, in place of any other; of the one that is it already, take the mark away.

    Returns whether the household has a householder's photo now. Raises ``RuleError`` for a photo that is not the
    household's, and where the pack has no such item.
    """
    if not photos.has_portraits(session):
        raise RuleError(NO_PORTRAITS)
    rows = {row.record: row for row in photos.of_household(session, household)}
    chosen = rows.get(photo)
    if chosen is None:
        raise RuleError(NO_PHOTO)
    edits = [
        RecordEdit(kind=RecordKind.ATTACHMENT, record=record, values={"shows": BLANK})
        for record, row in rows.items()
        if record is not None and row.is_portrait
    ]
    if not chosen.is_portrait:
        edits.append(RecordEdit(kind=RecordKind.ATTACHMENT, record=photo, values={"shows": Value(photos.HEAD)}))
    save = Save(village=village_of(session, RecordKind.HOUSEHOLD, household), edits=tuple(edits))
    words = TAKEN_BACK if chosen.is_portrait else CHOSEN
    committed = commit(session, [save], seen=log.position(session.db), label=words)
    return Done(value=not chosen.is_portrait, changes=frozenset(committed.kinds), undo_label=words)
