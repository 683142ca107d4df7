"""Lays the A5 pages of a booklet two by two on A4, in the order in which folded sheets lie in each other."""

from __future__ import annotations

from dataclasses import replace

from poverty_desktop.pdf.page import A4_HEIGHT, A4_WIDTH, Bookmark, Box, Document, Page, Text

A5_WIDTH, A5_HEIGHT = A4_HEIGHT / 2, A4_WIDTH


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


def imposed(document: Document) -> Document:
    """Return the booklet as sides of A4; bookmarks point to the side on which their page lies."""
    sides = booklet_order(len(document.pages))
    pages = [_side([None if number is None else document.pages[number] for number in side]) for side in sides]
    place = {number: index for index, side in enumerate(sides) for number in side if number is not None}
    marks = sorted((Bookmark(mark.title, place[mark.page]) for mark in document.bookmarks), key=lambda mark: mark.page)
    return replace(document, pages=tuple(pages), bookmarks=tuple(marks))


def _side(halves: list[Page | None]) -> Page:
    side = Page(A4_HEIGHT, A4_WIDTH, "")
    for number, half in enumerate(halves):
        if half is None:
            continue
        shift = number * A5_WIDTH
        side.heading = side.heading or half.heading
        side.watermark = side.watermark or half.watermark
        side.texts += [_moved_text(text, shift) for text in half.texts]
        side.rules += [rule._replace(x0=rule.x0 + shift, x1=rule.x1 + shift) for rule in half.rules]
        side.tints += [_moved(box, shift) for box in half.tints]
        if half.code is not None:
            side.code = _moved(half.code, shift)
    return side


def _moved(box: Box, shift: float) -> Box:
    return box._replace(left=box.left + shift, right=box.right + shift)


def _moved_text(text: Text, shift: float) -> Text:
    return text._replace(x=text.x + shift, room=_moved(text.room, shift))
