"""The screens of a village after a visit and of its office, one after the other, for tests about every screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QPushButton
from visited import HOUSE, TITLE, Visited, xlsform

from poverty_desktop.ids import HouseholdId
from ui.app import Program
from ui.bundles.return_dialog import ReturnDialog
from ui.bundles.submissions_bar import SubmissionsBar
from ui.interview.media_field import MediaField
from ui.publish.page import PublishPage
from ui.widgets.key_table import KeyTable
from ui.widgets.page import Place

Settled = Callable[[Program], None]


def of_visit(program: Program, settled: Settled, found: Visited) -> Iterator[str]:
    """Show what only a village with interviews, photos and several questionnaires has."""
    window = program.window

    def go(place: Place) -> None:
        window.go(place)
        for _ in range(2):
            settled(program)

    for name in ("today", "reviews", "checks"):
        go(Place(page=name))
        yield name
    go(Place(page="household", household=found.households[0], tab="photos"))
    yield "photos of a household"
    go(Place(page="interview", household=found.households[0]))
    offered = window.page.findChild(KeyTable, "interview_questionnaires")
    assert offered.isVisible()
    yield "questionnaires"
    QTest.keyClicks(offered, "2")
    settled(program)
    window.page.desk.show_question(HOUSE)
    settled(program)
    assert any(field.isVisible() for field in window.page.findChildren(MediaField))
    yield "photo question"
    go(Place(page="papers"))
    window.page.findChild(QCheckBox, "papers_questionnaire").setChecked(True)
    settled(program)
    assert window.page.findChild(object, "papers_form").isVisible()
    yield "papers with questionnaires"
    go(Place(page="bundles"))
    bar = window.page.findChild(SubmissionsBar)
    forms = bar.findChild(object, "submissions_form")
    forms.setCurrentIndex(forms.findText(TITLE))
    yield "submissions"
    bar.take(found.export)
    for _ in range(2):
        settled(program)
    dialog = window.findChild(ReturnDialog)
    assert dialog is not None
    yield "preview of submissions"
    dialog.reject()
    settled(program)


def of_office(program: Program, settled: Settled, found: Visited, qtbot) -> Iterator[str]:
    """Show what only an office has, and the covered window."""
    window = program.window
    for tab in ("library", "ledger", "lists", "compare", "risks"):
        window.go(Place(page="funds", tab=tab))
        for _ in range(2):
            settled(program)
        yield f"funds: {tab}"
    window.go(Place(page="publish"))
    settled(program)
    yield "publishing"
    page = window.page
    assert isinstance(page, PublishPage)
    page.lay_down(xlsform(found.stick.parent / "w.xlsx", "w", "走访记录表"))
    qtbot.waitUntil(lambda: page.findChild(QPushButton, "publish_publish").isVisible(), timeout=20_000)
    settled(program)
    yield "proposal"
    page.step_back()
    qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert program.lock.is_locked
    yield "lock"


def of_midst(program: Program, settled: Settled, household: HouseholdId) -> Iterator[str]:
    """Show what only a village in the midst of its work has: an open round, clues, procedures, entries, hits."""
    window = program.window

    def go(place: Place) -> None:
        window.go(place)
        for _ in range(2):
            settled(program)

    for page, tabs in (("procedures", ("running", "clues", "entries")), ("outside_lists", ("",)), ("opinion", ("",))):
        for tab in tabs:
            go(Place(page=page, tab=tab))
            yield f"{page} {tab}"
    for tab in ("procedures", "members", "visits", "history"):
        go(Place(page="household", household=household, tab=tab))
        yield f"household {tab}"
    go(Place(page="rounds"))
    rounds = window.page.findChild(KeyTable, "rounds_table")
    QTest.keyClick(rounds, Qt.Key.Key_Return)
    for _ in range(2):
        settled(program)
    yield "a round"
    QTest.keyClick(window.page.findChild(KeyTable, "round_persons"), Qt.Key.Key_4)
    settled(program)
    assert window.page.findChild(QPushButton, "evidence_give").isVisible()
    yield "evidence of an outcome"
