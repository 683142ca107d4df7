"""The sheet ``visit_rules``: rows into rules, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from poverty_desktop.domain.periods import AGAIN, Period
from poverty_desktop.i18n import N_
from poverty_desktop.packs.placed import Placed
from poverty_desktop.packs.problems import PackProblem
from poverty_desktop.packs.sheets.accounting_rows import province_of
from poverty_desktop.packs.sheets.row_reader import RowReader
from poverty_desktop.packs.visit_rules import ANY, VisitRule

SHEET = "visit_rules"


def read_visit_rules(rows: RowReader) -> tuple[Placed[VisitRule], ...]:
    """Return the rows that hold together."""
    found = []
    for row in rows.rows():
        period = rows.member("period", Period, Period.MONTH)
        if row["period"] and period not in AGAIN:
            rows.unknown("period", row["period"], tuple(AGAIN))
        times, days = rows.integer("times"), rows.integer("overdue_days")
        for column, number in (("times", times), ("overdue_days", days)):
            if number is not None and number < 1:
                rows.refuse(column, N_("A number is 1 or more."))
        province = province_of(rows)
        if rows.is_sound:
            rule = VisitRule(
                id=row["id"],
                title=rows.label("title"),
                period=period,
                times=times or 1,
                overdue_days=days or 1,
                source=row["source"],
                household_types=tuple(row["household_types"].split()),
                monitoring=tuple(row["monitoring"].split()),
                province=province,
            )
            found.append(Placed(row=row.number, value=rule))
    return tuple(found)


def visit_rule_problems(rules: Sequence[Placed[VisitRule]], codes: Mapping[str, Set[str]]) -> list[PackProblem]:
    """Return rules with an id twice, or about types and categories that the pack does not know."""
    found = []
    first: dict[str, int] = {}
    for item in rules:
        if item.value.id in first:
            message = N_("“{text}” stands already in row {other}.")
            found.append(_problem(item.row, "id", message, text=item.value.id, other=first[item.value.id]))
        first.setdefault(item.value.id, item.row)
        asked = (("household_types", item.value.household_types, "household_type"),
                 ("monitoring", item.value.monitoring, "monitoring_category"))  # fmt: skip
        for column, names, code_list in asked:
            for name in names:
                if name not in codes.get(code_list, ()) and not (column == "monitoring" and names == (ANY,)):
                    message = N_("The list {list} has no code “{text}”.")
                    found.append(_problem(item.row, column, message, list=code_list, text=name))
    return found


def _problem(row: int, column: str, message_id: str, **params: str | int) -> PackProblem:
    return PackProblem(sheet=SHEET, row=row, column=column, message_id=message_id, params=params)
