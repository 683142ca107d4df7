"""What has happened to the members: birth, death, marriage, move, split, merger; each dated, nobody deleted."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from poverty_desktop.i18n import N_, _, language
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.queries.register.file_rows import MemberRow
from ui import theme
from ui.households.procedure_calls import Choices, EventTyped
from ui.widgets.controls import button, column, label, line_edit
from ui.widgets.words import Words

NARROW = 640


class EventForm(QFrame):
    """``opened`` asks for the choices, ``given`` carries what was typed."""

    opened = Signal()
    given = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("event_form")
        self._words = Words(self)
        self._household: HouseholdId | None = None
        self._members: tuple[MemberRow, ...] = ()
        self._choices: Choices | None = None
        self._holders: list[QWidget] = []
        self._ticks: dict[RecordId, QCheckBox] = {}
        self._relations: dict[RecordId, QComboBox] = {}
        box = column(self, spacing=6)
        bar = QHBoxLayout()
        theme.space(bar, spacing=8)
        self._open = button(self._words, N_("Record an event…"), "event_open", self.opened.emit, icon="plus")
        bar.addWidget(self._open)
        notice = N_("Nobody is deleted: a member leaves with day and reason. That is never a way out of poverty.")
        bar.addWidget(label(self._words, notice, "event_notice", role="weak"), 1)
        box.addLayout(bar)
        self._build_card()
        box.addWidget(self._card)
        self._card.hide()

    def _build_card(self) -> None:
        self._card = QFrame()
        self._card.setObjectName("event_card")
        self._card.setProperty("role", "card")
        inside = column(self._card, margins=(12, 10, 12, 10), spacing=8)
        grid = self._grid = QGridLayout()
        theme.space(grid, spacing=8)
        self._kind = QComboBox()
        self._kind.setObjectName("event_kind")
        self._words.put(self._kind.setAccessibleName, N_("What has happened"))
        self._kind.currentIndexChanged.connect(self._turn)
        self._day = line_edit(self._words, N_("Day"), "event_day", hint=N_("for example 2026-11-23"))
        self._name = line_edit(self._words, N_("Name of the new member"), "event_name")
        self._born = line_edit(self._words, N_("Date of birth"), "event_born", hint=N_("for example 2026-11-23"))
        self._relation = QComboBox()
        self._relation.setObjectName("event_relation")
        self._words.put(self._relation.setAccessibleName, N_("Relation to head"))
        hint = N_("Household number or name of the head")
        self._into = line_edit(self._words, N_("Household that takes the members over"), "event_into", hint=hint)
        self._rows: dict[str, tuple[QWidget, QWidget]] = {}
        for name, words, field in (
            ("kind", N_("What has happened"), self._kind),
            ("day", N_("Day"), self._day),
            ("name", N_("Name of the new member"), self._name),
            ("born", N_("Date of birth"), self._born),
            ("relation", N_("Relation to head"), self._relation),
            ("into", N_("Household that takes the members over"), self._into),
        ):
            said = label(self._words, words, f"event_{name}_label", role="weak", wraps=False)
            self._rows[name] = (said, field)
        self._pairs = 0
        self._arrange()
        inside.addLayout(grid)
        who = N_("Tick who it concerns; beside each the relation to the head afterwards, where it changes.")
        self._who = label(self._words, who, "event_who", role="small")
        inside.addWidget(self._who)
        self._list = QVBoxLayout()
        theme.space(self._list, spacing=4)
        inside.addLayout(self._list)
        foot = QHBoxLayout()
        theme.space(foot, spacing=8)
        foot.addStretch(1)
        foot.addWidget(button(self._words, N_("Cancel"), "event_cancel", self.leave))
        foot.addWidget(button(self._words, N_("Save"), "event_save", self._give, role="primary"))
        inside.addLayout(foot)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Set one field in a line where there is no room for two."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        pairs = 2 if self.width() >= theme.px(NARROW) else 1
        if pairs == self._pairs:
            return
        self._pairs = pairs
        for number, parts in enumerate(self._rows.values()):
            line, place = divmod(number, pairs)
            for beside, part in enumerate(parts):
                self._grid.addWidget(part, line, 2 * place + beside)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(3, pairs - 1)

    def set_members(self, household: HouseholdId, members: tuple[MemberRow, ...]) -> None:
        """Know whose events are recorded; another household closes the form."""
        current = tuple(member for member in members if member.left_on is None)
        if household != self._household:
            self.leave()
        self._household, self._members = household, current
        if self._card.isVisibleTo(self) and self._choices is not None:
            self._fill(self._choices)

    def ask(self, choices: Choices) -> None:
        """Open the form with what the pack has on offer."""
        self._choices = choices
        blocker = QSignalBlocker(self._kind)
        self._kind.clear()
        for kind, words, codes in (
            ("join", N_("Joins: {reason}"), choices.joining),
            ("leave", N_("Leaves: {reason}"), choices.leaving),
        ):
            for code, said in codes:
                self._kind.addItem(_(words).format(reason=said(language())), f"{kind}:{code}")
        self._kind.addItem(_("Split: some go on in a new household"), "split")
        self._kind.addItem(_("Merger: all go over into another household"), "merge")
        blocker.unblock()
        self._fill_relations(self._relation, choices, first=_("choose"))
        for field in (self._day, self._name, self._born, self._into):
            field.clear()
        self._fill(choices)
        self._card.show()
        self._turn()
        self._kind.setFocus()

    @Slot()
    def leave(self) -> None:
        """Close the form without saving."""
        self._card.hide()

    def _fill(self, choices: Choices) -> None:
        while (item := self._list.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._ticks, self._relations, self._holders = {}, {}, []
        for number, member in enumerate(self._members):
            holder = QWidget()
            row = QHBoxLayout(holder)
            theme.space(row, spacing=8)
            words = _("{name} ({kind})").format(name=member.name, kind=member.relation)
            tick = QCheckBox(words if member.relation else member.name)
            tick.setObjectName(f"event_member_{number}")
            combo = QComboBox()
            combo.setObjectName(f"event_member_{number}_relation")
            combo.setAccessibleName(_("Relation of {name} afterwards").format(name=member.name))
            self._fill_relations(combo, choices, first=_("as it is"))
            row.addWidget(tick, 1)
            row.addWidget(combo)
            self._ticks[member.membership] = tick
            self._relations[member.membership] = combo
            self._holders.append(holder)
            self._list.addWidget(holder)

    def _fill_relations(self, combo: QComboBox, choices: Choices, *, first: str) -> None:
        combo.clear()
        combo.addItem(first, "")
        for code, said in choices.relations:
            combo.addItem(said(language()), code)

    @Slot()
    def _turn(self) -> None:
        """Show what the chosen event asks for."""
        kind = str(self._kind.currentData() or "").partition(":")[0]
        for name, wanted in (("name", "join"), ("born", "join"), ("relation", "join"), ("into", "merge")):
            for part in self._rows[name]:
                part.setVisible(kind == wanted)
        for tick in self._ticks.values():
            tick.setChecked(kind == "merge")
            tick.setEnabled(kind != "merge")
        self._who.setVisible(kind != "join")
        for holder in self._holders:
            holder.setVisible(kind != "join")

    @Slot()
    def _give(self) -> None:
        if self._household is None:
            return
        relations = {item: str(combo.currentData() or "") for item, combo in self._relations.items()}
        typed = EventTyped(
            household=self._household,
            kind=str(self._kind.currentData() or ""),
            day=self._day.text(),
            members=tuple(item for item, tick in self._ticks.items() if tick.isChecked()),
            relations={item: code for item, code in relations.items() if code},
            name=self._name.text(),
            born=self._born.text(),
            relation=str(self._relation.currentData() or ""),
            into=self._into.text(),
        )
        self.given.emit(typed)
