"""The line above an interview: whose it is, that it is saved, and the buttons; one row where there is little room."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QMenu, QWidget

from poverty_desktop.i18n import N_, _
from ui import theme
from ui.interview.view import View
from ui.widgets.controls import button, label, restyle
from ui.widgets.words import Words


class InterviewHead(QWidget):
    """``complete_asked`` and ``other_asked`` come from the buttons, ``paper_chosen`` says whether paper is keyed in."""

    complete_asked = Signal()
    other_asked = Signal()
    paper_chosen = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("interview_head")
        self.words = Words(self)
        self._view: View | None = None
        self._is_on_offer = False
        self._is_wide = True
        self._title = label(None, "", "interview_title", role="page", wraps=False)
        self._saved = label(None, "", "interview_saved", role="weak", wraps=False)
        self._paper = QCheckBox()
        self._paper.setObjectName("interview_paper")
        for setter in (self._paper.setText, self._paper.setAccessibleName):
            self.words.put(setter, N_("Key in from paper"))
        self.words.put(
            self._paper.setToolTip, N_("A digit takes the option and goes on to the next question by itself.")
        )
        self._complete = button(
            self.words, N_("Complete (F9)"), "interview_complete", None, role="primary", icon="check"
        )
        self._other = button(self.words, N_("Another household"), "interview_other", None)
        self._more = button(self.words, N_("More"), "interview_more", None)
        self._more.setMenu(self._menu())
        row = QHBoxLayout(self)
        theme.space(row, spacing=10)
        row.addWidget(self._title)
        row.addWidget(self._saved, 1)
        row.addStretch(0)
        for shown in (self._paper, self._other, self._more, self._complete):
            row.addWidget(shown)
        self._complete.clicked.connect(self.complete_asked)
        self._other.clicked.connect(self.other_asked)
        self._paper.toggled.connect(self.paper_chosen)
        self.words.also(self._say)

    @property
    def is_from_paper(self) -> bool:
        """Say whether answers are keyed in from paper."""
        return self._paper.isChecked()

    def key_in_from_paper(self, *, is_on: bool = True) -> None:
        """Take answers from paper, or no more."""
        self._paper.setChecked(is_on)

    def show_view(self, view: View | None, *, is_on_offer: bool = False) -> None:
        """Say whose interview it is and how far, or that a household is to be chosen; questionnaires speak alone."""
        self._view, self._is_on_offer = view, is_on_offer
        self._say()

    def set_busy(self, *, busy: bool) -> None:
        """Keep the interview from being completed twice."""
        self._complete.setEnabled(not busy)

    @property
    def is_busy(self) -> bool:
        """Say whether it is being completed now."""
        return not self._complete.isEnabled()

    def fit(self, *, is_wide: bool) -> None:
        """Put everything into one short row where there is little room."""
        self._is_wide = is_wide
        self._title.setProperty("role", "page" if is_wide else "title")
        restyle(self._title)
        self._say()

    def focus_buttons(self) -> None:
        """Put the keyboard at the first button."""
        for shown in (self._paper, self._more):
            if not shown.isHidden():
                shown.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        paper, other = QAction(menu), QAction(menu)
        paper.setObjectName("interview_more_paper")
        paper.setCheckable(True)
        self.words.put(paper.setText, N_("Key in from paper"))
        self.words.put(other.setText, N_("Another household"))
        paper.toggled.connect(self._paper.setChecked)
        self._paper.toggled.connect(paper.setChecked)
        other.triggered.connect(self.other_asked)
        menu.addActions([paper, other])
        return menu

    @Slot()
    def _say(self) -> None:
        view = self._view
        has_more = view is not None and not self._is_wide
        self._complete.setVisible(view is not None)
        self._other.setVisible(view is not None and self._is_wide)
        self._more.setVisible(has_more)
        self._paper.setVisible(not has_more)
        title, saved = (
            _("Interview"),
            ""
            if self._is_on_offer
            else _("Choose the household. Every answer is saved at once; you can stop at any time."),
        )
        if view is not None:
            head = view.head_name or _("New household")
            if not view.concerns_household:
                head = view.form_title
            elif not view.is_yearly:
                head = f"{head} · {view.form_title}"
            title = _("{household} · {year}").format(household=head, year=view.year)
            if view.is_second_keying:
                title = _("{title} · second keying").format(title=title)
            saved = _saved_words(view)
        self._title.setText(title)
        self._title.setToolTip("" if self._is_wide else saved)
        self._saved.setText(saved)
        self._saved.setVisible(self._is_wide)


def _saved_words(view: View) -> str:
    if view.saved_at is None:
        return _("Nothing typed yet. Leaving is safe.")
    return _("Saved {time}, {answered} of {total} questions. Leaving is safe.").format(
        time=f"{view.saved_at.astimezone():%H:%M}", answered=view.answered, total=view.total
    )
