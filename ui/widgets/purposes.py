"""What a page is for, where its name alone does not tell: said in the sidebar and on the page."""

from __future__ import annotations

from poverty_desktop.i18n import N_

REVIEWS_PURPOSE = N_("A second person reads each completed interview, and hands it back or approves it.")
CHECKS_PURPOSE = N_("The program looks for gaps and contradictions in the register; each is mended or explained.")
PROCEDURES_PURPOSE = N_("Clues, running procedures with their clocks, and what is still to be entered elsewhere.")
