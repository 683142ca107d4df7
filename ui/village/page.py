"""The village as well known as each household: facts edited in place, sums beside them, the programme's projects."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QTabWidget, QVBoxLayout, QWidget

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.i18n import N_, _, language, ngettext
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.operations.done import Done, Topic
from poverty_desktop.operations.paperwork.papers import Printed
from poverty_desktop.queries.register.file_rows import Fact
from ui import theme
from ui.actions import Key
from ui.errors import Mend, Message, Tone
from ui.households.facts_view import FactEdit, FactsView
from ui.households.procedure_calls import VillageInYear
from ui.households.procedure_desk import ProcedureDesk
from ui.village import calls
from ui.village.calls import Opened, SumRow
from ui.village.exit_pane import ExitPane
from ui.village.programme_pane import ProgrammePane
from ui.village.sums_pane import SumsPane
from ui.widgets import file_chooser
from ui.widgets.controls import button, column, label
from ui.widgets.file_chooser import Purpose
from ui.widgets.flow import FlowLayout
from ui.widgets.opening import open_path
from ui.widgets.page import Page, Place, Shell

TABS = (
    ("facts", N_("The village")),
    ("sums", N_("Sums of the households")),
    ("projects", N_("Programme")),
    ("procedures", N_("Procedures")),
)


class VillagePage(Page):
    """One village and year."""

    name = "village"
    touched_by = frozenset(RecordKind) | {Topic.FINDINGS, Topic.PACK}

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._village = ""
        self._year: int | None = None
        self._opened: Opened | None = None
        self._target: Path | None = None
        self._build()

    def title(self) -> str:
        """Return the name of the page."""
        return _("The village")

    def keys(self) -> tuple[Key, ...]:
        """Return the keys of this page."""
        return (
            Key(keys="Enter", words=N_("Edit the fact")),
            Key(keys="F5", words=N_("No value, and why")),
            Key(keys="Ctrl+Tab", words=N_("Next tab")),
            Key(keys="Esc", words=N_("Back to the list")),
        )

    def go_to(self, place: Place) -> None:
        """Show the village whose code is the text of ``place``."""
        if place.text and place.text != self._village:
            self._village, self._year = place.text, None
            self._is_stale = True
        names = [name for name, _words in TABS]
        if place.tab in names:
            self._tabs.setCurrentIndex(names.index(place.tab))

    def place(self) -> Place:
        """Return this village and the open tab."""
        return Place(page=self.name, text=self._village, tab=TABS[self._tabs.currentIndex()][0])

    def refresh(self) -> None:
        """Read the village again."""
        work = partial(calls.open_village, self._village, self._year, language())
        self.shell.store.run(work, self._show, self.shell.fail, key="village.open")

    def retranslate(self) -> None:
        """Say tabs and facts in the new language."""
        for number, (_name, words) in enumerate(TABS):
            self._tabs.setTabText(number, _(words))
        self._sums.say()
        self._programme.say()
        self._exit.say()
        self.refresh_when_shown()

    def focus_first(self) -> None:
        """Put the keyboard on the facts."""
        self._facts.setFocus()

    def _build(self) -> None:
        words = self.words
        self._name = label(None, "", "village_name", role="page", wraps=False)
        self._state = label(None, "", "village_state", role="weak")
        self._villages, self._years = self._box("village_choice"), self._box("village_year")
        words.put(self._villages.setAccessibleName, N_("Village"))
        words.put(self._years.setAccessibleName, N_("Year shown"))
        self._villages.activated.connect(self._choose_village)
        self._years.activated.connect(self._choose_year)
        tools = QWidget()
        flow = FlowLayout(tools, to_right=True)
        theme.space(flow, spacing=8)
        made: tuple[QWidget, ...] = (
            self._villages,
            self._years,
            button(words, N_("Year before"), "village_previous", partial(self._step_year, -1)),
            button(words, N_("Next year"), "village_next", partial(self._step_year, 1)),
            button(words, N_("Print"), "village_print", self._print, icon="papers"),
        )
        for shown in made:
            flow.addWidget(shown)
        top = QHBoxLayout()
        theme.space(top, spacing=12)
        top.addWidget(self._name)
        top.addWidget(tools, 1)
        self._findings = label(None, "", "village_findings")
        self._facts = self._view("village_facts", N_("Facts of the village"))
        self._programme = ProgrammePane(self._view("village_projects", N_("Projects")))
        self._programme.added.connect(self._add)
        self._programme.removed.connect(self._remove)
        self._programme.opened.connect(self._open_project)
        self._exit = ExitPane()
        self._steps = ProcedureDesk(self, self._exit.procedures)
        self._sums = SumsPane(words)
        self._sums.chosen.connect(self._ask_parts)
        self._sums.opened.connect(self._open_household)
        self._tabs = QTabWidget()
        self._tabs.setObjectName("village_tabs")
        self._tabs.setDocumentMode(True)
        self._tabs.tabBar().setDrawBase(False)
        words.put(self._tabs.setAccessibleName, N_("Parts of the village's record"))
        for (_name, msgid), shown in zip(TABS, (self._facts, self._sums, self._programme, self._exit), strict=True):
            self._tabs.addTab(_padded(shown), _(msgid))
        box = column(self, margins=(16, 12, 16, 16), spacing=8)
        box.addLayout(top)
        box.addWidget(self._state)
        box.addWidget(self._findings)
        box.addWidget(self._tabs, 1)

    def _box(self, name: str) -> QComboBox:
        box = QComboBox()
        box.setObjectName(name)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        return box

    def _view(self, name: str, msgid: str) -> FactsView:
        view = FactsView(name)
        self.words.put(view.setAccessibleName, msgid)
        view.edited.connect(self._edited)
        view.refused.connect(self._refused)
        return view

    def _show(self, opened: Opened) -> None:
        file = opened.file
        self._opened, self._village = opened, file.code
        self._name.setText(file.name)
        self._state.setText(
            _("Yearly record of {year}.").format(year=file.year)
            if file.is_recorded
            else _("There is no record of {year} yet; it begins with the first fact that you type.").format(
                year=file.year
            )
        )
        self._villages.clear()
        for code, name in opened.villages:
            self._villages.addItem(name, code)
        self._villages.setCurrentIndex(self._villages.findData(file.code))
        self._villages.setVisible(len(opened.villages) > 1)
        self._years.clear()
        for year in file.years:
            self._years.addItem(_("Year {year}").format(year=year), year)
        self._years.setCurrentIndex(file.years.index(file.year))
        said = list(opened.findings)
        if file.conflict_count:
            words = ngettext(
                "{n} fact with several values waits for a decision.",
                "{n} facts with several values wait for a decision.",
                file.conflict_count,
            )
            said.insert(0, words.format(n=file.conflict_count))
        self._findings.setText("\n".join(said))
        self._findings.setVisible(bool(said))
        self._facts.set_sections(file.sections, _("Year {year}").format(year=file.year))
        self._sums.set_rows(opened.sums)
        self._programme.set_money(opened.projects)
        self._programme.set_projects(tuple(project.section for project in file.projects))
        self._exit.set_conditions(opened.conditions)
        self._steps.refresh(VillageInYear(code=file.code, year=file.year), is_shown=True)

    @Slot(object)
    def _ask_parts(self, row: SumRow) -> None:
        if self._opened is not None:
            work = partial(calls.parts, self._opened.file.code, self._opened.file.year, row.name)
            self.shell.store.run(work, self._sums.set_parts, self.shell.fail, key="village.parts")

    @Slot(object)
    def _open_household(self, household: HouseholdId) -> None:
        self.shell.go(Place(page="household", household=household))

    @Slot(int)
    def _choose_village(self, number: int) -> None:
        self._village, self._year = self._villages.itemData(number), None
        self.refresh()

    @Slot(int)
    def _choose_year(self, number: int) -> None:
        self._year = self._years.itemData(number)
        self.refresh()

    def _step_year(self, by: int, _checked: object = None) -> None:
        """Show the record of the year beside the one shown; it begins with its first fact."""
        if self._opened is not None:
            self._year = self._opened.file.year + by
            self.refresh()

    @Slot(object)
    def _edited(self, edit: FactEdit) -> None:
        if self._opened is not None:
            file = self._opened.file
            work = partial(calls.correct, edit, file.code, file.year, file.seen)
            self.shell.store.run(work, None, self.shell.fail)

    @Slot(str)
    def _refused(self, sentence: str) -> None:
        self.shell.tell(Message(tone=Tone.WARNING, text=sentence))

    @Slot(str)
    def _add(self, name: str) -> None:
        if self._opened is not None:
            file = self._opened.file
            work = partial(calls.add_project, file.code, file.year, name)
            self.shell.store.run(work, self._added, self.shell.fail)

    @Slot(object)
    def _open_project(self, project: RecordId) -> None:
        self.shell.go(Place(page="project", text=project.hex()))

    def _added(self, _done: Done[RecordId]) -> None:
        self._programme.clear()

    @Slot(object)
    def _remove(self, fact: Fact | None) -> None:
        if fact is None:
            self.shell.tell(Message(tone=Tone.INFO, text=_("Choose a project first.")))
            return
        self.shell.store.run(partial(calls.remove_project, fact.record), None, self.shell.fail)

    @Slot()
    def _print(self) -> None:
        if self._opened is None:
            return
        file = self._opened.file
        name = f"{_('Form of the village')}-{file.name}-{file.year}.pdf"
        self._target = file_chooser.ask_target(
            self, self.shell, Purpose.PAPERS, _("Save the form of the village"), name, _("PDF file (*.pdf)")
        )
        if self._target is not None:
            work = partial(calls.print_form, file.code, file.year, self._target)
            self.shell.store.run(work, self._printed, self.shell.fail)

    def _printed(self, printed: Printed) -> None:
        said = _("The form of the village was made.")
        if printed.missing:
            said += _(" {count} characters have no glyph and stand as 〓.").format(count=len(printed.missing))
        self.shell.tell(Message(tone=Tone.SUCCESS, text=said, mend=Mend(words=_("Open the PDF"), act=self._open)))

    def _open(self) -> None:
        if self._target is not None:
            open_path(self.shell, self._target)


def _padded(shown: QWidget) -> QWidget:
    holder = QWidget()
    box = QVBoxLayout(holder)
    theme.space(box, margins=(0, 12, 0, 0))
    box.addWidget(shown)
    return holder
