"""Puts the marks of a page elsewhere: smaller onto half a sheet, larger onto a larger one."""

from __future__ import annotations

from dataclasses import replace

from poverty_desktop.pdf.page import A4_HEIGHT, A4_WIDTH, Box, Document, Page, Rule, Text

A3_WIDTH, A3_HEIGHT = A4_HEIGHT, 2 * A4_WIDTH


class Placing:
    """Where the marks of ``page`` come to stand in a room of ``width`` and ``height`` points that begins at ``left``.

    The page keeps its shape and stands in the middle; it is made larger only where it ``grows``.
    """

    def __init__(self, page: Page, *, width: float, height: float, left: float = 0.0, grows: bool = False) -> None:
        fitting = min(width / page.width, height / page.height)
        self._scale = fitting if grows else min(1.0, fitting)
        self._left = left + (width - page.width * self._scale) / 2
        self._top = (height - page.height * self._scale) / 2

    def put(self, page: Page, onto: Page) -> None:
        """Add all marks of ``page`` but its code to another page."""
        onto.heading = onto.heading or page.heading
        onto.watermark = onto.watermark or page.watermark
        onto.texts += [self._text(text) for text in page.texts]
        onto.rules += [self._rule(rule) for rule in page.rules]
        onto.tints += [self.box(box) for box in page.tints]
        onto.fills += [fill._replace(box=self.box(fill.box)) for fill in page.fills]
        onto.pictures += [picture._replace(place=self.box(picture.place)) for picture in page.pictures]

    def box(self, box: Box) -> Box:
        """Return where a rectangle comes to stand."""
        return Box(self._x(box.left), self._y(box.top), self._x(box.right), self._y(box.bottom))

    def _text(self, text: Text) -> Text:
        size = text.size * self._scale
        return text._replace(x=self._x(text.x), y=self._y(text.y), size=size, room=self.box(text.room))

    def _rule(self, rule: Rule) -> Rule:
        return Rule(self._x(rule.x0), self._y(rule.y0), self._x(rule.x1), self._y(rule.y1), rule.width * self._scale)

    def _x(self, x: float) -> float:
        return self._left + x * self._scale

    def _y(self, y: float) -> float:
        return self._top + y * self._scale


def on_a3(document: Document) -> Document:
    """Return a paper of A4 on A3, every mark larger alike; lying pages lie."""
    return replace(document, pages=tuple(map(_page_on_a3, document.pages)))


def _page_on_a3(page: Page) -> Page:
    sides = (A3_WIDTH, A3_HEIGHT) if page.width <= page.height else (A3_HEIGHT, A3_WIDTH)
    large = Page(*sides, "")
    placing = Placing(page, width=sides[0], height=sides[1], grows=True)
    placing.put(page, large)
    large.code = placing.box(page.code) if page.code is not None else None
    return large
