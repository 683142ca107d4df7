"""Colours, sizes, fonts and the style sheet of the window; every length follows the size of the text."""

from __future__ import annotations

from pathlib import Path
from string import Template
from typing import Final

from PySide6.QtCore import QMargins, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QPalette
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QLayout, QTableView, QTreeView, QWidget

from poverty_desktop import paths
from ui import tokens
from ui.style_sheet import SHEET

FAMILY: Final = "Noto Sans SC"
RARE_FAMILY: Final = "HanaMinB"
BASE_POINTS: Final = 10.5
DESIGN_PIXELS: Final = 14.0
"""What 10.5 pt measures at 96 dpi: the tokens below are drawn for it."""

COLORS: Final = dict(tokens.LIGHT)
"""The colours in force: changed in place by :func:`apply`."""
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


def apply(app: QApplication, text_percent: int, *, is_dark: bool = False) -> None:
    """Give the whole program fonts, palette and style sheet for ``text_percent`` (100 to 200)."""
    global _unit
    COLORS.update(tokens.DARK if is_dark else tokens.LIGHT)
    base = QFont(FAMILY)
    base.setPointSizeF(BASE_POINTS)
    _unit = QFontInfo(base).pixelSize() / DESIGN_PIXELS * text_percent / 100
    app.setStyleSheet("")  # Qt polishes a widget once more for each one above it while one sheet replaces another
    app.setFont(font())
    app.setPalette(_palette())
    app.setStyleSheet(style_sheet())
    for widget in app.topLevelWidgets():
        resettle(widget)


def system_is_dark(app: QApplication) -> bool:
    """Say whether the desktop asks programs to be dark."""
    return app.styleHints().colorScheme() is Qt.ColorScheme.Dark


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
    shade = "dark" if COLORS["ground"] == tokens.DARK["ground"] else "light"
    return Template(SHEET).substitute(COLORS, icons=icons, shade=shade, **sizes, **lengths)
