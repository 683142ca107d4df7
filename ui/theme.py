"""Colours, sizes, fonts and the style sheet of the window; every length follows the size of the text."""

from __future__ import annotations

from pathlib import Path
from string import Template
from typing import Final

from PySide6.QtCore import QMargins, QSize
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QPalette
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QLayout, QTableView, QTreeView, QWidget

from poverty_desktop import paths

FAMILY: Final = "Noto Sans SC"
RARE_FAMILY: Final = "HanaMinB"
BASE_POINTS: Final = 10.5
DESIGN_PIXELS: Final = 14.0
"""What 10.5 pt measures at 96 dpi: the tokens below are drawn for it."""

COLORS: Final = {
    "ground": "#F5F7FA",
    "surface": "#FFFFFF",
    "line": "#DDE3EA",
    "line_strong": "#8A97A6",
    "ink": "#1D2733",
    "ink_weak": "#5B6775",
    "accent": "#0F6B5C",
    "accent_strong": "#0B5347",
    "accent_weak": "#E3F1EE",
    "ok": "#2E7D32",
    "ok_weak": "#E8F5E9",
    "info": "#1F5FA8",
    "info_weak": "#E6F0FA",
    "warn": "#9A5B00",
    "warn_weak": "#FFF4E0",
    "error": "#B3261E",
    "error_weak": "#FDECEA",
}

STEPS: Final = {"small": 0.9, "base": 1.0, "lead": 1.15, "title": 1.35, "page": 1.7}
_unit = 1.0


def color(name: str) -> QColor:
    """Return the colour token ``name``."""
    return QColor(COLORS[name])


def px(design: float) -> int:
    """Return ``design`` pixels of the drawing at 100 % in pixels at the present text size."""
    return max(1, round(design * _unit))


def text_px(step: str) -> int:
    """Return the pixel size of one of the five text steps."""
    return round(DESIGN_PIXELS * STEPS[step] * _unit)


def font(step: str = "base", *, bold: bool = False) -> QFont:
    """Return the program's font at one of the five steps, with tabular figures."""
    made = QFont(FAMILY)
    made.setPixelSize(text_px(step))
    made.setBold(bold)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def load_fonts(folder: Path | None = None) -> bool:
    """Register the bundled fonts and the rare-character fallback; say whether the program's family is there."""
    folder = folder or paths.resources() / "fonts"
    for file in sorted(folder.glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(file))
    families = set(QFontDatabase.families())
    if RARE_FAMILY in families:
        QFont.insertSubstitutions(FAMILY, [RARE_FAMILY])
    return FAMILY in families


def apply(app: QApplication, text_percent: int) -> None:
    """Give the whole program fonts, palette and style sheet for ``text_percent`` (100 to 200)."""
    global _unit
    base = QFont(FAMILY)
    base.setPointSizeF(BASE_POINTS)
    _unit = QFontInfo(base).pixelSize() / DESIGN_PIXELS * text_percent / 100
    app.setFont(font())
    app.setPalette(_palette())
    app.setStyleSheet(style_sheet())
    for widget in app.topLevelWidgets():
        resettle(widget)


def _palette() -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for which, name in (
        (role.Window, "ground"),
        (role.Base, "surface"),
        (role.AlternateBase, "ground"),
        (role.Button, "surface"),
        (role.ToolTipBase, "ink"),
        (role.ToolTipText, "surface"),
        (role.Text, "ink"),
        (role.WindowText, "ink"),
        (role.ButtonText, "ink"),
        (role.Highlight, "accent"),
        (role.HighlightedText, "surface"),
        (role.PlaceholderText, "ink_weak"),
        (role.Link, "info"),
    ):
        palette.setColor(which, color(name))
    return palette


def space(layout: QLayout, *, margins: tuple[int, int, int, int] | int = 0, spacing: int = 8) -> None:
    """Give ``layout`` margins and spacing in design pixels, kept so that they follow the text size."""
    sides = (margins,) * 4 if isinstance(margins, int) else margins
    layout.setProperty("design", [*sides, spacing])
    _settle_layout(layout)


