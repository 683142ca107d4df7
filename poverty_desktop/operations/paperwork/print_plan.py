"""What a stack of papers is printed as: which files, what they are called, and in which order the households stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from poverty_desktop import i18n
from poverty_desktop.ids import HouseholdId
from poverty_desktop.operations.paperwork.paper_file_names import FileNames
from poverty_desktop.operations.paperwork.papers import Wanted, title_of
from poverty_desktop.packs.paper_file_names import NamePart
from poverty_desktop.queries.paperwork import print_order
from poverty_desktop.queries.register import households as queries
from poverty_desktop.queries.register import years
from poverty_desktop.store.session import Session


class Volume(StrEnum):
    """How the papers are put into files."""

    ONE = "one"  # everything in one PDF
    VILLAGE = "village"  # one PDF per village
    HOUSEHOLD = "household"  # one PDF per household


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is printed of each household, and how.

    ``form_id`` says which questionnaire, where that is one of the papers. ``by_route`` prints in the order of a walk
    from house to house; with ``both_sides`` every paper begins on the front of a sheet. ``folded`` makes a booklet of
    every paper: the sheet that is folded, A4 or A3.
    """

    papers: tuple[Wanted, ...]
    form_id: str | None = None
    year: int | None = None
    by_route: bool = False
    both_sides: bool = False
    first_side: int = 1
    folded: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedFile:
    """One file of a run; without a ``path`` it stays in memory, for a printer."""

    path: Path | None
    households: tuple[HouseholdId, ...]


def planned(
    session: Session, chosen: Sequence[HouseholdId], order: Order, volume: Volume, target: Path
) -> tuple[PlannedFile, ...]:
    """Return the files of a run; ``target`` is the file of a single volume, else the folder."""
    ordered = print_order.by_route(session, chosen) if order.by_route else tuple(chosen)
    if volume is Volume.ONE:
        return (PlannedFile(path=target, households=ordered),)
    names = FileNames(session.pack)
    by_village: dict[str, list[HouseholdId]] = {}
    shown = {row.id: row for row in queries.some(session, ordered, language=i18n.language())}
    for household in ordered:
        by_village.setdefault(shown[household].village_name if household in shown else "", []).append(household)
    if volume is Volume.VILLAGE:
        return tuple(
            PlannedFile(path=target / names.unique(village), households=tuple(some))
            for village, some in by_village.items()
        )
    files = []
    for village, some in by_village.items():
        for number, household in enumerate(some, start=1):
            row = shown.get(household)
            told = {
                NamePart.VILLAGE: village,
                NamePart.NUMBER: str(number),
                NamePart.GROUP: row.group_name if row else "",
                NamePart.CATEGORY: row.category if row else "",
                NamePart.MEMBERS: str(row.member_count) if row else "",
                NamePart.HEAD: row.head_name if row else "",
                NamePart.PAPERS: title_of(session, order.papers),
                NamePart.YEAR: str(order.year or years.working_year(session)),
                NamePart.DAY: session.clock.today().isoformat(),
            }
            files.append(PlannedFile(path=target / names.name(told), households=(household,)))
    return tuple(files)
