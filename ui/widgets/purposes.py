"""What a page is for, where its name alone does not tell: said in the sidebar and on the page."""

from __future__ import annotations

from poverty_desktop.i18n import N_

REVIEWS_PURPOSE = N_(
    "A second person reads each completed interview, and hands it back where something is to be corrected."
)
ROUNDS_PURPOSE = N_(
    "Everybody on the books is verified from household to person, until nobody is left."
    " Taking a member off the books is no way out of poverty: no record is ever deleted."
)
CHECKS_PURPOSE = N_("The program looks for gaps and contradictions in the register; each is mended or explained.")
MERGE_PURPOSE = N_(
    "Facts that several people wrote differently: each value is kept, a person decides which one stands."
)
DUPLICATES_PURPOSE = N_("Two entries may be one person. Compare them and decide; nothing is joined without you.")
LISTS_PURPOSE = N_(
    "A department's list is compared with the members by ID number. A hit proves nothing: look into each, then decide."
)
PROCEDURES_PURPOSE = N_("Clues, running procedures with their clocks, and what is still to be entered elsewhere.")
TEAM_PURPOSE = N_("Who helps which household, who was visited and when, the days and duties of the team.")
ASSESSMENT_PURPOSE = N_(
    "What was promised for the year, beside what the register counts. Every figure opens to the households behind it;"
    " only a completed exit procedure counts as lifted."
)
ASSISTANCE_PURPOSE = N_("What households need, what they are entitled to, and what was planned and delivered.")
FUNDS_PURPOSE = N_("Projects, the money that pays for them, and what reached contractors and households: to the fen.")