def width(widget: QWidget, *, least: int | None = None, most: int | None = None) -> None:
    """Give ``widget`` least and greatest widths in design pixels that follow the text size."""
    widget.setProperty("designLeast", least)
    widget.setProperty("designMost", most)
    _settle_width(widget)


def height(widget: QWidget, *, least: int) -> None:
    """Give ``widget`` a least height in design pixels that follows the text size."""
    widget.setProperty("designHeight", least)
    _settle_width(widget)


def resettle(widget: QWidget) -> None:
    """Lay ``widget`` and everything in it out again after the text size changed."""
    for layout in widget.findChildren(QLayout):
        _settle_layout(layout)
    for child in [widget, *widget.findChildren(QWidget)]:
        _settle_width(child)


def _settle_layout(layout: QLayout) -> None:
    design = layout.property("design")
    if design is None:
        return
    left, top, right, bottom, spacing = (round(float(item) * _unit) for item in design)
    layout.setContentsMargins(QMargins(left, top, right, bottom))
    layout.setSpacing(spacing)


def _settle_width(widget: QWidget) -> None:
    if (least := widget.property("designLeast")) is not None:
        widget.setMinimumWidth(px(least))
    if (most := widget.property("designMost")) is not None:
        widget.setMaximumWidth(px(most))
    if (tall := widget.property("designHeight")) is not None:
        widget.setMinimumHeight(px(tall))
    if (columns := widget.property("designColumns")) is not None and isinstance(widget, QTableView | QTreeView):
        header = widget.header() if isinstance(widget, QTreeView) else widget.horizontalHeader()
        for number, wide in enumerate(columns[: header.count()]):
            widget.setColumnWidth(number, max(px(wide), header.sectionSizeHint(number)))
    if (rows := widget.property("designRows")) is not None and isinstance(widget, QTableView):
        widget.verticalHeader().setMinimumSectionSize(px(rows))
        widget.verticalHeader().setDefaultSectionSize(px(rows))
    if (side := widget.property("designIcon")) is not None:
        if isinstance(widget, QAbstractButton | QAbstractItemView):
            widget.setIconSize(QSize(px(side), px(side)))
        else:
            widget.setFixedSize(px(side), px(side))


def columns(view: QTableView | QTreeView, *design: int) -> None:
    """Give the columns of ``view`` their widths in design pixels; the last one takes the rest."""
    view.setProperty("designColumns", list(design))
    _settle_width(view)


def rows(view: QTableView, tall: int = 36) -> None:
    """Give the rows of ``view`` a height of ``tall`` design pixels."""
    view.setProperty("designRows", tall)
    _settle_width(view)


def icon_size(widget: QWidget, side: int) -> None:
    """Give the icon of ``widget`` a side of ``side`` design pixels that follows the text size."""
    widget.setProperty("designIcon", side)
    _settle_width(widget)


def style_sheet() -> str:
    """Return the style sheet at the present text size."""
    sizes = {f"t_{step}": f"{text_px(step)}px" for step in STEPS}
    lengths = {f"p{design}": f"{px(design)}px" for design in (1, 2, 3, 4, 6, 8, 10, 12, 14, 16, 18, 20, 24, 28, 36, 44)}
    icons = (paths.resources() / "icons").as_posix()
    return Template(SHEET).substitute(COLORS, icons=icons, **sizes, **lengths)


