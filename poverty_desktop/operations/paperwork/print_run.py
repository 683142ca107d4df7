"""A stack of papers on its way into files: a few households at a time, so that it can wait, stop and go on again."""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from poverty_desktop import paths
from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId
from poverty_desktop.operations import disclosure
from poverty_desktop.operations.paperwork import card_claims, issued_cards
from poverty_desktop.operations.paperwork.papers import Paper, compose, title_of
from poverty_desktop.operations.paperwork.print_plan import Order, PlannedFile
from poverty_desktop.operations.paperwork.printed_papers import Note, note_of, remember
from poverty_desktop.store.session import Session

if TYPE_CHECKING:
    from poverty_desktop.pdf.page import Document
    from poverty_desktop.pdf.paint_process import PaintProcess
    from poverty_desktop.pdf.volume import VolumeWriter

LEAST_FILES: Final = 24
"""From so many small files on a second process is started: it takes half a second to begin."""

AT_ONCE: Final = 8
"""Households between two looks at whether to wait or stop."""

CHOOSE: Final = N_("Choose at least one household and one paper.")
NOT_WRITTEN: Final = N_("The PDF file could not be written. Choose another folder or free some space.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperPlace:
    """Where a paper begins in its file, from 1; ``title`` names paper and household on the screen."""

    first_page: int
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """A file that is being painted, and what is to be remembered of it once it is whole."""

    file: PlannedFile
    notes: Sequence[Note]
    cards: Sequence[tuple[HouseholdId, str]]


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
        self._cards: list[tuple[HouseholdId, str]] = []
        self._session: Session | None = None
        self._helper: PaintProcess | None = None
        self._given: deque[_Given] = deque()

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
        self._hold(session)
        try:
            if self._is_helped():
                self._go_on_helped(session)
            else:
                self._go_on(session)
        except OSError as error:
            self.stop()
            raise StorageError(NOT_WRITTEN) from error
        except BaseException:
            self.stop()
            raise
        if self.is_over:
            self._let_go()
        return not self.is_over

    def stop(self) -> None:
        """Take the unfinished file away; whole files stay, and :meth:`go_on` would begin after them."""
        self._let_go()
        if self._target is not None:
            self._target.close()
        if path := self._part():
            paths.drop(path)
        self._writer, self._target, self._place = None, None, 0
        self._notes.clear()
        self._cards.clear()

    def _is_helped(self) -> bool:
        """Say whether a second process paints: for many small files it saves nearly half of the time."""
        from poverty_desktop.pdf.paint_process import PaintProcess

        if self._helper is not None:
            return True
        rest = self._planned[self._current :]
        is_worth = len(rest) >= LEAST_FILES and all(
            file.path is not None and len(file.households) <= AT_ONCE for file in rest
        )
        return self._writer is None and is_worth and PaintProcess.is_possible()

    def _hold(self, session: Session) -> None:
        """See to it that nothing unfinished is left behind should the workspace be closed before the end."""
        if self._session is None:
            self._session = session
            session.before_close.append(self.stop)

    def _let_go(self) -> None:
        if self._session is not None and self.stop in self._session.before_close:
            self._session.before_close.remove(self.stop)
        self._session = None
        if self._helper is not None:
            self._helper.close()
        self._helper = None
        self._given.clear()

    def _go_on_helped(self, session: Session) -> None:
        """Lay out the next file while the one before is painted; write what comes back, in order."""
        from poverty_desktop.pdf.paint_process import PaintProcess

        if self._helper is None:
            self._helper = PaintProcess()
        following = self._current + len(self._given)
        if following < len(self._planned):
            file = self._planned[following]
            documents = [document for household in file.households for document in self._laid_out(session, household)]
            title = title_of(session, self.order.papers)
            order = self.order
            self._helper.give(documents, title=title, both_sides=order.both_sides, first_side=order.first_side)
            self._given.append(_Given(file=file, notes=self._notes, cards=self._cards))
            self._notes, self._cards = [], []
        if len(self._given) > PaintProcess.AHEAD or self._current + len(self._given) == len(self._planned):
            pdf, pages = self._helper.take()
            given = self._given.popleft()
            assert given.file.path is not None
            paths.write_whole(given.file.path, pdf)
            self._note(session, given.file, given.notes, given.cards, pages)

    def _laid_out(self, session: Session, household: HouseholdId) -> Iterator[Document]:
        """Yield the papers of a household, noting what is remembered of each."""
        from poverty_desktop.pdf.booklet import Folded, imposed

        for paper in self.order.papers:
            composed = compose(session, paper, household, year=self.order.year, form_id=self.order.form_id)
            self.missing.update(composed.missing)
            if paper is Paper.ASSISTANCE_CARD and card_claims.is_signed(composed.document.code):
                self._cards.append((household, composed.document.code))
            if composed.document.number:
                self._notes.append(note_of(composed.document, str(paper), household))
            yield imposed(composed.document, Folded(self.order.folded)) if self.order.folded else composed.document

    def _part(self) -> Path | None:
        path = None if self.is_over else self._planned[self._current].path
        return None if path is None else path.with_name(path.name + ".part")

    def _go_on(self, session: Session) -> None:
        file = self._planned[self._current]
        writer = self._writer or self._open(session)
        for household in file.households[self._place : self._place + AT_ONCE]:
            for document in self._laid_out(session, household):
                if file.path is None:
                    self.places.append(PaperPlace(first_page=writer.pages + 1, title=document.title))
                writer.add(document)
            self._place += 1
        if self._place >= len(file.households):
            self._close(session, file, writer)

    def _open(self, session: Session) -> VolumeWriter:
        from poverty_desktop.pdf.volume import VolumeWriter

        part = self._part()
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
            paths.sync_folder(file.path.parent)
        self._note(session, file, self._notes, self._cards, pages)
        self._writer, self._target, self._place, self._notes, self._cards = None, None, 0, [], []

    def _note(
        self,
        session: Session,
        file: PlannedFile,
        notes: Sequence[Note],
        cards: Sequence[tuple[HouseholdId, str]],
        pages: int,
    ) -> None:
        """Write down that a file is whole."""
        if file.path is not None:
            self.files.append(file.path)
            disclosure.note(session, "print", file.households)  # what goes to a printer is noted when it is sent
        issued_cards.issue(session, cards)
        remember(session, notes)
        self.pages += pages
        self._current += 1
