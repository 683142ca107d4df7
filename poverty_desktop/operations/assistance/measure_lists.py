"""Attach what a department's list says to households: previewed, with a reason for each row that does not fit.

Most measures arrive so (部门名单). A row moves the line that waits for it, or begins one where none does; nobody types
the steps before. The same list taken in twice adds nothing.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from poverty_desktop.checks.entitlement import OLD_PACK
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.measure import DATES, LIFE, Status
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.exchange.measure_list import MeasureList, read_measure_list
from poverty_desktop.i18n import N_
from poverty_desktop.operations.assistance.measure_matching import Attached, ListChoice, Matching, Refusal, Refused
from poverty_desktop.operations.assistance.measures import item_of
from poverty_desktop.operations.done import Done
from poverty_desktop.operations.register import list_columns
from poverty_desktop.store import log
from poverty_desktop.store.session import Session
from poverty_desktop.store.villages import village_of
from poverty_desktop.store.writing import RecordEdit, Save, commit

TAKEN_IN = N_("Take in a list of measures: {count} lines")
NO_MEASURE = N_("The list does not say which measure it is. Choose the measure.")
NOTHING_NEW = N_("This list has nothing that is not in the register already.")
BEFORE_LIFE = N_("A list begins a line at planned, approved, under way, delivered or confirmed.")


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureListPreview:
    """What taking in a list would do."""

    source: MeasureList
    year: int
    status: Status
    title: str
    attached: tuple[Attached, ...]
    refused: tuple[Refused, ...]

    @property
    def new(self) -> tuple[Attached, ...]:
        """Return the rows that would change something."""
        return tuple(item for item in self.attached if not item.is_known)

    @property
    def reasons(self) -> Mapping[Refusal, int]:
        """Return how many rows do not fit, by reason."""
        return Counter(item.why for item in self.refused)


def preview(session: Session, path: Path, choice: ListChoice) -> MeasureListPreview:
    """Compare a list with the register and say what would come of every row; nothing is written.

    Raises ``RuleError`` where the file is no such list or nothing says which measure it is about.
    """
    if not session.pack.measures:
        raise RuleError(OLD_PACK)
    if choice.status not in LIFE[1:]:
        raise RuleError(BEFORE_LIFE)
    source = read_measure_list(path, session.pack, remembered=list_columns.remembered(session), chosen=choice.columns)
    fixed = item_of(session, choice.item, choice.year) if choice.item else None
    if fixed is None and "measure" not in source.columns:
        raise RuleError(NO_MEASURE)
    matching = Matching(session, choice, fixed, path.name)
    attached: list[Attached] = []
    refused: list[Refused] = []
    for line in source.lines:
        found = matching.match(line)
        if isinstance(found, Attached):
            attached.append(found)
        else:
            refused.append(Refused(row=line.row, name=line.name, why=found))
    return MeasureListPreview(
        source=source,
        year=choice.year,
        status=choice.status,
        title=matching.title,
        attached=tuple(attached),
        refused=tuple(refused),
    )


def take_in(session: Session, found: MeasureListPreview, *, with_names: bool = True) -> Done[int]:
    """Attach the new rows of a list; one action. Without ``with_names`` those are left out that only a name tells.

    Raises ``RuleError`` where there is none.
    """
    wanted = [item for item in found.new if with_names or not item.is_by_name]
    if not wanted:
        raise RuleError(NOTHING_NEW)
    by_village: dict[str, list[RecordEdit]] = {}
    for item, edit in _edits(session, found, wanted):
        by_village.setdefault(village_of(session, RecordKind.HOUSEHOLD, item.household), []).append(edit)
    params = {"count": len(wanted)}
    committed = commit(
        session,
        [Save(village=village, edits=tuple(edits)) for village, edits in by_village.items()],
        seen=log.position(session.db),
        label=TAKEN_IN,
        params=json.dumps(params),
    )
    list_columns.remember(session, {caption: target for target, caption in found.source.columns.items()})
    return Done(value=len(wanted), changes=frozenset(committed.kinds), undo_label=TAKEN_IN, params=params)


def _edits(
    session: Session, found: MeasureListPreview, wanted: list[Attached]
) -> Iterator[tuple[Attached, RecordEdit]]:
    dated = DATES[found.status]
    today = session.clock.today().isoformat()
    for item in wanted:
        values: dict[str, Value] = {
            "status": Value(found.status.value),
            "item": Value(item.item.id),
            "source_list": Value(found.title),
            "department": Value(item.item.department),
        }
        if item.person is not None:
            values["person"] = Value(item.person)
        values.update({name: Value(value) for name, value in item.values.items()})
        values.setdefault(dated, Value(today))
        if item.line is None:
            values |= {
                "household": Value(item.household),
                "year": Value(found.year),
                "kind": Value(item.item.kind),
                "name": Value(item.item.title.zh),
            }
            if item.item.amount.unit is not None and "quantity" in values:
                values["unit"] = Value(item.item.amount.unit.zh)
        yield (
            item,
            RecordEdit(
                kind=RecordKind.MEASURE,
                record=item.line or item.record,
                values=values,
                is_new=item.line is None,
            ),
        )
