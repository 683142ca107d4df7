"""What was promised for a place and a year, beside what the register counts; unfolded to townships and villages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from poverty_desktop.assessment.progress import Progress, progress
from poverty_desktop.checks import places
from poverty_desktop.checks.indicators import Tallies, Tally, tallies
from poverty_desktop.checks.run import help_year
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.ids import RecordId
from poverty_desktop.packs.indicators import Direction, Indicator, Level
from poverty_desktop.packs.model import Label
from poverty_desktop.packs.pack import Pack
from poverty_desktop.store.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A target as it was set."""

    id: RecordId
    indicator: str
    level: Level
    place: str
    year: int
    amount: float
    than: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """A figure that the register cannot know, with the document that says it."""

    id: RecordId
    indicator: str
    place: str
    year: int
    value: float
    document: str
    dated: str
    title: Label | None = None
    has_scan: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """One indicator at one place: what is counted, what was promised (None where nothing was), and how it stands.

    ``goal`` is the amount, or the entered figure and the amount above it; None where that figure is not entered.
    """

    indicator: Indicator
    place: str
    place_name: str
    level: Level
    tally: Tally
    target: Target | None
    goal: float | None
    progress: Progress

    @property
    def figure(self) -> float | None:
        """Return what the indicator comes to here, None where there is nothing to judge by."""
        return self.tally.figure(self.indicator.counting)


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The figures of one place and year: what has a target first, the other indicators behind it."""

    year: int
    years: tuple[int, ...]
    place: str
    place_name: str
    level: Level
    rows: tuple[FigureRow, ...]
    entered: tuple[Entered, ...]
    awaited: tuple[Indicator, ...]  # to be entered with a document, and not entered yet


def is_kept(pack: Pack) -> bool:
    """Say whether the pack knows targets and the register their columns."""
    return bool(pack.indicators) and (RecordKind.TARGET, "indicator") in pack.by_name


def board(session: Session, *, year: int | None = None, place: str = "") -> Board:
    """Return what was promised and counted for a place; without a year the last one with a target.

    Raises ``RuleError`` where the pack has no indicators or does not know the place.
    """
    shown = year or default_year(session)
    place = place or places.home(session)
    level = places.level_of(session.pack, place)
    counted = tallies(session, shown, village=place if level is Level.VILLAGE else "")
    set_here = [item for item in targets(session, shown) if item.place == place]
    values = entered(session, shown)
    promised, others = list[FigureRow](), list[FigureRow]()
    for item in session.pack.indicators_in(shown):
        own = [target for target in set_here if target.indicator == item.id]
        promised += [_row(session, item, place, target.level, counted, target, values) for target in own]
        if not own and not item.is_entered:
            others.append(_row(session, item, place, level, counted, None, values))
    known = {item.indicator for item in values}
    return Board(
        year=shown,
        years=years(session, shown),
        place=place,
        place_name=places.name_of(session.pack, place),
        level=level,
        rows=(*promised, *others),
        entered=values,
        awaited=tuple(item for item in session.pack.indicators_in(shown) if item.is_entered and item.id not in known),
    )


def unfolded(session: Session, year: int, indicator: str, place: str) -> tuple[FigureRow, ...]:
    """Return the same indicator for every township of a county, or every village of a township, in their order.

    They stand in the order of their codes: nobody is ranked.
    """
    item = session.pack.indicator(indicator)
    level = places.level_of(session.pack, place)
    under = places.below(level)
    if item is None or under is None:
        return ()
    counted = tallies(session, year, [indicator])
    begin = places.prefix(place, level)
    promised = {found.place: found for found in targets(session, year) if found.indicator == indicator}
    values = entered(session, year)
    known = {places.above(code, under) for code in _villages(session) if code.startswith(begin)}
    known |= {code for code, found in promised.items() if code.startswith(begin) and found.level is under}
    return tuple(_row(session, item, code, under, counted, promised.get(code), values) for code in sorted(known))


def targets(session: Session, year: int) -> tuple[Target, ...]:
    """Return the targets of a year, all places."""
    if not is_kept(session.pack):
        return ()
    rows = session.db.conn.execute(
        "SELECT id, indicator, level, place, year, amount, than, source FROM target"
        " WHERE alive AND year = ? AND amount IS NOT NULL ORDER BY place, level, id",
        (year,),
    )
    return tuple(
        Target(
            id=RecordId(bytes(row[0])),
            indicator=str(row[1]),
            level=Level(row[2]),
            place=str(row[3]),
            year=int(row[4]),
            amount=float(row[5]),
            than=str(row[6] or ""),
            source=str(row[7] or ""),
        )
        for row in rows
        if row[1] and row[3] and row[2] in set(Level)
    )


def entered(session: Session, year: int) -> tuple[Entered, ...]:
    """Return the figures that were entered for a year."""
    if not is_kept(session.pack):
        return ()
    rows = session.db.conn.execute(
        "SELECT id, indicator, place, year, value, document, dated, scan IS NOT NULL FROM entered_figure"
        " WHERE alive AND year = ? AND value IS NOT NULL ORDER BY indicator, place",
        (year,),
    )
    return tuple(
        Entered(
            id=RecordId(bytes(row[0])),
            indicator=str(row[1]),
            place=str(row[2]),
            year=int(row[3]),
            value=float(row[4]),
            document=str(row[5] or ""),
            dated=str(row[6] or ""),
            title=_title(session.pack, str(row[1])),
            has_scan=bool(row[7]),
        )
        for row in rows
    )


def years(session: Session, *more: int) -> tuple[int, ...]:
    """Return the years that can be looked at, the latest first.

    This one is among them before it has facts of its own: its visits, rounds and procedures count already.
    """
    found = {*more, help_year(session), session.clock.today().year}
    if is_kept(session.pack):
        found |= {int(row[0]) for row in session.db.conn.execute("SELECT DISTINCT year FROM target WHERE alive")}
    return tuple(sorted(found, reverse=True))


def default_year(session: Session) -> int:
    """Return the last year for which anything was promised, else the last with facts."""
    if is_kept(session.pack):
        row = session.db.conn.execute("SELECT max(year) FROM target WHERE alive").fetchone()
        if row[0]:
            return int(row[0])
    return help_year(session)


def total(found: Mapping[str, Tally], begin: str) -> Tally:
    """Return what the villages whose codes begin so come to together."""
    return sum((tally for code, tally in found.items() if code.startswith(begin)), Tally())


def _row(
    session: Session,
    item: Indicator,
    place: str,
    level: Level,
    counted: Tallies,
    target: Target | None,
    values: Iterable[Entered],
) -> FigureRow:
    tally = total(counted.get(item.id, {}), places.prefix(place, level))
    goal = None
    if target is not None:
        goal = target.amount
        if target.than:
            held = [value.value for value in values if value.indicator == target.than]
            goal = held[0] + target.amount if held else None
    year = target.year if target is not None else help_year(session)
    state = progress(
        tally.figure(item.counting),
        goal,
        year,
        session.clock.today(),
        less_is_better=item.direction is Direction.LESS,
    )
    return FigureRow(
        indicator=item,
        place=place,
        place_name=places.name_of(session.pack, place),
        level=level,
        tally=tally,
        target=target,
        goal=goal,
        progress=state,
    )


def _title(pack: Pack, indicator: str) -> Label | None:
    found = pack.indicator(indicator)
    return found.title if found is not None else None


def _villages(session: Session) -> set[str]:
    rows = session.db.conn.execute("SELECT DISTINCT village FROM household_summary WHERE village != ''")
    return {str(row[0]) for row in rows}
