"""Assistance: needs against measures, who is entitled without it, who has it without, lists, figures."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QModelIndex, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QHeaderView, QLabel, QTabWidget, QWidget

from poverty_desktop.checks.help_worklist import CaseRow, Listed, Worklist
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.i18n import N_, _, format_yuan, language
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.operations.done import Done, Topic
from poverty_desktop.operations.measure_lists import MeasureListPreview
from poverty_desktop.packs.measures import Nature
from poverty_desktop.queries.help_counts import HelpCount
from poverty_desktop.queries.need_board import NeedRow
from ui import theme
from ui.actions import Key
from ui.assistance import calls
from ui.assistance.list_pane import ListPane
from ui.assistance.tables import CASE_COLUMNS, COUNT_COLUMNS, NEED_COLUMNS
from ui.errors import Message, Tone
from ui.models.rows_model import CellsModel
from ui.widgets import file_chooser
from ui.widgets.chips import Chip, ChipRow
from ui.widgets.controls import button, column, label
from ui.widgets.file_chooser import Purpose
from ui.widgets.key_table import KeyTable
from ui.widgets.page import Page, Place, Shell
from ui.widgets.stretched import Stretched

TABS = (
    ("needs", N_("Needs and measures")),
    ("unmet", N_("Entitled without having it")),
    ("unfit", N_("Having it without being entitled")),
    ("lists", N_("Departments' lists of measures")),
    ("figures", N_("Figures")),
)
WORKLISTS = {"unmet": Worklist.UNMET, "unfit": Worklist.UNFIT}
NOTHING = {
    "needs": N_("No need is taken down for {year}. Open a household and press N in “Plan and measures”."),
    "unmet": N_("Nobody is entitled to a measure without having it."),
    "unfit": N_("Nobody has a measure without being entitled to it."),
    "figures": N_("No measure is planned for {year}. Open a household and choose a suggestion."),
}


class AssistancePage(Page):
    """Five lists behind five tabs, of one village or of all."""

    name = "assistance"
    touched_by = frozenset(
        {
            RecordKind.NEED, RecordKind.MEASURE, RecordKind.HOUSEHOLD, RecordKind.HOUSEHOLD_YEAR, RecordKind.PERSON,
            RecordKind.PERSON_YEAR, RecordKind.MEMBERSHIP, Topic.UNDO, Topic.PACK,
        }
    )  # fmt: skip

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._year = 0
        self._found: MeasureListPreview | None = None
        self._build()

    def title(self) -> str:
        """Return the name of the page."""
        return _("Assistance")

    def keys(self) -> tuple[Key, ...]:
        """Return the keys of this page."""
        return (
            Key(keys="Enter", words=N_("Open the household at its plan")),
            Key(keys="Ctrl+Tab", words=N_("Next tab")),
        )

    def go_to(self, place: Place) -> None:
        """Open the tab that ``place`` names."""
        names = [name for name, _words in TABS]
        if place.tab in names:
            self._tabs.setCurrentIndex(names.index(place.tab))

    def place(self) -> Place:
        """Return this page with the open tab."""
        return Place(page=self.name, tab=self._tab())

    def refresh(self) -> None:
        """Ask for what the open tab shows."""
        work = partial(
            calls.board,
            self._year or None,
            self._village(),
            str(self._aspects.currentData() or ""),
            self._kinds.chosen().get("kind", ""),
            language(),
        )
        self.shell.store.run(work, self._show_board, self.shell.fail, key="assistance.board")
        tab = self._tab()
        if tab in WORKLISTS:
            item = str(self._items[tab].currentData() or "")
            listed = partial(calls.worklist, self._year or None, WORKLISTS[tab], self._village(), item, language())
            self._said[tab].setText(_("Judging every household …"))
            self.shell.store.run(listed, partial(self._show_cases, tab), self.shell.fail, key="assistance.cases")
        elif tab == "figures":
            figures = partial(calls.figures, self._year or None, self._village(), language())
            self.shell.store.run(figures, self._show_figures, self.shell.fail, key="assistance.figures")

    def retranslate(self) -> None:
        """Say tabs and lists in the new language."""
        for number, (_name, words) in enumerate(TABS):
            self._tabs.setTabText(number, _(words))
        self._needs.say()
        self._figures.say()
        for model in self._cases.values():
            model.say()
        self._lists.retranslate()
        if self.isVisible():
            self.refresh()

    def focus_first(self) -> None:
        """Put the keyboard on the open list."""
        table = self._tables.get(self._tab())
        (table or self._lists).setFocus()

    def _build(self) -> None:
        words = self.words
        box = column(self, margins=(16, 12, 16, 12), spacing=8)
        top = QHBoxLayout()
        theme.space(top, spacing=12)
        top.addWidget(label(words, N_("Assistance"), "assistance_title", role="page", wraps=False))
        self._year_said = label(None, "", "assistance_year_said", role="weak")
        top.addWidget(self._year_said, 1)
        top.addWidget(
            button(self.words, N_("Helpers and visits"), "assistance_team", self._open_team, role="link", icon="people")
        )
        self._years = self._box("assistance_year", N_("Year shown"), self._choose_year)
        top.addWidget(self._years)
        self._villages = self._box("assistance_village", N_("Village"), self._choose)
        top.addWidget(self._villages)
        box.addLayout(top)
        self._needs: CellsModel[NeedRow] = CellsModel(NEED_COLUMNS, self)
        self._cases: dict[str, CellsModel[CaseRow]] = {}
        self._figures: CellsModel[HelpCount] = CellsModel(COUNT_COLUMNS, self)
        self._tables: dict[str, KeyTable] = {}
        self._said: dict[str, QLabel] = {}
        self._items: dict[str, QComboBox] = {}
        self._tabs = QTabWidget()
        self._tabs.setObjectName("assistance_tabs")
        self._tabs.setDocumentMode(True)
        self._tabs.tabBar().setDrawBase(False)
        words.put(self._tabs.setAccessibleName, N_("Assistance"))
        self._aspects = self._box("assistance_aspect", N_("Aspect"), self._choose)
        self._kinds = ChipRow("assistance_kinds")
        self._kinds.changed.connect(self._choose)
        self._lists = ListPane()
        self._lists.chosen.connect(self._choose_list)
        self._lists.taken.connect(self._take_in)
        panes = (
            self._pane("needs", self._needs, 3, self._aspects, self._kinds),
            self._case_pane("unmet"),
            self._case_pane("unfit"),
            self._lists,
            self._pane("figures", self._figures, 0),
        )
        for (_name, msgid), pane in zip(TABS, panes, strict=True):
            self._tabs.addTab(pane, _(msgid))
        self._tabs.currentChanged.connect(self._choose)
        self._tables["needs"].opened.connect(self._open_need)
        self._tables["unmet"].opened.connect(self._open_case)
        self._tables["unfit"].opened.connect(self._open_case)
        box.addWidget(self._tabs, 1)

    def _case_pane(self, name: str) -> QWidget:
        chosen = self._items[name] = self._box(f"assistance_{name}_item", N_("Measure"), self._choose)
        self._cases[name] = CellsModel(CASE_COLUMNS, self)
        return self._pane(name, self._cases[name], 4, chosen)

    def _box(self, name: str, msgid: str, slot: Callable[[int], None]) -> QComboBox:
        made = QComboBox()
        made.setObjectName(name)
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.words.put(made.setAccessibleName, msgid)
        made.activated.connect(slot)
        return made

    def _pane(self, name: str, model: object, stretched: int, *above: QWidget) -> QWidget:
        pane = QWidget()
        box = column(pane, margins=(0, 12, 0, 0), spacing=8)
        said = label(None, "", f"assistance_{name}_said", role="weak")
        box.addWidget(said)
        for one in above:
            row = QHBoxLayout()
            theme.space(row, spacing=8)
            row.addWidget(one, 0 if isinstance(one, QComboBox) else 1)
            if isinstance(one, QComboBox):
                row.addStretch(1)
            box.addLayout(row)
        table = KeyTable(f"assistance_{name}_table")
        table.setModel(model)  # type: ignore[arg-type]
        self.words.put(table.setAccessibleName, dict(TABS)[name])
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        Stretched(table, stretched, 180)
        theme.height(table, least=160)
        box.addWidget(table, 1)
        self._tables[name], self._said[name] = table, said
        return pane

    def _tab(self) -> str:
        return TABS[self._tabs.currentIndex()][0]

    def _village(self) -> str:
        return str(self._villages.currentData() or "")

    @Slot()
    def _choose(self, _number: int = 0) -> None:
        if self.isVisible():
            self.refresh()

    @Slot(int)
    def _choose_year(self, number: int) -> None:
        self._year = int(self._years.itemData(number))
        self.refresh()

    def _show_board(self, found: calls.Board) -> None:
        self._year = found.year
        self._year_said.setText(_("Plan and facts of {year}").format(year=found.year))
        self._years.clear()
        for year in found.years:
            self._years.addItem(str(year), year)
        self._years.setCurrentIndex(max(self._years.findData(found.year), 0))
        _fill(self._villages, _("All villages"), found.villages)
        _fill(self._aspects, _("All nine aspects"), found.aspects)
        self._villages.setVisible(len(found.villages) > 1)
        self._kinds.set_chips(
            tuple(Chip(group="kind", code=kind.kind, text=kind.label, count=kind.unmet) for kind in found.kinds)
        )
        self._needs.set_rows(found.needs)
        unmet = sum(kind.unmet for kind in found.kinds)
        met = sum(kind.met for kind in found.kinds)
        said = _("{needs} needs: {unmet} without any measure, {way} under way, {met} met.").format(
            needs=sum(kind.needs for kind in found.kinds),
            unmet=unmet,
            way=sum(kind.under_way for kind in found.kinds),
            met=met,
        )
        self._said["needs"].setText(said if found.kinds else self._nothing("needs"))
        self._first("needs", bool(found.needs))
        self._lists.set_choices(found.year, found.items, found.statuses)

    def _show_cases(self, tab: str, found: Listed) -> None:
        chosen = self._items[tab]
        wanted = chosen.currentData()
        chosen.clear()
        is_unmet = WORKLISTS[tab] is Worklist.UNMET
        chosen.addItem(_("All measures by right") if is_unmet else _("All measures"), "")
        for count in found.counts:
            number = count.unmet if is_unmet else count.unfit
            if number and (count.item.nature is Nature.RIGHT or not is_unmet or count.received):
                chosen.addItem(f"{count.item.title(language())}（{number}）", count.item.id)
        chosen.setCurrentIndex(max(chosen.findData(wanted), 0))
        self._cases[tab].set_rows(found.rows)
        if not found.rows:
            self._said[tab].setText(self._nothing(tab))
        elif len(found.rows) < found.total:
            self._said[tab].setText(
                _("{total} cases; the first {shown} are shown. Choose a measure or a village for the others.").format(
                    total=found.total, shown=len(found.rows)
                )
            )
        else:
            self._said[tab].setText(
                _("{total} cases. Enter opens the household at its plan.").format(total=found.total)
            )
        self._first(tab, bool(found.rows))

    def _show_figures(self, found: calls.Figures) -> None:
        self._figures.set_rows(found.items)
        total = found.total
        said = _(
            "{households} households have received a measure, {persons} members, {times} person-times;"
            " {yuan} yuan delivered. A household with several measures counts once."
        ).format(
            households=total.households,
            persons=total.persons,
            times=total.person_times,
            yuan=format_yuan(total.amount_fen),
        )
        self._said["figures"].setText(said if found.items else self._nothing("figures"))
        self._first("figures", bool(found.items))

    def _nothing(self, tab: str) -> str:
        said = NOTHING[tab]
        return _(said).format(year=self._year)

    def _first(self, tab: str, has_rows: bool) -> None:  # noqa: FBT001 - of one's own
        table = self._tables[tab]
        if has_rows and not table.currentIndex().isValid():
            table.setCurrentIndex(table.model().index(0, 0))

    @Slot(QModelIndex)
    def _open_need(self, index: QModelIndex) -> None:
        row = self._needs.row(index.row())
        if row is not None:
            self._go(row.household, None)

    @Slot(QModelIndex)
    def _open_case(self, index: QModelIndex) -> None:
        row = self._cases[self._tab()].row(index.row())
        if row is not None:
            self._go(row.household, row.line)

    @Slot()
    def _open_team(self) -> None:
        self.shell.go(Place(page="team"))

    def _go(self, household: HouseholdId, line: RecordId | None) -> None:
        text = line.hex() if line is not None else ""
        self.shell.go(Place(page="household", household=household, tab="help", text=text))

    @Slot()
    def _choose_list(self) -> None:
        kinds = _("Tables (*.xlsx *.xls *.ods *.csv *.txt)")
        path = file_chooser.ask_file(self, self.shell, Purpose.LISTS, _("Which list?"), kinds)
        if path is not None:
            work = partial(calls.preview, path, self._lists.choice(path))
            self.shell.store.run(work, self._previewed, self.shell.fail)

    def _previewed(self, found: MeasureListPreview) -> None:
        self._found = found
        self._lists.show_preview(found)

    @Slot(bool)
    def _take_in(self, with_names: bool) -> None:  # noqa: FBT001 - of a signal
        if self._found is not None:
            work = partial(calls.take_in, self._found, with_names)
            self.shell.store.run(work, self._taken, self.shell.fail)

    def _taken(self, done: Done[int]) -> None:
        self._found = None
        self._lists.show_preview(None)
        said = _("{count} measures were attached to households.").format(count=done.value)
        self.shell.tell(Message(tone=Tone.SUCCESS, text=said))


def _fill(box: QComboBox, everything: str, choices: tuple[tuple[str, str], ...]) -> None:
    """Offer ``choices`` below everything; what was chosen stays chosen."""
    chosen = box.currentData()
    box.clear()
    box.addItem(everything, "")
    for code, name in choices:
        box.addItem(name, code)
    box.setCurrentIndex(max(box.findData(chosen), 0))
