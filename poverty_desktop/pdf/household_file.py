"""The household file (一户一档): cover with tick list and index, register form, income sheets, records."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from poverty_desktop.pdf.composed import draw_paper
from poverty_desktop.pdf.composed_values import ComposedPaper
from poverty_desktop.pdf.contents import default_contents
from poverty_desktop.pdf.cover import draw_cover
from poverty_desktop.pdf.income_sheet import draw_income_sheet
from poverty_desktop.pdf.page import Document
from poverty_desktop.pdf.register_form import draw_register_form
from poverty_desktop.pdf.sheet import Sheet, finish
from poverty_desktop.pdf.table import draw_table
from poverty_desktop.pdf.values import FilePart, HouseholdPaper, PaperStamp
from poverty_desktop.pdf.volume import pdf_bytes
from poverty_desktop.pdf.words import cell_words, words

_KIND = "HF"
_INCOME_KIND = "IS"
Forms = Mapping[FilePart, ComposedPaper]
_NO_FORMS: Forms = MappingProxyType({})


def household_file(paper: HouseholdPaper, stamp: PaperStamp, *, language: str) -> bytes:
    """Return the file of one household as PDF; ``language`` is ``zh_CN`` or ``en``.

    Raises ``StorageError`` if the shipped fonts cannot be read.
    """
    return pdf_bytes(compose_household_file(paper, stamp, language=language))


def compose_household_file(
    paper: HouseholdPaper, stamp: PaperStamp, *, language: str, forms: Forms = _NO_FORMS
) -> Document:
    """Return the laid-out file, for :func:`household_file` and for a volume of many households.

    ``forms`` are the parts that the pack composes; a part that it does not is drawn as the program has it.
    """
    number = cell_words(paper.household_number, words(language))
    owner = f"{paper.head_name} {number}"
    body = Sheet(stamp=stamp, language=language, owner=owner)
    first_pages = _draw_body(body, paper, forms)
    cover_pages = 1
    while True:
        cover = Sheet(stamp=stamp, language=language, owner=owner)
        contents = paper.contents or default_contents(paper.titles, cover.say)
        numbers = {part: page + cover_pages for part, page in first_pages.items()}
        draw_cover(cover, paper, contents, {FilePart.COVER: 1, **numbers})
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


def _draw_body(sheet: Sheet, paper: HouseholdPaper, forms: Forms) -> Mapping[FilePart, int]:
    """Draw everything after the cover; return the first page of each part, from 1."""
    first_pages = {FilePart.REGISTER: 1}
    if FilePart.REGISTER in forms:
        draw_paper(sheet, forms[FilePart.REGISTER])
    else:
        draw_register_form(sheet, paper)
    for income in paper.income:
        first_pages.setdefault(FilePart.INCOME, len(sheet.pages) + 1)
        draw_income_sheet(sheet, paper, income)
    if FilePart.PLAN in forms:
        first_pages[FilePart.PLAN] = len(sheet.pages) + 1
        draw_paper(sheet, forms[FilePart.PLAN])
    for record in paper.records:
        if record.part in forms:  # the pack has a form of its own for it
            continue
        first_pages.setdefault(record.part, len(sheet.pages) + 1)
        sheet.begin_part(record.table.title)
        draw_table(sheet, record.table)
    return first_pages
