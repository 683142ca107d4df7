"""Which rows make one household: by its number, by where a head begins it, by several columns, or each row one."""

from __future__ import annotations

from collections.abc import Sequence

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.exchange.cells import DIGITS_LOST, label_index, normal_label
from poverty_desktop.exchange.column_map import Grouping
from poverty_desktop.exchange.problems import attention, reject
from poverty_desktop.exchange.rows import Rows
from poverty_desktop.i18n import N_
from poverty_desktop.packs.pack import Pack

WITH_HOUSEHOLD_ABOVE = N_("The row has no household number; it was put with the household above it.")
WITHOUT_NUMBER = N_("The household has no number; it comes in as one that the national system does not know yet.")
NO_HOUSEHOLD = N_("It cannot be told to which household the row belongs.")
NO_KEY = N_("The columns that tell households apart are blank in this row.")

_HEAD_LABEL = "户主"


def group_rows(
    rows: Rows, grouping: Grouping, numbers: Sequence[int], villages: Sequence[str | None], pack: Pack
) -> list[str]:
    """Return each row's household key, "" for a row that belongs nowhere; says so at the rows it concerns."""
    if grouping is Grouping.COLUMNS:
        return _by_columns(rows, villages)
    if grouping is Grouping.ROW:
        return _row_by_row(rows, numbers, head_code(pack))
    return _by_order(rows, numbers, head_code(pack), has_numbers=grouping is Grouping.NUMBER)


def head_code(pack: Pack) -> str | None:
    """Return the code of the head in the pack's list of relations."""
    item = pack.by_name.get((RecordKind.MEMBERSHIP, "relation"))
    codes = pack.code_lists.get(item.code_list or "") if item is not None else None
    return None if codes is None else label_index(codes).get(normal_label(_HEAD_LABEL))


def _by_columns(rows: Rows, villages: Sequence[str | None]) -> list[str]:
    texts = rows.special.get("group.key", [""] * len(villages))
    keys = []
    for row, (text, village) in enumerate(zip(texts, villages, strict=True)):
        if text.strip("\x1f "):
            keys.append(f"key:{village or ''}\x1f{text}")
        else:
            keys.append("")
            rows.add(row, reject(NO_KEY))
    return keys


def _row_by_row(rows: Rows, numbers: Sequence[int], head: str | None) -> list[str]:
    """Make each row a household of its own, headed by its person; two rows with one number are one household."""
    keys = []
    for row, sheet_row in enumerate(numbers):
        number = rows.values[RecordKind.HOUSEHOLD][row].get("national_number")
        keys.append(f"number:{number.scalar!s}" if number else f"row:{sheet_row}")
        if head is not None and rows.values[RecordKind.PERSON][row]:
            rows.values[RecordKind.MEMBERSHIP][row].setdefault("relation", Value(head))
    return keys


def _by_order(rows: Rows, numbers: Sequence[int], head: str | None, *, has_numbers: bool) -> list[str]:
    """Walk down the sheet. With numbers, a row without one begins a household if it is a head's, else joins above."""
    households = rows.values[RecordKind.HOUSEHOLD]
    memberships = rows.values[RecordKind.MEMBERSHIP]
    head_names = rows.special.get("check.head_name")
    current = ""
    current_head = ""
    keys = []
    for row, sheet_row in enumerate(numbers):
        number = households[row].get("national_number") if has_numbers else None
        relation = memberships[row].get("relation")
        is_head = relation is not None and relation.scalar == head
        named = head_names[row] if head_names is not None else ""
        starts = is_head or bool(named and named != current_head)
        if number:
            current = f"number:{number.scalar!s}"
        elif has_numbers and _lost_its_number(rows, row):
            current = ""
        elif starts:
            current = f"row:{sheet_row}"
            if has_numbers:
                rows.add(row, attention(WITHOUT_NUMBER))
        elif not current:
            rows.add(row, reject(NO_HOUSEHOLD))
        elif has_numbers and current.startswith("number:"):
            rows.add(row, attention(WITH_HOUSEHOLD_ABOVE))
        current_head = named or ("" if starts else current_head)
        keys.append(current)
    return keys


def _lost_its_number(rows: Rows, row: int) -> bool:
    """Turn a spoilt household number into a reason to keep the row out: it would join strangers into one household."""
    caption = rows.captions.get("household.national_number", "")
    problems = rows.problems.get(row, [])
    for problem in problems:
        if problem.message == DIGITS_LOST and problem.caption == caption:
            rows.problems[row] = [
                *(other for other in problems if other is not problem),
                reject(DIGITS_LOST, caption=caption, original=problem.original),
            ]
            return True
    return False
