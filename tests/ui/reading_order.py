"""In which order Tab goes through a page, beside the order in which one reads it."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QWidget


def _chain(window: QWidget) -> list[QWidget]:
    """Return what Tab reaches, in its order."""
    found: list[QWidget] = []
    here = window.nextInFocusChain()
    while here is not window:
        takes_tab = bool(here.focusPolicy() & Qt.FocusPolicy.TabFocus) and here.focusProxy() is None
        if takes_tab and here.isVisible() and here.isEnabled():
            found.append(here)
        here = here.nextInFocusChain()
    return found


def _place(layout: QLayout, wanted: QWidget) -> tuple[int, ...]:
    """Return where in ``layout`` the part with ``wanted`` stands, empty where it is not laid out there."""
    for index in range(layout.count()):
        item = layout.itemAt(index)
        part = item.widget()
        if part is not None and (part is wanted or part.isAncestorOf(wanted)):
            return (index,)
        if item.layout() is not None and (rest := _place(item.layout(), wanted)):
            return (index, *rest)
    return ()


def _is_read_after(first: QWidget, second: QWidget) -> bool:
    """Say whether ``first`` stands after ``second`` where their ways part."""
    around = first.parentWidget()
    while around is not None and not around.isAncestorOf(second):
        around = around.parentWidget()
    if around is None or around.layout() is None:
        return False
    places = _place(around.layout(), first), _place(around.layout(), second)
    return all(places) and places[0] > places[1]


def steps_back(page: QWidget) -> list[tuple[str, str]]:
    """Return the steps of Tab on ``page`` that go back."""
    order = [one for one in _chain(page.window()) if page.isAncestorOf(one)]
    return [(a.objectName(), b.objectName()) for a, b in pairwise(order) if _is_read_after(a, b)]
