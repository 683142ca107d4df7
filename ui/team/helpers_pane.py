"""Who helps whom: helpers left, households right; the chosen households are paired with one helper at once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QWidget

from poverty_desktop.i18n import N_, _, language, ngettext
from poverty_desktop.ids import HouseholdId
from poverty_desktop.operations.done import Done
from poverty_desktop.queries.assistance.helpers import HelpedRow, HelperKey, HelperRow
from ui import theme
from ui.assistance.list_preview import ListPreview
from ui.errors import Message, Tone
from ui.models.rows_model import CellsModel
from ui.procedures.tables import keep_row, table_of
from ui.team import helper_calls
from ui.team.helper_calls import ALL, FREE, OF_ONE, Helpers
from ui.team.tables import HELPED_COLUMNS, HELPER_COLUMNS
from ui.widgets import file_chooser
from ui.widgets.controls import button, column, label
from ui.widgets.file_chooser import Purpose
from ui.widgets.flow import FlowLayout
from ui.widgets.page import Place, Shell
from ui.widgets.parts import Parts
from ui.widgets.typed_form import FormField, TypedForm
from ui.widgets.words import Words

WHICH = (
    (FREE, N_("Households without a helper")),
    (ALL, N_("All filed and monitored households")),
    (OF_ONE, N_("Households of the chosen helper")),
)
FIELDS = (
    FormField(name="name", words=N_("Helper")),
    FormField(name="unit", words=N_("Unit")),
    FormField(name="unit_level", words=N_("Level of the unit"), is_choice=True),
    FormField(name="post", words=N_("Post")),
    FormField(name="phone", words=N_("Phone")),
    FormField(name="role", words=N_("Role"), is_choice=True),
    FormField(name="since", words=N_("Helps since")),
    FormField(name="until", words=N_("Helps until")),
    FormField(name="reason", words=N_("Why it ends")),
)
WHO = ("name", "unit", "unit_level", "post", "phone")
NO_HELPER = N_("Nobody is entered as a helper yet. Take in the list of the office, or choose households and press P.")
NO_HOUSEHOLD = N_("There is no such household: everybody has a helper.")


class HelpersPane(QWidget):
    """Asks the store itself; ``changed`` says that the other panes may show something else now."""

    changed = Signal()

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("team_helpers")
        self.shell = shell
        self._words = words = Words(self)
        self._found: Helpers | None = None
        self._list: object = None
        self._wanted: tuple[HouseholdId, ...] = ()
        self._act = ""
        box = column(self, margins=(0, 12, 0, 0), spacing=8)
        self._said = label(None, "", "helpers_said", role="weak")
        box.addWidget(self._said)
        acts = FlowLayout()
        for made in (
            button(words, N_("Pair the chosen households"), "helpers_pair", self.ask_pair, role="primary", icon="plus"),
            button(words, N_("End for the chosen households"), "helpers_end", self._ask_end, icon="close"),
            button(words, N_("Correct the helper"), "helpers_correct", self._ask_correct, icon="person"),
            button(words, N_("Take in a list of helpers"), "helpers_list", self._choose_list, icon="import"),
        ):
            acts.addWidget(made)
        box.addLayout(acts)
        self._preview = ListPreview("helpers_list")
        self._preview.taken.connect(self._take_in)
        self._preview.hide()
        box.addWidget(self._preview)
        self._helpers: CellsModel[HelperRow] = CellsModel(HELPER_COLUMNS, self)
        self._households: CellsModel[HelpedRow] = CellsModel(HELPED_COLUMNS, self)
        self.table = table_of("helpers_table", self._helpers, words, stretched=1, empty=NO_HELPER)
        words.put(self.table.setAccessibleName, N_("Helpers"))
        self._helped = table_of("helped_table", self._households, words, stretched=3, empty=NO_HOUSEHOLD)
        self._helped.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        words.put(self._helped.setAccessibleName, N_("Households"))
        self.table.moved.connect(self._follow)
        self._helped.opened.connect(self._open)
        for table in (self.table, self._helped):
            table.key_pressed.connect(self._press)
        self._which = QComboBox()
        self._which.setObjectName("helpers_which")
        words.put(self._which.setAccessibleName, N_("Which households"))
        for code, msgid in WHICH:
            self._which.addItem(_(msgid), code)
        self._which.activated.connect(self._ask)
        right = QWidget()
        rows = column(right, spacing=8)
        rows.addWidget(self._which)
        rows.addWidget(self._helped, 1)
        self.form = TypedForm("helper_form", FIELDS)
        self.form.given.connect(self._give)
        self.form.left.connect(self._form_left)
        rows.addWidget(self.form)
        box.addWidget(Parts("helpers_parts", self.table, right, shares=(560, 640), least=900), 1)
        theme.height(self._helped, least=120)

    def refresh(self) -> None:
        """Ask for both lists."""
        row = self._chosen()
        which = str(self._which.currentData() or FREE)
        work = partial(helper_calls.helpers, which, row.key if row is not None else None, language())
        self.shell.store.run(work, self._show, self.shell.fail, key="team.helpers")

    def say(self) -> None:
        """Say everything in the new language."""
        for number, (_code, msgid) in enumerate(WHICH):
            self._which.setItemText(number, _(msgid))
        self._helpers.say()
        self._households.say()
        self._preview.say()

    def want(self, households: tuple[HouseholdId, ...]) -> None:
        """Ask at once for the helper of these households, which were ticked elsewhere."""
        self._wanted = households

    def step_back(self) -> bool:
        """Put the form, or the list that was read, away."""
        if self.form.step_back():
            return True
        if self._preview.isVisible():
            self._preview.hide()
            return True
        return False

    def focus_first(self) -> None:
        """Put the keyboard on the households."""
        (self._helped if self._households.rowCount() else self.table).setFocus()

    def _show(self, found: Helpers) -> None:
        self._found = found
        keep_row(self.table, self._helpers, found.helpers)
        self._households.set_rows(found.households)
        if found.households:
            self._helped.setCurrentIndex(self._households.index(0, 0))
        self._said.setText(
            ngettext(
                "{n} filed or monitored household has no helper.",
                "{n} filed or monitored households have no helper.",
                found.without,
            ).format(n=found.without)
            if found.without
            else _("Every filed and monitored household has a helper.")
        )
        if self._wanted:
            self.ask_pair()

    def _chosen(self) -> HelperRow | None:
        return self._helpers.row(self.table.currentIndex().row())

    def _chosen_households(self) -> tuple[HouseholdId, ...]:
        if self._wanted:
            return self._wanted
        found = (self._households.row(index.row()) for index in self._helped.selectionModel().selectedRows())
        return tuple(row.household for row in found if row is not None)

    @Slot(QModelIndex)
    def _follow(self, _index: QModelIndex) -> None:
        if self._which.currentData() == OF_ONE:
            self.refresh()

    @Slot(int)
    def _ask(self, _number: int) -> None:
        self.refresh()

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        row = self._households.row(index.row())
        if row is not None:
            self.shell.go(Place(page="household", household=row.household, tab="help"))

    @Slot(str)
    def _press(self, letter: str) -> None:
        if letter == "P":
            self.ask_pair()
        elif letter == "E":
            self._ask_end()

    @Slot()
    def ask_pair(self) -> None:
        """Ask who is to help the chosen households; the chosen helper stands there already."""
        found = self._found
        if found is None:
            return
        count = len(self._chosen_households())
        if not count:
            self._tell(_("Choose the households first: with Shift or Ctrl several at once."), Tone.WARNING)
            return
        title = ngettext("Pair {n} household", "Pair {n} households", count).format(n=count)
        says = _("Whoever helps there now ends on that day and stays in the file. At most {most} households each.")
        self._begin("pair", title, says.format(most=found.most), (*WHO, "role", "since"))

    @Slot()
    def _ask_end(self) -> None:
        row = self._chosen()
        count = len(self._chosen_households())
        if row is None or not count:
            self._tell(_("Choose the helper and the households first."), Tone.WARNING)
            return
        said = _("{name} no longer helps {count} households").format(name=row.name, count=count)
        self._begin("end", said, "", ("until", "reason"))

    @Slot()
    def _ask_correct(self) -> None:
        row = self._chosen()
        if row is None:
            self._tell(_("Choose the helper and the households first."), Tone.WARNING)
            return
        says = _("It is written into every household that {name} helps now.").format(name=row.name)
        self._begin("correct", _("Correct the helper"), says, WHO)

    def _begin(self, act: str, title: str, says: str, shown: tuple[str, ...]) -> None:
        found, row = self._found, self._chosen()
        if found is None:
            return
        self._act = act
        values = {name: getattr(row, name) for name in WHO} if row is not None else {}
        names = [("", one.name) for one in found.helpers]
        levels = (("", _("not known")), *found.levels)
        choices = {"name": names, "unit_level": levels, "role": found.roles}
        self.form.ask(title, says=says, values=values, choices=choices, shown=shown)
        self._helped.hide()  # a low window has no room for both

    @Slot()
    def _form_left(self) -> None:
        self._wanted = ()
        self._helped.show()
        self.focus_first()

    @Slot(object)
    def _give(self, typed: Mapping[str, str]) -> None:
        row = self._chosen()
        key = row.key if row is not None else HelperKey(name="")
        work = {
            "pair": partial(helper_calls.pair, self._chosen_households(), typed),
            "end": partial(helper_calls.end, key, self._chosen_households(), typed),
            "correct": partial(helper_calls.correct, key, typed),
        }[self._act]
        self.shell.store.run(work, self._saved, self.shell.fail)  # type: ignore[arg-type]

    def _saved(self, done: Done[object]) -> None:
        self._wanted = ()
        self.form.leave()
        value = done.value
        if getattr(value, "is_too_many", False):
            said = _("Saved. This helper has {load} households now; {most} are the most.")
            said = said.format(load=getattr(value, "load", 0), most=getattr(value, "most", 0))
            self._tell(said, Tone.WARNING)

    @Slot()
    def _choose_list(self) -> None:
        kinds = _("Tables (*.xlsx *.xls *.ods *.csv *.txt)")
        path = file_chooser.ask_file(self, self.shell, Purpose.LISTS, _("Which list?"), kinds)
        if path is not None:
            self.shell.store.run(partial(helper_calls.preview, path), self._previewed, self.shell.fail)

    def _previewed(self, found: object) -> None:
        from poverty_desktop.operations.assistance.helper_lists import HelperListPreview

        assert isinstance(found, HelperListPreview)
        self._list = found
        said = _("{rows} rows: {new} new; {known} are known already; {refused} do not fit.").format(
            rows=len(found.source.lines),
            new=len(found.new),
            known=len(found.fits) - len(found.new),
            refused=len(found.refused),
        )
        by_name = sum(item.is_by_name for item in found.new)
        self._preview.show_found(said, new=len(found.new), by_name=by_name, refused=found.refused)
        self._preview.show()

    @Slot(bool)
    def _take_in(self, with_names: bool) -> None:  # noqa: FBT001 - of a signal
        from poverty_desktop.operations.assistance.helper_lists import HelperListPreview

        if isinstance(self._list, HelperListPreview):
            work = partial(helper_calls.take_in, self._list, with_names)
            self.shell.store.run(work, self._taken, self.shell.fail)

    def _taken(self, done: Done[int]) -> None:
        self._list = None
        self._preview.hide()
        self._tell(_("{count} households were paired.").format(count=done.value), Tone.SUCCESS)

    def _tell(self, said: str, tone: Tone) -> None:
        self.shell.tell(Message(tone=tone, text=said))
