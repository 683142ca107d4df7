"""Checks: counts by check or village, the findings behind a count, explained by one key or opened to be mended."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QHeaderView

from poverty_desktop.checks.worklist import CheckCount, FindingRow, LastRun, State, VillageCount
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _, format_date, language
from poverty_desktop.operations.done import Done, Topic
from poverty_desktop.operations.lookback.checks import Ran
from poverty_desktop.packs.checks import Scope
from ui import theme
from ui.actions import Key
from ui.checks import calls
from ui.checks.findings_in_excel import FindingsInExcel
from ui.checks.findings_pane import NONE_HERE, FindingsPane
from ui.checks.mending import Mending
from ui.checks.tables import CHECK_COLUMNS, VILLAGE_COLUMNS, table_of
from ui.errors import Message, Tone
from ui.models.rows_model import CellsModel
from ui.widgets.controls import button, column, label
from ui.widgets.empty_words import EmptyWords
from ui.widgets.flow import FlowLayout
from ui.widgets.page import Page, Place, Shell
from ui.widgets.parts import Parts
from ui.widgets.purposes import CHECKS_PURPOSE
from ui.widgets.verification_tabs import VerificationTabs

NOTHING_FOUND = N_("No finding. Run the checks to look again.")
NOT_RUN = N_("The checks have not been run yet. Press F5.")


class ChecksPage(Page):
    """What the checks of the pack found, worked off one after another."""

    name = "checks"
    touched_by = frozenset(RecordKind) | {Topic.FINDINGS, Topic.UNDO, Topic.SETTINGS, Topic.PACK}

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._last = LastRun()
        self._state = State.OPEN
        self._check = ""
        self._village = ""
        self._is_by_village = False
        self._is_asked = False  # some check was asked for by name, before anything had been found
        self._excel = FindingsInExcel(self)
        self._build()

    def title(self) -> str:
        """Return the name of the page."""
        return _("Checks")

    @property
    def village(self) -> str:
        """Return the code of the village whose findings are shown, empty for all."""
        return self._village

    def keys(self) -> tuple[Key, ...]:
        """Return the keys of this page."""
        return (
            Key(keys="F5", words=N_("Run the checks")),
            Key(keys="Enter", words=N_("Open the household")),
            Key(keys="1 – 9", words=N_("Explain the chosen findings")),
            Key(keys="Ctrl+A", words=N_("Choose all findings")),
            Key(keys="E", words=N_("Show explained or open findings")),
            Key(keys="V", words=N_("Count by village or by check")),
            Key(keys="0", words=N_("Take explanations back")),
        )

    def refresh(self) -> None:
        """Ask how things stand, and the findings behind the chosen count."""
        self.shell.store.run(calls.overview, self._show, key="checks.overview")

    def retranslate(self) -> None:
        """Say tables and reasons in the new language."""
        self._counts.say()
        self._villages.say()
        self._right.say()
        self.refresh_when_shown()

    def focus_first(self) -> None:
        """Put the keyboard on the counts."""
        self._left.setFocus()

    def place(self) -> Place:
        """Return this page with the chosen check, and whether its explained findings are shown."""
        return Place(page=self.name, text=self._check, tab=self._state.value)

    def go_to(self, place: Place) -> None:
        """Show the findings of the check that ``place`` names, the open ones where its tab does not say others."""
        if place.text:
            self._is_asked = True
            self._check, self._village = place.text, ""
            self._state = State(place.tab) if place.tab in tuple(State) else State.OPEN
            self._count(by_village=False)
            self._point()
            self._is_stale = True

    def _build(self) -> None:
        box = column(self, margins=(16, 12, 16, 12), spacing=8)
        tabs = VerificationTabs(self.name, role=self.shell.desk.role)
        tabs.chosen.connect(self._go_to_page)
        top = QHBoxLayout()
        theme.space(top, spacing=16)
        top.addWidget(tabs)
        self._said = label(None, "", "checks_said", role="weak")
        top.addWidget(self._said, 1)
        words = self.words
        self._by = button(words, N_("Count by village or by check"), "checks_by", self._turn)
        self._which = button(words, N_("Show explained or open findings"), "checks_which", self._turn_state)
        self._run = button(words, N_("Run the checks"), "checks_run", self._start, role="primary")
        box.addLayout(top)
        box.addWidget(label(self.words, CHECKS_PURPOSE, "checks_purpose", role="weak"))
        buttons = FlowLayout()
        for made in (
            self._run,
            self._by,
            self._which,
            button(words, N_("Second opinion"), "checks_opinion", partial(self._go_to_page, "opinion")),
            button(words, N_("To Excel"), "checks_write", self._excel.write_out),
            button(words, N_("Causes from Excel"), "checks_read", self._excel.read_back),
            button(
                words,
                N_("Persons entered twice"),
                "checks_duplicates",
                partial(self._go_to_page, "duplicates"),
                icon="people",
            ),
            button(
                words,
                N_("Departments' lists"),
                "checks_lists",
                partial(self._go_to_page, "outside_lists"),
                icon="filter",
            ),
        ):
            buttons.addWidget(made)
        box.addLayout(buttons)
        self._counts: CellsModel[CheckCount] = CellsModel(CHECK_COLUMNS, self)
        self._villages: CellsModel[VillageCount] = CellsModel(VILLAGE_COLUMNS, self)
        self._left = table_of("checks_counts", self._counts, stretched=0, widths=())
        self._nothing = EmptyWords(self._left, words, NOTHING_FOUND)
        self._nothing.watch(self._villages)
        words.put(self._left.setAccessibleName, N_("Checks"))
        self._left.moved.connect(self._choose)
        self._left.opened.connect(self._enter)
        self._left.key_pressed.connect(self._key)
        self._right = FindingsPane(words)
        self._right.chosen.connect(self._ask_why)
        self._right.opened.connect(self._open)
        self._right.key_pressed.connect(self._key)
        self._right.reasons.given.connect(self._explain)
        for row in (self._right.reasons, self._right.mend):
            row.picture.set_shell(self.shell)
        self._mending = Mending(self.shell, self._right)
        box.addWidget(Parts("checks_parts", self._left, self._right, shares=(380, 830), least=800), 1)
        shortcut = QShortcut(QKeySequence("F5"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self._start)

    @Slot(str)
    def _go_to_page(self, name: str) -> None:
        self.shell.go(Place(page=name))

    def _show(self, found: calls.Overview) -> None:
        self._last = found.last_run
        self._nothing.say(NOTHING_FOUND if self._last.on else NOT_RUN)
        self._right.say_nothing(NONE_HERE if self._last.on else NOT_RUN)
        self._counts.set_rows(found.by_check)
        self._villages.set_rows(found.by_village)
        self._right.reasons.set_reasons(found.reasons)
        self._say()
        self._point()
        self._ask()

    def _point(self) -> None:
        """Put the cursor of the left list on what is chosen, on the first row where that is not in it."""
        model, wanted = (self._villages, self._village) if self._is_by_village else (self._counts, self._check)
        rows = [row.code if isinstance(row, VillageCount) else row.check.id for row in model.rows()]
        self._left.setCurrentIndex(model.index(rows.index(wanted) if wanted in rows else 0, 0))

    def _say(self) -> None:
        last = self._last
        if not last.on:
            self._said.setText(_("The checks have not been run yet."))
            return
        total = sum(row.open for row in self._counts.rows())
        said = _("Run on {day} over the facts of {year}: {count} open findings.").format(
            day=format_date(date.fromisoformat(last.on)), year=last.year, count=total
        )
        stale = _("Something has changed since; run the checks again.") if last.is_stale else ""
        self._said.setText(f"{said} {stale}".strip())

    def _ask(self) -> None:
        work = partial(calls.findings, self._check, self._village, self._state.value, language())
        self.shell.store.run(work, self._right.set_rows, key="checks.findings")

    @Slot(object)
    def _ask_why(self, row: FindingRow | None) -> None:
        """Say below the list why the chosen finding is there."""
        if row is None:
            self._right.show_why(None, ())
            return
        work = partial(calls.why, row, self._last.year, language())
        self.shell.store.run(work, partial(self._right.show_why, row), key="checks.why")

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        check, village = "", ""
        if self._is_by_village:
            chosen = self._villages.row(index.row())
            village = chosen.code if chosen else ""
        else:
            count = self._counts.row(index.row())
            check = count.check.id if count else ""
        if (check, village) != (self._check, self._village):
            self._check, self._village = check, village
            self._ask()

    @Slot(QModelIndex)
    def _enter(self, _index: QModelIndex) -> None:
        self._right.enter()

    @Slot(object)
    def _open(self, row: FindingRow) -> None:
        if row.check.scope is Scope.VILLAGE:
            self.shell.go(Place(page="village", text=row.village_code))
        else:
            tab = "members" if row.person_name else "conditions"
            self.shell.go(Place(page="household", household=row.household, tab=tab))

    @Slot(str)
    def _key(self, key: str) -> None:
        if key == "E":
            self._turn_state()
        elif key == "V":
            self._turn()
        elif key == "0":
            self._take_back()
        else:
            self._right.reasons.press(key)

    @Slot()
    def _turn(self) -> None:
        self._check = self._village = ""
        self._count(by_village=not self._is_by_village)
        self.refresh()

    def _count(self, *, by_village: bool) -> None:
        """Let the left list count by village or by check."""
        if by_village != self._is_by_village:
            self._is_by_village = by_village
            self._left.setModel(self._villages if by_village else self._counts)
            self._left.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)

    @Slot()
    def _turn_state(self) -> None:
        self._state = State.WAIVED if self._state is State.OPEN else State.OPEN
        self._ask()

    @Slot(str)
    def _explain(self, reason: str) -> None:
        keys = self._right.keys()
        if not keys:
            self.shell.tell(Message(tone=Tone.INFO, text=_("Choose one or more findings first.")))
            return
        try:
            explanation = self._right.reasons.explanation(reason)
        except RuleError as error:
            self.shell.fail(error)
            return
        self.shell.store.run(partial(calls.waive, keys, explanation), self._explained, self.shell.fail)

    def _explained(self, _done: Done[int]) -> None:
        self._right.reasons.clear()
        self._right.give_focus()

    @Slot()
    def _take_back(self) -> None:
        if keys := self._right.keys():
            self.shell.store.run(partial(calls.unwaive, keys), None, self.shell.fail)

    @Slot()
    def _start(self) -> None:
        self._run.setEnabled(False)
        if not (self._last.on or self._is_asked):  # the first row of an empty list was nobody's choice
            self._check = self._village = ""
        self.shell.store.run(calls.run, self._ran, self._not_ran, key="checks.run")

    def _ran(self, done: Done[Ran]) -> None:
        self._run.setEnabled(True)
        said = _("{checks} checks were run; {findings} findings.").format(
            checks=done.value.checks, findings=done.value.findings
        )
        self.shell.tell(Message(tone=Tone.SUCCESS, text=said))

    def _not_ran(self, error: BaseException) -> None:
        self._run.setEnabled(True)
        self.shell.fail(error)
