"""The lists of what waits: whose it is and why, and what lies in it fact by fact."""

from __future__ import annotations

from PySide6.QtGui import QIcon

from poverty_desktop.i18n import N_, _
from poverty_desktop.queries.handover.laptop_names import called
from poverty_desktop.queries.handover.set_aside_facts import WOULD_CONFLICT, WOULD_GO, FactRow
from poverty_desktop.queries.register.facts import masked
from ui.merge.waiting_calls import WaitingRow
from ui.models.rows_model import Cell
from ui.widgets import icons


def _why(row: WaitingRow) -> str:
    return row.why


def _mark(row: WaitingRow) -> QIcon:
    return icons.icon("attention", "warn") if row.found.waits else icons.icon("backup", "ink_weak")


def _laptop(row: WaitingRow) -> str:
    found = row.found
    if found.file_name and not found.laptop:
        return found.file_name  # of a file that cannot be read its name alone says from whom it came
    return called(found.laptop, found.digits)


def _place(row: WaitingRow) -> str:
    return row.place


def _entries(row: WaitingRow) -> str:
    return _("a whole file") if row.found.is_file else str(row.found.count)


def _households(row: WaitingRow) -> str:
    return "" if row.found.is_file else str(row.found.households)


def _since(row: WaitingRow) -> str:
    return f"{row.found.since.astimezone():%Y-%m-%d %H:%M}"


WAITING_COLUMNS = (
    Cell(words=N_("Why it waits"), text=_why, picture=_mark),
    Cell(words=N_("Laptop"), text=_laptop),
    Cell(words=N_("Village"), text=_place),
    Cell(words=N_("Entries"), text=_entries, is_number=True),
    Cell(words=N_("Households"), text=_households, is_number=True),
    Cell(words=N_("Came"), text=_since),
)


def _home(row: FactRow) -> str:
    return row.home if row.subject in ("", row.home) else f"{row.home} · {row.subject}" if row.home else row.subject


def _fact(row: FactRow) -> str:
    return row.label


def _before(row: FactRow) -> str:
    return _seen(row, row.before) or "—"


def _after(row: FactRow) -> str:
    return _seen(row, row.after) or "—"


def _note(row: FactRow) -> str:
    return _(row.note) if row.note else ""


def _color(row: FactRow) -> str:
    return "error" if row.note in (WOULD_CONFLICT, WOULD_GO) else "ink"


def _by(row: FactRow) -> str:
    when = f"{row.at.astimezone():%Y-%m-%d %H:%M}"
    return f"{row.by} · {when}" if row.by else when


def _seen(row: FactRow, text: str) -> str:
    return text if row.item is None else masked(row.item, text)


FACT_COLUMNS = (
    Cell(words=N_("Household"), text=_home),
    Cell(words=N_("Fact"), text=_fact),
    Cell(words=N_("In the register now"), text=_before),
    Cell(words=N_("Would stand then"), text=_after),
    Cell(words=N_("What happens"), text=_note, color=_color),
    Cell(words=N_("Written by"), text=_by),
)
