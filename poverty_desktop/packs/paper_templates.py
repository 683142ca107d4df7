"""Papers as data of a pack: which blocks each has, what stands in them, in which words and order.

What a kind of block looks like is code (``pdf.composed``); which of them make up a paper is the pack's, because every
province has its own form. Two sheets of the workbook hold them, ``papers`` and ``paper_blocks``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from poverty_desktop.packs.model import Label

AGE = "member.age"
"""What a table of members can show that is no item of the register."""

HEAD_PHOTO = "head.photo"
"""The householder's photo: an item of a block of facts, which stand beside it."""


class Use(StrEnum):
    """What a paper is for; it decides which blocks it may have."""

    INTERNAL = "internal"  # lies in a file
    WALL = "wall"  # hangs where neighbours read it
    LIST = "list"  # of a village, for those who work there
    BOARD = "board"  # of a village, hangs where everybody reads it
    MEETING = "meeting"  # minutes of a review


class Size(StrEnum):
    """On what a paper is printed."""

    A4 = "A4"
    A3 = "A3"
    A5_BOOKLET = "A5"  # two pages side by side on A4, in the order in which a printer binds a booklet


class BlockKind(StrEnum):
    """What a block of a paper is."""

    SECTIONS = "sections"  # every fact of the household and its year; items: codes of sections, empty for all
    FACTS = "facts"  # chosen facts under one title
    MEMBERS = "members"  # the members; items: what is said of each, empty for all
    RECORDS = "records"  # a table of records of one kind
    PLAN = "plan"  # what was agreed for the year, with `lines` to go on by hand
    EFFECTS = "effects"  # what came of the measures that are done; satisfaction stays blank until it is recorded
    GUARANTEES = "guarantees"
    INCOME = "income"  # the result of the calculation
    INCOME_FACTS = "income_facts"  # sums by category; items: sums, empty for all
    INCOME_LINES = "income_lines"  # every receipt and expense; items: columns, empty for all
    INCOME_NOTES = "income_notes"  # the line of the year, and what is to be known of the calculation
    COVER = "cover"  # a title page; items: facts of the household, or by_hand=words
    BY_HAND = "by_hand"  # a table to be written by hand; items: by_hand=words, one a column
    SIGNATURES = "signatures"  # items: signers, or keys of texts
    TEXT = "text"  # items: keys of texts
    SPACE = "space"  # a box to write in, `lines` lines high
    WIDE_PAGE = "wide_page"
    TALL_PAGE = "tall_page"
    WALL_HOUSEHOLD = "wall_household"
    WALL_MEASURES = "wall_measures"
    VILLAGE_FIGURES = "village_figures"  # items: figures of the village
    VILLAGE_GROUPS = "village_groups"  # a table by villagers' group; items: figures
    VILLAGE_MEASURES = "village_measures"  # a table by kind of measure
    CONTENTS = "contents"  # the tick list of the household file; items: parts, or by_hand=words
    FINDINGS = "findings"  # the open findings; items: columns, empty for all
    MEETING = "meeting"  # when, where, who led, how many; items: facts of it, empty for all
    VOTES = "votes"  # a line for each household, village or project; items: columns, empty for all
    RULE = "rule"  # when the meeting is valid and what decides
    SEATS = "seats"  # who was there, to be signed; `lines` places at least, and as many as were noted present


OF_WALL = frozenset({BlockKind.WALL_HOUSEHOLD, BlockKind.WALL_MEASURES, BlockKind.TEXT})
"""What a paper on the wall may have: nothing else has a place in its values."""

_FIGURES = frozenset({BlockKind.VILLAGE_FIGURES, BlockKind.VILLAGE_GROUPS, BlockKind.VILLAGE_MEASURES})
OF_VILLAGE: Mapping[Use, frozenset[BlockKind]] = {
    Use.BOARD: _FIGURES | {BlockKind.TEXT},
    Use.LIST: _FIGURES | {BlockKind.TEXT, BlockKind.FINDINGS, BlockKind.SIGNATURES},
}
"""What a paper of a village may have; the values of a board are numbers, names of groups and kinds of measure."""

OF_MEETING = frozenset(
    {
        BlockKind.MEETING, BlockKind.VOTES, BlockKind.RULE, BlockKind.SEATS, BlockKind.TEXT, BlockKind.SPACE,
        BlockKind.SIGNATURES,
    }
)  # fmt: skip
"""What minutes may have; a block ``signatures`` without items has the roles that sign the step."""

OF_HOUSEHOLDS = frozenset(Use) - frozenset(OF_VILLAGE) - {Use.MEETING}
"""Uses of papers that one household has."""

HOUSEHOLD_FILE, ASSISTANCE_CARD, INCOME_SHEET = "household_file", "assistance_card", "income_sheet"
"""Ids of papers that stand in place of the program's own: the cover's tick list, the card, the calculation."""

MINUTES = "minutes"
"""Id of the paper that all minutes are written on."""

