"""Papers of other kinds bound into a household file: each drawn as it stands alone, under the file's page numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from poverty_desktop.pdf.approval_form import ApprovalPaper, draw_approval
from poverty_desktop.pdf.assistance_card import lay_out_card
from poverty_desktop.pdf.authorisation import AuthorisationPaper, draw_authorisation
from poverty_desktop.pdf.composed import draw_paper
from poverty_desktop.pdf.composed_values import ComposedPaper
from poverty_desktop.pdf.minutes import MinutesPaper, draw_minutes
from poverty_desktop.pdf.official import OfficialSheet
from poverty_desktop.pdf.photo_sheet import draw_photos
from poverty_desktop.pdf.photo_values import PhotoPaper
from poverty_desktop.pdf.public_list import draw_public_list
from poverty_desktop.pdf.public_values import PublicListing
from poverty_desktop.pdf.sheet import Sheet
from poverty_desktop.pdf.table import draw_table
from poverty_desktop.pdf.values import CardPaper, FilePart, PaperTable

Bound = (
    ComposedPaper
    | AuthorisationPaper
    | MinutesPaper
    | PublicListing
    | ApprovalPaper
    | PaperTable
    | CardPaper
    | PhotoPaper
)
Papers = Mapping[FilePart, Sequence[Bound]]
NO_PAPERS: Papers = MappingProxyType({})


def draw_bound(sheet: Sheet, paper: Bound) -> None:
    """Draw a paper as the next part of ``sheet``."""
    match paper:
        case ComposedPaper():
            draw_paper(sheet, paper)
        case AuthorisationPaper():
            draw_authorisation(sheet, paper)
        case ApprovalPaper():
            draw_approval(sheet, paper)
        case PaperTable():
            sheet.begin_part(paper.title)
            draw_table(sheet, paper)
        case PhotoPaper():
            draw_photos(sheet, paper)
        case CardPaper():
            sheet.append(lay_out_card(paper, sheet.stamp, language=sheet.language))
        case MinutesPaper() | PublicListing():
            apart = OfficialSheet(stamp=sheet.stamp, language=sheet.language, owner=sheet.owner)
            if isinstance(paper, MinutesPaper):
                draw_minutes(apart, paper)
            else:
                draw_public_list(apart, paper)
            sheet.append(apart)
