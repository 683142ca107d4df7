"""The lists of the page of checks: checks or villages with counts, and the findings."""

from __future__ import annotations

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QHeaderView

from poverty_desktop.checks.run import NOT_RUN_WORDS, NotRun
from poverty_desktop.checks.worklist import CheckCount, FindingRow, State, VillageCount
from poverty_desktop.i18n import N_, _, format_parts, language
from poverty_desktop.packs.checks import Severity
from ui import theme
from ui.checks.reason_row import APPROVER, EVIDENCE, UNTIL
from ui.models.rows_model import Cell
from ui.widgets import icons
from ui.widgets.key_table import KeyTable
from ui.widgets.stretched import Stretched

MARKS = {
    Severity.ERROR: ("bad", "error"),
    Severity.WARNING: ("attention", "warn"),
    Severity.VERIFY: ("eye", "info"),
    Severity.INFO: ("info", "ink_weak"),
}


def _check_mark(row: CheckCount) -> QIcon:
    return icons.icon(*MARKS[row.check.severity])


def _check_title(row: CheckCount) -> str:
    title = row.check.title(language())
    if row.not_run and row.not_run != NotRun.NEVER:
        return _("{title} – not run: {why}").format(title=title, why=_(NOT_RUN_WORDS[NotRun(row.not_run)]))
    return title


def _open(row: CheckCount) -> str:
    return "" if row.not_run else str(row.open)


def _check_color(row: CheckCount) -> str:
    return "ink" if row.open else "ink_weak"


def _finding_color(row: FindingRow) -> str:
    return "ink" if row.state is State.OPEN else "ink_weak"


CHECK_COLUMNS: tuple[Cell[CheckCount], ...] = (
    Cell(words=N_("Check"), text=_check_title, picture=_check_mark, color=_check_color),
    Cell(words=N_("Open"), text=_open, is_number=True, color=_check_color),
    Cell(words=N_("Explained"), text=lambda row: str(row.waived or ""), is_number=True, color=_check_color),
)
VILLAGE_COLUMNS: tuple[Cell[VillageCount], ...] = (
    Cell(words=N_("Village"), text=lambda row: row.name),
    Cell(words=N_("Open"), text=lambda row: str(row.open), is_number=True),
    Cell(words=N_("Explained"), text=lambda row: str(row.waived or ""), is_number=True),
)


def _where(row: FindingRow) -> str:
    return f"{row.village} {row.group_name}".strip()


def explanation_of(row: FindingRow) -> str:
    """Return why a finding may stand, with what goes with the reason; blank of an open one."""
    told = [row.reason, row.note]
    for words, text in ((EVIDENCE, row.evidence), (APPROVER, row.approver), (UNTIL, row.expires_on)):
        told.append(f"{_(words)}: {text}" if text else "")
    return format_parts(text for text in told if text)


FINDING_COLUMNS: tuple[Cell[FindingRow], ...] = (
    Cell(
        words=N_("Head"),
        text=lambda row: row.head_name,
        picture=lambda row: icons.icon(*MARKS[row.check.severity]),
        color=_finding_color,
    ),
    Cell(words=N_("Member"), text=lambda row: row.person_name, color=_finding_color),
    Cell(words=N_("Place"), text=_where, color=_finding_color),
    Cell(words=N_("Finding"), text=lambda row: row.sentence, color=_finding_color),
    Cell(words=N_("Explanation"), text=explanation_of, color=_finding_color),
)


LEAST_WIDTH = 200


def table_of(name: str, model: object, *, stretched: int, widths: tuple[int, ...]) -> KeyTable:
    """Return a table of checks whose column ``stretched`` takes what the others leave."""
    table = KeyTable(name)
    theme.height(table, least=190)
    table.setModel(model)  # type: ignore[arg-type]
    header = table.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    for index, width in enumerate(widths):
        if width:
            header.setSectionResizeMode(index, QHeaderView.ResizeMode.Interactive)
            table.setColumnWidth(index, theme.px(width))
    Stretched(table, stretched, LEAST_WIDTH)
    return table
