"""The list that hangs on the notice board, and the announcement after the decision."""

from __future__ import annotations

from poverty_desktop.i18n import N_
from poverty_desktop.pdf.grid import Style
from poverty_desktop.pdf.official import PITCH, OfficialSheet, finish_official
from poverty_desktop.pdf.page import MM, Document
from poverty_desktop.pdf.public_values import PublicListing
from poverty_desktop.pdf.table import draw_table
from poverty_desktop.pdf.values import PaperColumn, PaperStamp, PaperTable

_KIND = "PL"
_STYLE = Style(size=13.0, height=9.5 * MM, pad_x=1.5 * MM, pad_y=1.2 * MM)


def compose_public_list(listing: PublicListing, stamp: PaperStamp, *, language: str) -> Document:
    """Return the list as an official document."""
    sheet = OfficialSheet(stamp=stamp, language=language, owner=stamp.workspace)
    draw_public_list(sheet, listing)
    return finish_official(sheet, kind=_KIND, title=listing.title)


def draw_public_list(sheet: OfficialSheet, listing: PublicListing) -> None:
    """Draw the list on an empty ``sheet``."""
    sheet.begin(listing.title)
    for text in listing.paragraphs:
        sheet.paragraph(text)
    sheet.y += PITCH / 2
    if listing.projects:
        _draw_projects(sheet, listing)
    elif listing.shares:
        _draw_shares(sheet, listing)
    elif listing.conditions:
        _draw_conditions(sheet, listing)
    else:
        _draw_households(sheet, listing)
    sheet.closing(listing.closing)


def _draw_households(sheet: OfficialSheet, listing: PublicListing) -> None:
    say = sheet.say
    labels = [say(N_("No.")), say(N_("Head of household")), say(N_("Villagers' group")), say(N_("Persons"))]
    labels.append(say(N_("Category")))
    if listing.has_risk:
        labels.append(say(N_("Risk")))
    rows = []
    for number, item in enumerate(listing.households, start=1):
        cells = [str(number), item.name, item.group, str(item.size), item.category]
        rows.append(tuple([*cells, item.risk] if listing.has_risk else cells))
    columns = tuple(PaperColumn(label=label) for label in labels)
    draw_table(sheet, PaperTable(title=listing.title, columns=columns, rows=tuple(rows)), style=_STYLE)


def _draw_conditions(sheet: OfficialSheet, listing: PublicListing) -> None:
    words = (N_("Condition"), N_("What is required"), N_("State of the village"))
    columns = tuple(PaperColumn(label=sheet.say(text)) for text in words)
    rows = tuple((item.label, item.wanted, item.found) for item in listing.conditions)
    draw_table(sheet, PaperTable(title=listing.title, columns=columns, rows=rows), style=_STYLE)


def _draw_projects(sheet: OfficialSheet, listing: PublicListing) -> None:
    words = (
        N_("No."), N_("Project"), N_("Project type"), N_("What is built or done"), N_("Amount"), N_("Who benefits"),
        N_("Unit responsible"),
    )  # fmt: skip
    columns = tuple(PaperColumn(label=sheet.say(text)) for text in words)
    rows = tuple(
        (str(number), item.name, item.kind, item.content, item.amount, item.benefit, item.unit)
        for number, item in enumerate(listing.projects, start=1)
    )
    draw_table(sheet, PaperTable(title=listing.title, columns=columns, rows=rows), style=_STYLE)


def _draw_shares(sheet: OfficialSheet, listing: PublicListing) -> None:
    words = (N_("No."), N_("Name"), N_("Villagers' group"), N_("Measure"), N_("Amount (yuan)"))
    columns = tuple(PaperColumn(label=sheet.say(text), is_number=text == words[-1]) for text in words)
    rows = [
        (str(number), item.name, item.group, item.measure, item.amount)
        for number, item in enumerate(listing.shares, start=1)
    ]
    rows.append((" ", sheet.say(N_("Total")), " ", " ", listing.total))
    draw_table(sheet, PaperTable(title=listing.title, columns=columns, rows=tuple(rows)), style=_STYLE)
