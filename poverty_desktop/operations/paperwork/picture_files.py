"""A picture of figures with the list that it is drawn from, into a file, a PDF page or Excel."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from poverty_desktop import paths
from poverty_desktop.assessment.pictures import Picture
from poverty_desktop.assessment.svg import to_svg
from poverty_desktop.errors import StorageError
from poverty_desktop.exchange.text_sheet import write_text_sheet
from poverty_desktop.i18n import N_
from poverty_desktop.ids import derive_id
from poverty_desktop.operations.assessment.assessment_papers import write
from poverty_desktop.pdf.figure_page import FigurePaper
from poverty_desktop.pdf.values import PaperColumn, PaperTable
from poverty_desktop.store.session import Session

NOT_WRITTEN = N_("The picture could not be written. Choose another place; nothing else was changed.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A picture and its list: captions, and rows of cells of which the first ``texts`` are no numbers."""

    picture: Picture
    subtitle: str
    captions: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    texts: int = 1


def write_picture(drawn: Drawn, path: Path) -> None:
    """Write the picture as SVG; raises ``StorageError`` where it cannot be written."""
    write_bytes(to_svg(drawn.picture).encode(), path)


def write_bytes(data: bytes, path: Path) -> None:
    """Write a finished picture whole or not at all; raises ``StorageError`` where it cannot be."""
    try:
        paths.write_whole(path, data)
    except OSError as error:
        raise StorageError(NOT_WRITTEN) from error


def write_page(session: Session, drawn: Drawn, path: Path) -> int:
    """Write picture and list as a PDF page; return how many pages. Raises ``StorageError``."""
    columns = tuple(
        PaperColumn(label=text, is_number=number >= drawn.texts) for number, text in enumerate(drawn.captions)
    )
    paper = FigurePaper(
        title=drawn.picture.title,
        subtitle=drawn.subtitle,
        pictures=(drawn.picture,),
        tables=(PaperTable(title="", columns=columns, rows=drawn.rows),),
    )
    record = derive_id(47, drawn.picture.title.encode(), drawn.subtitle)
    return write(session, paper, record, path).pages


def write_list(drawn: Drawn, path: Path) -> int:
    """Write the list to Excel; return how many rows. Raises ``StorageError``."""
    return write_text_sheet(
        path,
        drawn.rows,
        name=drawn.subtitle,
        titles=(drawn.picture.title, drawn.subtitle),
        captions=drawn.captions,
        widths=tuple(24 if number < drawn.texts else 14 for number in range(len(drawn.captions))),
    )
