"""What the pictures of figures ask of the store: each function here runs on the store thread."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from poverty_desktop.operations.paperwork.picture_files import Drawn
    from poverty_desktop.operations.session import Session


def draw(kind: str, year: int, indicator: str, session: Session) -> Drawn:
    """Return a picture of the workspace's place with its list."""
    from poverty_desktop.operations.assessment import figure_pictures

    return figure_pictures.draw(session, figure_pictures.Kind(kind), year, indicator=indicator)


def write_svg(drawn: Drawn, path: Path, _session: Session) -> None:
    """Write the picture as SVG."""
    from poverty_desktop.operations.paperwork import picture_files

    picture_files.write_picture(drawn, path)


def write_bytes(data: bytes, path: Path, _session: Session) -> None:
    """Write the picture as it was painted."""
    from poverty_desktop.operations.paperwork import picture_files

    picture_files.write_bytes(data, path)


def write_page(drawn: Drawn, path: Path, session: Session) -> int:
    """Write picture and list as a PDF page."""
    from poverty_desktop.operations.paperwork import picture_files

    return picture_files.write_page(session, drawn, path)


def write_list(drawn: Drawn, path: Path, _session: Session) -> int:
    """Write the list to Excel."""
    from poverty_desktop.operations.paperwork import picture_files

    return picture_files.write_list(drawn, path)
