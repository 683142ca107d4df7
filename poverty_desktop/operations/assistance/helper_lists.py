"""Take in a list of who helps whom: previewed, with a reason for each row that does not fit; twice adds nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.errors import RuleError
from poverty_desktop.exchange.helper_list import HelperList, ListedHelper, read_helper_list, usual_captions
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId
from poverty_desktop.operations.assistance.helpers import OLD_PACK, Helper, pairing_edits
from poverty_desktop.operations.assistance.measure_matching import Refused
from poverty_desktop.operations.done import Done
from poverty_desktop.operations.register import list_columns
from poverty_desktop.operations.register.list_members import Members, Refusal
from poverty_desktop.queries.assistance import helpers
from poverty_desktop.queries.assistance.helpers import MAIN
from poverty_desktop.store import log
from poverty_desktop.store.session import Session
from poverty_desktop.store.villages import village_of
from poverty_desktop.store.writing import RecordEdit, Save, commit

TAKEN_IN = N_("Take in a list of helpers: {count} households")
NOTHING_NEW = N_("This list has nothing that is not in the register already.")


@dataclass(frozen=True, slots=True, kw_only=True)
class HelperRowFit:
    """A row that fits; ``changes`` is empty where it is known already."""

    row: int
    household: HouseholdId
    helper: Helper = field(repr=False)
    changes: tuple[RecordEdit, ...] = field(repr=False)
    is_by_name: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HelperListPreview:
    """What taking in a list would do."""

    source: HelperList
    title: str
    fits: tuple[HelperRowFit, ...]
    refused: tuple[Refused, ...]

    @property
    def new(self) -> tuple[HelperRowFit, ...]:
        """Return the rows that would change something."""
        return tuple(item for item in self.fits if item.changes)


def preview(session: Session, path: Path, columns: Mapping[str, str] | None = None) -> HelperListPreview:
    """Compare a list with the register and say what would come of every row; nothing is written.

    A household that stands twice in it has its first helper as the responsible one and the others as second helpers.
    Raises ``RuleError`` where the file is no such list.
    """
    if not helpers.is_kept(session):
        raise RuleError(OLD_PACK)
    remembered = list_columns.remembered(session)
    source = read_helper_list(path, session.pack, remembered=remembered, chosen=columns or {})
    members = Members(session)
    fits: list[HelperRowFit] = []
    refused: list[Refused] = []
    seen: set[HouseholdId] = set()
    for line in source.lines:
        found = _fit(session, members, line, path.stem, seen)
        if isinstance(found, HelperRowFit):
            fits.append(found)
            seen.add(found.household)
        else:
            refused.append(Refused(row=line.row, name=line.name, why=found))
    return HelperListPreview(source=source, title=path.stem, fits=tuple(fits), refused=tuple(refused))


def _fit(
    session: Session, members: Members, line: ListedHelper, title: str, seen: set[HouseholdId]
) -> HelperRowFit | Refusal:
    if not line.helper["name"]:
        return Refusal.NO_HELPER
    if line.is_unread:
        return Refusal.UNREAD
    today = session.clock.today()
    if line.since is not None and line.since > today:
        return Refusal.AHEAD
    whom = members.find(name=line.name, number=line.number, household_number=line.household_number)
    if isinstance(whom, Refusal):
        return whom
    helper = Helper(**line.helper, unit_level=line.unit_level)
    is_second = whom.household in seen
    changes = pairing_edits(
        session,
        whom.household,
        helper,
        role="02" if is_second else MAIN,
        since=line.since or today,
        replaces=not is_second,
        source=title,
    )
    return HelperRowFit(
        row=line.row,
        household=whom.household,
        helper=helper,
        changes=tuple(changes),
        is_by_name=whom.is_by_name,
    )


def take_in(session: Session, found: HelperListPreview, *, with_names: bool = True) -> Done[int]:
    """Pair as the list says; one action. Without ``with_names`` rows are left out that only a name tells.

    Raises ``RuleError`` where there is nothing new.
    """
    wanted = [item for item in found.new if with_names or not item.is_by_name]
    if not wanted:
        raise RuleError(NOTHING_NEW)
    by_village: dict[str, list[RecordEdit]] = {}
    for item in wanted:
        by_village.setdefault(village_of(session, RecordKind.HOUSEHOLD, item.household), []).extend(item.changes)
    params = {"count": len({item.household for item in wanted})}
    committed = commit(
        session,
        [Save(village=village, edits=tuple(edits)) for village, edits in by_village.items()],
        seen=log.position(session.db),
        label=TAKEN_IN,
        params=json.dumps(params),
    )
    usual = {word for words in usual_captions().values() for word in words}
    told = {caption: target for target, caption in found.source.columns.items() if caption not in usual}
    list_columns.remember(session, told)  # the usual ones mean something else in other lists
    return Done(value=params["count"], changes=frozenset(committed.kinds), undo_label=TAKEN_IN, params=params)
