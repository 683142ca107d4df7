"""The plan of a round of visits: who is still to be visited, in the order of the way, as a sheet to carry along."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop import i18n
from poverty_desktop.domain.periods import Period, name
from poverty_desktop.domain.values import Why
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _
from poverty_desktop.operations.paperwork import list_papers
from poverty_desktop.pdf.values import TO_WRITE, PaperColumn, PaperTable
from poverty_desktop.queries.assistance import coverage, need_board
from poverty_desktop.queries.assistance.coverage import CoverageRow
from poverty_desktop.store.session import Session

if TYPE_CHECKING:
    from poverty_desktop.pdf.list_form import ListPaper

NOBODY = N_("Everybody was visited as the rules ask: there is nothing to plan.")


def write(session: Session, path: Path, period: Period, day: date, *, village: str = "") -> int:
    """Write the plan as PDF or Excel and return its households; raises ``RuleError`` where there is none to visit."""
    rows = [row for row in coverage.listed(session, period, day, village=village, language=i18n.language())
            if row.is_owed or row.is_overdue]  # fmt: skip
    if not rows:
        raise RuleError(NOBODY)
    list_papers.write(session, paper(session, rows, name(period, day)), path, [row.household for row in rows])
    return len(rows)


def paper(session: Session, rows: list[CoverageRow], span: str) -> ListPaper:
    """Return the sheet: one table for each village group, in the order of the way."""
    from poverty_desktop.pdf.list_form import ListPaper

    language = i18n.language()
    together: dict[str, list[CoverageRow]] = {}
    for row in rows:
        together.setdefault(f"{row.village} {row.group_name}".strip(), []).append(row)
    year = need_board.years(session)[0]
    needs: dict[bytes, list[str]] = {}
    for need in need_board.needs(session, year, language=language):
        if not need.is_met:
            needs.setdefault(need.household, []).append(need.description)
    columns = (
        PaperColumn(label=_("No."), is_number=True),
        PaperColumn(label=_("Householder")),
        PaperColumn(label=_("Address")),
        PaperColumn(label=_("Type")),
        PaperColumn(label=_("Last visit")),
        PaperColumn(label=_("Open needs")),
        PaperColumn(label=_("Helper")),
        PaperColumn(label=_("Visited on")),
    )
    number = 0
    tables = []
    for place, found in together.items():
        lines = []
        for row in found:
            number += 1
            lines.append(
                (
                    str(number),
                    row.head_name,
                    _address(session, row) or Why.BLANK,
                    row.type_label,
                    row.last_visit.isoformat() if row.last_visit else _("Not visited yet"),
                    "；".join(needs.get(row.household, ())) or Why.BLANK,
                    row.helpers or Why.BLANK,
                    TO_WRITE,
                )
            )
        tables.append(PaperTable(title=place, columns=columns, rows=tuple(lines)))
    return ListPaper(
        title=list_papers.title(session, "visit_route", _("Plan of visits")),
        subtitle=_("{span}: {count} households are still to be visited").format(span=span, count=len(rows)),
        tables=tuple(tables),
        signers=(_("Visitors"), _("Date")),
        is_wide=True,
    )


def _address(session: Session, row: CoverageRow) -> str:
    found = session.db.conn.execute("SELECT address FROM household WHERE id = ?", (row.household,)).fetchone()
    return str(found[0] or "") if found else ""
