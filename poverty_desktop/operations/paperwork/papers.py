"""Print: one household or a whole village, as PDF files that leave the program whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop import i18n
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _
from poverty_desktop.ids import HouseholdId
from poverty_desktop.operations import disclosure
from poverty_desktop.operations.paperwork import card_claims, file_binding, paper_photos
from poverty_desktop.operations.workspaces.workspace import RecoverySheet
from poverty_desktop.packs.paper_templates import INCOME_SHEET
from poverty_desktop.queries.paperwork import papers
from poverty_desktop.queries.register import years
from poverty_desktop.store.session import Session

if TYPE_CHECKING:
    from poverty_desktop.packs.pack import Pack
    from poverty_desktop.packs.paper_templates import PaperTemplate
    from poverty_desktop.pdf.page import Document


class Paper(StrEnum):
    """What can be printed."""

    HOUSEHOLD_FILE = "household_file"
    ASSISTANCE_CARD = "assistance_card"
    QUESTIONNAIRE = "questionnaire"
    BLANK_QUESTIONNAIRE = "blank_questionnaire"
    INCOME_SHEET = "income_sheet"


PAPER_WORDS = {
    Paper.HOUSEHOLD_FILE: N_("Household file"),
    Paper.ASSISTANCE_CARD: N_("Assistance card"),
    Paper.INCOME_SHEET: N_("Income calculation sheet"),
    Paper.QUESTIONNAIRE: N_("Questionnaire, prefilled"),
    Paper.BLANK_QUESTIONNAIRE: N_("Questionnaire, empty"),
}


Wanted = Paper | str
"""A paper of the program, or the id of one that the pack composes."""


def wanted(name: str) -> Wanted:
    """Return the paper that a word names; whether the pack has one of this id shows when it is printed."""
    return Paper(name) if name in set(Paper) else name


def on_offer(session: Session) -> tuple[tuple[Wanted, str], ...]:
    """Return everything that can be printed of a household with its title, the papers of the pack last."""
    from poverty_desktop.packs.paper_templates import OF_HOUSEHOLDS

    year = years.working_year(session)
    offered: list[Wanted] = [
        *Paper,
        *(one.id for one in session.pack.papers if one.use in OF_HOUSEHOLDS and one.id not in set(Paper)),
    ]
    return tuple((paper, paper_words(session.pack, paper, year)) for paper in offered)


def paper_words(pack: Pack, paper: Wanted, year: int) -> str:
    """Return the name of a paper in the language of the screen."""
    if isinstance(paper, Paper):
        return _(PAPER_WORDS[paper])
    from poverty_desktop.packs.paper_templates import Size

    template = template_of(pack, paper)
    title = pack.text(template.title, year)(i18n.language())
    return _("{paper}, {size}").format(paper=title, size=Size.A3.value) if template.size is Size.A3 else title


def title_of(session: Session, wanted: Sequence[Wanted]) -> str:
    """Return the names of several papers in one line."""
    year = years.working_year(session)
    return " · ".join(paper_words(session.pack, paper, year) for paper in wanted)


def template_of(pack: Pack, paper: str) -> PaperTemplate:
    """Return the paper of a pack that has this id; raises ``RuleError`` where it has none."""
    template = pack.paper(paper)
    if template is None:
        raise RuleError(N_("The policy pack of this workspace has no such paper."))
    return template


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A finished PDF; ``missing`` are characters that no font has, printed as 〓."""

    path: Path
    pages: int
    households: int
    missing: frozenset[str]


@dataclass(frozen=True, slots=True)
class Composed:
    """A paper laid out but not yet written; ``missing`` are its characters that no font has."""

    document: Document
    missing: frozenset[str]


