"""The letter by which a household applies, promises to tell the truth, and allows that its data are compared."""

from __future__ import annotations

from dataclasses import dataclass

from poverty_desktop.i18n import N_
from poverty_desktop.pdf.boxes import LEAST_SIDE, draw_signatures
from poverty_desktop.pdf.grid import Style, cell, draw_rows, label, row
from poverty_desktop.pdf.page import MM, Document
from poverty_desktop.pdf.sheet import Sheet, finish
from poverty_desktop.pdf.values import PaperStamp

_KIND = "AL"
_TEXT_SIZE = 12.0
_STYLE = Style(size=11.0, height=9.0 * MM)
_MEMBER_SHARES = (0.08, 0.17, 0.15, 0.32, 0.28)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorisationPaper:
    """The letter. ``members`` are name, relation and document number; each grown-up presses a finger beside the own."""

    title: str
    subtitle: str
    head_name: str
    paragraphs: tuple[str, ...]
    members: tuple[tuple[str, str, str], ...]
    scribe: str


def compose_authorisation(paper: AuthorisationPaper, stamp: PaperStamp, *, language: str) -> Document:
    """Return the letter with places to sign and press a finger; no day is filled in."""
    sheet = Sheet(stamp=stamp, language=language, owner=paper.head_name)
    draw_authorisation(sheet, paper)
    return finish(sheet, kind=_KIND, title=paper.title)


def draw_authorisation(sheet: Sheet, paper: AuthorisationPaper) -> None:
    """Draw the letter as the next part of ``sheet``."""
    sheet.begin_part(paper.title, paper.subtitle)
    indent = "\u3000\u3000" if sheet.language == "zh_CN" else ""
    for text in paper.paragraphs:
        sheet.write(f"{indent}{text}", _TEXT_SIZE)
        sheet.y += 2 * MM
    sheet.y += 2 * MM
    _draw_members(sheet, paper)
    sheet.y += 4 * MM
    say = sheet.say
    draw_signatures(sheet, (say(N_("Applicant (head of household)")), say(N_("Visitor who explained the letter"))))
    sheet.y += 3 * MM
    sheet.write(paper.scribe, 10)
    sheet.y += 1 * MM
    draw_signatures(sheet, (say(N_("Scribe, who has read the letter out")), say(N_("Witness"))))


def _draw_members(sheet: Sheet, paper: AuthorisationPaper) -> None:
    say = sheet.say
    labels = (
        say(N_("No.")), say(N_("Name")), say(N_("Relation")), say(N_("Document number")),
        say(N_("Signature or fingerprint")),
    )  # fmt: skip
    widths = [sheet.width * share for share in _MEMBER_SHARES]
    lefts = [sum(widths[:number]) for number in range(len(widths))]
    places = list(zip(lefts, widths, strict=True))
    head = row([label(*place, text, _STYLE) for place, text in zip(places, labels, strict=True)], _STYLE)
    rows = []
    for number, member in enumerate(paper.members, start=1):
        texts = (str(number), *member, "")
        cells = [cell(*place, text, _STYLE) for place, text in zip(places, texts, strict=True)]
        rows.append(row(cells, _STYLE, height=LEAST_SIDE))
    draw_rows(sheet, rows, head=(head,))
