"""The policy pack as it is: every line and income item with its source and how sure it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from poverty_desktop.i18n import N_, _, format_yuan, language
from poverty_desktop.packs.accounting import IncomeRule
from poverty_desktop.packs.model import Certainty, IncomeItem, Line
from poverty_desktop.packs.pack import Pack
from ui import theme
from ui.widgets import icons
from ui.widgets.controls import button, label
from ui.widgets.words import Words
from ui.widgets.wrapped_table import WrappedTable

Index = QModelIndex | QPersistentModelIndex
CERTAINTIES = {
    Certainty.CONFIRMED: (N_("confirmed"), "good", "ok"),
    Certainty.REPORTED: (N_("from one local source"), "info", "info"),
    Certainty.UNCONFIRMED: (N_("not confirmed: check with the county"), "attention", "warn"),
}
MEANINGS = {
    "exit": N_("Line for leaving poverty"),
    "statistical": N_("Statistical line"),
    "monitoring": N_("Monitoring scope, a reference and not a hard standard"),
}
CATEGORIES = {
    "wage": N_("Wages"),
    "business": N_("Production and business"),
    "property": N_("Property"),
    "transfer": N_("Transfers"),
    "expense": N_("Expenses"),
}
SOURCE_LEAST = 200
COUNTED = {"yes": N_("counted"), "no": N_("not counted"), "limited": N_("counted within a limit")}


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRow:
    """One rule of where and when an income item counts otherwise, with the name of its item."""

    item: str
    rule: IncomeRule
    certainty: Certainty
    source: str


Official = Line | IncomeItem | RuleRow


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialColumn:
    """One column of official figures."""

    words: str
    text: Callable[[Any], str]


def _year(line: Line) -> str:
    return str(line.year)


def _meaning(line: Line) -> str:
    return _(MEANINGS.get(line.meaning, line.meaning))


def _amount(line: Line) -> str:
    return format_yuan(line.amount_fen)


def _item_name(item: IncomeItem) -> str:
    return item.label(language())


def _category(item: IncomeItem) -> str:
    return _(CATEGORIES.get(item.category, item.category))


def _counted(item: IncomeItem) -> str:
    how = _(COUNTED.get(item.counted, item.counted))
    return " · ".join((how, _("paid at once"))) if item.is_paid_at_once else how


def _certainty(item: Official) -> str:
    return _(CERTAINTIES[item.certainty][0])


def _source(item: Official) -> str:
    return item.source


def _rule_item(row: RuleRow) -> str:
    return row.item


def _where(row: RuleRow) -> str:
    first, last = row.rule.valid_from, row.rule.valid_to
    years = "" if first is None and last is None else f"{first or ''}—{last or ''}"
    return " ".join(filter(None, (row.rule.province[:6], years)))


def _rule_counted(row: RuleRow) -> str:
    rate = _("cost rate {percent} %").format(percent=row.rule.cost_rate) if row.rule.cost_rate else ""
    return " · ".join(filter(None, (_(COUNTED[row.rule.counted]) if row.rule.counted else "", rate)))


LINE_COLUMNS = (
    OfficialColumn(words=N_("Year"), text=_year),
    OfficialColumn(words=N_("Meaning"), text=_meaning),
    OfficialColumn(words=N_("Yuan per person and year"), text=_amount),
    OfficialColumn(words=N_("How sure"), text=_certainty),
    OfficialColumn(words=N_("Source"), text=_source),
)
ITEM_COLUMNS = (
    OfficialColumn(words=N_("Income item"), text=_item_name),
    OfficialColumn(words=N_("Kind"), text=_category),
    OfficialColumn(words=N_("Counted?"), text=_counted),
    OfficialColumn(words=N_("How sure"), text=_certainty),
    OfficialColumn(words=N_("Source"), text=_source),
)
RULE_COLUMNS = (
    OfficialColumn(words=N_("Income item"), text=_rule_item),
    OfficialColumn(words=N_("Where and when"), text=_where),
    OfficialColumn(words=N_("Counted?"), text=_rule_counted),
    OfficialColumn(words=N_("How sure"), text=_certainty),
    OfficialColumn(words=N_("Source"), text=_source),
)


class OfficialModel(QAbstractTableModel):
    """Official figures; the mark of their certainty stands before its words."""

    def __init__(self, columns: tuple[OfficialColumn, ...], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns = columns
        self._rows: tuple[Official, ...] = ()

    def set_rows(self, rows: tuple[Official, ...]) -> None:
        """Show ``rows``."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many figures there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell says."""
        if not index.isValid():
            return None
        row: Official = self._rows[index.row()]
        column = self._columns[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return column.text(row)
        if column.text is _certainty:
            _words, picture, color = CERTAINTIES[Certainty(row.certainty)]
            if role == Qt.ItemDataRole.DecorationRole:
                return icons.icon(picture, color)
            if role == Qt.ItemDataRole.ForegroundRole:
                return theme.color(color)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the words of a column."""
        if (
            orientation is Qt.Orientation.Horizontal
            and role == Qt.ItemDataRole.DisplayRole
            and section < len(self._columns)
        ):
            return _(self._columns[section].words)
        return None


class PackPane(QWidget):
    """Name and version of the pack, then its lines and income items."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pack_pane")
        self._words = Words(self)
        self._pack: Pack | None = None
        self._title = label(None, "", "pack_title", role="lead")
        self.publish = button(self._words, N_("Publish a new edition"), "pack_publish", None, icon="pack")
        self.publish.hide()
        self._note = label(None, "", "pack_note", role="weak")
        self._lines = OfficialModel(LINE_COLUMNS, self)
        self._items = OfficialModel(ITEM_COLUMNS, self)
        self._rules = OfficialModel(RULE_COLUMNS, self)
        self._tabs = QTabWidget()
        self._tabs.setObjectName("pack_tabs")
        self._tabs.setDocumentMode(True)
        self._words.put(self._tabs.setAccessibleName, N_("Parts of the policy pack"))
        self._tabs.addTab(self._table("pack_lines", self._lines, (64, 220, 110, 190)), "")
        self._tabs.addTab(self._table("pack_items", self._items, (220, 100, 110, 190)), "")
        self._tabs.addTab(self._table("pack_income_rules", self._rules, (180, 120, 130, 190)), "")
        box = QVBoxLayout(self)
        theme.space(box, spacing=8)
        box.addWidget(self._title)
        box.addWidget(self._note)
        box.addWidget(self.publish, 0, Qt.AlignmentFlag.AlignLeft)
        box.addWidget(self._tabs, 1)
        self._words.also(self._show)

    def set_pack(self, pack: Pack) -> None:
        """Show ``pack``."""
        self._pack = pack
        self._show()

    def _table(self, name: str, model: OfficialModel, widths: tuple[int, ...]) -> WrappedTable:
        table = WrappedTable(name, least=SOURCE_LEAST)
        self._words.put(table.setAccessibleName, N_("Official figures"))
        table.setModel(model)
        theme.columns(table, *widths)
        return table

    def _show(self) -> None:
        self._tabs.setTabText(0, _("Lines"))
        self._tabs.setTabText(1, _("Income items"))
        self._tabs.setTabText(2, _("Rules of income by place and year"))
        pack = self._pack
        if pack is None:
            return
        title = pack.settings.get("title_zh" if language() == "zh_CN" else "title_en", pack.name)
        said = _("{title}, version {version}").format(title=title, version=pack.version)
        if pack.edition.number:
            said = _("{pack}, edition {number}").format(pack=said, number=pack.edition.number)
        self._title.setText(said)
        figures: tuple[Official, ...] = (*pack.lines, *pack.income_items, *_rules(pack))
        unsure = sum(item.certainty is not Certainty.CONFIRMED for item in figures)
        self._note.setText(
            _("{count} figures are not confirmed. Ask the county office before you rely on them.").format(count=unsure)
            if unsure
            else _("Every figure is confirmed by its source.")
        )
        lines: list[Line] = sorted(pack.lines, key=_by_year)
        self._lines.set_rows(tuple(lines))
        self._items.set_rows(pack.income_items)
        self._rules.set_rows(_rules(pack))


def _by_year(line: Line) -> int:
    return -line.year


def _rules(pack: Pack) -> tuple[RuleRow, ...]:
    names = {item.code: item.label(language()) for item in pack.income_items}
    return tuple(
        RuleRow(item=names.get(rule.item, rule.item), rule=rule, certainty=rule.certainty, source=rule.source)
        for rule in pack.income_rules
    )
