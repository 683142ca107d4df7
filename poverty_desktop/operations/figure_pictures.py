"""Pictures of figures, each with the list that it is drawn from; to the screen, a file, a PDF page or Excel."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from poverty_desktop import paths
from poverty_desktop.assessment import pictures
from poverty_desktop.assessment.pictures import Picture, Tile
from poverty_desktop.assessment.svg import to_svg
from poverty_desktop.checks import indicators, places, target_board
from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.exchange.text_sheet import write_text_sheet
from poverty_desktop.i18n import N_, _, language
from poverty_desktop.ids import derive_id
from poverty_desktop.operations.assessment_papers import write
from poverty_desktop.packs.indicators import Indicator, Level
from poverty_desktop.pdf.figure_page import FigurePaper
from poverty_desktop.pdf.values import PaperColumn, PaperTable
from poverty_desktop.queries import figure_series
from poverty_desktop.queries.counted_rows import Behind
from poverty_desktop.queries.figure_words import figure_text, goal_text, number_text, share_text
from poverty_desktop.store.session import Session

NO_DAYS = N_("No day says when this was counted, so its way through the year cannot be drawn. Choose another picture.")
NO_INCOMES = N_("There are no incomes of {year} or the year before. Choose a year that was surveyed.")
NO_TOWNSHIPS = N_("A village has no townships to draw. Choose another picture.")
NO_INDICATOR = N_("Choose the indicator that is to be drawn.")
NOT_WRITTEN = N_("The picture could not be written. Choose another place; nothing else was changed.")


class Kind(StrEnum):
    """What is drawn."""

    OVER_TIME = "over_time"
    TOWNSHIPS = "townships"
    INCOME = "income"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A picture and its list: captions, and rows of cells of which the first is a text."""

    picture: Picture
    subtitle: str
    captions: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def draw(session: Session, kind: Kind, year: int, *, indicator: str = "", place: str = "") -> Drawn:
    """Return a picture of a place and year with its list; raises ``RuleError`` where there is nothing to draw."""
    place = place or places.home(session)
    level = places.level_of(session.pack, place)
    if kind is Kind.INCOME:
        return _income(session, year, place, level)
    item = session.pack.indicator(indicator)
    if item is None or item.is_entered:
        raise RuleError(NO_INDICATOR)
    if kind is Kind.TOWNSHIPS:
        return _townships(session, item, year, place, level)
    return _over_time(session, item, year, place, level)


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
    columns = tuple(PaperColumn(label=text, is_number=number > 0) for number, text in enumerate(drawn.captions))
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
        widths=(24, *(14 for _caption in drawn.captions[1:])),
    )


def _over_time(session: Session, item: Indicator, year: int, place: str, level: Level) -> Drawn:
    begin = places.prefix(place, level)
    behind = [
        Behind(record=row.record, household=row.household, village=row.village, amount=row.amount)
        for row in indicators.counted(session, year, item.id, village=place if level is Level.VILLAGE else "")
        if row.village.startswith(begin)
    ]
    grown = figure_series.by_month(session, item, year, behind)
    if grown is None:
        raise RuleError(NO_DAYS)
    found = [row for row in target_board.targets(session, year) if (row.indicator, row.place) == (item.id, place)]
    goal = found[0].amount if found and not found[0].than else None
    months = [_("{n}").format(n=month) for month in range(1, 13)]
    title = _("{indicator} by month, {year}").format(indicator=item.title(language()), year=year)
    goal_words = _("target {amount}").format(amount=number_text(goal)) if goal else ""
    picture = pictures.over_time(title, months, grown, goal, goal_words=goal_words)
    rows = tuple(
        (
            _("until the end of month {n}").format(n=month),
            number_text(value),
            share_text(value / goal) if goal else "",
            share_text(month / 12),
        )
        for month, value in enumerate(grown, start=1)
    )
    captions = (_("Month"), _("Done so far"), _("Of the target"), _("Of the year"))
    return Drawn(picture=picture, subtitle=places.name_of(session.pack, place), captions=captions, rows=rows)


def _townships(session: Session, item: Indicator, year: int, place: str, level: Level) -> Drawn:
    found = target_board.unfolded(session, year, item.id, place)
    if level is Level.VILLAGE or not found:
        raise RuleError(NO_TOWNSHIPS)
    unit = item.unit(language())
    most = max((row.figure or 0 for row in found), default=0)
    tiles, rows = [], []
    for row in found:
        said = figure_text(row) + (f" / {goal_text(row)}" if row.target is not None else "")
        # Without targets of their own the tiles fill by the largest: a measure of size, no judgement.
        share = row.progress.share if row.target is not None else (row.figure or 0) / most if most else None
        if row.target is None and share is not None:
            share = min(share, 0.999)
        tiles.append(Tile(name=row.place_name, text=f"{said} {unit}", share=share))
        rows.append((row.place_name, figure_text(row), goal_text(row), unit))
    title = _("{indicator} by place, {year}").format(indicator=item.title(language()), year=year)
    captions = (_("County, township or village"), _("Done so far"), _("Target"), _("Unit"))
    return Drawn(
        picture=pictures.cartogram(title, tiles),
        subtitle=places.name_of(session.pack, place),
        captions=captions,
        rows=tuple(rows),
    )


def _income(session: Session, year: int, place: str, level: Level) -> Drawn:
    begin = places.prefix(place, level)
    before = figure_series.incomes(session, year - 1, begin=begin)
    after = figure_series.incomes(session, year, begin=begin)
    if not before and not after:
        raise RuleError(NO_INCOMES, year=year)
    counts = tuple(figure_series.in_bands([*found.values()]) for found in (before, after))
    line = session.pack.line(year)
    yuan = line.amount_fen / 100 if line is not None else None
    labels = [f"{low:,}" for low in figure_series.BANDS_YUAN]
    words = (str(year - 1), str(year), _("line of {year}: {amount}").format(year=year, amount=number_text(yuan)))
    title = _("Filed households by income per head, {before} and {after}").format(before=year - 1, after=year)
    picture = pictures.distribution(
        title,
        labels,
        counts[0],
        counts[1],
        line_at=figure_series.band_place(yuan) if yuan is not None else None,
        words=words,
    )
    bounds = figure_series.BANDS_YUAN
    names = [
        _("{low} to {high} yuan").format(low=f"{low:,}", high=f"{bounds[number + 1]:,}")
        if number + 1 < len(bounds)
        else _("{low} yuan and more").format(low=f"{low:,}")
        for number, low in enumerate(bounds)
    ]
    rows = tuple((name, str(first), str(second)) for name, first, second in zip(names, *counts, strict=True))
    captions = (_("Income per head"), str(year - 1), str(year))
    return Drawn(picture=picture, subtitle=places.name_of(session.pack, place), captions=captions, rows=rows)
