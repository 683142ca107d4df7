"""How the file is read: its sheet, the year and village that stand for rows that name none, which facts are taken."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QSizePolicy, QVBoxLayout, QWidget

from poverty_desktop.exchange.column_map import ColumnMap
from poverty_desktop.exchange.plan import Take
from poverty_desktop.i18n import N_, _
from ui import theme
from ui.roster.calls import Ground, Opened
from ui.widgets.controls import label
from ui.widgets.flow import FlowLayout
from ui.widgets.words import Words

YEARS_BACK = 12
TAKES = (
    (Take.NEWER, N_("take the file, keep what no roster said last")),
    (Take.ALL, N_("take what the file says")),
    (Take.OFFICIAL, N_("take official items only")),
    (Take.BLANKS, N_("fill blanks only")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What was chosen; no village where the file or the workspace says it."""

    year: int | None
    village: str | None
    take: Take


class ReadingBar(QWidget):
    """Boxes above the list; each emits its own signal when a person chooses."""

    changed = Signal()  # year or village: the rows are read anew
    take_changed = Signal()
    sheet_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("roster_reading")
        self._words = Words(self)
        self._opened: Opened | None = None
        self._here: Ground | None = None
        self._flow = FlowLayout(self)
        theme.space(self._flow, spacing=12)
        self._sheet, self._sheet_holder = self._box("roster_sheet", N_("Sheet"))
        self._year, self._year_holder = self._box("roster_year", N_("Year of the figures"))
        self._village, self._village_holder = self._box("roster_village", N_("Village of rows that name none"))
        self._take, _holder = self._box("roster_take", N_("Where the register says otherwise"))
        self._sheet.textActivated.connect(self.sheet_chosen)
        self._year.activated.connect(self.changed)
        self._village.activated.connect(self.changed)
        self._take.activated.connect(self.take_changed)

    @property
    def last(self) -> QWidget:
        """Return the box at the end, which is always there."""
        return self._take

    @property
    def choice(self) -> Choice:
        """Return what is chosen."""
        return Choice(
            year=self._year.currentData(),
            village=self._village.currentData() or None,
            take=Take(self._take.currentData() or Take.NEWER),
        )

    def set_file(self, opened: Opened, here: Ground) -> None:
        """Offer what there is to choose for another file."""
        self._opened, self._here = opened, here
        for box in (self._sheet, self._year, self._village, self._take):
            box.clear()
        self._sheet.addItems(opened.table.sheets)
        self._sheet.setCurrentText(opened.table.sheet)
        self._sheet_holder.setVisible(len(opened.table.sheets) > 1)
        for year in range(here.year + 1, here.year - YEARS_BACK, -1):
            self._year.addItem(str(year), year)
        self._year.setCurrentIndex(self._year.findData(here.year))
        self._village_holder.setVisible(not here.is_bound)
        home = here.pack.divisions.get(here.village)
        self._village.addItem(home.name if home else _("only what the file says"), "")
        for code, division in here.pack.divisions.items():
            if division.level == "village" and code != here.village and not here.is_bound:
                town = here.pack.divisions.get(division.parent or "")
                self._village.addItem(f"{town.name if town else ''} {division.name}".strip(), code)
        for take, said in TAKES:
            self._take.addItem(_(said), take.value)

    def set_map(self, chosen: ColumnMap) -> None:
        """Leave the year out where a column says it."""
        self._year_holder.setVisible(all(rule.target != "row.year" for rule in chosen.columns))

    def retranslate(self) -> None:
        """Say the choices in the present language; what was chosen stays."""
        if self._opened is None or self._here is None:
            return
        kept, has_year = self.choice, not self._year_holder.isHidden()
        self.set_file(self._opened, self._here)
        self._year_holder.setVisible(has_year)
        for box, data in ((self._year, kept.year), (self._village, kept.village or ""), (self._take, kept.take.value)):
            box.setCurrentIndex(max(0, box.findData(data)))

    def _box(self, name: str, words: str) -> tuple[QComboBox, QWidget]:
        made = QComboBox()
        made.setObjectName(name)
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._words.put(made.setAccessibleName, words)
        holder = QWidget()
        column = QVBoxLayout(holder)
        theme.space(column, spacing=2)
        column.addWidget(label(self._words, words, f"{name}_label", role="small", wraps=False))
        column.addWidget(made)
        self._flow.addWidget(holder)
        return made, holder
