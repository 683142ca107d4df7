"""The household file (一户一档): cover with tick list and index, register form, income sheets, records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from poverty_desktop.pdf.bound import NO_PAPERS, Papers, draw_bound
from poverty_desktop.pdf.contents import default_contents
from poverty_desktop.pdf.cover import draw_cover
from poverty_desktop.pdf.income_sheet import draw_income_sheet
from poverty_desktop.pdf.page import Document
from poverty_desktop.pdf.register_form import draw_register_form
from poverty_desktop.pdf.sheet import Sheet, finish
from poverty_desktop.pdf.table import draw_table
from poverty_desktop.pdf.values import ContentsItem, FilePart, HouseholdPaper, PaperStamp
from poverty_desktop.pdf.volume import pdf_bytes
from poverty_desktop.pdf.words import cell_words, words

_KIND = "HF"
_INCOME_KIND = "IS"
OF_PACK = frozenset({FilePart.REGISTER, FilePart.INCOME, FilePart.PLAN})
"""Parts of the file for which a pack may have a paper of its own."""


def household_file(paper: HouseholdPaper, stamp: PaperStamp, *, language: str) -> bytes:
    """Return the file of one household as PDF; ``language`` is ``zh_CN`` or ``en``.

    Raises ``StorageError`` if the shipped fonts cannot be read.
    """
    return pdf_bytes(compose_household_file(paper, stamp, language=language))


def compose_household_file(
    paper: HouseholdPaper, stamp: PaperStamp, *, language: str, bound: Papers = NO_PAPERS
) -> Document:
    """Return the laid-out file, for :func:`household_file` and for a volume of many households.

    The parts follow each other as the tick list has them. ``bound`` are papers of other kinds, and the parts that the
    pack composes; a part that it does not is drawn as the program has it.
    """
    number = cell_words(paper.household_number, words(language))
    owner = f"{paper.head_name} {number}"
    body = Sheet(stamp=stamp, language=language, owner=owner)
    contents = paper.contents or default_contents(paper.titles, body.say)
    spans = _draw_body(body, paper, bound, _order(contents))
    cover_pages = 1
    while True:
        cover = Sheet(stamp=stamp, language=language, owner=owner)
        shown = {part: (first + cover_pages, count) for part, (first, count) in spans.items()}
        draw_cover(cover, paper, contents, {FilePart.COVER: (1, cover_pages), **shown})
        if len(cover.pages) == cover_pages:
            break
        cover_pages = len(cover.pages)
    cover.append(body)
    return finish(cover, kind=_KIND, title=f"{paper.titles.household_file} {paper.head_name}")


def compose_income_sheet(paper: HouseholdPaper, stamp: PaperStamp, *, language: str) -> Document:
    """Return the income calculation of one household alone, to be signed."""
    number = cell_words(paper.household_number, words(language))
    sheet = Sheet(stamp=stamp, language=language, owner=f"{paper.head_name} {number}")
    for income in paper.income:
        draw_income_sheet(sheet, paper, income)
    return finish(sheet, kind=_INCOME_KIND, title=f"{paper.titles.income_sheet} {paper.head_name}")


def _order(contents: Sequence[ContentsItem]) -> tuple[FilePart, ...]:
    """Return the parts as the tick list has them, and behind them those that it does not name."""
    listed = dict.fromkeys(item.part for item in contents if item.part is not None)
    return tuple(part for part in (*listed, *(part for part in FilePart if part not in listed)) if part != "cover")


def _draw_body(
    sheet: Sheet, paper: HouseholdPaper, bound: Papers, order: Sequence[FilePart]
) -> Mapping[FilePart, tuple[int, int]]:
    """Draw everything after the cover; return the first page of each part, from 1, and how many it has."""
    spans: dict[FilePart, tuple[int, int]] = {}
    for part in order:
        before = len(sheet.pages)
        _draw_part(sheet, part, paper, bound)
        if len(sheet.pages) > before:
            spans[part] = (before + 1, len(sheet.pages) - before)
    return spans


def _draw_part(sheet: Sheet, part: FilePart, paper: HouseholdPaper, bound: Papers) -> None:
    papers = bound.get(part, ())
    for item in papers:
        draw_bound(sheet, item)
    if part is FilePart.REGISTER and not papers:
        draw_register_form(sheet, paper)
    if part is FilePart.INCOME and not papers:
        for income in paper.income:
            draw_income_sheet(sheet, paper, income)
    if papers and part in OF_PACK:  # the pack has a form of its own for it
        return
    for record in paper.records:
        if record.part is part:
            sheet.begin_part(record.table.title)
            draw_table(sheet, record.table)
