"""The frozen rows of the household list and what narrows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from poverty_desktop.i18n import _, format_list, say
from poverty_desktop.ids import HouseholdId


@dataclass(frozen=True, slots=True, kw_only=True)
class GuaranteeLight:
    """One of the four guarantees of a household: ``state`` is good, attention, bad or unknown."""

    name: str  # education, medical, housing, water
    state: str
    reason: str  # msgid
    params: tuple[tuple[str, object], ...] = ()
    who: tuple[str, ...] = ()  # names of the members whom the reason is about; empty: the household

    def sentence(self) -> str:
        """Return the reason in the language of the screen, with the members whom it is about; empty if none."""
        if not self.reason:
            return ""
        said = say(self.reason, dict(self.params))
        names = format_list(self.who)
        return _("{names}: {sentence}").format(names=names, sentence=said) if names else said


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdRow:
    """One line of the household list."""

    id: HouseholdId
    national_number: str
    head_name: str
    village_name: str
    group_name: str
    member_count: int
    category: str  # label in the pack's Chinese or English, as asked
    per_capita_fen: int | None
    line_fen: int | None
    line_is_reference: bool
    lights: tuple[GuaranteeLight, ...]
    last_visit: date | None
    has_draft: bool
    conflict_count: int
    matched: str  # why a search found it: a member's name, a masked number, a phone; empty for the head's name


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdPage:
    """A window of the list: ``rows`` from ``offset``, of ``total`` that match."""

    rows: tuple[HouseholdRow, ...]
    offset: int
    total: int


class Standing(StrEnum):
    """Where the work on a household stands on its way to the office; what is safe the office has, too."""

    WAITING = "waiting"
    AT_OFFICE = "at_office"
    SAFE = "safe"


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdFilter:
    """What the list shows: typed text and chips; empty means everything."""

    text: str = ""
    village: str | None = None
    group: str | None = None
    household_type: str | None = None
    has_draft: bool | None = None
    surveyed: bool | None = None  # in the working year
    has_conflict: bool | None = None
    standing: Standing | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupCount:
    """One value of a filter with the number of households behind it."""

    code: str
    label: str
    count: int