def compose(
    session: Session, paper: Wanted, household: HouseholdId, *, year: int | None = None, form_id: str | None = None
) -> Composed:
    """Return one paper of one household in the language of the screen; raises ``RuleError`` for an unknown one.

    ``form_id`` is the questionnaire that is printed; None means the yearly survey.
    """
    from poverty_desktop.operations.interviewing.form_paper import form_paper
    from poverty_desktop.pdf.assistance_card import compose_assistance_card
    from poverty_desktop.pdf.composed import compose_paper
    from poverty_desktop.pdf.fonts import missing_characters
    from poverty_desktop.pdf.form_sheet import compose_form, texts_of_form
    from poverty_desktop.pdf.household_file import compose_household_file, compose_income_sheet
    from poverty_desktop.pdf.values import texts_of
    from poverty_desktop.queries.paperwork.paper_blocks import composed_paper

    own_income = session.pack.paper(INCOME_SHEET) if paper is Paper.INCOME_SHEET else None
    if own_income is not None:  # the calculation as the province has it
        return compose_template(session, own_income, household, year=year)
    if not isinstance(paper, Paper):
        return compose_template(session, template_of(session.pack, paper), household, year=year)
    language = i18n.language()
    stamp = papers.stamp(session, household)
    if paper in (Paper.HOUSEHOLD_FILE, Paper.INCOME_SHEET):
        opened = papers.open_for_paper(session, household, year=year, language=language)
        file = papers.household_paper(session, household, language=language, opened=opened)
        bound = (
            file_binding.papers_of_file(session, household, opened, language) if paper is Paper.HOUSEHOLD_FILE else {}
        )
        document = (
            compose_household_file(file, stamp, language=language, bound=bound)
            if paper is Paper.HOUSEHOLD_FILE
            else compose_income_sheet(file, stamp, language=language)
        )
        texts = texts_of((file, *(item for some in bound.values() for item in some)))
    elif paper in (Paper.QUESTIONNAIRE, Paper.BLANK_QUESTIONNAIRE):
        form = form_paper(
            session,
            household,
            form_id=form_id,
            year=year,
            language=language,
            is_prefilled=paper is Paper.QUESTIONNAIRE,
        )
        document, texts = compose_form(form, stamp, language=language), texts_of_form(form)
    else:
        card = papers.card_paper(session, household, year=year, language=language)
        claim = card_claims.sign(session, household, card) or ""
        own = session.pack.paper(Paper.ASSISTANCE_CARD)
        if own is not None:  # the card as the province has it
            portrait = paper_photos.portrait_for(session, own, household)
            filled = composed_paper(session, own, household, year=year, language=language, portrait=portrait)
            document, texts = compose_paper(filled, stamp, language=language, claim=claim), texts_of(filled)
        else:
            document, texts = compose_assistance_card(card, stamp, language=language, claim=claim), texts_of(card)
    return Composed(document, missing_characters("".join(texts)))


def compose_template(
    session: Session, template: PaperTemplate, household: HouseholdId, *, year: int | None = None
) -> Composed:
    """Return a paper that a pack composes; raises ``RuleError`` for an unknown household."""
    from poverty_desktop.packs.paper_templates import OF_VILLAGE, Size, Use
    from poverty_desktop.pdf.composed import compose_paper
    from poverty_desktop.pdf.fonts import missing_characters
    from poverty_desktop.pdf.placing import on_a3
    from poverty_desktop.pdf.values import texts_of
    from poverty_desktop.pdf.wall_card import compose_wall_card
    from poverty_desktop.queries.paperwork.paper_blocks import composed_paper
    from poverty_desktop.queries.paperwork.wall_paper import wall_paper

    language = i18n.language()
    stamp = papers.stamp(session, household)
    if template.use in OF_VILLAGE:
        raise RuleError(N_("This is a paper of a whole village. Print it where the papers of the village are."))
    if template.use is Use.WALL:
        wall = wall_paper(session, template, household, year=year, language=language)
        document, texts = compose_wall_card(wall, stamp, language=language), texts_of(wall)
    else:
        portrait = paper_photos.portrait_for(session, template, household)
        paper = composed_paper(session, template, household, year=year, language=language, portrait=portrait)
        document, texts = compose_paper(paper, stamp, language=language), texts_of(paper)
    return Composed(on_a3(document) if template.size is Size.A3 else document, missing_characters("".join(texts)))


def note_printed(session: Session, households: Sequence[HouseholdId]) -> None:
    """Write down that the papers of these households went to a printer."""
    disclosure.note(session, "print", households)


def preview_page(
    session: Session,
    wanted: Sequence[Wanted],
    household: HouseholdId,
    page: int,
    *,
    dots_per_inch: int = 96,
    form_id: str | None = None,
) -> tuple[bytes, int]:
    """Return one page of the wanted papers as PNG, and how many pages they have together; ``page`` counts from 0.

    The papers follow each other as they are printed. Raises ``RuleError`` when none is wanted.
    """
    from poverty_desktop.pdf.preview import page_image
    from poverty_desktop.pdf.volume import pdf_bytes

    if not wanted:
        raise RuleError(N_("Choose at least one household and one paper."))
    documents = [compose(session, paper, household, form_id=form_id).document for paper in wanted]
    count = sum(len(document.pages) for document in documents)
    shown = min(page, count - 1)
    for document in documents:
        if shown < len(document.pages):
            break
        shown -= len(document.pages)
    return page_image(pdf_bytes(document), shown, dots_per_inch=dots_per_inch), count


def recovery_sheet_pdf(sheet: RecoverySheet) -> bytes:
    """Return the recovery sheet as PDF; it is the only place where the code is ever written."""
    from poverty_desktop.pdf.recovery_sheet import recovery_sheet

    return recovery_sheet(
        workspace=sheet.workspace_name,
        code=sheet.code,
        created_at=sheet.created,
        is_practice=False,
        language=i18n.language(),
    )
