"""What the roster page asks for: the file is read beside the store thread, the plan is drawn up on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop.exchange import column_map
from poverty_desktop.exchange.column_map import ColumnMap
from poverty_desktop.exchange.plan import Take
from poverty_desktop.exchange.suggest import Suggestion, completed, suggest
from poverty_desktop.exchange.table import Table
from poverty_desktop.operations.done import Done
from poverty_desktop.operations.register import roster
from poverty_desktop.operations.register.entry_closing import TakenIn
from poverty_desktop.operations.register.roster import Answers, RosterPreview
from poverty_desktop.packs.pack import Pack
from poverty_desktop.progress import Progress
from poverty_desktop.queries.register import years

if TYPE_CHECKING:
    from poverty_desktop.operations.session import Session

LEFT_OUT = roster.STAYS_OUT


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What the open workspace gives to an import; in a field workspace the village stands fast."""

    maps: tuple[ColumnMap, ...]
    pack: Pack = field(repr=False)
    year: int
    village: str
    is_bound: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The file that was chosen, and how it is to be read."""

    path: Path
    dictionary: Path | None = None
    sheet: str | None = None
    header_row: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A file that was read, the map that fits it (if one does), and what each column may be."""

    source: Source
    table: Table = field(repr=False)
    map: ColumnMap | None
    suggestions: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How the rows are to be understood; ``village`` and ``year`` stand for rows that name none."""

    map: ColumnMap
    year: int | None = None
    village: str | None = None
    take: Take = Take.NEWER


def ground(session: Session) -> Ground:
    """Return the maps on offer, the pack, the working year and the home village."""
    return Ground(
        maps=roster.maps(session),
        pack=session.pack,
        year=years.working_year(session),
        village=session.village,
        is_bound=roster.scope(session) is not None,
    )


def open_file(source: Source, here: Ground, progress: Progress) -> Opened:
    """Read the file and lay the maps over it; raises ``RuleError`` for one that cannot be read."""
    progress.step(roster.OPENING, 0, 0)
    table = _read(source, here, ())
    chosen = column_map.best_match(table, here.maps)
    if chosen is not None and chosen.as_codes and source.dictionary is not None:
        table = _read(source, here, chosen.as_codes)
    suggestions = suggest(table, here.pack, maps=here.maps)
    if chosen is not None:
        chosen = completed(chosen, table, suggestions)
    return Opened(source=source, table=table, map=chosen, suggestions=suggestions)


def draw_up(opened: Opened, wanted: Wanted, session: Session, progress: Progress) -> RosterPreview:
    """Return what would happen to every row."""
    return roster.preview(
        session,
        opened.table,
        wanted.map,
        take=wanted.take,
        year=wanted.year,
        village=wanted.village,
        progress=progress,
    )


def decide(shown: RosterPreview, answers: Answers, take: Take, session: Session, progress: Progress) -> RosterPreview:
    """Return the preview with these answers, or with some taken back."""
    return roster.decide(session, shown, answers, take=take, progress=progress)


def take_in(shown: RosterPreview, session: Session, progress: Progress) -> Done[TakenIn]:
    """Write the rows that can come in, as one action."""
    return roster.import_roster(session, shown, progress)


def save_left_out(shown: RosterPreview, path: Path, _progress: Progress) -> int:
    """Write the rows that stay out as an Excel file; return how many."""
    return roster.save_rejected(shown, path, actions=LEFT_OUT)


def _read(source: Source, here: Ground, as_codes: tuple[str, ...]) -> Table:
    return roster.read(
        source.path,
        sheet=source.sheet,
        header_row=source.header_row,
        dictionary=source.dictionary,
        as_codes=as_codes,
        on_offer=here.maps,
    )
