"""What is wrong with the papers of a pack, found before a laptop prints them: each at its sheet, row and column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from poverty_desktop.domain.kinds import RecordKind, is_kind, kind_of
from poverty_desktop.i18n import N_
from poverty_desktop.packs.paper_templates import (
    AGE,
    BY_HAND,
    CHOICES,
    FIGURES,
    FILE_PARTS,
    FINDING_COLUMNS,
    HEAD_PHOTO,
    HOUSEHOLD_FILE,
    MINUTES,
    OF_MEETING,
    OF_VILLAGE,
    OF_WALL,
    BlockKind,
    BlockRow,
    PaperTemplate,
    Use,
)
from poverty_desktop.packs.placed import Placed
from poverty_desktop.packs.problems import PackProblem
from poverty_desktop.packs.sheets import layout
from poverty_desktop.packs.validation.references import Vocabulary

PAPERS, BLOCKS = "papers", "paper_blocks"
_KINDS: Mapping[BlockKind, frozenset[RecordKind]] = {
    BlockKind.FACTS: frozenset({RecordKind.HOUSEHOLD, RecordKind.HOUSEHOLD_YEAR}),
    BlockKind.COVER: frozenset({RecordKind.HOUSEHOLD, RecordKind.HOUSEHOLD_YEAR}),
    BlockKind.MEMBERS: frozenset({RecordKind.PERSON, RecordKind.MEMBERSHIP, RecordKind.PERSON_YEAR}),
}
_MUST_HAVE_ITEMS = frozenset(
    {
        BlockKind.FACTS, BlockKind.RECORDS, BlockKind.SIGNATURES, BlockKind.TEXT, BlockKind.VILLAGE_FIGURES,
        BlockKind.VILLAGE_GROUPS, BlockKind.CONTENTS, BlockKind.COVER, BlockKind.BY_HAND,
    }
)  # fmt: skip
_OF_WORDS = frozenset(CHOICES) | {
    BlockKind.VILLAGE_FIGURES, BlockKind.VILLAGE_GROUPS, BlockKind.FINDINGS, BlockKind.CONTENTS
}  # fmt: skip
_OF_USE: Mapping[Use, frozenset[BlockKind]] = {**OF_VILLAGE, Use.MEETING: OF_MEETING}
_OF_HOUSEHOLDS = frozenset(BlockKind) - frozenset().union(*_OF_USE.values()) | {
    BlockKind.TEXT, BlockKind.SIGNATURES, BlockKind.SPACE
}  # fmt: skip
_NO_CHOICE = N_("“{text}” cannot stand in a block “{block}”. There are: {known}.")
_NO_WORDS = N_("Say in words what is written by hand: {text}=Chinese|English.")
_NO_PART = N_("“{text}” is no part of a household file. There are: {known}.")
_NO_FIGURE = N_("“{text}” is no figure of a village. There are: {known}.")
_NO_COLUMN = N_("“{text}” is no column of a list of findings. There are: {known}.")
_NO_ITEMS = N_("This block says what it shows: fill in its items.")
_UNKNOWN = N_("“{text}” is no data item of this pack. Write it as household.phone, with the name of the record before.")
_NOT_HERE = N_("“{text}” cannot stand in a block “{block}”.")
_TWICE = N_("“{text}” stands already in row {other}.")


def paper_problems(
    papers: Sequence[Placed[PaperTemplate]],
    blocks: Sequence[Placed[BlockRow]],
    texts: Iterable[str],
    known: Vocabulary,
) -> list[PackProblem]:
    """Return every fault of the two sheets, in the order of their rows."""
    keys = frozenset(texts)
    return [*_papers(papers, blocks, keys), *_blocks(papers, blocks, keys, known)]


def _papers(
    papers: Sequence[Placed[PaperTemplate]], blocks: Sequence[Placed[BlockRow]], keys: frozenset[str]
) -> Iterator[PackProblem]:
    first: dict[str, int] = {}
    with_blocks = {item.value.paper for item in blocks}
    for item in papers:
        paper = item.value
        if paper.id in first:
            yield _problem(PAPERS, item.row, "id", _TWICE, text=paper.id, other=first[paper.id])
        first.setdefault(paper.id, item.row)
        if paper.id not in with_blocks:
            yield _problem(PAPERS, item.row, "id", N_("This paper has no block in paper_blocks."))
        if (paper.use is Use.MEETING) != (paper.id == MINUTES):
            message = N_("The paper minutes has the use meeting, and no other paper has it.")
            yield _problem(PAPERS, item.row, "use", message)
        if paper.title not in keys and not {f"{paper.title}.{era}" for era in "abc"} <= keys:
            yield _problem(PAPERS, item.row, "title", N_("There is no text “{text}”."), text=paper.title)


def _blocks(
    papers: Sequence[Placed[PaperTemplate]],
    blocks: Sequence[Placed[BlockRow]],
    keys: frozenset[str],
    known: Vocabulary,
) -> Iterator[PackProblem]:
    by_id = {item.value.id: item.value for item in papers}
    for item in blocks:
        block = item.value.block
        paper = by_id.get(item.value.paper)
        if paper is None:
            message = N_("“{text}” is no paper of the sheet papers.")
            yield _problem(BLOCKS, item.row, "paper", message, text=item.value.paper)
        elif paper.use is Use.WALL and block.kind not in OF_WALL:
            message = N_("A paper for the wall cannot have a block “{text}”: neighbours would read it.")
            yield _problem(BLOCKS, item.row, "block", message, text=block.kind.value)
        elif block.kind not in _OF_USE.get(paper.use, _OF_HOUSEHOLDS):
            message = N_("A paper of use “{use}” cannot have a block “{text}”.")
            yield _problem(BLOCKS, item.row, "block", message, text=block.kind.value, use=paper.use.value)
        if paper is not None and (block.kind is BlockKind.CONTENTS) != (paper.id == HOUSEHOLD_FILE):
            message = N_("The paper household_file has one block contents, and no other paper has one.")
            yield _problem(BLOCKS, item.row, "block", message, text=block.kind.value)
        is_of_step = paper is not None and paper.use is Use.MEETING and block.kind is BlockKind.SIGNATURES
        if block.kind in _MUST_HAVE_ITEMS and not block.items and not is_of_step:
            yield _problem(BLOCKS, item.row, "items", _NO_ITEMS)
        kinds = {one.name.partition(".")[0] for one in block.items}
        if block.kind is BlockKind.RECORDS and len(kinds) > 1:
            message = N_("A table shows records of one kind, not of {text}.")
            yield _problem(BLOCKS, item.row, "items", message, text=", ".join(sorted(kinds)))
        for one in block.items:
            if block.kind is BlockKind.CONTENTS and one.label is None:
                message = N_("Say what this line of the tick list is called: {text}=Chinese|English.")
                yield _problem(BLOCKS, item.row, "items", message, text=one.name)
            elif one.name == BY_HAND and one.label is None:
                yield _problem(BLOCKS, item.row, "items", _NO_WORDS, text=one.name)
            message = _fault(block.kind, one.name, keys, known)
            if message:
                told = {"text": one.name, "block": block.kind.value, "known": ", ".join(_of_village(block.kind)[0])}
                yield _problem(BLOCKS, item.row, "items", message, **told)


def _fault(kind: BlockKind, name: str, keys: frozenset[str], known: Vocabulary) -> str:
    """Return what is wrong with an item, empty where nothing is."""
    is_there, message = False, _NOT_HERE
    match kind:
        case BlockKind.SECTIONS:
            is_there, message = name in known.codes.get(layout.SECTION_LIST, ()), N_("There is no section “{text}”.")
        case BlockKind.TEXT:
            is_there, message = name in keys, N_("There is no text “{text}”.")
        case BlockKind.SIGNATURES:
            is_there = name in keys or name in known.codes.get("signer", ())
            message = N_("“{text}” is no signer and no text.")
        case BlockKind.COVER if name == BY_HAND:
            is_there = True
        case BlockKind.FACTS | BlockKind.MEMBERS | BlockKind.RECORDS | BlockKind.COVER:
            message = _item_fault(kind, name, known)
            is_there = not message
        case _ if kind in _OF_WORDS:
            known_here, message = _of_village(kind)
            is_there = name in known_here
    return "" if is_there else message


def _of_village(kind: BlockKind) -> tuple[tuple[str, ...], str]:
    """Return what a block of a village can show, and what to say of anything else."""
    if kind in CHOICES:
        return CHOICES[kind], _NO_CHOICE
    if kind is BlockKind.CONTENTS:
        return (*FILE_PARTS, BY_HAND), _NO_PART
    return (FINDING_COLUMNS, _NO_COLUMN) if kind is BlockKind.FINDINGS else (FIGURES, _NO_FIGURE)


def _item_fault(kind: BlockKind, name: str, known: Vocabulary) -> str:
    if (kind, name) in ((BlockKind.MEMBERS, AGE), (BlockKind.FACTS, HEAD_PHOTO)):
        return ""
    table, _, column = name.partition(".")
    if not is_kind(table) or (kind_of(table), column) not in known.properties:
        return _UNKNOWN
    allowed = _KINDS.get(kind)
    if allowed is None:
        return "" if (kind_of(table), "household") in known.properties else _NOT_HERE
    return "" if kind_of(table) in allowed else _NOT_HERE


def _problem(sheet: str, row: int, column: str, message_id: str, **params: str | int) -> PackProblem:
    return PackProblem(sheet=sheet, row=row, column=column, message_id=message_id, params=params)
