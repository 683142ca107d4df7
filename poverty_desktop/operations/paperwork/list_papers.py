"""A list written as PDF to sign or as Excel to work on, from the same values; it is noted who took it out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop import i18n, paths
from poverty_desktop.domain.values import Why
from poverty_desktop.errors import StorageError
from poverty_desktop.exchange.text_sheet import write_text_sheet
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.operations import disclosure
from poverty_desktop.pdf.values import TO_WRITE, Cell
from poverty_desktop.queries.paperwork import papers
from poverty_desktop.store.session import Session

if TYPE_CHECKING:
    from poverty_desktop.pdf.list_form import ListPaper

NOT_WRITTEN = N_("The PDF file could not be written. Choose another folder or free some space.")
EXCEL = ".xlsx"


def title(session: Session, key: str, usual: str) -> str:
    """Return the title that the pack gives to a list; ``usual`` where it is from before it."""
    return session.pack.texts[key](i18n.language()) if key in session.pack.texts else usual


def write(session: Session, paper: ListPaper, path: Path, households: Sequence[HouseholdId] = ()) -> int:
    """Write a list by the ending of ``path`` and return its pages, or the rows of a workbook.

    ``households`` are those that it shows. Raises ``StorageError`` where the file cannot be written.
    """
    is_excel = path.suffix.lower() == EXCEL
    count = _excel(paper, path) if is_excel else _pdf(session, paper, path)
    if households:
        disclosure.note(session, "export" if is_excel else "print", households)
    return count


def _pdf(session: Session, paper: ListPaper, path: Path) -> int:
    from poverty_desktop.pdf.list_form import compose_list
    from poverty_desktop.pdf.volume import pdf_bytes

    document = compose_list(paper, papers.stamp(session, RecordId(bytes(16))), language=i18n.language())
    try:
        paths.write_whole(path, pdf_bytes(document))
    except OSError as error:
        raise StorageError(NOT_WRITTEN) from error
    return len(document.pages)


def _excel(paper: ListPaper, path: Path) -> int:
    (first, *more) = paper.tables
    rows = [_cells(row) for row in first.rows]
    for table in more:
        rows += [[], [table.title], [column.label for column in table.columns]]
        rows += [_cells(row) for row in table.rows]
    return write_text_sheet(
        path,
        rows,
        name=paper.title,
        titles=(paper.title, paper.subtitle),
        captions=[column.label for column in first.columns],
    )


def _cells(row: Sequence[Cell]) -> list[str]:
    return ["" if isinstance(cell, Why) or cell == TO_WRITE else cell for cell in row]
