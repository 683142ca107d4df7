"""Conflicts of one making, decided together: whose values stand, what changes by it, one reason, one undo."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from poverty_desktop.domain.values import Value
from poverty_desktop.i18n import N_, _, ngettext
from poverty_desktop.queries.handover import conflict_groups
from poverty_desktop.queries.handover.conflict_rows import ConflictRow, ConflictValue
from poverty_desktop.queries.register.facts import masked
from ui import theme
from ui.merge.reason_box import ReasonBox
from ui.merge.tables import REASONS
from ui.models.rows_model import Cell, CellsModel
from ui.widgets import icons
from ui.widgets.controls import button, column, label
from ui.widgets.key_table import KeyTable
from ui.widgets.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRow:
    """One conflict of the group: what stands now, what will; ``is_out`` when the person took it out of the group."""

    row: ConflictRow
    kept: ConflictValue | None
    now: str = field(repr=False)
    then: str = field(repr=False)
    is_out: bool = False


def _mark(row: GroupRow) -> QIcon:
    return QIcon() if row.is_out or row.kept is None else icons.icon("good", "ok")


def _who(row: GroupRow) -> str:
    found = row.row
    return found.head_name if found.subject in ("", found.head_name) else f"{found.head_name} · {found.subject}"


def _now(row: GroupRow) -> str:
    return row.now or "—"


def _then(row: GroupRow) -> str:
    if row.is_out:
        return _("stays undecided")
    if row.kept is None:
        return ""
    return row.then or "—"


GROUP_COLUMNS = (
    Cell(words=N_("Household"), text=_who, picture=_mark),
    Cell(words=N_("Stands now"), text=_now),
    Cell(words=N_("Will stand"), text=_then),
)


class GroupPane(QWidget):
    """``decided`` carries the decisions and the reason; ``left`` goes back to the single conflict."""

    decided = Signal(object, str)
    left = Signal()
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("merge_group")
        self.words = Words(self)
        self._rows: tuple[ConflictRow, ...] = ()
        self._out: set[int] = set()
        self._author: tuple[str, str] | None = None
        self._title = label(None, "", "group_title", role="heading")
        self._said = label(None, "", "group_said", role="lead")
        self._authors = QHBoxLayout()
        theme.space(self._authors, spacing=8)
        self._model: CellsModel[GroupRow] = CellsModel(GROUP_COLUMNS, self, is_weak=lambda row: row.is_out)
        self._table = KeyTable("group_table")
        self.words.put(self._table.setAccessibleName, N_("What changes"))
        self._table.setModel(self._model)
        theme.columns(self._table, 220, 170, 170)
        theme.height(self._table, least=190)
        self._reason = ReasonBox(self.words, "group_reason", REASONS)
        self._build()
        self._table.key_pressed.connect(self.press)
        self._table.opened.connect(self._turn)
        self.words.also(self._say)

    def show_group(self, rows: tuple[ConflictRow, ...], value: ConflictValue | None) -> None:
        """Show conflicts of one making; ``value`` is the one that was chosen in one of them, if any."""
        self._rows, self._out = rows, set()
        self._author = None if value is None else (value.by, value.device)
        self._reason.empty()
        self._say()
        if rows:
            self._table.setCurrentIndex(self._model.index(0, 0))
        self._table.setFocus()

    def press(self, key: str) -> None:
        """Take a bare key: the number of an author, or the bar for a conflict that is left out."""
        makers = self._makers()
        if key == "SPACE":
            self._turn(self._table.currentIndex())
        elif key.isdecimal() and 1 <= int(key) <= len(makers):
            self._choose(makers[int(key) - 1])

    @Slot()
    def decide(self) -> None:
        """Hand the decisions over; the reason is asked for by the operation."""
        if self._author is None:
            self.refused.emit(_("Choose first whose values are to stand: press the number."))
            return
        decisions: list[tuple[ConflictRow, Value | None]] = [
            (row.row, conflict_groups.kept(row.row, row.kept))
            for row in self._shown()
            if row.kept is not None and not row.is_out
        ]
        self.decided.emit(tuple(decisions), self._reason.currentText())

    def _build(self) -> None:
        words = self.words
        head = QHBoxLayout()
        theme.space(head, spacing=8)
        head.addWidget(self._title, 1)
        leave = button(words, N_("Back to the single fact"), "group_leave", None, role="link")
        leave.clicked.connect(self.left)
        head.addWidget(leave)
        row = QHBoxLayout()
        theme.space(row, spacing=8)
        row.addWidget(label(words, N_("Reason"), "group_reason_title"))
        row.addWidget(self._reason, 1)
        self._decide = button(words, "", "group_decide", self.decide, role="primary", icon="good")
        row.addWidget(self._decide)
        box: QVBoxLayout = column(self, margins=(8, 0, 0, 0), spacing=8)
        box.addLayout(head)
        box.addWidget(label(words, N_("Whose values are to stand?"), "group_ask"))
        box.addLayout(self._authors)
        box.addWidget(self._said)
        box.addWidget(self._table, 1)
        box.addWidget(label(words, N_("Space leaves a fact out; it stays undecided."), "group_how", role="weak"))
        box.addLayout(row)

    def _makers(self) -> tuple[tuple[str, str], ...]:
        """Return who wrote the values, on which laptops, in the order of the first conflict."""
        return tuple((value.by, value.device) for value in self._rows[0].values) if self._rows else ()

    def _shown(self) -> tuple[GroupRow, ...]:
        found = []
        for number, row in enumerate(self._rows):
            kept = None if self._author is None else conflict_groups.by(row, *self._author)
            effect = None if kept is None else conflict_groups.effects([(row, kept)])[0]
            now = effect.now if effect else next((item.text for item in row.values if item.is_shown), "")
            said = GroupRow(
                row=row,
                kept=kept,
                now=_seen(row, now),
                then=_seen(row, effect.then) if effect else "",
            )
            found.append(replace(said, is_out=number in self._out or (self._author is not None and kept is None)))
        return tuple(found)

    def _say(self) -> None:
        if not self._rows:
            return
        at = self._table.currentIndex()
        shown = self._shown()
        count = sum(row.kept is not None and not row.is_out for row in shown)
        changing = sum(row.kept is not None and not row.is_out and not row.kept.is_shown for row in shown)
        self._title.setText(
            _("{fact}: {count} conflicts of the same two sides").format(fact=self._rows[0].label, count=len(shown))
        )
        self._said.setText(
            ""
            if self._author is None
            else _("{count} facts are decided; in {changing} of them the register changes.").format(
                count=count, changing=changing
            )
        )
        self._decide.setText(ngettext("Decide {n} fact", "Decide all {n} facts", count).format(n=count))
        self._decide.setAccessibleName(self._decide.text())
        self._decide.setEnabled(count > 0)
        self._model.set_rows(shown)
        if at.isValid():
            self._table.setCurrentIndex(self._model.index(at.row(), 0))
        self._say_authors()

    def _say_authors(self) -> None:
        while (item := self._authors.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for number, maker in enumerate(self._makers(), 1):
            by, device = maker
            made = button(
                self.words, "", f"group_author_{number}", None, role="primary" if maker == self._author else ""
            )
            made.setText(f"{number}  {by} · {device}" if device else f"{number}  {by}")
            made.setAccessibleName(made.text())
            made.clicked.connect(lambda _checked=False, chosen=maker: self._choose(chosen))
            self._authors.addWidget(made)
        self._authors.addStretch(1)

    def _choose(self, author: tuple[str, str]) -> None:
        self._author = author
        self._say()
        self._table.setFocus()

    @Slot(QModelIndex)
    def _turn(self, index: QModelIndex) -> None:
        if index.isValid():
            self._out ^= {index.row()}
            self._say()


def _seen(row: ConflictRow, text: str) -> str:
    return text if row.item is None else masked(row.item, text)
