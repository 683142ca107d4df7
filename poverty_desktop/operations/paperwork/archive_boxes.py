"""Labels and lists for the boxes in which household files stand (档案盒)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from poverty_desktop import i18n, paths
from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId
from poverty_desktop.operations import disclosure
from poverty_desktop.operations.paperwork.papers import Printed
from poverty_desktop.operations.paperwork.print_run import CHOOSE, NOT_WRITTEN
from poverty_desktop.queries.paperwork import papers, print_order
from poverty_desktop.queries.register import households as queries
from poverty_desktop.queries.register import years
from poverty_desktop.queries.register.list_rows import HouseholdRow
from poverty_desktop.store.session import Session

if TYPE_CHECKING:
    from poverty_desktop.pdf.box_papers import BoxPaper
    from poverty_desktop.pdf.page import Document

MOST_IN_A_BOX: Final = 200
SPINES_MM: Final = (20, 30, 40, 50, 60)
"""Spines of archive boxes (DA/T 22-2015, 附录): 20 to 60 mm."""


def compose(session: Session, households: Sequence[HouseholdId], *, in_a_box: int, spine_mm: int = 40) -> Document:
    """Return labels and lists of these households, by village and in the order of the groups, ``in_a_box`` to each.

    Raises ``RuleError`` where nobody is chosen, or a box would hold none or too many.
    """
    from poverty_desktop.pdf.box_papers import compose_box_papers
    from poverty_desktop.pdf.page import MM

    if not households:
        raise RuleError(CHOOSE)
    if not 1 <= in_a_box <= MOST_IN_A_BOX:
        raise RuleError(N_("A box holds 1 to {most} files."), most=MOST_IN_A_BOX)
    if spine_mm not in SPINES_MM:
        raise RuleError(
            N_("The spine of a box is {widths} mm wide."), widths=", ".join(str(width) for width in SPINES_MM)
        )
    language, year = i18n.language(), years.working_year(session)
    rows = queries.some(session, print_order.by_route(session, households), language=language)
    by_village: dict[str, list[HouseholdRow]] = {}
    for row in rows:
        by_village.setdefault(row.village_name, []).append(row)
    boxes = [box for village, some in by_village.items() for box in _boxes(village, some, in_a_box)]
    title = papers.titles(session.pack, year, language).household_file
    stamp = papers.stamp(session, rows[0].id)
    return compose_box_papers(title, year, boxes, stamp, spine=spine_mm * MM, language=language)


def write(
    session: Session, households: Sequence[HouseholdId], target: Path, *, in_a_box: int, spine_mm: int = 40
) -> Printed:
    """Write labels and lists as PDF; raises as :func:`compose`, and ``StorageError`` where it cannot be written."""
    from poverty_desktop.pdf.volume import pdf_bytes

    document = compose(session, households, in_a_box=in_a_box, spine_mm=spine_mm)
    try:
        paths.write_whole(target, pdf_bytes(document))
    except OSError as error:
        raise StorageError(NOT_WRITTEN) from error
    disclosure.note(session, "print", households)
    return Printed(path=target, pages=len(document.pages), households=len(households), missing=frozenset())


def _boxes(village: str, rows: Sequence[HouseholdRow], in_a_box: int) -> list[BoxPaper]:
    from poverty_desktop.pdf.box_papers import BoxLine, BoxPaper

    count = -(-len(rows) // in_a_box)
    made = []
    for index in range(count):
        some = rows[index * in_a_box : (index + 1) * in_a_box]
        groups = list(dict.fromkeys(row.group_name for row in some if row.group_name))
        made.append(
            BoxPaper(
                number=index + 1,
                count=count,
                village=village,
                groups=groups[0] if len(groups) == 1 else "–".join((groups[0], groups[-1])) if groups else "",
                first=index * in_a_box + 1,
                lines=tuple(
                    BoxLine(
                        name=row.head_name,
                        household_number=row.national_number,
                        group=row.group_name,
                        category=row.category,
                    )
                    for row in some
                ),
            )
        )
    return made
