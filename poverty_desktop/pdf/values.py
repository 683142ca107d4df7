"""What a paper is made of: frozen values that a query fills; nothing here knows the store, the pack or a page.

Every label, title and text stands here as it shall stand on the paper, in the language of the paper.
Labels and sections come from the properties of the policy pack, so a new property is printed without new code.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from enum import StrEnum

from poverty_desktop.domain.values import Why

Cell = str | Why
"""A text as it is printed, or the reason why there is none: blank (``--``), not applicable, not known, refused.

"No" and zero are texts of their own. An empty text counts as blank."""


TO_WRITE = "\N{ZERO WIDTH SPACE}"
"""A cell that is left empty to be written by hand: no ``--`` stands in the way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperFact:
    """One labelled fact; the unit, if any, is part of the label or of the text."""

    label: str
    text: Cell = Why.BLANK


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSection:
    """Facts under one heading, in the order of the pack."""

    title: str
    facts: tuple[PaperFact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperMember:
    """One member of the household; the sections become groups of columns of the member table."""

    name: str
    sections: tuple[PaperSection, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperColumn:
    """One column of a table; numbers stand to the right. One that is ``by_hand`` stays blank and wide enough."""

    label: str
    is_number: bool = False
    by_hand: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperTable:
    """A titled table; every row has one cell per column."""

    title: str
    columns: tuple[PaperColumn, ...]
    rows: tuple[tuple[Cell, ...], ...] = ()

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("every row of a table has one cell per column")


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomeLine:
    """One receipt or expense of the income sheet with the rule that counts it or leaves it out.

    ``counted`` is the word for yes, no or limited; ``rule`` says why, or how the amount was found.
    """

    item: str
    amount_fen: int
    member: Cell = Why.NOT_APPLICABLE
    source: Cell = Why.BLANK
    quantity: Cell = Why.BLANK
    unit_price: Cell = Why.BLANK
    counted: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomeGroup:
    """The lines of one income category; ``total_fen`` is what counts of them, None where nothing was recorded."""

    title: str
    lines: tuple[IncomeLine, ...]
    total_fen: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomeTotal:
    """One derived figure; ``formula`` is its calculation written out, e.g. ``12,000.00 + 3,500.00``."""

    label: str
    formula: str
    amount_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomeSheet:
    """The income calculation of one accounting year.

    ``period`` names its first and last day. ``comparison`` holds the line of the year and the words that go with it;
    ``remarks`` are printed under the table.
    """

    year: int
    period: str
    groups: tuple[IncomeGroup, ...] = ()
    totals: tuple[IncomeTotal, ...] = ()
    comparison: tuple[PaperFact, ...] = ()
    remarks: tuple[str, ...] = ()


class FilePart(StrEnum):
    """What the program itself can print into a household file."""

    COVER = "cover"
    REGISTER = "register"
    INCOME = "income"
    PLAN = "plan"
    MEASURES = "measures"
    VISITS = "visits"
    EFFECTS = "effects"
    AUTHORISATION = "authorisation"
    VERIFICATION = "verification"
    COMPARISON = "comparison"
    MINUTES = "minutes"
    DISPLAY = "display"
    APPROVAL = "approval"
    CARD = "card"
    CHANGES = "changes"
    EXIT = "exit"
    PHOTOS = "photos"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentsItem:
    """One line of the tick list; ``part`` is what prints it, none if the paper is put in by hand."""

    title: str
    part: FilePart | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRecords:
    """A table that is a part of its own: the plan, the measures, the visits."""

    part: FilePart
    table: PaperTable


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperTitles:
    """Titles as the policy era has them (texts of the pack): 登记表 or 信息采集表, 扶贫 or 帮扶."""

    household_file: str
    register_form: str
    income_sheet: str
    assistance_card: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdPaper:
    """Everything a household file (一户一档) prints.

    ``contents`` replaces the tick list of ``contents.default_contents`` where a province files in another order;
    ``signers`` are the roles that sign the register form, the first of them with a fingerprint.
    """

    titles: PaperTitles
    head_name: str
    household_number: Cell
    village: str
    group: str
    year: int
    cover: tuple[PaperFact, ...] = ()
    register: tuple[PaperSection, ...] = ()
    conditions: tuple[PaperSection, ...] = ()
    causes: tuple[PaperSection, ...] = ()
    members: tuple[PaperMember, ...] = ()
    income: tuple[IncomeSheet, ...] = ()
    records: tuple[PaperRecords, ...] = ()
    contents: tuple[ContentsItem, ...] = ()
    signers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPaper:
    """Everything an assistance card (明白卡, the household's own copy) prints.

    ``notes`` are sentences to the household, e.g. the telephone to ask or to complain.
    """

    titles: PaperTitles
    head_name: str
    household_number: Cell
    village: str
    group: str
    year: int
    sections: tuple[PaperSection, ...] = ()
    members: tuple[PaperMember, ...] = ()
    tables: tuple[PaperTable, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VillagePaper:
    """Everything the form of a village (行政村信息表) prints: facts, sums of its households beside them, projects."""

    title: str
    village: str
    code: str
    year: int
    sections: tuple[PaperSection, ...] = ()
    tables: tuple[PaperTable, ...] = ()
    signers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperStamp:
    """What every page says about itself.

    ``printed_at`` is aware and in the zone that is printed; ``record_id`` is the random id of the household, which
    goes into the code on the paper; ``record_version`` is the register's own count or mark of the state printed.
    """

    template_version: str
    printed_at: datetime
    record_version: str
    record_id: bytes
    workspace: str
    is_practice: bool

    def __post_init__(self) -> None:
        if self.printed_at.tzinfo is None:
            raise ValueError("the print time needs a zone")


def texts_of(paper: object) -> Iterator[str]:
    """Yield every text in a paper, so that its characters can be checked before printing."""
    if isinstance(paper, str) and not isinstance(paper, FilePart):
        yield paper
    elif isinstance(paper, tuple):
        for item in paper:
            yield from texts_of(item)
    elif is_dataclass(paper):
        for field in fields(paper):
            yield from texts_of(getattr(paper, field.name))
