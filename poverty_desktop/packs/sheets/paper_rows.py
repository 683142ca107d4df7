"""The sheets ``papers`` and ``paper_blocks`` read row by row."""

from __future__ import annotations

from poverty_desktop.i18n import N_
from poverty_desktop.packs.paper_templates import (
    BlockKind,
    BlockRow,
    PaperBlock,
    PaperItem,
    PaperTemplate,
    Size,
    Use,
    item_texts,
    read_item,
)
from poverty_desktop.packs.placed import Placed
from poverty_desktop.packs.sheets.row_reader import RowReader

_MOST_LINES = 60


def read_papers(rows: RowReader) -> tuple[Placed[PaperTemplate], ...]:
    """Return the rows of ``papers`` that hold together."""
    found = []
    for row in rows.rows():
        use = rows.member("use", Use, Use.INTERNAL)
        size = rows.member("size", Size, Size.A4)
        if rows.is_sound:
            made = PaperTemplate(id=row["id"], title=row["title"], use=use, size=size, source=row["source"])
            found.append(Placed(row=row.number, value=made))
    return tuple(found)


def read_blocks(rows: RowReader) -> tuple[Placed[BlockRow], ...]:
    """Return the rows of ``paper_blocks`` that hold together."""
    found = []
    for row in rows.rows():
        kind = rows.member("block", BlockKind, BlockKind.TEXT)
        title, lines = rows.optional_label("title"), rows.integer("lines") or 0
        if not 0 <= lines <= _MOST_LINES:
            rows.refuse("lines", N_("A block has 0 to 60 empty lines."))
        items: list[PaperItem] = []
        for text in item_texts(row["items"]):
            item = read_item(text)
            if item is None:
                rows.refuse("items", N_("“{text}” is not written as item=Chinese|English."), text=text)
            else:
                items.append(item)
        if rows.is_sound:
            block = PaperBlock(kind=kind, title=title, items=tuple(items), lines=lines)
            found.append(Placed(row=row.number, value=BlockRow(paper=row["paper"], block=block)))
    return tuple(found)
