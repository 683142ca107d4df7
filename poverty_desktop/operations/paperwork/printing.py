"""Print in one go: papers of households into one file, or into memory for a printer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId
from poverty_desktop.operations.paperwork.papers import Printed, Wanted
from poverty_desktop.operations.paperwork.print_plan import Order, PlannedFile
from poverty_desktop.operations.paperwork.print_run import PrintRun
from poverty_desktop.progress import Progress
from poverty_desktop.store.session import Session

PRINTING = N_("Printing households")


def finish(run: PrintRun, session: Session, progress: Progress | None = None) -> PrintRun:
    """Let a run go on to its end; raises as it does and ``Cancelled``, and then no unfinished file is left behind."""
    listener = progress or Progress()
    try:
        while not run.is_over:
            listener.step(PRINTING, run.done, run.total)
            run.go_on(session)
        listener.step(PRINTING, run.total, run.total)
    except BaseException:
        run.stop()
        raise
    return run


def print_households(
    session: Session,
    households: Sequence[HouseholdId],
    wanted: Sequence[Wanted],
    target: Path,
    *,
    year: int | None = None,
    form_id: str | None = None,
    progress: Progress | None = None,
) -> Printed:
    """Write the wanted papers of these households into one PDF file at ``target``.

    Raises ``RuleError`` when nothing is chosen, ``StorageError`` when the file cannot be written, ``Cancelled``; in
    each case no file is left behind.
    """
    order = Order(papers=tuple(wanted), form_id=form_id, year=year)
    run = finish(PrintRun([PlannedFile(path=target, households=tuple(households))], order), session, progress)
    return Printed(path=target, pages=run.pages, households=len(households), missing=frozenset(run.missing))


def papers_in_memory(
    session: Session, households: Sequence[HouseholdId], wanted: Sequence[Wanted], *, progress: Progress | None = None
) -> bytes:
    """Return the wanted papers of these households as one PDF for a printer; nothing of it is written to disk.

    Whoever sends it calls ``papers.note_printed`` then. Raises ``RuleError`` when nothing is chosen, ``Cancelled``.
    """
    file = PlannedFile(path=None, households=tuple(households))
    return finish(PrintRun([file], Order(papers=tuple(wanted))), session, progress).pdf
