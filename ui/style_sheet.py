"""How every kind of widget looks, written in the names of :mod:`ui.tokens` and in lengths that follow the text."""

from __future__ import annotations

from typing import Final

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
  padding: $p6 $p14; min-height: $p20; outline: none; }
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
  text-align: left; padding: $p4 $p12 $p4 $p12; min-height: $p18; max-height: $p36; }
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
QComboBox::down-arrow { image: url($icons/chevron-down-$shade.svg); width: $p14; height: $p14; }
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
QTabBar::tab { background: transparent; border: none; border-bottom: $p3 solid transparent; padding: $p8 12px;
  color: $ink_weak; }
QTabBar::tab:hover { color: $ink; background: $accent_weak; }
QTabBar::tab:selected { color: $accent_strong; border-bottom: $p3 solid $accent; font-weight: bold; }
QTabBar::tab:focus { border: 2px solid $accent; }
QTabBar::scroller { width: $p36; }
QTabBar QToolButton { background: $surface; border: 1px solid $line_strong; border-radius: $p4; }
QTabBar QToolButton::left-arrow { image: url($icons/chevron-left-$shade.svg); }
QTabBar QToolButton::right-arrow { image: url($icons/chevron-right-$shade.svg); }

QProgressBar { background: $line; border: none; border-radius: $p4; max-height: $p8; min-height: $p8; }
QProgressBar::chunk { background: $accent; border-radius: $p4; }

QScrollBar:vertical { background: transparent; width: $p12; margin: 0; }
QScrollBar:horizontal { background: transparent; height: $p12; margin: 0; }
QScrollBar::handle { background: $handle; border-radius: $p4; margin: $p2; }
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
  background: $accent; border-color: $accent; image: url($icons/check-$shade.svg); }
QRadioButton::indicator { width: $p14; height: $p14; border: 1px solid $line_strong; border-radius: $p8;
  background: $surface; padding: 1px; }
QRadioButton::indicator:checked { border: $p4 solid $accent; width: $p8; height: $p8; }
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

QScrollArea#interview_spoken_area { border: 2px solid transparent; border-radius: $p6; }
QScrollArea#interview_spoken_area:focus { border: 2px solid $accent; }
QFrame[role="question"] { background: $surface; border: 1px solid transparent; border-radius: $p4; }
QFrame[role="question"][current="true"] { border: 2px solid $accent; }
QFrame[role="question"][current="false"]:hover { background: $accent_weak; }
QPushButton[role="chip"][marked="true"] { border: 2px solid $accent; }
"""