SHEET: Final = """
QWidget { color: $ink; }
QMainWindow, QDialog, QWidget[role="page"], QWidget[role="ground"] { background: $ground; }
QToolTip { background: $ink; color: $surface; border: none; padding: $p4 $p8; }
QScrollArea, QStackedWidget { background: transparent; border: none; }
QScrollArea > QWidget > QWidget[role="scrolled"] { background: transparent; }

QLabel { background: transparent; }
QLabel[role="page"] { font-size: $t_page; font-weight: bold; background: transparent; }
QLabel[role="title"] { font-size: $t_title; font-weight: bold; }
QLabel[role="lead"] { font-size: $t_lead; }
QLabel[role="heading"] { font-size: $t_base; font-weight: bold; }
QLabel[role="weak"] { color: $ink_weak; }
QLabel[role="small"] { color: $ink_weak; font-size: $t_small; }
QLabel[role="figure"] { font-size: $t_page; font-weight: bold; color: $ink; }
QLabel[role="code"] { font-size: $t_page; font-weight: bold; background: $surface; border: $p1 solid $line_strong;
  border-radius: $p6; padding: $p16; }

QFrame[role="card"] { background: $surface; border: 1px solid $line; border-radius: $p6; }
QFrame[role="choice"] { background: $surface; border: 1px solid $line; border-radius: $p6; }
QFrame[role="header"] { background: $surface; border: none; border-bottom: 1px solid $line; }
QFrame[role="sidebar"] { background: $surface; border: none; border-right: 1px solid $line; }
QFrame[role="rule"] { background: $line; border: none; max-height: 1px; min-height: 1px; }
QFrame[role="popup"] { background: $surface; border: 1px solid $line_strong; border-radius: $p6; }
QFrame[role="pane"] { background: $surface; border: none; border-left: 1px solid $line; }

QPushButton, QToolButton[role="button"] { background: $surface; border: 1px solid $line_strong; border-radius: $p6;
  padding: $p6 $p14; min-height: $p20; }
QPushButton:hover, QToolButton[role="button"]:hover { background: $accent_weak; border-color: $accent; }
QPushButton:focus, QToolButton[role="button"]:focus { border: 2px solid $accent; }
QPushButton:pressed { background: $line; }
QPushButton:disabled { color: $line_strong; border-color: $line; background: $ground; }
QPushButton[role="primary"] { background: $accent; color: $surface; border: 1px solid $accent; font-weight: bold; }
QPushButton[role="primary"]:hover { background: $accent_strong; }
QPushButton[role="primary"]:focus { border: 2px solid $ink; }
QPushButton[role="primary"]:disabled { background: $line; border-color: $line; color: $ink_weak; }
QPushButton[role="link"] { background: transparent; border: 1px solid transparent; color: $accent; padding: $p4 $p6;
  text-align: left; }
QPushButton[role="link"]:hover { text-decoration: underline; background: $accent_weak; }
QPushButton[role="link"]:focus { border: 2px solid $accent; }
QPushButton[role="quiet"] { background: transparent; border: 1px solid transparent; color: $ink; padding: $p4 $p8; }
QPushButton[role="quiet"]:hover { background: $accent_weak; border-color: $accent_weak; }
QPushButton[role="quiet"]:focus { border: 2px solid $accent; }
QPushButton[role="choice"] { text-align: left; padding: $p12 $p16; }

QPushButton[role="place"] { background: transparent; border: none; border-left: $p3 solid transparent; border-radius: 0;
  text-align: left; padding: $p10 $p12 $p10 $p12; }
QPushButton[role="place"]:hover { background: $ground; }
QPushButton[role="place"]:focus { border: none; border-left: $p3 solid $ink; background: $accent_weak; }
QPushButton[role="place"]:checked { background: $accent_weak; border-left: $p3 solid $accent; color: $accent_strong;
  font-weight: bold; }

QPushButton[role="chip"] { background: $surface; border: 1px solid $line; border-radius: $p12; padding: $p3 $p12;
  min-height: $p18; }
QPushButton[role="chip"]:hover { border-color: $accent; background: $accent_weak; }
QPushButton[role="chip"]:checked { background: $accent_weak; border: 1px solid $accent; color: $accent_strong; }
QPushButton[role="chip"]:focus { border: 2px solid $accent; }

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox { background: $surface; border: 1px solid $line_strong;
  border-radius: $p6; padding: $p6 $p8; min-height: $p20; selection-background-color: $accent;
  selection-color: $surface; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus { border: 2px solid $accent; }
QLineEdit:disabled { background: $ground; color: $ink_weak; }
QLineEdit[wrong="true"] { border: 2px solid $error; background: $error_weak; }
QLineEdit[role="cell"] { border: 2px solid $accent; border-radius: 0; padding: 0 $p6; min-height: 0; }
QLineEdit[role="search"] { padding-left: $p4; }
QComboBox::drop-down { border: none; width: $p28; }
QComboBox::down-arrow { image: url($icons/chevron-down-ink.svg); width: $p14; height: $p14; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $line_strong; outline: none;
  selection-background-color: $accent_weak; selection-color: $ink; }

QTableView, QTreeView, QListView { background: $surface; border: 1px solid $line; border-radius: $p6; outline: none;
  gridline-color: $line; selection-background-color: $accent_weak; selection-color: $ink;
  alternate-background-color: $surface; }
QTableView::item, QTreeView::item { padding: 0 $p8; border: none; border-bottom: 1px solid $line; }
QTreeView::item { min-height: $p36; }
QListView::item { padding: $p6 $p8; border: none; }
QTableView::item:selected, QTreeView::item:selected, QListView::item:selected { background: $accent_weak; color: $ink; }
QListView::item:hover { background: $ground; }
QHeaderView { background: $surface; border: none; }
QHeaderView::section { background: $surface; color: $ink_weak; border: none; border-bottom: 1px solid $line_strong;
  padding: $p8; text-align: left; }
QTableCornerButton::section { background: $surface; border: none; }

QTabWidget::pane { border: none; border-top: 1px solid $line; }
QTabBar { background: transparent; }
QTabBar::tab { background: transparent; border: none; border-bottom: $p3 solid transparent; padding: $p8 $p12;
  color: $ink_weak; }
QTabBar::tab:hover { color: $ink; background: $accent_weak; }
QTabBar::tab:selected { color: $accent_strong; border-bottom: $p3 solid $accent; font-weight: bold; }
QTabBar::tab:focus { border: 2px solid $accent; }

QProgressBar { background: $line; border: none; border-radius: $p4; max-height: $p8; min-height: $p8; }
QProgressBar::chunk { background: $accent; border-radius: $p4; }

QScrollBar:vertical { background: transparent; width: $p12; margin: 0; }
QScrollBar:horizontal { background: transparent; height: $p12; margin: 0; }
QScrollBar::handle { background: #C3CCD6; border-radius: $p4; margin: $p2; }
QScrollBar::handle:hover { background: $line_strong; }
QScrollBar::handle:vertical { min-height: $p36; }
QScrollBar::handle:horizontal { min-width: $p36; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page { background: none; border: none;
  width: 0; height: 0; }
QSplitter::handle { background: $line; }
QMenu { background: $surface; border: 1px solid $line_strong; padding: $p4; }
QMenu::item { padding: $p6 $p24 $p6 $p12; border-radius: $p4; }
QMenu::item:selected { background: $accent_weak; color: $ink; }
QMenu::separator { height: 1px; background: $line; margin: $p4; }
QCheckBox, QRadioButton { spacing: $p8; }
QCheckBox::indicator, QTableView::indicator, QListView::indicator {
  width: $p16; height: $p16; border: 1px solid $line_strong; border-radius: $p3;
  background: $surface; }
QCheckBox::indicator:checked, QTableView::indicator:checked, QListView::indicator:checked {
  background: $accent; border-color: $accent; image: url($icons/check-light.svg); }
QCheckBox:focus, QRadioButton:focus { color: $accent_strong; }

QFrame[role="banner"][tone="success"] { background: $ok_weak; border: 1px solid $ok; border-radius: $p6; }
QFrame#message_bar[tone="success"] { background: $ground; border: 1px solid transparent; }
QFrame#message_bar QPushButton, QFrame#progress_panel QPushButton { padding: $p2 $p12; }
QFrame[role="banner"][tone="info"] { background: $info_weak; border: 1px solid $info; border-radius: $p6; }
QFrame[role="banner"][tone="warning"] { background: $warn_weak; border: 1px solid $warn; border-radius: $p6; }
QFrame[role="banner"][tone="error"] { background: $error_weak; border: 1px solid $error; border-radius: $p6; }
QLabel[tone="success"] { color: $ok; }
QLabel[tone="info"] { color: $info; }
QLabel[tone="warning"] { color: $warn; }
QLabel[tone="error"] { color: $error; }
QLabel[badge="true"] { border-radius: $p4; padding: $p2 $p8; font-weight: bold; }
QLabel[badge="true"][tone="warning"] { background: $warn_weak; }
QLabel[badge="true"][tone="info"] { background: $info_weak; }
QLabel[badge="true"][tone="success"] { background: $ok_weak; }
QLabel[badge="true"][tone="error"] { background: $error_weak; }
"""
