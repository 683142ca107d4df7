"""What the rows of one household say against each other: heads, counts, contradictions, villages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.textual import clean_name, clean_text
from poverty_desktop.exchange.cells import PLACEHOLDER, is_placeholder
from poverty_desktop.exchange.grouping import head_code
from poverty_desktop.exchange.problems import attention
from poverty_desktop.exchange.rows import Rows
from poverty_desktop.i18n import N_
from poverty_desktop.packs.pack import Pack

if TYPE_CHECKING:
    from poverty_desktop.exchange.roster import RosterHousehold

HEAD_MISSING = N_("No member of this household is marked as its head.")
SECOND_HEAD = N_("The household has a head already, in row {row}.")
COUNT_DISAGREES = N_("The file says that the household has {said} members, but it has {found} rows for it.")
COUNT_UNREADABLE = N_("The number of members cannot be read.")
CONTRADICTS_ROW = N_("“{label}” differs from row {row} of the same household; row {row} was taken.")
VILLAGE_DIFFERS = N_("The row names another village than row {row} of the same household.")
HEAD_NAME_DIFFERS = N_("The name of the head in this row is not the name of the member who is marked as head.")

_LEADING_COUNT = re.compile(r"0*(\d+)")


def check_households(
    rows: Rows,
    households: Mapping[str, RosterHousehold],
    numbers: Sequence[int],
    villages: Sequence[str | None],
    pack: Pack,
) -> None:
    """Say at the rows what does not fit within their household; nothing is decided here."""
    head = head_code(pack)
    knows_relations = "membership.relation" in rows.captions
    for household in households.values():
        persons = [row for row in household.rows if rows.values[RecordKind.PERSON][row]]
        if knows_relations and persons:
            _check_heads(rows, household, persons, numbers, head)
        if "check.member_count" in rows.special:
            _check_count(rows, household, len(persons))
        if len(household.rows) > 1:
            _check_agreement(rows, household, numbers, pack)
            first = next((row for row in household.rows if villages[row]), household.rows[0])
            for row in household.rows:
                if villages[row] not in (None, household.village):
                    rows.add(row, attention(VILLAGE_DIFFERS, row=numbers[first]))


def _check_heads(
    rows: Rows, household: RosterHousehold, persons: Sequence[int], numbers: Sequence[int], head: str | None
) -> None:
    memberships = rows.values[RecordKind.MEMBERSHIP]
    heads = [row for row in persons if (relation := memberships[row].get("relation")) and relation.scalar == head]
    if not heads:
        rows.add(household.rows[0], attention(HEAD_MISSING))
        return
    for row in heads[1:]:
        rows.add(row, attention(SECOND_HEAD, row=numbers[heads[0]]))
    texts = rows.special.get("check.head_name")
    name = rows.values[RecordKind.PERSON][heads[0]].get("name")
    if texts is None or not name:
        return
    for row in household.rows:
        if texts[row] and clean_name(texts[row]) != name.scalar:
            rows.add(row, attention(HEAD_NAME_DIFFERS, caption=rows.captions.get("check.head_name", "")))


def _check_count(rows: Rows, household: RosterHousehold, found: int) -> None:
    caption = rows.captions.get("check.member_count", "")
    texts = rows.special["check.member_count"]
    for row in household.rows:
        if is_placeholder(texts[row]):
            rows.add(row, attention(PLACEHOLDER, caption=caption, original=texts[row]))
    text = next((texts[row] for row in household.rows if texts[row] and not is_placeholder(texts[row])), "")
    if not text:
        return
    match = _LEADING_COUNT.match(clean_text(text))
    if match is None:
        rows.add(household.rows[0], attention(COUNT_UNREADABLE, caption=caption, original=text))
    elif int(match[1]) != found:
        rows.add(household.rows[0], attention(COUNT_DISAGREES, caption=caption, said=int(match[1]), found=found))


def _check_agreement(rows: Rows, household: RosterHousehold, numbers: Sequence[int], pack: Pack) -> None:
    for kind in (RecordKind.HOUSEHOLD, RecordKind.HOUSEHOLD_YEAR):
        values = rows.values[kind]
        taken = household.household if kind is RecordKind.HOUSEHOLD else household.household_year
        for row in household.rows:
            own = values[row]
            if own == taken:
                continue
            for name, value in own.items():
                if taken.get(name, value) != value:
                    item = pack.by_name[kind, name]
                    source = next(other for other in household.rows if values[other].get(name) == taken[name])
                    rows.add(
                        row,
                        attention(
                            CONTRADICTS_ROW,
                            caption=rows.captions.get(f"{kind.table}.{name}", ""),
                            label=item.label,
                            row=numbers[source],
                        ),
                    )
