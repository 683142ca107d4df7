"""The order of papers in a household file (一户一档) where the policy pack does not give another.

Source: the document orders of several counties' procedures, as collected in the project's domain reference 7.5.
"""

from __future__ import annotations

from poverty_desktop.i18n import N_
from poverty_desktop.pdf.values import ContentsItem, FilePart, PaperTitles
from poverty_desktop.pdf.words import Say


def default_contents(titles: PaperTitles, say: Say) -> tuple[ContentsItem, ...]:
    """Return the twenty lines of the tick list; titles of the era stand where the program prints the paper."""
    return (
        ContentsItem(title=say(N_("Cover and index")), part=FilePart.COVER),
        ContentsItem(title=say(N_("Copies of household register and identity cards"))),
        ContentsItem(title=say(N_("Application and letter of authorisation")), part=FilePart.AUTHORISATION),
        ContentsItem(title=titles.register_form, part=FilePart.REGISTER),
        ContentsItem(title=say(N_("Sheet of the verification visit")), part=FilePart.VERIFICATION),
        ContentsItem(title=say(N_("Results of the data comparison")), part=FilePart.COMPARISON),
        ContentsItem(title=say(N_("Minutes and attendance list of the democratic review")), part=FilePart.MINUTES),
        ContentsItem(title=say(N_("Photos of the public display, announcement")), part=FilePart.DISPLAY),
        ContentsItem(title=say(N_("Township review and county approval")), part=FilePart.APPROVAL),
        ContentsItem(title=titles.income_sheet, part=FilePart.INCOME),
        ContentsItem(title=say(N_("Proof of schooling, medical insurance, housing and drinking water"))),
        ContentsItem(title=say(N_("Assistance plan")), part=FilePart.PLAN),
        ContentsItem(title=say(N_("Assistance measures and their proof")), part=FilePart.MEASURES),
        ContentsItem(title=say(N_("Record of assistance and visits")), part=FilePart.VISITS),
        ContentsItem(title=say(N_("Effects of the assistance")), part=FilePart.EFFECTS),
        ContentsItem(title=titles.assistance_card, part=FilePart.CARD),
        ContentsItem(title=say(N_("Changes of members")), part=FilePart.CHANGES),
        ContentsItem(title=say(N_("Approval of exit or of the end of risk, with signatures")), part=FilePart.EXIT),
        ContentsItem(title=say(N_("Photos of the householder and of the house on all sides")), part=FilePart.PHOTOS),
        ContentsItem(title=say(N_("Other papers"))),
    )
