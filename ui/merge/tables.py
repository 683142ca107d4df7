"""The lists of the page of conflicts: the queue, the values of one fact, its history."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtGui import QIcon

from poverty_desktop.i18n import N_, _, format_date
from poverty_desktop.journal.fold import Status
from poverty_desktop.queries.handover.conflict_rows import ConflictRow, ConflictValue
from poverty_desktop.queries.register.facts import masked
from poverty_desktop.queries.register.file_rows import HistoryRow
from ui.models.rows_model import Cell
from ui.widgets import icons

REASONS = (
    N_("Looked at on the spot"),
    N_("Compared with the document"),
    N_("Certificate of the village committee"),
    N_("Asked by telephone"),
)
"""Why a conflict is decided so; any other reason is typed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One value that may stand: its key, its words as they may be seen now, and who wrote it."""

    key: str
    text: str = field(repr=False)
    value: ConflictValue | None
    is_chosen: bool = False


def choices_of(row: ConflictRow, chosen: int, other: str, *, is_open: bool) -> tuple[Choice, ...]:
    """Return the values of a fact by their keys; ``other`` is what was typed instead, the last of them."""

    def seen(text: str) -> str:
        return text if is_open or row.item is None else masked(row.item, text)

    found = [
        Choice(key=str(number), text=seen(value.text), value=value, is_chosen=number - 1 == chosen)
        for number, value in enumerate(row.values, 1)
    ]
    if other:
        found.append(Choice(key="E", text=seen(other), value=None, is_chosen=chosen == len(row.values)))
    return tuple(found)


def _who(row: ConflictRow) -> str:
    return row.head_name if row.subject in ("", row.head_name) else f"{row.head_name} · {row.subject}"


def _fact(row: ConflictRow) -> str:
    return row.label


def _count(row: ConflictRow) -> str:
    return str(len(row.values))


def _since(row: ConflictRow) -> str:
    return format_date(row.since.astimezone().date())


def _mark(row: ConflictRow) -> QIcon:
    return icons.icon("conflict", "error" if row.status is Status.HARD else "warn")


QUEUE_COLUMNS = (
    Cell(words=N_("Fact"), text=_fact, picture=_mark),
    Cell(words=N_("Household"), text=_who),
    Cell(words=N_("Values"), text=_count, is_number=True),
    Cell(words=N_("Open since"), text=_since),
)


def _key(row: Choice) -> str:
    return row.key


def _text(row: Choice) -> str:
    return row.text or "—"


def _by(row: Choice) -> str:
    if row.value is None:
        return _("written here")
    return f"{row.value.by} · {row.value.device}" if row.value.device else row.value.by


def _when(row: Choice) -> str:
    return f"{row.value.at.astimezone():%Y-%m-%d %H:%M}" if row.value is not None else ""


def _evidence(row: Choice) -> str:
    """What was saved together with it; and what speaks against its time, which stands beside it."""
    return " · ".join(text for text in (row.value.clock, row.value.evidence) if text) if row.value is not None else ""


def _why(row: Choice) -> str:
    return row.value.reason if row.value is not None else ""


def _chosen(row: Choice) -> QIcon:
    return icons.icon("good", "ok") if row.is_chosen else QIcon()


VALUE_COLUMNS = (
    Cell(words=N_("Key"), text=_key, picture=_chosen),
    Cell(words=N_("Value"), text=_text),
    Cell(words=N_("Written by"), text=_by),
    Cell(words=N_("When"), text=_when),
    Cell(words=N_("Backed by"), text=_evidence),
    Cell(words=N_("Reason"), text=_why),
)


def _at(row: HistoryRow) -> str:
    return f"{row.at.astimezone():%Y-%m-%d %H:%M}"


def _author(row: HistoryRow) -> str:
    return row.by


def _change(row: HistoryRow) -> str:
    return f"{row.before or '—'} → {row.after or '—'}"


def _reason(row: HistoryRow) -> str:
    return " · ".join(text for text in (row.reason, row.clock) if text)


HISTORY_COLUMNS = (
    Cell(words=N_("When"), text=_at),
    Cell(words=N_("Written by"), text=_author),
    Cell(words=N_("Change"), text=_change),
    Cell(words=N_("Reason"), text=_reason),
)
