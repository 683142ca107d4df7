"""The papers of the edition in force as the workbook in which an office edits them before it publishes them anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop.exchange.text_sheet import TextSheet, write_text_book
from poverty_desktop.i18n import N_, _
from poverty_desktop.packs.paper_templates import BlockKind, BlockRow, encode_block, encode_paper
from poverty_desktop.packs.sheets import layout
from poverty_desktop.packs.validation.paper_validation import BLOCKS, PAPERS
from poverty_desktop.store.session import Session

if TYPE_CHECKING:
    from poverty_desktop.packs.pack import Pack

_TEXTS = "texts"
_WITH_WORDS = (BlockKind.TEXT, BlockKind.SIGNATURES)
_PAPERS_ARE = N_("The papers: id, key of the title in texts, use, size, source")
_BLOCKS_ARE = N_(
    "The blocks of each paper in their order; a semicolon stands between items: household.phone=中文|English"
)
_TEXTS_ARE = N_("The words of the papers in Chinese and English")
_ITEMS_WIDTH = 40


def write(session: Session, path: Path) -> int:
    """Write the sheets ``papers``, ``paper_blocks`` and ``texts`` and return how many rows.

    Raises ``StorageError`` where the file cannot be written.
    """
    pack = session.pack
    blocks = (BlockRow(paper=paper.id, block=block) for paper in pack.papers for block in paper.blocks)
    return write_text_book(
        path,
        (
            _sheet(PAPERS, _(_PAPERS_ARE), [encode_paper(paper) for paper in pack.papers]),
            _sheet(BLOCKS, _(_BLOCKS_ARE), [encode_block(row) for row in blocks]),
            _sheet(_TEXTS, _(_TEXTS_ARE), list(_texts(pack))),
        ),
    )


def _sheet(name: str, title: str, rows: Sequence[dict[str, object]]) -> TextSheet:
    columns = layout.SHEETS[name]
    captions = (*columns.required, *columns.optional)
    return TextSheet(
        name=name,
        titles=(title,),
        captions=captions,
        rows=[[_cell(row.get(caption)) for caption in captions] for row in rows],
        widths=[_ITEMS_WIDTH if caption in ("items", "zh", "en") else 0 for caption in captions],
        wrapped=frozenset(place for place, caption in enumerate(captions) if caption in ("items", "zh", "en")),
    )


def _cell(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(value)
    return "" if value is None else str(value)


def _texts(pack: Pack) -> Iterator[dict[str, object]]:
    wanted = {key for paper in pack.papers for key in (paper.title, *(f"{paper.title}.{era}" for era in "abc"))}
    wanted |= {
        item.name
        for paper in pack.papers
        for block in paper.blocks
        if block.kind in _WITH_WORDS
        for item in block.items
    }
    for key, text in pack.texts.items():
        if key in wanted:
            yield {"key": key, "zh": text.zh, "en": text.en}
