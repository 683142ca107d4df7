"""A paper that a pack composes of blocks: what stands in each block, filled by a query."""

from __future__ import annotations

from dataclasses import dataclass

from poverty_desktop.pdf.photo_values import PaperPhoto
from poverty_desktop.pdf.values import IncomeGroup, IncomeTotal, PaperFact, PaperMember, PaperSection, PaperTable


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsOf:
    """Sections of facts, each under its heading; the first may have the householder's photo beside it."""

    sections: tuple[PaperSection, ...]
    has_portrait: bool = False
    portrait: PaperPhoto | None = None  # none: its place stays empty


@dataclass(frozen=True, slots=True, kw_only=True)
class MembersOf:
    """The members, under a heading."""

    title: str
    members: tuple[PaperMember, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableOf:
    """A table with ``empty_rows`` below it, to be written by hand."""

    table: PaperTable
    empty_rows: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalsOf:
    """Derived figures, each with its calculation."""

    totals: tuple[IncomeTotal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomeOf:
    """Every receipt and expense by category, in the columns that the form has; ``note`` says period and unit."""

    note: str
    groups: tuple[IncomeGroup, ...]
    columns: tuple[tuple[str, str], ...]  # what it shows, and its head


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverOf:
    """A title page: the name of the paper large, facts below it, the rest of the page free."""

    title: str
    facts: tuple[PaperFact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignersOf:
    """Places to sign; of a household's own the first also presses a finger."""

    signers: tuple[str, ...]
    has_fingerprint: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TextOf:
    """Paragraphs of the pack."""

    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpaceOf:
    """A titled box to write in, as high as ``lines`` written lines; ``text`` is what is recorded already."""

    title: str
    lines: int
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnOf:
    """A new page, lying or upright."""

    is_wide: bool


Block = FactsOf | MembersOf | TableOf | TotalsOf | IncomeOf | CoverOf | SignersOf | TextOf | SpaceOf | TurnOf


@dataclass(frozen=True, slots=True, kw_only=True)
class ComposedPaper:
    """One paper of one household; ``template`` is its id in the pack."""

    template: str
    title: str
    head_name: str
    household_number: str
    place: str  # village and group
    year: int
    blocks: tuple[Block, ...]
    is_booklet: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number that was counted, with what it counts."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresOf:
    """Numbers of a whole village, large."""

    title: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VillageSheet:
    """A paper of a village: its board of progress, or a list of what is to be mended."""

    template: str
    title: str
    village: str
    year: int
    subtitle: str
    blocks: tuple[FiguresOf | TableOf | TextOf | SignersOf, ...]
    is_large: bool = False  # A3
    is_public: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WallMeasure:
    """One measure as neighbours may read of it: its kind, which names no illness, and how far it is."""

    kind: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WallPaper:
    """What hangs on the wall of a house: a type without a place for category, cause, income, health, ID or account."""

    template: str
    title: str
    head_name: str
    place: str
    year: int
    persons: int
    shows_household: bool
    measures: tuple[WallMeasure, ...] | None  # None: the form has no such block
    measures_title: str
    notes: tuple[str, ...]
