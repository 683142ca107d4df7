"""Forms while they are edited: the sheets ``papers``, ``paper_blocks``, ``texts`` of a workbook over a published pack.

The rest of the workbook is not read, so that a form is seen the moment after it was saved; whether the whole pack
holds together shows when it is published.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from poverty_desktop.i18n import N_
from poverty_desktop.packs.pack import Pack
from poverty_desktop.packs.problems import PackProblem
from poverty_desktop.packs.sheets import layout
from poverty_desktop.packs.sheets.paper_rows import read_blocks, read_papers
from poverty_desktop.packs.sheets.row_reader import RowReader
from poverty_desktop.packs.sheets.source import check_columns, read_texts
from poverty_desktop.packs.sheets.workbook import read_workbook
from poverty_desktop.packs.validation.paper_validation import BLOCKS, PAPERS, paper_problems
from poverty_desktop.packs.validation.references import published_vocabulary

TEXTS = "texts"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperDraft:
    """What a workbook makes of the papers; ``pack`` is None while there are problems, each at its cell."""

    pack: Pack | None
    problems: tuple[PackProblem, ...] = ()


def read_draft(path: Path, base: Pack) -> PaperDraft:
    """Return ``base`` with the papers of a workbook, or all that is wrong with them.

    A workbook without ``texts`` uses those of ``base``. Raises ``RuleError`` where the file is no workbook,
    ``StorageError`` where it cannot be read.
    """
    book = read_workbook(path, header_row=layout.HEADER_ROW)
    missing = N_("This sheet is missing.")
    problems = [PackProblem(sheet=name, message_id=missing) for name in (PAPERS, BLOCKS) if name not in book.sheets]
    for name in (PAPERS, BLOCKS, TEXTS):
        if name in book.sheets:
            check_columns(book.sheets[name], problems)
    papers = read_papers(RowReader(book.sheets.get(PAPERS), problems))
    blocks = read_blocks(RowReader(book.sheets.get(BLOCKS), problems))
    texts = {key: item.value for key, item in read_texts(RowReader(book.sheets.get(TEXTS), problems)).items()}
    known = {**base.texts, **texts}
    problems += paper_problems(papers, blocks, known, published_vocabulary(base))
    if problems:
        return PaperDraft(pack=None, problems=tuple(problems))
    made = tuple(
        replace(item.value, blocks=tuple(row.value.block for row in blocks if row.value.paper == item.value.id))
        for item in papers
    )
    return PaperDraft(pack=replace(base, papers=made, texts=known))
