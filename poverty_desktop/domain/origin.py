"""Where a fact of the register came from last, if not from a roster that was brought in here."""

from __future__ import annotations

from enum import StrEnum


class Origin(StrEnum):
    """Who or what said it last; only these decide whether a roster may say otherwise without being asked."""

    BY_HAND = "by_hand"  # entered, corrected or taken back in this workspace
    INTERVIEW = "interview"  # answered in an interview of this workspace
    LAPTOP = "laptop"  # came from another laptop, in whichever way it was said there
    OFFICE = "office"  # came from the office
