"""What the page of assessment asks of the store: each function here runs on the store thread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from poverty_desktop.checks.indicators import Tally
    from poverty_desktop.checks.target_board import Board, FigureRow
    from poverty_desktop.ids import RecordId
    from poverty_desktop.operations.assessment.freezing import Frozen, Recomputed
    from poverty_desktop.operations.assessment.target_lists import TargetPreview
    from poverty_desktop.operations.assessment.targets import NewTarget
    from poverty_desktop.operations.done import Done
    from poverty_desktop.operations.session import Session
    from poverty_desktop.packs.indicators import Indicator
    from poverty_desktop.progress import Progress
    from poverty_desktop.queries.assessment.counted_rows import CountedRow, Proof
    from poverty_desktop.queries.assessment.overdue_work import OverdueRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The board of a place with the sets of targets that can be taken over, and what is overdue there."""

    board: Board
    sets: tuple[str, ...]
    overdue: tuple[OverdueRow, ...]


@dataclass(frozen=True, kw_only=True)
class Listed:
    """Whoever is behind a figure, the first of them, and how many there are."""

    indicator: Indicator
    place_name: str
    rows: tuple[CountedRow, ...]
    total: int
    tally: Tally


MOST_ROWS = 3_000


def board(year: int | None, language: str, session: Session) -> Opened | None:
    """Return the board of the workspace's own place; nothing where the pack knows no indicators."""
    from poverty_desktop.checks import places, target_board
    from poverty_desktop.queries.assessment import overdue_work

    if not target_board.is_kept(session.pack) or not places.home(session):
        return None
    found = target_board.board(session, year=year)
    begin = places.prefix(found.place, found.level)
    return Opened(
        board=found,
        sets=tuple(dict.fromkeys(item.set_name for item in session.pack.targets)),
        overdue=overdue_work.overdue(session, found.year, begin=begin, language=language),
    )


def unfold(year: int, indicator: str, place: str, session: Session) -> tuple[FigureRow, ...]:
    """Return an indicator by the places under one."""
    from poverty_desktop.checks import target_board

    return target_board.unfolded(session, year, indicator, place)


def listed(year: int, indicator: Indicator, place: str, tally: Tally, session: Session) -> Listed:
    """Return whoever is behind a figure that comes from ``tally``."""
    from poverty_desktop.checks import places
    from poverty_desktop.operations.assessment import counted

    rows = counted.rows(session, indicator, year, place=place)
    return Listed(
        indicator=indicator,
        place_name=places.name_of(session.pack, place),
        rows=rows[:MOST_ROWS],
        total=len(rows),
        tally=tally,
    )


def proofs(year: int, indicator: Indicator, row: CountedRow, session: Session) -> tuple[Proof, ...]:
    """Return the facts and papers behind one row."""
    from poverty_desktop.operations.assessment import counted

    return counted.proofs(session, indicator, year, row)


def set_target(target: NewTarget, session: Session) -> Done[int]:
    """Set one target."""
    from poverty_desktop.operations.assessment import targets

    return targets.set_targets(session, [target])


def remove_target(target: RecordId, session: Session) -> Done[None]:
    """Take one target out."""
    from poverty_desktop.operations.assessment import targets

    return targets.remove(session, target)


def adopt(set_name: str, session: Session) -> Done[int]:
    """Take a set of the pack over."""
    from poverty_desktop.operations.assessment import targets

    return targets.adopt(session, set_name)


def enter(
    indicator: str,
    year: int,
    value: Decimal,
    document: str,
    dated: date,
    scan: Path | None,
    session: Session,
) -> Done[RecordId]:
    """Enter a figure with its document."""
    from poverty_desktop.operations.assessment import targets

    return targets.enter(session, indicator, year, value, document=document, dated=dated, scan=scan)


def write_scan(record: RecordId, path: Path, session: Session) -> None:
    """Write the photo of a document out."""
    from poverty_desktop.operations.assessment import targets

    targets.write_scan(session, record, path)


def preview(path: Path, year: int, session: Session) -> TargetPreview:
    """Return what a table of targets would set."""
    from poverty_desktop.operations.assessment import target_lists

    return target_lists.preview(session, path, year=year)


def take_in(found: TargetPreview, session: Session) -> Done[int]:
    """Set the targets of a table."""
    from poverty_desktop.operations.assessment import target_lists

    return target_lists.take_in(session, found)


def export_figures(rows: tuple[FigureRow, ...], year: int, path: Path, _session: Session) -> int:
    """Write figures beside their targets to Excel."""
    from poverty_desktop.operations.assessment import target_lists

    return target_lists.export_figures(rows, year, path)


def export_counted(found: Listed, year: int, path: Path, session: Session) -> int:
    """Write whoever is behind a figure to Excel."""
    from poverty_desktop.operations.assessment import target_lists

    return target_lists.export_counted(session, found.indicator, year, found.rows, path)


def freeze(year: int, session: Session) -> Done[int]:
    """Keep the figures of the workspace's place."""
    from poverty_desktop.operations.assessment import freezing

    return freezing.freeze(session, year=year)


def kept(year: int, session: Session) -> tuple[tuple[Frozen, str], ...]:
    """Return the kept figures of a year, each with the name of its indicator."""
    from poverty_desktop.i18n import language
    from poverty_desktop.operations.assessment import freezing

    names = {item.id: item.title(language()) for item in session.pack.indicators}
    return tuple((item, names.get(item.indicator, item.indicator)) for item in freezing.frozen(session, year=year))


def recompute(records: tuple[RecordId, ...], session: Session, progress: Progress) -> tuple[Recomputed, ...]:
    """Return kept figures beside what they come to when they are computed again."""
    from poverty_desktop.operations.assessment import freezing

    return freezing.recompute(session, records, progress)
