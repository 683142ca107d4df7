"""The rows that stayed out, written to Excel as they came, with the reason beside each."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from poverty_desktop.exchange.column_map import Grouping
from poverty_desktop.exchange.planned import Action, ImportPlan, PlannedRow
from poverty_desktop.exchange.problems import sentence
from poverty_desktop.exchange.roster import Roster, RosterRow
from poverty_desktop.exchange.text_sheet import write_text_sheet
from poverty_desktop.i18n import N_, _

SHEET = N_("Rows not taken in")
ROW = N_("Row in the file")
REASON = N_("Why it was not taken in")
COLUMN = N_("Column {number}")
ONLY_FOR_OTHERS = N_("This row stands here only so that the rows below it find their household.")


def write_rejected(
    path: Path, plan: ImportPlan, roster: Roster, *, actions: Collection[Action] = (Action.REJECT,)
) -> int:
    """Write the rows of ``plan`` with one of ``actions``; return how many. Raises ``StorageError``.

    The columns are those of the file, so that a corrected sheet can be imported by the same map; a row that belongs
    to the household above it is preceded by the row that begins that household. Headings of our own are in the
    language of the screen.
    """
    captions = [
        caption or hint or _(COLUMN).format(number=index)
        for index, (caption, hint) in enumerate(zip(roster.table.captions, roster.table.hints, strict=True), start=1)
    ]
    write_text_sheet(
        path,
        _rows(plan, roster, actions),
        name=_(SHEET),
        captions=[*captions, _(ROW), _(REASON)],
        widths=[*(2 + 2 * len(caption) for caption in captions), 8, 40],
        wrapped=frozenset({len(captions) + 1}),
    )
    return sum(1 for planned in plan.rows if planned.action in actions)


def _rows(plan: ImportPlan, roster: Roster, actions: Collection[Action]) -> Iterator[list[str]]:
    begun = ""
    for index, (planned, row) in enumerate(zip(plan.rows, roster.rows, strict=True)):
        if planned.action not in actions:
            continue
        household = roster.households.get(row.household_key)
        if household is not None and row.household_key != begun and _joins_above(roster, row):
            first = household.rows[0]
            if first != index:
                yield [*roster.rows[first].cells, str(roster.rows[first].number), _(ONLY_FOR_OTHERS)]
        begun = row.household_key
        yield [*row.cells, str(row.number), _reasons(planned)]


def _joins_above(roster: Roster, row: RosterRow) -> bool:
    """Say whether only its place in the file tells to which household the row belongs."""
    match roster.map.grouping:
        case Grouping.COLUMNS:
            return False
        case Grouping.NUMBER:
            return not row.household.get("national_number")
        case _:
            return True


def _reasons(planned: PlannedRow) -> str:
    """Return the reasons to keep the row out, else the one the plan gives; each once."""
    found = dict.fromkeys(sentence(problem) for problem in planned.problems if problem.is_reject)
    return "\n".join(found or [sentence(planned.reason)])
