"""A stack of papers on its way into files: a few households at a time, so that it can wait, stop and go on again."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from poverty_desktop import i18n, paths
from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId
from poverty_desktop.operations import disclosure, unfinished
from poverty_desktop.operations.paper_file_names import FileNames
from poverty_desktop.operations.papers import Wanted, compose, title_of
from poverty_desktop.operations.printed_papers import Note, note_of, remember
from poverty_desktop.packs.paper_file_names import NamePart
from poverty_desktop.queries import households as queries
from poverty_desktop.queries import print_order, years
from poverty_desktop.store.session import Session

if TYPE_CHECKING:
    from poverty_desktop.pdf.volume import VolumeWriter

AT_ONCE: Final = 8
"""Households between two looks at whether to wait or stop."""

CHOOSE: Final = N_("Choose at least one household and one paper.")
NOT_WRITTEN: Final = N_("The PDF file could not be written. Choose another folder or free some space.")


class Volume(StrEnum):
    """How the papers are put into files."""

    ONE = "one"  # everything in one PDF
    VILLAGE = "village"  # one PDF per village
    HOUSEHOLD = "household"  # one PDF per household


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is printed of each household, and how.

    ``form_id`` says which questionnaire, where that is one of the papers. ``by_route`` prints in the order of a walk
    from house to house; with ``both_sides`` every paper begins on the front of a sheet.
    """

    papers: tuple[Wanted, ...]
    form_id: str | None = None
    year: int | None = None
    by_route: bool = False
    both_sides: bool = False
    first_side: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedFile:
    """One file of a run; without a ``path`` it stays in memory, for a printer."""

    path: Path | None
    households: tuple[HouseholdId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperPlace:
    """Where a paper begins in its file, from 1; ``title`` names paper and household on the screen."""

    first_page: int
    title: str


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


class PrintRun:
    """The run itself: :meth:`go_on` until it says that nothing is left; a stopped one begins its file anew.

    ``files`` are those that are whole, ``done`` and ``total`` count households.
    """

    def __init__(self, files: Sequence[PlannedFile], order: Order) -> None:
        if not order.papers or not any(file.households for file in files):
            raise RuleError(CHOOSE)
        self.order = order
        self.files: list[Path] = []
        self.pages = 0
        self.missing: set[str] = set()
        self.places: list[PaperPlace] = []
        self.pdf = b""
        self._planned = list(files)
        self._current = 0
        self._place = 0
        self._writer: VolumeWriter | None = None
        self._target: BinaryIO | None = None
        self._notes: list[Note] = []
        self._workspace = Path()

    @property
    def total(self) -> int:
        """How many households are printed."""
        return sum(len(file.households) for file in self._planned)

    @property
    def done(self) -> int:
        """How many households lie behind."""
        return sum(len(file.households) for file in self._planned[: self._current]) + self._place

    @property
    def is_over(self) -> bool:
        """Say whether nothing is left to be done."""
        return self._current == len(self._planned)

    def go_on(self, session: Session) -> bool:
        """Print the next few households and say whether any are left.

        Raises ``StorageError`` when a file cannot be written; the file under way is taken away then.
        """
        if self.is_over:
            return False
        try:
            self._go_on(session)
        except OSError as error:
            self.stop()
            raise StorageError(NOT_WRITTEN) from error
        except BaseException:
            self.stop()
            raise
        return not self.is_over

    def stop(self) -> None:
        """Take the unfinished file away; whole files stay, and :meth:`go_on` would begin after them."""
        if self._target is not None:
            self._target.close()
        if path := self._part():
            path.unlink(missing_ok=True)
            unfinished.end(self._workspace, path)
        self._writer, self._target, self._place = None, None, 0
        self._notes.clear()

    def _part(self) -> Path | None:
        path = None if self.is_over else self._planned[self._current].path
        return None if path is None else path.with_name(path.name + ".part")

    def _go_on(self, session: Session) -> None:
        file = self._planned[self._current]
        writer = self._writer or self._open(session)
        for household in file.households[self._place : self._place + AT_ONCE]:
            for paper in self.order.papers:
                composed = compose(session, paper, household, year=self.order.year, form_id=self.order.form_id)
                self.missing.update(composed.missing)
                if composed.document.number:
                    self._notes.append(note_of(composed.document, str(paper), household))
                if file.path is None:
                    self.places.append(PaperPlace(first_page=writer.pages + 1, title=composed.document.title))
                writer.add(composed.document)
            self._place += 1
        if self._place >= len(file.households):
            self._close(session, file, writer)

    def _open(self, session: Session) -> VolumeWriter:
        from poverty_desktop.pdf.volume import VolumeWriter

        part = self._part()
        if part is not None:
            self._workspace = session.folder
            unfinished.begin(self._workspace, part)
        self._target = io.BytesIO() if part is None else part.open("wb")
        self._writer = VolumeWriter(
            self._target,
            title=title_of(session, self.order.papers),
            both_sides=self.order.both_sides,
            first_side=self.order.first_side,
        )
        return self._writer

    def _close(self, session: Session, file: PlannedFile, writer: VolumeWriter) -> None:
        pages = writer.close()
        part = self._part()
        assert self._target is not None
        if isinstance(self._target, io.BytesIO):
            self.pdf = self._target.getvalue()
        self._target.close()
        if file.path is not None and part is not None:
            part.replace(file.path)
            unfinished.end(self._workspace, part)
            paths.sync_folder(file.path.parent)
            self.files.append(file.path)
            disclosure.note(session, "print", file.households)  # what goes to a printer is noted when it is sent
        remember(session, self._notes)
        self.pages += pages
        self._writer, self._target, self._place, self._notes = None, None, 0, []
        self._current += 1
