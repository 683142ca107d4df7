"""The next edition before it is published: its errors, or its questionnaires and everything that changes."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHeaderView, QLabel, QWidget

from poverty_desktop.i18n import N_, _, format_list, ngettext
from poverty_desktop.packs.problems import PackProblem
from poverty_desktop.packs.proposal import Proposal
from ui import theme
from ui.models.rows_model import CellsModel
from ui.publish.tables import CHANGE_COLUMNS, OUTLINE_COLUMNS, TROUBLE_COLUMNS, Trouble
from ui.widgets.controls import button, column, label
from ui.widgets.flow import FlowLayout
from ui.widgets.key_table import KeyTable
from ui.widgets.words import Words


def _place(problem: PackProblem) -> tuple[str, int]:
    return problem.sheet, problem.row


class ProposalPane(QWidget):
    """``publish_asked`` publishes, ``more_asked`` lays down further files, ``left`` forgets all of them.

    ``papers_asked`` wants to see its papers."""

    publish_asked = Signal()
    more_asked = Signal()
    left = Signal()
    papers_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("publish_proposal")
        self.words = words = Words(self)
        self._found = Proposal()
        self._state = label(None, "", "publish_state", role="lead")
        self._files = label(None, "", "publish_files", role="weak")
        self._names: tuple[str, ...] = ()
        self._publish = button(words, "", "publish_publish", None, role="primary", icon="check")
        more = button(words, N_("Add files …"), "publish_more", None, icon="plus")
        self._papers = button(words, N_("Look at the papers …"), "publish_papers", None, icon="papers")
        self._papers.clicked.connect(self.papers_asked)
        again = button(words, N_("Read the files again"), "publish_again", None, icon="redo")
        leave = button(words, N_("Leave"), "publish_leave", None)
        self.again = again.clicked
        self._publish.clicked.connect(self.publish_asked)
        more.clicked.connect(self.more_asked)
        leave.clicked.connect(self.left)
        self._troubles = CellsModel(TROUBLE_COLUMNS, self)
        self._outlines = CellsModel(OUTLINE_COLUMNS, self)
        self._changes = CellsModel(CHANGE_COLUMNS, self)
        tools = FlowLayout()
        theme.space(tools, spacing=8)
        for made in (self._publish, self._papers, more, again, leave):
            tools.addWidget(made)
        told = column(spacing=2)
        told.addWidget(self._state)
        told.addWidget(self._files)
        box = column(self, spacing=10)
        box.addLayout(told)
        box.addLayout(tools)
        self._parts: list[tuple[QLabel, KeyTable, CellsModel[Any]]] = []
        for name, title, model, widths in (
            ("publish_troubles", N_("To be looked at"), self._troubles, (90, 300, 60, 130, 560)),
            ("publish_outlines", N_("Questionnaires of the new edition"), self._outlines, (280, 150, 70, 70, 170, 380)),
            ("publish_changes", N_("What changes"), self._changes, (90, 220, 220, 280, 300)),
        ):
            heading = label(words, title, f"{name}_title", role="heading")
            table = KeyTable(name)
            words.put(table.setAccessibleName, title)
            table.setModel(model)
            theme.columns(table, *widths)
            theme.height(table, least=110)
            box.addWidget(heading)
            box.addWidget(table, 1)
            self._parts.append((heading, table, model))
        troubles = self._parts[0][1]
        troubles.setWordWrap(True)  # a sentence that says what to do is read to its end
        troubles.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)

    def show_proposal(self, found: Proposal, names: tuple[str, ...]) -> None:
        """Show what was made of the files with these names."""
        self._found, self._names = found, names
        self._troubles.set_rows(
            (
                *(Trouble(problem=item, is_error=True) for item in sorted(found.problems, key=_place)),
                *(Trouble(problem=item, is_error=False) for item in sorted(found.remarks, key=_place)),
            )
        )
        self._outlines.set_rows(found.outlines)
        self._papers.setVisible(found.pack is not None and bool(found.pack.papers))
        self._changes.set_rows(found.changes)
        for heading, table, model in self._parts:
            heading.setVisible(model.rowCount() > 0)
            table.setVisible(model.rowCount() > 0)
            table.scrollToTop()
        self._say()

    def focus_first(self) -> None:
        """Put the keyboard on what comes next: publishing, or the first error."""
        if self._publish.isEnabled():
            self._publish.setFocus()
        else:
            self._parts[0][1].setFocus()

    def retranslate(self) -> None:
        """Say everything in the new language."""
        for _heading, _table, model in self._parts:
            model.say()
        self._say()

    def _say(self) -> None:
        found = self._found
        self._publish.setEnabled(found.pack is not None and found.is_new)
        number = found.pack.edition.number if found.pack is not None else 0
        words = _("Publish edition {number}").format(number=number) if number else _("Publish")
        self._publish.setText(words)
        self._publish.setAccessibleName(words)
        self._files.setText(format_list(self._names))
        self._files.setVisible(bool(self._names))
        if found.problems:
            count = len(found.problems)
            self._state.setText(
                ngettext(
                    "{n} error. Mend it in Excel, save, and read the files again; nothing was published.",
                    "{n} errors. Mend them in Excel, save, and read the files again; nothing was published.",
                    count,
                ).format(n=count)
            )
        elif not found.is_new:
            self._state.setText(_("Nothing differs from the edition in force."))
        else:
            self._state.setText(
                ngettext(
                    "No errors. {n} change against the edition in force; look at it, then publish.",
                    "No errors. {n} changes against the edition in force; look through them, then publish.",
                    len(found.changes),
                ).format(n=len(found.changes))
            )
