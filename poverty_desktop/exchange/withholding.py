"""What a refused row does to its household: without its head it waits as a whole, without a member it says so."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.textual import clean_name
from poverty_desktop.exchange.existing import text_of
from poverty_desktop.exchange.planned import Action, PlannedRecord, PlannedRow, action_of, is_repeated, plain_row
from poverty_desktop.exchange.problems import Problem, Reason, attention
from poverty_desktop.exchange.roster import Roster, RosterHousehold
from poverty_desktop.i18n import N_

HEAD_REFUSED = N_(
    "The row of the head, row {row}, cannot come in, so the whole household waits. "
    "Correct that row and import it again together with this one."
)
HEAD_UNSURE = N_(
    "The row of the head, row {row}, cannot come in, and it is not sure that the head is still the one of the "
    "register, so nobody joins and no relation changes. Correct that row and import it again together with this one."
)
WAITS_FOR_HEAD = N_("It must first be decided who the head in row {row} is.")
ROW_REFUSED = N_("Row {row} of the same household cannot come in; its person will be missing here.")
ROWS_REFUSED = N_("{count} rows of the same household cannot come in, the first of them is row {row}.")

_COMES_IN = frozenset({Action.NEW_HOUSEHOLD, Action.NEW_MEMBER, Action.UPDATE, Action.UNCHANGED})
_OF_HOUSEHOLD = (RecordKind.HOUSEHOLD, RecordKind.HOUSEHOLD_YEAR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Withholding:
    """Looks at planned rows household by household, once all are planned; ``head`` is the head's code."""

    roster: Roster
    head: str | None

    def look(self, rows: list[PlannedRow], household: RosterHousehold, known_heads: Collection[str] | None) -> None:
        """Change the planned ``rows`` of a household of which some stay out.

        ``known_heads`` are the names of its heads in the register, ``None`` where the household is new: then all
        of it waits for the row of its head. A household of the register takes what does not hang on who is its head.
        """
        refused = [
            place for place in household.rows if rows[place].action is Action.REJECT and not is_repeated(rows[place])
        ]
        place = self._head_row(household, refused)
        if place is not None and rows[place].action is Action.REJECT:
            self._without_head(rows, household, place, known_heads)
        elif place is not None and rows[place].action is Action.ASK and known_heads is None:
            reason = Reason(message=WAITS_FOR_HEAD, params={"row": rows[place].number})
            for other in household.rows:
                if rows[other].action in _COMES_IN:
                    rows[other] = plain_row(self.roster.rows[other], Action.ASK, reason)
        if refused:
            said = _said_of_others([rows[other].number for other in refused])
            for other in household.rows:
                if rows[other].action in _COMES_IN:
                    rows[other] = replace(rows[other], problems=(*rows[other].problems, said))

    def _head_row(self, household: RosterHousehold, refused: Sequence[int]) -> int | None:
        """Return the row of the head: marked so, or named so, or refused and possibly the one that is missed."""
        file = self.roster.rows
        marked = [place for place in household.rows if text_of(file[place].membership, "relation") == self.head]
        if marked:
            return marked[0]
        without = [place for place in household.rows if not file[place].membership.get("relation")]
        if len(without) == len(household.rows):
            return household.rows[0]
        return next((place for place in without if place in refused), None)

    def _without_head(
        self, rows: list[PlannedRow], household: RosterHousehold, place: int, known_heads: Collection[str] | None
    ) -> None:
        number = rows[place].number
        if known_heads is None:
            reason = Reason(message=HEAD_REFUSED, params={"row": number})
            for other in household.rows:
                if rows[other].action in _COMES_IN or rows[other].action is Action.ASK:
                    rows[other] = plain_row(self.roster.rows[other], Action.REJECT, reason)
        elif clean_name(text_of(self.roster.rows[place].person, "name")) not in known_heads:
            self._keep_memberships(rows, household, Reason(message=HEAD_UNSURE, params={"row": number}))

    def _keep_memberships(self, rows: list[PlannedRow], household: RosterHousehold, reason: Reason) -> None:
        """Hold the rows back that would change who belongs here and how; the household's own facts find another row."""
        homeless: list[PlannedRecord] = []
        for place in household.rows:
            row = rows[place]
            if any(record.kind is RecordKind.MEMBERSHIP and record.values for record in row.records):
                homeless += [record for record in row.records if record.kind in _OF_HOUSEHOLD]
                rows[place] = plain_row(self.roster.rows[place], Action.REJECT, reason)
        place = next((place for place in household.rows if rows[place].action in _COMES_IN), -1)
        if homeless and place >= 0:
            records = (*homeless, *rows[place].records)
            action, said = action_of(list(records))
            rows[place] = replace(rows[place], records=records, action=action, reason=said)


def _said_of_others(numbers: Sequence[int]) -> Problem:
    if len(numbers) == 1:
        return attention(ROW_REFUSED, row=numbers[0])
    return attention(ROWS_REFUSED, row=numbers[0], count=len(numbers))