BY_HAND = "by_hand"
"""An item for what is written or put in by hand; it says in its own words what that is."""

FILE_PARTS = (
    "cover", "register", "income", "plan", "measures", "visits", "effects", "authorisation", "verification",
    "comparison", "minutes", "display", "approval", "card", "changes", "exit", "photos",
)  # fmt: skip
"""What the program can bind into a household file."""

FIGURES = (
    "households", "persons", "filed", "monitored", "eliminated", "surveyed", "visited", "findings", "planned", "done",
    "helped", "money",
)  # fmt: skip
"""What can be counted of a village and of a group in it."""

FINDING_COLUMNS = ("group", "head", "member", "check", "weight", "finding", "first_seen", "cause", "done_on")
"""What a list of findings can show; cause and day of correction stay blank for the hand."""


INCOME_SUMS = ("wage", "business", "property", "transfer", "gross", "expense", "net", "per_head", "line")
"""What a block of sums of the income can show."""

INCOME_COLUMNS = ("item", "member", "quantity", "price", "amount", "counted", "rule")
"""What a table of the lines of the income can show."""

MEETING_FACTS = ("time", "place", "chair", "keeper", "entitled", "present", "absent")
VOTE_COLUMNS = ("name", "group", "matter", "agreed", "opposed", "abstained", "result")
"""What minutes can say of the meeting, and of each vote."""

CHOICES: Mapping[BlockKind, tuple[str, ...]] = {
    BlockKind.INCOME_FACTS: INCOME_SUMS,
    BlockKind.INCOME_LINES: INCOME_COLUMNS,
    BlockKind.MEETING: (*MEETING_FACTS, BY_HAND),
    BlockKind.VOTES: VOTE_COLUMNS,
    BlockKind.BY_HAND: (BY_HAND,),
    BlockKind.SEATS: (BY_HAND,),
}
"""Blocks whose items are words of the program, not of the register."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperItem:
    """One item of a block, with the words that the form has for it where they differ from the pack's."""

    name: str
    label: Label | None = None

    def __str__(self) -> str:
        return f"{self.name}={self.label.zh}|{self.label.en}" if self.label else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperBlock:
    """One block; ``lines`` are the empty lines below a table, or the height of a space."""

    kind: BlockKind
    title: Label | None = None
    items: tuple[PaperItem, ...] = ()
    lines: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperTemplate:
    """One paper. ``title`` is a text of the pack, so it follows the policy era."""

    id: str
    title: str
    use: Use
    size: Size
    source: str
    blocks: tuple[PaperBlock, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockRow:
    """A row of ``paper_blocks``."""

    paper: str
    block: PaperBlock


def read_item(text: str) -> PaperItem | None:
    """Return an item such as ``household.phone`` or ``household.phone=电话|Phone``; None where it is neither."""
    name, equals, words = text.partition("=")
    if not equals:
        return PaperItem(name=name.strip())
    zh, bar, en = words.partition("|")
    if not (name.strip() and zh.strip() and bar and en.strip()):
        return None
    return PaperItem(name=name.strip(), label=Label(zh=zh.strip(), en=en.strip()))


def item_texts(cell: str) -> list[str]:
    """Return the items of a cell, which stand between semicolons or on lines of their own."""
    return [part.strip() for part in re.split(r"[;；\n]", cell) if part.strip()]


def encode_paper(paper: PaperTemplate) -> dict[str, Any]:
    """Return a row of ``papers``."""
    return {
        "id": paper.id, "title": paper.title, "use": paper.use.value, "size": paper.size.value, "source": paper.source
    }  # fmt: skip


def encode_block(row: BlockRow) -> dict[str, Any]:
    """Return a row of ``paper_blocks``."""
    block = row.block
    found: dict[str, Any] = {"paper": row.paper, "block": block.kind.value}
    if block.title:
        found |= {"title_zh": block.title.zh, "title_en": block.title.en}
    if block.items:
        found["items"] = [str(item) for item in block.items]
    return found | ({"lines": block.lines} if block.lines else {})


def decode_papers(
    papers: Sequence[Mapping[str, Any]], blocks: Sequence[Mapping[str, Any]]
) -> tuple[PaperTemplate, ...]:
    """Return the papers of published rows; raises ``ValueError`` or ``KeyError`` where a row is not sound."""
    return tuple(
        PaperTemplate(
            id=row["id"],
            title=row["title"],
            use=Use(row["use"]),
            size=Size(row["size"]),
            source=row["source"],
            blocks=tuple(_block(block) for block in blocks if block["paper"] == row["id"]),
        )
        for row in papers
    )


def _block(row: Mapping[str, Any]) -> PaperBlock:
    items = tuple(read_item(text) for text in row.get("items", ()))
    return PaperBlock(
        kind=BlockKind(row["block"]),
        title=Label(zh=row["title_zh"], en=row["title_en"]) if "title_zh" in row else None,
        items=tuple(item for item in items if item is not None),
        lines=row.get("lines", 0),
    )
