"""Looks at a composed paper and names what would be clipped, overlap or be lost on paper."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from poverty_desktop.pdf.page import Document, Page, Text
from poverty_desktop.pdf.text import clean, width_of
from poverty_desktop.pdf.values import CardPaper, HouseholdPaper, texts_of

_SLACK = 0.6  # points: rounding, and the side bearing of a full-width bracket
_INK_ABOVE = 0.82  # of the size; Han ink of Noto Sans SC
_INK_BELOW = 0.08


def faults(document: Document) -> list[str]:
    """Return one sentence per text that leaves its room or the page, or that lies over another."""
    found: list[str] = []
    for number, page in enumerate(document.pages, start=1):
        found += [f"page {number}: {fault}" for fault in _page_faults(page)]
    return found


def _page_faults(page: Page) -> list[str]:
    found: list[str] = []
    inks = []
    for text in page.texts:
        left, top, right, bottom = _ink(text)
        room = text.room
        if left < room.left - _SLACK or right > room.right + _SLACK:
            found.append(f"wider than its room: {text.words!r}")
        if top < room.top - _SLACK or bottom > room.bottom + _SLACK:
            found.append(f"higher than its room: {text.words!r}")
        if room.left < 0 or room.top < 0 or room.right > page.width or room.bottom > page.height:
            found.append(f"off the page: {text.words!r}")
        inks.append((left, top, right, bottom, text.words))
    inks.sort(key=lambda ink: ink[1])
    for index, one in enumerate(inks):
        for other in inks[index + 1 :]:
            if other[1] > one[3] - _SLACK:
                break
            if one[0] < other[2] - _SLACK and other[0] < one[2] - _SLACK:
                found.append(f"overlap: {one[4]!r} and {other[4]!r}")
    for text in page.texts:
        for rule in page.rules:
            if rule.x0 == rule.x1 and rule.y0 < text.y - 1 < rule.y1:
                left, _, right, _ = _ink(text)
                if left + _SLACK < rule.x0 < right - _SLACK:
                    found.append(f"struck through: {text.words!r}")
    return found


def _ink(text: Text) -> tuple[float, float, float, float]:
    width = width_of(text.words, text.size, bold=text.bold)
    return text.x, text.y - text.size * _INK_ABOVE, text.x + width, text.y + text.size * _INK_BELOW


def lost_characters(paper: HouseholdPaper | CardPaper, document: Document) -> Counter[str]:
    """Return the characters of the paper's texts that are not printed as often as they are given.

    The labels of the members' facts are heads of columns, so they need to be printed once.
    """
    told = [*texts_of(replace(paper, members=()))]
    if isinstance(paper, HouseholdPaper):  # sections of the same name stand under one heading
        again = Counter(section.title for section in (*paper.register, *paper.conditions, *paper.causes))
        for title, count in again.items():
            for _ in range(count - 1):
                told.remove(title)
    if isinstance(paper, CardPaper):
        told = told[len(list(texts_of(paper.titles))) :]
    heads: dict[tuple[str, str], str] = {}
    for member in paper.members:
        told.append(member.name)
        for section in member.sections:
            for fact in section.facts:
                told += texts_of((fact.text,))
                heads[section.title, fact.label] = fact.label
    told += heads.values()
    told += dict.fromkeys(title for title, _ in heads)
    given = Counter("".join("".join(clean(text).split()) for text in told))
    printed = Counter("".join("".join(text.words.split()) for text in document.texts()))
    return given - printed
