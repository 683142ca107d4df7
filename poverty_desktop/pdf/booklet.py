"""Lays the pages of a booklet two by two on a sheet, in the order in which folded sheets lie in each other."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from poverty_desktop.pdf.page import A4_HEIGHT, A4_WIDTH, Bookmark, Document, Page
from poverty_desktop.pdf.placing import Placing

A5_WIDTH, A5_HEIGHT = A4_HEIGHT / 2, A4_WIDTH


class Folded(StrEnum):
    """The sheet that is folded; its half is the page of the booklet."""

    A4 = "A4"
    A3 = "A3"


_HALVES = {Folded.A4: (A5_WIDTH, A5_HEIGHT), Folded.A3: (A4_WIDTH, A4_HEIGHT)}


def booklet_order(count: int) -> list[tuple[int | None, int | None]]:
    """Return left and right page (from 0, None for an empty one) of each side, front and back of every sheet in turn.

    Printed on both sides over the short edge, laid together and folded once, the pages follow each other.
    """
    whole = -(-count // 4) * 4

    def page(number: int) -> int | None:
        return number if number < count else None

    sides = []
    for sheet in range(whole // 4):
        first, last = 2 * sheet, whole - 1 - 2 * sheet
        sides += [(page(last), page(first)), (page(first + 1), page(last - 1))]
    return sides


def imposed(document: Document, folded: Folded = Folded.A4) -> Document:
    """Return the booklet as sides of the sheet that is folded; bookmarks point to the side on which their page lies.

    A page that is larger than half a sheet is made smaller, and stands in the middle of it. What is a booklet already
    stays as it is.
    """
    if document.is_folded:
        return document
    sides = booklet_order(len(document.pages))
    half = _HALVES[folded]
    pages = [_side([None if number is None else document.pages[number] for number in side], half) for side in sides]
    place = {number: index for index, side in enumerate(sides) for number in side if number is not None}
    marks = sorted((Bookmark(mark.title, place[mark.page]) for mark in document.bookmarks), key=lambda mark: mark.page)
    return replace(document, pages=tuple(pages), bookmarks=tuple(marks), is_folded=True)


def _side(pages: list[Page | None], half: tuple[float, float]) -> Page:
    width, height = half
    side = Page(2 * width, height, "")
    for number, page in enumerate(pages):
        if page is None:
            continue
        move = Placing(page, left=number * width, width=width, height=height)
        move.put(page, side)
        if page.code is not None:
            side.code, side.second_code = move.box(page.code), side.code
    return side
