"""The sheet ``duties``: rows into templates, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Sequence

from poverty_desktop.domain.periods import Period
from poverty_desktop.i18n import N_
from poverty_desktop.packs.duties import DutyTemplate
from poverty_desktop.packs.placed import Placed
from poverty_desktop.packs.problems import PackProblem
from poverty_desktop.packs.sheets.accounting_rows import province_of
from poverty_desktop.packs.sheets.row_reader import RowReader

SHEET = "duties"
MOST_DAYS = 366


def read_duties(rows: RowReader) -> tuple[Placed[DutyTemplate], ...]:
    """Return the rows that hold together."""
    found = []
    for row in rows.rows():
        period = rows.member("period", Period, Period.ONCE)
        due = rows.integer("due_day")
        if due is not None and (due == 0 or abs(due) > MOST_DAYS):
            rows.refuse("due_day", N_("Count the days from 1, or from the end of the period from -1."))
        first, last = rows.year("valid_from"), rows.year("valid_to")
        if first and last and first > last:
            rows.refuse("valid_to", N_("The last year is before the first."))
        province = province_of(rows)
        if rows.is_sound:
            made = DutyTemplate(
                id=row["id"],
                title=rows.label("title"),
                detail=rows.label("detail"),
                post=rows.label("post"),
                period=period,
                due_day=due or -1,
                source=row["source"],
                province=province,
                valid_from=first,
                valid_to=last,
            )
            found.append(Placed(row=row.number, value=made))
    return tuple(found)


def duty_problems(duties: Sequence[Placed[DutyTemplate]]) -> list[PackProblem]:
    """Return the rows whose id stands twice."""
    first: dict[str, int] = {}
    found = []
    for item in duties:
        if item.value.id in first:
            found.append(
                PackProblem(
                    sheet=SHEET,
                    row=item.row,
                    column="id",
                    message_id=N_("“{text}” stands already in row {other}."),
                    params={"text": item.value.id, "other": first[item.value.id]},
                )
            )
        first.setdefault(item.value.id, item.row)
    return found
